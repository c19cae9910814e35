//! The log as one SQLite file: its tables, and what the writing connection does to them.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use muster_shared::id::DocId;
use rusqlite::{Connection, OptionalExtension, params};

use super::order::{Append, Change, Created, NewDoc, Snapshot};
use super::read::doc_row;
use super::{DocNum, LogError, pack};

/// The format of the file. Raised when older programs would misread it.
pub(super) const FORMAT: i64 = 3;

/// `-wal` pages, 4 KiB each, after which the writer carries them into the database. More means rarer and longer.
const CHECKPOINT_PAGES: u32 = 4096;

const TABLES: &str = "
CREATE TABLE docs (
    num        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    kind       TEXT,
    lineage    TEXT    NOT NULL,
    epoch      INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE updates (
    seq    INTEGER PRIMARY KEY,
    doc    INTEGER NOT NULL REFERENCES docs,
    bytes  BLOB    NOT NULL,
    at_ms  INTEGER NOT NULL,
    author TEXT    NOT NULL
) STRICT;
CREATE INDEX updates_of_doc ON updates (doc, seq);
CREATE TABLE snapshots (
    doc   INTEGER PRIMARY KEY REFERENCES docs,
    seq   INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE probe (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO probe VALUES (1, 0);
";

/// What format 2 added: whose client ids are. An id without a row is nobody's: what stands under it was written on an
/// open server.
const AUTHORS: &str = "
CREATE TABLE authors (
    doc    INTEGER NOT NULL REFERENCES docs,
    client INTEGER NOT NULL,
    author TEXT    NOT NULL,
    PRIMARY KEY (doc, client)
) STRICT, WITHOUT ROWID;
";

pub(super) fn write_error(error: impl std::fmt::Display) -> LogError {
    LogError::Write(error.to_string())
}

/// The connection that writes.
pub(super) struct Store {
    path: PathBuf,
    db: Connection,
}

impl Store {
    /// Opens or makes the database, with its `-wal` file for the flusher. What an earlier process wrote is on disk
    /// when this returns.
    pub(super) fn open(path: &Path) -> Result<(Self, File), LogError> {
        let mut db = connect(path)?;
        make_tables(&mut db)?;
        let mut store = Self { path: path.to_owned(), db };
        let wal = store.wal()?;
        Ok((store, wal))
    }

    /// Replaces the connection. The new one is open before the old one closes: SQLite deletes the `-wal` file with
    /// the last connection to it.
    pub(super) fn reopen(&mut self) -> Result<File, LogError> {
        self.db = connect(&self.path)?;
        self.wal()
    }

    /// The `-wal` file, present, synced, and its name synced too.
    fn wal(&mut self) -> Result<File, LogError> {
        let txn = self.begin()?;
        txn.probe()?;
        txn.commit()?;
        self.synced_wal().map_err(write_error)
    }

    fn synced_wal(&self) -> io::Result<File> {
        let mut path = self.path.clone().into_os_string();
        path.push("-wal");
        let wal = File::open(path)?;
        wal.sync_data()?;
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(wal)
    }

    /// Carries the whole `-wal` file into the database and empties it, everything synced.
    pub(super) fn checkpoint(&mut self) -> Result<File, LogError> {
        let busy: i64 =
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(write_error)?;
        if busy != 0 {
            return Err(LogError::Write("the checkpoint was kept waiting by readers".to_owned()));
        }
        self.synced_wal().map_err(write_error)
    }

    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, LogError> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        self.db.transaction_with_behavior(behavior).map(Transaction).map_err(write_error)
    }
}

/// One transaction: dropped without a commit, it changes nothing.
pub(super) struct Transaction<'s>(rusqlite::Transaction<'s>);

impl Transaction<'_> {
    pub(super) fn append(&self, append: &Append) -> Result<(), LogError> {
        let sql = "INSERT INTO updates (doc, bytes, at_ms, author) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = self.0.prepare_cached(sql).map_err(write_error)?;
        let author = append.author.as_str();
        let values = params![append.doc.0, &*append.bytes, append.at_ms.cast_signed(), author];
        insert.execute(values).map_err(write_error)?;
        append.binds.iter().try_for_each(|client| self.bind(append.doc, *client, author))
    }

    fn bind(&self, DocNum(doc): DocNum, client: u64, author: &str) -> Result<(), LogError> {
        let sql = "INSERT INTO authors (doc, client, author) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        let mut insert = self.0.prepare_cached(sql).map_err(write_error)?;
        insert.execute(params![doc, client.cast_signed(), author]).map(drop).map_err(write_error)
    }

    pub(super) fn create(&self, new: &NewDoc) -> Result<Created, LogError> {
        if let Some(row) = doc_row(&self.0, &new.id).optional().map_err(write_error)? {
            return Ok(Created::Existing(row));
        }
        let sql = "INSERT INTO docs (id, kind, lineage, epoch, created_ms) VALUES (?1, ?2, ?3, 0, ?4)";
        let kind = new.kind.map(|kind| kind.name());
        let values = params![new.id.as_str(), kind, new.lineage.as_str(), new.at_ms.cast_signed()];
        self.0.execute(sql, values).map_err(write_error)?;
        doc_row(&self.0, &new.id).map(Created::New).map_err(write_error)
    }

    pub(super) fn snapshot(&self, snapshot: &Snapshot) -> Result<(), LogError> {
        let sql = "INSERT INTO snapshots (doc, seq, bytes, at_ms) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (doc) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, at_ms = excluded.at_ms
                   WHERE excluded.seq > snapshots.seq";
        let DocNum(doc) = snapshot.doc;
        let values = params![doc, snapshot.seq, snapshot.bytes, snapshot.at_ms.cast_signed()];
        self.0.execute(sql, values).map(drop).map_err(write_error)
    }

    pub(super) fn change(&self, change: &Change) -> Result<(), LogError> {
        change(&self.0).map_err(write_error)
    }

    pub(super) fn probe(&self) -> Result<(), LogError> {
        self.0.execute("UPDATE probe SET count = count + 1", []).map(drop).map_err(write_error)
    }

    pub(super) fn commit(self) -> Result<(), LogError> {
        self.0.commit().map_err(write_error)
    }
}

/// Deletes every row of a document.
pub(super) fn erase(db: &Connection, id: &DocId) -> rusqlite::Result<()> {
    for table in ["updates", "packs", "snapshots", "authors"] {
        db.execute(&format!("DELETE FROM {table} WHERE doc = (SELECT num FROM docs WHERE id = ?1)"), [id.as_str()])?;
    }
    db.execute("DELETE FROM docs WHERE id = ?1", [id.as_str()]).map(drop)
}

fn connect(path: &Path) -> Result<Connection, LogError> {
    let db = Connection::open(path).map_err(write_error)?;
    db.busy_timeout(Duration::from_secs(1)).map_err(write_error)?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(write_error)?;
    if mode != "wal" {
        return Err(LogError::Write(format!("{} is on a file system without write-ahead logging", path.display())));
    }
    db.pragma_update(None, "synchronous", "NORMAL").map_err(write_error)?;
    // What is deleted is overwritten: a document that is erased must not be found in the file's free pages.
    db.pragma_update(None, "secure_delete", true).map_err(write_error)?;
    db.pragma_update(None, "foreign_keys", true).map_err(write_error)?;
    db.pragma_update(None, "cache_size", -1024).map_err(write_error)?;
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(write_error)?;
    Ok(db)
}

fn make_tables(db: &mut Connection) -> Result<(), LogError> {
    let format: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(write_error)?;
    let missing = match format {
        FORMAT => return Ok(()),
        0 => [TABLES, AUTHORS, pack::TABLES].as_slice(),
        1 => &[AUTHORS, pack::TABLES],
        2 => &[pack::TABLES],
        newer => return Err(LogError::TooNew(newer, FORMAT)),
    };
    let txn = db.transaction().map_err(write_error)?;
    missing.iter().try_for_each(|tables| txn.execute_batch(tables)).map_err(write_error)?;
    txn.pragma_update(None, "user_version", FORMAT).map_err(write_error)?;
    txn.commit().map_err(write_error)
}
