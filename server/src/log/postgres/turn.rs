//! A node's turn: the lock is its own, after a moment's patience or after the node before it has ended, by its own will, by
//! its death, or by its silence.

use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use tracing::{info, warn};

use super::lease::{BEGAN, LOCK, hold};
use super::{Known, LogError, alive, connect, schema, unusable};
use crate::sql::postgres::Connection;
use crate::sql::{Result, Server, Tables};

/// How often a node that waits looks whether it is its turn.
const EVERY: Duration = Duration::from_millis(250);
/// How soon it looks again after it has ended the process of a node that was silent.
const SOON: Duration = Duration::from_millis(20);

/// How long a node waits for a database that another one has.
pub(in crate::log) enum Patience {
    /// For a moment; then it is refused.
    AMoment,
    /// Until it is its turn, or nobody asks for it any more.
    ATurn(Weak<()>),
}

/// Somebody who asks for a turn for as long as the first is held, and what the one who waits knows of that.
pub(in crate::log) fn asking() -> (Arc<()>, Weak<()>) {
    let asking = Arc::new(());
    let asked = Arc::downgrade(&asking);
    (asking, asked)
}

/// A connection that holds the lock.
///
/// # Errors
/// [`LogError::Unfit`] when another node has it and there is no more patience, or when this one could not follow it.
pub(super) fn taken(
    server: &Server,
    known: &Arc<Known>,
    patience: &Patience,
    marker: Option<&str>,
) -> std::result::Result<Connection, LogError> {
    let db = connect(server, known).map_err(unusable)?;
    let Patience::ATurn(asked) = patience else { return hold(&db).map(|()| db) };
    if looked(&db, known).is_ok_and(|seen| seen == Seen::Free) {
        return Ok(db);
    }
    // A node that could never follow says so now, and not on the day on which it is needed.
    if let Err(error @ LogError::Unfit(_)) = schema::could_follow(&db, marker) {
        return Err(error);
    }
    info!("another muster has the database; this one waits for its turn");
    waited(db, server, known, asked)
}

/// The state of the database as a node that waits sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Nobody had the lock: it is held now.
    Free,
    /// The node that has it lives, as far as is known.
    Alive,
    /// The node that had it was silent for too long; its process in the database is told to end.
    Silent,
}

fn waited(
    db: Connection,
    server: &Server,
    known: &Arc<Known>,
    asked: &Weak<()>,
) -> std::result::Result<Connection, LogError> {
    let mut db = Ok(db);
    let mut last = Ok(Seen::Alive);
    while asked.strong_count() > 0 {
        let seen = db.as_ref().map_err(Clone::clone).and_then(|db| looked(db, known).map_err(LogError::writing));
        match &seen {
            Ok(Seen::Free) => return db,
            Ok(Seen::Silent) if last != seen => {
                warn!("the muster that has the database was silent for too long; this one takes it over");
            }
            Err(error) if last.is_ok() => {
                warn!(%error, "the database is away while this server waits for its turn: {error}");
            }
            _ => {}
        }
        thread::sleep(if seen == Ok(Seen::Silent) { SOON } else { EVERY });
        if seen.is_err() {
            db = connect(server, known);
        }
        last = seen;
    }
    Err(LogError::Closed)
}

/// Takes the lock where it is free, and ends the process of a node that has been silent for too long. The commits of that node
/// are noted: a database that is found with fewer, once it is this one's turn, lacks what was acknowledged.
fn looked(db: &Connection, known: &Known) -> Result<Seen> {
    let tables: &dyn Tables = db;
    let is_free = tables.query_row(&format!("SELECT pg_try_advisory_lock({LOCK})"), [], |row| row.get::<bool>(0))?;
    if is_free {
        return Ok(Seen::Free);
    }
    // A database that is still empty, or of an earlier format, tells nothing of its node.
    let tells = "SELECT to_regclass('main.beat') IS NOT NULL";
    if !tables.query_row(tells, [], |row| row.get::<bool>(0))? {
        return Ok(Seen::Alive);
    }
    let n_commits = tables.query_row("SELECT n_commits FROM main.lease", [], |row| row.get::<i64>(0))?;
    known.committed(known.n_commits().max(n_commits));
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity, main.lease, main.beat
         WHERE pid::bigint = lease.process AND {BEGAN} = lease.began AND beat.until_ms < {}",
        alive::NOW_MS
    );
    let is_silent = tables.query_map(&end, [], |_| Ok(()))?.next().is_some();
    Ok(if is_silent { Seen::Silent } else { Seen::Alive })
}
