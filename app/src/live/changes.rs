//! From what the replica says has changed to the signals it concerns, and what they read.

use muster_shared::id::{RowId, Since};
use muster_shared::sheet::{self, Place, Register, Row, Sheet, Source};
use muster_shared::sync::document::Change;
use muster_shared::sync::follow::touched;
use muster_shared::sync::wire::Frame;
use yrs::Transact;

use super::EditorId;
use super::open_doc::OpenDoc;
use crate::link::Heard;

/// Sets the signals of everything that changed, each once.
pub(super) fn pass_on(session: &OpenDoc, changed: Vec<Change>, by: Option<EditorId>) {
    let touched = touched(session.which.kind.schema(), changed);
    let signals = &session.signals;
    touched.texts.into_iter().for_each(|(place, told)| signals.typed(session, &place, told, by));
    touched.values.iter().for_each(|place| signals.value_changed(session, place));
    touched.rows.iter().for_each(|(list, row)| signals.row_changed(session, list, row));
    touched.orders.iter().for_each(|list| signals.order_changed(session, list));
}

impl OpenDoc {
    /// The document before a frame that brings what others wrote, where somebody hears of that.
    pub(super) fn before_others(&self, heard: &Heard) -> Option<Sheet> {
        let Heard::Frame(bytes) = heard else { return None };
        if self.others.borrow().is_none() {
            return None;
        }
        let is_theirs = matches!(Frame::read(bytes), Ok(Frame::Step2(_) | Frame::Update(_) | Frame::Receipted(_)));
        is_theirs.then(|| self.replica.borrow_mut().sheet())
    }

    /// Tells of what others wrote, if it says something else than before.
    pub(super) fn tell_of_others(&self, before: &Sheet) {
        let hearer = self.others.borrow().clone();
        let after = self.replica.borrow_mut().sheet();
        if let Some(hearer) = hearer.filter(|_| *before != after) {
            hearer(before, after);
        }
    }
}

pub(super) fn read_text(session: &OpenDoc, place: &Place) -> String {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::read_text(session.which.kind.schema(), &txn, place)
}

pub(super) fn read_value(session: &OpenDoc, place: &Place) -> Register {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::read_value(session.which.kind.schema(), &txn, place)
}

pub(super) fn read_maker(session: &OpenDoc, list: &str, row: &RowId) -> Option<Since> {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::maker_of_row(&txn, list, row)
}

pub(super) fn read_source(session: &OpenDoc, list: &str, row: &RowId) -> Option<Source> {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::source_of_row(&txn, list, row)
}

pub(super) fn read_order(session: &OpenDoc, list: &str) -> Vec<RowId> {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::order_of_rows(&txn, list)
}

pub(super) fn read_row(session: &OpenDoc, list: &str, row: &RowId) -> Option<Row> {
    let mut replica = session.replica.borrow_mut();
    let list = session.which.kind.schema().list(list)?;
    let txn = replica.copy().doc().transact();
    sheet::read_row(&txn, list, row)
}
