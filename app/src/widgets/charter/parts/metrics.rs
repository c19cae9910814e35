//! Measurable accomplishments: each drawn as soon as it says where it started and where it should get.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::outline::METRICS_SECTION;
use muster_shared::kinds::charter::{METRICS, Metric};
use muster_shared::kinds::talk;
use muster_shared::sheet::Place;

use super::bullet::Drawn;
use super::note::Margin;
use super::numbers::Numbers;
use super::smart::smart_marks;
use crate::boxed::{For, Show};
use crate::editor::TextField;
use crate::form::{
    Held, Looks, Nothing, PersonField, Pick, RowKeys, RowTools, Rows, RowsEnd, Section, Takes, ValueField, name_in,
};
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{long_day, measured};

/// The metrics.
#[component]
pub(crate) fn Metrics(
    cx: UseCharter,
    /// Whether nothing else of the charter is shown.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let rows = cx.charter.rows(METRICS, &[], name_in("name"));
    let is_empty = move || rows.ids.with(Vec::is_empty);
    view! {
        <Section form=cx.charter name=METRICS_SECTION.heading part="metrics" about=&guide::METRIC also=cx.rest(Rest::Covered(talk::Section::Metrics))>
            <ul class="rows">
                <For each=move || rows.ids.get() key=Clone::clone let(row)><OneMetric cx rows row alone/></For>
                <Show when=move || rows.can_edit.get() || is_empty()>
                    <li>
                        <Nothing form=cx.charter about=&guide::METRIC when=Signal::derive(is_empty)/>
                        <RowsEnd rows add="Add a metric"/>
                    </li>
                </Show>
            </ul>
        </Section>
    }
}

#[component]
fn OneMetric(cx: UseCharter, rows: Rows, row: RowId, alone: bool) -> impl IntoView {
    let metric = cx.metric(&row);
    let id = row.to_string();
    let name: Signal<String> = cx.charter.doc.text(&Place::in_row(METRICS, &row, "name")).into();
    view! {
        <li data-row=id part="metric">
            <div class="metric">
                <Words cx rows row=row.clone()/>
                <Drawn metric/>
                <Open cx row=row.clone() metric/>
                <Foot cx row=row.clone() metric alone/>
                {smart_marks(metric)}
                <RowTools rows row=row.clone() name/>
            </div>
            <Margin cx beside=METRICS text=Place::in_row(METRICS, &row, "definition") row/>
        </li>
    }
}

#[component]
fn Words(cx: UseCharter, rows: Rows, row: RowId) -> impl IntoView {
    let keys = RowKeys::of(rows, &row);
    let place = |name| Place::in_row(METRICS, &row, name);
    let of = row.clone();
    let lines = Callback::new(move |lines: Vec<String>| cx.charter.add_lines((METRICS, "name"), of.clone(), lines));
    view! {
        <div class="words">
            <div role="heading" prop:ariaLevel=(cx.charter.level + 2).to_string() class="name">
                <TextField doc=cx.charter.doc place=place("name") label=guide::METRIC.label hint="The thing that is measured" line=true
                    on_enter=keys.enter on_empty_backspace=keys.empty_backspace on_move=keys.step on_lines=lines/>
            </div>
            <TextField doc=cx.charter.doc place=place("definition") label=guide::DEFINITION.label hint=guide::DEFINITION.hint class="what" line=true
                on_enter=keys.enter on_move=keys.step/>
        </div>
    }
}

/// Values of the metric that wait for somebody to pick one.
#[component]
fn Open(cx: UseCharter, row: RowId, metric: Memo<Metric>) -> impl IntoView {
    let held = |name| cx.charter.in_row(METRICS, &row, name);
    let with_unit = Callback::new(move |value: muster_shared::sheet::Value| match value.number() {
        Some(number) => measured(number, &metric.with(|metric| metric.unit.clone())),
        None => value.to_string(),
    });
    let day = Callback::new(|value: muster_shared::sheet::Value| long_day(&value.to_string()));
    view! {
        <div class="open">
            <Pick held=held("target") what="Target" face=with_unit/>
            <Pick held=held("due") what="The due date" face=day/>
            <Pick held=held("baseline") what="Baseline" face=with_unit/>
            <Pick held=held("baseline_on") what="The baseline’s date" face=day/>
            <Pick held=held("unit") what="Unit"/>
            <Pick held=held("direction") what="Direction"/>
            <Pick held=held("source") what="Source"/>
            <Pick held=held("owner") what="Owner" face=cx.person_face()/>
        </div>
    }
}

#[component]
fn Foot(cx: UseCharter, row: RowId, metric: Memo<Metric>, alone: bool) -> impl IntoView {
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let (source, owner) = (cx.charter.in_row(METRICS, &row, "source"), cx.charter.in_row(METRICS, &row, "owner"));
    let source_looks = looks("Source", "where the numbers come from");
    let owner_looks = looks("Owner", "who reports it");
    let is_shown = move |held: Held| cx.charter.can_edit.get() || held.register.with(|held| !held.words().is_empty());
    view! {
        <div class="foot">
            <Show when=move || is_shown(source)>
                <span class="phrase">"Source: "<ValueField typed=source.typed(Takes::Words) takes=Takes::Words looks=source_looks.clone()/></span>
            </Show>
            <Show when=move || is_shown(owner)>
                <span class="phrase">"Owner: "<PersonField held=owner names=cx.names looks=owner_looks.clone()/></span>
            </Show>
            <Numbers cx row=row.clone() metric alone/>
        </div>
    }
}
