//! The flusher: one thread that asks the disk to keep what the writer has written, and says so once it has.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tracing::error;

use super::LogError;
use super::order::Progress;
use super::store::Disk;
use crate::metrics::Metrics;

/// A promise, called once the updates it waits for are on disk, or are known not to be.
pub(super) type Promise = Box<dyn FnOnce(Result<(), LogError>) + Send>;

/// Appends and promises that were written and wait to be flushed. A room stands in it once, so it is no longer than the
/// list of open rooms and of the callers who wait for an answer.
#[derive(Default)]
pub(super) struct Written {
    rooms: HashMap<usize, (Arc<Progress>, u64)>,
    promises: Vec<Promise>,
}

impl Written {
    /// A room's append of this number was written.
    pub(super) fn append(&mut self, progress: &Arc<Progress>, number: u64) {
        self.rooms.insert(Arc::as_ptr(progress).addr(), (Arc::clone(progress), number));
    }

    /// Somebody waits for the flush.
    pub(super) fn promise(&mut self, promise: Promise) {
        self.promises.push(promise);
    }

    /// The rooms with the last number written for each.
    pub(super) fn rooms(&self) -> impl Iterator<Item = &(Arc<Progress>, u64)> {
        self.rooms.values()
    }

    fn is_empty(&self) -> bool {
        self.rooms.is_empty() && self.promises.is_empty()
    }

    fn join(&mut self, later: Self) {
        self.rooms.extend(later.rooms);
        self.promises.extend(later.promises);
    }

    /// Tells everybody how it went.
    pub(super) fn settle(self, outcome: &Result<(), LogError>) {
        for (progress, number) in self.rooms.into_values() {
            match outcome {
                Ok(()) => progress.flushed(number),
                Err(_) => progress.fail(),
            }
        }
        for promise in self.promises {
            promise(outcome.clone());
        }
    }
}

struct Desk<D> {
    written: Written,
    /// The disk to sync, a file's descriptor; `None` after a failed sync, until the writer has healed the log and hands in
    /// one anew.
    disk: Option<Arc<D>>,
    stopping: bool,
}

/// The flusher's desk, shared with the writer.
pub(super) struct Flusher<D> {
    desk: Mutex<Desk<D>>,
    news: Condvar,
    metrics: Arc<Metrics>,
}

impl<D: Disk> Flusher<D> {
    pub(super) fn new(disk: D, metrics: Arc<Metrics>) -> Self {
        let desk = Desk { written: Written::default(), disk: Some(Arc::new(disk)), stopping: false };
        Self { desk: Mutex::new(desk), news: Condvar::new(), metrics }
    }

    /// The metrics that the flusher counts into.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Takes over what was written.
    pub(super) fn hand_over(&self, written: Written) {
        if !written.is_empty() {
            self.desk().written.join(written);
            self.news.notify_one();
        }
    }

    /// Whether a sync has failed since the log was last healed.
    pub(super) fn is_suspect(&self) -> bool {
        self.desk().disk.is_none()
    }

    /// The log has been healed, and this is its disk.
    pub(super) fn healed(&self, disk: D) {
        self.desk().disk = Some(Arc::new(disk));
    }

    /// Flush what there is and end.
    pub(super) fn stop(&self) {
        self.desk().stopping = true;
        self.news.notify_one();
    }

    /// The flusher's thread.
    pub(super) fn run(&self) {
        while let Some((written, disk)) = self.next() {
            let outcome = match disk {
                None => Err(LogError::Write("an earlier sync failed".to_owned())),
                Some(disk) => self.sync(&*disk).map_err(|failed| {
                    error!(error = %failed, "the log could not be synced: nothing is acknowledged until it is healed");
                    self.desk().disk = None;
                    LogError::Write(failed.to_string())
                }),
            };
            written.settle(&outcome);
        }
    }

    fn sync(&self, disk: &D) -> io::Result<()> {
        let start = Instant::now();
        let outcome = disk.sync();
        self.metrics.flush_seconds.observe(start.elapsed().as_secs_f64());
        outcome
    }

    /// Waits for something to flush; `None` at the end.
    fn next(&self) -> Option<(Written, Option<Arc<D>>)> {
        let mut desk = self.desk();
        while desk.written.is_empty() {
            if desk.stopping {
                return None;
            }
            desk = self.news.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        Some((std::mem::take(&mut desk.written), desk.disk.clone()))
    }

    fn desk(&self) -> MutexGuard<'_, Desk<D>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
