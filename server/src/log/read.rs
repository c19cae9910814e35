//! Reading the log: connections of their own, so that no reader ever waits for the writer.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use muster_shared::access::Author;
use muster_shared::id::DocId;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, params};

use super::pack::{self, Pack, Update};
use super::{DocNum, DocRow, LogError};

/// Connections kept open while nobody reads. Each costs some hundred KiB.
const SPARE_MAX: usize = 2;

const DOC: &str = "
SELECT docs.num, docs.id, docs.kind, docs.lineage, docs.epoch, docs.created_ms, updates.seq, updates.at_ms
FROM docs LEFT JOIN updates ON updates.seq = (SELECT max(seq) FROM updates WHERE doc = docs.num)";

pub(super) fn read_error(error: impl std::fmt::Display) -> LogError {
    LogError::Read(error.to_string())
}

/// Connections for reading.
pub(super) struct Readers {
    path: PathBuf,
    spare: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, spare: Mutex::new(Vec::new()) }
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&Reader<'_>) -> Result<T, LogError>) -> Result<T, LogError> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut db = spare.map_or_else(|| self.connect(), Ok)?;
        let outcome = read(&Reader(db.transaction().map_err(read_error)?));
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE_MAX {
            spare.push(db);
        }
        outcome
    }

    /// Work on a connection of its own, outside any transaction.
    pub(super) fn outside<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, LogError> {
        work(&self.connect()?)
    }

    fn connect(&self) -> Result<Connection, LogError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.path, flags).map_err(read_error)?;
        db.pragma_update(None, "cache_size", -512).map_err(read_error)?;
        Ok(db)
    }
}

/// The log as of one moment.
pub struct Reader<'c>(Transaction<'c>);

impl Reader<'_> {
    /// What is known of a document.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn doc(&self, id: &DocId) -> Result<Option<DocRow>, LogError> {
        doc_row(&self.0, id).optional().map_err(read_error)
    }

    /// Every document, in the order they were made.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn docs(&self) -> Result<Vec<DocRow>, LogError> {
        let mut select = self.0.prepare_cached(&format!("{DOC} ORDER BY docs.num")).map_err(read_error)?;
        let rows = select.query_map([], to_doc_row).map_err(read_error)?;
        rows.collect::<Result<_, _>>().map_err(read_error)
    }

    pub(super) fn next_pack(&self, doc: DocNum) -> Result<Option<Pack>, LogError> {
        Pack::next(&self.0, doc)
    }

    /// Reads tables that are not the log's own.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn tables<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LogError> {
        read(&self.0).map_err(read_error)
    }

    /// Hands out what a document is made of, in order: its snapshot, then each later update. Returns how many later
    /// updates there were.
    ///
    /// # Errors
    /// [`LogError::Read`], or what `each` returns.
    pub fn replay<E: From<LogError>>(
        &self,
        doc: DocNum,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<usize, E> {
        let snapshot = self.0.prepare_cached("SELECT seq, bytes FROM snapshots WHERE doc = ?1");
        let mut snapshot = snapshot.map_err(read_error)?;
        let mut rows = snapshot.query([doc.0]).map_err(read_error)?;
        let mut covered = 0_i64;
        if let Some(row) = rows.next().map_err(read_error)? {
            covered = row.get(0).map_err(read_error)?;
            each(blob(row, 1)?)?;
        }
        self.history(doc, covered, |update| each(&update.bytes))
    }

    /// Whose the client ids of a document are, as far as that is known.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub fn authors(&self, doc: DocNum) -> Result<Vec<(u64, Author)>, LogError> {
        let select = self.0.prepare_cached("SELECT client, author FROM authors WHERE doc = ?1 ORDER BY client");
        let mut select = select.map_err(read_error)?;
        let to_binding = |row: &Row<'_>| {
            let author = row.get_ref(1)?.as_str().map(Author::new)?;
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), author))
        };
        let rows = select.query_map([doc.0], to_binding).map_err(read_error)?;
        rows.collect::<Result<_, _>>().map_err(read_error)
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
        let sql = "SELECT bytes FROM packs WHERE doc = ?1 AND last_seq > ?2 ORDER BY last_seq";
        let mut packs = self.0.prepare_cached(sql).map_err(read_error)?;
        let mut rows = packs.query(params![doc.0, after]).map_err(read_error)?;
        let mut n_updates = 0;
        while let Some(row) = rows.next().map_err(read_error)? {
            for update in pack::unpacked(blob(row, 0)?)?.iter().filter(|update| update.seq > after) {
                each(update)?;
                n_updates += 1;
            }
        }
        let sql = "SELECT seq, at_ms, author, bytes FROM updates WHERE doc = ?1 AND seq > ?2 ORDER BY seq";
        let mut updates = self.0.prepare_cached(sql).map_err(read_error)?;
        let mut rows = updates.query(params![doc.0, after]).map_err(read_error)?;
        while let Some(row) = rows.next().map_err(read_error)? {
            each(&pack::to_update(row).map_err(read_error)?)?;
            n_updates += 1;
        }
        Ok(n_updates)
    }
}

fn blob<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8], LogError> {
    row.get_ref(column).map_err(read_error)?.as_blob().map_err(read_error)
}

/// What is known of a document, on any connection.
pub(super) fn doc_row(db: &Connection, id: &DocId) -> rusqlite::Result<DocRow> {
    db.prepare_cached(&format!("{DOC} WHERE docs.id = ?1"))?.query_row([id.as_str()], to_doc_row)
}

fn to_doc_row(row: &Row<'_>) -> rusqlite::Result<DocRow> {
    let created_ms = row.get::<_, i64>(5)?.cast_unsigned();
    let edited_ms = row.get::<_, Option<i64>>(7)?.map_or(created_ms, i64::cast_unsigned);
    Ok(DocRow {
        num: DocNum(row.get(0)?),
        id: parsed(row, 1)?,
        kind: if row.get_ref(2)?.as_str_or_null()?.is_some() { Some(parsed(row, 2)?) } else { None },
        lineage: parsed(row, 3)?,
        epoch: row.get::<_, i64>(4)?.cast_unsigned(),
        created_ms,
        edited_ms,
        last_seq: row.get::<_, Option<i64>>(6)?.unwrap_or(0),
    })
}

fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}
