//! The answer about a file that was read, by the server or by this device.

use muster_shared::id::DocId;
use serde::Deserialize;

/// The server's answer about a file, or this device's.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Imported {
    pub(crate) made: Vec<DocId>,
    pub(crate) surfaces: usize,
    #[serde(default)]
    pub(crate) records: usize,
    #[serde(default)]
    pub(crate) reviews: usize,
    pub(crate) filled: usize,
    pub(crate) same: usize,
    pub(crate) anew: Vec<String>,
    pub(crate) refused: Vec<Refused>,
    #[serde(default)]
    pub(crate) told: Vec<Told>,
    #[serde(default)]
    pub(crate) differs: Vec<String>,
    #[serde(default)]
    pub(crate) suggested: usize,
}

/// A thing to know of a file, and the line it is about.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    pub(crate) line: Option<usize>,
    pub(crate) words: String,
}

/// A file, or a charter in it, nothing of which was taken.
#[derive(Debug, Deserialize)]
pub(crate) struct Refused {
    pub(crate) line: Option<usize>,
    pub(crate) reason: String,
}

impl Refused {
    /// The sentence for the person.
    pub(crate) fn sentence(self) -> String {
        at_line(self.line, self.reason)
    }
}

impl Told {
    /// The sentence for the person.
    pub(crate) fn sentence(self) -> String {
        at_line(self.line, self.words)
    }
}

fn at_line(line: Option<usize>, words: String) -> String {
    match line {
        Some(line) => format!("line {line}: {words}"),
        None => words,
    }
}
