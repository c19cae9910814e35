//! Pulses that are asked without names: what is noticed about them, and the way to ask one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::{Around, Outcome, Pulse, watched_pulses};
use muster_shared::kinds::Slot;
use serde::Deserialize;

use super::super::use_series::UseSeries;
use super::noticed_in;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{el, nothing, while_so, with};
use crate::live::Phase;
use crate::visitor;
use crate::widgets::origin::origin;

/// A box as the server tells of it.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    form: String,
    closed_on: Option<String>,
    outcome: Option<Outcome>,
}

/// The boxes of a series.
#[derive(Debug, Clone, Deserialize)]
struct Boxes {
    boxes: Vec<Told>,
}

/// What is noticed; nothing where people do not sign in, as nobody is asked without a name there.
pub(super) fn pulse(cx: UseSeries) -> AnyView {
    if cx.shown.in_host_page || visitor::own().who().is_empty() {
        return nothing();
    }
    let pulses = RwSignal::new(None::<Vec<Pulse>>);
    Effect::new(move |asked: Option<bool>| {
        let series = cx.shown.series;
        let is_ready = series.phase.get() == Phase::Ready;
        if is_ready && asked != Some(true) {
            spawn_local(async move {
                let told = series.ask("boxes").await.and_then(|json| serde_json::from_str::<Boxes>(&json).ok());
                let pulse = |one: Told| Pulse { form: one.form, closed_on: one.closed_on, outcome: one.outcome };
                pulses.try_set(told.map(|told| told.boxes.into_iter().map(pulse).collect()));
            });
        }
        is_ready || asked == Some(true)
    });
    let found = memo(move || {
        let day = |slot: &str| slot.parse::<Slot>().map(|slot| slot.day().to_owned()).ok();
        let around = cx.dates.with(|dates| {
            let dates = dates.as_ref()?;
            let next = dates.occurrences.iter().find(|one| one.state != "not_held").and_then(|one| day(&one.slot));
            Some((dates.past.first().and_then(|one| day(&one.slot)), next))
        });
        let Some((last, next)) = around else { return Vec::new() };
        let around = Around { last: last.as_deref(), next: next.as_deref() };
        pulses.with(|pulses| {
            let Some(pulses) = pulses else { return Vec::new() };
            cx.shown.series.sheet.with(|series| watched_pulses(series, pulses, around, &today()))
        })
    });
    let way = move || {
        let to = vec![("href", format!("{}/boxes/{}", origin(), cx.id()))];
        el("p", "acts no-print", vec![with("a", "btn", to, vec!["Ask without names".into_any()])])
    };
    el("div", "", vec![noticed_in(found), while_so(move || !found.with(Vec::is_empty), way)])
}
