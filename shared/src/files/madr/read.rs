//! A record becomes a row of a decision log, and its outcomes become rows with it.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::outcome;
use super::parts::{BECAME_SECTIONS, CHOSEN, Part, SECTIONS, begun, is_known, tells};
use crate::files::front::{self, Entry};
use crate::files::lines::{self, Line, Lines, plain, trimmed};
use crate::files::made::{made_id, one};
use crate::id::RowId;
use crate::kinds::log::*;
use crate::sheet::{Row, Sheet, Value};

/// Labels at the top of a record, and the values they are.
pub(super) const FRONT_KEYS: [(&str, &str); 17] = [
    ("status", STATUS),
    ("date", ON),
    ("decision-makers", DECIDED_BY),
    ("deciders", DECIDED_BY),
    ("consulted", ADVICE),
    ("informed", INFORMED),
    ("class", CLASS),
    ("reversible", REVERSIBLE),
    ("role", ROLE),
    ("look-again", LOOK_AGAIN),
    ("how-sure", SURE),
    ("team-proposed", PROPOSED),
    ("crosses-rule", CROSSES),
    ("instead-of", INSTEAD_OF),
    ("how", HOW),
    ("record", RECORD),
    ("review", REVIEW),
];
/// Labels of an outcome.
pub(super) const BECAME_KEYS: [(&str, &str); 3] =
    [("On", ON), ("The same choice again", AGAIN), ("Look again", LOOK_AGAIN)];

/// The reason why a page is not read as a record: nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct NoRecord {
    /// The line it was noticed at, from 1.
    pub line: usize,
    /// A sentence for the person who chose the file.
    pub reason: String,
}

impl NoRecord {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// Whether a page of Markdown is a decision record, by its headings.
pub fn is_record(text: &str) -> bool {
    let (_, body, _) = front::parted(text);
    let mut reader = Lines::default();
    let headings = body.lines().filter_map(|line| match reader.next(line) {
        Line::Heading(level, words) => Some((level, words)),
        Line::Plain | Line::Inside => None,
    });
    let headings: Vec<(usize, &str)> = headings.collect();
    let of_level_2: BTreeSet<String> =
        headings.iter().filter(|(level, _)| *level == 2).map(|(_, words)| plain(words)).collect();
    let is_of_ours = headings.first().is_some_and(|(_, words)| comment(words, "decision").is_some());
    let is_plain = of_level_2.contains("decision")
        && ["context", "status", "consequences"].iter().any(|heading| of_level_2.contains(*heading));
    is_of_ours || is_plain || headings.iter().any(|(level, words)| *level == 2 && tells(words))
}

/// Reads a record from the file called `stem`: a sheet with the decision and its outcomes.
///
/// # Errors
/// [`NoRecord`] when the page is no record, or a part of it is longer than a log holds.
pub fn record(stem: &str, text: &str) -> Result<Sheet, NoRecord> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !is_record(&text) {
        return Err(NoRecord::new(
            1,
            "this is no decision record: it has none of the headings “Context and Problem Statement”, “Considered \
             Options”, “Decision Outcome”",
        ));
    }
    let (entries, body, first) = front::parted(&text);
    let mut reader = Reader::default();
    reader.front(entries);
    let mut lines = Lines::default();
    for (line, number) in body.lines().zip(first + 1..) {
        reader.take(lines.next(line), line, number);
    }
    reader.end(stem)
}

/// The id in the comment that a heading of ours bears.
fn comment(heading: &str, what: &str) -> Option<RowId> {
    let (_, comment) = heading.rsplit_once("<!-- muster: ")?;
    comment.split("-->").next()?.trim().strip_prefix(what)?.trim().parse().ok()
}

#[derive(Default)]
struct Reader {
    title: Option<String>,
    id: Option<RowId>,
    /// Values from the top of the record.
    values: BTreeMap<&'static str, String>,
    /// The words of each section so far, and the number of its first line.
    said: Vec<(Part, String, usize)>,
    outcomes: Vec<(Option<RowId>, usize)>,
    front: Vec<String>,
}

impl Reader {
    fn front(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let field = FRONT_KEYS.iter().find(|(key, _)| *key == entry.key).map(|(_, field)| *field);
            let is_placed = field.zip(entry.value()).is_some_and(|(field, value)| self.place(field, value));
            if !is_placed {
                self.front.push(entry.lines);
            }
        }
    }

    /// Sets a value that nothing has set yet, if it may stand there.
    fn place(&mut self, field: &'static str, value: String) -> bool {
        let fits = !self.values.contains_key(field) && fits(DECISIONS, field, &value);
        if fits {
            self.values.insert(field, value);
        }
        fits
    }

    fn now(&self) -> Part {
        self.said.last().map_or(Part::Before, |(part, ..)| *part)
    }

    fn take(&mut self, is: Line<'_>, line: &str, number: usize) {
        match is {
            Line::Heading(1, words) if self.title.is_none() => {
                self.id = comment(words, "decision");
                let ours = words.rsplit_once("<!-- muster: ").filter(|_| self.id.is_some());
                self.title = Some(ours.map_or(words, |(title, _)| title).trim().to_owned());
            }
            Line::Heading(level, words) => match begun(level, words, self.now()) {
                Some(part) => self.begin(part, words, number),
                None => self.add(line, number),
            },
            Line::Inside => self.add(line, number),
            Line::Plain => self.add(&lines::read(line), number),
        }
    }

    fn begin(&mut self, part: Part, words: &str, number: usize) {
        if part == Part::Became {
            self.outcomes.push((comment(words, "outcome"), self.said.len()));
        }
        // A heading that begins no section of its own stays as a line, one step below its level.
        let level = if part == Part::Text(CONSEQUENCES) { "####" } else { "###" };
        let said = if is_known(words, part) { String::new() } else { format!("{level} {words}\n") };
        self.said.push((part, said, number));
    }

    fn add(&mut self, line: &str, number: usize) {
        if self.said.is_empty() {
            self.said.push((Part::Before, String::new(), number));
        }
        let (part, said) = match self.said.last_mut() {
            Some((part, said, _)) => (*part, said),
            None => return,
        };
        said.push_str(line);
        said.push('\n');
        if part == Part::Before
            && let Some((field, value)) = labelled(line)
        {
            let length = said.len() - line.len() - 1;
            if self.place(field, value)
                && let Some((_, said, _)) = self.said.last_mut()
            {
                said.truncate(length);
            }
        }
    }

    fn end(mut self, stem: &str) -> Result<Sheet, NoRecord> {
        let first_outcome = self.outcomes.first().map_or(self.said.len(), |(_, at)| *at);
        let became = self.said.split_off(first_outcome.min(self.said.len()));
        let texts = self.texts()?;
        if !self.front.is_empty() {
            self.values.insert(FRONT, self.front.join("\n"));
        }
        let mut title = self.title.take().unwrap_or_default();
        // A record of ours says by itself what it is called, and which file it came from at first.
        if self.id.is_none() {
            title = if title.is_empty() { name(stem) } else { title };
            self.values.entry(RECORD).or_insert_with(|| stem.chars().take(200).collect());
        }
        self.values.insert(QUESTION, title);
        for (field, text, number) in texts {
            let has = self.values.entry(field).or_default();
            *has = joined(has, &text);
            check(DECISIONS, field, has, number)?;
        }
        check(DECISIONS, QUESTION, &self.values[QUESTION], 1)?;
        let id = self.id.clone().unwrap_or_else(|| id_of(&self.values));
        let outcomes = outcomes(&self.outcomes, became, first_outcome, &id)?;
        let lists = [(DECISIONS, vec![row(id, self.values)]), (OUTCOMES, outcomes)];
        Ok(Sheet { lists: lists.map(|(list, rows)| (list.to_owned(), rows)).into(), ..Sheet::default() })
    }

    /// The texts of the decision, each with the number of its first line.
    fn texts(&mut self) -> Result<Vec<(&'static str, String, usize)>, NoRecord> {
        let mut texts = Vec::new();
        for (part, said, number) in std::mem::take(&mut self.said) {
            let said = trimmed(&said).to_owned();
            match part {
                _ if said.is_empty() => {}
                Part::Before => texts.push((CONTEXT, said, number)),
                // A status of a section of its own is one word, or more than a word and no status.
                Part::Text(STATUS) if !self.place(STATUS, said.clone()) => {
                    texts.push((MORE, format!("### Status\n\n{said}"), number));
                }
                Part::Text(STATUS) => {}
                Part::Text(field) => texts.push((field, said, number)),
                Part::Chosen => {
                    let (choice, why) = outcome::read(&said);
                    texts.push((CHOICE, choice, number));
                    texts.push((WHY, why, number));
                }
                Part::Became | Part::BecameText(_) => {}
            }
        }
        texts.retain(|(_, text, _)| !text.is_empty());
        Ok(texts)
    }
}

fn outcomes(
    begun: &[(Option<RowId>, usize)],
    said: Vec<(Part, String, usize)>,
    first: usize,
    decision: &RowId,
) -> Result<Vec<Row>, NoRecord> {
    let mut rows: Vec<(Option<RowId>, BTreeMap<&'static str, String>)> = Vec::new();
    for ((part, text, number), at) in said.into_iter().zip(first..) {
        if let Some((id, _)) = begun.iter().find(|(_, begins)| *begins == at) {
            rows.push((id.clone(), [(DECISION, decision.to_string())].into()));
        }
        let Some((_, values)) = rows.last_mut() else { continue };
        match part {
            Part::BecameText(field) => {
                let has = values.entry(field).or_default();
                *has = joined(has, trimmed(&text));
                check(OUTCOMES, field, has, number)?;
            }
            _ => became(values, &text),
        }
    }
    let row = |(id, mut values): (Option<RowId>, BTreeMap<&'static str, String>)| {
        values.retain(|_, value| !value.is_empty());
        row(id.unwrap_or_else(|| id_of(&values)), values)
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Labelled values of an outcome; other lines are what happened.
fn became(values: &mut BTreeMap<&'static str, String>, text: &str) {
    let mut rest = String::new();
    for line in text.lines() {
        let found = line.trim().strip_prefix("* ").and_then(|line| line.split_once(": "));
        let field = found.and_then(|(label, _)| BECAME_KEYS.iter().find(|(key, _)| plain(key) == plain(label)));
        match field.zip(found) {
            Some(((_, field), (_, value))) if fits(OUTCOMES, field, value) => {
                values.insert(*field, value.to_owned());
            }
            _ => rest = format!("{rest}{line}\n"),
        }
    }
    let happened = values.entry(HAPPENED).or_default();
    *happened = joined(happened, trimmed(&rest));
}

/// A labelled value in a bullet above the first section, as older records have them.
fn labelled(line: &str) -> Option<(&'static str, String)> {
    let line = line.trim();
    let (label, value) = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "))?.split_once(':')?;
    let label = plain(label).replace(' ', "-");
    let (_, field) = FRONT_KEYS[..6].iter().find(|(key, _)| *key == label)?;
    Some((*field, value.trim().to_owned())).filter(|(_, value)| !value.is_empty())
}

fn joined(first: &str, second: &str) -> String {
    let between = if first.is_empty() || second.is_empty() { "" } else { "\n\n" };
    format!("{first}{between}{second}")
}

fn fits(list: &str, field: &str, value: &str) -> bool {
    let field = SCHEMA.list(list).and_then(|list| list.value(field));
    field.is_some_and(|field| field.is.check(&Value::from(value)).is_ok())
}

fn check(list: &str, field: &str, value: &str, line: usize) -> Result<(), NoRecord> {
    if fits(list, field, value) {
        return Ok(());
    }
    let mut headings = SECTIONS.iter().chain(&BECAME_SECTIONS);
    let heading = headings.find(|(_, name)| *name == field).map(|(heading, _)| *heading);
    let (what, bound) = match heading {
        Some(heading) => (heading, "20,000"),
        None if field == QUESTION => ("title", "400"),
        None => (CHOSEN, "20,000"),
    };
    let reason = format!("the part “{what}” is longer than the {bound} characters that a log takes of it; shorten it");
    Err(NoRecord::new(line, reason))
}

/// A title for a record without one: the name of its file.
fn name(stem: &str) -> String {
    let words = stem.trim_start_matches(|char: char| char.is_ascii_digit() || "-_ ".contains(char));
    let words = if words.is_empty() { stem } else { words };
    words.replace(['-', '_'], " ").chars().take(200).collect()
}

/// An id of what the row says alone, so that a record is known again wherever it is read.
pub(super) fn id_of(values: &BTreeMap<&'static str, String>) -> RowId {
    let words: Vec<&str> = values.iter().flat_map(|(field, value)| [*field, value.as_str()]).collect();
    made_id(&words)
}

fn row(id: RowId, values: BTreeMap<&'static str, String>) -> Row {
    let values = values.into_iter().filter(|(_, value)| !value.is_empty());
    Row { values: values.map(|(field, value)| (field.to_owned(), one(value))).collect(), ..Row::new(id) }
}
