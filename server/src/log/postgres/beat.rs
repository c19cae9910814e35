//! The beat: a node says every half second that it is alive, on a thread and a connection of its own, so that no long
//! transaction is taken for a death. The database's clock alone says until when that holds for those who wait; this node
//! counts from the moment at which it sent the word, which is earlier, and stops telling anything half a second before.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::{error, warn};

use super::alive::said;
use super::{Known, LogError, lease};
use crate::sql::Server;
use crate::sql::postgres::Connection;

/// How often a node says that it is alive.
const EVERY: Duration = Duration::from_millis(500);

/// The settings of the connection: a beat waits for no standby and no disk, as one that is lost costs nothing, and is no
/// write that an operator could mean to forbid.
const SETTINGS: &str =
    "SET synchronous_commit = off; SET default_transaction_read_only = off; SET statement_timeout = '1s'";

/// The beat of one node.
pub(in crate::log) struct Beat {
    server: Server,
    known: Arc<Known>,
    /// The node's name in the lease.
    holder: String,
    stopping: Mutex<bool>,
    news: Condvar,
}

impl Beat {
    pub(super) fn new(server: Server, known: Arc<Known>, holder: String) -> Self {
        Self { server, known, holder, stopping: Mutex::default(), news: Condvar::new() }
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        *self.stopping() = true;
        self.news.notify_one();
    }

    /// The beat's thread.
    pub(in crate::log) fn run(&self) {
        let mut db = None;
        let mut has_lapsed = false;
        while self.pause() {
            // The process may have slept: whatever its rooms would tell first may be no longer so.
            let lapses = !self.known.tenure().is_live();
            if lapses && !has_lapsed {
                warn!(
                    "the database has not confirmed in time that it is this server's; nobody is told anything until it has"
                );
                self.known.close_rooms();
            }
            has_lapsed = lapses;
            let had_one = db.is_some();
            let mut said = self.beat(&mut db);
            if said.is_err() && had_one {
                // A connection that went while the process slept says nothing of the database: another one is asked at once.
                said = self.beat(&mut db);
            }
            match said {
                Ok(true) => {}
                Ok(false) if *self.stopping() => return,
                Ok(false) => {
                    error!("another muster has the database; this one tells nobody anything any more");
                    self.known.end();
                    return;
                }
                // The next one finds a connection, or the writer says what is wrong.
                Err(_) => {}
            }
        }
    }

    /// Says that the node is alive, over a connection that is kept where that goes well. Answers whether it still has the
    /// database.
    fn beat(&self, kept: &mut Option<Connection>) -> Result<bool, LogError> {
        let db = match kept.take() {
            Some(db) => db,
            None => self.connected()?,
        };
        let epoch = self.known.epoch();
        let is_ours = said(&db, &self.known, epoch, &self.holder)? || !lease::is_anothers(&db, epoch, &self.holder)?;
        *kept = Some(db);
        Ok(is_ours)
    }

    fn connected(&self) -> Result<Connection, LogError> {
        let db = self.server.connect(|| ()).map_err(LogError::writing)?;
        db.simple(SETTINGS).map_err(LogError::writing)?;
        Ok(db)
    }

    /// Waits for the next beat; says whether there is to be one.
    fn pause(&self) -> bool {
        let paused = self.news.wait_timeout_while(self.stopping(), EVERY, |stopping| !*stopping);
        let (stopping, _) = paused.unwrap_or_else(PoisonError::into_inner);
        !*stopping
    }

    fn stopping(&self) -> MutexGuard<'_, bool> {
        self.stopping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
