//! The digest of a document for a list, by which it is found by its name and its words: small, and made where the whole
//! document is.

use serde::{Deserialize, Serialize};

use super::aims::Aims;
use super::brief::Brief;
use crate::id::RowId;
use crate::names;
use crate::text::words::one_line;

/// The digest of a document whose kind has no summary of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The document's name.
    pub title: String,
    /// A sentence on how it stands.
    pub sentence: String,
    /// Its rows, the newest first, as far as a list takes them.
    pub lines: Vec<Line>,
    /// The day from which on something in it waits for somebody, as an answer: empty where it waits already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<String>,
    /// Part of the worked example.
    #[serde(default)]
    pub example: bool,
    /// The authority of the team whose decisions these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Brief>,
    /// Learnings of the team, with what each applies to in the place of a question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learned: Vec<Line>,
    /// Learnings that their authors bring to the failure forum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Line>,
    /// Context notes, with the thing that each touches in the place of a question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touching: Vec<Line>,
    /// The aims of a cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aims: Option<Aims>,
}

/// A row of a document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The row.
    pub row: RowId,
    /// The question that it answers; empty where it answers none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// Its words, on one line and not longer than a list is wide, and so is the question.
    pub text: String,
    /// Its day; empty where it has none.
    #[serde(default)]
    pub on: String,
    /// Whether another row stands in for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaced: bool,
    /// The advice that was taken on it, cut like its words; not known of rows that take none, and of digests of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Whether it is a decision that is costly to undo, or cannot be undone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub large: bool,
}

/// A row of a document as it is looked for, however old it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findable {
    /// The row as a list shows it.
    pub line: Line,
    /// All its words, as words are compared.
    said: String,
}

impl Digest {
    /// The most rows that are taken.
    pub const LINES_MAX: usize = 30;
    /// The most learnings that are taken.
    pub const LEARNED_MAX: usize = 12;
    /// The most characters of each.
    pub const CHARS_MAX: usize = 160;
}

impl Line {
    /// A row that says this.
    pub fn new(row: &RowId, question: &str, text: &str, on: &str) -> Self {
        let (question, text) = (on_one_line(question), on_one_line(text));
        Self { row: row.clone(), question, text, on: on.to_owned(), replaced: false, advice: None, large: false }
    }

    /// The same with the advice that was taken on it.
    pub fn advised(self, advice: &str) -> Self {
        Self { advice: Some(on_one_line(advice)), ..self }
    }

    /// The advice, if it is known to its end.
    pub fn whole_advice(&self) -> Option<&str> {
        self.advice.as_deref().filter(|advice| !advice.ends_with('…'))
    }

    /// The question and the words in one line.
    pub fn words(&self) -> String {
        match (self.question.as_str(), self.text.as_str()) {
            (only, "") | ("", only) => only.to_owned(),
            (question, text) if question.ends_with(['?', '.', '!']) => format!("{question} {text}"),
            (question, text) => format!("{question}: {text}"),
        }
    }
}

fn on_one_line(text: &str) -> String {
    one_line(text, Digest::CHARS_MAX)
}

impl Findable {
    /// A row that a list shows as `line` and that says `all` there is.
    pub fn new(line: Line, all: &str) -> Self {
        Self { line, said: names::sought(all) }
    }

    /// Whether this row is meant by somebody who looks for words: each of them stands in it or in the name of its document,
    /// and not all of them in the name alone. All are as [`names::sought`] makes them.
    pub fn is_meant(&self, sought: &str, name: &str) -> bool {
        let mut of_row = false;
        sought.split(' ').all(|word| {
            let is_here = self.said.contains(word);
            of_row |= is_here;
            is_here || name.contains(word)
        }) && of_row
    }

    /// Whether it has words just so, as [`names::sought`] makes them.
    pub fn says(&self, sought: &str) -> bool {
        self.said.contains(sought)
    }

    /// About how long it is, in bytes.
    pub fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.said.len() + self.line.text.len() + self.line.question.len()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn advice_is_known_to_its_end_or_not_at_all() {
        let line = Line::new(&"d1".parse().unwrap(), "When?", "At noon.", "2026-11-29");
        let long = "a ".repeat(Digest::CHARS_MAX);
        for (advice, whole) in
            [(None, None), (Some(""), Some("")), (Some("Bo: wait"), Some("Bo: wait")), (Some(long.as_str()), None)]
        {
            let line = advice.map_or(line.clone(), |advice| line.clone().advised(advice));
            assert_eq!(line.whole_advice(), whole, "{advice:?}");
        }
    }
}
