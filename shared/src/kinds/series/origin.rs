//! The origin of what rows of a series say: the review in which an item was parked.

use super::schema::{PARKED, PARKED_IN};
use crate::kinds::Slot;
use crate::sheet::{Row, Sheet};
use crate::text::words::long_day;

/// The origin of a row's words, in a sentence.
pub(in crate::kinds) fn origin(_: &Sheet, list: &str, row: &Row) -> Option<String> {
    let parked = row.value(PARKED_IN).words().parse::<Slot>().ok().filter(|_| list == PARKED)?;
    Some(format!("Parked in the review of {}.", long_day(parked.day())))
}
