//! Entries of a metrics review, one for each metric of the teams it is about. An entry is whole with a reading and both
//! voices: what works, and what does not. The reading stands in the team's charter, where every other reading stands.

use super::schema::*;
use crate::kinds::Slot;
use crate::kinds::charter::{Metric, Reading};
use crate::sheet::{Row, Sheet};
use crate::text::words::{day_number, day_of_number, long_day};

/// How many days a week has.
const DAYS: i64 = 7;

/// A reading that moved by so much of the one before is a jump.
const JUMP: f64 = 0.2;

/// The week that a review looks at: it ends with the review's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
}

/// All that was said of one metric in a review.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The metric, as its charter has it.
    pub metric: Metric,
    /// The week's reading: the latest in it.
    pub reading: Option<Reading>,
    /// The latest reading before the week.
    pub before: Option<Reading>,
    /// Voices on what works.
    pub working: Vec<Voice>,
    /// Voices on what does not work.
    pub not_working: Vec<Voice>,
}

/// The words of somebody on a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Its row.
    pub row: Row,
    /// The name of the person who says it.
    pub by: String,
}

/// A thing that an entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Nobody has read the metric this week.
    Reading,
    /// Nobody says what works.
    Working,
    /// Nobody says what does not work.
    NotWorking,
}

impl Week {
    /// The week of the review that was planned for a slot.
    pub fn of(slot: &Slot) -> Self {
        let last = slot.day().to_owned();
        let first = day_number(&last).map_or_else(|| last.clone(), |day| day_of_number(day - DAYS + 1));
        Self { first, last }
    }

    /// Whether a day is in it.
    pub fn holds(&self, day: &str) -> bool {
        self.first.as_str() <= day && day <= self.last.as_str()
    }

    /// The day that a reading gets which is written on the day `today` for this week: a reading that comes late, or before
    /// its week, is of this week all the same.
    pub fn day_for(&self, today: &str) -> String {
        today.clamp(self.first.as_str(), self.last.as_str()).to_owned()
    }
}

impl Entry {
    /// The entry of a metric of the team `team` in a review of this week.
    pub fn of(team: &str, metric: &Metric, week: &Week, review: &Sheet) -> Self {
        let about = |row: &&Row| row.value(TEAM).words() == team && row.value(METRIC).words() == metric.row.as_str();
        let voices = |word: &str| -> Vec<Voice> {
            let said = review.rows(VOICES).filter(about).filter(|row| row.value(VOICE).words() == word);
            said.filter(|row| !row.value(TEXT).words().trim().is_empty()).map(Voice::of).collect()
        };
        let readings = || metric.readings.iter().rev();
        Self {
            reading: readings().find(|reading| week.holds(&reading.on)).cloned(),
            before: readings().find(|reading| reading.on < week.first).cloned(),
            working: voices("working"),
            not_working: voices("not working"),
            metric: metric.clone(),
        }
    }

    /// Everything it lacks.
    pub fn missing(&self) -> Vec<Missing> {
        let lacks = [
            (self.reading.is_none(), Missing::Reading),
            (self.working.is_empty(), Missing::Working),
            (self.not_working.is_empty(), Missing::NotWorking),
        ];
        lacks.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, missing)| missing).collect()
    }

    /// Whether it has a reading and both voices.
    pub fn is_whole(&self) -> bool {
        self.missing().is_empty()
    }

    /// Everything it lacks, in words; empty where it is whole.
    pub fn says(&self) -> &'static str {
        use Missing::{NotWorking, Reading, Working};
        match self.missing().as_slice() {
            [] => "",
            [Reading] => "Reading missing",
            [Working] => "One voice missing: what works",
            [NotWorking] => "One voice missing: what does not work",
            [Working, NotWorking] => "Both voices missing",
            [Reading, Working] => "Reading missing, and one voice: what works",
            [Reading, NotWorking] => "Reading missing, and one voice: what does not work",
            _ => "No entry yet: a reading and both voices are missing",
        }
    }

    /// How far the reading is from the one before, where there are both.
    pub fn change(&self) -> Option<f64> {
        self.reading.as_ref().zip(self.before.as_ref()).map(|(now, before)| now.value - before.value)
    }

    /// A jump of which nobody says anything, in words.
    pub fn jump(&self) -> Option<String> {
        let (change, before) = (self.change()?, self.before.as_ref()?);
        let share = change.abs() / before.value.abs();
        let is_explained = !(self.working.is_empty() && self.not_working.is_empty());
        (before.value != 0.0 && share >= JUMP && !is_explained).then(|| {
            let (percent, day) = ((share * 100.0).round(), long_day(&before.on));
            let way = if change > 0.0 { "up" } else { "down" };
            format!("It went {way} by {percent} % since {day}, and nobody says why. Say what works, or what does not.")
        })
    }

    /// Whether the reading went away from where it should get.
    pub fn is_off(&self) -> bool {
        let up_is_good = self.metric.up_is_good.or_else(|| {
            let (from, to) = self.metric.baseline.zip(self.metric.target.number())?;
            Some(to >= from)
        });
        self.change()
            .zip(up_is_good)
            .is_some_and(|(change, up_is_good)| if up_is_good { change < 0.0 } else { change > 0.0 })
    }
}

impl Voice {
    fn of(row: &Row) -> Self {
        let by = row.value(METRIC).writes.first().map(|write| write.by.clone()).unwrap_or_default();
        Self { row: row.clone(), by }
    }

    /// Its words.
    pub fn words(&self) -> &str {
        self.row.value(TEXT).words()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RowId;

    #[test]
    fn a31_a_jump_that_nobody_explains_is_noticed() {
        let voice = Voice { row: Row::new(RowId::made_by(1, 2)), by: "Ada".to_owned() };
        for (before, now, is_explained, says) in [
            (50.0, 61.0, false, Some("It went up by 22 % since 17 November 2026")),
            (50.0, 40.0, false, Some("It went down by 20 % since 17 November 2026")),
            (50.0, 59.0, false, None),
            (50.0, 90.0, true, None),
            (0.0, 90.0, false, None),
        ] {
            let reading = |on: &str, value: f64| Some(Reading { on: on.to_owned(), value });
            let entry = Entry {
                metric: Metric::of(&Row::new(RowId::made_by(1, 1)), &[]),
                reading: reading("2026-11-24", now),
                before: reading("2026-11-17", before),
                working: if is_explained { vec![voice.clone()] } else { Vec::new() },
                not_working: Vec::new(),
            };
            let jump = entry.jump();
            assert_eq!(jump.is_some(), says.is_some(), "{before} {now} {jump:?}");
            assert!(jump.unwrap_or_default().contains(says.unwrap_or_default()), "{before} {now}");
        }
    }
}
