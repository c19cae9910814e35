//! The answer about a file that was read, by the server or by this device.

use muster_shared::id::DocId;
use serde::Deserialize;

/// The server's answer about a file, or this device's.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Imported {
    pub(super) made: Vec<DocId>,
    pub(super) surfaces: usize,
    #[serde(default)]
    pub(super) records: usize,
    #[serde(default)]
    pub(super) reviews: usize,
    pub(super) filled: usize,
    pub(super) same: usize,
    pub(super) anew: Vec<String>,
    pub(super) refused: Vec<Refused>,
    #[serde(default)]
    pub(super) told: Vec<Told>,
    #[serde(default)]
    pub(super) differs: Vec<String>,
    #[serde(default)]
    pub(super) suggested: usize,
}

/// A thing to know of a file, and the line it is about.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) line: Option<usize>,
    pub(super) words: String,
}

/// A file, or a charter in it, nothing of which was taken.
#[derive(Debug, Deserialize)]
pub(super) struct Refused {
    pub(super) line: Option<usize>,
    pub(super) reason: String,
}

impl Refused {
    /// The sentence for the person.
    pub(super) fn sentence(self) -> String {
        at_line(self.line, self.reason)
    }
}

impl Told {
    /// The sentence for the person.
    pub(super) fn sentence(self) -> String {
        at_line(self.line, self.words)
    }
}

fn at_line(line: Option<usize>, words: String) -> String {
    match line {
        Some(line) => format!("line {line}: {words}"),
        None => words,
    }
}
