//! A document read from the log, beside its room if one is open: for loading a room, listing, export and compaction.

use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::limits::Limits;
use muster_shared::room::{About, Room};

use crate::clock;
use crate::log::{DocRow, Log, LogError, Reader};

/// A document as the log has it.
pub struct Cold {
    /// What the log knows of it; its `last_seq` is the last update in `room`.
    pub row: DocRow,
    /// The document, in a room nobody is in.
    pub room: Room,
    /// How many updates had to be read after the snapshot.
    pub n_later: usize,
}

/// Reads a document, off the I/O threads, and makes something of it there. `None` if there is no such document.
///
/// # Errors
/// [`LogError::Read`], also when a row is not what the gate once admitted.
pub async fn read<T: Send + 'static>(
    log: &Log,
    id: &DocId,
    limits: Limits,
    make: impl FnOnce(Cold) -> T + Send + 'static,
) -> Result<Option<T>, LogError> {
    let id = id.clone();
    log.read(move |reader| Ok(open(reader, &id, limits)?.map(make))).await
}

fn open(reader: &Reader<'_>, id: &DocId, limits: Limits) -> Result<Option<Cold>, LogError> {
    let Some(row) = reader.doc(id)? else { return Ok(None) };
    let about = About { doc: row.id.clone(), kind: row.kind, lineage: row.lineage.clone(), epoch: row.epoch, limits };
    let client = clock::random_client().map_err(|error| LogError::Read(error.to_string()))?;
    let mut room = Room::new(about, client);
    let n_later = reader.replay(row.num, |bytes| {
        let refused = |refusal| LogError::Read(format!("document {id}: {refusal}"));
        room.replay(&Arc::from(bytes)).map_err(refused)
    })?;
    Ok(Some(Cold { row, room, n_later }))
}
