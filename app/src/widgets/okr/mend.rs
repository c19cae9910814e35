//! The guided mend of a key result: what is counted, how many it was and when, how many it should be by when, who counts and
//! where; and below, the sentence as it will read. Nothing changes before one press.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::okr::*;
use muster_shared::sheet::{Edit, Place, Splice, Value};

use super::fields::Writing;
use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::form::plain::{acting, button, el, following, icon, nothing, on, says, with, words, wrong};
use crate::form::{Draft, Looks, PersonField, focus};
use crate::redrawn::FOLDED;
use crate::words::typed_number;

const FIELDS: [&str; 7] = [NAME, UNIT, BASELINE, BASELINE_ON, TARGET, DUE, SOURCE];

/// The form.
pub(super) fn mend(cx: UseOkr, row: RowId, close: Callback<()>) -> AnyView {
    let Some(one) = untrack(|| cx.result(&row).get()) else { return nothing() };
    let writing = Writing::of(Draft::of(cx.form.doc, &[KEY_RESULTS, "mend"], Some(&row), &FIELDS));
    let of = one.clone();
    let mended = memo(move || mended(writing, &of));
    let error = RwSignal::new(None::<String>);
    let first = lint(&one).into_iter().map(|one| one.rule.head()).next().unwrap_or("Mend it");
    let steps = el("ol", "steps", steps(cx, &one, &row, writing, mended));
    let reads = acting(
        "p",
        "claim",
        vec![("dir", "auto".to_owned())],
        vec![says(move || mended.with(Mended::reads))],
        Vec::new(),
    );
    let held = cx.form.in_row(KEY_RESULTS, &row, OWNER);
    let of = one.clone();
    let flags = following(move || {
        let has_owner = held.register.with(|owner| !owner.is_vacant());
        mended.with(|mended| flags(&of, mended, !writing.text(SOURCE, &of.metric.source).is_empty(), has_owner))
    });
    let result = el("div", "reads", vec![words("p", "label", "It will read"), reads, flags]);
    let send = move || {
        let used = use_it(cx, &row, &one, &mended.get_untracked(), writing);
        let is_done = used.is_ok();
        error.set(used.err());
        if is_done {
            writing.clear();
            close.run(());
        }
    };
    let status = vec![("role", "status".to_owned())];
    let keeps = acting("span", "small quiet end", status, vec![says(move || writing.draft.says())], Vec::new());
    let acts = vec![
        button("btn strong", "Use this wording", send),
        button("btn word", "Keep it as it is", move || close.run(())),
        keeps,
    ];
    let head = el("p", "head", vec![icon("i i-look"), first.into_any()]);
    let parts = vec![head, steps, result, wrong(error), el("div", "acts", acts)];
    let label = vec![("aria-label", "Mend the key result".to_owned()), (FOLDED, String::new())];
    let hears = vec![on("submit", |event| event.prevent_default()), focus::coming()];
    acting("form", "ask mend no-print", label, hears, parts)
}

fn step(asks: &'static str, content: Vec<AnyView>) -> AnyView {
    el("li", "", [words("p", "q", asks)].into_iter().chain(content).collect())
}

fn steps(cx: UseOkr, one: &KeyResult, row: &RowId, writing: Writing, mended: Memo<Mended>) -> Vec<AnyView> {
    let metric = &one.metric;
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let name = metric.name.trim().to_owned();
    let counted = writing.input(NAME, "What is counted", ("text", "in wide"), &name);
    let percent = quantities(&name).into_iter().find(|one| one.is_percent).map(|one| one.value);
    let is_relative = lint(one).iter().any(|one| one.rule == Rule::MoreThanWhat);
    let hint = following(move || {
        let mended = mended.get();
        match (percent.filter(|_| is_relative), mended.baseline) {
            (Some(percent), Some(baseline)) => words("p", "small quiet", comes_to(percent, baseline, &mended.unit)),
            _ => nothing(),
        }
    });
    let was = el(
        "div",
        "fill",
        vec![
            writing.input(BASELINE, "Baseline", ("number", "in num"), &number(metric.baseline)),
            writing.input(UNIT, "Unit", ("text", "in unit"), &metric.unit),
            words("span", "", " on "),
            writing.input(BASELINE_ON, "Baseline date", ("date", "in"), &metric.baseline_on),
        ],
    );
    let should = el(
        "div",
        "fill",
        vec![
            writing.input(TARGET, "Target", ("number", "in num"), &number(metric.target.number())),
            words("span", "", " by "),
            writing.input(DUE, "Due date", ("date", "in"), metric.due.words()),
        ],
    );
    let held = cx.form.in_row(KEY_RESULTS, row, OWNER);
    let looks = Looks { label: "Owner".to_owned(), hint: "who reads it?".to_owned(), ..Looks::default() };
    let owner = view! { <PersonField held names=cx.names looks/> }.into_any();
    let source = writing.input(SOURCE, "Source", ("text", "in"), &metric.source);
    let reader = el("div", "fill", vec![source, words("span", "", " by "), owner]);
    let example = words("p", "small quiet", "A number of something that gets better for somebody, and only one.");
    vec![
        step("What is counted?", vec![el("div", "fill", vec![counted]), example]),
        step("How many was it, of what, and when?", vec![was]),
        step("How many should it be, by when?", vec![should, hint]),
        step("Where is it read, and by whom?", vec![reader]),
    ]
}

/// The answers so far.
fn mended(writing: Writing, one: &KeyResult) -> Mended {
    let metric = &one.metric;
    let number = |field, otherwise: Option<f64>| {
        let otherwise = otherwise.map(|number| number.to_string()).unwrap_or_default();
        typed_number(&writing.text(field, &otherwise)).ok()
    };
    Mended {
        name: writing.text(NAME, metric.name.trim()),
        unit: writing.text(UNIT, &metric.unit),
        baseline: number(BASELINE, metric.baseline),
        baseline_on: writing.text(BASELINE_ON, &metric.baseline_on),
        target: number(TARGET, metric.target.number()),
        due: writing.text(DUE, metric.due.words()),
    }
}

/// The things that the remarks look for, and how many of them are there by now.
fn flags(one: &KeyResult, mended: &Mended, has_source: bool, has_owner: bool) -> AnyView {
    let mut as_it_will_be = one.clone();
    as_it_will_be.metric.name = mended.name.clone();
    let is_left = |rule: Rule| lint(&as_it_will_be).iter().any(|one| one.rule == rule);
    let all = [
        ("Number and unit", mended.target.is_some() && !mended.unit.is_empty()),
        ("Baseline", mended.baseline.is_some() && !mended.baseline_on.is_empty()),
        ("Date", !mended.due.is_empty()),
        ("One measure", !is_left(Rule::TwoMeasures)),
        ("An outcome", !is_left(Rule::Output)),
        ("Source", has_source),
        ("Owner", has_owner),
    ];
    let flag = |(says, is_so): (&'static str, bool)| {
        let (of, not) = if is_so { ("i i-check", "") } else { ("i i-hollow", " is missing") };
        el("li", "", vec![icon(of), says.into_any(), words("span", "vh", not)])
    };
    let label = vec![("aria-label", "What the remarks look for".to_owned())];
    with("ul", "flags", label, all.into_iter().map(flag).collect())
}

/// Writes the answers into the key result.
fn use_it(cx: UseOkr, row: &RowId, one: &KeyResult, mended: &Mended, writing: Writing) -> Result<(), String> {
    let place = |field| Place::in_row(KEY_RESULTS, row, field);
    for (field, label) in [(BASELINE, "Baseline"), (TARGET, "Target")] {
        let said = writing.draft.text(field).unwrap_or_default();
        if !said.trim().is_empty() {
            typed_number(&said).map_err(|why| format!("{label}: {why}"))?;
        }
    }
    if one.metric.name.trim() != mended.name {
        let remove = one.metric.name.encode_utf16().count() as u32;
        let splice = Splice { at: 0, remove, insert: mended.name.clone() };
        cx.form.edit(&Edit::Write { at: place(NAME), splice })?;
    }
    let words = |field, said: &str| (!said.is_empty()).then(|| (field, Value::from(said)));
    // A target of which numbers were read moves with its reason, and not here.
    let is_read = !one.metric.readings.is_empty() && one.metric.target.number().is_some();
    let source = untrack(|| writing.text(SOURCE, &one.metric.source));
    let up = mended.baseline.zip(mended.target).map(|(from, to)| if to >= from { "up" } else { "down" });
    let up = up.filter(|_| one.metric.up_is_good.is_none());
    let all = [
        words(UNIT, &mended.unit),
        mended.baseline.map(|number| (BASELINE, number.into())),
        words(BASELINE_ON, &mended.baseline_on),
        mended.target.filter(|_| !is_read).map(|number| (TARGET, number.into())),
        words(DUE, &mended.due).filter(|_| !is_read),
        words(SOURCE, &source),
        up.map(|up| (DIRECTION, up.into())),
    ];
    for (field, to) in all.into_iter().flatten() {
        cx.form.edit(&Edit::Set { at: place(field), to })?;
    }
    Ok(())
}
