//! Deleted documents are erased for good once nobody may bring them back any more.

use std::time::Duration;

use muster_shared::id::DocId;
use muster_shared::kinds::{root, unnamed};
use tracing::{info, warn};

use crate::clock;
use crate::log::LogError;
use crate::people::People;
use crate::rooms::Rooms;

/// How often it is looked whether anything is to be erased, at most and at least.
const EVERY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(3600));

/// Erases, for as long as the server runs, what was deleted longer ago than `keep`.
pub(crate) async fn run(rooms: Rooms, people: People, keep: Duration) {
    let every = (keep / 4).clamp(EVERY.0, EVERY.1);
    loop {
        if let Err(error) = sweep(&rooms, &people, keep).await {
            warn!(%error, "what was deleted could not be erased; it is tried again");
        }
        tokio::time::sleep(every).await;
    }
}

async fn sweep(rooms: &Rooms, people: &People, keep: Duration) -> Result<(), LogError> {
    let keep_ms = u64::try_from(keep.as_millis()).unwrap_or(u64::MAX);
    for deleted in people.deleted().await? {
        let due = deleted.at_ms.saturating_add(keep_ms) <= clock::now_ms();
        // Everybody in it was put out when it was deleted; its room may be about to close.
        if !due {
            continue;
        }
        let all = with_companions(rooms, &deleted.doc).await?;
        if !all.iter().any(|doc| rooms.is_open(doc)) {
            erase(rooms, people, &deleted.doc, all).await?;
        }
    }
    Ok(())
}

/// A document and all that stand beside it, the document itself last: until it is gone, the others are found by it.
async fn with_companions(rooms: &Rooms, doc: &DocId) -> Result<Vec<DocId>, LogError> {
    let rows = rooms.log().docs().await?.into_iter();
    let mut all: Vec<DocId> =
        rows.filter(|row| row.id != *doc && root(&row.id, row.kind) == *doc).map(|row| row.id).collect();
    all.push(doc.clone());
    Ok(all)
}

async fn erase(rooms: &Rooms, people: &People, doc: &DocId, all: Vec<DocId>) -> Result<(), LogError> {
    for doc in all {
        rooms.log().erase(&doc).await?;
    }
    people.erased(doc).await?;
    info!(doc.id = unnamed(doc), "document {} was erased for good", unnamed(doc));
    Ok(())
}
