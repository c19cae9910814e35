//! The close of a cycle: what was reached and what was learned, side by side and of the same weight; what nobody wrote stays visible
//! as an empty half.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::okr::*;

use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::Folded;
use crate::form::plain::{each, el, following, icon, nothing, while_so, with, words, written};
use crate::form::{section, unfolding};
use crate::widgets::outline::{Face, take_back};
use crate::words::{day_number, long_day, measured, short_day};

/// So many days before its end a cycle asks what was learned.
const SOON_DAYS: i64 = 14;

/// The section, where there is a key result.
pub(super) fn close(cx: UseOkr, own: Face) -> AnyView {
    let ids = memo(move || {
        let row = |one: &KeyResult| (!one.metric.name.trim().is_empty()).then(|| one.metric.row.clone());
        cx.view.with(|view| view.results().filter_map(row).collect::<Vec<_>>())
    });
    while_so(
        move || ids.with(|ids| !ids.is_empty()),
        move || {
            let aside = move || {
                let (all, learned) = cx.view.with(|view| {
                    (view.results().count(), view.results().filter(|one| !one.learnings.is_empty()).count())
                });
                format!("{learned} of {all} say what was learned")
            };
            let both = move || {
                let rows = each(move || ids.get(), move |row| one(cx, own, row));
                el("div", "", vec![el("ul", "both", vec![rows]), ways(cx, own)])
            };
            let is_due = memo(move || is_due(cx));
            let content = following(move || match is_due.get() {
                true => both(),
                false => unfolding("closing no-print", vec!["Reached and learned".into_any()], both),
            });
            section(cx.form, "Close of the cycle", "close", aside, vec![content])
        },
    )
}

/// Whether the cycle is closed, over, or about to be.
fn is_due(cx: UseOkr) -> bool {
    let today = cx.today.get_value();
    cx.view.with(|view| {
        let left = day_number(&view.ends).zip(day_number(&today)).map(|(ends, now)| ends - now);
        view.closed.is_some() || left.is_some_and(|left| left <= SOON_DAYS)
    })
}

fn one(cx: UseOkr, own: Face, row: RowId) -> AnyView {
    let found = cx.result(&row);
    let reached = following(move || found.get().map_or_else(nothing, |one| reached(cx, &one)));
    let learned = following(move || found.get().map_or_else(nothing, |one| learned(cx, own, &one)));
    let about = row.clone();
    let write = Folded::about(A_LEARNING.add, move || {
        let with = vec![(KEY_RESULT, about.to_string())];
        cx.composing((cx.own, LEARNINGS, &A_LEARNING), "", Some(about.clone()), with)
    });
    let half = |label: &'static str, parts: Vec<AnyView>| {
        el("div", "", [words("p", "label", label)].into_iter().chain(parts).collect())
    };
    let write = write.show(cx.own.can_edit);
    el("li", "", vec![half("Reached", vec![reached]), half("Learned", vec![learned, write])])
}

/// How far it came.
fn reached(cx: UseOkr, one: &KeyResult) -> AnyView {
    let today = cx.today.get_value();
    let metric = &one.metric;
    let said = |number: f64| measured(number, &metric.unit);
    let came = match (metric.readings.last(), metric.target.number()) {
        (Some(reading), Some(target)) => format!("{}, aimed at {}", said(reading.value), said(target)),
        (Some(reading), None) => said(reading.value),
        (None, Some(target)) => format!("Not read, aimed at {}", said(target)),
        (None, None) => "Not countable".to_owned(),
    };
    let stands = cx.view.with(|view| view.standing(one, &today));
    let from = metric.baseline.map(|from| format!("From {}. ", said(from))).unwrap_or_default();
    let says = if stands == Standing::Reached { "Reached." } else { "Not reached." };
    let says = words("p", "def", format!("{from}{says}"));
    el("div", "", vec![written("p", "h3", metric.name.trim()), words("p", "strong", came), says])
}

fn learned(cx: UseOkr, own: Face, one: &KeyResult) -> AnyView {
    let today = cx.today.get_value();
    if one.learnings.is_empty() {
        let head = el("p", "by look", vec![icon("i i-look"), " Not written yet".into_any()]);
        let asks = words("p", "", "What do you know now that you did not know at the start?");
        return el("div", "gapbox", vec![head, asks]);
    }
    let learning = |row: &muster_shared::sheet::Row| {
        let applies = row.value(APPLIES_TO).words();
        let applies = (!applies.is_empty()).then(|| written("p", "def", &format!("Applies to {applies}")));
        let by = format!("{}, {}", cx.made_by(LEARNINGS, row), short_day(row.value(ON).words(), &today));
        let back = take_back(own, LEARNINGS, row, "Take back");
        let parts = [marked(row.value(LEARNED).words())].into_iter().chain(applies);
        let named = vec![("data-row", row.id.to_string())];
        with("div", "", named, parts.chain([written("p", "small quiet", &by), back]).collect())
    };
    one.learnings.iter().map(learning).collect_view().into_any()
}

/// The close itself, or what it said.
fn ways(cx: UseOkr, own: Face) -> AnyView {
    let closed = memo(move || cx.view.with(|view| view.closed.clone()));
    let says = following(move || match closed.get() {
        None => nothing(),
        Some(row) => {
            let head = format!("Closed on {}. ", long_day(row.value(ON).words()));
            let back = take_back(own, CLOSES, &row, "Open it again");
            el("div", "closed", vec![words("b", "", head), marked(row.value(LEARNED).words()), back])
        }
    });
    let may = memo(move || cx.form.can_edit.get() && closed.with(Option::is_none));
    let close = Folded::about(A_CLOSE.add, move || cx.composing((cx.form, CLOSES, &A_CLOSE), "", None, Vec::new()));
    let lacking = move || {
        let n = cx.view.with(|view| view.results().filter(|one| one.learnings.is_empty()).count());
        match n {
            0 => nothing(),
            n => words(
                "p",
                "small quiet",
                format!(
                    "{n} still to write. You can close without; the empty half stays visible, here and in every file."
                ),
            ),
        }
    };
    let lacking = while_so(move || may.get(), move || following(lacking));
    el("div", "", vec![says, el("div", "acts", vec![close.show(may.into())]), lacking])
}
