//! Everything that is kept about one person, for the person.

use muster_shared::id::DocId;
use serde::Serialize;

use super::audit::Entry;
use super::{People, audit, column, ms};
use crate::log::LogError;

/// What somebody wrote in one document: that they did, how often and when. What they wrote is in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// Where.
    pub doc: DocId,
    /// How many edits.
    pub n: i64,
    /// The first, in milliseconds since 1970.
    pub first_ms: u64,
    /// The last, in milliseconds since 1970.
    pub last_ms: u64,
}

impl People {
    /// Where and when somebody edited.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn edits_of(&self, person: &str) -> Result<Vec<Edited>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let sql = "SELECT docs.id, count(*), min(at_ms), max(at_ms) FROM updates JOIN docs ON docs.num = doc
                       WHERE author = ?1 GROUP BY docs.num ORDER BY docs.num";
            let mut select = db.prepare_cached(sql)?;
            let rows = select.query_map([&person], |row| {
                Ok(Edited { doc: column(row, 0)?, n: row.get(1)?, first_ms: ms(row, 2)?, last_ms: ms(row, 3)? })
            })?;
            rows.collect()
        })
        .await
    }

    /// What the audit log holds about somebody: what they did, and what was done to them.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn audited_of(&self, person: &str) -> Result<Vec<Entry>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let sql = "SELECT seq, at_ms, who, what, doc, detail FROM audit
                       WHERE who = ?1 OR instr(detail, ?1) > 0 ORDER BY seq";
            let mut select = db.prepare_cached(sql)?;
            select.query_map([&person], audit::to_entry)?.collect()
        })
        .await
    }
}
