//! Reads a sheet out of yrs. Total: what is missing is empty, what does not belong is passed over.

use std::collections::BTreeMap;

use yrs::{Any, BranchID, Map, MapRef, Out, ReadTxn, TextRef};

use super::edit::{ARCHIVED, Place, Spot, Stamp, order_of};
use super::fields;
use super::schema::{ABOUT, Field, Is, List, Schema, VALUES};
use super::text::string_of;
use super::{Row, Sheet};
use crate::id::{RowId, Since};
use crate::order::{self, gather};

use super::value::Register;

/// The whole sheet. Costs as much as the document is long: for first paint, exports and the server.
pub fn read(schema: &Schema, txn: &impl ReadTxn) -> Sheet {
    let texts = schema.texts.iter().map(|name| ((*name).to_owned(), root_text(txn, name)));
    let values = txn.get_map(VALUES).map(|map| known(txn, &map, schema.values)).unwrap_or_default();
    let keyed = schema.keyed.iter().map(|map| (map.name.to_owned(), read_keyed(txn, *map)));
    let lists = schema.lists.iter().map(|list| (list.name.to_owned(), read_rows(txn, list)));
    Sheet { texts: gather(texts), values, keyed: gather(keyed), lists: gather(lists) }
}

/// One row, or `None` if this copy has no such row.
pub fn read_row(txn: &impl ReadTxn, list: &List, id: &RowId) -> Option<Row> {
    let map = row_map(txn, list.name, id)?;
    Some(row(txn, list, id.clone(), &map))
}

/// The client id under which a row was made, and at which clock. The row's own id only says so.
pub fn maker_of_row(txn: &impl ReadTxn, list: &str, id: &RowId) -> Option<Since> {
    match row_map(txn, list, id)?.as_ref().id() {
        BranchID::Nested(made) => Some(Since { client: made.client.get(), clock: made.clock }),
        BranchID::Root(_) => None,
    }
}

/// One single value, wherever it stands; vacant if this copy has none there.
pub fn read_value(schema: &Schema, txn: &impl ReadTxn, place: &Place) -> Register {
    let (map, field) = match &place.spot {
        Spot::Sheet => (txn.get_map(VALUES), schema.value(&place.name)),
        Spot::Keyed { map } => {
            let field = schema.keyed(map);
            (field.and_then(|field| txn.get_map(field.name)), field)
        }
        Spot::Row { list, row } => {
            let list = schema.list(list);
            (list.and_then(|list| row_map(txn, list.name, row)), list.and_then(|list| list.value(&place.name)))
        }
    };
    let read = map.map(|map| fields::get(txn, &map, &place.name)).unwrap_or_default();
    fields::read_as(field.map_or(Is::Words, |field| field.is), read)
}

/// One shared text, as [`Sheet`] has it; empty if this copy has none there.
pub fn read_text(schema: &Schema, txn: &impl ReadTxn, place: &Place) -> String {
    text_ref(schema, txn, place).map(|text| string_of(&text, txn)).unwrap_or_default()
}

/// The document's own entry under `key` in the root map `about`.
pub fn about(txn: &impl ReadTxn, key: &str) -> Option<Any> {
    match txn.get_map(ABOUT)?.get(txn, key)? {
        Out::Any(any) => Some(any),
        _ => None,
    }
}

/// The shared text at `place`, if the kind has one there and this copy has it.
pub(super) fn text_ref(schema: &Schema, txn: &impl ReadTxn, place: &Place) -> Option<TextRef> {
    match &place.spot {
        Spot::Sheet => schema.texts.contains(&place.name.as_str()).then(|| txn.get_text(place.name.as_str()))?,
        Spot::Keyed { .. } => None,
        Spot::Row { list, row } => {
            let list = schema.list(list).filter(|list| list.texts.contains(&place.name.as_str()))?;
            match row_map(txn, list.name, row)?.get(txn, &place.name)? {
                Out::YText(text) => Some(text),
                _ => None,
            }
        }
    }
}

fn root_text(txn: &impl ReadTxn, name: &str) -> String {
    txn.get_text(name).map(|text| string_of(&text, txn)).unwrap_or_default()
}

/// The rows of a list that are not archived, in their order.
pub fn order_of_rows(txn: &impl ReadTxn, list: &str) -> Vec<RowId> {
    let rows = sorted_rows(txn, list).into_iter().map(|(_, id)| id);
    rows.filter(|id| row_map(txn, list, id).is_some_and(|row| archived(txn, &row).is_none())).collect()
}

/// The rows of a list, the archived among them, in their order.
pub fn rows_of(txn: &impl ReadTxn, list: &str) -> Vec<RowId> {
    sorted_rows(txn, list).into_iter().map(|(_, id)| id).collect()
}

/// The map of one row.
pub(super) fn row_map(txn: &impl ReadTxn, list: &str, id: &RowId) -> Option<MapRef> {
    match txn.get_map(list)?.get(txn, id.as_str())? {
        Out::YMap(map) => Some(map),
        _ => None,
    }
}

/// Order key and id of every row of a list, sorted.
pub(super) fn sorted_rows(txn: &impl ReadTxn, list: &str) -> Vec<(String, RowId)> {
    let Some(root) = txn.get_map(list) else { return Vec::new() };
    let mut rows: Vec<_> = root
        .iter(txn)
        .filter_map(|(key, out)| match out {
            Out::YMap(map) => Some((order_of(txn, &map), key.parse().ok()?)),
            _ => None,
        })
        .collect();
    order::sort(&mut rows);
    rows
}

/// Every row of a list in its order, the archived among them.
pub fn read_rows(txn: &impl ReadTxn, list: &List) -> Vec<Row> {
    let ids = sorted_rows(txn, list.name).into_iter();
    ids.filter_map(|(_, id)| read_row(txn, list, &id)).collect()
}

fn row(txn: &impl ReadTxn, list: &List, id: RowId, map: &MapRef) -> Row {
    let texts = list.texts.iter().map(|name| {
        let text = match map.get(txn, name) {
            Some(Out::YText(text)) => string_of(&text, txn),
            _ => String::new(),
        };
        ((*name).to_owned(), text)
    });
    let (archived, order) = (archived(txn, map), order_of(txn, map));
    Row { id, order, archived, texts: gather(texts), values: known(txn, map, list.values), maker: None }
}

/// The person who removed a row and the time, if somebody did. A stamp says so, and nothing else does: another
/// program's value there must not hide the row on the page and show it in a file.
pub(super) fn archived(txn: &impl ReadTxn, row: &MapRef) -> Option<Stamp> {
    match row.get(txn, ARCHIVED) {
        Some(Out::Any(Any::Map(stamp))) => Some(fields::stamp_of(&stamp)),
        _ => None,
    }
}

/// Every register of a keyed map.
fn read_keyed(txn: &impl ReadTxn, map: Field) -> BTreeMap<String, Register> {
    let read = txn.get_map(map.name).map(|map| registers(txn, &map)).unwrap_or_default();
    gather(read.into_iter().map(|(key, register)| (key, fields::read_as(map.is, register))))
}

fn known(txn: &impl ReadTxn, map: &MapRef, fields: &[Field]) -> BTreeMap<String, Register> {
    let of = |name: &str| fields.iter().find(|field| field.name == name);
    let known = registers(txn, map).into_iter().filter_map(|(name, register)| {
        let is = of(&name)?.is;
        Some((name, fields::read_as(is, register)))
    });
    gather(known)
}

fn registers(txn: &impl ReadTxn, map: &MapRef) -> BTreeMap<String, Register> {
    let mut registers: BTreeMap<String, Register> = BTreeMap::new();
    for (key, out) in map.iter(txn) {
        let Some((name, id)) = key.split_once(':') else { continue };
        if let Some(write) = fields::from_out(id.to_owned(), &out) {
            registers.entry(name.to_owned()).or_default().writes.push(write);
        }
    }
    registers.values_mut().for_each(Register::sort);
    registers
}
