//! A row that people write in place: what it is named by, a text below, labelled values, and what can be done with it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::{Asked, Fields};
use muster_shared::sheet::Row;

use super::field::value_of;
use super::{At, Face, field, margin};
use crate::boxed::memo;
use crate::form::plain::{el, with};
use crate::form::{RowKeys, RowTools, Rows};

/// How the rows of a list are drawn.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    pub(super) face: Face,
    pub(super) list: &'static str,
    pub(super) asked: &'static Asked,
    pub(super) rows: Rows,
    /// Whether the order of the rows says nothing.
    pub(super) is_fixed: bool,
}

/// The name of a row: its text or its value.
pub(super) fn name_of(row: &Row, lead: &'static str) -> String {
    let text = row.text(lead);
    if text.is_empty() { row.value(lead).words().to_owned() } else { text.to_owned() }
}

/// The row.
pub(super) fn row(drawing: Drawing, fields: &Fields, id: &RowId) -> AnyView {
    let Drawing { face, list, asked, rows, is_fixed } = drawing;
    let at = |name: &'static str| At::Row(list, id.clone(), name);
    let lead = fields.lead.unwrap_or_default();
    let drawn = |name: &'static str, label: &'static str| field(face, at(name), asked.ask(name, label), None);
    let keys = Some(RowKeys::of(rows, id));
    let named = (!lead.is_empty()).then(|| {
        let ask = asked.ask(lead, asked.row.0);
        el("div", "name", vec![field(face, at(lead), ask, keys)])
    });
    let said = fields.said.iter().map(|(label, name)| el("div", "said", vec![drawn(name, label)]));
    let facts: Vec<AnyView> = fields.facts.iter().filter_map(|fact| Some(drawn(value_of(fact)?, fact.label))).collect();
    let facts = (!facts.is_empty()).then(|| el("span", "values", facts));
    let of_row = face.form.doc.row(list, id);
    let name: Signal<String> = memo(move || of_row.with(|row| name_of(row, lead))).into();
    let tools = view! { <RowTools rows row=id.clone() name fixed=is_fixed/> }.into_any();
    let below = face.own(|own| own.below(face, list, id)).map(|below| el("div", "below", vec![below]));
    let line = named.into_iter().chain(said).chain(facts).chain([tools]).chain(below).collect();
    let parts = [el("div", "drawn", line)].into_iter().chain(margin(face, list, id)).collect();
    with("li", "", vec![("data-row", id.to_string())], parts)
}
