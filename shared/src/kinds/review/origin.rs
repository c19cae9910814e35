//! The origin of what rows of a review say: the review in which an item was first raised, and the item that words are about.

use super::schema::{CARRIED, FIRST, ITEM, ITEMS, TITLE};
use crate::kinds::Slot;
use crate::sheet::{Row, Sheet};
use crate::text::words::long_day;

/// The origin of a row's words, in a sentence.
pub(in crate::kinds) fn origin(sheet: &Sheet, list: &str, row: &Row) -> Option<String> {
    if list == ITEMS {
        let was_carried = row.value(CARRIED).number().is_some_and(|times| times >= 1.0);
        let first = row.value(FIRST).words().parse::<Slot>().ok().filter(|_| was_carried)?;
        return Some(format!("Carried over from the review of {}.", long_day(first.day())));
    }
    let item = row.value(ITEM).words();
    let item = sheet.all_rows(ITEMS).iter().find(|one| one.id.as_str() == item)?;
    Some(format!("Said of the item “{}”.", item.text(TITLE).trim()))
}
