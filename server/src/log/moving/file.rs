//! A backup made of another store's tables: the same file that a backup of a file is.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};

use super::super::backup::LEFT_OUT;
use super::super::error::io_error;
use super::super::{LogError, guard, intact, schema};
use super::{Define, copy};
use crate::folder::create_private;
use crate::sql::Tables;

/// Writes all that a backup holds into a new file, synced. The tables are as of one moment.
pub(in crate::log) fn into_file(from: &dyn Tables, to: &Path, define: Define) -> Result<(), LogError> {
    let id: String = from.query_row("SELECT id FROM seal", [], |row| row.get(0)).map_err(LogError::reading)?;
    // Everything everybody wrote is in it.
    create_private(to).map_err(io_error)?;
    defined(to, &id, define, from)?;
    // Another connection: on that one each row that is inserted would be written a second time, for its checksum.
    let db = open(to)?;
    let txn = db.unchecked_transaction().map_err(LogError::writing)?;
    copy::all(from, &*txn, &LEFT_OUT)?;
    txn.commit().map_err(LogError::writing)?;
    drop(db);
    File::open(to).and_then(|file| file.sync_all()).map_err(io_error)
}

/// Makes the tables, whose rows bear checksums, and in them the number that those of the other store are not above.
fn defined(path: &Path, id: &str, define: Define, from: &dyn Tables) -> Result<(), LogError> {
    let mut db = open(path)?;
    schema::bring_up_to_date(&mut db, Some(id))?;
    copy::floor((from, "lease"), (&db, "numbers"))?;
    define(&db).map_err(LogError::writing)?;
    guard::adopt(&db).map_err(LogError::writing)?;
    db.close().map_err(|(_, error)| LogError::writing(error))
}

/// A file that is of no use before it is whole: no journal stands beside it, and it is synced once.
fn open(path: &Path) -> Result<Connection, LogError> {
    let open = || {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        intact::register(&db, &Arc::default())?;
        db.pragma_update(None, "journal_mode", "MEMORY")?;
        db.pragma_update(None, "synchronous", "OFF")?;
        Ok(db)
    };
    open().map_err(|error: rusqlite::Error| LogError::writing(error))
}
