//! Everything that is kept about one person, for the person.

use muster_shared::id::DocId;
use serde::Serialize;

use super::audit::Entry;
use super::{People, audit};
use crate::log::{DocRow, LogError, Reader, Update};

/// The edits of a person in one document: that they wrote, how often and when. Their words are in the document.
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
    /// Where and when somebody edited, what is packed among it.
    ///
    /// # Errors
    /// [`LogError::Read`], or [`LogError::Damaged`] when a part of a history is.
    pub async fn edits_of(&self, person: &str) -> Result<Vec<Edited>, LogError> {
        let person = person.to_owned();
        let read = move |reader: &Reader<'_>| {
            reader.docs()?.iter().filter_map(|row| edited(reader, row, &person).transpose()).collect()
        };
        self.log.read(read).await
    }

    /// The entries of the audit log about a person: their deeds, and those of others to them.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn audited_of(&self, person: &str) -> Result<Vec<Entry>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let sql = "SELECT seq, at_ms, who, what, doc, detail FROM audit
                       WHERE who = ?1 OR replace(detail, ?1, '') <> detail ORDER BY seq";
            db.query_map(sql, [&person], audit::to_entry)?.collect()
        })
        .await
    }
}

/// The edits of a person in one document; `None` if there are none.
fn edited(reader: &Reader<'_>, row: &DocRow, person: &str) -> Result<Option<Edited>, LogError> {
    let mut edited = None;
    reader.history::<LogError>(row.num, 0, |Update { author, at_ms, .. }| {
        if author == person {
            let first = Edited { doc: row.id.clone(), n: 0, first_ms: *at_ms, last_ms: *at_ms };
            let edited: &mut Edited = edited.get_or_insert(first);
            edited.n += 1;
            edited.first_ms = edited.first_ms.min(*at_ms);
            edited.last_ms = edited.last_ms.max(*at_ms);
        }
        Ok(())
    })?;
    Ok(edited)
}
