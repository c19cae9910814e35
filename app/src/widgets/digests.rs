//! Documents of other kinds than charters, as the list tells of them: each with its name and its latest words.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::{Digest, Kind};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A document with the list's digest of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Digested {
    /// The document.
    pub(crate) id: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its name and its latest words.
    pub(crate) digest: Digest,
}

/// The digests that a page follows. Where none but a part that comes later asks for them they are read there, and the page
/// begins without the code for it.
#[derive(Clone, Copy)]
pub(crate) enum Digests {
    /// The digests themselves.
    Read(Signal<Vec<Digested>>),
    /// The list as the server told it.
    Told(Signal<String>),
}

impl Digests {
    /// The digest of a document, if the list has it.
    pub(crate) fn of(self, doc: &DocId) -> Option<Digest> {
        self.with(|all| all.iter().find(|one| one.id == *doc).map(|one| one.digest.clone()))
    }

    /// Does something with all of them.
    pub(crate) fn with<T>(self, read: impl FnOnce(&[Digested]) -> T) -> T {
        match self {
            Self::Read(digests) => digests.with(|digests| read(digests)),
            Self::Told(list) => list.with(|list| read(&read_digests(list))),
        }
    }
}

/// The documents in the server's list that have a digest. A row this app does not understand is passed over.
pub(crate) fn read_digests(json: &str) -> Vec<Digested> {
    let rows: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
    rows.into_iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect()
}
