//! The log in a PostgreSQL database.
//!
//! # Why this is durable
//!
//! Orders that wait together are one transaction, as in a file. It is written and flushed in one step: nobody hears of it before
//! its `COMMIT` has returned, and with the settings that are asked for ([`schema::fitness`]) PostgreSQL returns once its own log is
//! synced, and once the synchronous standbys have it, where there are any.
//!
//! # Why nobody else writes
//!
//! * The writing connection holds an advisory lock for as long as it lives; a second node on the database is refused.
//! * A node that takes the lock raises the lease's epoch, and each transaction begins by counting itself in the lease, under
//!   that epoch. So a node that was cut off, or asleep, writes nothing after another has begun.
//! * A node says twice a second that it is alive ([`beat`]). One that waits for its turn ends the writing connection of one that
//!   was silent for three seconds ([`turn`]), and follows it under a higher epoch. The silent one tells nothing half a second
//!   before that, whether it knows of the other or not.
//! * The same answer says the settings by which a commit is kept, which may be changed while the database runs.
//!
//! # A commit whose outcome nobody knows
//!
//! When the connection is lost during `COMMIT`, the transaction may have been kept; when the database warns, it is kept in one
//! place and perhaps not where it should be. Its rooms are told that it failed, so nothing of it is called saved, and are
//! loaded anew; their clients send again what was not acknowledged. Nothing of it is run again. Until the lock is held, which
//! PostgreSQL gives only once a lost connection's process has ended, and another commit has gone through after it
//! ([`settle`]), nothing is written or read: what is read then has all that was kept.

mod alive;
mod beat;
mod known;
mod lease;
mod readers;
mod schema;
mod settle;
mod transaction;
mod turn;
mod vacant;

use std::io;
use std::sync::Arc;
use std::thread;

use super::LogError;
use super::order::OpenRooms;
use super::store;
use crate::sql::Server;
use crate::sql::postgres::Connection;
use beat::Beat;
use known::Known;
use lease::Lease;
pub(super) use readers::Readers;
use settle::settle;
use transaction::Transaction;
pub(super) use turn::{Patience, asking};
pub(super) use vacant::{Vacant, holds_one};

/// The facts that the log knows of a document.
const DOCS: &str = "
SELECT docs.num, docs.id, docs.kind, docs.lineage, docs.epoch, docs.created_ms, last.seq, last.at_ms
FROM main.docs LEFT JOIN LATERAL
    (SELECT seq, at_ms FROM main.updates WHERE doc = docs.num ORDER BY seq DESC LIMIT 1) AS last ON true";

/// The connection that writes.
pub(super) struct Store {
    server: Server,
    /// The connection, or why there is none.
    db: Result<Connection, LogError>,
    lease: Lease,
    known: Arc<Known>,
    beat: Arc<Beat>,
}

impl Store {
    /// Opens the database once it is this node's turn, and makes its tables where there are none. The id that the folder knows
    /// its workspace by must be the database's; `rooms` are closed when it turns out to lack what was acknowledged. Answers
    /// the store, connections for reading, and the workspace's id.
    ///
    /// # Errors
    /// [`LogError::Unfit`] when another node has it, or it cannot keep a workspace.
    pub(super) fn open(
        server: &Server,
        marker: Option<&str>,
        rooms: &Arc<OpenRooms>,
        patience: &Patience,
    ) -> Result<(Self, Readers, String), LogError> {
        let known = Arc::new(Known::with(Arc::clone(rooms)));
        let db = turn::taken(server, &known, patience, marker)?;
        let id = schema::bring_up_to_date(&db, marker)?;
        let mut lease = Lease::begin(&db, &known)?;
        settle(&db, &mut lease, &known)?;
        let readers = Readers::new(server.clone(), Arc::clone(&known));
        let beat = Arc::new(Beat::new(server.clone(), Arc::clone(&known), lease.holder().to_owned()));
        Ok((Self { server: server.clone(), db: Ok(db), lease, known, beat }, readers, id))
    }

    /// The word that this node is alive, which needs a thread.
    pub(super) fn beat(&self) -> &Arc<Beat> {
        &self.beat
    }

    fn connected_anew(&mut self) -> Result<Connection, LogError> {
        let db = connect(&self.server, &self.known)?;
        self.lease.must_be_ours(&db, &self.known)?;
        self.lease.end_lost(&db)?;
        lease::hold(&db)?;
        self.lease.moved_to(&db)?;
        Ok(db)
    }
}

/// The disk of a database: all that was committed is kept, and there is nothing to sync.
pub(super) struct Committed;

impl store::Disk for Committed {
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

impl store::Store for Store {
    type Disk = Committed;
    type Transaction<'s> = Transaction<'s>;

    fn begin(&mut self) -> Result<Transaction<'_>, LogError> {
        let db = self.db.as_ref().map_err(Clone::clone)?;
        if self.known.is_uncertain() {
            return Err(LogError::Write("whether the last commit was kept is not known yet".to_owned()));
        }
        Transaction::begin(db, &self.lease, &self.known)
    }

    fn reopen(&mut self) -> Result<Committed, LogError> {
        // One that still answers holds the lock, and its last commit has come to an end.
        if !self.db.as_ref().is_ok_and(|db| db.simple("SELECT 1").is_ok()) {
            self.db = Err(LogError::Write("the connection to the database is lost".to_owned()));
            // A refusal stands in the way of every write, as a lost connection does.
            self.db = self.connected_anew().map_err(|error| match error {
                LogError::Unfit(sentence) => LogError::Write(sentence),
                error => error,
            });
        }
        let db = self.db.as_ref().map_err(Clone::clone)?;
        settle(db, &mut self.lease, &self.known).map(|()| Committed)
    }

    /// PostgreSQL has checkpoints of its own.
    fn checkpoint(&mut self) -> Result<Committed, LogError> {
        Ok(Committed)
    }

    /// The lock goes with the connection: a node that waits has it at once.
    fn close(&mut self) {
        self.beat.stop();
        self.db = Err(LogError::Closed);
    }
}

/// However a store ends, its beat does.
impl Drop for Store {
    fn drop(&mut self) {
        self.beat.stop();
    }
}

/// Does work with a database on a thread of its own, as a task must not wait for its answers.
pub(super) fn on_a_thread<T: Send>(work: impl FnOnce() -> Result<T, LogError> + Send) -> Result<T, LogError> {
    let panicked = || Err(LogError::Fault("work with the database ended in a panic".to_owned()));
    thread::scope(|scope| scope.spawn(work).join().unwrap_or_else(|_| panicked()))
}

/// A database that cannot be reached when a command begins.
fn unusable(error: LogError) -> LogError {
    match error {
        LogError::Write(said) => LogError::Unfit(format!("the database of `--store` cannot be used: {said}")),
        error => error,
    }
}

/// A connection that may write what is called saved.
fn connect(server: &Server, known: &Arc<Known>) -> Result<Connection, LogError> {
    let noticing = Arc::clone(known);
    let db = server.connect(move || noticing.warned()).map_err(LogError::writing)?;
    schema::fitness(&db)?;
    Ok(db)
}
