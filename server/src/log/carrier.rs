//! The carrier: one thread that carries pages from the `-wal` file into the database, on a connection of its own, so that
//! no write waits for it. SQLite lets others write meanwhile, and syncs both files as it must.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};
use tracing::warn;

use super::LogError;

/// `-wal` pages, 4 KiB each, from which on they are carried. More means rarer and longer.
const PAGES: usize = 4096;

/// From so many pages on the writer carries them itself: more is written than can be carried beside it.
const PAGES_MAX: usize = 4 * PAGES;

#[derive(Default)]
struct Desk {
    is_due: bool,
    stopping: bool,
}

/// The state that the carrier's thread and the writer share.
pub(super) struct Carrier {
    desk: Mutex<Desk>,
    news: Condvar,
    /// Only one may carry at a time: SQLite refuses the second at once.
    db: Mutex<Connection>,
}

impl Carrier {
    /// Opens the database once more.
    pub(super) fn open(path: &Path) -> Result<Arc<Self>, LogError> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(LogError::writing)?;
        db.pragma_update(None, "synchronous", "NORMAL").map_err(LogError::writing)?;
        Ok(Arc::new(Self { desk: Mutex::default(), news: Condvar::new(), db: Mutex::new(db) }))
    }

    /// From now on the writer's commits on this connection have their pages carried.
    pub(super) fn attend(self: &Arc<Self>, writer: &mut Connection) -> Result<(), LogError> {
        let carrier = Arc::clone(self);
        let committed = move |wal: &mut rusqlite::hooks::Wal, n_pages: std::ffi::c_int| {
            let n_pages = usize::try_from(n_pages).unwrap_or_default();
            if n_pages >= PAGES {
                carrier.desk().is_due = true;
                carrier.news.notify_one();
            }
            if n_pages >= PAGES_MAX {
                let _alone = carrier.pause();
                // A checkpoint that fails here fails again at the next carrying; the commit itself stands.
                drop(wal.checkpoint());
            }
            Ok(())
        };
        writer.wal_hook(Some(committed)).map_err(LogError::writing)
    }

    /// Nothing is carried until this is dropped.
    pub(super) fn pause(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        self.desk().stopping = true;
        self.news.notify_one();
    }

    /// The carrier's thread.
    pub(super) fn run(&self) {
        while self.next() {
            let carried = self.pause().query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            if let Err(error) = carried {
                warn!(%error, "the write-ahead log could not be carried into the database, and grows: {error}");
            }
        }
    }

    /// Waits until there is something to carry; says whether there will be.
    fn next(&self) -> bool {
        let mut desk = self.desk();
        while !desk.is_due && !desk.stopping {
            desk = self.news.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        desk.is_due = false;
        !desk.stopping
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
