//! Fills what a document does not say yet from a sheet: the first content of a new document, and every import.
//!
//! Nothing that is there is touched, so filling the same sheet twice changes nothing.

use yrs::{Any, Map, Text, TransactionMut, WriteTxn};

use super::edit::{ARCHIVED, EditError, Stamp, insert_row, is_key};
use super::fields;
use super::order;
use super::read::{about, sorted_rows};
use super::schema::{ABOUT, List, Schema, VALUES};
use super::source::{self, Source};
use super::value::Register;
use super::{Row, Sheet};

/// The counts of things that filling added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Texts that were empty and now are not.
    pub texts: usize,
    /// Values that were vacant and now are not.
    pub values: usize,
    /// Rows that were not there.
    pub rows: usize,
}

/// Plants `sheet`. `example` marks a new document as part of the worked example, for good.
///
/// # Errors
/// [`EditError`] when the sheet holds what the kind does not know, before anything is changed.
pub fn fill(schema: &Schema, txn: &mut TransactionMut<'_>, sheet: &Sheet, example: bool) -> Result<Filled, EditError> {
    fill_from(schema, txn, sheet, example, None)
}

/// The same of a file: rows that would else be their makers' say where they come from.
///
/// # Errors
/// As [`fill`].
pub fn fill_from(
    schema: &Schema,
    txn: &mut TransactionMut<'_>,
    sheet: &Sheet,
    example: bool,
    source: Option<&Source>,
) -> Result<Filled, EditError> {
    check(schema, sheet)?;
    if about(txn, "kind").is_none() {
        let map = txn.get_or_insert_map(ABOUT);
        map.insert(txn, "kind", schema.kind);
        map.insert(txn, "schema", Any::from(schema.version));
        if example {
            map.insert(txn, "example", true);
        }
    }
    let mut filled = Filled { texts: fill_texts(txn, sheet), ..Filled::default() };
    let values = txn.get_or_insert_map(VALUES);
    for (name, register) in &sheet.values {
        filled.values += usize::from(fill_value(txn, &values, name, register));
    }
    for (name, registers) in &sheet.keyed {
        let map = txn.get_or_insert_map(name.as_str());
        for (key, register) in registers {
            filled.values += usize::from(fill_value(txn, &map, key, register));
        }
    }
    for list in schema.lists {
        filled.rows += fill_rows(txn, list, sheet.all_rows(list.name), source);
    }
    Ok(filled)
}

fn fill_texts(txn: &mut TransactionMut<'_>, sheet: &Sheet) -> usize {
    let mut n_planted = 0;
    for (name, content) in sheet.texts.iter().filter(|(_, content)| !content.is_empty()) {
        let text = txn.get_or_insert_text(name.as_str());
        if text.len(txn) == 0 {
            text.insert(txn, 0, content);
            n_planted += 1;
        }
    }
    n_planted
}

fn fill_value(txn: &mut TransactionMut<'_>, map: &yrs::MapRef, name: &str, register: &Register) -> bool {
    let vacant = fields::get(txn, map, name).is_vacant();
    if vacant {
        for write in &register.writes {
            fields::put(txn, map, name, &write.value, &Stamp { by: write.by.clone(), at_ms: write.at_ms });
        }
    }
    vacant && !register.is_vacant()
}

fn fill_rows(txn: &mut TransactionMut<'_>, list: &'static List, rows: &[Row], source: Option<&Source>) -> usize {
    let root = txn.get_or_insert_map(list.name);
    let mut last = sorted_rows(txn, list.name).last().map(|(order, _)| order.clone());
    let mut n_planted = 0;
    for row in rows.iter().filter(|row| !row.id.as_str().is_empty()) {
        if root.contains_key(txn, row.id.as_str()) {
            continue;
        }
        let order = if row.order.is_empty() { order::between(last.as_deref(), None) } else { row.order.clone() };
        last = last.max(Some(order.clone()));
        let texts: Vec<(String, String)> = row.texts.clone().into_iter().collect();
        let map = insert_row(txn, &root, list, &row.id, &order, &texts);
        for (name, register) in &row.values {
            fill_value(txn, &map, name, register);
        }
        if let Some(source) = source.filter(|_| list.rule.is_own()) {
            source::note(txn, &map, source);
        }
        if let Some(stamp) = &row.archived {
            map.insert(txn, ARCHIVED, fields::stamp_any(stamp));
        }
        n_planted += 1;
    }
    n_planted
}

/// Refuses what the kind does not know, so that an import that fails changes nothing.
fn check(schema: &Schema, sheet: &Sheet) -> Result<(), EditError> {
    let unknown = |name: &String| EditError::Unknown(name.clone());
    if let Some(name) = sheet.texts.keys().find(|name| !schema.texts.contains(&name.as_str())) {
        return Err(unknown(name));
    }
    for (name, register) in &sheet.values {
        let field = schema.value(name).ok_or_else(|| unknown(name))?;
        register.writes.iter().try_for_each(|write| field.is.check(&write.value))?;
    }
    for (name, registers) in &sheet.keyed {
        let field = schema.keyed(name).ok_or_else(|| unknown(name))?;
        for (key, register) in registers {
            if !is_key(key) {
                return Err(unknown(key));
            }
            register.writes.iter().try_for_each(|write| field.is.check(&write.value))?;
        }
    }
    for (name, rows) in &sheet.lists {
        let list = schema.list(name).ok_or_else(|| unknown(name))?;
        rows.iter().try_for_each(|row| check_row(list, row))?;
    }
    Ok(())
}

fn check_row(list: &List, row: &Row) -> Result<(), EditError> {
    if let Some(name) = row.texts.keys().find(|name| !list.texts.contains(&name.as_str())) {
        return Err(EditError::Unknown(name.clone()));
    }
    for (name, register) in &row.values {
        let field = list.value(name).ok_or_else(|| EditError::Unknown(name.clone()))?;
        register.writes.iter().try_for_each(|write| field.is.check(&write.value))?;
    }
    Ok(())
}
