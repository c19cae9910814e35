//! From what the replica says has changed to the signals it concerns, and what they read.

use muster_shared::id::{RowId, Since};
use muster_shared::sheet::{self, Place, Register, Row, Source};
use muster_shared::sync::document::Change;
use muster_shared::sync::follow::touched;
use yrs::Transact;

use super::EditorId;
use super::open_doc::OpenDoc;

/// Sets the signals of everything that changed, each once.
pub(super) fn pass_on(session: &OpenDoc, changed: Vec<Change>, by: Option<EditorId>) {
    let touched = touched(session.which.kind.schema(), changed);
    let signals = &session.signals;
    touched.texts.into_iter().for_each(|(place, told)| signals.typed(session, &place, told, by));
    touched.values.iter().for_each(|place| signals.value_changed(session, place));
    touched.rows.iter().for_each(|(list, row)| signals.row_changed(session, list, row));
    touched.orders.iter().for_each(|list| signals.order_changed(session, list));
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
