//! The parts that only some sorts of meeting have on the page of their series: what is looked at, and the inventory of all series.
//! They come in a chunk of their own.

mod inventory;

use leptos::prelude::*;
use muster_shared::kinds::Slot;
use muster_shared::kinds::series::{Extra, PRESET, Preset, Seen, preset, watched};

use super::use_series::UseSeries;
use crate::boxed::memo;
use crate::browser::today;
use crate::chunk::{Chunk, THIS_PART, chunk};
use crate::form::plain::{el, following, icon, nothing, while_so};
use inventory::inventory;

chunk!(rhythm:
/// The door of the chunk.
fn door(cx: UseSeries) {
    parts(cx)
});

/// The parts; nothing where the sort of meeting has none.
pub(super) fn practice(cx: UseSeries) -> AnyView {
    let has_some = move || of(cx, |preset| !(preset.parts.is_empty() && preset.checks.is_empty()));
    while_so(has_some, move || Chunk::come(THIS_PART, door::load).show(nothing, move || door::show(cx)))
}

/// Something of the sort of meeting.
fn of<T>(cx: UseSeries, ask: impl FnOnce(&'static Preset) -> T) -> T {
    cx.form.on_sheet(PRESET).register.with(|sort| ask(preset(sort.words())))
}

fn parts(cx: UseSeries) -> AnyView {
    let has_inventory = move || of(cx, |preset| preset.has(Extra::Inventory));
    el("div", "parts", vec![noticed(cx), while_so(has_inventory, move || inventory(cx))])
}

/// Everything that is noticed in a series of the sort, once its dates are known.
fn noticed(cx: UseSeries) -> AnyView {
    let found = memo(move || {
        let next = cx.dates.with(|dates| {
            let held = |dates: &super::super::review::Dates| {
                let next = dates.occurrences.iter().find(|one| one.state != "not_held");
                next.and_then(|one| one.slot.parse::<Slot>().ok()).map(|slot| slot.day().to_owned())
            };
            dates.as_ref().map(held)
        });
        let Some(next) = next else { return Vec::new() };
        cx.shown.series.sheet.with(|series| watched(series, Seen::Series(next.as_deref()), &today()))
    });
    following(move || {
        let says = |says: &String| el("p", "small look", vec![icon("i i-look"), format!(" {says}").into_any()]);
        match found.with(Vec::is_empty) {
            true => nothing(),
            false => el("div", "part noticed", found.with(|found| found.iter().map(says).collect())),
        }
    })
}
