//! Notes of what people of a team heard from customers. They say how fresh the evidence is that the problem is the customer's,
//! and who met customers lately.

use super::schema::{HEARD, HEARD_BY, HEARD_ON, HEARD_WHAT};
use crate::sheet::{Row, Sheet};

/// A customer was heard so many days ago at most, for what they said to be fresh.
pub const FRESH_DAYS: i64 = 30;

/// One time that somebody heard a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard<'a> {
    /// The row.
    pub row: &'a Row,
    /// The person, as a person field names them.
    pub by: &'a str,
    /// The day.
    pub on: &'a str,
    /// The words that they heard, or a link to them; empty where they only met.
    pub what: &'a str,
}

impl<'a> Heard<'a> {
    /// Reads a row.
    pub fn of(row: &'a Row) -> Self {
        let words = |name| row.value(name).words().trim();
        Self { row, by: words(HEARD_BY), on: words(HEARD_ON), what: words(HEARD_WHAT) }
    }

    /// All that a charter has, as far as they have a day.
    pub(super) fn all(charter: &'a Sheet) -> Vec<Self> {
        charter.rows(HEARD).map(Self::of).filter(|heard| !heard.on.is_empty()).collect()
    }
}
