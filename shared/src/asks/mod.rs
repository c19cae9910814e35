//! Things that wait for one person: advice for an answer, actions, signatures that have gone stale, and all else that the
//! documents of a workspace ask somebody for.
//!
//! Each kind says what its documents ask for, of everybody and on any day: [`Asked`] goes in and [`Waits`] comes out, so that
//! it is made once a version of a document. [`of_person`] picks the part that is one person's today.

mod agenda;
mod when;

use serde::{Deserialize, Serialize};

pub use agenda::{Agenda, Ahead, Meeting, Point};
pub use when::{When, soonest_first};

use crate::id::{DocId, RowId};
use crate::names;
use crate::sheet::{Labels, Maker, Named, Row, Sheet};
use crate::text::words::{listed, one_line};

/// The most characters of a line in the list.
const CHARS_MAX: usize = 160;
/// So many days before its day something with a day is asked for.
pub const DAYS_BEFORE: i64 = 7;

/// The sort of thing that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A section of a charter has other words than the person signed.
    Agreement,
    /// A metric lacks a reading of its period.
    Metric,
    /// Advice waits for an answer.
    Advice,
    /// The day has come by which advice was to be followed.
    Promise,
    /// Words that were written in silence are still out.
    Draft,
    /// An action is not done.
    Action,
    /// A decision is to be looked at again.
    LookAgain,
    /// Another team waits for an answer.
    Request,
    /// Another team was told yes, and waits.
    Owed,
    /// No answer came by the day it was needed.
    Unanswered,
    /// Somebody suggests other words for the charter.
    Suggestion,
    /// Somebody mentions the person in a comment, and waits for an answer.
    Mention,
    /// Somebody pitched an idea, and an answer is owed.
    Pitch,
    /// A pressure test waits for answers.
    Pressure,
    /// Feedback between two waits for an answer, or for a second talk.
    Feedback,
    /// A box is open whose questions the person answers without their name.
    Box,
    /// A review takes place, and may have something to read.
    Review,
}

/// One thing that is asked of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The sort.
    pub sort: Sort,
    /// The document in which it is settled.
    pub doc: DocId,
    /// The row it is about; none where it is about no single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowId>,
    /// The address of the page that shows it, with the part of the page.
    pub href: String,
    /// The thing itself, in one line.
    pub title: String,
    /// The line below: where it comes from, and what more there is to know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The day since which it waits; empty where nobody can tell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
    /// The day it is due; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub due: String,
    /// The words that have changed, where a signature went stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Changed>,
    /// Whether it is a review in which the person presents an item.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub presents: bool,
}

/// A section that somebody signed and that has other words now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The section's name in documents.
    pub section: String,
    /// Its words of now: a new signature is for these and for no others.
    pub words: String,
    /// The lines that have gone since, with names of now.
    pub gone: Vec<String>,
    /// The lines that have come.
    pub come: Vec<String>,
    /// Whether the person agreed with the words of then.
    pub agreed: bool,
}

/// The people of whom something is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those whom the words of person fields name.
    People(Vec<String>),
    /// The captain of a team: the id of its charter, or its name.
    Captain(String),
}

/// Something that a document asks for, whatever day it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The thing.
    pub ask: Ask,
    /// The people it is asked of.
    pub whose: Whose,
    /// A person whom it is not asked of, whose doing it is; empty where there is none.
    pub not: String,
    /// The day from which on it is asked; empty where that is at once.
    pub from: String,
    /// The last day on which it is; empty where there is none.
    pub until: String,
}

/// All that one document asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Waits {
    /// Things that wait.
    pub waiting: Vec<Waiting>,
    /// The agenda, where it is a meeting.
    pub agenda: Option<Agenda>,
    /// The people of the team, as person fields name them, where it is a charter.
    pub members: Vec<String>,
}

/// The function by which a kind says what one of its documents asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asks {
    /// The function.
    pub of: fn(&Asked<'_>) -> Waits,
    /// Whether it needs the words of the document that one of this kind is about, and of `org`.
    pub needs_subject: bool,
}

/// One document, and all that is needed to say what it asks for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Its id.
    pub doc: &'a DocId,
    /// Its words as they are written, with the ids of people.
    pub sheet: &'a Sheet,
    /// The same with names of now, and with the server's word on who wrote a row.
    pub shown: &'a Sheet,
    /// The document that it is about, as it is written.
    pub subject: &'a Sheet,
    /// The `org` document as it is written.
    pub org: &'a Sheet,
    /// The names of now.
    pub labels: &'a Labels,
    /// The maker of a row of a list.
    pub maker: &'a dyn Fn(&str, &RowId) -> Maker,
}

/// The person who asks what waits for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Their id, where people sign in.
    pub id: Option<String>,
    /// Their name.
    pub name: String,
}

impl Ask {
    /// One that is about a row of a document, shown on the page of that document.
    pub fn at(sort: Sort, doc: &DocId, row: &RowId, title: &str) -> Self {
        let title = one_line(title, CHARS_MAX);
        let (detail, since, due) = (String::new(), String::new(), String::new());
        let (href, row) = (format!("/d/{doc}#{row}"), Some(row.clone()));
        Self { sort, doc: doc.clone(), row, href, title, detail, since, due, changed: None, presents: false }
    }

    /// Open boxes about a document, by the names of their forms. `place` is the name of the document.
    pub fn of_boxes(doc: &DocId, forms: &[String], place: &str) -> Self {
        let title = one_line(&format!("Asked of you without names: {}", listed(forms)), CHARS_MAX);
        let (detail, since, due) = (one_line(place, CHARS_MAX), String::new(), String::new());
        let (sort, href, row) = (Sort::Box, format!("/boxes/{doc}"), None);
        Self { sort, doc: doc.clone(), row, href, title, detail, since, due, changed: None, presents: false }
    }

    /// The same with a line below, on one line too.
    pub fn below(self, detail: &str) -> Self {
        Self { detail: one_line(detail, CHARS_MAX), ..self }
    }
}

impl Waits {
    /// Whether a person takes part: the team or the agenda names them.
    pub fn names(&self, me: &Me) -> bool {
        self.members.iter().any(|words| me.is(words)) || self.agenda.as_ref().is_some_and(|agenda| agenda.names(me))
    }
}

impl Waiting {
    /// Something that is asked of people from now on.
    pub fn of(whose: Whose, ask: Ask) -> Self {
        Self { ask, whose, not: String::new(), from: String::new(), until: String::new() }
    }

    /// Whether it is asked of a person on the day `today`.
    fn is_for(&self, me: &Me, is_captain_of: &dyn Fn(&str) -> bool, today: &str) -> bool {
        let is_now = self.from.as_str() <= today && (self.until.is_empty() || today <= self.until.as_str());
        let is_theirs = || match &self.whose {
            Whose::People(people) => people.iter().any(|words| me.is(words)),
            Whose::Captain(team) => is_captain_of(team),
        };
        is_now && !me.is(&self.not) && is_theirs()
    }
}

impl Whose {
    /// The people that words name; the captain of a team where they name nobody.
    pub fn or_captain(people: Vec<String>, team: &str) -> Self {
        if people.is_empty() { Self::Captain(team.to_owned()) } else { Self::People(people) }
    }
}

impl Me {
    /// Whether the words of a person field, or a name that somebody wrote under, mean this person.
    pub fn is(&self, words: &str) -> bool {
        let (named, me) = (Named::read(words), Named { name: &self.name, id: self.id.as_deref() });
        (named.id.is_some() || !names::key(named.name).is_empty()) && me.is(&named)
    }
}

impl Asked<'_> {
    /// The people that a value of a row names, as they are written: several, where writes stand side by side.
    pub fn people(&self, list: &str, row: &RowId, field: &str) -> Vec<String> {
        let row = self.sheet.all_rows(list).iter().find(|one| one.id == *row);
        row.map(|row| named(row, field)).unwrap_or_default()
    }

    /// The person who made a row, as a person field would name them. `by` is a value that every row of the list has.
    pub fn made_by(&self, list: &str, row: &Row, by: &str) -> String {
        (self.maker)(list, &row.id).words(writer(row, by))
    }
}

/// The people that a value of a row names.
pub fn named(row: &Row, field: &str) -> Vec<String> {
    let words = row.value(field).writes.iter().filter_map(|write| write.value.words());
    words.filter(|words| !words.trim().is_empty()).map(ToOwned::to_owned).collect()
}

/// The name under which a value of a row was written.
pub fn writer<'a>(row: &'a Row, field: &str) -> &'a str {
    row.value(field).writes.first().map_or("", |write| write.by.as_str())
}

/// The part of what documents ask for that is one person's on the day `today`.
pub fn of_person<'a>(
    waiting: impl IntoIterator<Item = &'a Waiting>,
    me: &Me,
    is_captain_of: &dyn Fn(&str) -> bool,
    today: &str,
) -> Vec<Ask> {
    let theirs = waiting.into_iter().filter(|one| one.is_for(me, is_captain_of, today));
    theirs.map(|one| one.ask.clone()).collect()
}

#[cfg(test)]
mod tests;
