//! The editions of a document, each with the update after which the document stood as the edition names it.

use std::collections::HashMap;

use muster_shared::id::RowId;
use muster_shared::kinds::edition::{self, EDITIONS};
use muster_shared::sheet::Sheet;
use muster_shared::sync::document::GatedDoc;

use crate::log::Update;

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its row in the document.
    pub row: RowId,
    /// The number of the update with which it came.
    pub seq: i64,
    /// Its name.
    pub name: String,
    /// The reason for it; empty where nobody gave one.
    pub why: String,
    /// The time at which it came, in milliseconds since 1970.
    pub at_ms: u64,
    /// The name of the person who named it.
    pub by: String,
}

impl Named {
    /// How long it is, about, in bytes.
    pub(super) fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.row.as_str().len() + self.name.len() + self.why.len() + self.by.len()
    }
}

/// The updates with which editions came, by their rows.
#[derive(Default)]
pub(super) struct Marks(HashMap<RowId, (i64, u64)>);

impl Marks {
    /// Notes the rows that came with an update. Only one that names the list can bring one, and few do: the document is not
    /// read after each update for it.
    pub(super) fn look(&mut self, update: &Update, copy: &mut GatedDoc) {
        let name = EDITIONS.as_bytes();
        if !update.bytes.windows(name.len()).any(|bytes| bytes == name) {
            return;
        }
        for row in copy.rows_in(EDITIONS) {
            self.0.entry(row).or_insert((update.seq, update.at_ms));
        }
    }

    /// The editions that a document has at the end.
    pub(super) fn named(&self, sheet: &Sheet) -> Vec<Named> {
        let named = edition::editions(sheet).into_iter().filter_map(|one| {
            let (seq, at_ms) = *self.0.get(&one.row.id)?;
            let [name, why, by] = [one.name, one.why, one.by].map(ToOwned::to_owned);
            Some(Named { row: one.row.id.clone(), seq, name, why, at_ms, by })
        });
        named.collect()
    }
}
