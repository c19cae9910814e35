//! The bar above every page: where one is, who is here, whether it is saved.

use leptos::prelude::*;
use muster_shared::sheet::Place;
use muster_shared::sync::replica::Status;
use web_sys::CustomEvent;

use super::me::Me;
use super::menu::menu;
use super::open::is_any_at_risk;
use super::router::Route;
use super::shell::{Layer, Shell, use_shell};
use super::words::named;
use crate::boxed::memo;
use crate::browser::window;
use crate::chunk::Reached;
use crate::form::plain::{acting, button, el, following, icon, nothing, on, says, while_so, with, words};
use crate::live::LiveDoc;
use crate::widgets::chip::{StatusChip, is_there};
use crate::widgets::here;

/// The bar.
#[component]
pub(crate) fn Bar() -> impl IntoView {
    let shell = use_shell();
    let chip = move || shell.shown.get().unwrap_or(shell.org);
    let beside = Signal::derive(move || [shell.org].into_iter().chain(shell.beside.get()).collect::<Vec<_>>());
    // The first word of a charter that is not begun is in no document yet, and where a sentence stands instead of a document
    // there is none: nothing says *Saved* beside them, and what is at risk elsewhere is told all the same.
    let is_here = move || shell.instead.get() == 0 && shell.router.route.get() != Route::Worksheet(None);
    let is_begun = move || shell.shown.with(Option::is_some) || is_here();
    let is_at_risk = move || beside.with(|docs| docs.iter().any(|doc| doc.status.get() != Status::Saved));
    let speaks = memo(move || (is_begun() || is_at_risk()) && is_there(&chip()));
    // Where no document is shown, the chip speaks for all of them.
    let waiting = memo(move || match shell.shown.get() {
        Some(_) => 0,
        None => shell.catalogue.kept.with(|kept| kept.iter().map(|kept| kept.unsent).sum::<usize>()),
    });
    let own = |name: &'static str, value: &str| (name, value.to_owned());
    let home = vec![own("href", "/"), own("aria-label", "Muster, all teams")];
    let hidden = || vec![own("aria-hidden", "true")];
    let find = acting(
        "button",
        "find",
        vec![own("type", "button"), own("aria-haspopup", "dialog")],
        vec![on("click", move |_| shell.layer.set(Layer::Find))],
        vec![
            icon("i i-find"),
            words("span", "find-word", "Find "),
            with("kbd", "", hidden(), vec![find_keys().into_any()]),
        ],
    );
    let here = following(move || match shell.shown.get() {
        Some(doc) => here::here(doc, Reached::Words),
        None => nothing(),
    });
    let spoken = move || while_so(move || speaks.get(), move || view! { <StatusChip doc=chip() beside/> }.into_any());
    let saved = following(move || match waiting.get() {
        0 => spoken(),
        n => waits(n),
    });
    let parts = vec![
        with("a", "home", home, vec![view! { <Ring/> }.into_any()]),
        crumbs(),
        with("a", "to-reviews", vec![own("href", "/reviews")], vec!["Reviews".into_any()]),
        find,
        new_version(),
        here,
        view! { <Me/> }.into_any(),
        saved,
        menu(),
    ];
    el("header", "bar", parts)
}

/// Edits of documents that are not shown just now wait on this device.
fn waits(n: usize) -> AnyView {
    let says = words("span", "", format!("On this device, waiting to send ({n})"));
    let role = vec![("part", "status".to_owned()), ("role", "status".to_owned())];
    el("div", "chip-box", vec![with("span", "chip waiting", role, vec![icon("i i-device"), says])])
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

fn crumbs() -> AnyView {
    let shell = use_shell();
    let auto = |more: Option<(&'static str, String)>| [("dir", "auto".to_owned())].into_iter().chain(more).collect();
    let here = || Some(("aria-current", "page".to_owned()));
    let org = move |tag: &'static str, more: Option<(&'static str, String)>| {
        acting(tag, "", auto(more), vec![says(move || shell.org_name.get())], Vec::new())
    };
    let is_home = memo(move || shell.router.route.get() == Route::Home);
    let crumbs = following(move || match is_home.get() {
        true => org("li", here()),
        false => {
            let home = el("li", "", vec![org("a", Some(("href", "/".to_owned())))]);
            let title = acting("li", "", auto(here()), vec![says(move || shell.title.get())], Vec::new());
            [home, title].into_any()
        }
    });
    with("nav", "crumbs", vec![("aria-label", "Where you are".to_owned())], vec![el("ol", "", vec![crumbs])])
}

/// Says that a newer release waits. It is loaded when the person says so, never by itself.
fn new_version() -> AnyView {
    let shell = use_shell();
    let waits = move || {
        let take = button("btn word", "Reload", move || take_release(shell));
        [words("span", "new-version-word", "A new version is ready"), take].into_any()
    };
    let role = vec![("role", "status".to_owned())];
    with("span", "new-version", role, vec![while_so(move || shell.update_ready.get(), waits)])
}

/// Loads the newer release, unless work stands only in this tab's memory: then says so first.
fn take_release(shell: Shell) {
    if is_any_at_risk() {
        shell.say("Not reloaded: there is work that stands only in this tab.");
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
