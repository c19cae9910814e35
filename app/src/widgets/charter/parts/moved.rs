//! Why a metric's target moved, in notes that stay with it, and what teams learned about it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{
    MOVED_CALLED, MOVED_DUE, MOVED_FROM, MOVED_METRIC, MOVED_ON, MOVED_TO, MOVED_WHY, MOVES, Metric,
};
use muster_shared::kinds::{log, review};
use muster_shared::names;
use muster_shared::sheet::Row;

use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{each, el, following, nothing, while_so, with, words, written};
use crate::form::{Ask, Composing, Folded};
use crate::talk::said::below;
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::digests::Digested;
use crate::words::{counted, day_number, long_day, measured, short_day};

static A_MOVE: &[Ask] = &[
    Ask::new(MOVED_FROM, "From", "The target as it was"),
    Ask::new(MOVED_TO, "To", "The target as it is").must("Say where the target is now."),
    Ask::new(MOVED_WHY, "Why, and what you learned", "The thing you know now and did not know then")
        .must("Write why it moved."),
];

/// The notes of a metric, the way to write one, and what was learned about it. `before` is the target as it was before this
/// person changed it here.
pub(super) fn moved(cx: UseCharter, row: RowId, metric: Memo<Metric>, before: RwSignal<Option<f64>>) -> AnyView {
    let of = StoredValue::new(row);
    let all = memo(move || {
        let is_of = |row: &&Row| of.with_value(|of| row.value(MOVED_METRIC).words() == of.as_str());
        cx.charter.doc.sheet.with(|sheet| sheet.rows(MOVES).filter(is_of).cloned().collect::<Vec<Row>>())
    });
    let ids = memo(move || all.with(|all| all.iter().map(|row| row.id.clone()).collect::<Vec<_>>()));
    let list = el("ul", "", vec![each(move || ids.get(), move |id| one(cx, all, id))]);
    let asked = while_so(
        move || {
            let today = today();
            let is_noted = |all: &Vec<Row>| all.iter().any(|row| row.value(MOVED_ON).words() == today);
            before.with(Option::is_some) && !all.with(is_noted)
        },
        || words("p", "small look no-print", "The target moved. Say why, so that nobody has to guess."),
    );
    let way = Folded::about("Say why the target moved", move || composing(cx, of, metric, before));
    let is_shown = move || metric.with(|metric| !metric.target.is_vacant());
    let way = while_so(is_shown, move || way.show(cx.charter.can_edit));
    let name = memo(move || metric.with(|metric| metric.name.clone()));
    el("div", "moves", vec![list, asked, way, learned(cx, name.into())])
}

fn composing(cx: UseCharter, of: StoredValue<RowId>, metric: Memo<Metric>, before: RwSignal<Option<f64>>) -> Composing {
    let (name, unit, target, due) = metric.with_untracked(|metric| {
        let due = metric.due.words().to_owned();
        (metric.name.clone(), metric.unit.clone(), metric.target.number(), due)
    });
    let said = |number: Option<f64>| number.map(|number| measured(number, &unit)).unwrap_or_default();
    let metric = of.with_value(ToString::to_string);
    let with = [(MOVED_METRIC, metric), (MOVED_CALLED, name), (MOVED_DUE, due), (MOVED_ON, today())];
    let with = with.into_iter().filter(|(_, words)| !words.is_empty()).collect();
    let start = vec![(MOVED_FROM, said(before.get_untracked())), (MOVED_TO, said(target))];
    Composing {
        about: StoredValue::new(Some(of.get_value())),
        with: StoredValue::new(with),
        start: StoredValue::new(start),
        ..Composing::of((cx.charter, cx.names), MOVES, A_MOVE, "Note it")
    }
}

fn one(cx: UseCharter, all: Memo<Vec<Row>>, id: RowId) -> AnyView {
    let of = id.clone();
    let row = memo(move || all.with(|all| all.iter().find(|row| row.id == of).cloned()));
    let says = following(move || row.with(|row| row.as_ref().map_or_else(nothing, said)));
    with("li", "", vec![("data-row", id.to_string())], vec![says, below(cx.talk, MOVES, &id)])
}

fn said(row: &Row) -> AnyView {
    let value = |field: &str| row.value(field).words().trim().to_owned();
    let (from, to, on) = (value(MOVED_FROM), value(MOVED_TO), value(MOVED_ON));
    let from = if from.is_empty() { String::new() } else { format!(" from {from}") };
    let days = day_number(&value(MOVED_DUE)).zip(day_number(&on)).map(|(due, on)| due - on);
    let near = match days.map(usize::try_from) {
        Some(Ok(days)) => format!(", {} before it was due", counted(days, "day", "days")),
        Some(Err(_)) => ", after it was due".to_owned(),
        None => String::new(),
    };
    let by = row.value(MOVED_WHY).writes.first().map(|write| write.by.clone()).unwrap_or_default();
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    let head = format!("Target moved{from} to {to} on {}{by}{near}.", long_day(&on));
    el("div", "", vec![written("p", "small quiet", &head), written("p", "small", &value(MOVED_WHY))])
}

/// Learnings of the team that apply to these words, and themes of interviews that are about them, as far as the list tells of its
/// log and of reviews; nothing where there is none.
pub(super) fn learned(cx: UseCharter, of: Signal<String>) -> AnyView {
    let log = log::KIND.about(&cx.id());
    let found = memo(move || {
        let applies = |to: &str| of.with(|of| !of.trim().is_empty() && names::same(of, to));
        cx.listing.digests.with(|all| {
            let is_meant = |one: &&Digested| log.as_ref() == Some(&one.id) || one.kind == review::KIND;
            let lines =
                all.iter().filter(is_meant).filter(|one| !one.digest.example).flat_map(|one| &one.digest.learned);
            lines.filter(|line| applies(&line.question)).cloned().collect::<Vec<_>>()
        })
    });
    following(move || {
        let day = today();
        let one = |line: &muster_shared::kinds::Line| {
            let on = words("span", "small quiet", format!("{} ", short_day(&line.on, &day)));
            el("li", "", vec![on, written("span", "", &line.text)])
        };
        match found.with(Vec::is_empty) {
            true => nothing(),
            false => {
                let rows = found.with(|found| found.iter().map(one).collect());
                el("div", "learned-about", vec![words("p", "label", "Learned about it"), el("ul", "", rows)])
            }
        }
    })
}
