//! A check-in: a number, how sure people are, what works and what does not, logged by one press; and a target that moves, with its
//! reason.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter;
use muster_shared::kinds::okr::*;
use muster_shared::sheet::{Edit, Place, Value};

use super::fields::Writing;
use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::form::plain::{acting, button, el, nothing, of_button, on, says, while_so, words, wrong};
use crate::form::{Draft, focus, unique_id};
use crate::redrawn::FOLDED;
use crate::words::{long_day, measured, typed_number};

const FIELDS: [&str; 5] = [VALUE, ON, CONFIDENCE, WORKING, NOT_WORKING];
const MOVED: [&str; 3] = [TO, TO_DUE, WHY];

/// The form of a check-in.
pub(super) fn check_in(cx: UseOkr, row: RowId, close: Callback<()>) -> AnyView {
    let Some(one) = untrack(|| cx.result(&row).get()) else { return nothing() };
    let writing = Writing::of(Draft::of(cx.form.doc, &[CHECK_INS], Some(&row), &FIELDS));
    let error = RwSignal::new(None::<String>);
    let today = cx.today.get_value();
    let unit = one.metric.unit.clone();
    // A number of the charter is written there, by those who may.
    let may_read = one.of_charter.is_none() || cx.charter.get_untracked().is_some_and(|of| of.can_edit.get_untracked());
    let reading = may_read.then(|| {
        let number = writing.input(VALUE, "Reading", ("number", "in num big"), "");
        let day = writing.input(ON, "Day of the reading", ("date", "in"), &today);
        let fill = vec![number, words("span", "", format!(" {unit} on ")), day];
        el("div", "", vec![words("p", "label", "Reading"), el("div", "fill", fill)])
    });
    let aim = one.metric.target.number().map(|target| format!(" that we reach {}", measured(target, &unit)));
    let by = Some(one.metric.due.words()).filter(|day| !day.is_empty()).map(|day| format!(" by {}", long_day(day)));
    let asks = format!("Confidence{}{}", aim.unwrap_or_default(), by.unwrap_or_default());
    let scale = el("fieldset", "", vec![words("legend", "label", asks), scale(writing)]);
    let ask = |field: &'static str| A_CHECK_IN.ask(field, field);
    let said = |field| el("div", "", vec![writing.lines(field, ask(field).label, ask(field).hint)]);
    let send = move || {
        let logged = log(cx, &row, writing, may_read);
        let is_done = logged.is_ok();
        error.set(logged.err());
        if is_done {
            writing.clear();
            close.run(());
        }
    };
    let status = vec![("role", "status".to_owned())];
    let keeps = acting("span", "small quiet end", status, vec![says(move || writing.draft.says())], Vec::new());
    let acts = vec![button("btn strong", "Log it", send), button("btn word", "Close", move || close.run(())), keeps];
    let parts = vec![
        el("div", "two first", reading.into_iter().chain([scale]).collect()),
        el("div", "two", vec![said(WORKING), said(NOT_WORKING)]),
        wrong(error),
        el("div", "acts", acts),
    ];
    let label = vec![("aria-label", format!("Check in: {}", one.metric.name.trim())), (FOLDED, String::new())];
    let hears = vec![on("submit", |event| event.prevent_default()), focus::coming()];
    acting("form", "frame checkin no-print", label, hears, parts)
}

/// Ten buttons, from hardly to surely.
fn scale(writing: Writing) -> AnyView {
    let (name, chosen) = (unique_id(), untrack(|| writing.text(CONFIDENCE, "")));
    let one = |n: u8| {
        let own = |name: &'static str, value: String| (name, value);
        let mut attributes =
            vec![own("type", "radio".to_owned()), own("name", name.clone()), own("value", n.to_string())];
        attributes.extend((chosen == n.to_string()).then(|| own("checked", String::new())));
        let take = on("change", move |_| writing.write(CONFIDENCE, n.to_string()));
        let radio = acting("input", "", attributes, vec![take], Vec::new());
        el("label", "", vec![radio, words("span", "", n.to_string())])
    };
    el("div", "scale", (1..=10).map(one).collect())
}

/// Adds the number and what is said beside it.
fn log(cx: UseOkr, row: &RowId, writing: Writing, may_read: bool) -> Result<(), String> {
    let text = |field| untrack(|| writing.text(field, ""));
    let day = Some(text(ON)).filter(|day| !day.is_empty()).unwrap_or_else(|| cx.today.get_value());
    let said = text(VALUE);
    let number = if said.is_empty() { None } else { Some(typed_number(&said)?) };
    let confidence = text(CONFIDENCE).parse::<f64>().ok();
    let words: Vec<(&str, String)> = [WORKING, NOT_WORKING].into_iter().map(|field| (field, text(field))).collect();
    let says_some = confidence.is_some() || words.iter().any(|(_, words)| !words.is_empty());
    if number.is_none() && !says_some {
        return Err("Write a number, how sure you are, or what works and what does not.".to_owned());
    }
    if day > cx.today.get_value() {
        return Err("The day of a reading is today or before.".to_owned());
    }
    if let Some(number) = number.filter(|_| may_read) {
        add_reading(cx, row, &day, number)?;
    }
    if says_some {
        let mut values: Vec<(&str, Value)> = vec![(KEY_RESULT, row.as_str().into()), (ON, day.as_str().into())];
        values.extend(confidence.map(|confidence| (CONFIDENCE, confidence.into())));
        values.extend(
            words.into_iter().filter(|(_, words)| !words.is_empty()).map(|(field, words)| (field, words.into())),
        );
        cx.own.add(CHECK_INS, &values)?;
    }
    Ok(())
}

/// Adds a number where it is read: here, or in the charter whose metric it is.
fn add_reading(cx: UseOkr, row: &RowId, day: &str, number: f64) -> Result<(), String> {
    let one = untrack(|| cx.result(row).get());
    let metric = one.and_then(|one| one.of_charter);
    let added = match (metric, cx.charter.get_untracked()) {
        (Some(metric), Some(charter)) => {
            let form = cx.form.beside(charter, charter.can_edit.into());
            form.add(
                charter::READINGS,
                &[("metric", metric.as_str().into()), ("on", day.into()), ("value", number.into())],
            )
        }
        (Some(_), None) => return Err("The charter that this number is read in is not open.".to_owned()),
        (None, _) => {
            cx.own.add(READINGS, &[(KEY_RESULT, row.as_str().into()), (ON, day.into()), (VALUE, number.into())])
        }
    };
    added.map(drop)
}

/// The way to another target, once a number was read: it moves with a reason.
pub(super) fn moving(cx: UseOkr, row: RowId) -> AnyView {
    let found = cx.result(&row);
    let may = memo(move || {
        let is_own = |one: &KeyResult| one.of_charter.is_none() && !one.metric.readings.is_empty();
        cx.form.can_edit.get() && found.with(|one| one.as_ref().is_some_and(is_own))
    });
    let open = RwSignal::new(false);
    let row = StoredValue::new(row);
    let form = while_so(move || may.get() && open.get(), move || target(cx, row.get_value(), open));
    let was_open = StoredValue::new(false);
    let way = while_so(
        move || may.get() && !open.get(),
        move || {
            let press = on("click", move |_| {
                was_open.set_value(true);
                open.set(true);
            });
            let back = was_open.try_update_value(std::mem::take).unwrap_or_default().then(focus::coming);
            let acts = [press].into_iter().chain(back).collect();
            acting("button", "btn word", of_button(), acts, vec![A_MOVE.add.into_any()])
        },
    );
    [way, form].into_iter().collect_view().into_any()
}

fn target(cx: UseOkr, row: RowId, open: RwSignal<bool>) -> AnyView {
    let Some(one) = untrack(|| cx.result(&row).get()) else { return nothing() };
    let writing = Writing::of(Draft::of(cx.form.doc, &[MOVES], Some(&row), &MOVED));
    let error = RwSignal::new(None::<String>);
    let was = one.metric.target.number().map(|target| target.to_string()).unwrap_or_default();
    let due = one.metric.due.words().to_owned();
    let unit = one.metric.unit.clone();
    let fill = vec![
        writing.input(TO, "New target", ("number", "in num"), &was),
        words("span", "", format!(" {unit} by ")),
        writing.input(TO_DUE, "New due date", ("date", "in"), &due),
    ];
    let ask = A_MOVE.ask(WHY, "Why");
    let send = move || {
        let moved = move_target(cx, &row, &one, writing);
        let is_done = moved.is_ok();
        error.set(moved.err());
        if is_done {
            writing.clear();
            open.set(false);
        }
    };
    let acts = vec![button("btn strong", A_MOVE.act, send), button("btn word", "Close", move || open.set(false))];
    let parts = vec![
        el("div", "fill", fill),
        el("div", "", vec![writing.lines(WHY, ask.label, ask.hint)]),
        wrong(error),
        el("div", "acts", acts),
    ];
    let attributes = [("aria-label", "Change the target"), ("role", "group"), (FOLDED, "")];
    let attributes = attributes.map(|(name, value)| (name, value.to_owned())).into();
    acting("div", "frame checkin", attributes, vec![focus::coming()], parts)
}

/// Notes the move with its reason, and sets the target.
fn move_target(cx: UseOkr, row: &RowId, one: &KeyResult, writing: Writing) -> Result<(), String> {
    let metric = &one.metric;
    let was = metric.target.number();
    let text = |field, otherwise: &str| untrack(|| writing.text(field, otherwise));
    let to = typed_number(&text(TO, &was.map(|was| was.to_string()).unwrap_or_default()))?;
    let due = text(TO_DUE, metric.due.words());
    let why = text(WHY, "");
    if why.is_empty() {
        return Err(A_MOVE.ask(WHY, "Why").must.to_owned());
    }
    let mut values: Vec<(&str, Value)> = vec![(KEY_RESULT, row.as_str().into()), (TO, to.into()), (WHY, why.into())];
    values.extend(was.map(|was| (WAS, was.into())));
    let days = [(WAS_DUE, metric.due.words().to_owned()), (TO_DUE, due.clone()), (ON, cx.today.get_value())];
    values.extend(days.into_iter().filter(|(_, day)| !day.is_empty()).map(|(field, day)| (field, day.into())));
    cx.form.add(MOVES, &values)?;
    cx.form.edit(&Edit::Set { at: Place::in_row(KEY_RESULTS, row, TARGET), to: to.into() })?;
    if !due.is_empty() {
        cx.form.edit(&Edit::Set { at: Place::in_row(KEY_RESULTS, row, DUE), to: due.into() })?;
    }
    Ok(())
}
