//! The inventory of all series: how many hours a week each takes, who would keep it and who would end it, and what came of it
//! since somebody counted first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::schema::*;
use crate::id::DocId;
use crate::sheet::Sheet;

/// The weeks from today on over which meetings are counted.
pub const WEEKS_AHEAD: u32 = 12;

/// A series as the inventory has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// The series.
    pub id: DocId,
    /// Its name.
    pub name: String,
    /// The minutes that one of its meetings takes.
    pub minutes: u32,
    /// How many of them take place in the weeks to come.
    pub n_ahead: u32,
    /// How many people come, where that is known: those on its roster, or those who were there the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<usize>,
}

/// The sum over series.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// How many series.
    pub n: usize,
    /// The hours a week that the meetings take.
    pub hours: f64,
    /// The hours a week of all who come, taken together, over the series of which it is known how many come.
    pub of_people: f64,
    /// How many series those are.
    pub n_known: usize,
}

/// The marks of a series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// How many people would keep it.
    pub keep: usize,
    /// How many would end it.
    pub end: usize,
}

impl Held {
    /// The hours a week that its meetings take.
    pub fn hours(&self) -> f64 {
        f64::from(self.minutes) * f64::from(self.n_ahead) / f64::from(WEEKS_AHEAD) / 60.0
    }
}

impl Tally {
    /// The sum.
    pub fn of<'a>(held: impl IntoIterator<Item = &'a Held>) -> Self {
        held.into_iter().fold(Self::default(), |sum, one| Self {
            n: sum.n + 1,
            hours: sum.hours + one.hours(),
            of_people: sum.of_people + one.people.map_or(0.0, |people| one.hours() * people as f64),
            n_known: sum.n_known + usize::from(one.people.is_some()),
        })
    }

    /// A number of hours as it is said: with one digit behind the point at most.
    pub fn said(hours: f64) -> String {
        let tenths = (hours * 10.0).round() / 10.0;
        format!("{tenths}")
    }
}

impl Marks {
    /// The marks of a series in an inventory. Of what one person said more than once, the last counts.
    pub fn of(sheet: &Sheet, series: &DocId) -> Self {
        let rows = sheet.rows(MARKS).filter(|row| row.value(MARKED).words() == series.as_str());
        let mut latest: BTreeMap<(String, String), (u64, &str)> = BTreeMap::new();
        for row in rows {
            let Some(write) = row.value(MARK).writes.first() else { continue };
            // Where nobody signs in people are told apart by the names that they give.
            let who = (row.proven_maker().as_str().to_owned(), write.by.clone());
            let said = (write.at_ms, row.value(MARK).words());
            let kept = latest.entry(who).or_insert(said);
            if said.0 >= kept.0 {
                *kept = said;
            }
        }
        let n = |word: &str| latest.values().filter(|(_, said)| *said == word).count();
        Self { keep: n("keep"), end: n("end") }
    }

    /// Whether more people would end it than keep it.
    pub fn is_to_end(self) -> bool {
        self.end > self.keep
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Value, Write};

    fn held(minutes: u32, n_ahead: u32, people: Option<usize>) -> Held {
        Held { id: "weekly".parse().unwrap(), name: "Weekly".to_owned(), minutes, n_ahead, people }
    }

    #[test]
    fn a46_hours_are_summed_over_all_series_and_those_of_people_where_it_is_known_how_many_come() {
        let all = [held(60, 12, Some(8)), held(30, 24, None), held(90, 2, Some(4)), held(60, 0, Some(3))];
        let tally = Tally::of(&all);
        assert_eq!((tally.n, tally.n_known), (4, 3));
        assert_eq!([tally.hours, tally.of_people].map(Tally::said), ["2.3", "9"]);
        assert_eq!(Tally::of(&[]), Tally::default());
    }

    #[test]
    fn a46_each_person_marks_a_series_once_and_the_last_word_counts() {
        let mark = |(nth, (series, by, mark, at_ms)): (usize, &(&str, &str, &str, u64))| {
            let mut row = Row::new(format!("m-{nth}").parse().unwrap());
            for (name, words) in [(MARKED, *series), (MARK, *mark)] {
                let write =
                    Write { id: "w".to_owned(), value: Value::from(words), by: (*by).to_owned(), at_ms: *at_ms };
                row.values.insert(name.to_owned(), Register { writes: vec![write] });
            }
            row
        };
        let said = [
            ("weekly", "Ada", "keep", 1),
            ("weekly", "Ada", "end", 2),
            ("weekly", "Bo", "end", 1),
            ("weekly", "Cy", "keep", 1),
            ("other", "Cy", "end", 3),
        ];
        let mut sheet = Sheet::default();
        sheet.lists.insert(MARKS.to_owned(), said.iter().enumerate().map(mark).collect());
        let of = |id: &str| Marks::of(&sheet, &id.parse().unwrap());
        assert_eq!(
            (of("weekly"), of("other"), of("none")),
            (Marks { keep: 1, end: 2 }, Marks { keep: 0, end: 1 }, Marks::default())
        );
        assert!(of("weekly").is_to_end() && !of("none").is_to_end());
    }
}
