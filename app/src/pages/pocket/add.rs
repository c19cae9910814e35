//! The button in reach of a thumb, on a narrow screen beside a charter or a review: it opens the four things that people add on
//! their way, and the second tap is in the field.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::Ahead;
use muster_shared::id::DocId;
use muster_shared::kinds::Face;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::ahead::use_ahead;
use crate::boxed::{effect, memo};
use crate::browser::{Listener, on_document, on_window, pause, window};
use crate::form::plain::{acting, el, follows, icon, of_button, on, while_so, with};
use crate::keyboard;
use crate::pages::foryou::{UseForYou, told_now};
use crate::pages::router::{Route, find, focus_quietly};
use crate::pages::shell::Shell;

/// A field is looked for in so many steps of so many milliseconds: its document may still be opening.
const STEPS: u32 = 120;
const STEP_MS: i32 = 50;
/// An element that one writes or chooses in.
const FIELD: &str = "input, textarea, select";
/// The class of what stands here, by which a press beside it is told from one on it.
const HERE: &str = ".add-here";

/// A thing to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thing {
    Note,
    Win,
    Reading,
    VoiceOver,
}

const THINGS: [(Thing, &str); 4] =
    [(Thing::Note, "Note"), (Thing::Win, "Win"), (Thing::Reading, "Reading"), (Thing::VoiceOver, "Voice-over")];

/// The place where a thing is added: the field, and the button that opens it where it is folded.
struct Place {
    field: &'static str,
    opens: Option<&'static str>,
}

impl Thing {
    /// Its place on the page of a document with this face; none where it belongs to the next review.
    fn place(self, face: Face) -> Option<Place> {
        let (field, opens) = match (self, face) {
            (Self::Note, Face::Charter) => ("main [aria-label='What you heard']", None),
            (Self::Reading, Face::Charter) => {
                ("main details.table[open] input[aria-label='New reading']", Some("main details.table > summary"))
            }
            (_, Face::Charter) => return None,
            (Self::Note, _) => {
                ("main [aria-label='Notes on this item'], main [aria-label='Notes on the whole review']", None)
            }
            (Self::Win, _) => ("main .of-wins form :is(input, textarea)", None),
            (Self::Reading, _) => ("main .of-readings .read-off input", None),
            (Self::VoiceOver, _) => (
                "main .mcard .compose :is(input, textarea)",
                Some("main .mcard .no-print .acts:not(.read-off) > .btn.word"),
            ),
        };
        Some(Place { field, opens })
    }

    /// The part of the page where it stands.
    fn part(self, face: Face) -> &'static str {
        match (self, face) {
            (Self::Note, Face::Charter) => "main .of-heard",
            (Self::Reading, Face::Charter) => "main .of-metrics",
            (Self::Note, _) => "main .of-notes",
            (Self::Win, _) => "main .of-wins",
            (Self::Reading | Self::VoiceOver, _) => "main .of-readings",
        }
    }
}

/// The document whose page is shown, where things are added to such. The worksheet has steps of its own.
fn shown(shell: Shell) -> Option<(DocId, Face)> {
    let is_page = shell.router.route.with(|route| matches!(route, Route::Document(_)));
    let doc = shell.shown.get().filter(|_| is_page)?;
    let (id, kind) = doc.which().filter(|_| doc.can_edit.get())?;
    let face = kind.spec().face.ok().filter(|face| matches!(face, Face::Charter | Face::Review))?;
    Some((id, face))
}

/// The button, and the list behind it.
pub(super) fn add(shell: Shell) -> AnyView {
    let here = memo(move || shown(shell).map(|(id, _)| id));
    while_so(move || here.with(Option::is_some), move || button(shell))
}

fn button(shell: Shell) -> AnyView {
    let is_open = RwSignal::new(false);
    effect(move || {
        shell.shown.track();
        is_open.set(false);
    });
    let beside = on_window("pointerdown", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_none_or(|target| target.closest(HERE).ok().flatten().is_none()) {
            is_open.set(false);
        }
    });
    StoredValue::new_local(beside);
    let left = on("keydown", move |event| {
        let key = event.dyn_ref::<KeyboardEvent>().and_then(keyboard::key);
        if key.as_deref() == Some("Escape") && is_open.get_untracked() {
            event.stop_propagation();
            is_open.set(false);
            if let Some(button) = find(".add-here > button") {
                focus_quietly(&button);
            }
        }
    });
    let own = of_button().into_iter().chain([("aria-controls", "add-things".to_owned())]).collect();
    let acts = vec![
        follows("aria-expanded", move || is_open.get().to_string()),
        on("click", move |_| is_open.update(|is_open| *is_open = !*is_open)),
    ];
    let opens = acting("button", "btn strong", own, acts, vec![icon("i i-plus"), "Add".into_any()]);
    let list = while_so(move || is_open.get(), move || things(shell, is_open));
    acting("div", "add-here no-print", Vec::new(), vec![left], vec![list, opens])
}

fn things(shell: Shell, is_open: RwSignal<bool>) -> AnyView {
    let one = |(thing, label): (Thing, &'static str)| {
        let press = on("click", move |_| {
            is_open.set(false);
            take(shell, thing);
        });
        let button = acting("button", "btn", of_button(), vec![press], vec![label.into_any()]);
        el("li", "", vec![button])
    };
    with("ul", "", vec![("id", "add-things".to_owned())], THINGS.map(one).into_iter().collect())
}

/// Leads to the field of a thing: on this page at once, so that the keyboard comes up with the tap; else on that of the team's
/// next review.
fn take(shell: Shell, thing: Thing) {
    let Some((doc, face)) = untrack(|| shown(shell)) else { return };
    let meanwhile = Meanwhile::begin();
    match thing.place(face) {
        Some(place) if reach(&place) => {}
        Some(place) => spawn_local(wait_for(shell, place, thing.part(face), meanwhile)),
        None => spawn_local(to_review(shell, thing, doc)),
    }
}

/// Goes to the next review of a team. Where none is known, the page of all reviews says how one is begun.
async fn to_review(shell: Shell, thing: Thing, team: DocId) {
    match next_review(shell, &team).await {
        Some(next) => {
            shell.router.go(Route::Document(next.doc.clone()));
            if let Some(place) = thing.place(Face::Review) {
                wait_for(shell, place, thing.part(Face::Review), Meanwhile::begin()).await;
            }
        }
        None => {
            shell.router.go(Route::Reviews);
            shell.say("This team has no review that comes next. Begin a series here, and put the team on it.");
        }
    }
}

/// The review of a team that comes next. The list that the device has may be from before there was one.
async fn next_review(shell: Shell, team: &DocId) -> Option<Ahead> {
    let known = use_ahead(shell).await.told.with_untracked(|told| UseForYou::review_of(&told.reviews, team));
    if known.is_some() {
        return known;
    }
    let told = told_now(shell.catalogue).await?;
    UseForYou::review_of(&told.reviews, team)
}

/// Hears whether somebody comes to another field meanwhile, be it for a moment.
struct Meanwhile {
    is_elsewhere: Rc<Cell<bool>>,
    _heard: Listener,
}

impl Meanwhile {
    fn begin() -> Self {
        let (before, is_elsewhere) = (active(), Rc::new(Cell::new(false)));
        let heard = Rc::clone(&is_elsewhere);
        let hear = move |event: web_sys::Event| {
            let to = event.target().and_then(|to| to.dyn_into::<Element>().ok());
            let to = to.filter(|to| Some(to) != before.as_ref() && to.matches(FIELD).unwrap_or(false));
            heard.set(heard.get() || to.is_some());
        };
        Self { is_elsewhere, _heard: on_document("focusin", hear) }
    }
}

/// Waits for the field, as long as the page may take to show it. A page that has none, as a charter without a metric, says
/// so in the part where it would be.
async fn wait_for(shell: Shell, place: Place, part: &'static str, meanwhile: Meanwhile) {
    for _ in 0..STEPS {
        pause(STEP_MS).await;
        // Somebody who writes elsewhere meanwhile is left there; a field that takes the focus as it opens may be left at once.
        if meanwhile.is_elsewhere.get() || reach(&place) {
            return;
        }
        if let Some(part) = find(part).filter(|_| place.opens.is_some_and(|opens| find(opens).is_none())) {
            part.scroll_into_view();
            return shell.say("There is nothing here yet that it could be added to.");
        }
    }
}

/// Focuses the field, if it is there; one that is folded is opened first.
fn reach(place: &Place) -> bool {
    if let Some(field) = find(place.field) {
        let _ = field.focus();
        return is_focused(&field);
    }
    if let Some(opens) = place.opens.and_then(find) {
        opens.click();
        if let Some(field) = find(place.field) {
            let _ = field.focus();
            return is_focused(&field);
        }
    }
    false
}

/// A field that is typed in may be another element than the one that was found: it lies in it then.
fn is_focused(field: &HtmlElement) -> bool {
    active().is_some_and(|active| field.contains(Some(&active)) || active.contains(Some(field)))
}

fn active() -> Option<Element> {
    window()?.document()?.active_element()
}
