//! One review in brief, for rules that look at several of a series: a page can hold many.

use super::said::writer;
use super::schema::*;
use super::teams::of_teams;
use super::view::{Item, ReviewView};
use crate::kinds::Slot;
use crate::sheet::{Row, Sheet};

/// A review in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The day it was planned for.
    pub day: String,
    /// Whether people met: somebody was there, or something became of an item.
    pub is_held: bool,
    /// Its items.
    pub items: Vec<Brought>,
    /// Voices on metrics: the team, and whether it says what works.
    pub voices: Vec<(String, bool)>,
    /// Thanks.
    pub thanks: Vec<Thanked>,
    /// The teams of its small wins, as each win names one; empty where it names none.
    pub wins: Vec<String>,
}

/// An item in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its title.
    pub title: String,
    /// The team that it is about: the id of its charter, or a name.
    pub team: String,
    /// The person who presents it, or else the one who put it on.
    pub by: String,
    /// The end it came to; empty while nobody said so.
    pub state: String,
    /// Whether somebody took notes on it.
    pub has_notes: bool,
}

/// Thanks of one person to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thanked {
    /// The name of the person who thanks.
    pub by: String,
    /// The person who is thanked, as a person field names them.
    pub to: String,
    /// Whether they are for the effort, whatever came of it.
    pub is_for_effort: bool,
}

impl Record {
    /// The review of a slot.
    pub fn of(slot: &Slot, sheet: &Sheet) -> Self {
        let view = ReviewView::of(sheet);
        let items: Vec<Brought> = view.items.iter().map(Brought::of).collect();
        let voice = |row: &Row| {
            let is_said = !row.value(TEXT).words().trim().is_empty() && row.value(VOICE).words() != "reading";
            is_said.then(|| (row.value(TEAM).words().to_owned(), row.value(VOICE).words() == "working"))
        };
        let is_settled = items.iter().any(|item| !item.state.is_empty());
        Self {
            day: slot.day().to_owned(),
            is_held: is_settled || of_teams(sheet).n_there > 0,
            voices: sheet.rows(VOICES).filter_map(voice).collect(),
            thanks: view.thanks.iter().map(Thanked::of).collect(),
            wins: view.wins.iter().map(|row| row.value(TEAM).words().trim().to_owned()).collect(),
            items,
        }
    }
}

impl Brought {
    /// An item in brief.
    pub fn of(item: &Item) -> Self {
        let by = match item.row.value(PRESENTER).words() {
            "" => writer(item.row.value(TYPE)),
            presenter => presenter,
        };
        Self {
            title: item.title().trim().to_owned(),
            team: item.row.value(TEAM).words().trim().to_owned(),
            by: by.to_owned(),
            state: item.state().to_owned(),
            has_notes: !item.row.text(ITEM_NOTES).trim().is_empty(),
        }
    }
}

impl Thanked {
    fn of(row: &Row) -> Self {
        Self {
            by: writer(row.value(TEXT)).to_owned(),
            to: row.value(THANKED).words().to_owned(),
            is_for_effort: !row.value(EFFORT).is_vacant(),
        }
    }
}
