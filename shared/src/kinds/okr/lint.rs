//! The linter of key results: a table of rules, each with its reason and the question that mends it. Its remarks are advice;
//! nothing is stopped by one.

use std::ops::Range;

use super::quantities::{Quantity, When, quantities, when, word, words};
use super::view::KeyResult;
use crate::kinds::charter::begins_with_work;

/// A rule of the linter, in the order in which remarks stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No number is aimed at.
    NoNumber,
    /// A number without a word for what it counts.
    NoUnit,
    /// Nobody says where it starts.
    NoBaseline,
    /// So much more or less, and nobody says than what.
    MoreThanWhat,
    /// No day.
    NoDay,
    /// How often, and not until when.
    OnlyRhythm,
    /// The next survey, whichever that is.
    NextSurvey,
    /// More than one measure.
    TwoMeasures,
    /// A piece of work.
    Output,
    /// Nobody says where the number is read.
    NoSource,
    /// Nobody reads it.
    NoOwner,
    /// The target is the number it starts at.
    NothingMoves,
    /// Better numbers lie on the other side.
    WrongWay,
    /// It is due before it starts.
    Backwards,
}

/// The part of a guided mend in which a remark is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The thing that is counted.
    Words,
    /// How many it was, and when.
    Baseline,
    /// How many it should be, by when.
    Target,
    /// The person who counts, and where.
    Reader,
}

/// A remark on a key result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// The rule.
    pub rule: Rule,
    /// The words that it is about, in bytes of the name; none where it is about what is not there.
    pub quote: Option<Range<usize>>,
}

/// A rule as the table has it.
struct Row {
    rule: Rule,
    /// Its name in a document.
    key: &'static str,
    head: &'static str,
    advice: &'static str,
    step: Step,
    finds: fn(&Read<'_>) -> Option<Option<Range<usize>>>,
}

/// A key result as the rules read it.
struct Read<'a> {
    of: &'a KeyResult,
    words: &'a str,
    quantities: Vec<Quantity>,
    when: When,
}

/// Verbs of work, beside those that charters know.
pub(super) const WORK: [&str; 17] = [
    "allocate",
    "conduct",
    "hire",
    "hold",
    "host",
    "introduce",
    "organise",
    "organize",
    "prepare",
    "publish",
    "refactor",
    "replace",
    "run",
    "set",
    "start",
    "train",
    "write",
];
/// Verbs of change, which after an `and` begin another measure.
pub(super) const CHANGES: [&str; 15] = [
    "cut",
    "cutting",
    "enable",
    "improve",
    "improving",
    "increase",
    "increasing",
    "lower",
    "raise",
    "raising",
    "reduce",
    "reducing",
    "remove",
    "replace",
    "replacing",
];
/// Words behind a percentage that compare.
const COMPARES: [&str; 13] = [
    "decrease",
    "fewer",
    "growth",
    "higher",
    "improvement",
    "increase",
    "less",
    "lower",
    "more",
    "reduction",
    "rise",
    "drop",
    "better",
];

static RULES: [Row; 14] = [
    Row {
        rule: Rule::NoNumber,
        key: "no-number",
        head: "No number",
        advice: "Say how many it should be: without a number nobody can tell whether it is reached.",
        step: Step::Target,
        finds: |read| missing(read.quantities.is_empty() && read.of.metric.target.is_vacant()),
    },
    Row {
        rule: Rule::NoUnit,
        key: "no-unit",
        head: "No unit",
        advice: "Say what is counted: percent of whom, hours, calls a day.",
        step: Step::Baseline,
        finds: |read| {
            let bare = read.quantities.iter().all(|one| !one.has_unit);
            let has_number = !read.quantities.is_empty() || !read.of.metric.target.is_vacant();
            missing(has_number && bare && read.of.metric.unit.trim().is_empty())
        },
    },
    Row {
        rule: Rule::NoBaseline,
        key: "no-baseline",
        head: "No baseline",
        advice: "Say how many it was and on which day, or nobody can tell how far it came.",
        step: Step::Baseline,
        finds: |read| missing(read.of.metric.baseline.is_none() && relative(read).is_none()),
    },
    Row {
        rule: Rule::MoreThanWhat,
        key: "more-than-what",
        head: "More or less than what?",
        advice: "A change in percent means nothing without the number it starts from. Say how many it was and on which day.",
        step: Step::Baseline,
        finds: |read| relative(read).filter(|_| read.of.metric.baseline.is_none()).map(Some),
    },
    Row {
        rule: Rule::NoDay,
        key: "no-day",
        head: "No day",
        advice: "Say by which day it should be reached.",
        step: Step::Target,
        finds: |read| missing(read.lacks_day(When::Never)),
    },
    Row {
        rule: Rule::OnlyRhythm,
        key: "only-rhythm",
        head: "How often, but not until when",
        advice: "A rhythm has no end. Say by which day the number should be reached.",
        step: Step::Target,
        finds: |read| missing(read.lacks_day(When::Cadence)),
    },
    Row {
        rule: Rule::NextSurvey,
        key: "next-survey",
        head: "Which survey, on which day?",
        advice: "Name the survey, the question in it and its day, with a number from the last time.",
        step: Step::Target,
        finds: |read| missing(read.lacks_day(When::NextSurvey)),
    },
    Row {
        rule: Rule::TwoMeasures,
        key: "two-measures",
        head: "Two measures in one",
        advice: "If the one is reached and the other is not, is it reached? Keep the one that matters, or make two of it.",
        step: Step::Words,
        finds: second_measure,
    },
    Row {
        rule: Rule::Output,
        key: "output",
        head: "A piece of work",
        advice: "It may be done and change nothing. Say what will be different for somebody once it is.",
        step: Step::Words,
        finds: |read| {
            let first = word(read.words);
            let length = read.words.split_whitespace().next().map_or(0, str::len);
            let is_work = begins_with_work(&first) || WORK.contains(&first.as_str());
            is_work.then_some(Some(0..length))
        },
    },
    Row {
        rule: Rule::NoSource,
        key: "no-source",
        head: "No source",
        advice: "Say where the number is read, so that anybody gets the same one.",
        step: Step::Reader,
        finds: |read| missing(read.of.metric.source.trim().is_empty()),
    },
    Row {
        rule: Rule::NoOwner,
        key: "no-owner",
        head: "No owner",
        advice: "Name the person who reads it.",
        step: Step::Reader,
        finds: |read| missing(read.of.metric.owner.trim().is_empty()),
    },
    Row {
        rule: Rule::NothingMoves,
        key: "nothing-moves",
        head: "Nothing moves",
        advice: "The target is the number it starts at. If it is to stay there, say below which number it must not fall.",
        step: Step::Target,
        finds: |read| missing(read.ends().is_some_and(|(from, to)| (to - from).abs() < f64::EPSILON)),
    },
    Row {
        rule: Rule::WrongWay,
        key: "wrong-way",
        head: "The other way round",
        advice: "The target is worse than the number it starts at. Change the one, or say which way is better.",
        step: Step::Target,
        finds: |read| {
            let up = read.of.metric.up_is_good;
            let is_wrong = |(from, to): (f64, f64)| up.is_some_and(|up| to != from && up != (to > from));
            missing(read.ends().is_some_and(is_wrong))
        },
    },
    Row {
        rule: Rule::Backwards,
        key: "backwards",
        head: "Due before it starts",
        advice: "The day of the target is not behind the day of the baseline. Change one of them; the readings stay.",
        step: Step::Target,
        finds: |read| {
            let (from, due) = (read.of.metric.baseline_on.as_str(), read.of.metric.due.words());
            missing(!from.is_empty() && !due.is_empty() && due <= from)
        },
    },
];

impl Read<'_> {
    fn lacks_day(&self, when: When) -> bool {
        self.of.metric.due.is_vacant() && self.when == when
    }

    fn ends(&self) -> Option<(f64, f64)> {
        self.of.metric.baseline.zip(self.of.metric.target.number())
    }
}

/// A remark on what is not there.
fn missing(is_missing: bool) -> Option<Option<Range<usize>>> {
    is_missing.then_some(None)
}

/// The percentage by which something is to change, if there is one.
fn relative(read: &Read<'_>) -> Option<Range<usize>> {
    let text = read.words;
    let compares = |one: &&Quantity| {
        let (before, behind) = (words(&text[..one.at.start]), word(&text[one.at.end..]));
        let is_by = before.last().is_some_and(|word| word == "by") && behind != "of";
        one.is_percent && (is_by || COMPARES.contains(&behind.as_str()))
    };
    read.quantities.iter().find(compares).map(|one| one.at.clone())
}

/// The second number, or the second change behind an `and`.
fn second_measure(read: &Read<'_>) -> Option<Option<Range<usize>>> {
    if let Some(second) = read.quantities.get(1) {
        return Some(Some(second.at.clone()));
    }
    let text = read.words;
    let behind = |(at, and): (usize, &str)| {
        let rest = &text[at + and.len()..];
        CHANGES.contains(&word(rest).as_str()).then(|| at + 1..at + and.len() + word(rest).len())
    };
    text.match_indices(" and ").find_map(behind).map(Some)
}

/// The remarks on a key result; none on one that says nothing yet, and none on one whose numbers stand in the charter, which has
/// checks of its own.
pub fn lint(result: &KeyResult) -> Vec<Lint> {
    let words = result.metric.name.trim();
    if words.is_empty() || result.of_charter.is_some() {
        return Vec::new();
    }
    let read = Read { of: result, words, quantities: quantities(words), when: when(words) };
    let remark = |row: &Row| (row.finds)(&read).map(|quote| Lint { rule: row.rule, quote });
    RULES.iter().filter_map(remark).collect()
}

impl Rule {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.iter().map(|row| row.rule)
    }

    fn row(self) -> &'static Row {
        // Each rule stands at its place in the table; a test holds that.
        &RULES[(self as usize).min(RULES.len() - 1)]
    }

    /// Its name in a document.
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// A few words for the remark's head.
    pub fn head(self) -> &'static str {
        self.row().head
    }

    /// The reason, and the next thing to do.
    pub fn advice(self) -> &'static str {
        self.row().advice
    }

    /// The step of a guided mend that answers it.
    pub fn step(self) -> Step {
        self.row().step
    }
}

#[cfg(test)]
mod tests;
