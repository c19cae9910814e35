//! The parts of the page of a series that its sort of meeting brings: what is looked at, in the series itself and over its reviews
//! of late, thanks, and the inventory of all series. They come in a chunk of their own.

mod beside;
mod inventory;
mod lately;
mod pulse;
mod thanks;
mod use_lately;

use leptos::prelude::*;
use muster_shared::kinds::Slot;
use muster_shared::kinds::series::{Extra, PRESET, Preset, Seen, Watch, preset, watched};

use super::use_series::UseSeries;
use crate::boxed::memo;
use crate::browser::today;
use crate::chunk::{Chunk, THIS_PART, chunk};
use crate::form::plain::{el, following, icon, nothing, while_so};
use crate::widgets::review::Dates;
use beside::beside;
use inventory::inventory;
use lately::lately;
use pulse::pulse;

chunk!(rhythm:
/// The door of the chunk.
fn door(cx: UseSeries) {
    parts(cx)
});

/// The parts.
pub(super) fn practice(cx: UseSeries) -> AnyView {
    Chunk::come(THIS_PART, door::load).show(nothing, move || door::show(cx))
}

/// Something of the sort of meeting.
fn of<T>(cx: UseSeries, ask: impl FnOnce(&'static Preset) -> T) -> T {
    cx.form.on_sheet(PRESET).register.with(|sort| ask(preset(sort.words())))
}

fn parts(cx: UseSeries) -> AnyView {
    let has = |part: Extra, draw: fn(UseSeries) -> AnyView| {
        while_so(move || of(cx, |preset| preset.has(part)), move || draw(cx))
    };
    let asks = move || of(cx, |preset| preset.watches(Watch::Pulse) || preset.watches(Watch::PulseAround));
    let parts = vec![
        noticed(cx),
        while_so(asks, move || pulse(cx)),
        lately(cx),
        has(Extra::Beside, beside),
        has(Extra::Inventory, inventory),
    ];
    el("div", "parts", parts)
}

/// Everything that is noticed in a series of the sort, once its dates are known.
fn noticed(cx: UseSeries) -> AnyView {
    let found = memo(move || {
        let next = cx.dates.with(|dates| {
            let held = |dates: &Dates| {
                let next = dates.occurrences.iter().find(|one| one.state != "not_held");
                next.and_then(|one| one.slot.parse::<Slot>().ok()).map(|slot| slot.day().to_owned())
            };
            dates.as_ref().map(held)
        });
        let Some(next) = next else { return Vec::new() };
        cx.shown.series.sheet.with(|series| watched(series, Seen::Series(next.as_deref()), &today()))
    });
    noticed_in(found)
}

/// Sentences about what is noticed.
fn noticed_in(found: Memo<Vec<String>>) -> AnyView {
    following(move || {
        let says = |says: &String| el("p", "small look", vec![icon("i i-look"), format!(" {says}").into_any()]);
        match found.with(Vec::is_empty) {
            true => nothing(),
            false => el("div", "part noticed", found.with(|found| found.iter().map(says).collect())),
        }
    })
}
