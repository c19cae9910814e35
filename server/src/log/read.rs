//! Reading the log: connections of their own, so that no reader ever waits for the writer.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use muster_shared::access::Author;
use muster_shared::id::{DocId, Since};
use rusqlite::{Connection, OpenFlags};

use super::guard;
use super::intact::{self, Damage};
use super::pack::{self, Pack, Update};
use super::{DocNum, DocRow, LogError};
use crate::sql::{self, More, OptionalExtension, Row, Tables, ToValue, params};

/// Statements that a connection keeps prepared: more than any change runs, so that none puts the appends' own aside.
pub(super) const STATEMENTS_KEPT: usize = 128;

/// Connections kept open while nobody reads. Each costs some hundred KiB.
const SPARE_MAX: usize = 2;

/// A document whose last update is damaged is known all the same; when it was edited is not.
pub(super) const DOCS: &str = "
SELECT docs.num, docs.id, docs.kind, docs.lineage, docs.epoch, docs.created_ms, last.seq,
    CASE WHEN last.seq IS NOT NULL AND is_intact('updates', last.sum, last.seq, last.doc, last.bytes, last.at_ms, last.author)
    THEN last.at_ms END,
    intact('docs', docs.sum, docs.num, docs.id, docs.kind, docs.lineage, docs.epoch, docs.created_ms)
FROM main.docs LEFT JOIN main.updates AS last
    ON last.seq = (SELECT max(seq) FROM main.updates WHERE doc = docs.num)";

/// Connections for reading.
pub(super) struct Readers {
    path: PathBuf,
    /// Each with the version of the definitions it knows.
    spare: Mutex<Vec<(i64, Connection)>>,
    /// The definitions by which a connection checks each row it reads, and the version of the schema they are for.
    screen: Mutex<(i64, String)>,
    damage: Arc<Damage>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, damage: Arc<Damage>) -> Self {
        Self { path, spare: Mutex::default(), screen: Mutex::default(), damage }
    }

    /// The damage that was found so far.
    pub(super) fn damage(&self) -> &Arc<Damage> {
        &self.damage
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&Reader<'_>) -> Result<T, LogError>) -> Result<T, LogError> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        // One that does not know a table would read its rows unchecked.
        let spare = spare.filter(|(known, db)| guard::version(db).is_ok_and(|version| version == *known));
        let (version, mut db) = spare.map_or_else(|| self.connect(), Ok)?;
        let txn = db.transaction().map_err(LogError::reading)?;
        let outcome = read(&Reader::new(&*txn, DOCS));
        drop(txn);
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE_MAX {
            spare.push((version, db));
        }
        outcome
    }

    /// Work on a connection of its own, outside any transaction, that sees every row as it is.
    pub(super) fn outside<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, LogError> {
        work(&self.open()?)
    }

    fn connect(&self) -> Result<(i64, Connection), LogError> {
        let db = self.open()?;
        let version = guard::version(&db).map_err(LogError::reading)?;
        self.screen(version, &db).map_err(LogError::reading)?;
        Ok((version, db))
    }

    /// The definitions for a connection are made up once for each version of the schema.
    fn screen(&self, version: i64, db: &Connection) -> rusqlite::Result<()> {
        let mut known = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != version {
            *known = (version, guard::screen(db)?);
        }
        db.execute_batch(&known.1)
    }

    fn open(&self) -> Result<Connection, LogError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.path, flags).map_err(LogError::reading)?;
        db.pragma_update(None, "cache_size", -512).map_err(LogError::reading)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        db.pragma_update(None, "temp_store", "MEMORY").map_err(LogError::reading)?;
        intact::register(&db, &self.damage).map_err(LogError::reading)?;
        Ok(db)
    }
}

/// The log as of one moment.
pub struct Reader<'c> {
    db: &'c dyn Tables,
    /// The statement for the facts about documents, as this store reads it.
    docs: &'static str,
}

impl<'c> Reader<'c> {
    pub(super) fn new(db: &'c dyn Tables, docs: &'static str) -> Self {
        Self { db, docs }
    }

    /// The facts that the log knows of a document.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn doc(&self, id: &DocId) -> Result<Option<DocRow>, LogError> {
        doc_row(self.db, self.docs, id).map_err(LogError::reading)
    }

    /// Every document, in the order they were made.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn docs(&self) -> Result<Vec<DocRow>, LogError> {
        let sql = format!("{} ORDER BY docs.num", self.docs);
        let rows = self.db.query_map(&sql, [], to_doc_row).map_err(LogError::reading)?;
        rows.collect::<Result<_, _>>().map_err(LogError::reading)
    }

    /// The documents whose ids stand between two, both among them, in the order of their ids.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn docs_between(&self, first: &DocId, last: &DocId) -> Result<Vec<DocRow>, LogError> {
        let sql = format!("{} WHERE docs.id BETWEEN ?1 AND ?2 ORDER BY docs.id", self.docs);
        let rows = self.db.query_map(&sql, [first.as_str(), last.as_str()], to_doc_row).map_err(LogError::reading)?;
        rows.collect::<Result<_, _>>().map_err(LogError::reading)
    }

    pub(super) fn next_pack(&self, doc: DocNum) -> Result<Option<Pack>, LogError> {
        Pack::next(self.db, doc)
    }

    /// Reads tables that are not the log's own.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn tables<T>(&self, read: impl FnOnce(&dyn Tables) -> sql::Result<T>) -> Result<T, LogError> {
        read(self.db).map_err(LogError::reading)
    }

    /// Hands out what a document is made of, in order: its snapshot, then each later update. Returns how many later
    /// updates there were.
    ///
    /// # Errors
    /// [`LogError::Read`], [`LogError::Damaged`], or what `each` returns.
    pub fn replay<E: From<LogError>>(&self, doc: DocNum, each: impl FnMut(&[u8]) -> Result<(), E>) -> Result<usize, E> {
        self.replay_from(doc, 0, each)
    }

    /// How many snapshots a document has.
    pub(crate) fn n_snapshots(&self, DocNum(doc): DocNum) -> Result<u8, LogError> {
        let sql = "SELECT count(*) FROM main.snapshots WHERE doc = ?1";
        self.db.query_row(sql, [doc], |row| row.get(0)).map_err(LogError::reading)
    }

    /// The same from the snapshot so many before the last; without one, from the beginning.
    pub(crate) fn replay_from<E: From<LogError>>(
        &self,
        doc: DocNum,
        n_before: u8,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<usize, E> {
        let sql = "SELECT seq, bytes FROM snapshots WHERE doc = ?1
                   AND seq = (SELECT seq FROM main.snapshots WHERE doc = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)";
        let mut covered = 0_i64;
        self.each_row(sql, params![doc.0, n_before], |row| {
            covered = row.get(0).map_err(LogError::reading)?;
            each(row.bytes(1).map_err(LogError::reading)?)
        })?;
        self.history(doc, covered, |update| each(&update.bytes))
    }

    /// The authors of a document's client ids, as far as they are known, each from a clock on.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn authors(&self, doc: DocNum) -> Result<Vec<(Since, Author)>, LogError> {
        let since = self.since(doc).map_err(LogError::reading)?;
        let sql = "SELECT client, author FROM authors WHERE doc = ?1 ORDER BY client";
        let to_binding = |row: &Row<'_>| {
            let client = row.get::<i64>(0)?.cast_unsigned();
            let clock = since.get(&client).copied().unwrap_or_default();
            Ok((Since { client, clock }, Author::new(row.text(1)?)))
        };
        let rows = self.db.query_map(sql, [doc.0], to_binding).map_err(LogError::reading)?;
        rows.collect::<Result<_, _>>().map_err(LogError::reading)
    }

    /// The clocks of those client ids that had content before they had an author.
    fn since(&self, doc: DocNum) -> sql::Result<BTreeMap<u64, u32>> {
        let sql = "SELECT client, clock FROM authors_since WHERE doc = ?1";
        let rows = self.db.query_map(sql, [doc.0], |row| Ok((row.get::<i64>(0)?.cast_unsigned(), row.get(1)?)))?;
        rows.collect()
    }

    /// How many documents there are.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn n_docs(&self) -> Result<u64, LogError> {
        let count = self.db.query_row("SELECT count(*) FROM main.docs", [], |row| row.get::<i64>(0));
        count.map(i64::cast_unsigned).map_err(LogError::reading)
    }

    /// How many bytes the history of a document takes on the disk.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn history_bytes(&self, doc: DocNum) -> Result<u64, LogError> {
        let sql = "SELECT CAST((SELECT coalesce(sum(length(bytes)), 0) FROM main.packs WHERE doc = ?1)
                        + (SELECT coalesce(sum(length(bytes)), 0) FROM main.updates WHERE doc = ?1) AS BIGINT)";
        let bytes = self.db.query_row(sql, [doc.0], |row| row.get::<i64>(0));
        bytes.map(i64::cast_unsigned).map_err(LogError::reading)
    }

    /// Hands out every update of a document after the one numbered `after`, packed or not. Returns how many.
    ///
    /// # Errors
    /// [`LogError::Read`], [`LogError::Damaged`] once it comes to a pack that is, or what `each` returns.
    pub fn history<E: From<LogError>>(
        &self,
        doc: DocNum,
        after: i64,
        mut each: impl FnMut(&Update) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut n_updates = 0;
        let sql = "SELECT bytes FROM packs WHERE doc = ?1 AND last_seq > ?2 ORDER BY last_seq";
        self.each_row(sql, params![doc.0, after], |row| {
            let updates = pack::unpacked(row.bytes(0).map_err(LogError::reading)?)?;
            updates.iter().filter(|update| update.seq > after).try_for_each(|update| {
                n_updates += 1;
                each(update)
            })
        })?;
        let sql = "SELECT seq, at_ms, author, bytes FROM updates WHERE doc = ?1 AND seq > ?2 ORDER BY seq";
        self.each_row(sql, params![doc.0, after], |row| {
            n_updates += 1;
            each(&pack::to_update(row).map_err(LogError::reading)?)
        })?;
        Ok(n_updates)
    }

    /// Hands out the rows of an answer; an error of `each` ends it.
    fn each_row<E: From<LogError>>(
        &self,
        sql: &str,
        values: &[&dyn ToValue],
        mut each: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut outcome = Ok(());
        let rows = self.db.each(sql, values, &mut |row| {
            outcome = each(&row);
            Ok(if outcome.is_ok() { More::Wanted } else { More::Enough })
        });
        outcome?;
        rows.map_err(|error| E::from(LogError::reading(error)))
    }
}

/// The facts that the log knows of a document; `docs` is the statement for them.
pub(super) fn doc_row(db: &dyn Tables, docs: &str, id: &DocId) -> sql::Result<Option<DocRow>> {
    db.query_row(&format!("{docs} WHERE docs.id = ?1"), [id.as_str()], to_doc_row).optional()
}

fn to_doc_row(row: &Row<'_>) -> sql::Result<DocRow> {
    let created_ms = row.get::<i64>(5)?.cast_unsigned();
    let edited_ms = row.get::<Option<i64>>(7)?.map_or(created_ms, i64::cast_unsigned);
    let named: Option<String> = row.get(2)?;
    let kind = named.as_deref().and_then(|name| name.parse().ok());
    Ok(DocRow {
        num: DocNum(row.get(0)?),
        id: row.parsed(1)?,
        kind,
        newer_kind: named.filter(|_| kind.is_none()),
        lineage: row.parsed(3)?,
        epoch: row.get::<i64>(4)?.cast_unsigned(),
        created_ms,
        edited_ms,
        last_seq: row.get::<Option<i64>>(6)?.unwrap_or(0),
    })
}
