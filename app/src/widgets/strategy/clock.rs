//! The mission, and beside it the quiet clock: how long nothing has changed that makes teams do something else, and what
//! changed before, with its reason.

use js_sys::Math;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::strategy::{A_CHANGE, CHANGES, Change, Clock, LOOK_AGAIN, MISSION, OWNER, SINCE, guide};
use muster_shared::sheet::Place;

use super::own::{noticed, said_of};
use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::editor::TextField;
use crate::form::picture::{picture, shape};
use crate::form::plain::{each_known, el, following, known, nothing, while_so, with, words, written};
use crate::form::{Ask, Folded, Head};
use crate::talk::said::below;
use crate::widgets::outline::{Face, note, take_back, values};
use crate::words::{long_day, short_day};

/// The radius of the clock and its middle, in its own measure.
const RADIUS: f64 = 30.0;
const MIDDLE: f64 = 36.0;

const DAYS: [Ask; 2] =
    [Ask::new(SINCE, "Holds since", "Name the day"), Ask::new(LOOK_AGAIN, "Look again", "Name the day")];

/// The section of the mission.
pub(super) fn mission(cx: UseStrategy, face: Face) -> AnyView {
    let (doc, label, hint) = (cx.form.doc, guide::MISSION.label, guide::MISSION.hint);
    let text = view! { <TextField doc place=Place::on_sheet(MISSION) label hint/> }.into_any();
    let since = cx.form.on_sheet(SINCE).register;
    let aside = memo(move || {
        since
            .with(|since| {
                Some(since.words()).filter(|day| !day.is_empty()).map(|day| format!("since {}", long_day(day)))
            })
            .unwrap_or_default()
    });
    let remarks = following(move || {
        let remarks = [SINCE, OWNER, MISSION].into_iter().flat_map(|beside| noticed(cx, beside, None));
        remarks.map(|(head, advice)| note(&head, &advice)).collect_view().into_any()
    });
    let margin = el("div", "margin", vec![clock(cx, face), remarks, said_of(cx, MISSION)]);
    let days = while_so(move || cx.form.can_edit.get(), move || values(face, DAYS));
    let change =
        Folded::about(A_CHANGE.add, move || cx.composing(CHANGES, &A_CHANGE, None, Vec::new())).show(cx.form.can_edit);
    let head = Head { aside: Some(aside.into()), about: Some(&guide::MISSION), also: None };
    let content = vec![el("div", "statement", vec![text]), days, el("div", "no-print", vec![change]), margin];
    cx.form.section(label, MISSION, head, content)
}

/// The clock, and what changed.
fn clock(cx: UseStrategy, face: Face) -> AnyView {
    let now = move || cx.view.with(|view| Clock::of(view, &cx.today.get_value()));
    let changes = memo(move || cx.view.with(|view| view.changes.clone()));
    let hand = move || following(move || now().map_or_else(nothing, |clock| dial(&clock)));
    let says = move || following(move || now().map_or_else(nothing, |clock| clock_words(cx, &clock)));
    let what = move || {
        let list = each_known(changes, |change| &change.row, move |row, change| changed(cx, face, &row, change));
        el("details", "", vec![words("summary", "", "What changed, and why"), el("ul", "vers", vec![list])])
    };
    let label = || vec![("aria-label", "Time since the last material change".to_owned())];
    while_so(
        move || now().is_some(),
        move || {
            let what = while_so(move || !changes.with(Vec::is_empty), what);
            with("aside", "note steady", label(), vec![hand(), el("div", "", vec![says(), what])])
        },
    )
}

fn clock_words(cx: UseStrategy, clock: &Clock) -> AnyView {
    let (is_first, look_again) = cx.view.with(|view| (view.changes.is_empty(), view.look_again.clone()));
    let last = match is_first {
        true => format!("It holds since {}, and no material change is noted.", long_day(&clock.since)),
        false => format!("Last material change {}. Better words do not count.", long_day(&clock.since)),
    };
    let again = Some(look_again).filter(|day| !day.is_empty());
    let again = again.map(|day| words("p", "", format!("To be looked at again on {}.", long_day(&day))));
    let says = [el("p", "by", vec![words("b", "", clock.says())]), words("p", "", last)];
    says.into_iter().chain(again).collect_view().into_any()
}

/// A change, and what people say about it.
fn changed(cx: UseStrategy, face: Face, row: &RowId, change: Memo<Option<Change>>) -> AnyView {
    let read = known(change, move |change| change_read(cx, face, change));
    with("li", "", vec![("data-row", row.to_string())], vec![read, below(cx.talk, CHANGES, row)])
}

fn change_read(cx: UseStrategy, face: Face, change: &Change) -> AnyView {
    let row = cx.form.doc.row(CHANGES, &change.row).get();
    let today = cx.today.get_value();
    let why = written("span", "quiet", &change.why);
    let what = el("span", "", vec![written("span", "", &change.what), " ".into_any(), why]);
    let back = take_back(face, CHANGES, &row, "Take back");
    vec![words("span", "quiet num", short_day(&change.on, &today)), what, back].into_any()
}

/// Twelve months round, in ink: the part of a year that has gone.
fn dial(clock: &Clock) -> AnyView {
    let angle = clock.share() * std::f64::consts::TAU;
    let at = |radius: f64| (MIDDLE + radius * Math::sin(angle), MIDDLE - radius * Math::cos(angle));
    let ((x, y), (hand_x, hand_y)) = (at(RADIUS), at(RADIUS * 0.8));
    let large = u8::from(clock.share() > 0.5);
    let arc = match clock.share() >= 1.0 {
        true => format!("M36 6A30 30 0 1 1 {:.1} 6", MIDDLE - 0.1),
        false => format!("M36 6A30 30 0 {large} 1 {x:.1} {y:.1}"),
    };
    let hand = format!("M36 36L{hand_x:.1} {hand_y:.1}");
    let shapes = vec![
        shape("circle", &[("class", "face"), ("cx", "36"), ("cy", "36"), ("r", "30")], Vec::new()),
        shape("path", &[("class", "went")], vec![("d", arc)]),
        shape("path", &[("class", "tick"), ("d", "M36 2v8M70 36h-8M36 70v-8M2 36h8")], Vec::new()),
        shape("path", &[("class", "hand")], vec![("d", hand)]),
    ];
    picture(&[("class", "clock"), ("viewBox", "0 0 72 72"), ("aria-hidden", "true")], Vec::new(), shapes)
}
