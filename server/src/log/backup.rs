//! The whole log as one file, and back.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::read::read_error;
use super::sqlite::{FORMAT, write_error};
use super::{DATABASE, LogError};

/// Writes everything committed so far into a new file, synced, as of one moment. Nobody waits for it.
pub(super) fn write(db: &Connection, to: &Path) -> Result<(), LogError> {
    let path = to.to_str().ok_or_else(|| LogError::Write(format!("`{}` is no text", to.display())))?;
    db.execute("VACUUM INTO ?1", [path]).map_err(write_error)?;
    let keep = || {
        private(to)?;
        File::open(to)?.sync_all()
    };
    keep().map_err(write_error)
}

/// Everything everybody wrote is in it.
#[cfg(unix)]
fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn private(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes the log of an empty data folder out of a backup. Each document begins a new epoch, `now_ms` or later: clients
/// may be ahead of it, and what they have comes back from them. `end` ends what a backup must not revive. Answers how many
/// documents there are, and what `end` answers.
///
/// # Errors
/// [`LogError`] when there is a log already, or the file is no whole backup; then the folder is as it was.
pub fn restore<T>(
    from: &Path,
    folder: &Path,
    now_ms: u64,
    end: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<(usize, T), LogError> {
    let database = folder.join(DATABASE);
    if database.exists() {
        return Err(LogError::Write(format!("there is a workspace in `{}` already", folder.display())));
    }
    let part = folder.join("restore.part");
    let restored = fs::copy(from, &part).map_err(|error| LogError::Read(format!("`{}`: {error}", from.display())));
    let restored = restored.and_then(|_| begin_epoch(&part, now_ms, end)).and_then(|outcome| {
        let put_in_place = || {
            File::open(&part)?.sync_all()?;
            fs::rename(&part, &database)?;
            File::open(folder)?.sync_all()
        };
        put_in_place().map(|()| outcome).map_err(write_error)
    });
    if restored.is_err() {
        // It is of no use to anybody; that it cannot be removed either would not help whoever reads the error.
        let _ = fs::remove_file(&part);
    }
    restored
}

fn begin_epoch<T>(
    path: &Path,
    now_ms: u64,
    end: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<(usize, T), LogError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(read_error)?;
    let format: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(read_error)?;
    match format {
        0 => return Err(LogError::Read("this is no backup of a workspace".to_owned())),
        newer if newer > FORMAT => return Err(LogError::TooNew(newer, FORMAT)),
        _ => {}
    }
    if let Some(trouble) = troubles(&db)?.into_iter().next() {
        return Err(LogError::Read(format!("the backup is damaged: {trouble}")));
    }
    // A time, so that two restores of one backup are told apart.
    let raise = "UPDATE docs SET epoch = max(epoch + 1, ?1)";
    let n_docs = db.execute(raise, [now_ms.cast_signed()]).map_err(write_error)?;
    Ok((n_docs, end(&db).map_err(write_error)?))
}

/// What SQLite itself finds wrong with a database.
pub(super) fn troubles(db: &Connection) -> Result<Vec<String>, LogError> {
    let mut check = db.prepare("PRAGMA integrity_check").map_err(read_error)?;
    let rows = check.query_map([], |row| row.get::<_, String>(0)).map_err(read_error)?;
    let rows: Vec<String> = rows.collect::<Result<_, _>>().map_err(read_error)?;
    Ok(rows.into_iter().filter(|row| row != "ok").collect())
}
