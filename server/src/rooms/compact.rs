//! Compaction: what a document is made of becomes one snapshot, and what the snapshot covers is packed. It works on the
//! log alone, beside the live room.

use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::unnamed;
use muster_shared::sync::limits::Limits;
use tokio::sync::Semaphore;
use tracing::{debug, error, warn};

use super::cold;
use crate::clock;
use crate::log::{Log, LogError, Snapshot};

/// Makes snapshots, one at a time, so that they never take more than one thread from the living.
pub(super) struct Compactor {
    log: Log,
    limits: Limits,
    turn: Arc<Semaphore>,
}

impl Compactor {
    pub(super) fn new(log: Log, limits: Limits) -> Self {
        Self { log, limits, turn: Arc::new(Semaphore::new(1)) }
    }

    /// Makes a snapshot of a document some time soon. Whether it comes to be changes nothing but the next loading.
    pub(super) fn request(&self, doc: DocId) {
        let (log, limits, turn) = (self.log.clone(), self.limits, Arc::clone(&self.turn));
        tokio::spawn(async move {
            let Ok(_turn) = turn.acquire().await else { return };
            match compact(&log, &doc, limits).await {
                Ok(n_bytes) => debug!(doc.id = unnamed(&doc), n_bytes, "document {} is compacted", unnamed(&doc)),
                Err(LogError::Closed) => {}
                Err(failed) => {
                    warn!(doc.id = unnamed(&doc), error = %failed, "document {} could not be compacted", unnamed(&doc))
                }
            }
        });
    }
}

/// Compacts one document; answers how long its snapshot is, in bytes.
async fn compact(log: &Log, doc: &DocId, limits: Limits) -> Result<usize, LogError> {
    let make = |mut cold: cold::Cold| (cold.row.num, cold.row.last_seq, cold.needs_snapshot, cold.room.compact());
    let Some((num, seq, is_damaged, snapshot)) = cold::read(log, doc, limits, make).await? else { return Ok(0) };
    let Some(bytes) = snapshot else {
        // Replacing what we have by something that does not say the same would lose it; so nothing is replaced.
        error!(
            doc.id = unnamed(doc),
            "document {} would not reload equal from its snapshot: its log is kept as it is",
            unnamed(doc)
        );
        return Ok(0);
    };
    let n_bytes = bytes.len();
    log.metrics().snapshot_bytes.inc_by(n_bytes as u64);
    if is_damaged {
        // It would count as the one before the last, and the good one of both would go.
        log.forget_damaged_snapshots(num).await?;
    }
    log.snapshot(Snapshot { doc: num, seq, bytes, at_ms: clock::now_ms() }).await?;
    let n_packed = log.pack(num).await?;
    log.metrics().pack_bytes.inc_by(n_packed as u64);
    Ok(n_bytes)
}
