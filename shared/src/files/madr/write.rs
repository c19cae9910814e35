//! A decision becomes a record, which reads back as the same row.

use std::collections::BTreeSet;

use super::outcome;
use super::parts::{BECAME, BECAME_SECTIONS, CHOSEN, Part, SECTIONS, begun};
use super::read::{BECAME_KEYS, FRONT_KEYS};
use crate::files::front;
use crate::files::lines::written;
use crate::kinds::log::*;
use crate::order;
use crate::sheet::{Row, Sheet};

/// A record in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file's name.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// The decisions of a log as records, the first that was logged first.
pub fn records(log: &Sheet) -> Vec<Record> {
    let view = LogView::of(log);
    let mut decisions: Vec<&Decision> = view.decisions.iter().collect();
    order::sort_by_key(&mut decisions, |decision| decision.row.order.clone());
    let mut taken = BTreeSet::new();
    let mut record = |(decision, number): (&Decision, usize)| {
        let name = match file_name(decision.record()) {
            name if name.is_empty() => format!("{number:04}-{}", slug(decision.question())),
            name => name,
        };
        let nth = |nth: usize| if nth == 1 { name.clone() } else { format!("{name}-{nth}") };
        let stem = (1..).map(nth).find(|name| taken.insert(name.to_lowercase())).unwrap_or_default();
        Record { file: format!("{stem}.md"), text: text(decision) }
    };
    decisions.into_iter().zip(1..).map(&mut record).collect()
}

/// A name for a file: letters, digits and a few signs, so that it can be written anywhere.
fn file_name(record: &str) -> String {
    let plain = record.chars().map(|char| if char.is_alphanumeric() || "-_. ".contains(char) { char } else { '-' });
    plain.collect::<String>().trim_matches(['.', ' ']).to_owned()
}

fn slug(question: &str) -> String {
    let letters = question.chars().map(|char| if char.is_alphanumeric() { char } else { ' ' });
    let words = letters.collect::<String>().to_lowercase();
    let slug = words.split_whitespace().take(8).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "decision".to_owned() } else { slug.chars().take(80).collect() }
}

fn text(decision: &Decision) -> String {
    let row = &decision.row;
    let mut page = Page(front_matter(row));
    page.block(&format!("# {} <!-- muster: decision {} -->", row.value(QUESTION).words(), row.id));
    page.sections(row, &SECTIONS[..3], 2);
    page.chosen(row);
    page.sections(row, &SECTIONS[5..7], 2);
    decision.outcomes.iter().for_each(|outcome| page.outcome(&outcome.row));
    page.0
}

/// Labelled values at the top, and lines that came with the record.
fn front_matter(row: &Row) -> String {
    let mut seen = BTreeSet::new();
    let of_keys = FRONT_KEYS.iter().filter(|(key, _)| *key != "deciders").filter(|(_, field)| seen.insert(*field));
    let lines = of_keys.filter_map(|(key, field)| {
        let value = row.value(field).words();
        (!value.is_empty()).then(|| front::line(key, value))
    });
    let lines: Vec<String> = lines.chain(Some(row.value(FRONT).words().to_owned())).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { String::new() } else { format!("---\n{}\n---\n", lines.join("\n")) }
}

struct Page(String);

impl Page {
    fn block(&mut self, block: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(block);
        self.0.push('\n');
    }

    fn section(&mut self, level: usize, heading: &str, part: Part, said: &str) {
        if !said.is_empty() {
            self.block(&format!("{} {heading}", "#".repeat(level)));
            self.block(&written(said, |level, words| begun(level, words, part).is_some()));
        }
    }

    fn sections(&mut self, row: &Row, sections: &[(&str, &'static str)], level: usize) {
        for (heading, field) in sections {
            self.section(level, heading, Part::Text(field), row.value(field).words());
        }
    }

    fn chosen(&mut self, row: &Row) {
        let [choice, why] = [CHOICE, WHY].map(|field| row.value(field).words());
        let is_said = [CHOICE, WHY, CONSEQUENCES, CONFIRMATION].iter().any(|field| !row.value(field).is_vacant());
        if !is_said {
            return;
        }
        self.block(&format!("## {CHOSEN}"));
        if !choice.is_empty() || !why.is_empty() {
            let said = outcome::written(choice, why);
            self.block(&written(&said, |level, words| begun(level, words, Part::Chosen).is_some()));
        }
        self.sections(row, &SECTIONS[3..5], 3);
    }

    fn outcome(&mut self, row: &Row) {
        self.block(&format!("## {BECAME} <!-- muster: outcome {} -->", row.id));
        let facts = BECAME_KEYS.iter().filter(|(_, field)| !row.value(field).is_vacant());
        let facts: Vec<String> =
            facts.map(|(label, field)| format!("* {label}: {}", row.value(field).words())).collect();
        if !facts.is_empty() {
            self.block(&facts.join("\n"));
        }
        for (heading, field) in BECAME_SECTIONS {
            self.section(3, heading, Part::BecameText(field), row.value(field).words());
        }
    }
}
