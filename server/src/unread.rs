//! Documents that cannot be read, as a list of many meets them: each costs the list what is its own, and no other document. The
//! server's log tells of it once a version.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use muster_shared::id::DocId;
use muster_shared::kinds::unnamed;
use tracing::error;

use crate::log::{DocRow, LogError};

/// The versions of documents that could not be read when a list last asked for them.
#[derive(Default)]
pub(crate) struct Unread(Mutex<HashMap<DocId, i64>>);

impl Unread {
    /// Something of one document for a list of many; `None` where that document cannot be read.
    ///
    /// # Errors
    /// [`LogError`] that is not about the document, as when the log is closed.
    pub(crate) fn or_none<T>(&self, row: &DocRow, read: Result<T, LogError>) -> Result<Option<T>, LogError> {
        match read {
            Err(why @ (LogError::Read(_) | LogError::Damaged(_))) => {
                if self.is_news(row) {
                    let doc = unnamed(&row.id);
                    error!(doc.id = doc, error = %why, "document {doc} is left out of lists: {why}");
                }
                Ok(None)
            }
            read => read.map(Some),
        }
    }

    fn is_news(&self, row: &DocRow) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(row.id.clone(), row.last_seq) != Some(row.last_seq)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use muster_shared::id::Lineage;

    use super::*;
    use crate::log::DocNum;

    #[test]
    fn a_document_that_cannot_be_read_is_left_out_and_news_once_a_version_and_a_closed_log_ends_the_list() {
        let unread = Unread::default();
        let row = |id: &str, last_seq: i64| DocRow {
            num: DocNum::of(1),
            id: id.parse().unwrap(),
            kind: None,
            newer_kind: None,
            lineage: Lineage::from_random(1),
            epoch: 0,
            created_ms: 0,
            edited_ms: 0,
            last_seq,
        };
        let failed = || LogError::Damaged("a row".to_owned());
        assert_eq!(unread.or_none(&row("a", 1), Ok(7)), Ok(Some(7)));
        assert_eq!(unread.or_none::<u8>(&row("a", 1), Err(failed())), Ok(None));
        assert_eq!(unread.or_none::<u8>(&row("a", 1), Err(LogError::Read("a row".to_owned()))), Ok(None));
        assert_eq!(unread.or_none::<u8>(&row("a", 1), Err(LogError::Closed)), Err(LogError::Closed));
        let news = [row("a", 1), row("b", 1), row("a", 2), row("a", 2)].map(|row| unread.is_news(&row));
        assert_eq!(news, [false, true, true, false]);
    }
}
