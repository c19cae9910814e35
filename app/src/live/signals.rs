//! Signals of a document, made when somebody first asks for one, and set only where something changed.

use std::cell::{Ref, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::{Place, Register, Row};
use muster_shared::sync::document::Delta;
use muster_shared::sync::replica::{StoreKey, Stored};
use muster_shared::text::typing;

use super::EditorId;
use super::changes;
use super::open_doc::OpenDoc;

type Hearer = Rc<dyn Fn(&[Vec<Delta>])>;

/// The signals of one document.
pub(super) struct Signals {
    owner: Owner,
    texts: RefCell<HashMap<Place, RwSignal<String>>>,
    values: RefCell<HashMap<Place, RwSignal<Register>>>,
    lists: RefCell<HashMap<&'static str, RwSignal<Vec<RowId>>>>,
    pub(super) rows: RefCell<HashMap<(&'static str, RowId), RwSignal<Row>>>,
    hearers: RefCell<HashMap<Place, Vec<(EditorId, Hearer)>>>,
    early: RefCell<Vec<Stored>>,
}

impl Signals {
    pub(super) fn new(owner: Owner) -> Self {
        Self {
            owner,
            texts: RefCell::default(),
            values: RefCell::default(),
            lists: RefCell::default(),
            rows: RefCell::default(),
            hearers: RefCell::default(),
            early: RefCell::default(),
        }
    }

    /// Signals belong to the document, not to the component that first asks for them.
    fn make<T: Send + Sync + 'static>(&self, value: T) -> RwSignal<T> {
        self.owner.with(|| RwSignal::new(value))
    }

    pub(super) fn text(&self, session: &OpenDoc, place: &Place) -> RwSignal<String> {
        if let Some(signal) = self.texts.borrow().get(place) {
            return *signal;
        }
        let signal = self.make(changes::read_text(session, place));
        self.texts.borrow_mut().insert(place.clone(), signal);
        signal
    }

    pub(super) fn value(&self, session: &OpenDoc, place: &Place) -> RwSignal<Register> {
        if let Some(signal) = self.values.borrow().get(place) {
            return *signal;
        }
        let signal = self.make(changes::read_value(session, place));
        self.values.borrow_mut().insert(place.clone(), signal);
        signal
    }

    pub(super) fn rows(&self, session: &OpenDoc, list: &'static str) -> RwSignal<Vec<RowId>> {
        if let Some(signal) = self.lists.borrow().get(list) {
            return *signal;
        }
        let signal = self.make(changes::read_order(session, list));
        self.lists.borrow_mut().insert(list, signal);
        signal
    }

    pub(super) fn row(&self, session: &OpenDoc, list: &'static str, row: &RowId) -> RwSignal<Row> {
        let key = (list, row.clone());
        if let Some(signal) = self.rows.borrow().get(&key) {
            return *signal;
        }
        let signal = self.make(changes::read_row(session, list, row).unwrap_or_else(|| Row::new(row.clone())));
        self.rows.borrow_mut().insert(key, signal);
        signal
    }

    pub(super) fn listen(&self, place: &Place, by: EditorId, hearer: Hearer) {
        self.hearers.borrow_mut().entry(place.clone()).or_default().push((by, hearer));
    }

    pub(super) fn unlisten(&self, place: &Place, by: EditorId) {
        if let Some(hearers) = self.hearers.borrow_mut().get_mut(place) {
            hearers.retain(|(editor, _)| *editor != by);
        }
    }

    /// Tells editors of a text how it changed, but not the one who typed it. Nothing shows a text that has no signal.
    pub(super) fn typed(&self, session: &OpenDoc, place: &Place, told: Vec<Vec<Delta>>, by: Option<EditorId>) {
        let Some(signal) = self.texts.borrow().get(place).copied() else { return };
        let now = changes::read_text(session, place);
        if signal.with_untracked(|shown| *shown == now) {
            return;
        }
        let hearers = self.others_hearing(place, by);
        let steps = if hearers.is_empty() {
            Vec::new()
        } else {
            signal.with_untracked(|shown| typing::steps(shown, &now, told))
        };
        signal.set(now);
        hearers.iter().for_each(|hearer| hearer(&steps));
    }

    fn others_hearing(&self, place: &Place, by: Option<EditorId>) -> Vec<Hearer> {
        let hearers = self.hearers.borrow();
        let here = hearers.get(place).into_iter().flatten().filter(|(editor, _)| Some(*editor) != by);
        here.map(|(_, hearer)| Rc::clone(hearer)).collect()
    }

    pub(super) fn value_changed(&self, session: &OpenDoc, place: &Place) {
        if let Some(signal) = self.values.borrow().get(place) {
            signal.set(changes::read_value(session, place));
        }
    }

    pub(super) fn order_changed(&self, session: &OpenDoc, list: &'static str) {
        if let Some(signal) = self.lists.borrow().get(list) {
            let order = changes::read_order(session, list);
            if signal.with_untracked(|shown| *shown != order) {
                signal.set(order);
            }
        }
    }

    pub(super) fn row_changed(&self, session: &OpenDoc, list: &'static str, row: &RowId) {
        let signal = self.rows.borrow().get(&(list, row.clone())).copied();
        if let (Some(signal), Some(read)) = (signal, changes::read_row(session, list, row)) {
            signal.set(read);
        }
    }

    pub(super) fn pass_on(
        &self,
        session: &OpenDoc,
        changed: Vec<muster_shared::sync::document::Change>,
        by: Option<EditorId>,
    ) {
        changes::pass_on(session, changed, by);
    }

    /// Brings every signal up to date at once: after hydration, or when the document was opened anew.
    pub(super) fn refresh(&self, session: &OpenDoc) {
        let texts: Vec<Place> = self.texts.borrow().keys().cloned().collect();
        texts.iter().for_each(|place| self.typed(session, place, Vec::new(), None));
        let values: Vec<Place> = self.values.borrow().keys().cloned().collect();
        values.iter().for_each(|place| self.value_changed(session, place));
        let rows: Vec<_> = self.rows.borrow().keys().cloned().collect();
        rows.iter().for_each(|(list, row)| self.row_changed(session, list, row));
        let lists: Vec<&'static str> = self.lists.borrow().keys().copied().collect();
        lists.iter().for_each(|list| self.order_changed(session, list));
    }

    /// Keeps an edit made before the device's database was open.
    pub(super) fn keep_early(&self, key: StoreKey, bytes: Arc<[u8]>, unsaved: bool) {
        self.early.borrow_mut().push(Stored { key, bytes, unsaved });
    }

    /// Edits that were made before the database was open.
    pub(super) fn early(&self) -> Ref<'_, Vec<Stored>> {
        self.early.borrow()
    }

    pub(super) fn take_early(&self) -> Vec<Stored> {
        std::mem::take(&mut *self.early.borrow_mut())
    }
}
