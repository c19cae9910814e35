//! Rows and values of the example, as its tables say them.

use std::collections::BTreeMap;

use crate::files::made::one;
use crate::id::RowId;
use crate::sheet::{Register, Row, Sheet, Value, Write};

/// The id of a row: all of them say that they are an example’s.
pub(super) fn example(id: &str) -> String {
    format!("example_{id}")
}

/// Adds a row to a list.
pub(super) fn push(sheet: &mut Sheet, list: &str, row: Option<Row>) {
    sheet.lists.entry(list.to_owned()).or_default().extend(row);
}

/// A row of everybody's. Values that say nothing are left out.
pub(super) fn row(id: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Option<Row> {
    let mut row = Row::new(example(id).parse::<RowId>().ok()?);
    let texts = texts.iter().filter(|(_, text)| !text.is_empty());
    row.texts = texts.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    put_all(&mut row.values, values);
    Some(row)
}

/// A row that somebody says at a moment.
pub(super) fn said(id: &str, by: &str, at_ms: u64, values: &[(&str, Value)]) -> Option<Row> {
    let mut row = row(id, &[], values)?;
    for write in row.values.values_mut().flat_map(|register| &mut register.writes) {
        *write = Write { by: by.to_owned(), at_ms, ..write.clone() };
    }
    Some(row)
}

/// Puts values that say something.
pub(super) fn put_all(into: &mut BTreeMap<String, Register>, values: &[(&str, Value)]) {
    let some = values.iter().filter(|(_, value)| value.words() != Some(""));
    into.extend(some.map(|(name, value)| ((*name).to_owned(), one(value.clone()))));
}
