//! Files become drafts: charters from elsewhere, not yet documents.
//!
//! [`read`] understands a file or refuses it whole. [`home`] says which document a draft belongs to, [`place`] turns its
//! names into rows for that document, and [`crate::sheet::plant`] fills what the document does not say yet. Every id is
//! made from the draft alone, so that importing a file twice changes nothing.

mod filler;
mod kubernetes;
mod markdown;
mod muster;
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use thiserror::Error;

pub use place::{Placed, already, home, place};

use super::madr;
use crate::id::{DocId, Lineage};
use crate::kinds::{Kind, charter, log};
use crate::names;
use crate::sheet::{Register, Sheet, Value};

use filler::words;
pub(crate) use markdown::charter as markdown_charter;
pub(crate) use muster::FORM;

/// The longest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 5 << 20;

/// The longest list that is read where rows come without an order of their own.
pub const ROWS_MAX: usize = 5000;

/// One document as a file tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The draft's source, as `kubernetes:sig-apps`: the same words for the same team every time.
    pub source: String,
    /// The kind of the document it becomes. An `org` draft has all of it in its part of the `org` document, as
    /// [`Placed`] has.
    pub kind: Kind,
    /// The document it was exported from. With a lineage it may be made anew under this id; without one the id only
    /// finds a document that is already here ([`home`] knows).
    pub doc: Option<DocId>,
    /// The history it was exported from; only Muster's own JSON knows.
    pub lineage: Option<Lineage>,
    /// Part of the worked example.
    pub example: bool,
    /// The document, with names where rows of the registry will stand.
    pub sheet: Sheet,
    /// The draft's part of the `org` document.
    pub org: OrgPart,
}

/// A draft's part of the `org` document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrgPart {
    /// Values of keyed maps for the draft's own document, by map: its captains and whatever else stands there. Several of
    /// one map stand side by side until somebody picks one.
    pub values: BTreeMap<String, Register>,
    /// Functions the team needs.
    pub functions: Vec<String>,
    /// Surfaces the charter's claims name.
    pub surfaces: Vec<SurfaceDraft>,
    /// Rows and values that are written out already, with ids of their own: what Muster's own JSON brings.
    pub sheet: Sheet,
}

impl OrgPart {
    /// Says a value of a keyed map, beside what was said before.
    fn say(&mut self, map: &str, value: Value) {
        filler::beside(self.values.entry(map.to_owned()).or_default(), value);
    }
}

/// A surface by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurfaceDraft {
    /// The surface's name.
    pub name: String,
    /// The surface's description, for the registry.
    pub about: String,
}

/// Why a file was not read: nothing of it is imported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct ImportError {
    /// The line it was noticed at, from 1.
    pub line: usize,
    /// A sentence for the person who chose the file.
    pub reason: String,
}

impl ImportError {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        // A reason may quote the file, and whoever made the file chose how long.
        let reason = reason.into().chars().filter(|char| !char.is_control()).take(300).collect();
        Self { line: line.max(1), reason }
    }
}

impl From<madr::NoRecord> for ImportError {
    fn from(madr::NoRecord { line, reason }: madr::NoRecord) -> Self {
        Self::new(line, reason)
    }
}

impl From<serde_json::Error> for ImportError {
    fn from(error: serde_json::Error) -> Self {
        let whole = error.to_string();
        let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason);
        Self::new(error.line(), reason)
    }
}

/// Reads a file: Kubernetes teams, Muster's own JSON, a decision record or a charter in Markdown.
///
/// # Errors
/// [`ImportError`] when any part of the file cannot be understood; then no draft is given at all.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<Draft>, ImportError> {
    let text = text_of(bytes)?;
    let stem = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let (stem, ending) = stem.rsplit_once('.').unwrap_or((stem, ""));
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    match ending.to_lowercase().as_str() {
        "json" => json(text),
        "" | "txt" if looks_like_json => json(text),
        "md" | "markdown" | "txt" | "" if madr::is_record(text) => record(stem, text).map(|draft| vec![draft]),
        "md" | "markdown" | "txt" | "" => markdown::file(stem, text).map(|draft| vec![draft]),
        other => {
            let other: String = other.chars().take(20).collect();
            Err(ImportError::new(1, format!("`.{other}` files are not read; choose a Markdown or a JSON file")))
        }
    }
}

/// Reads a decision record in Markdown.
///
/// # Errors
/// [`ImportError`] when the file is none.
pub fn read_record(file_name: &str, bytes: &[u8]) -> Result<Draft, ImportError> {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    record(name.rsplit_once('.').map_or(name, |(stem, _)| stem), text_of(bytes)?)
}

/// A record as a part of a log that is still to be found: nothing in it says whose.
fn record(stem: &str, text: &str) -> Result<Draft, ImportError> {
    let sheet = madr::record(stem, text)?;
    let (source, kind) = (String::new(), log::KIND);
    Ok(Draft { source, kind, doc: None, lineage: None, example: false, sheet, org: OrgPart::default() })
}

/// The charter of a team of which nothing is known but its records, named after the folder they lie in.
pub fn team_of_records(folder: &str) -> Draft {
    let name = words(&folder.replace(['-', '_'], " "));
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    let name = first.map_or_else(|| "Decisions".to_owned(), |first| first + letters.as_str());
    let source = format!("records:{}", names::key(&name));
    let sheet = Sheet { texts: [(charter::NAME.to_owned(), name)].into(), ..Sheet::default() };
    let (kind, org) = (charter::KIND, OrgPart::default());
    Draft { source, kind, doc: None, lineage: None, example: false, sheet, org }
}

fn text_of(bytes: &[u8]) -> Result<&str, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::new(1, "the file is larger than 5 MiB; split it"));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        ImportError::new(line, "this is not UTF-8 text; save the file as UTF-8 and try again")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ImportError::new(1, "the file is empty"));
    }
    Ok(text)
}

/// Tells the two JSON forms apart by their keys.
fn json(text: &str) -> Result<Vec<Draft>, ImportError> {
    let keys = muster::keys(text)?;
    let has = |key: &str| keys.iter().any(|one| one == key);
    if has("muster") {
        return muster::documents(text);
    }
    if has("teams") {
        return kubernetes::teams(text);
    }
    let found: Vec<String> = keys.iter().take(5).map(|key| format!("`{}`", filler::words(key))).collect();
    let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
    let expected = "`muster` and `documents` (Muster’s own export) or `teams` (Kubernetes) at its top";
    Err(ImportError::new(1, format!("this JSON has {found} where Muster reads {expected}")))
}
