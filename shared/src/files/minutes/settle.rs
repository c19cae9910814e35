//! Minutes of which a review has a part already, and that say more since.

use std::collections::BTreeMap;

use super::read::{Minutes, id_of};
use crate::files::made::one;
use crate::id::RowId;
use crate::kinds::review::*;
use crate::sheet::{Row, Sheet};

/// The title of the item that takes what was added to the part above the agenda.
const ADDED: &str = "Added to the notes";

/// The review of minutes as far as it says more than the review that is `there`. A text that people write in is never
/// written over: new lines of an item become a row of their own that is the same item. Of a meeting that is not over no
/// item is done.
pub fn settled(minutes: Minutes, there: &Sheet, is_over: bool) -> Sheet {
    let Minutes { slot, mut sheet } = minutes;
    let slot = slot.to_string();
    let above = added(sheet.text(NOTES), &notes_there(there));
    let items = sheet.lists.remove(ITEMS).unwrap_or_default();
    let (mut kept, mut moved, mut seen) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for row in items {
        let nth = seen.entry(row.text(TITLE).to_owned()).or_insert(0_usize);
        let known = known(there, &row, *nth);
        *nth += 1;
        match known {
            Known::Whole => kept.push(row),
            Known::Earlier { first, lines } => {
                moved.insert(row.id.to_string(), first.clone());
                kept.extend(twin(row, &first, &lines, &slot));
            }
        }
    }
    if !there.text(NOTES).is_empty() && !above.is_empty() {
        let mut row = Row::new(id_of(&slot, ITEMS, &[ADDED, &above]));
        row.texts.insert(TITLE.to_owned(), ADDED.to_owned());
        row.texts.insert(ITEM_NOTES.to_owned(), above);
        row.values.insert(STATE.to_owned(), one("done"));
        kept.push(row);
    }
    if !is_over {
        kept.iter_mut().for_each(|row| drop(row.values.remove(STATE)));
    }
    sheet.lists.insert(ITEMS.to_owned(), kept);
    for action in sheet.lists.get_mut(ACTIONS).into_iter().flatten() {
        if let Some(first) = moved.get(action.value(ITEM).words()) {
            action.values.insert(ITEM.to_owned(), one(first.as_str()));
        }
    }
    sheet
}

/// How much of an item a review has.
enum Known {
    /// All of it, under the same id, or nothing.
    Whole,
    /// An earlier state of it: its row, and the lines that were said then or since.
    Earlier { first: RowId, lines: Vec<String> },
}

/// The item as the review has it: the row of its title, in the order of those that minutes brought.
fn known(there: &Sheet, row: &Row, nth: usize) -> Known {
    let all = there.all_rows(ITEMS);
    if all.iter().any(|known| known.id == row.id) {
        return Known::Whole;
    }
    let is_first = |known: &&Row| {
        known.id.is_of_a_file() && known.value(ORIGIN).is_vacant() && known.text(TITLE) == row.text(TITLE)
    };
    let Some(first) = all.iter().filter(is_first).nth(nth) else { return Known::Whole };
    let is_same = |known: &&Row| known.id == first.id || origin(known) == Some(first.id.as_str());
    let lines = all.iter().filter(is_same).flat_map(|known| lines(known.text(ITEM_NOTES))).collect();
    Known::Earlier { first: first.id.clone(), lines }
}

/// The row that an item was raised as.
fn origin(row: &Row) -> Option<&str> {
    row.value(ORIGIN).words().rsplit_once('/').map(|(_, row)| row)
}

/// The row of what is new about an item; `None` where nothing is.
fn twin(row: Row, first: &RowId, lines: &[String], slot: &str) -> Option<Row> {
    let notes = added(row.text(ITEM_NOTES), lines);
    let mut twin = row;
    twin.texts.insert(ITEM_NOTES.to_owned(), notes.clone());
    twin.values.insert(ORIGIN.to_owned(), one(format!("{slot}/{first}")));
    (!notes.is_empty()).then_some(twin)
}

/// The lines of the notes that a review has, and of what was added to them before.
fn notes_there(there: &Sheet) -> Vec<String> {
    let before = there.all_rows(ITEMS).iter().filter(|row| row.id.is_of_a_file() && row.text(TITLE) == ADDED);
    std::iter::once(there.text(NOTES)).chain(before.map(|row| row.text(ITEM_NOTES))).flat_map(lines).collect()
}

fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}

/// The lines of a text beyond those that are known, each as often as it is there more often. Paragraphs stay apart.
fn added(text: &str, known: &[String]) -> String {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    known.iter().for_each(|line| *left.entry(line).or_default() += 1);
    let (mut out, mut is_apart) = (String::new(), false);
    for line in text.lines() {
        let is_known = left.get_mut(line.trim()).is_some_and(|n| std::mem::replace(n, n.saturating_sub(1)) > 0);
        if line.trim().is_empty() {
            is_apart = true;
        } else if !is_known {
            out.push_str(match (out.is_empty(), is_apart) {
                (true, _) => "",
                (false, true) => "\n\n",
                (false, false) => "\n",
            });
            out.push_str(line);
            is_apart = false;
        }
    }
    out
}
