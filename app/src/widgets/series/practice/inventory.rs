//! The inventory of all series: the hours a week that each takes, who would keep or end which, and what it was before.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::series::{
    COUNTED_ON, COUNTS, HOURS, Held, MARK, MARKED, MARKED_NAME, MARKS, Marks, N_SERIES, Tally, WEEKS_AHEAD,
};
use muster_shared::sheet::Row;

use super::super::use_series::UseSeries;
use crate::boxed::{effect, memo};
use crate::browser::today;
use crate::form::plain::{acting, button, el, following, nothing, of_button, on, with, words};
use crate::form::section;
use crate::live::Phase;
use crate::widgets::origin::origin;
use crate::words::{counted, long_day};

/// The series in the server's word; none while it has not answered.
type Known = RwSignal<Option<Vec<Held>>>;

/// The section.
pub(super) fn inventory(cx: UseSeries) -> AnyView {
    let known: Known = RwSignal::new(None);
    // A series that is begun on this device is the server's once it is saved there; until then nothing answers.
    effect(move || {
        let series = cx.shown.series;
        series.status.track();
        if series.phase.get() == Phase::Ready && known.with_untracked(Option::is_none) {
            spawn_local(async move {
                let told = series.ask("inventory").await;
                let told = told.and_then(|told| json::read::<Vec<Held>>(&told));
                if told.is_some() {
                    known.try_set(told);
                }
            });
        }
    });
    let marks = memo(move || {
        let of = |sheet: &muster_shared::sheet::Sheet| {
            let all = known.with(|known| known.iter().flatten().map(|one| one.id.clone()).collect::<Vec<_>>());
            all.into_iter().map(|id| (Marks::of(sheet, &id), id)).collect::<Vec<_>>()
        };
        cx.shown.series.sheet.with(of)
    });
    let sums = following(move || match known.with(|known| known.as_deref().map(Tally::of)) {
        None => words("p", "empty", "The server counts all series. They show here once it answers."),
        Some(tally) => el("div", "", vec![sum(tally), after(known, marks), before(cx, tally)]),
    });
    let rows = following(move || {
        known.with(|known| {
            let rows = known.iter().flatten().map(|one| row(cx, one, marks)).collect();
            el("ul", "rows inventory", rows)
        })
    });
    let about = "Counted are the series that you may read; those for two people and the example are left out.";
    let aside = move || known.with(|known| known.as_ref().map(|all| all.len().to_string()).unwrap_or_default());
    section(cx.form, "All series", "inventory", aside, vec![sums, words("p", "quiet small", about), rows])
}

fn sum(tally: Tally) -> AnyView {
    let says = format!(
        "{} take {} hours a week, over the next {WEEKS_AHEAD} weeks.",
        counted(tally.n, "series", "series"),
        Tally::said(tally.hours)
    );
    let people = format!(
        "With all who come that is {} hours a week, over the {} of which it is known how many come.",
        Tally::said(tally.of_people),
        counted(tally.n_known, "series", "series")
    );
    let people = (tally.n_known > 0).then(|| words("p", "small", people));
    el("div", "", [words("p", "", says)].into_iter().chain(people).collect())
}

/// The rest, if those ended that more people would end than keep.
fn after(known: Known, marks: Memo<Vec<(Marks, DocId)>>) -> AnyView {
    let ends =
        marks.with(|marks| marks.iter().filter(|(of, _)| of.is_to_end()).map(|(_, id)| id.clone()).collect::<Vec<_>>());
    if ends.is_empty() {
        return nothing();
    }
    let left = known.with(|known| Tally::of(known.iter().flatten().filter(|one| !ends.contains(&one.id))));
    let says = format!(
        "Without the {} that more people would end than keep: {} hours a week in {}.",
        ends.len(),
        Tally::said(left.hours),
        counted(left.n, "series", "series")
    );
    words("p", "small", says)
}

/// The first count, beside the one of now, and the way to note one.
fn before(cx: UseSeries, now: Tally) -> AnyView {
    let first = cx.shown.series.sheet.with(|sheet| {
        let mut counts: Vec<Row> = sheet.rows(COUNTS).cloned().collect();
        muster_shared::order::sort_by_key(&mut counts, |row| row.value(COUNTED_ON).words().to_owned());
        counts.into_iter().find(|row| row.value(HOURS).number().is_some())
    });
    let bars = first.as_ref().map(|first| {
        let hours = first.value(HOURS).number().unwrap_or_default();
        let n = first.value(N_SERIES).number().unwrap_or_default() as usize;
        let most = hours.max(now.hours).max(f64::MIN_POSITIVE);
        let then = format!("Before, on {}", long_day(first.value(COUNTED_ON).words()));
        el("div", "", vec![bar(&then, hours, n, most), bar("Now", now.hours, now.n, most)])
    });
    let note = move || {
        let hours = (now.hours * 10.0).round() / 10.0;
        let values = [(COUNTED_ON, today().into()), (HOURS, hours.into()), (N_SERIES, (now.n as f64).into())];
        // A refused edit is said by the chip.
        let _ = cx.form.add(COUNTS, &values);
    };
    let says = if first.is_some() { "Note the count of today" } else { "Note this count, to compare with later" };
    let act = cx.form.can_edit.get().then(|| el("p", "acts no-print", vec![button("btn", says, note)]));
    el("div", "", bars.into_iter().chain(act).collect())
}

fn bar(label: &str, hours: f64, n: usize, most: f64) -> AnyView {
    let says = format!("{label}: {} hours a week in {}", Tally::said(hours), counted(n, "series", "series"));
    let long = format!("{}%", (hours / most * 100.0).round());
    let line = view! { <i style:inline-size=long></i> }.into_any();
    el(
        "div",
        "",
        vec![words("p", "small", says), with("div", "hours-bar", vec![("aria-hidden", "true".to_owned())], vec![line])],
    )
}

/// A series: its time, what people would do with it, and the ways to say so.
fn row(cx: UseSeries, one: &Held, marks: Memo<Vec<(Marks, DocId)>>) -> AnyView {
    let name = if one.name.trim().is_empty() { "A series without a name" } else { one.name.trim() };
    let href = vec![("href", format!("{}/d/{}", origin(), one.id)), ("dir", "auto".to_owned())];
    let way = with("a", "", href, vec![name.to_owned().into_any()]);
    let people = one.people.map(|n| format!(", {}", counted(n, "person", "people"))).unwrap_or_default();
    let hours = Tally::said(one.hours());
    let says = format!("{hours} h a week: {} minutes, {}× in {WEEKS_AHEAD} weeks{people}", one.minutes, one.n_ahead);
    let id = one.id.clone();
    // The row stays as it is while people press its buttons.
    let said = following(move || {
        let of = |all: &Vec<(Marks, DocId)>| all.iter().find(|(_, of)| *of == id).map(|(marks, _)| *marks);
        let marks = marks.with(of).unwrap_or_default();
        let said = match (marks.keep, marks.end) {
            (0, 0) => "Nobody has said so yet.".to_owned(),
            (keep, end) => format!("{keep} would keep it, {end} would end it."),
        };
        words("p", if marks.is_to_end() { "small look" } else { "small quiet" }, said)
    });
    let parts = vec![el("p", "", vec![way]), words("p", "small", says), said];
    let acts = cx.form.can_edit.get().then(|| {
        let acts = [("Keep", "keep"), ("End", "end")].map(|(label, mark)| press(cx, one, name, label, mark));
        el("div", "acts no-print", acts.into_iter().collect())
    });
    with("li", "", vec![("data-series", one.id.to_string())], parts.into_iter().chain(acts).collect())
}

fn press(cx: UseSeries, one: &Held, name: &str, label: &'static str, mark: &'static str) -> AnyView {
    let (id, called) = (one.id.to_string(), name.to_owned());
    let say = on("click", move |_| {
        let values = [(MARKED, id.as_str().into()), (MARKED_NAME, called.as_str().into()), (MARK, mark.into())];
        let _ = cx.form.add(MARKS, &values);
    });
    let attributes = of_button().into_iter().chain([("aria-label", format!("{label} {name}"))]).collect();
    acting("button", "btn word", attributes, vec![say], vec![label.into_any()])
}
