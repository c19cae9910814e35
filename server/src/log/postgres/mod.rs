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
//! * A node that takes the lock raises the lease's epoch, and each transaction begins by reading, under a lock on the row,
//!   that the epoch is still its own. So a node that was cut off, or asleep, writes nothing after another has begun.
//!
//! # A commit whose outcome nobody knows
//!
//! When the connection is lost during `COMMIT`, the transaction may have been kept. Its rooms are told that it failed, so
//! nothing of it is called saved, and are loaded anew; their clients send again what was not acknowledged. Until the lock
//! is held again, which PostgreSQL gives only once the lost connection's process has ended, nothing is read either: what
//! is read then has all that was kept.

mod lease;
mod readers;
mod schema;
mod transaction;
mod vacant;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::LogError;
use super::store;
use crate::sql::Server;
use crate::sql::postgres::Connection;
use lease::Lease;
pub(super) use readers::Readers;
use transaction::Transaction;
pub(super) use vacant::{Vacant, holds_one};

/// The facts that the log knows of a document.
const DOCS: &str = "
SELECT docs.num, docs.id, docs.kind, docs.lineage, docs.epoch, docs.created_ms, last.seq, last.at_ms
FROM main.docs LEFT JOIN LATERAL
    (SELECT seq, at_ms FROM main.updates WHERE doc = docs.num ORDER BY seq DESC LIMIT 1) AS last ON true";

/// The state that the writer and the readers of one database share.
#[derive(Default)]
struct Known {
    /// A commit's outcome is not known yet.
    is_uncertain: AtomicBool,
    /// The database has warned since a commit began.
    has_warned: AtomicBool,
}

/// The connection that writes.
pub(super) struct Store {
    server: Server,
    /// The connection, or why there is none.
    db: Result<Connection, LogError>,
    lease: Lease,
    known: Arc<Known>,
}

impl Store {
    /// Opens the database, makes its tables where there are none, and takes it for this node. The id that the folder knows
    /// its workspace by must be the database's. Answers the store, connections for reading, and the workspace's id.
    ///
    /// # Errors
    /// [`LogError::Unfit`] when another node has it, or it cannot keep a workspace.
    pub(super) fn open(server: &Server, marker: Option<&str>) -> Result<(Self, Readers, String), LogError> {
        let known = Arc::<Known>::default();
        let db = connect(server, &known).map_err(unusable)?;
        lease::hold(&db)?;
        let id = schema::bring_up_to_date(&db, marker)?;
        let lease = Lease::begin(&db)?;
        let readers = Readers::new(server.clone(), Arc::clone(&known));
        Ok((Self { server: server.clone(), db: Ok(db), lease, known }, readers, id))
    }

    fn connected_anew(&mut self) -> Result<Connection, LogError> {
        let db = connect(&self.server, &self.known)?;
        self.lease.end_lost(&db)?;
        lease::hold(&db)?;
        self.lease.resume(&db)?;
        self.known.is_uncertain.store(false, Ordering::Release);
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
        Transaction::begin(self.db.as_ref().map_err(Clone::clone)?, &self.lease, &self.known)
    }

    fn reopen(&mut self) -> Result<Committed, LogError> {
        // One that still answers holds the lock, and its last commit has come to an end.
        if self.db.as_ref().is_ok_and(|db| db.simple("SELECT 1").is_ok()) {
            self.known.is_uncertain.store(false, Ordering::Release);
            return Ok(Committed);
        }
        self.db = Err(LogError::Write("the connection to the database is lost".to_owned()));
        // A refusal stands in the way of every write, as a lost connection does.
        self.db = self.connected_anew().map_err(|error| match error {
            LogError::Unfit(sentence) => LogError::Write(sentence),
            error => error,
        });
        self.db.as_ref().map(|_| Committed).map_err(Clone::clone)
    }

    /// PostgreSQL has checkpoints of its own.
    fn checkpoint(&mut self) -> Result<Committed, LogError> {
        Ok(Committed)
    }

    fn close(&mut self) {
        self.db = Err(LogError::Closed);
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
    let noticed = move || noticing.has_warned.store(true, Ordering::Release);
    let db = server.connect(noticed).map_err(LogError::writing)?;
    schema::fitness(&db)?;
    Ok(db)
}
