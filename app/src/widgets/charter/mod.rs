//! The charter's face: one page people read and write in, a card for other people's pages, or its metrics alone.

mod drawing;
mod parts;
mod rest;
mod step;
mod use_agreement;
mod use_captain;
mod use_charter;
mod use_checks;
mod use_peers;
mod use_people;
mod use_reading;
mod use_surface;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::charter::{NAME, SPEC};
use muster_shared::sheet::Place;
use muster_shared::sync::replica::Reason;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

use crate::boxed::alive;
use crate::boxed::memo;
use crate::browser::pause;
use crate::chunk::{Reached, reached};
use crate::form::plain::{acting, el, following, follows, while_so};
use crate::form::{banner, closed, skeleton, without_steps};
use crate::keyboard;
use crate::live::{LiveDoc, Phase};
use crate::pressed;
use crate::visitor::sign_in_link;
use crate::widgets::chip::bar;
use crate::widgets::listing::Listing;
use crate::widgets::origin::origin;
pub(crate) use drawing::Spark;
use parts::mission::mission;
pub(crate) use parts::smart::marks_of;
use parts::title::title;
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
    let shown = move || match so_far(face.get()) {
        Face::Opening => skeleton(),
        Face::Closed(reason) => refused(&reason, &link(cx)),
        Face::Full => full(cx, in_host_page),
        Face::Card => cx.alone(Rest::Card),
        Face::Coverage => cx.alone(Rest::AgreedCard),
        Face::Step(step) => cx.alone(Rest::Step(step)),
        Face::Metrics => cx.alone(Rest::Metrics),
    };
    view! {
        <div
            class="muster-charter sheet"
            class:in-host=in_host_page
            class:may-write=cx.charter.can_edit
            class:may-say=cx.charter.may_say
            node_ref=cx.charter.root
            on:keydown=move |event| key(cx, in_host_page.then_some(keys), &event)
            on:focusout=alive(move |event| cx.charter.focus_left(&event))
            on:mousedown=|event| pressed::began(&event)
            on:mouseup=|event| pressed::ended(&event)
        >
            {without_steps()}
            {following(shown)}
            {while_so(move || keys.get(), move || cx.rest(Rest::Keys(keys)))}
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

/// Lets the chunks come that wait for the face: those of the whole charter once its first words are on the screen.
fn so_far(face: Face) -> Face {
    match face {
        Face::Opening => {}
        Face::Full => spawn_local(async {
            pause(0).await;
            reached(Reached::Words);
        }),
        _ => reached(Reached::Words),
    }
    face
}

/// The whole charter.
fn full(cx: UseCharter, in_host_page: bool) -> AnyView {
    let doc = cx.charter.doc;
    let is_locked = Signal::derive(move || !doc.can_edit.get());
    let beside = Signal::derive(move || [cx.org.doc].into_iter().chain(cx.talk.docs()).collect::<Vec<_>>());
    let sign_in = (!in_host_page).then(sign_in_link);
    let whose = (SPEC.noun.one, "its captain and leaders");
    let banner = banner(whose, doc.is_example.into(), is_locked, doc.refusal.into(), cx.talk.can_say, sign_in);
    let name = doc.text(&Place::on_sheet(NAME));
    let name = follows("aria-label", move || name.get());
    let bar = in_host_page.then(|| bar(doc, beside));
    let parts = [
        el("div", "part banners", vec![banner]),
        title(cx),
        mission(cx),
        cx.alone(Rest::Sections),
        cx.rest(Rest::PrintFoot),
    ];
    acting("article", "doc", Vec::new(), vec![name], bar.into_iter().chain(parts).collect())
}

/// The whole charter's address.
fn link(cx: UseCharter) -> String {
    let origin = origin();
    format!("{origin}/d/{}", cx.id())
}

fn refused(reason: &Reason, link: &str) -> AnyView {
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
    closed(reason.sentence(), advice, way)
}

/// Undo and redo outside of texts, which see to it themselves; the sheet of keys, where the app has no list of its own.
fn key(cx: UseCharter, keys: Option<RwSignal<bool>>, event: &KeyboardEvent) {
    let Some(key) = keyboard::key(event) else { return };
    let command = event.ctrl_key() || event.meta_key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let handled = match (key.as_str(), keys) {
        ("?", Some(keys)) if !command && !target.as_ref().is_some_and(takes_text) => {
            keys.update(|open| *open = !*open);
            true
        }
        ("Escape", Some(keys)) if keys.get_untracked() => {
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
