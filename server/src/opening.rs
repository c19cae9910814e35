//! A workspace is opened in its data folder: by the server, and by a command that does its work without one.

use muster_shared::access::ByRank;
use muster_shared::id::DocId;
use muster_shared::kinds::org;
use muster_shared::sync::limits::Limits;
use thiserror::Error;

use crate::folder::{Folder, FolderError};
use crate::log::{Keeper, Log, LogError};
use crate::rooms::{RoomError, Rooms};

/// The reason why a workspace cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The log cannot be opened.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The workspace's own document cannot be made.
    #[error(transparent)]
    Room(#[from] RoomError),
}

/// Opens the log and the rooms of a data folder that is ours. The workspace's own document is there from the first time.
///
/// # Errors
/// [`OpenError`].
pub(crate) async fn open(
    folder: &Folder,
    keeper: &Keeper,
    limits: impl Into<ByRank<Limits>>,
) -> Result<Rooms, OpenError> {
    begun(Log::open_in(folder.path(), keeper)?, limits).await
}

/// The same, once no other process has the workspace.
///
/// # Errors
/// [`OpenError`].
pub(crate) async fn open_in_turn(
    folder: &Folder,
    keeper: &Keeper,
    limits: impl Into<ByRank<Limits>>,
) -> Result<Rooms, OpenError> {
    begun(Log::open_in_turn(folder.path(), keeper).await?, limits).await
}

async fn begun(log: Log, limits: impl Into<ByRank<Limits>>) -> Result<Rooms, OpenError> {
    let rooms = Rooms::new(log, limits);
    rooms.make(&DocId::org(), Some(org::KIND), None).await?;
    Ok(rooms)
}
