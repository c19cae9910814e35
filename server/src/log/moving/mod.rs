//! A workspace on its way from one store to another. A backup is always a file: one of a workspace in PostgreSQL is made of
//! its tables, and restored into PostgreSQL a file's tables go into the database. So every way between the two stores, and from
//! one database to the next, is a backup and a restore, and what a restore must not revive is ended in one place.

mod copy;
mod file;

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::keeper::Keeper;
use super::postgres::{self, Vacant};
use super::{LogError, backup, place};
use crate::folder::RESTORED_PART;
use crate::sql::{self, Tables};
pub(super) use file::into_file;

/// The definitions of the tables that are not the log's own.
pub type Define = fn(&dyn Tables) -> sql::Result<()>;

/// Makes a workspace out of a backup in the store that was chosen, as [`backup::restore`] does in a file. `define` defines the
/// tables that are not the log's own.
///
/// # Errors
/// [`LogError`] when there is a workspace already, or the file is no whole backup of the folder's; then folder and store are as
/// they were.
pub fn restore_in<T: Send>(
    from: &Path,
    (folder, keeper): (&Path, &Keeper),
    now_ms: u64,
    end: impl FnOnce(&dyn Tables) -> sql::Result<T> + Send,
    define: Define,
) -> Result<(usize, T), LogError> {
    let Keeper::Postgres(server) = keeper else { return backup::restore(from, folder, now_ms, end) };
    let marker = place::elsewhere(folder)?;
    let part = folder.join(RESTORED_PART);
    let restored = postgres::on_a_thread(|| {
        let vacant = Vacant::take(server)?;
        let outcome = backup::prepared(from, &part, marker.as_deref(), now_ms, end)?;
        move_in(&vacant, folder, &part, marker.as_deref(), define)?;
        Ok(outcome)
    });
    // All that is left in it, the backup says too.
    drop(fs::remove_file(&part));
    restored
}

/// Fills a database out of a file. The folder bears its marker before that: a server that is started in it after a crash is
/// refused by an empty database, and begins no workspace there.
fn move_in(vacant: &Vacant, folder: &Path, part: &Path, marker: Option<&str>, define: Define) -> Result<(), LogError> {
    let file = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(LogError::reading)?;
    let from: &dyn Tables = &file;
    let id: String = from.query_row("SELECT id FROM seal", [], |row| row.get(0)).map_err(LogError::reading)?;
    place::settle_elsewhere(folder, marker, &id)?;
    let filled = vacant.fill(&id, |to| {
        define(to).map_err(LogError::writing)?;
        copy::all(from, to, &[])?;
        copy::floor((from, "numbers"), (to, "lease"))
    });
    if filled.is_err() && marker.is_none() && vacant.is_still_vacant() {
        place::unsettle_elsewhere(folder);
    }
    filled
}
