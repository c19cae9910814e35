//! The charter's face: one page people read and write in, a card for other people's pages, or its metrics alone.

mod drawing;
mod parts;
mod rest;
mod step;
mod use_agreement;
mod use_captain;
mod use_charter;
mod use_people;
mod use_surface;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use muster_shared::sync::replica::Reason;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

use crate::form::{Banner, Closed, Skeleton};
use crate::keyboard;
use crate::lean::memo;
use crate::lean::{Show, alive};
use crate::live::{LiveDoc, Phase};
use crate::visitor::sign_in_link;
use crate::widgets::chip::StatusChip;
use crate::widgets::here::Here;
use crate::widgets::listing::Listing;
use crate::widgets::origin::origin;
use parts::mission::Mission;
use parts::title::Title;
use rest::Rest;
pub(crate) use rest::rest;
use step::Step;
use use_charter::{UseCharter, use_charter};

/// A team's charter.
#[component]
pub(crate) fn Charter(
    charter: LiveDoc,
    org: LiveDoc,
    /// `full`, `card`, `coverage` or `metrics`.
    #[prop(into)]
    view: Signal<String>,
    /// `read`, `comment` or `edit`.
    #[prop(into)]
    mode: Signal<String>,
    /// The server's list, to see which surfaces several teams claim, and the latest decisions of this one.
    listing: Listing,
    #[prop(optional)] in_host_page: bool,
) -> impl IntoView {
    // In somebody else's page the first two levels are theirs.
    let cx = use_charter(charter, org, mode, listing, if in_host_page { 3 } else { 1 });
    cx.charter.provide();
    let keys = RwSignal::new(false);
    let face = memo(move || Face::of(&charter.phase.get(), &view.get()));
    view! {
        <div
            class="muster-charter sheet"
            class:in-host=in_host_page
            node_ref=cx.charter.root
            on:keydown=move |event| key(cx, keys, &event)
            on:focusout=alive(move |event| cx.charter.focus_left(&event))
        >
            {move || match face.get() {
                Face::Opening => view! { <Skeleton/> }.into_any(),
                Face::Closed(reason) => closed(&reason, &link(cx)).into_any(),
                Face::Full => view! { <Full cx in_host_page/> }.into_any(),
                Face::Card => cx.alone(Rest::Card),
                Face::Coverage => cx.alone(Rest::AgreedCard),
                Face::Step(step) => cx.alone(Rest::Step(step)),
                Face::Metrics => cx.alone(Rest::Metrics),
            }}
            <Show when=move || keys.get()>{cx.rest(Rest::Keys(keys))}</Show>
        </div>
    }
}

/// The face that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Face {
    Opening,
    Closed(Reason),
    Full,
    Card,
    Coverage,
    Metrics,
    Step(Step),
}

impl Face {
    fn of(phase: &Phase, view: &str) -> Self {
        match (phase, view) {
            (Phase::Opening, _) => Self::Opening,
            (Phase::Closed(reason), _) => Self::Closed(reason.clone()),
            (Phase::Ready, "card") => Self::Card,
            (Phase::Ready, "coverage") => Self::Coverage,
            (Phase::Ready, "metrics") => Self::Metrics,
            (Phase::Ready, view) => Step::of(view).map_or(Self::Full, Self::Step),
        }
    }
}

/// The whole charter.
#[component]
fn Full(cx: UseCharter, in_host_page: bool) -> impl IntoView {
    let name = memo(move || cx.view.with(|view| view.name.clone()));
    let is_locked = move || !cx.charter.doc.can_edit.get();
    let beside = Signal::derive(move || [cx.org.doc].into_iter().chain(cx.talk.docs()).collect());
    let sign_in = (!in_host_page).then(sign_in_link);
    view! {
        <article class="doc" aria-label=name>
            {in_host_page.then(|| view! {
                <div class="part host-bar no-print"><div><Here doc=cx.charter.doc/><StatusChip doc=cx.charter.doc beside/></div></div>
            })}
            <div class="part banners">
                <Banner is_example=cx.charter.doc.is_example.into() is_locked=Signal::derive(is_locked) why=cx.charter.doc.refusal.into() can_say=cx.talk.can_say sign_in/>
            </div>
            <Title cx/>
            <Mission cx/>
            {cx.alone(Rest::Sections)}
            {cx.rest(Rest::PrintFoot)}
        </article>
    }
}

/// The whole charter's address.
fn link(cx: UseCharter) -> String {
    let origin = origin();
    format!("{origin}/d/{}", cx.id())
}

fn closed(reason: &Reason, link: &str) -> impl IntoView {
    let home = link.split("/d/").next().unwrap_or_default();
    let (advice, way) = match reason {
        Reason::Gone | Reason::OtherKind => {
            ("The address may be mistyped, or the charter was deleted.", ("See all charters", format!("{home}/")))
        }
        Reason::Forbidden => ("Ask whoever sent you here to let you in.", ("Open Muster", format!("{home}/"))),
        Reason::SignedOut => ("This is for people who are signed in.", ("Sign in", format!("{home}/sign-in"))),
        Reason::AppTooOld => ("Nothing is lost.", ("Reload", link.to_owned())),
        _ => ("Your words on this device are kept.", ("Open in Muster", link.to_owned())),
    };
    view! { <Closed sentence=reason.sentence() advice way/> }
}

/// Undo and redo outside of texts, which see to it themselves; the sheet of keys.
fn key(cx: UseCharter, keys: RwSignal<bool>, event: &KeyboardEvent) {
    let Some(key) = keyboard::key(event) else { return };
    let command = event.ctrl_key() || event.meta_key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let handled = match key.as_str() {
        "?" if !command && !target.as_ref().is_some_and(takes_text) => {
            keys.update(|open| *open = !*open);
            true
        }
        "Escape" if keys.get_untracked() => {
            keys.set(false);
            true
        }
        _ => cx.charter.undo.key(event),
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn takes_text(target: &Element) -> bool {
    target.is_instance_of::<HtmlTextAreaElement>() || target.is_instance_of::<HtmlInputElement>()
}
