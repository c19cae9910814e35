//! The state that the writer, the readers and the rooms of one database share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::super::order::OpenRooms;
use super::super::tenure::Tenure;

/// An answer to a commit that others have seen takes no longer than this to arrive, or its connection is lost.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// How long a reader that was faster than the answer waits at a time.
const PAUSE: Duration = Duration::from_millis(1);

/// The facts that are known of the database beside those in it.
#[derive(Default)]
pub(super) struct Known {
    /// A commit's outcome is not known yet.
    is_uncertain: AtomicBool,
    /// How often that was so.
    n_doubts: AtomicI64,
    /// The database has warned since a transaction, or its commit, began.
    has_warned: AtomicBool,
    /// The epoch of this node's lease; 0 where another process has it.
    epoch: AtomicI64,
    /// The number of the last commit that was acknowledged.
    n_commits: AtomicI64,
    rooms: Arc<OpenRooms>,
}

impl Known {
    /// A database whose rooms are these.
    pub(super) fn with(rooms: Arc<OpenRooms>) -> Self {
        Self { rooms, ..Self::default() }
    }

    /// Whether it is not known what is kept: nothing is read or written until it is.
    pub(super) fn is_uncertain(&self) -> bool {
        self.is_uncertain.load(Ordering::Acquire)
    }

    /// From now on it is not known what is kept.
    pub(super) fn doubt(&self) {
        self.n_doubts.fetch_add(1, Ordering::AcqRel);
        self.is_uncertain.store(true, Ordering::Release);
    }

    /// How often it was not known what is kept.
    pub(super) fn n_doubts(&self) -> i64 {
        self.n_doubts.load(Ordering::Acquire)
    }

    /// Waits until the writer has heard that the commit of this number is kept; `false` where it is in doubt, or does not hear of
    /// it. A commit is seen by others a moment before its answer arrives.
    pub(super) fn is_kept(&self, number: i64, n_doubts: i64) -> bool {
        let began = Instant::now();
        while self.n_commits() < number && self.n_doubts() == n_doubts && began.elapsed() < ANSWERS_WITHIN {
            thread::sleep(PAUSE);
        }
        self.n_commits() >= number && self.n_doubts() == n_doubts
    }

    /// A commit that came after all others is kept, and so are they.
    pub(super) fn is_certain(&self) {
        self.is_uncertain.store(false, Ordering::Release);
    }

    pub(super) fn warned(&self) {
        self.has_warned.store(true, Ordering::Release);
    }

    pub(super) fn has_warned(&self) -> bool {
        self.has_warned.load(Ordering::Acquire)
    }

    pub(super) fn forget_warnings(&self) {
        self.has_warned.store(false, Ordering::Release);
    }

    /// The node has the lease under this epoch.
    pub(super) fn leased(&self, epoch: i64) {
        self.epoch.store(epoch, Ordering::Release);
    }

    /// The commit of this number is kept.
    pub(super) fn committed(&self, number: i64) {
        self.n_commits.store(number, Ordering::Release);
    }

    pub(super) fn n_commits(&self) -> i64 {
        self.n_commits.load(Ordering::Acquire)
    }

    /// The epoch of this node's lease.
    pub(super) fn epoch(&self) -> i64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// The least epoch and number of commits that a database must have which holds all that was acknowledged; nothing where
    /// another process acknowledges.
    pub(super) fn least(&self) -> Option<(i64, i64)> {
        let epoch = self.epoch();
        (epoch > 0).then(|| (epoch, self.n_commits()))
    }

    /// Nothing that the rooms hold may be written any more: each is loaded anew.
    pub(super) fn close_rooms(&self) {
        self.rooms.fail_all();
    }

    /// How long this node may tell what it holds.
    pub(super) fn tenure(&self) -> &Tenure {
        self.rooms.tenure()
    }

    /// Another node has taken the database: nobody is told anything any more.
    pub(super) fn end(&self) {
        self.rooms.end();
    }
}
