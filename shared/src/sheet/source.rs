//! The file that a row came from. It stands beside what the row says: a sheet that is written out and read again is the
//! same sheet, whatever file it went through.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use yrs::{Any, Map, MapRef, Out, ReadTxn, TransactionMut};

use super::Sheet;
use super::read::row_map;
use crate::id::RowId;
use crate::order::gather;

/// The key in a row.
const SOURCE: &str = "source";
/// The longest name that is kept, in characters.
const CHARS_MAX: usize = 120;

/// A file, and the person who imported it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The file's name, without its folder.
    pub file: String,
    /// The importer's name of then.
    pub by: String,
}

impl Source {
    /// A file at a path, as somebody imports it.
    pub fn new(path: &str, by: &str) -> Self {
        let tidy = |name: &str| name.chars().filter(|sign| !sign.is_control()).take(CHARS_MAX).collect();
        Self { file: tidy(path.rsplit(['/', '\\']).next().unwrap_or_default()), by: tidy(by) }
    }

    /// The words that stand as the writer of what it brought, where no person wrote that.
    pub fn as_writer(&self) -> String {
        format!("{BROUGHT}{} by {}", self.file, self.by)
    }
}

/// The words that begin the name of such a writer.
const BROUGHT: &str = "Imported from ";
/// The writer of what a file brought that is not known any more.
pub const AN_IMPORT: &str = "An import";
/// The writer of the worked example.
pub const THE_EXAMPLE: &str = "The example";

/// The name of a writer within a sentence, where what no person wrote begins with a small letter.
pub fn within_a_sentence(writer: &str) -> String {
    match (writer.strip_prefix(BROUGHT), writer) {
        (Some(from), _) => format!("an import from {from}"),
        (None, AN_IMPORT) => "an import".to_owned(),
        (None, THE_EXAMPLE) => "the example".to_owned(),
        (None, person) => person.to_owned(),
    }
}
/// A file is read and its values are stamped so long before what it brought is written down, at the most.
const READ_MS: u64 = 60_000;

/// The files that brought values of a document, each with when it did, as their writers' names say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought(BTreeSet<(u64, String)>);

impl Brought {
    /// The files that brought what a sheet says.
    pub fn of(sheet: &Sheet) -> Self {
        let of_rows = sheet.lists.values().flatten().flat_map(|row| row.values.values());
        let keyed = sheet.keyed.values().flat_map(|keyed| keyed.values());
        let writes = sheet.values.values().chain(keyed).chain(of_rows).flat_map(|register| &register.writes);
        let brought = writes.filter(|write| write.by.starts_with(BROUGHT));
        Self(gather(brought.map(|write| (write.at_ms, write.by.clone()))))
    }

    /// The writer whose name says which file brought what was written down between two moments, and who imported it.
    pub fn between(&self, from_ms: u64, to_ms: u64) -> Option<&str> {
        let times = from_ms.saturating_sub(READ_MS)..=to_ms;
        self.0.iter().find(|(at_ms, _)| times.contains(at_ms)).map(|(_, by)| by.as_str())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {}, imported by {}", self.file, self.by)
    }
}

/// The file that a row came from, if one is noted.
pub fn source_of_row(txn: &impl ReadTxn, list: &str, id: &RowId) -> Option<Source> {
    let Some(Out::Any(Any::Map(noted))) = row_map(txn, list, id)?.get(txn, SOURCE) else { return None };
    let words = |name: &str| match noted.get(name) {
        Some(Any::String(words)) => Some(words.to_string()),
        _ => None,
    };
    Some(Source { file: words("file")?, by: words("by")? })
}

/// Notes the file that a new row comes from.
pub(super) fn note(txn: &mut TransactionMut<'_>, row: &MapRef, source: &Source) {
    let words = |words: &str| Any::String(words.into());
    let noted = [("file".to_owned(), words(&source.file)), ("by".to_owned(), words(&source.by))];
    row.insert(txn, SOURCE, Any::Map(Arc::new(HashMap::from(noted))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    #[test]
    fn a_writer_who_is_no_person_begins_small_within_a_sentence() {
        for (writer, within) in [
            ("Imported from a.md by Ada", "an import from a.md by Ada"),
            (AN_IMPORT, "an import"),
            (THE_EXAMPLE, "the example"),
            ("Ada", "Ada"),
        ] {
            assert_eq!(within_a_sentence(writer), within);
        }
    }

    #[test]
    fn what_a_file_brought_names_the_file_and_the_importer_for_as_long_as_it_was_written_down() {
        let write =
            |by: &str, at_ms: u64| Write { id: "w".to_owned(), value: Value::from("x"), by: by.to_owned(), at_ms };
        let files = [("a.md", "Ada", 1_000_000), ("b.md", "Bo", 9_000_000)];
        let of_files = files.map(|(file, by, at_ms)| write(&Source::new(file, by).as_writer(), at_ms));
        let mut sheet = Sheet::default();
        let writes = of_files.into_iter().chain([write("Ines", 5_000_000)]).collect();
        sheet.values.insert("ends".to_owned(), Register { writes });
        let brought = Brought::of(&sheet);
        for (from_ms, to_ms, writer) in [
            (1_000_000, 1_000_500, Some("Imported from a.md by Ada")),
            (1_010_000, 1_010_500, Some("Imported from a.md by Ada")),
            (9_000_100, 9_000_200, Some("Imported from b.md by Bo")),
            (5_000_000, 5_000_500, None),
            (500_000, 900_000, None),
        ] {
            assert_eq!(brought.between(from_ms, to_ms), writer, "{from_ms} to {to_ms}");
        }
    }
}
