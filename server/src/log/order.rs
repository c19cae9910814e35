//! The orders that the writer is given, and how a room learns how far its appends have come.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use muster_shared::access::Author;
use muster_shared::id::{DocId, Lineage, Since};
use muster_shared::kinds::Kind;
use tokio::sync::{oneshot, watch};

use super::pack::Pack;
use super::tenure::Tenure;
use super::{DocNum, DocRow, LogError};
use crate::sql::{self, Tables};

/// An answer that is given once, after the flush.
pub(super) type Done<T> = oneshot::Sender<Result<T, LogError>>;

/// One thing for the writer to do.
pub(super) enum Order {
    /// Of one room.
    Append(Vec<Append>),
    Create {
        new: NewDoc,
        done: Done<Created>,
    },
    Snapshot {
        snapshot: Snapshot,
        done: Done<()>,
    },
    /// Answers whether the pack stands in the place of its updates: the document may have been erased meanwhile.
    Pack {
        pack: Pack,
        done: Done<bool>,
    },
    /// Every row of a document is deleted.
    Erase {
        id: DocId,
        done: Done<()>,
    },
    /// Snapshots that are not as they were written are deleted.
    Forget {
        doc: DocNum,
        done: Done<()>,
    },
    Change {
        change: Change,
        done: Done<()>,
    },
    Probe {
        done: Done<()>,
    },
    Barrier {
        done: Done<()>,
    },
    Checkpoint {
        done: Done<()>,
    },
    Stop,
}

/// A change of tables that are not the log's own, in the writer's transaction.
pub(super) type Change = Box<dyn Fn(&dyn Tables) -> sql::Result<()> + Send>;

/// An update to be kept for good.
#[derive(Debug, Clone)]
pub struct Append {
    /// The room's progress, shared with it.
    pub progress: Arc<Progress>,
    /// Its number among the room's appends, from 1, without gaps.
    pub number: u64,
    /// Its document.
    pub doc: DocNum,
    /// The update, as admitted.
    pub bytes: Arc<[u8]>,
    /// When it came, in milliseconds since 1970.
    pub at_ms: u64,
    /// The update's author; empty for a visitor of an open server.
    pub author: Author,
    /// Client ids that are this author's, and from which clock on: kept with the update, or not at all.
    pub binds: Vec<Since>,
}

/// A document to be made.
#[derive(Debug, Clone)]
pub struct NewDoc {
    /// Its id.
    pub id: DocId,
    /// Its kind, if it has one.
    pub kind: Option<Kind>,
    /// Its history.
    pub lineage: Lineage,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

/// Whether a document was made or had been there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It was made.
    New(DocRow),
    /// There was one of this id; it was left as it is.
    Existing(DocRow),
}

impl Created {
    /// The document, either way.
    pub fn row(self) -> DocRow {
        match self {
            Self::New(row) | Self::Existing(row) => row,
        }
    }
}

/// A whole document as one update, up to one of its updates.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Its document.
    pub doc: DocNum,
    /// The last update it covers.
    pub seq: i64,
    /// The document.
    pub bytes: Vec<u8>,
    /// When it was made, in milliseconds since 1970.
    pub at_ms: u64,
}

/// How far a room's appends have come. Both numbers only grow; once failed, always failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last append that is committed.
    pub written: u64,
    /// The last append that is on disk, with all before it.
    pub flushed: u64,
    /// An append was not written or not flushed: the room must be dropped and loaded anew.
    pub failed: bool,
}

/// How far the appends of one loading of one room have come. The log writes it, the room watches it; neither ever
/// waits for the other here, however far one is ahead.
#[derive(Debug, Default)]
pub struct Progress(watch::Sender<Standing>);

/// The open rooms, all of which fail at once when the log turns out not to hold what they hold, and how long they may tell
/// it.
#[derive(Default)]
pub(super) struct OpenRooms {
    rooms: Mutex<Vec<Weak<Progress>>>,
    tenure: Tenure,
}

impl OpenRooms {
    /// The progress of one more, which has failed already where another node has the log.
    pub(super) fn enter(&self) -> Arc<Progress> {
        let progress = Arc::<Progress>::default();
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() == rooms.capacity() {
            rooms.retain(|room| room.strong_count() > 0);
        }
        rooms.push(Arc::downgrade(&progress));
        if self.tenure.is_over() {
            progress.fail();
        }
        progress
    }

    /// How long they may tell what they hold.
    pub(super) fn tenure(&self) -> &Tenure {
        &self.tenure
    }

    /// Fails all of them, and every one that enters later: another node has the log.
    pub(super) fn end(&self) {
        self.tenure.end();
        self.fail_all();
    }

    /// Fails those that entered so far.
    pub(super) fn fail_all(&self) {
        let rooms = std::mem::take(&mut *self.rooms.lock().unwrap_or_else(PoisonError::into_inner));
        rooms.iter().filter_map(Weak::upgrade).for_each(|progress| progress.fail());
    }
}

impl Progress {
    /// Watches from now on.
    pub fn watch(&self) -> watch::Receiver<Standing> {
        self.0.subscribe()
    }

    pub(super) fn has_failed(&self) -> bool {
        self.0.borrow().failed
    }

    pub(super) fn written(&self, number: u64) {
        self.0.send_modify(|standing| standing.written = number);
    }

    pub(super) fn flushed(&self, number: u64) {
        self.0.send_modify(|standing| standing.flushed = number);
    }

    pub(super) fn fail(&self) {
        self.0.send_modify(|standing| standing.failed = true);
    }
}
