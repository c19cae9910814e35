//! A review that comes: its agenda as its people need it beforehand, and the one thing that it asks of each of them.

use serde::{Deserialize, Serialize};

use super::{Ask, DAYS_BEFORE, Me, Sort};
use crate::id::{DocId, RowId};
use crate::text::words::{counted, days_later, short_day};

/// So many days before it a review with nothing to read is told of.
const NEAR_DAYS: i64 = 2;

/// The agenda of a review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agenda {
    /// Its items that nobody has settled, in their order.
    pub points: Vec<Point>,
    /// People of the review, as person fields name them: who leads, presents, was there or took something on.
    pub people: Vec<String>,
    /// Teams that its items are about: ids of charters, or names.
    pub teams: Vec<String>,
}

/// An item of an agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its row.
    pub row: RowId,
    /// The people who present it, as a person field names them.
    pub presenters: Vec<String>,
    /// Whether there is something to read before people meet.
    pub is_to_read: bool,
    /// The names of those who have read it.
    pub readers: Vec<String>,
}

/// The review of a series that takes place next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The review, begun or not.
    pub doc: DocId,
    /// The series' name.
    pub name: String,
    /// The day it takes place, by the clocks of its time zone.
    pub day: String,
    /// The time, as `10:00`.
    pub time: String,
}

/// The next review of a series, for a list of what comes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// The review, begun or not.
    pub doc: DocId,
    /// The series' name.
    pub name: String,
    /// The day and the time, by the clocks of its time zone.
    pub day: String,
    /// The time, as `10:00`.
    pub time: String,
    /// Its beginning, in milliseconds since 1970.
    pub starts_ms: i64,
    /// Its agenda in a few words; empty where nobody has written one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
    /// Charters of the teams that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<DocId>,
    /// Whether it is the person's who asks.
    #[serde(default)]
    pub mine: bool,
    /// Whether it is for some people only.
    #[serde(default)]
    pub confined: bool,
}

impl Agenda {
    /// Whether somebody takes part: the agenda or the meeting names them.
    pub fn names(&self, me: &Me) -> bool {
        self.people.iter().any(|words| me.is(words))
    }

    /// The items that a person has not read, though there is something to read and they do not present it.
    fn unread<'a>(&'a self, me: &'a Me) -> impl Iterator<Item = &'a Point> {
        let is_unread =
            move |point: &&Point| point.is_to_read && !point.is_by(me) && !point.readers.iter().any(|by| me.is(by));
        self.points.iter().filter(is_unread)
    }

    /// The agenda in a few words, for a person.
    pub fn sentence(&self, me: &Me) -> String {
        let all = self.points.len();
        let own: Vec<usize> =
            self.points.iter().zip(1..).filter(|(point, _)| point.is_by(me)).map(|(_, n)| n).collect();
        let present = match own.as_slice() {
            _ if all == 0 => return String::new(),
            [] => format!("{}.", counted(all, "item", "items")),
            [_] if all == 1 => "You present the one item.".to_owned(),
            [one] => format!("You present item {one} of {all}."),
            many => format!("You present {} of {all} items.", many.len()),
        };
        match self.unread(me).count() {
            0 => present,
            unread => format!("{present} {} you have not read.", counted(unread, "item", "items")),
        }
    }

    /// The one thing that a review asks of somebody who takes part, if it is near enough on the day `today`: that they come, and
    /// before that that they read.
    pub fn ask(&self, me: &Me, meeting: &Meeting, today: &str) -> Option<Ask> {
        let unread = self.unread(me).next();
        let days = if unread.is_some() { DAYS_BEFORE } else { NEAR_DAYS };
        if meeting.day > days_later(today, days) {
            return None;
        }
        let row = unread.or_else(|| self.points.iter().find(|point| point.is_by(me))).map(|point| point.row.clone());
        let Meeting { doc, name, day, time } = meeting;
        let part = row.as_ref().map(|row| format!("#{row}")).unwrap_or_default();
        Some(Ask {
            sort: Sort::Review,
            doc: doc.clone(),
            href: format!("/d/{doc}{part}"),
            // A row says that something is to be read.
            row: unread.and(row),
            title: format!("{name}, {} at {time}", short_day(day, today)),
            detail: self.sentence(me),
            since: String::new(),
            due: day.clone(),
            changed: None,
            presents: self.points.iter().any(|point| point.is_by(me)),
        })
    }
}

impl Point {
    fn is_by(&self, me: &Me) -> bool {
        self.presenters.iter().any(|words| me.is(words))
    }
}
