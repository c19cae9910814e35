//! One node has a database: the one whose writing connection holds the lock, under the epoch it took it with.

use super::LogError;
use crate::sql::postgres::Connection;
use crate::sql::{Error, Result, Tables};

/// The number of the lock among the database's advisory locks: `muster` in ASCII.
const LOCK: i64 = 0x6d75_7374_6572;

/// How long a node waits for the lock: the process of one that was killed may still be about for a moment.
const PATIENCE: &str = "5s";

/// Takes the lock for as long as the connection lives.
///
/// # Errors
/// [`LogError::Unfit`] when another node has it.
pub(super) fn hold(db: &Connection) -> std::result::Result<(), LogError> {
    let taken =
        db.simple(&format!("SET lock_timeout = '{PATIENCE}'; SELECT pg_advisory_lock({LOCK}); SET lock_timeout = 0"));
    match taken {
        Ok(_) => Ok(()),
        Err(Error::Postgres(error)) if error.code().is_some_and(|code| code.code() == "55P03") => Err(LogError::Unfit(
            "another muster has this database open; one at a time writes to it. Stop that one, or use another database"
                .to_owned(),
        )),
        Err(error) => Err(LogError::writing(error)),
    }
}

/// The epoch under which this node writes.
pub(super) struct Lease {
    epoch: i64,
    /// The words that begin each transaction: they answer a row while the lease is this node's.
    begin: String,
    /// The process in the database that serves the writing connection, and when it began.
    process: (i64, String),
}

impl Lease {
    /// Raises the epoch.
    pub(super) fn begin(db: &Connection) -> std::result::Result<Self, LogError> {
        let raise = || -> Result<i64> {
            let tables: &dyn Tables = db;
            tables.query_row("UPDATE lease SET epoch = epoch + 1 RETURNING epoch", [], |row| row.get(0))
        };
        let epoch = raise().map_err(LogError::writing)?;
        let begin =
            format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT 1 FROM lease WHERE epoch = {epoch} FOR SHARE");
        let process = process(db).map_err(LogError::writing)?;
        Ok(Self { epoch, begin, process })
    }

    /// Goes on with the same epoch over another connection that holds the lock.
    ///
    /// # Errors
    /// [`LogError::Write`] when another node has had the database meanwhile.
    pub(super) fn resume(&mut self, db: &Connection) -> std::result::Result<(), LogError> {
        let tables: &dyn Tables = db;
        let found = tables.query_row("SELECT epoch FROM lease", [], |row| row.get::<i64>(0));
        if found.map_err(LogError::writing)? != self.epoch {
            return Err(taken_over());
        }
        self.process = process(db).map_err(LogError::writing)?;
        Ok(())
    }

    /// Ends the process of a connection that this node has lost, where the database has not noticed yet.
    pub(super) fn end_lost(&self, db: &Connection) -> std::result::Result<(), LogError> {
        let (id, began) = &self.process;
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE pid::bigint = ?1 AND backend_start::text = ?2";
        let tables: &dyn Tables = db;
        tables.query_map(sql, crate::sql::params![*id, *began], |_| Ok(())).map(drop).map_err(LogError::writing)
    }

    /// The words that begin a transaction.
    pub(super) fn words(&self) -> &str {
        &self.begin
    }
}

/// The refusal of a node that has lost the database to another.
pub(super) fn taken_over() -> LogError {
    LogError::Write("another muster has taken the database over; this one writes nothing any more".to_owned())
}

fn process(db: &Connection) -> Result<(i64, String)> {
    let sql = "SELECT pid::bigint, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()";
    let tables: &dyn Tables = db;
    tables.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}
