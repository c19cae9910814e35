//! Minutes become what a review says.

use std::collections::BTreeMap;

use thiserror::Error;

use super::actions::{Action, actions};
use super::page::{Page, Part, Place};
use super::people::{Attended, attended, tells};
use super::when;
use crate::files::lines::{plain, trimmed};
use crate::files::made::{ROWS_MAX, made_id, one, several};
use crate::id::RowId;
use crate::kinds::Slot;
use crate::kinds::review::*;
use crate::names;
use crate::sheet::{Is, Row, Sheet, Value};

/// The minutes of one meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes {
    /// The day and time of the meeting.
    pub slot: Slot,
    /// The review of that slot.
    pub sheet: Sheet,
}

/// The reason why a page is not read as minutes: nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct NoMinutes {
    /// The line it was noticed at, from 1.
    pub line: usize,
    /// A sentence for the person who chose the file.
    pub reason: String,
}

impl NoMinutes {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// Words by which minutes call themselves so.
const NAMES: &[&str] = &["minutes", "agenda", "meeting"];
/// Headings that charters have and minutes do not, to be compared.
const OF_CHARTERS: &[&str] = &["mission", "our mission", "mandate", "our mandate"];

/// Whether a page of Markdown from the file called `stem` is minutes: it tells who was there or calls itself so, and its
/// name, its title or a line says on which day. Minutes that say no day are some too, so that their reader can say so.
pub fn is_minutes(stem: &str, text: &str) -> bool {
    let text = in_lines(text);
    let page = Page::of(&text);
    let is_of_a_charter = |part: &Part<'_>| OF_CHARTERS.contains(&plain(part.words).as_str());
    // A page that Muster wrote says what it is.
    if page.title().contains("<!-- muster:") || page.parts.iter().any(is_of_a_charter) {
        return false;
    }
    let titles = page.front.iter().filter(|entry| entry.key == "title").filter_map(|entry| entry.value());
    let titles: Vec<String> = titles.chain([page.title().to_owned(), stem.to_owned()]).collect();
    let is_called = titles.iter().any(|title| plain(title).split(' ').any(|word| NAMES.contains(&word)));
    let is_dated = when::slot(stem, &page).is_some();
    let is_named_by_day = Is::Day.check(&Value::from(stem)).is_ok();
    match (is_called, tells(&page)) {
        (true, true) => true,
        (true, false) | (false, true) => is_dated,
        (false, false) => is_named_by_day,
    }
}

/// Reads the minutes in the file called `stem`.
///
/// # Errors
/// [`NoMinutes`] when the page says no day, or more than is read.
pub fn minutes(stem: &str, text: &str) -> Result<Minutes, NoMinutes> {
    let text = in_lines(text);
    let page = Page::of(&text);
    let Some(slot) = when::slot(stem, &page) else {
        let advice = "name the file by it, as 2026-11-24.md, or write “Meeting date: 2026-11-24” on top";
        return Err(NoMinutes::new(1, format!("these minutes do not say on which day people met; {advice}")));
    };
    let mut filler = Filler { slot: slot.to_string(), sheet: Sheet::default(), repeats: BTreeMap::new() };
    let attended = attended(&page);
    let people: Vec<String> = attended.iter().map(|one| names::key(&one.name)).collect();
    let mut notes: Vec<String> = page.front.iter().map(|entry| entry.lines.clone()).collect();
    notes = vec![notes.join("\n")];
    for part in &page.parts {
        let item = match part.place {
            Place::Above | Place::Attendance => {
                notes.extend([headed(part.words), part.text()]);
                None
            }
            Place::Item { was_reached } => Some(filler.item(part, was_reached)?),
        };
        for action in actions(part, &people) {
            filler.action(part, action, item.as_ref())?;
        }
    }
    for one in attended {
        filler.attended(one)?;
    }
    notes.retain(|text| !text.is_empty());
    filler.sheet.texts.insert(NOTES.to_owned(), notes.join("\n\n"));
    Ok(Minutes { slot, sheet: filler.sheet })
}

/// A text whose lines end in line feeds alone, and without signs that no text shows.
fn in_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t')).collect()
}

/// A heading in the notes of a review, which have no headings of their own.
fn headed(words: &str) -> String {
    if words.is_empty() || words.contains(['*', '`']) { words.to_owned() } else { format!("**{words}**") }
}

/// The title of an item and the first line of its notes: of a heading that is one link, the words and the address.
fn titled(words: &str) -> (&str, &str) {
    let link = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(')'));
    let parts = link.and_then(|link| link.split_once("](")).filter(|(title, address)| {
        let is_plain = |text: &str| !text.is_empty() && !text.contains(['[', ']', '(', ')', ' ']);
        !title.contains(['[', ']']) && is_plain(address)
    });
    parts.unwrap_or((words, ""))
}

/// Fills the review row by row, under ids that depend on the minutes alone.
struct Filler {
    slot: String,
    sheet: Sheet,
    /// How often a row of the same words came, so that each gets an id of its own.
    repeats: BTreeMap<RowId, u32>,
}

impl Filler {
    fn item(&mut self, part: &Part<'_>, was_reached: bool) -> Result<RowId, NoMinutes> {
        let (title, address) = titled(part.words);
        let notes = format!("{address}\n\n{}", part.text());
        let row = self.row(part.number, ITEMS, &[title, trimmed(&notes)])?;
        row.texts.insert(TITLE.to_owned(), title.to_owned());
        row.texts.insert(ITEM_NOTES.to_owned(), trimmed(&notes).to_owned());
        // The meeting is over.
        if was_reached {
            row.values.insert(STATE.to_owned(), one("done"));
        }
        Ok(row.id.clone())
    }

    fn action(&mut self, part: &Part<'_>, action: Action, item: Option<&RowId>) -> Result<(), NoMinutes> {
        let Action { text, owners, is_done, due } = action;
        let row = self.row(part.number, ACTIONS, &[part.words, &text])?;
        row.texts.insert(ACTION.to_owned(), text);
        let owners: Vec<Value> = owners.into_iter().map(Value::from).collect();
        if !owners.is_empty() && owners.iter().all(|owner| Is::Person.check(owner).is_ok()) {
            row.values.insert(OWNER.to_owned(), several(owners));
        }
        let is_done = is_done.map(|is_done| (DONE, one(is_done)));
        let due = due.map(|due| (DUE, one(due)));
        let item = item.map(|item| (ITEM, one(item.as_str())));
        let values = [is_done, due, item].into_iter().flatten();
        row.values.extend(values.map(|(field, value)| (field.to_owned(), value)));
        Ok(())
    }

    fn attended(&mut self, who: Attended) -> Result<(), NoMinutes> {
        let row = self.row(1, ATTENDED, &[&who.name, &who.part])?;
        row.values.insert(NAME.to_owned(), one(who.name));
        row.values.insert(PART.to_owned(), one(who.part));
        Ok(())
    }

    /// Adds a row. `said` is what tells it from its neighbours.
    fn row(&mut self, line: usize, list: &str, said: &[&str]) -> Result<&mut Row, NoMinutes> {
        let rows = self.sheet.lists.entry(list.to_owned()).or_default();
        if rows.len() >= ROWS_MAX {
            return Err(NoMinutes::new(line, format!("more than {ROWS_MAX} rows in one list; split the file")));
        }
        let first = id_of(&self.slot, list, said);
        let nth = self.repeats.entry(first.clone()).or_insert(0);
        *nth += 1;
        let id = if *nth == 1 { first } else { made_id(&[first.as_str(), &nth.to_string()]) };
        rows.push(Row::new(id));
        let last = rows.len() - 1;
        Ok(&mut rows[last])
    }
}

/// The id of a row of a review, of what it says and when.
pub(super) fn id_of(slot: &str, list: &str, said: &[&str]) -> RowId {
    made_id(&[&["minutes", slot, list], said].concat())
}
