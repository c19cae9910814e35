//! The words that every face of a document is made with besides the document's own: what `org` says, and everybody's name
//! of now.

use std::sync::Arc;

use muster_shared::kinds::Kind;
use muster_shared::sheet::{Labels, Sheet};

use super::cold::Cold;
use crate::reads::Version;

/// The words around a document.
#[derive(Clone)]
pub(crate) struct Around {
    /// The number of the `org` document's last update.
    pub(crate) org_seq: i64,
    /// The `org` document with names of now.
    pub(crate) org: Arc<Sheet>,
    /// The version of the names of now.
    pub(crate) labelled: i64,
    /// The names of now.
    pub(crate) labels: Arc<Labels>,
}

impl Around {
    /// The version of what is made of a document as it is after its update `seq`.
    pub(crate) fn version(&self, seq: i64) -> Version {
        (seq, self.org_seq, self.labelled)
    }

    /// The words of a document, with names of now.
    pub(crate) fn sheet(&self, cold: &mut Cold) -> Option<(Kind, Sheet)> {
        let (kind, mut sheet) = (cold.row.kind?, cold.room.sheet()?);
        self.labels.label(kind.schema(), &mut sheet);
        Some((kind, sheet))
    }
}
