//! Deleted documents: for a while they can be brought back, then they are erased for good.

use std::collections::BTreeSet;

use muster_shared::id::DocId;
use serde::Serialize;

use super::announce::Topic;
use super::invite::BY_THE_SERVER;
use super::{People, audit, blind, ms};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Row, Tables, params};

/// A document that was deleted and can be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deleted {
    /// Which.
    pub doc: DocId,
    /// The person who deleted it.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

impl People {
    /// Whether a document was deleted, and be it that it is erased by now: its id is taken for good.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn is_deleted(&self, doc: &DocId) -> Result<bool, LogError> {
        let doc = doc.clone();
        let sql = "SELECT 1 FROM deleted WHERE doc = ?1";
        let found = |row: &Row<'_>| row.get::<i64>(0);
        self.read(move |db| Ok(db.query_row(sql, [doc.as_str()], found).optional()?.is_some())).await
    }

    /// Every document that was deleted and is not erased yet, the oldest deletion first.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn deleted(&self) -> Result<Vec<Deleted>, LogError> {
        self.read(|db| {
            let sql = "SELECT doc, made_by, at_ms FROM deleted WHERE erased_ms IS NULL ORDER BY at_ms, doc";
            let rows =
                db.query_map(sql, [], |row| Ok(Deleted { doc: row.parsed(0)?, by: row.get(1)?, at_ms: ms(row, 2)? }))?;
            rows.collect()
        })
        .await
    }

    /// The ids of all documents that were deleted, those that are erased by now among them.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn deleted_ids(&self) -> Result<BTreeSet<DocId>, LogError> {
        self.read(|db| {
            let select = "SELECT doc FROM deleted";
            db.query_map(select, [], |row| row.parsed(0))?.collect()
        })
        .await
    }

    /// Deletes a document; whoever is in it is put out. It can be brought back until it is erased.
    ///
    /// # Errors
    /// [`LogError`], and then it is still there.
    pub async fn delete(&self, by: &str, doc: &DocId) -> Result<(), LogError> {
        let (by, doc) = (by.to_owned(), doc.clone());
        self.change([Topic::Doc(doc.clone())], move |db| delete(db, &by, &doc)).await
    }

    /// Notes that a deleted document was erased: what anybody was given in it goes too, and its read links
    /// with the names that their holders said. Its name stays in the audit log.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn erased(&self, doc: &DocId) -> Result<(), LogError> {
        let doc = doc.clone();
        self.change([Topic::Doc(doc.clone())], move |db| {
            let now_ms = clock::now_ms().cast_signed();
            db.execute("UPDATE deleted SET erased_ms = ?2 WHERE doc = ?1", params![doc.as_str(), now_ms])?;
            for sql in [
                "DELETE FROM grants WHERE doc = ?1",
                "DELETE FROM listed WHERE doc = ?1",
                "DELETE FROM offers WHERE doc = ?1",
                "DELETE FROM bearers WHERE author IN (SELECT author FROM bearers JOIN read_links
                     ON substr(author, 1, length(id) + 6) = 'link:' || id || ':' WHERE root = ?1)",
                "DELETE FROM read_links WHERE root = ?1",
            ] {
                db.execute(sql, [doc.as_str()])?;
            }
            blind::erase(db, &doc)?;
            audit::note(db, BY_THE_SERVER, audit::What::Erased, doc.as_str(), "")
        })
        .await
    }

    /// Brings a deleted document back; whether it was deleted.
    ///
    /// # Errors
    /// [`LogError`], and then it is still deleted.
    pub async fn bring_back(&self, by: &str, doc: &DocId) -> Result<bool, LogError> {
        let (by, doc) = (by.to_owned(), doc.clone());
        self.change([Topic::Doc(doc.clone())], move |db| {
            let sql = "DELETE FROM deleted WHERE doc = ?1 AND erased_ms IS NULL";
            let n = db.execute(sql, [doc.as_str()])?;
            if n > 0 {
                audit::note(db, &by, audit::What::Restored, doc.as_str(), "")?;
            }
            Ok(n > 0)
        })
        .await
    }
}

/// Deletes a document, unless it is deleted already.
pub(super) fn delete(db: &dyn Tables, by: &str, doc: &DocId) -> sql::Result<()> {
    let sql = "INSERT INTO deleted (doc, made_by, at_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    if db.execute(sql, params![doc.as_str(), by, clock::now_ms().cast_signed()])? > 0 {
        audit::note(db, by, audit::What::Deleted, doc.as_str(), "")?;
    }
    Ok(())
}
