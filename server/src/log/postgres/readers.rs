//! Connections for reading, each as of one moment. They are few: each costs the database a process.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::super::read::Reader;
use super::{DOCS, Known, LogError};
use crate::sql::Server;
use crate::sql::postgres::Connection;

/// Connections at a time. More readers than that wait for each other.
const CONNECTIONS_MAX: usize = 8;

/// The words that begin a reading: all of it is as of one moment, and nothing is written.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The same, and how far the database is.
const BEGIN_KNOWING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT epoch, n_commits FROM main.lease";

/// The refusal of what another node may have changed.
const TAKEN_OVER: &str = "another muster has the database, or may have taken it by now";

/// How long after a connection that failed no other is tried: a database that is just coming up has better things to do.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Default)]
struct Desk {
    spare: Vec<Connection>,
    n_taken: usize,
    /// The last connection that failed, and when.
    failed: Option<(Instant, LogError)>,
}

/// Connections for reading.
pub(in crate::log) struct Readers {
    server: Server,
    known: Arc<Known>,
    desk: Mutex<Desk>,
    free: Condvar,
}

impl Readers {
    pub(super) fn new(server: Server, known: Arc<Known>) -> Self {
        Self { server, known, desk: Mutex::default(), free: Condvar::new() }
    }

    /// Connections for reading a database that another process writes to.
    pub(in crate::log) fn apart(server: Server) -> Self {
        Self::new(server, Arc::default())
    }

    /// Whether a commit's outcome is not known yet.
    pub(in crate::log) fn are_uncertain(&self) -> bool {
        self.known.is_uncertain()
    }

    pub(in crate::log) fn read<T>(&self, read: impl FnOnce(&Reader<'_>) -> Result<T, LogError>) -> Result<T, LogError> {
        let in_doubt = || LogError::Read("whether the last commit was kept is not known yet".to_owned());
        let n_doubts = self.known.n_doubts();
        if self.are_uncertain() {
            return Err(in_doubt());
        }
        let place = self.place();
        let (db, seen) = place.begun()?;
        let outcome = read(&Reader::new(&db, DOCS));
        if db.simple("ROLLBACK").is_ok() {
            self.desk().spare.push(db);
        }
        // Nobody builds on what may be taken back, or may be another node's to tell.
        match self.known.is_kept(seen, n_doubts) {
            true if self.known.tenure().is_live() => outcome,
            true => Err(LogError::Read(TAKEN_OVER.to_owned())),
            false => Err(in_doubt()),
        }
    }

    /// Waits until a connection may be used.
    fn place(&self) -> Place<'_> {
        let mut desk = self.desk();
        while desk.n_taken >= CONNECTIONS_MAX {
            desk = self.free.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        desk.n_taken += 1;
        Place(self)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to use one connection, given back when dropped.
struct Place<'r>(&'r Readers);

impl Place<'_> {
    /// A connection with a transaction begun, and the number of the last commit that it sees: a spare one that still answers,
    /// or a new one.
    fn begun(&self) -> Result<(Connection, i64), LogError> {
        loop {
            let Some(spare) = self.0.desk().spare.pop() else { break };
            if let Ok(seen) = self.begin(&spare) {
                return Ok((spare, seen));
            }
        }
        let failed = self.0.desk().failed.clone();
        if let Some((_, error)) = failed.filter(|(when, _)| when.elapsed() < PAUSE) {
            return Err(error);
        }
        let db = self.0.server.connect(|| ()).map_err(LogError::reading);
        self.0.desk().failed = db.as_ref().err().map(|error| (Instant::now(), error.clone()));
        let db = db?;
        let seen = self.begin(&db)?;
        Ok((db, seen))
    }

    /// Begins a reading of a database that holds all that was acknowledged: a connection may lead to a server that was
    /// replaced, or to one that took its place and is behind. Answers the number of the last commit in it, 0 where nobody asks.
    fn begin(&self, db: &Connection) -> Result<i64, LogError> {
        let known = &self.0.known;
        let Some((epoch, n_commits)) = known.least() else {
            return db.begin(BEGIN).map(|_| 0).map_err(LogError::reading);
        };
        let told = db.begin(BEGIN_KNOWING).map_err(LogError::reading)?.row;
        let found: Vec<i64> = told.iter().filter_map(|text| text.parse().ok()).collect();
        match *found {
            // The node that has it acknowledges what this one does not know of.
            [its, _] if its > epoch => return Err(LogError::Read(TAKEN_OVER.to_owned())),
            [its, n] if its == epoch && n >= n_commits => return Ok(n),
            _ => {}
        }
        // The writer looks into it before anything else is read.
        known.doubt();
        Err(LogError::Read("the database lacks what was acknowledged".to_owned()))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.desk().n_taken -= 1;
        self.0.free.notify_one();
    }
}

/// Connections end on a thread of their own: whoever drops the log last may be a task, which must not wait.
impl Drop for Readers {
    fn drop(&mut self) {
        let spare = std::mem::take(&mut self.desk().spare);
        if !spare.is_empty() {
            // Without a thread they end with the process.
            let ended = std::thread::Builder::new().spawn(move || drop(spare));
            drop(ended);
        }
    }
}
