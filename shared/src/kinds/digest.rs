//! The digest of a document for a list, by which it is found by its name and its words: small, and made where the whole
//! document is.

use serde::{Deserialize, Serialize};

use crate::id::RowId;

/// The digest of a document whose kind has no summary of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The document's name.
    pub title: String,
    /// A sentence on how it stands.
    pub sentence: String,
    /// Its rows, the newest first, as far as a list takes them.
    pub lines: Vec<Line>,
    /// Part of the worked example.
    #[serde(default)]
    pub example: bool,
}

/// A row of a document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The row.
    pub row: RowId,
    /// Its words, on one line and not longer than a list is wide.
    pub text: String,
    /// Its day; empty where it has none.
    #[serde(default)]
    pub on: String,
}

impl Digest {
    /// The most rows that are taken.
    pub const LINES_MAX: usize = 30;
    /// The most characters of each.
    pub const CHARS_MAX: usize = 160;
}

impl Line {
    /// A row that says this.
    pub fn new(row: &RowId, text: &str, on: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut = text.char_indices().nth(Digest::CHARS_MAX).map(|(at, _)| format!("{}…", text[..at].trim_end()));
        Self { row: row.clone(), text: cut.unwrap_or(text), on: on.to_owned() }
    }
}
