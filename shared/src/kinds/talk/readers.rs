//! The people who say that they have read a document, or a report that stands in it, each by a row that is written once: with a
//! fingerprint of the words that they read, so that it is seen who knows those of now.

use super::threads::{Remark, remark};
use super::{ON, READ_AS, READS};
use crate::id::RowId;
use crate::order;
use crate::sheet::{Named, Sheet};
use crate::text::words::{days_later, listed};

/// People have so many days to read what is new.
const DAYS: i64 = 7;

/// Somebody who has read a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The row that says so last.
    pub row: RowId,
    /// The person, as a person field names them.
    pub person: String,
    /// When, in milliseconds since 1970 by their clock.
    pub at_ms: u64,
    /// Whether they read the words of now.
    pub is_current: bool,
}

/// The people who have read something: the document, by the name of its kind, or a row of it. Those who did so first come first.
/// A reading that came with a file is nobody's here. Of each person, whom `whose` names as a person field does, the last reading
/// counts. `now` is the fingerprint of the words of now; empty where they do not change.
pub fn readers(talk: &Sheet, on: &str, now: &str, whose: &dyn Fn(&Remark) -> String) -> Vec<Reader> {
    let here = talk.rows(READS).filter(|row| row.value(ON).words() == on && !row.id.is_of_a_file());
    let read = here.map(|row| {
        let said = remark(READS, row);
        let is_current = row.value(READ_AS).words() == now;
        Reader { person: whose(&said), row: said.row, at_ms: said.at_ms, is_current }
    });
    let mut read: Vec<Reader> = read.filter(|one| !one.person.trim().is_empty()).collect();
    order::sort_by_key(&mut read, |one| one.at_ms);
    let mut last: Vec<Reader> = Vec::new();
    for one in read {
        match last.iter_mut().find(|known| is_one(&known.person, &one.person)) {
            Some(known) => *known = one,
            None => last.push(one),
        }
    }
    last
}

/// The people among those who are asked that have not read the words of now, each once.
pub fn unread<'a>(readers: &[Reader], asked: &'a [String]) -> Vec<&'a str> {
    let mut unread: Vec<&str> = Vec::new();
    for person in asked.iter().map(String::as_str).filter(|person| !person.trim().is_empty()) {
        let has_read = readers.iter().any(|one| one.is_current && is_one(&one.person, person));
        if !has_read && !unread.iter().any(|known| is_one(known, person)) {
            unread.push(person);
        }
    }
    unread
}

/// The advice where people have had their days to read what is there since the day `since`, in the words of their names; none
/// before that, and none where nobody knows since when it is there.
pub fn waits(unread: &[String], since: &str, today: &str) -> Option<String> {
    let is_late = !since.is_empty() && days_later(since, DAYS).as_str() < today;
    (is_late && !unread.is_empty()).then(|| {
        format!(
            "A week is over, and {} did not say that they have read it. Ask what stands in the way.",
            listed(unread)
        )
    })
}

fn is_one(one: &str, other: &str) -> bool {
    Named::read(one).is(&Named::read(other))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Write};

    fn row(id: &str, by: &str, at_ms: u64, read_as: &str) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        for (name, value) in [(ON, "charter"), (READ_AS, read_as)] {
            let write = Write { id: "w".to_owned(), value: value.into(), by: by.to_owned(), at_ms };
            row.values.insert(name.to_owned(), Register { writes: vec![write] });
        }
        row
    }

    #[test]
    fn a8_the_last_reading_of_each_counts_and_who_is_asked_and_has_not_read_the_words_of_now_is_named() {
        let mut talk = Sheet::default();
        let rows = vec![
            row("r-1", "Ada <@p1>", 10, "old"),
            row("r-2", "Bo", 20, "old"),
            row("r-3", "Ada <@p1>", 30, "new"),
            row("r-4", "", 40, "new"),
        ];
        talk.lists.insert(READS.to_owned(), rows);
        let readers = readers(&talk, "charter", "new", &|remark| remark.by.clone());
        let told: Vec<_> = readers.iter().map(|one| (one.row.as_str(), one.is_current)).collect();
        assert_eq!(told, [("r-3", true), ("r-2", false)]);
        let asked = ["Ada", "bo", "Cy", "Bo", ""].map(str::to_owned);
        assert_eq!(unread(&readers, &asked), ["bo", "Cy"]);
        assert!(super::readers(&talk, "research/r1", "", &|remark| remark.by.clone()).is_empty());
    }

    #[test]
    fn a8_people_who_have_not_read_it_are_asked_for_a_week_and_noticed_then() {
        let bo = ["Bo".to_owned()];
        for (unread, since, today, is_noticed) in [
            (&bo[..], "2026-11-20", "2026-11-27", false),
            (&bo, "2026-11-20", "2026-11-28", true),
            (&[], "2026-11-20", "2026-11-28", false),
            (&bo, "", "2026-11-28", false),
        ] {
            let advice = waits(unread, since, today);
            assert_eq!(advice.is_some(), is_noticed, "{unread:?} {since}");
            assert!(advice.iter().all(|advice| advice.contains("Bo did not say")));
        }
    }
}
