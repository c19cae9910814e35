//! The file that a row came from. It stands beside what the row says: a sheet that is written out and read again is the
//! same sheet, whatever file it went through.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use yrs::{Any, Map, MapRef, Out, ReadTxn, TransactionMut};

use super::read::row_map;
use crate::id::RowId;

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
