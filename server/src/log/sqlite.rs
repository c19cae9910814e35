//! The log as one SQLite file: its tables, and what the writing connection does to them.

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use muster_shared::id::{DocId, Since};
use rusqlite::types::ValueRef::{Blob, Integer, Text};
use rusqlite::{Connection, OpenFlags, params};

use super::carrier::Carrier;
use super::error::io_error;
use super::guard::{self, Which};
use super::intact::{self, Damage, sum_of};
use super::order::{Append, Change, Created, NewDoc, Snapshot};
use super::pack::Pack;
use super::place;
use super::read::{DOCS, STATEMENTS_KEPT, doc_row};
use super::schema::{self, FORMAT, GUARDED, format_of};
use super::store::{self, OF_ANOTHER, Store as _, Transaction as _};
use super::{DocNum, LogError};
use crate::sql;

/// The connection that writes.
pub(super) struct Store {
    path: PathBuf,
    db: Connection,
    damage: Arc<Damage>,
    carrier: Arc<Carrier>,
}

impl Store {
    /// Opens the database of the workspace `marker`, if that is known, with its `-wal` file for the flusher. Rows that
    /// an earlier process wrote are on disk when this returns, and damage among them is noted.
    ///
    /// # Errors
    /// [`LogError::Lost`] for the database of another workspace; [`LogError::Damaged`] when rows may be missing, as
    /// every further row may make it worse.
    pub(super) fn open(path: &Path, marker: Option<&str>, damage: &Arc<Damage>) -> Result<(Self, File), LogError> {
        let mut db = connect(path, damage)?;
        match format_of(&db)? {
            FORMAT => {}
            GUARDED..FORMAT => {
                look_through(&db, damage)?;
                schema::add_to_guarded(&mut db)?;
            }
            1..GUARDED => schema::bring_up_to_date(&mut db, marker)?,
            _ => return Err(LogError::Damaged("the head of `muster.db` names no format of ours".to_owned())),
        }
        let id: String = db.query_row("SELECT id FROM seal", [], |row| row.get(0)).map_err(LogError::reading)?;
        if let Some(folder) = path.parent() {
            place::settle(folder, marker, &id)?;
        }
        look_through(&db, damage)?;
        guard::watch(&db).map_err(LogError::writing)?;
        let carrier = Carrier::open(path)?;
        carrier.attend(&mut db)?;
        let mut store = Self { path: path.to_owned(), db, damage: Arc::clone(damage), carrier };
        let wal = store.wal()?;
        Ok((store, wal))
    }

    /// The `-wal` file, present, synced, and its name synced too.
    fn wal(&mut self) -> Result<File, LogError> {
        let txn = self.begin()?;
        txn.probe()?;
        txn.commit()?;
        self.synced_wal().map_err(io_error)
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

    /// The carrier, which brings pages from the `-wal` file into the database.
    pub(super) fn carrier(&self) -> &Arc<Carrier> {
        &self.carrier
    }
}

impl store::Store for Store {
    type Disk = File;
    type Transaction<'s> = Transaction<'s>;

    fn begin(&mut self) -> Result<Transaction<'_>, LogError> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let txn = self.db.transaction_with_behavior(behavior).map_err(LogError::writing)?;
        Ok(Transaction { db: txn, last_seq: Cell::new(None) })
    }

    /// Replaces the connection. The new one is open before the old one closes: SQLite deletes the `-wal` file with
    /// the last connection to it.
    fn reopen(&mut self) -> Result<File, LogError> {
        let mut db = connect(&self.path, &self.damage)?;
        guard::watch(&db).map_err(LogError::writing)?;
        self.carrier.attend(&mut db)?;
        self.db = db;
        self.wal()
    }

    /// Carries the whole `-wal` file into the database and empties it, everything synced.
    fn checkpoint(&mut self) -> Result<File, LogError> {
        let carrier = Arc::clone(&self.carrier);
        let _alone = carrier.pause();
        let busy: i64 =
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(LogError::writing)?;
        if busy != 0 {
            return Err(LogError::Write("the checkpoint was kept waiting by readers".to_owned()));
        }
        self.synced_wal().map_err(io_error)
    }

    fn close(&mut self) {
        self.carrier.stop();
    }
}

impl store::Disk for File {
    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// One transaction: dropped without a commit, it changes nothing.
pub(super) struct Transaction<'s> {
    db: rusqlite::Transaction<'s>,
    /// The number of the last update, once it was asked for.
    last_seq: Cell<Option<i64>>,
}

impl store::Transaction for Transaction<'_> {
    fn append(&self, append: &Append) -> Result<(), LogError> {
        let sql = "INSERT INTO updates (seq, doc, bytes, at_ms, author, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = self.db.prepare_cached(sql).map_err(LogError::writing)?;
        let (seq, author, at_ms) = (self.next_seq()?, append.author.as_str(), append.at_ms.cast_signed());
        let row = [Integer(seq), Integer(append.doc.0), Blob(&append.bytes), Integer(at_ms), Text(author.as_bytes())];
        let values = params![seq, append.doc.0, &*append.bytes, at_ms, author, sum_of("updates", row)];
        insert.execute(values).map_err(LogError::writing)?;
        self.last_seq.set(Some(seq));
        append.binds.iter().try_for_each(|since| self.bind(append.doc, *since, author))
    }

    fn create(&self, new: &NewDoc) -> Result<Created, LogError> {
        let db: &Connection = &self.db;
        if let Some(row) = doc_row(db, DOCS, &new.id).map_err(LogError::writing)? {
            return Ok(Created::Existing(row));
        }
        let sql = "INSERT INTO docs (num, id, kind, lineage, epoch, created_ms)
                   SELECT max(ifnull(max(num), 0), (SELECT floor FROM numbers)) + 1, ?1, ?2, ?3, 0, ?4 FROM docs";
        let kind = new.kind.map(|kind| kind.name());
        let values = params![new.id.as_str(), kind, new.lineage.as_str(), new.at_ms.cast_signed()];
        db.execute(sql, values).map_err(LogError::writing)?;
        let made = doc_row(db, DOCS, &new.id).map_err(LogError::writing)?;
        made.map(Created::New).ok_or_else(|| LogError::Fault("a document that was made is not there".to_owned()))
    }

    fn snapshot(&self, snapshot: &Snapshot) -> Result<(), LogError> {
        let (DocNum(doc), seq, at_ms) = (snapshot.doc, snapshot.seq, snapshot.at_ms.cast_signed());
        let sum = sum_of("snapshots", [Integer(doc), Integer(seq), Blob(&snapshot.bytes), Integer(at_ms)]);
        let put = "INSERT OR REPLACE INTO snapshots (doc, seq, bytes, at_ms, sum) VALUES (?1, ?2, ?3, ?4, ?5)";
        let trim = "DELETE FROM snapshots WHERE doc = ?1
                    AND seq < (SELECT seq FROM snapshots WHERE doc = ?1 ORDER BY seq DESC LIMIT 1 OFFSET 1)";
        self.db.execute(put, params![doc, seq, snapshot.bytes, at_ms, sum]).map_err(LogError::writing)?;
        self.db.execute(trim, [doc]).map(drop).map_err(LogError::writing)
    }

    fn pack(&self, pack: &Pack) -> Result<bool, LogError> {
        self.renumber();
        self.put(pack).map_err(LogError::writing)
    }

    fn erase(&self, id: &DocId) -> Result<(), LogError> {
        self.renumber();
        let erase = || {
            // Rooms and packs that were made of the document may still name numbers that are free from here on.
            let raise = "UPDATE numbers SET floor = max(floor, ifnull((SELECT max(seq) FROM updates), 0),
                             ifnull((SELECT max(num) FROM docs), 0), ifnull((SELECT max(num) FROM packs), 0))";
            self.db.execute(raise, [])?;
            for table in ["updates", "packs", "snapshots", "authors", "authors_since"] {
                let sql = format!("DELETE FROM {table} WHERE doc = (SELECT num FROM docs WHERE id = ?1)");
                self.db.execute(&sql, [id.as_str()])?;
            }
            self.db.execute("DELETE FROM docs WHERE id = ?1", [id.as_str()]).map(drop)
        };
        erase().map_err(|error: rusqlite::Error| LogError::writing(error))
    }

    fn forget(&self, DocNum(doc): DocNum) -> Result<(), LogError> {
        let sql = "DELETE FROM snapshots WHERE doc = ?1 AND sum IS NOT row_sum('snapshots', doc, seq, bytes, at_ms)";
        self.db.execute(sql, [doc]).map(drop).map_err(LogError::writing)
    }

    fn change(&self, change: &Change) -> Result<(), LogError> {
        let db: &Connection = &self.db;
        let changed = || -> sql::Result<()> {
            let version = guard::version(db)?;
            change(db)?;
            if guard::version(db)? != version {
                guard::adopt(db)?;
            }
            Ok(())
        };
        changed().map_err(LogError::writing)
    }

    fn probe(&self) -> Result<(), LogError> {
        self.db.execute("UPDATE probe SET count = count + 1", []).map(drop).map_err(LogError::writing)
    }

    fn has_ended(&self) -> bool {
        self.db.is_autocommit()
    }

    fn commit(self) -> Result<(), LogError> {
        self.db.commit().map_err(LogError::writing)
    }
}

impl Transaction<'_> {
    /// The number after the highest that was ever given: the checksum of a row holds it.
    fn next_seq(&self) -> Result<i64, LogError> {
        let highest = || {
            let sql = "SELECT max(ifnull((SELECT max(seq) FROM updates), 0), (SELECT floor FROM numbers))";
            let mut select = self.db.prepare_cached(sql)?;
            select.query_row([], |row| row.get::<_, i64>(0))
        };
        self.last_seq.get().map_or_else(highest, Ok).map(|last| last + 1).map_err(LogError::writing)
    }

    fn bind(&self, DocNum(doc): DocNum, Since { client, clock }: Since, author: &str) -> Result<(), LogError> {
        let client = client.cast_signed();
        let bind = || -> sql::Result<()> {
            let sql = "INSERT INTO authors (doc, client, author) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            let is_new = self.db.prepare_cached(sql)?.execute(params![doc, client, author])? > 0;
            if is_new && clock > 0 {
                let sql = "INSERT INTO authors_since (doc, client, clock) VALUES (?1, ?2, ?3)";
                self.db.prepare_cached(sql)?.execute(params![doc, client, clock])?;
            }
            let sql = "SELECT author FROM authors WHERE doc = ?1 AND client = ?2";
            let is_theirs =
                || self.db.query_row(sql, params![doc, client], |row| Ok(row.get::<_, String>(0)? == author));
            if is_new || is_theirs()? { Ok(()) } else { Err(OF_ANOTHER.into()) }
        };
        bind().map_err(LogError::writing)
    }

    fn put(&self, pack: &Pack) -> rusqlite::Result<bool> {
        let (DocNum(doc), first, last) = (pack.doc, pack.first_seq, pack.last_seq);
        let within = "FROM updates WHERE doc = ?1 AND seq BETWEEN ?2 AND ?3";
        let count = format!("SELECT count(*) {within}");
        let n_there: i64 = self.db.query_row(&count, params![doc, first, last], |row| row.get(0))?;
        if n_there != pack.n_updates {
            return Ok(false);
        }
        let insert = "INSERT INTO packs (num, doc, first_seq, last_seq, bytes, sum)
                      SELECT num, ?1, ?2, ?3, ?4, row_sum('packs', num, ?1, ?2, ?3, ?4)
                      FROM (SELECT max(ifnull(max(num), 0), (SELECT floor FROM numbers)) + 1 AS num FROM packs)";
        self.db.execute(insert, params![doc, first, last, pack.bytes])?;
        self.db.execute(&format!("DELETE {within}"), params![doc, first, last])?;
        Ok(true)
    }

    /// Updates may go, or the number that all were below may be raised: it is asked for anew.
    fn renumber(&self) {
        self.last_seq.set(None);
    }
}

/// Makes every trouble with what is in the database known that a look at it shows, but for what grows with the history.
fn look_through(db: &Connection, damage: &Damage) -> Result<(), LogError> {
    if !guard::is_sealed(db).map_err(LogError::reading)? {
        return Err(LogError::Damaged("the definitions of its tables are not those that were written".to_owned()));
    }
    if let Some(trouble) = guard::structure(db, Which::Small).map_err(LogError::reading)?.into_iter().next() {
        return Err(LogError::Damaged(trouble));
    }
    guard::rows(db, Which::Small, damage).map_err(LogError::reading)
}

fn connect(path: &Path, damage: &Arc<Damage>) -> Result<Connection, LogError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(LogError::writing)?;
    intact::register(&db, damage).map_err(LogError::writing)?;
    db.busy_timeout(Duration::from_secs(1)).map_err(LogError::writing)?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(LogError::writing)?;
    if mode != "wal" {
        return Err(LogError::Write(format!("{} is on a file system without write-ahead logging", path.display())));
    }
    db.pragma_update(None, "synchronous", "NORMAL").map_err(LogError::writing)?;
    // Deleted rows are overwritten: a document that is erased must not be found in the file's free pages.
    db.pragma_update(None, "secure_delete", true).map_err(LogError::writing)?;
    db.pragma_update(None, "foreign_keys", true).map_err(LogError::writing)?;
    db.pragma_update(None, "cache_size", -1024).map_err(LogError::writing)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(db)
}
