//! Deleted documents are erased for good once nobody may bring them back any more.

use std::time::Duration;

use muster_shared::id::DocId;
use muster_shared::kinds::companions;
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
        let is_talked_about = companions(&deleted.doc).any(|companion| rooms.is_open(&companion));
        if due && !rooms.is_open(&deleted.doc) && !is_talked_about {
            erase(rooms, people, &deleted.doc).await?;
        }
    }
    Ok(())
}

async fn erase(rooms: &Rooms, people: &People, doc: &DocId) -> Result<(), LogError> {
    for companion in companions(doc) {
        rooms.log().erase(&companion).await?;
    }
    rooms.log().erase(doc).await?;
    people.erased(doc).await?;
    info!(doc.id = %doc, "document {doc} was erased for good");
    Ok(())
}
