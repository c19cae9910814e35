//! The work that the writer asks of a store: named operations within one transaction. A store is compiled into its writer,
//! so the seam costs nothing.

use std::io;

use super::order::{Append, Change, Created, NewDoc, Snapshot};
use super::pack::Pack;
use super::{DocNum, LogError};
use crate::sql::Refusal;

/// The refusal of an update under a client id that got another author meanwhile: an author is decided here, where the update is
/// written, and not by what its room knew.
pub(super) const OF_ANOTHER: Refusal = Refusal("a client id of this update belongs to another author");

/// A place where the log is written, by its one writer.
pub(super) trait Store {
    /// The part that the flusher asks to keep what is written.
    type Disk: Disk;
    /// One transaction.
    type Transaction<'s>: Transaction
    where
        Self: 's;

    /// Begins a transaction. A connection that is lost stays lost here: an outcome that nobody knows may not be written
    /// over.
    fn begin(&mut self) -> Result<Self::Transaction<'_>, LogError>;

    /// Replaces a connection that has failed, as far as that is needed.
    fn reopen(&mut self) -> Result<Self::Disk, LogError>;

    /// Brings everything written so far to where it stays, under syncs of the store's own.
    fn checkpoint(&mut self) -> Result<Self::Disk, LogError>;

    /// Ends what works beside the writer.
    fn close(&mut self);
}

/// A disk that can be asked to keep what was written.
pub(super) trait Disk: Send + Sync {
    /// Returns once everything written before is kept.
    fn sync(&self) -> io::Result<()>;
}

/// One transaction: dropped without a commit, it changes nothing.
pub(super) trait Transaction {
    /// Keeps an update, and gives the client ids that it binds to its author; refused when one of them is another's.
    fn append(&self, append: &Append) -> Result<(), LogError>;
    /// Makes a document, unless there is one of its id.
    fn create(&self, new: &NewDoc) -> Result<Created, LogError>;
    /// Keeps a snapshot, and the one before it: a damaged one is not the only one.
    fn snapshot(&self, snapshot: &Snapshot) -> Result<(), LogError>;
    /// Puts a pack in the place of its updates. Says whether it did: the document may have been erased meanwhile.
    fn pack(&self, pack: &Pack) -> Result<bool, LogError>;
    /// Deletes every row of a document. The numbers in them are never given again.
    fn erase(&self, id: &muster_shared::id::DocId) -> Result<(), LogError>;
    /// Deletes snapshots of a document that are not as they were written.
    fn forget(&self, doc: DocNum) -> Result<(), LogError>;
    /// Changes tables that are not the log's own.
    fn change(&self, change: &Change) -> Result<(), LogError>;
    /// Really writes something.
    fn probe(&self) -> Result<(), LogError>;
    /// Whether the database has ended it by itself, as some errors make it.
    fn has_ended(&self) -> bool;
    /// Keeps all of it.
    fn commit(self) -> Result<(), LogError>;
}
