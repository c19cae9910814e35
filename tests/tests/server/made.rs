//! A document that was just made, while others ask for it already.

use anyhow::{Context, Result};
use muster_server::log::Log;
use muster_server::rooms::outbox::Outbox;
use muster_server::rooms::{RoomError, Rooms, Seat, Unknown};
use muster_shared::access::Visitor;
use muster_shared::id::DocId;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::Protocol;
use std::sync::Arc;

/// Documents, each of which is made once.
const DOCS: usize = 300;
/// Connections that ask for each of them before it is there.
const ASKERS: usize = 4;

async fn join(rooms: &Rooms, doc: &DocId) -> Result<Seat, RoomError> {
    let outbox = Arc::new(Outbox::new(usize::MAX));
    rooms.join(doc, Protocol::Muster, Visitor::anybody(), Unknown::Refuse, &outbox).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_document_that_was_made_is_found_though_others_asked_for_it_before_it_was_there() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let rooms = Rooms::new(Log::open(folder.path())?, Limits::DEFAULT);
    for number in 0..DOCS {
        let doc: DocId = format!("made-{number}").parse()?;
        let askers: Vec<_> = (0..ASKERS)
            .map(|_| {
                let (rooms, doc) = (rooms.clone(), doc.clone());
                tokio::spawn(async move {
                    loop {
                        match join(&rooms, &doc).await {
                            Err(RoomError::NoDocument) => {}
                            outcome => break outcome.map(drop),
                        }
                    }
                })
            })
            .collect();
        rooms.make(&doc, None, None).await?;
        join(&rooms, &doc).await.with_context(|| format!("{doc} is made"))?;
        for asker in askers {
            asker.await?.with_context(|| format!("{doc} is asked for"))?;
        }
    }
    rooms.close().await;
    Ok(())
}
