//! Appends that a room has handed to the log and the disk does not have yet: measured from their arrival to their ack.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::log::DocNum;
use crate::metrics::Metrics;

/// A room's appends that are not on the disk, oldest first. Dropped with the room, they count no more.
pub(super) struct Waiting {
    metrics: Arc<Metrics>,
    doc: DocNum,
    since: VecDeque<(u64, Instant)>,
}

impl Waiting {
    pub(super) fn new(metrics: Arc<Metrics>, doc: DocNum) -> Self {
        Self { metrics, doc, since: VecDeque::new() }
    }

    pub(super) fn append(&mut self, ticket: u64, n_bytes: usize) {
        self.metrics.appends.inc();
        self.metrics.append_bytes.inc_by(n_bytes as u64);
        let now = Instant::now();
        if self.since.is_empty() {
            self.metrics.waits_since(self.doc.0, Some(now));
        }
        self.since.push_back((ticket, now));
    }

    pub(super) fn flushed(&mut self, ticket: u64) {
        while let Some((_, since)) = self.since.pop_front_if(|(waiting, _)| *waiting <= ticket) {
            self.metrics.ack_seconds.observe(since.elapsed().as_secs_f64());
        }
        self.metrics.waits_since(self.doc.0, self.since.front().map(|(_, since)| *since));
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.metrics.waits_since(self.doc.0, None);
    }
}
