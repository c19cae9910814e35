//! The parts that only some sorts of meeting have, as the table of them says: what is looked at, times that people book,
//! decisions and learnings out of the logs of teams, and concerns out of a blind box. They come in a chunk of their own.

mod bookings;
mod from_box;
mod from_logs;
mod gathered;
mod members;
mod pulses;

use leptos::prelude::*;
use muster_shared::kinds::series::{Extra, PRESET, Preset, Seen, Watch, preset, watched};
use muster_shared::sheet::Place;

use super::use_review::UseReview;
use crate::boxed::memo;
use crate::chunk::{Chunk, THIS_PART, chunk};
use crate::form::plain::{el, following, icon, nothing, while_so};
use bookings::bookings;
use from_box::from_box;
pub(crate) use from_logs::Logs;
use from_logs::from_logs;
use gathered::gathered;
use members::with_people;
pub(crate) use pulses::pulses;

chunk!(rhythm:
/// The door of the chunk.
fn door(cx: UseReview) {
    parts(cx)
});

/// The parts; nothing where the sort of meeting has none.
pub(super) fn practice(cx: UseReview) -> AnyView {
    let has_some = move || of(cx, |preset| !(preset.parts.is_empty() && preset.checks.is_empty()));
    while_so(has_some, move || Chunk::come(THIS_PART, door::load).show(nothing, move || door::show(cx)))
}

/// Something of the sort of meeting.
fn of<T>(cx: UseReview, ask: impl FnOnce(&'static Preset) -> T) -> T {
    let sort = cx.shown.series.value(&Place::on_sheet(PRESET));
    sort.with(|sort| ask(preset(sort.words())))
}

fn parts(cx: UseReview) -> AnyView {
    let has = |part: Extra, draw: fn(UseReview, Extra) -> AnyView| {
        while_so(move || of(cx, |preset| preset.has(part)), move || draw(cx, part))
    };
    let parts = vec![
        noticed(cx),
        while_so(
            move || of(cx, |preset| preset.watches(Watch::Functions) || preset.watches(Watch::Answered)),
            move || with_people(cx),
        ),
        has(Extra::Gathered, |cx, _| gathered(cx)),
        has(Extra::Bookings, |cx, _| bookings(cx)),
        has(Extra::Decided, from_logs),
        has(Extra::Offered, from_logs),
        has(Extra::Concerns, |cx, _| from_box(cx)),
    ];
    el("div", "parts", parts)
}

/// Everything that is noticed in a meeting of the sort.
fn noticed(cx: UseReview) -> AnyView {
    let found = memo(move || {
        let Some(slot) = cx.slot() else { return Vec::new() };
        let today = cx.today.get_value();
        let (series, review) = (cx.shown.series, cx.shown.review);
        series.sheet.with(|series| review.sheet.with(|review| watched(series, Seen::Review(review, &slot), &today)))
    });
    says(found)
}

/// Sentences about what is noticed.
fn says(found: Memo<Vec<String>>) -> AnyView {
    following(move || {
        let says = |says: &String| el("p", "small look", vec![icon("i i-look"), format!(" {says}").into_any()]);
        match found.with(Vec::is_empty) {
            true => nothing(),
            false => el("div", "part noticed", found.with(|found| found.iter().map(says).collect())),
        }
    })
}
