//! Reading, whichever store keeps the log.

use std::path::Path;
use std::sync::Arc;

use super::guard::{self, Which};
use super::intact::Damage;
use super::moving::{self, Define};
use super::read::{self, Reader};
use super::{LogError, backup, postgres};

/// Connections for reading.
pub(super) enum Readers {
    /// Of a file.
    File(read::Readers),
    /// Of a PostgreSQL database.
    Postgres { readers: postgres::Readers, damage: Arc<Damage> },
}

impl Readers {
    /// The damage that was found so far.
    pub(super) fn damage(&self) -> &Arc<Damage> {
        match self {
            Self::File(readers) => readers.damage(),
            Self::Postgres { damage, .. } => damage,
        }
    }

    /// Whether nothing is read until the writer has found out what was written.
    pub(super) fn wait_for_the_writer(&self) -> bool {
        match self {
            Self::File(_) => false,
            Self::Postgres { readers, .. } => readers.are_uncertain(),
        }
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&Reader<'_>) -> Result<T, LogError>) -> Result<T, LogError> {
        match self {
            Self::File(readers) => readers.read(read),
            Self::Postgres { readers, .. } => readers.read(read),
        }
    }

    /// Writes everything committed so far into a new file, whose tables of people are defined by `define`.
    pub(super) fn backup(&self, to: &Path, define: Define) -> Result<(), LogError> {
        match self {
            Self::File(readers) => readers.outside(|db| backup::write(db, to)),
            Self::Postgres { readers, .. } => {
                readers.read(|reader| reader.tables(|tables| Ok(moving::into_file(tables, to, define)))?)
            }
        }
    }

    /// Looks at everything but documents' contents, which are looked at when they are read. PostgreSQL looks at its pages
    /// itself.
    pub(super) fn scrub(&self) -> Result<(), LogError> {
        let Self::File(readers) = self else { return Ok(()) };
        readers.outside(|db| {
            let damage = readers.damage();
            backup::troubles(db)?.iter().for_each(|trouble| damage.found(trouble));
            let looked = |which| guard::rows(db, which, damage).map_err(LogError::reading);
            [Which::Small, Which::Growing].into_iter().try_for_each(looked)
        })
    }
}
