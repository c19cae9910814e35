//! One check as it was found.

use super::super::noted::{Noted, key_of};
use super::sort::CheckSort;
use crate::id::RowId;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its sort: how it is called, why it matters, what to do.
    pub sort: &'static CheckSort,
    /// The row it is about, if it is about one.
    pub row: Option<RowId>,
    /// The words that tell it from others of its sort, where it is about no row.
    pub part: String,
    /// The words of its own in its advice.
    pub about: String,
    /// The day from which on it stands; empty where it stands already.
    pub from: String,
    /// The last day on which it stands; empty where it goes on.
    pub until: String,
}

impl Check {
    /// A check on the charter as a whole.
    pub(super) fn of(sort: &'static CheckSort, about: impl Into<String>) -> Self {
        Self { sort, row: None, part: String::new(), about: about.into(), from: String::new(), until: String::new() }
    }

    /// A check on a row.
    pub(super) fn in_row(sort: &'static CheckSort, row: &RowId, about: impl Into<String>) -> Self {
        Self { row: Some(row.clone()), ..Self::of(sort, about) }
    }

    /// The same, told from others of its sort by these words.
    pub(super) fn part(self, part: impl Into<String>) -> Self {
        Self { part: part.into(), ..self }
    }

    /// The same from a day on.
    pub(super) fn since(self, day: impl Into<String>) -> Self {
        Self { from: day.into(), ..self }
    }

    /// The same until a day.
    pub(super) fn till(self, day: impl Into<String>) -> Self {
        Self { until: day.into(), ..self }
    }

    /// The words by which a dismissal names it.
    pub fn named(&self) -> String {
        let row = self.row.as_ref().filter(|_| self.part.is_empty());
        key_of(self.sort.name, row.map_or(self.part.as_str(), RowId::as_str))
    }

    /// The state of things in words, and the next step.
    pub fn advice(&self) -> String {
        self.sort.next.replace("{}", &self.about)
    }

    /// Whether it stands on the day `today`.
    pub fn is_due(&self, today: &str) -> bool {
        self.from.as_str() <= today && (self.until.is_empty() || today <= self.until.as_str())
    }

    /// The check as a list of all charters carries it.
    pub fn noted(&self) -> Noted {
        Noted {
            check: self.sort.name.to_owned(),
            row: self.row.clone(),
            part: self.part.clone(),
            about: self.about.clone(),
            from: self.from.clone(),
            until: self.until.clone(),
        }
    }

    /// The check that a list carries; none of a sort that this program does not know.
    pub fn read(noted: &Noted) -> Option<Self> {
        let sort = CheckSort::called(&noted.check)?;
        let Noted { row, part, about, from, until, .. } = noted.clone();
        Some(Self { sort, row, part, about, from, until })
    }
}
