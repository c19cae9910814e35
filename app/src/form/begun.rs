//! Rows that are begun here: the focus goes to where one writes, and a row that is left empty goes, without a trace. The
//! code for that is reached through the first such row alone, so that it comes with the chunk whose rows are begun.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::sheet::{Edit, Stamp, Value};
use web_sys::FocusEvent;

use super::Form;
use super::focus;
use crate::boxed::effect;
use crate::live::LiveDoc;

/// The call for a focus that has left something.
type Left = fn(Form, &FocusEvent);

/// A row that was begun in this widget.
#[derive(Clone, PartialEq)]
struct New {
    list: &'static str,
    /// The values it was begun with.
    with: Vec<(String, Value)>,
    /// The mark it was taken out with, once it was left empty.
    taken: Option<Stamp>,
}

/// The rows that were begun in this widget.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    rows: RwSignal<HashMap<RowId, New>>,
    /// The call for a focus that has left something; none before the first row.
    left: StoredValue<Option<Left>>,
    /// The owner of the form, which a row that is begun later may not outlive.
    form: StoredValue<Option<WeakOwner>>,
}

impl Begun {
    /// No rows yet.
    pub(super) fn none() -> Self {
        let form = Owner::current().map(|owner| owner.downgrade());
        Self { rows: RwSignal::new(HashMap::new()), left: StoredValue::new(None), form: StoredValue::new(form) }
    }

    /// The first row of `doc` is begun.
    fn begin(self, doc: LiveDoc) {
        if self.left.with_value(Option::is_none) {
            self.left.set_value(Some(Form::rows_left));
            let form = self.form.with_value(|form| form.as_ref().and_then(WeakOwner::upgrade));
            form.iter().for_each(|form| form.with(|| self.bring_back(doc)));
        }
    }

    /// An edit by somebody else in a row of `doc` at the moment it was taken out brings it back.
    fn bring_back(self, doc: LiveDoc) {
        let rows = self.rows;
        effect(move || {
            for (row, new) in rows.get().into_iter().filter(|(_, new)| new.taken.is_some()) {
                let now = doc.row(new.list, &row).get();
                if now.archived == new.taken && !now.is_bare(&new.with) {
                    let _ = doc.quietly(&Edit::Restore { list: new.list.to_owned(), row });
                }
            }
        });
    }
}

impl Form {
    /// Begins a row behind another and goes there. Behind a row that was begun and says nothing yet, that one is it.
    pub(crate) fn begin_row(self, list: &'static str, after: Option<RowId>, with: Vec<(String, Value)>) {
        let waiting = after.as_ref().filter(|row| self.begun_with(row).as_ref() == Some(&with) && self.is_bare(row));
        if let Some(row) = waiting {
            return focus::row(self.root, row);
        }
        let edit = Edit::Add { list: list.to_owned(), after, texts: Vec::new(), values: with.clone() };
        if let Ok(Some(row)) = self.edit(&edit) {
            self.begun.begin(self.doc);
            self.begun.rows.update(|rows| drop(rows.insert(row.clone(), New { list, with, taken: None })));
            focus::row(self.root, &row);
        }
    }

    /// Whether a row says nothing at all, in the document or about it.
    pub(super) fn says_nothing(self, list: &'static str, row: &RowId, with: &[(String, Value)]) -> bool {
        let is_bare = self.doc.row(list, row).with_untracked(|row| row.is_bare(with));
        let is_named = self.doc.sheet.with_untracked(|sheet| sheet.names(row));
        let is_said = self.is_said.get_value().is_some_and(|is_said| is_said.run(row.clone()));
        is_bare && !is_named && !is_said
    }

    /// The values that a row was begun with, if it was begun here.
    pub(super) fn begun_with(self, row: &RowId) -> Option<Vec<(String, Value)>> {
        self.begun.rows.with_untracked(|rows| rows.get(row).map(|new| new.with.clone()))
    }

    fn is_bare(self, row: &RowId) -> bool {
        let new = self.begun.rows.with_untracked(|rows| rows.get(row).cloned());
        new.is_some_and(|new| self.says_nothing(new.list, row, &new.with))
    }

    /// The focus left something.
    pub(crate) fn focus_left(self, event: &FocusEvent) {
        if let Some(left) = self.begun.left.try_get_value().flatten() {
            left(self, event);
        }
    }

    /// A row that was begun here and is empty goes once the focus has settled elsewhere.
    fn rows_left(self, event: &FocusEvent) {
        for (element, row) in focus::rows_left(event) {
            if self.begun_with(&row).is_none() {
                continue;
            }
            spawn_local(async move {
                let is_left = focus::has_left(&element).await && !focus::holds_words(&element);
                // The widget may be gone by now, and everything of it.
                if is_left && !self.begun.rows.is_disposed() {
                    self.take_out(&row);
                }
            });
        }
    }

    fn take_out(self, row: &RowId) {
        let Some(new) = self.begun.rows.with_untracked(|rows| rows.get(row).cloned()) else { return };
        let is_gone = self.doc.row(new.list, row).with_untracked(|row| row.archived.is_some());
        if is_gone || !self.is_bare(row) || self.doc.is_somebody_in(new.list, row) {
            return;
        }
        if self.doc.quietly(&Edit::Archive { list: new.list.to_owned(), row: row.clone() }).is_ok() {
            let taken = self.doc.row(new.list, row).with_untracked(|row| row.archived.clone());
            self.begun.rows.update(|rows| drop(rows.insert(row.clone(), New { taken, ..new })));
        }
    }
}
