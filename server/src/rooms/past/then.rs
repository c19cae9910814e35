//! A document as it stood after one of its updates.

use muster_shared::id::DocId;
use muster_shared::sheet::Sheet;
use muster_shared::sync::made::MadeRow;

use super::{admit, authors_in, copy_of, made_in};
use crate::log::{DocRow, Log, LogError};
use crate::reads::Turn;

/// A document as it stood.
pub(crate) struct Stood {
    /// When, in milliseconds since 1970.
    pub(crate) at_ms: u64,
    /// Its words as they are written.
    pub(crate) sheet: Sheet,
    /// The rows that belong to their makers, with what the log says of who that is.
    pub(crate) made: Vec<MadeRow>,
    /// Part of the worked example.
    pub(crate) is_example: bool,
}

/// Makes something of a document as it stood after its update `seq`; `None` if there is no such document, or if it has no kind.
///
/// # Errors
/// [`LogError::Read`]; [`LogError::Stopped`] when nobody waits for it any more.
pub(crate) async fn then<T: Send + 'static>(
    log: &Log,
    id: &DocId,
    seq: i64,
    turn: Turn,
    make: impl FnOnce(&DocRow, Stood) -> Option<T> + Send + 'static,
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
        let Some(sheet) = copy.sheet() else { return Ok(None) };
        let made = made_in(&mut copy, &authors_in(reader, &row)?);
        let stood = Stood { at_ms: then_ms, sheet, made, is_example: copy.is_example() };
        Ok(make(&row, stood))
    })
    .await
}
