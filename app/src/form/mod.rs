//! Forms: the fields, values, lists and sections that documents of every kind are read and written in. A form knows one
//! document, whether it may be edited, and where its focus moves and its undo begins. It knows no kind.

mod begun;
mod chosen;
mod compose;
mod draft;
pub(crate) mod focus;
mod folded;
mod head;
mod held;
mod makers;
mod person;
mod pick;
pub(crate) mod plain;
mod row_keys;
mod rows;
mod states;
mod undo;
mod use_names;
mod use_rows;
mod value;
mod whose;

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::{Edit, Value};

use crate::editor::{Editable, Noted};
use crate::live::LiveDoc;
use begun::Begun;
pub(crate) use chosen::Chosen;
pub(crate) use compose::{Advised, Composing};
pub(crate) use draft::Draft;
pub(crate) use folded::{Folded, unfolding};
pub(crate) use head::{Head, Nothing, Section, SubHead, come_to, section};
pub(crate) use held::{Held, Takes, Typed};
pub(crate) use makers::Makers;
pub(crate) use muster_shared::kinds::outline::Ask;
pub(crate) use person::PersonField;
pub(crate) use pick::Pick;
pub(crate) use row_keys::RowKeys;
pub(crate) use rows::{Lines, RemovedRows, RowTools, RowsEnd};
pub(crate) use states::{banner, closed, sheet, skeleton};
use undo::Undo;
pub(crate) use undo::without_steps;
pub(crate) use use_names::UseNames;
pub(crate) use use_rows::{Rows, Start, name_in};
pub(crate) use value::{Choice, Looks, ValueField, unique_id};
pub(crate) use whose::WhoseName;

/// A document as it is written on a page.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// The document.
    pub(crate) doc: LiveDoc,
    /// Whether this person may change it here.
    pub(crate) can_edit: Signal<bool>,
    /// Whether this person may say something about it here; its talk says so.
    pub(crate) may_say: RwSignal<bool>,
    /// The element that holds all of the form; the focus moves in it.
    pub(crate) root: NodeRef<Div>,
    /// The level of the form's first heading.
    pub(crate) level: u8,
    /// The steps that were made on this page.
    pub(crate) undo: Undo,
    /// Whether other pages' steps lie between those of this one, so that each is counted.
    is_shared: bool,
    begun: Begun,
    is_said: StoredValue<Option<Callback<RowId, bool>>>,
}

impl Form {
    /// The form of the document that a page is about.
    pub(crate) fn of(doc: LiveDoc, can_edit: Signal<bool>, level: u8) -> Self {
        Self {
            doc,
            can_edit,
            may_say: RwSignal::new(false),
            root: NodeRef::new(),
            level,
            undo: Undo::of(doc),
            is_shared: false,
            begun: Begun::none(),
            is_said: StoredValue::new(None),
        }
    }

    /// The form of another document on the same page, which other pages write in too: with the same undo.
    pub(crate) fn beside(self, doc: LiveDoc, can_edit: Signal<bool>) -> Self {
        Self { doc, can_edit, is_shared: true, begun: Begun::none(), is_said: StoredValue::new(None), ..self }
    }

    /// Tells the fields below whether they may be edited, and hears what is typed into them.
    pub(crate) fn provide(self) {
        provide_context(Editable(self.can_edit));
        provide_context(Noted(Callback::new(move |doc| self.undo.note(doc, false))));
    }

    /// Keys outside of texts: undo and redo.
    pub(crate) fn key(self, event: &KeyboardEvent) {
        if self.undo.key(event) {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Asks `is_said` from now on whether people said something about a row: such a row is not empty.
    pub(crate) fn ask_whether_said(self, is_said: impl Fn(RowId) -> bool + Send + Sync + 'static) {
        self.is_said.set_value(Some(Callback::new(is_said)));
    }

    /// Makes an edit; the error is a sentence for the person.
    pub(crate) fn edit(self, edit: &Edit) -> Result<Option<RowId>, String> {
        let row = self.doc.edit(edit).map_err(|error| error.sentence())?;
        self.undo.note(self.doc, self.is_shared);
        Ok(row)
    }

    /// Adds a row of these values at the end of a list.
    pub(crate) fn add(self, list: &'static str, values: &[(&str, Value)]) -> Result<Option<RowId>, String> {
        let after = self.doc.rows(list).with_untracked(|ids| ids.last().cloned());
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.edit(&Edit::Add { list: list.to_owned(), after, texts: Vec::new(), values })
    }
}
