//! Rows for tests, with values that Ada wrote.

use super::{Register, Row, Value, Write};
use crate::id::RowId;

/// A row of this id, with words as its values.
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
pub(crate) fn row(id: &str, values: &[(&str, &str)]) -> Row {
    with_values(id.parse().expect("a row's id"), values.iter().map(|(name, words)| (*name, Value::from(*words))))
}

/// The row that a person made at this clock, with its values.
pub(crate) fn nth(nth: u32, values: &[(&str, Value)]) -> Row {
    with_values(RowId::made_by(1, nth), values.iter().cloned())
}

fn with_values<'a>(id: RowId, values: impl Iterator<Item = (&'a str, Value)>) -> Row {
    let mut row = Row::new(id);
    for (name, value) in values {
        let write = Write { id: "w".to_owned(), value, by: "Ada".to_owned(), at_ms: 1 };
        row.values.insert(name.to_owned(), Register { writes: vec![write] });
    }
    row
}
