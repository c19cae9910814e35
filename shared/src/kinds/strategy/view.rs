//! A strategy as people read it: rows with what stands about them. Total: it fills gaps and never assumes.

use super::schema::*;
use crate::id::RowId;
use crate::kinds::outline::newest_first;
use crate::sheet::{Row, Sheet};

/// A strategy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StrategyView {
    /// The mission of the company.
    pub mission: String,
    /// The day from which on it holds; empty where nobody said.
    pub since: String,
    /// The day on which it is looked at again; empty where nobody said.
    pub look_again: String,
    /// Whether nobody answers for it.
    pub has_no_owner: bool,
    /// The areas of focus in their order.
    pub focuses: Vec<Focus>,
    /// Material changes, the latest first.
    pub changes: Vec<Change>,
    /// Context notes, the latest first.
    pub notes: Vec<Note>,
    /// When ideas are pitched.
    pub window: Window,
    /// Ideas, the latest first.
    pub pitches: Vec<Pitch>,
}

/// An area of focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// Its row.
    pub row: RowId,
    /// Its name.
    pub name: String,
    /// The day until which it waits for a team; empty where it does not wait.
    pub waits_until: String,
}

/// A material change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its row.
    pub row: RowId,
    /// The change.
    pub what: String,
    /// Its reason.
    pub why: String,
    /// Its day.
    pub on: String,
}

/// A context note.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its row, as its maker wrote it.
    pub row: Row,
    /// The things that it touches, as they were named.
    pub touches: Vec<Touch>,
    /// The note that it replaces, with that one's day.
    pub replaces: Option<(RowId, String)>,
    /// The note that replaces it, with that one's day.
    pub replaced_by: Option<(RowId, String)>,
}

/// Something that a note touches.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    /// Its row, as its maker wrote it.
    pub row: Row,
}

/// The time in which anybody pitches ideas. A day is empty where nobody said it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub opens: String,
    /// The last day.
    pub closes: String,
    /// The day by which every pitch is answered.
    pub answer_by: String,
}

/// An idea.
#[derive(Debug, Clone, PartialEq)]
pub struct Pitch {
    /// Its row, as its author wrote it.
    pub row: Row,
    /// The latest answer.
    pub answer: Option<Row>,
}

impl StrategyView {
    /// Reads a strategy.
    pub fn of(sheet: &Sheet) -> Self {
        let day = |name| sheet.value(name).words().to_owned();
        let latest = |list| newest_first(sheet.rows(list).collect(), ON);
        let answers = latest(ANSWERS);
        let pitch = |row: &Row| Pitch {
            row: row.clone(),
            answer: answers.iter().find(|one| one.value(PITCH).words() == row.id.as_str()).map(|row| (*row).clone()),
        };
        Self {
            mission: sheet.text(MISSION).trim().to_owned(),
            since: day(SINCE),
            look_again: day(LOOK_AGAIN),
            has_no_owner: sheet.value(OWNER).is_vacant(),
            focuses: sheet.rows(FOCUSES).map(Focus::of).filter(|focus| !focus.name.is_empty()).collect(),
            changes: latest(CHANGES).into_iter().map(Change::of).collect(),
            notes: notes(sheet),
            window: Window { opens: day(OPENS), closes: day(CLOSES), answer_by: day(ANSWER_BY) },
            pitches: latest(PITCHES).into_iter().map(pitch).collect(),
        }
    }

    /// Pitches that nobody has answered.
    pub fn owed(&self) -> impl Iterator<Item = &Pitch> {
        self.pitches.iter().filter(|pitch| pitch.answer.is_none())
    }
}

impl Focus {
    fn of(row: &Row) -> Self {
        let waits_until = row.value(WAITS_UNTIL).words().to_owned();
        Self { row: row.id.clone(), name: row.text(NAME).trim().to_owned(), waits_until }
    }

    /// Whether it waits for a team on the day `today`.
    pub fn waits(&self, today: &str) -> bool {
        self.waits_until.as_str() >= today
    }
}

impl Change {
    fn of(row: &Row) -> Self {
        let words = |name| row.value(name).words().to_owned();
        Self { row: row.id.clone(), what: words(WHAT), why: words(WHY), on: words(ON) }
    }
}

fn notes(sheet: &Sheet) -> Vec<Note> {
    let rows = newest_first(sheet.rows(NOTES).collect(), ON);
    let tie = |row: &&Row| (row.id.clone(), row.value(ON).words().to_owned());
    let note = |row: &&Row| {
        let id = row.id.as_str();
        let of_it = sheet.rows(TOUCHES).filter(|touch| touch.value(NOTE).words() == id);
        Note {
            row: (*row).clone(),
            touches: of_it.map(|row| Touch { row: row.clone() }).collect(),
            replaces: rows.iter().find(|one| one.id.as_str() == row.value(REPLACES).words()).map(tie),
            // A note that says that it replaces itself replaces nothing.
            replaced_by: rows.iter().find(|one| one.value(REPLACES).words() == id && one.id != row.id).map(tie),
        }
    };
    rows.iter().map(note).collect()
}

impl Touch {
    /// The touched thing's name, as it was.
    pub fn name(&self) -> &str {
        self.row.value(NAME).words()
    }

    /// The document and its row; each is empty where it is not known.
    pub fn thing(&self) -> (&str, &str) {
        let thing = self.row.value(THING).words();
        thing.split_once('/').unwrap_or((thing, ""))
    }
}

impl Note {
    /// Its words.
    pub fn words(&self) -> &str {
        self.row.value(NOTE).words()
    }

    /// The decisions among the things that it touches: they rest on it.
    pub fn resting(&self) -> impl Iterator<Item = &Touch> {
        self.touches.iter().filter(|touch| !touch.thing().1.is_empty())
    }
}

impl Window {
    /// Whether an idea may be pitched on the day `today`. Where nobody said when, it may not.
    pub fn is_open(&self, today: &str) -> bool {
        !self.opens.is_empty()
            && self.opens.as_str() <= today
            && (self.closes.is_empty() || today <= self.closes.as_str())
    }

    /// Whether it has ended by the day `today`.
    pub fn is_over(&self, today: &str) -> bool {
        !self.closes.is_empty() && self.closes.as_str() < today
    }
}
