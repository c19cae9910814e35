//! A document that this device keeps, as pages and lists know of it.

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;

/// A document this device keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The document.
    pub(crate) doc: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Whether a server knows it.
    pub(crate) registered: bool,
    /// Edits that still have to reach the server.
    pub(crate) unsent: usize,
    /// Whether a pack brought it, and the server has not been asked about it since.
    pub(crate) is_brought: bool,
}

impl Kept {
    /// Whether the device may know more of it than the server's list does.
    pub(crate) fn is_ahead(&self) -> bool {
        self.unsent > 0 || !self.registered || self.is_brought
    }
}
