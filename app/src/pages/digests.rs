//! Documents of other kinds than charters, as the list tells of them: each with its name and its latest words.

use muster_shared::id::DocId;
use muster_shared::kinds::{Digest, Kind};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A document with the list's digest of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Digested {
    /// The document.
    pub(crate) id: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its name and its latest words.
    pub(crate) digest: Digest,
}

/// The documents in the server's list that have a digest. A row this app does not understand is passed over.
pub(crate) fn read_digests(json: &str) -> Vec<Digested> {
    let rows: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
    rows.into_iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect()
}
