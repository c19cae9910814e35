//! From what the replica says has changed to the signals it concerns. Cost follows the change, not the document.

use std::collections::BTreeSet;

use muster_shared::copy::{Change, What};
use muster_shared::id::RowId;
use muster_shared::order;
use muster_shared::sheet::{self, Place, Register, Row, Spot, VALUES};
use yrs::{GetString, Transact};

use super::EditorId;
use super::session::Session;

/// Sets the signals of everything that changed, each once.
pub(super) fn pass_on(session: &Session, changed: &[Change], by: Option<EditorId>) {
    let schema = session.which.kind.schema();
    let mut orders = BTreeSet::new();
    let mut rows = BTreeSet::new();
    for change in changed {
        if let Some(list) = schema.list(change.root) {
            let row = change.path.first().and_then(|row| row.parse::<RowId>().ok());
            match (&change.what, row, change.path.get(1)) {
                (What::Text(deltas), Some(row), Some(name)) => {
                    let place = Place::in_row(list.name, &row, name);
                    session.signals.typed(session, &place, deltas, by);
                    rows.insert((list.name, row));
                }
                (What::Keys(keys), Some(row), _) => {
                    if keys.iter().any(|key| key == "order" || key == "archived") {
                        orders.insert(list.name);
                    }
                    rows.insert((list.name, row));
                }
                (What::Keys(keys), None, _) => {
                    orders.insert(list.name);
                    rows.extend(keys.iter().filter_map(|key| Some((list.name, key.parse().ok()?))));
                }
                _ => {}
            }
        } else {
            sheet_changed(session, change, by);
        }
    }
    rows.iter().for_each(|(list, row)| session.signals.row_changed(session, list, row));
    orders.iter().for_each(|list| session.signals.order_changed(session, list));
}

fn sheet_changed(session: &Session, change: &Change, by: Option<EditorId>) {
    match &change.what {
        What::Text(deltas) => session.signals.typed(session, &Place::on_sheet(change.root), deltas, by),
        What::Keys(keys) => {
            let names: BTreeSet<&str> =
                order::gather(keys.iter().filter_map(|key| key.split_once(':')).map(|(name, _)| name));
            for name in names {
                let place =
                    if change.root == VALUES { Place::on_sheet(name) } else { Place::under_key(change.root, name) };
                session.signals.value_changed(session, &place);
            }
        }
    }
}

pub(super) fn read_text(session: &Session, place: &Place) -> String {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    let text = sheet::text_ref(session.which.kind.schema(), &txn, place);
    text.map(|text| text.get_string(&txn)).unwrap_or_default()
}

pub(super) fn read_value(session: &Session, place: &Place) -> Register {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    match &place.spot {
        Spot::Sheet => sheet::read_value(&txn, &place.name),
        Spot::Keyed { map } => sheet::read_keyed(&txn, map).remove(&place.name).unwrap_or_default(),
        Spot::Row { list, row } => {
            let list = session.which.kind.schema().list(list);
            let row = list.and_then(|list| sheet::read_row(&txn, list, row));
            row.map(|row| row.value(&place.name).clone()).unwrap_or_default()
        }
    }
}

pub(super) fn read_maker(session: &Session, list: &str, row: &RowId) -> Option<u64> {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::maker_of_row(&txn, list, row)
}

pub(super) fn read_order(session: &Session, list: &str) -> Vec<RowId> {
    let mut replica = session.replica.borrow_mut();
    let txn = replica.copy().doc().transact();
    sheet::order_of_rows(&txn, list)
}

pub(super) fn read_row(session: &Session, list: &str, row: &RowId) -> Option<Row> {
    let mut replica = session.replica.borrow_mut();
    let list = session.which.kind.schema().list(list)?;
    let txn = replica.copy().doc().transact();
    sheet::read_row(&txn, list, row)
}
