//! Rows that are told without the name of their maker, as a question that repeats words of a box without names.

use crate::sheet::{Row, Value};

/// The value of a row that says that it is told without the name of its maker.
pub const NAMELESS: &str = "nameless";

/// Whether a row is told without the name of its maker.
pub fn is_nameless(row: &Row) -> bool {
    row.value(NAMELESS).shown() == Some(&Value::Flag(true))
}
