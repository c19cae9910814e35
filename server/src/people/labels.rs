//! The label table: the names of now, by id. Documents name people by their ids; readers are shown the label, and so a new
//! name shows in old documents too. People who were removed stay in the table under their last name, as the words that name
//! them stay.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use muster_shared::sheet::Labels;
use tokio::sync::Mutex;

use super::People;
use crate::log::LogError;
use crate::sql;

/// The table as it was last read.
#[derive(Default)]
pub(super) struct LabelTable {
    /// How often anything about people has changed.
    n_changes: AtomicU64,
    known: Mutex<Option<Known>>,
}

struct Known {
    /// The changes it was read after.
    n_changes: u64,
    /// Grows whenever a label changes.
    version: i64,
    labels: Arc<Labels>,
}

impl LabelTable {
    /// Somebody's name may have changed: the table is read again before it is next used.
    pub(super) fn grow_old(&self) {
        self.n_changes.fetch_add(1, Ordering::AcqRel);
    }
}

impl People {
    /// The names of now, and their version: as long as it is the same, so are the names.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn labels(&self) -> Result<(i64, Arc<Labels>), LogError> {
        let mut known = self.labels.known.lock().await;
        let n_changes = self.labels.n_changes.load(Ordering::Acquire);
        if let Some(known) = known.as_ref().filter(|known| known.n_changes == n_changes) {
            return Ok((known.version, Arc::clone(&known.labels)));
        }
        let read = self.read(|db| {
            let select = "SELECT id, name FROM people";
            db.query_map(select, [], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?
                .collect::<sql::Result<Labels>>()
        });
        let labels = read.await?;
        let (version, labels) = match known.take() {
            Some(before) if *before.labels == labels => (before.version, before.labels),
            before => (before.map_or(0, |before| before.version + 1), Arc::new(labels)),
        };
        *known = Some(Known { n_changes, version, labels: Arc::clone(&labels) });
        Ok((version, labels))
    }
}
