//! The bar above every page: where one is, who is here, whether it is saved.

use leptos::prelude::*;
use muster_shared::sheet::Place;
use muster_shared::sync::replica::Status;
use web_sys::CustomEvent;

use super::desk::{Desk, Layer, use_desk};
use super::me::Me;
use super::router::Route;
use super::words::named;
use crate::browser::window;
use crate::lean::{Show, memo};
use crate::live::LiveDoc;
use crate::told::{to_say, told};
use crate::widgets::chip::{StatusChip, is_there};
use crate::widgets::here::Here;

/// The bar.
#[component]
pub(crate) fn Bar() -> impl IntoView {
    let desk = use_desk();
    let chip = move || desk.shown.get().unwrap_or(desk.org);
    let beside = Signal::derive(move || [desk.org].into_iter().chain(desk.beside.get()).collect::<Vec<_>>());
    // The first word of a charter that is not begun is in no document yet, and where a sentence stands instead of a document
    // there is none: nothing says *Saved* beside them, and what is at risk elsewhere is told all the same.
    let is_here = move || desk.instead.get() == 0 && desk.router.route.get() != Route::Worksheet(None);
    let is_begun = move || desk.shown.with(Option::is_some) || is_here();
    let is_at_risk = move || beside.with(|docs| docs.iter().any(|doc| doc.status.get() != Status::Saved));
    let speaks = memo(move || (is_begun() || is_at_risk()) && is_there(&chip()));
    // Where no document is shown, the chip speaks for all of them.
    let waiting = memo(move || match desk.shown.get() {
        Some(_) => 0,
        None => desk.shelf.kept.with(|kept| kept.iter().map(|kept| kept.unsent).sum::<usize>()),
    });
    view! {
        <header class="bar">
            <a class="home" href="/" aria-label="Muster, all teams"><Ring/></a>
            <Crumbs/>
            <a class="to-reviews" href="/reviews">"Reviews"</a>
            <button class="find" type="button" aria-haspopup="dialog" on:click=move |_| desk.layer.set(Layer::Find)>
                <span class="i i-find" aria-hidden="true"></span>
                <span class="find-word">"Find "</span>
                <kbd aria-hidden="true">{find_keys()}</kbd>
            </button>
            <NewVersion/>
            {move || desk.shown.get().map(|doc| view! { <Here doc/> })}
            <Me/>
            <Show when=move || { waiting.get() > 0 } fallback=move || view! { {move || speaks.get().then(|| view! { <StatusChip doc=chip() beside/> })} }>
                <Waiting n=waiting/>
            </Show>
        </header>
    }
}

/// Edits of documents that are not shown just now wait on this device.
#[component]
fn Waiting(n: Memo<usize>) -> impl IntoView {
    view! {
        <div class="chip-box">
            <span class="chip waiting" part="status" role="status">
                <span class="i i-device" aria-hidden="true"></span>
                <span use:told=to_say(move || format!("On this device, waiting to send ({})", n.get()))></span>
            </span>
        </div>
    }
}

/// The mark: everybody agreed.
#[component]
fn Ring() -> impl IntoView {
    view! {
        <svg class="ring" viewBox="0 0 20 20" aria-hidden="true">
            <circle class="yes" cx="10" cy="10" r="8" pathLength="50" stroke-dasharray="7.6 2.4"></circle>
        </svg>
    }
}

#[component]
fn Crumbs() -> impl IntoView {
    let desk = use_desk();
    let crumbs = move || match desk.router.route.get() {
        Route::Home => view! { <li aria-current="page" dir="auto">{desk.org_name}</li> }.into_any(),
        _ => view! {
            <li><a href="/" dir="auto">{desk.org_name}</a></li>
            <li aria-current="page" dir="auto">{desk.title}</li>
        }
        .into_any(),
    };
    view! { <nav class="crumbs" aria-label="Where you are"><ol>{crumbs}</ol></nav> }
}

/// Says that a newer release waits. It is loaded when the person says so, never by itself.
#[component]
fn NewVersion() -> impl IntoView {
    let desk = use_desk();
    view! {
        <span class="new-version" role="status">
            {move || desk.update_ready.get().then(|| view! {
                <span class="new-version-word">"A new version is ready"</span>
                <button class="btn word" type="button" on:click=move |_| take_release(desk)>"Reload"</button>
            })}
        </span>
    }
}

/// Loads the newer release, unless work stands only in this tab's memory: then says so first.
fn take_release(desk: Desk) {
    let at_risk = |doc: LiveDoc| doc.status.get_untracked().is_only_here();
    if desk.shown.get_untracked().into_iter().chain([desk.org]).any(at_risk) {
        desk.say("Not reloaded: there is work that stands only in this tab.");
    } else {
        tell_service_worker("muster-update-apply");
    }
}

/// Says something to the script that keeps the service worker.
pub(crate) fn tell_service_worker(word: &str) {
    if let (Some(window), Ok(event)) = (window(), CustomEvent::new(word)) {
        let _ = window.dispatch_event(&event);
    }
}

/// The keys that people press to find, as their keyboard is lettered.
pub(crate) fn find_keys() -> &'static str {
    let platform = window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") { "⌘K" } else { "Ctrl K" }
}

/// The name of a document as its page shows it.
pub(crate) fn name_of(doc: LiveDoc) -> impl Fn() -> String + Copy {
    let name = doc.text(&Place::on_sheet("name"));
    move || named(&name.get())
}
