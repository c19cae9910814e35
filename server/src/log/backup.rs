//! The whole log as one file, and back.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};

use super::error::io_error;
use super::guard::{self, Which};
use super::intact::{self, Damage};
use super::place;
use super::schema::{self, FORMAT, GUARDED, format_of};
use super::{DATABASE, LogError};
use crate::folder::{RESTORED_PART, create_private};
use crate::sql::{self, Tables};

/// Tables of which no backup holds a row: what people say without their names while a box is open. Two copies compared would tell
/// what came between them.
pub(super) const LEFT_OUT: [&str; 3] = ["box_keys", "box_rights", "box_answers"];

/// Writes everything committed so far into a new file, synced, as of one moment, but for [`LEFT_OUT`]. Nobody waits for it.
pub(super) fn write(db: &Connection, to: &Path) -> Result<(), LogError> {
    let path = to.to_str().ok_or_else(|| LogError::Write(format!("`{}` is no text", to.display())))?;
    // Everything everybody wrote is in it.
    create_private(to).map_err(io_error)?;
    db.execute("VACUUM INTO ?1", [path]).map_err(LogError::writing)?;
    leave_out(to).map_err(LogError::writing)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(io_error)
}

/// Deletes what a backup does not hold, and overwrites it. No journal stands beside the file meanwhile.
fn leave_out(path: &Path) -> rusqlite::Result<()> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.pragma_update(None, "journal_mode", "MEMORY")?;
    db.pragma_update(None, "secure_delete", true)?;
    for table in LEFT_OUT {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        if db.query_row(sql, [table], |row| row.get::<_, i64>(0))? > 0 {
            db.execute(&format!("DELETE FROM {table}"), [])?;
        }
    }
    Ok(())
}

/// Makes the log of a data folder without one out of a backup. Each document begins a new epoch, `now_ms` or later:
/// clients may be ahead of it, and what they have comes back from them. `end` ends what a backup must not revive. Answers
/// how many documents there are, and what `end` answers.
///
/// # Errors
/// [`LogError`] when there is a log already, or the file is no whole backup of this workspace; then the folder is as it
/// was.
pub fn restore<T>(
    from: &Path,
    folder: &Path,
    now_ms: u64,
    end: impl FnOnce(&dyn Tables) -> sql::Result<T>,
) -> Result<(usize, T), LogError> {
    place::must_be_here(folder)?;
    if !place::is_vacant(folder) {
        return Err(LogError::Write(format!("there is a workspace in `{}` already", folder.display())));
    }
    let marker = place::marker_in(folder)?;
    let part = folder.join(RESTORED_PART);
    let restored = prepared(from, &part, marker.as_deref(), now_ms, end).and_then(|outcome| {
        let put_in_place = || {
            File::open(&part)?.sync_all()?;
            place::clear(folder, now_ms)?;
            fs::rename(&part, folder.join(DATABASE))?;
            File::open(folder)?.sync_all()
        };
        put_in_place().map(|()| outcome).map_err(io_error)
    });
    if restored.is_err() {
        // It is of no use to anybody; that it cannot be removed either would not help whoever reads the error.
        let _ = fs::remove_file(&part);
    }
    restored
}

/// Copies a backup to `part` and makes it what a restored workspace is: checked, brought up to date, in a new epoch, and with
/// everything ended that a backup must not revive.
pub(super) fn prepared<T>(
    from: &Path,
    part: &Path,
    marker: Option<&str>,
    now_ms: u64,
    end: impl FnOnce(&dyn Tables) -> sql::Result<T>,
) -> Result<(usize, T), LogError> {
    copy(from, part).map_err(|error| LogError::Read(format!("`{}`: {error}", from.display())))?;
    begin_epoch(part, marker, now_ms, end)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut File::open(from)?, &mut create_private(to)?).map(drop)
}

fn begin_epoch<T>(
    path: &Path,
    marker: Option<&str>,
    now_ms: u64,
    end: impl FnOnce(&dyn Tables) -> sql::Result<T>,
) -> Result<(usize, T), LogError> {
    let (mut db, damage) = (open_backup(path)?, Arc::default());
    intact::register(&db, &damage).map_err(LogError::reading)?;
    if let Some(trouble) = troubles(&db)?.into_iter().next() {
        return Err(LogError::Read(format!("the backup is damaged: {trouble}")));
    }
    match format_of(&db)? {
        FORMAT => check(&db, &damage, marker)?,
        GUARDED..FORMAT => {
            check(&db, &damage, marker)?;
            schema::add_to_guarded(&mut db)?;
        }
        _ => schema::bring_up_to_date(&mut db, marker)?,
    }
    let change = || -> sql::Result<(usize, T)> {
        guard::watch(&db)?;
        // A time, so that two restores of one backup are told apart.
        let raise = "UPDATE docs SET epoch = max(epoch + 1, ?1)";
        let n_docs = db.execute(raise, [now_ms.cast_signed()])?;
        let ended = end(&db)?;
        guard::adopt(&db)?;
        Ok((n_docs, ended))
    };
    change().map_err(LogError::writing)
}

fn open_backup(path: &Path) -> Result<Connection, LogError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(LogError::reading)?;
    match format_of(&db)? {
        ..=0 => Err(LogError::Read("this is no backup of a workspace".to_owned())),
        _ => Ok(db),
    }
}

/// Whether a backup is of the workspace that the folder held, and every row of it is as it was written.
fn check(db: &Connection, damage: &Damage, marker: Option<&str>) -> Result<(), LogError> {
    let id: String = db.query_row("SELECT id FROM seal", [], |row| row.get(0)).map_err(LogError::reading)?;
    if let Some(known) = marker.filter(|known| **known != *id) {
        let sentence =
            format!("this is a backup of the workspace {id}, and the folder held {known}; restore it elsewhere");
        return Err(LogError::Lost(sentence));
    }
    for which in [Which::Small, Which::Growing, Which::Content] {
        guard::rows(db, which, damage).map_err(LogError::reading)?;
    }
    match damage.all().into_iter().next() {
        Some(trouble) => Err(LogError::Read(format!("the backup is damaged: {trouble}"))),
        None => Ok(()),
    }
}

/// The faults that SQLite itself finds in a database.
pub(super) fn troubles(db: &Connection) -> Result<Vec<String>, LogError> {
    let mut check = db.prepare("PRAGMA integrity_check").map_err(LogError::reading)?;
    let rows = check.query_map([], |row| row.get::<_, String>(0)).map_err(LogError::reading)?;
    let rows: Vec<String> = rows.collect::<Result<_, _>>().map_err(LogError::reading)?;
    Ok(rows.into_iter().filter(|row| row != "ok").collect())
}
