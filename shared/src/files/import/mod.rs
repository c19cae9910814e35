//! Files become drafts: charters from elsewhere, not yet documents.
//!
//! [`read`] understands a file or refuses it whole. [`home`] says which document a draft belongs to, [`place`] turns its
//! names into rows for that document, and [`crate::sheet::fill`] fills what the document does not say yet. Every id is
//! made from the draft alone, so that importing a file twice changes nothing.

mod apart;
mod copied;
mod differs;
mod filler;
mod goals;
mod kubernetes;
mod markdown;
mod muster;
mod origin;
mod place;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::BTreeMap;

use thiserror::Error;

pub use apart::{Apart, Device, Make, apart};
pub use copied::{Copied, Original};
pub use differs::{Difference, differences, suggestions};
pub use place::{Placed, already, home, join, place};

pub use super::made::ROWS_MAX;

use super::{madr, minutes};
use crate::id::{DocId, Lineage};
use crate::kinds::{Kind, Slot, charter, log, review, series};
use crate::names;
use crate::sheet::{Register, Sheet, Value};

use filler::{one, words};
pub(crate) use markdown::charter as markdown_charter;
pub use markdown::says_all;
pub(crate) use muster::{Document, FORM, drafts_of};

/// The source of a draft that Muster exported: the document that it was.
pub fn source_of(doc: &DocId) -> String {
    format!("muster:{doc}")
}

/// The longest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 5 << 20;

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
    /// The day and time of a meeting, where the series that it belongs to is still to be found.
    pub slot: Option<Slot>,
    /// Part of the worked example.
    pub example: bool,
    /// The document, with names where rows of the registry will stand.
    pub sheet: Sheet,
    /// The draft's part of the `org` document.
    pub org: OrgPart,
    /// Things that a person should know of how the file was read, by their lines.
    pub told: Vec<Told>,
}

impl Draft {
    /// A document of the worked example.
    pub(in crate::files) fn example(source: impl Into<String>, kind: Kind, sheet: Sheet) -> Self {
        let (source, org) = (source.into(), OrgPart::default());
        Self { source, kind, doc: None, lineage: None, slot: None, example: true, sheet, org, told: Vec::new() }
    }
}

/// A thing that a person should know of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The line it is about, from 1.
    pub line: usize,
    /// A clause for the person who chose the file.
    pub words: String,
    /// Whether something of the file was left out.
    pub is_left_out: bool,
}

impl Told {
    fn new(line: usize, words: impl Into<String>) -> Self {
        Self { line, words: words.into(), is_left_out: false }
    }
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

impl From<minutes::NoMinutes> for ImportError {
    fn from(minutes::NoMinutes { line, reason }: minutes::NoMinutes) -> Self {
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

/// Reads a file: Kubernetes teams in YAML or JSON, Muster's own JSON, a decision record, minutes or a charter in Markdown, goals
/// as a table.
///
/// # Errors
/// [`ImportError`] when any part of the file cannot be understood; then no draft is given at all.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<Draft>, ImportError> {
    let text = text_of(bytes)?;
    let (stem, ending) = parted(file_name);
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    match ending.to_lowercase().as_str() {
        "json" => json(text),
        "yaml" | "yml" => yaml::teams(text),
        "csv" => goals::table(stem, text).map(|draft| vec![draft]),
        "" | "txt" if looks_like_json => json(text),
        ending if !is_markdown(ending) => Err(not_read(ending)),
        _ if madr::is_record(text) => record(stem, text).map(|draft| vec![draft]),
        _ if minutes::is_minutes(stem, text) => review(stem, text).map(|draft| vec![draft]),
        _ => markdown::file(file_name, text).map(|draft| vec![draft]),
    }
}

/// Reads a decision record in Markdown.
///
/// # Errors
/// [`ImportError`] when the file is none.
pub fn read_record(file_name: &str, bytes: &[u8]) -> Result<Draft, ImportError> {
    record(parted(file_name).0, text_of(bytes)?)
}

/// Reads the minutes of a meeting in Markdown.
///
/// # Errors
/// [`ImportError`] when the file says no day, or is no Markdown.
pub fn read_minutes(file_name: &str, bytes: &[u8]) -> Result<Draft, ImportError> {
    let (stem, ending) = parted(file_name);
    if is_markdown(&ending.to_lowercase()) { review(stem, text_of(bytes)?) } else { Err(not_read(ending)) }
}

/// A file's name and its ending, without folders.
fn parted(file_name: &str) -> (&str, &str) {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').unwrap_or((name, ""))
}

fn is_markdown(ending: &str) -> bool {
    matches!(ending, "md" | "markdown" | "txt" | "")
}

fn not_read(ending: &str) -> ImportError {
    let ending: String = ending.chars().take(20).collect();
    ImportError::new(1, format!("`.{ending}` files are not read; choose a Markdown, a JSON, a YAML or a CSV file"))
}

/// A record as a part of a log that is still to be found: nothing in it says whose.
fn record(stem: &str, text: &str) -> Result<Draft, ImportError> {
    Ok(Draft::of(log::KIND, String::new(), madr::record(stem, text)?))
}

/// Minutes as a review of a series that is still to be found.
fn review(stem: &str, text: &str) -> Result<Draft, ImportError> {
    let minutes::Minutes { slot, sheet } = minutes::minutes(stem, text)?;
    Ok(Draft { slot: Some(slot), ..Draft::of(review::KIND, String::new(), sheet) })
}

/// The document of which nothing is known but the files that go beside it, named after the folder they lie in: the charter
/// of a team for its records, a series of reviews for minutes.
pub fn host_of(kind: Kind, folder: &str) -> Draft {
    let name = words(&folder.replace(['-', '_'], " "));
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    let named = |otherwise: &str| first.clone().map_or_else(|| otherwise.to_owned(), |first| first + letters.as_str());
    if kind == review::KIND {
        let name = named("Minutes");
        let values = [(series::PRESET.to_owned(), one(series::PRESETS[0].word))].into();
        let sheet = Sheet { texts: [(series::NAME.to_owned(), name.clone())].into(), values, ..Sheet::default() };
        return Draft::of(series::KIND, format!("minutes:{}", names::key(&name)), sheet);
    }
    let name = named("Decisions");
    let sheet = Sheet { texts: [(charter::NAME.to_owned(), name.clone())].into(), ..Sheet::default() };
    Draft::of(charter::KIND, format!("records:{}", names::key(&name)), sheet)
}

impl Draft {
    /// A draft that brings no more than what its own document says.
    fn of(kind: Kind, source: String, sheet: Sheet) -> Self {
        Self {
            source,
            kind,
            doc: None,
            lineage: None,
            slot: None,
            example: false,
            sheet,
            org: OrgPart::default(),
            told: Vec::new(),
        }
    }

    /// The draft as a part of a document that has some of it already, under the ids that this one knows. `today` is the day,
    /// as `2026-11-29`.
    #[must_use]
    pub fn settled(self, there: &Sheet, today: &str) -> Self {
        let sheet = match self.slot.clone() {
            Some(slot) => {
                let is_over = slot.day() <= today;
                minutes::settled(minutes::Minutes { slot, sheet: self.sheet }, there, is_over)
            }
            None => madr::settled(self.sheet, there),
        };
        Self { sheet, ..self }
    }
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
    if let Some(at) = text.find('\0') {
        let line = 1 + text[..at].matches('\n').count();
        return Err(ImportError::new(
            line,
            "there is a NUL here, which no text has; save the file as UTF-8 and try again",
        ));
    }
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
    if kubernetes::is_of_teams(keys.iter().map(String::as_str)) {
        return kubernetes::teams(text, &serde_json::from_str(text)?);
    }
    let found: Vec<String> = keys.iter().take(5).map(|key| format!("`{}`", filler::words(key))).collect();
    let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
    let expected = "`muster` and `documents` (Muster’s own export) or `teams` or `sigs` (Kubernetes) at its top";
    Err(ImportError::new(1, format!("this JSON has {found} where Muster reads {expected}")))
}
