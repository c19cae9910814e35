//! A document as it stood after one of its updates.

use muster_shared::id::DocId;
use muster_shared::sheet::Sheet;

use super::{admit, copy_of};
use crate::log::{DocRow, Log, LogError};
use crate::reads::Turn;

/// Makes something of a document as it stood after its update `seq`, and of the time of that; `None` if there is no such
/// document, or if it has no kind.
///
/// # Errors
/// [`LogError::Read`]; [`LogError::Stopped`] when nobody waits for it any more.
pub(crate) async fn then<T: Send + 'static>(
    log: &Log,
    id: &DocId,
    seq: i64,
    turn: Turn,
    make: impl FnOnce(&DocRow, u64, Sheet) -> Option<T> + Send + 'static,
) -> Result<Option<T>, LogError> {
    let id = id.clone();
    log.read(move |reader| {
        let Some(row) = reader.doc(&id)? else { return Ok(None) };
        let mut copy = copy_of(&row)?;
        let mut then_ms = row.created_ms;
        reader.history(row.num, 0, |update| {
            turn.go_on()?;
            if update.seq <= seq {
                then_ms = update.at_ms;
                admit(&mut copy, &update.bytes)?;
            }
            Ok::<(), LogError>(())
        })?;
        Ok(copy.sheet().and_then(|sheet| make(&row, then_ms, sheet)))
    })
    .await
}
