//! Pulses that are asked without names: what is noticed about them, and the way to ask one.

use leptos::prelude::*;
use muster_shared::blind::{Around, watched_pulses};
use muster_shared::kinds::Slot;

use super::super::use_series::UseSeries;
use super::noticed_in;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{el, nothing, while_so, with};
use crate::visitor;
use crate::widgets::origin::origin;
use crate::widgets::review::pulses;

/// Everything that is noticed; nothing where people do not sign in, as nobody is asked without a name there.
pub(super) fn pulse(cx: UseSeries) -> AnyView {
    if cx.shown.in_host_page || visitor::own().who().is_empty() {
        return nothing();
    }
    let pulses = pulses(cx.shown.series);
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
