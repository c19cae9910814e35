//! A metric as a table: the numbers of its picture, each a field where it may be edited, and a line for a new reading.

use leptos::html::Input as InputElement;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{METRICS, Metric, Reading};

use super::moved::moved;
use crate::boxed::{For, Show, memo};
use crate::browser::today;
use crate::editor::Wrong;
use crate::form::{Choice, Held, Looks, Takes, Typed, ValueField};
use crate::keyboard;
use crate::told::{to_say, told};
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{long_day, measured, typed_number};

/// The metric as a table. It is folded until somebody asks for it; open as long as a number is missing where the metrics stand
/// `alone`, to be filled in.
#[component]
pub(crate) fn Numbers(cx: UseCharter, row: RowId, metric: Memo<Metric>, alone: bool) -> impl IntoView {
    let lacks = metric
        .with_untracked(|metric| metric.unit.is_empty() || metric.baseline.is_none() || metric.target.is_vacant());
    let starts_open = alone && cx.charter.can_edit.get_untracked() && lacks;
    let held = move |name| cx.charter.in_row(METRICS, &row, name);
    let unit = held("unit");
    let direction = held("direction");
    let readings = memo(move || metric.with(|metric| metric.readings.clone()));
    let rows = move || {
        let told = |reading: Reading| (reading.on, reading.value.to_string(), reading.value);
        readings.get().into_iter().map(told).enumerate().collect::<Vec<_>>()
    };
    let of_unit = move |value: f64| metric.with(|metric| measured(value, &metric.unit));
    let target = (held("target"), held("due"));
    let baseline = (held("baseline"), held("baseline_on"));
    let this = StoredValue::new(metric.with_untracked(|metric| metric.row.clone()));
    let before = RwSignal::new(None::<f64>);
    let notes = moved(cx, this.get_value(), metric, before);
    view! {
        <details class="table" open=starts_open hidden=move || !cx.charter.can_edit.get() && metric.with(says_nothing)>
            <summary>{move || if cx.charter.can_edit.get() { "Edit numbers" } else { "As a table" }}</summary>
            <table>
                <tbody>
                    <tr><th scope="row">"Unit"</th><td colspan="2"><Small held=unit takes=Takes::Words label="Unit" hint="%, days, €…"/></td></tr>
                    <tr><th scope="row">"Direction"</th><td colspan="2"><Direction held=direction/></td></tr>
                    <Point name="Baseline" value=baseline.0 day=baseline.1 metric/>
                    <For each=rows key=|(at, (on, value, _))| (*at, on.clone(), value.clone()) let((_, (on, _, value)))>
                        <tr><th scope="row">"Reading"</th><td class="num" use:told=to_say(move || of_unit(value))></td><td>{long_day(&on)}</td></tr>
                    </For>
                    <Show when=move || cx.charter.can_edit.get()><NewReading cx metric=this/></Show>
                    <Point name="Target" value=target.0 day=target.1 metric before/>
                </tbody>
            </table>
        </details>
        {notes}
    }
}

/// A table nobody may fill in, with nothing in it, is none.
fn says_nothing(metric: &Metric) -> bool {
    let Metric { unit, up_is_good, baseline, baseline_on, target, due, readings, .. } = metric;
    unit.is_empty()
        && up_is_good.is_none()
        && baseline.is_none()
        && baseline_on.is_empty()
        && target.is_vacant()
        && due.is_vacant()
        && readings.is_empty()
}

#[component]
fn Small(held: Held, takes: Takes, label: &'static str, hint: &'static str) -> impl IntoView {
    let looks = Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    view! { <ValueField typed=held.typed(takes) takes looks/> }
}

#[component]
fn Direction(held: Held) -> impl IntoView {
    let words = [("up", "higher is better"), ("down", "lower is better")];
    let options = Signal::stored(words.map(|(kept, words)| (kept.to_owned(), words.to_owned())).to_vec());
    let looks = Looks { label: "Direction".to_owned(), hint: "higher or lower?".to_owned(), ..Looks::default() };
    view! { <Choice held options looks/> }
}

/// A number and its day.
#[component]
fn Point(
    name: &'static str,
    value: Held,
    day: Held,
    metric: Memo<Metric>,
    /// The number as it was before it is changed here.
    #[prop(optional)]
    before: Option<RwSignal<Option<f64>>>,
) -> impl IntoView {
    let (typed, on) = (value.typed(Takes::Number), day.typed(Takes::Day));
    let typed = Typed { commit: noting(typed.commit, value, before), ..typed };
    let number = memo(move || {
        let unit = metric.with(|metric| metric.unit.clone());
        value.register.with(|held| held.number()).map(|number| measured(number, &unit)).unwrap_or_default()
    });
    let date = memo(move || on.text.with(|day| if day.is_empty() { String::new() } else { long_day(day) }));
    let looks = |label: &str, hint: &str, face: Memo<String>| Looks {
        label: label.to_owned(),
        hint: hint.to_owned(),
        face: Some(face.into()),
        ..Looks::default()
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num"><ValueField typed takes=Takes::Number looks=looks(name, "number", number)/></td>
            <td><ValueField typed=on takes=Takes::Day looks=looks(&format!("{name}, day"), "day", date)/></td>
        </tr>
    }
}

/// The same, which notes the number of before where it becomes another one.
fn noting(
    commit: Callback<String, Result<(), String>>,
    value: Held,
    before: Option<RwSignal<Option<f64>>>,
) -> Callback<String, Result<(), String>> {
    Callback::new(move |text: String| {
        let number = || value.register.with_untracked(|held| held.number());
        let was = number();
        commit.run(text)?;
        if let (Some(before), Some(was), Some(now)) = (before, was, number())
            && (was - now).abs() > f64::EPSILON
            && before.with_untracked(Option::is_none)
        {
            before.set(Some(was));
        }
        Ok(())
    })
}

/// One line to add a reading. A wrong one is corrected by adding it again: of one day the later counts.
#[component]
fn NewReading(cx: UseCharter, metric: StoredValue<RowId>) -> impl IntoView {
    let (number, day) = (NodeRef::<InputElement>::new(), NodeRef::<InputElement>::new());
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let (Some(number), Some(day)) = (number.get_untracked(), day.get_untracked()) else { return };
        let done = match typed_number(&number.value()) {
            Ok(value) => cx.add_reading(&metric.get_value(), &day.value(), value),
            Err(why) => Err(why),
        };
        if done.is_ok() {
            number.set_value("");
        }
        error.set(done.err());
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if keyboard::key(&event).as_deref() == Some("Enter") {
            event.prevent_default();
            add();
        }
    };
    view! {
        <tr class="new">
            <th scope="row">"New reading"</th>
            <td><input node_ref=number type="text" inputmode="decimal" aria-label="New reading" placeholder="number"
                aria-invalid=move || error.with(Option::is_some).then_some("true") on:keydown=key/></td>
            <td>
                <input node_ref=day type="date" aria-label="Day of the reading" prop:value=today() on:keydown=key/>
                <button class="btn" type="button" on:click=move |_| add()>"Add"</button>
                <Wrong error/>
            </td>
        </tr>
    }
}
