//! The rows of a list in a section: written in place, or each written once, as the list's rule has it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::{self, Fields, Form as Reads};
use muster_shared::sheet::{List, Row, Rule};
use muster_shared::{names, order};

use super::ids::{none, own};
use super::row::{Drawing, name_of, row};
use super::{Body, Face, counted, once};
use crate::form::plain::{acting, each, el, holds, of_button, on, says, while_so};
use crate::form::{Rows, RowsEnd};
use crate::widgets::led_to::LedTo;
use crate::words::counted as count;

/// A list of so many rows can be searched.
const FEW: usize = 12;

/// The rows, and how many there are.
pub(super) fn rows(face: Face, of: &'static outline::Rows) -> Body {
    let list = face.form.doc.which().and_then(|(_, kind)| kind.schema().list(of.list));
    match list {
        Some(List { rule: Rule::Anyone, .. }) => in_place(face, of),
        Some(List { name, .. }) => once::rows(face, name, of),
        None => (Vec::new(), Box::new(String::new)),
    }
}

fn in_place(face: Face, of: &'static outline::Rows) -> Body {
    let fields = of.form.fields();
    let lead = fields.lead.unwrap_or_default();
    let held = face.form.rows(of.list, of.asked.start, move |row: &Row| name_of(row, lead));
    let own = own(face, of.list, of);
    let sought = RwSignal::new(String::new());
    let fold = Fold::of(own, face.own(|own| own.n_open()));
    let shown = move || {
        let sought = names::sought(&sought.get());
        if sought.is_empty() {
            return fold.open();
        }
        let is_meant = |id: &RowId| {
            let name = face.form.doc.row(of.list, id).with(|row| name_of(row, lead));
            names::has_words(&names::sought(&name), &sought)
        };
        own.get().into_iter().filter(is_meant).collect()
    };
    // A table is read by its columns, and people sort it by what they look for.
    let is_fixed = matches!(of.form, Reads::Table(_));
    let drawing = Drawing { face, list: of.list, asked: of.asked, rows: held, is_fixed };
    let rows = list(drawing, fields, shown);
    let content = vec![search(own, of, sought), none(own, of), rows, fold.rest(of, sought), end(held, of)];
    (content, counted(move || own.with(Vec::len), of.asked))
}

/// A long list, of which the first rows stand open, those that came since the page was opened, and one that somebody was led
/// to.
#[derive(Clone, Copy)]
struct Fold {
    own: Memo<Vec<RowId>>,
    n_open: usize,
    /// The rows that were there when the page was opened.
    first: StoredValue<BTreeSet<RowId>>,
    is_whole: RwSignal<bool>,
    led: Option<LedTo>,
}

impl Fold {
    fn of(own: Memo<Vec<RowId>>, n_open: usize) -> Self {
        let first = order::gather(own.get_untracked());
        let led = use_context::<LedTo>();
        Self { own, n_open, first: StoredValue::new(first), is_whole: RwSignal::new(false), led }
    }

    fn open(self) -> Vec<RowId> {
        let (rows, is_whole) = (self.own.get(), self.is_whole.get());
        let led = self.led.map(|LedTo(at)| at.get()).unwrap_or_default();
        let is_meant = |row: &RowId| row.as_str() == led || self.first.with_value(|first| !first.contains(row));
        let rows = rows.into_iter().enumerate();
        rows.filter(|(at, row)| is_whole || *at < self.n_open || is_meant(row)).map(|(_, row)| row).collect()
    }

    /// The way to the rows that are folded away, while there are any and nobody looks for one.
    fn rest(self, of: &'static outline::Rows, sought: RwSignal<String>) -> AnyView {
        let has_more = move || sought.with(String::is_empty) && self.open().len() < self.own.with(Vec::len);
        let word = move || format!("Show all {}", count(self.own.with(Vec::len), of.asked.row.0, of.asked.row.1));
        let press = move || on("click", move |_| self.is_whole.set(true));
        let button = move || acting("button", "btn word no-print", of_button(), vec![press(), says(word)], Vec::new());
        while_so(has_more, button)
    }
}

fn list(drawing: Drawing, fields: Fields, shown: impl Fn() -> Vec<RowId> + Send + 'static) -> AnyView {
    el("ul", "rows outline-rows", vec![each(shown, move |id| row(drawing, &fields, &id))])
}

/// The way to find one among many.
fn search(own: Memo<Vec<RowId>>, of: &'static outline::Rows, sought: RwSignal<String>) -> AnyView {
    let field = move || {
        let label = format!("Find among the {}", of.asked.row.1);
        let own = |name: &'static str, value: &str| (name, value.to_owned());
        let attributes =
            vec![own("type", "search"), own("dir", "auto"), ("aria-label", label), own("placeholder", "Find by name")];
        let typed = on("input", move |event| sought.set(event_target_value(&event)));
        acting("input", "line", attributes, vec![holds(move || sought.get()), typed], Vec::new())
    };
    while_so(move || own.with(Vec::len) > FEW, field)
}

fn end(rows: Rows, of: &'static outline::Rows) -> AnyView {
    view! { <RowsEnd rows add=of.asked.add/> }.into_any()
}
