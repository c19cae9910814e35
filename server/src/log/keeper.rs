//! The store that keeps a workspace, as it was chosen, and what is read of it while another process writes to it.

use std::path::Path;
use std::sync::Arc;

use super::read::{self, Reader};
use super::{DATABASE, LogError, place, postgres};
use crate::sql::Server;

/// The store that keeps the log, with everything else of a workspace.
#[derive(Debug, Clone, Default)]
pub enum Keeper {
    /// A file in the data folder.
    #[default]
    File,
    /// A PostgreSQL database.
    Postgres(Server),
}

impl Keeper {
    /// Whether there is a workspace, or was one in the folder.
    ///
    /// # Errors
    /// [`LogError::Unfit`] when the database cannot be asked.
    pub(crate) fn holds_one(&self, folder: &Path) -> Result<bool, LogError> {
        match self {
            Self::File => Ok(place::is_in(folder)),
            Self::Postgres(server) => postgres::on_a_thread(|| postgres::holds_one(server)),
        }
    }
}

/// Reads the log in a data folder that another process has.
///
/// # Errors
/// [`LogError::Read`], or what `read` returns.
pub fn read_apart<T>(folder: &Path, read: impl FnOnce(&Reader<'_>) -> Result<T, LogError>) -> Result<T, LogError> {
    read::Readers::new(folder.join(DATABASE), Arc::default()).read(read)
}

/// The same, whichever store keeps it.
///
/// # Errors
/// [`LogError::Read`], or what `read` returns.
pub(crate) fn read_apart_in<T>(
    folder: &Path,
    keeper: &Keeper,
    read: impl FnOnce(&Reader<'_>) -> Result<T, LogError>,
) -> Result<T, LogError> {
    match keeper {
        Keeper::File => read_apart(folder, read),
        Keeper::Postgres(server) => postgres::Readers::apart(server.clone()).read(read),
    }
}
