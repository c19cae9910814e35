//! One node has a database: the one whose writing connection holds the lock, under the epoch it took it with.
//!
//! # A database that lacks what was acknowledged
//!
//! A standby that is promoted, or a backup that is put back, may be behind what this node has acknowledged. The lease counts
//! commits: fewer than the node knows of, or an earlier epoch, and it is another history. The rooms hold what it lacks, and
//! what they would write next builds on that; so they are closed, every document begins a new epoch, as after a restore, and
//! devices hand back what they hold. Numbers of updates and documents go on far above those that may have been given, so that
//! nothing that was read before can name something else.

use super::super::schema::draw_id;
use super::super::tenure::Moment;
use super::schema::SETTINGS;
use super::{Known, LogError, alive};
use crate::sql::postgres::Connection;
use crate::sql::{Error, Result, Tables, params};

/// The number of the lock among the database's advisory locks: `muster` in ASCII.
pub(super) const LOCK: i64 = 0x6d75_7374_6572;

/// How long a node waits for the lock: the process of one that was killed may still be about for a moment.
const PATIENCE: &str = "5s";

/// More numbers than a history that was lost can have given.
const NUMBERS_LEFT_OUT: i64 = 1_000_000_000;

/// When a process of the database's began, in words that are the same for everybody who asks.
pub(super) const BEGAN: &str = "extract(epoch FROM backend_start)::text";

/// The words that note which process serves the writing connection, so that whoever waits can end it.
fn noted() -> String {
    let began = format!("SELECT {BEGAN} FROM pg_stat_activity WHERE pid = pg_backend_pid()");
    format!("process = pg_backend_pid(), began = ({began})")
}

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
    /// A name that no other node has: a database that lacks this node's epoch may give it to another.
    holder: String,
    /// The words that begin each transaction: they answer a row while the lease is this node's.
    begin: String,
    /// The process in the database that serves the writing connection, and when it began.
    process: (i64, String),
}

impl Lease {
    /// Raises the epoch.
    pub(super) fn begin(db: &Connection, known: &Known) -> std::result::Result<Self, LogError> {
        let holder = draw_id()?;
        let tables: &dyn Tables = db;
        // First of all it is alive, so that nobody who waits takes the next process for that of a silent one.
        let sent = Moment::now();
        let lives = format!("UPDATE beat SET until_ms = {} + {}", alive::NOW_MS, alive::LASTS_MS);
        tables.execute(&lives, []).map_err(LogError::writing)?;
        alive::prolonged(known, sent);
        let raise = format!("UPDATE lease SET epoch = epoch + 1, holder = ?1, {} RETURNING epoch", noted());
        let epoch = tables.query_row(&raise, [holder.as_str()], |row| row.get(0)).map_err(LogError::writing)?;
        let process = process(db).map_err(LogError::writing)?;
        Ok(Self { epoch, begin: words(epoch, &holder), holder, process })
    }

    /// Goes on with the same epoch over another connection that holds the lock.
    pub(super) fn moved_to(&mut self, db: &Connection) -> std::result::Result<(), LogError> {
        self.process = process(db).map_err(LogError::writing)?;
        let tables: &dyn Tables = db;
        let note = format!("UPDATE lease SET {} WHERE holder = ?1", noted());
        tables.execute(&note, [self.holder.as_str()]).map(drop).map_err(LogError::writing)
    }

    /// Ends the process of a connection that this node has lost, where the database has not noticed yet.
    pub(super) fn end_lost(&self, db: &Connection) -> std::result::Result<(), LogError> {
        let (id, began) = &self.process;
        let sql =
            format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid::bigint = ?1 AND {BEGAN} = ?2");
        let tables: &dyn Tables = db;
        tables.query_map(&sql, params![*id, *began], |_| Ok(())).map(drop).map_err(LogError::writing)
    }

    /// Refuses a database that another node has had meanwhile.
    ///
    /// # Errors
    /// [`LogError::Write`], and then nobody is told anything any more.
    pub(super) fn must_be_ours(&self, db: &Connection, known: &Known) -> std::result::Result<(), LogError> {
        self.standing(db, known).map(drop)
    }

    /// The epoch of the database and the number of its commits.
    fn standing(&self, db: &Connection, known: &Known) -> std::result::Result<(i64, i64), LogError> {
        let tables: &dyn Tables = db;
        let (epoch, holder, n_commits) = tables
            .query_row("SELECT epoch, holder, n_commits FROM lease", [], |row| {
                Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
            })
            .map_err(LogError::writing)?;
        if epoch > self.epoch || (epoch == self.epoch && holder != self.holder) {
            known.end();
            return Err(taken_over());
        }
        Ok((epoch, n_commits))
    }

    /// How many commits that were acknowledged the database lacks.
    ///
    /// # Errors
    /// [`LogError::Write`] when another node has had the database meanwhile.
    pub(super) fn n_lost(&self, db: &Connection, known: &Known) -> std::result::Result<i64, LogError> {
        let (epoch, n_commits) = self.standing(db, known)?;
        let least = i64::from(epoch < self.epoch);
        Ok((known.n_commits() - n_commits).max(least))
    }

    /// Begins a history that goes on from the one in the database. Whether this is kept shows with the next look.
    pub(super) fn begin_anew(&mut self, db: &Connection, known: &Known) -> Result<()> {
        self.epoch += 1;
        self.begin = words(self.epoch, &self.holder);
        let Self { epoch, holder, .. } = self;
        let (n_commits, noted) = (known.n_commits(), noted());
        // Words without a `BEGIN` are one transaction. The epoch is a time, as after a restore.
        let anew = format!(
            "UPDATE docs SET epoch = greatest(epoch + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint);
             UPDATE lease SET {noted}, epoch = {epoch}, holder = '{holder}', n_commits = greatest(n_commits, {n_commits}),
                 floor = greatest(floor, (SELECT max(seq) FROM updates), (SELECT max(num) FROM docs)) + {NUMBERS_LEFT_OUT}"
        );
        db.simple(&anew).map(drop)
    }

    /// The epoch of this node.
    pub(super) fn epoch(&self) -> i64 {
        self.epoch
    }

    /// The name of this node.
    pub(super) fn holder(&self) -> &str {
        &self.holder
    }

    /// The words that begin a transaction.
    pub(super) fn words(&self) -> &str {
        &self.begin
    }
}

fn words(epoch: i64, holder: &str) -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED;
         UPDATE lease SET n_commits = n_commits + 1 WHERE epoch = {epoch} AND holder = '{holder}'
         RETURNING n_commits, {SETTINGS}"
    )
}

/// Whether another node has the database, which this one had under an epoch.
pub(super) fn is_anothers(db: &Connection, epoch: i64, holder: &str) -> std::result::Result<bool, LogError> {
    let tables: &dyn Tables = db;
    let asked =
        tables.query_row("SELECT epoch, holder FROM lease", [], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)));
    // Under an epoch that is lower it is an older state of the database, which the writer looks into.
    asked.map(|(its, whose)| its >= epoch && whose != holder).map_err(LogError::writing)
}

/// The refusal of a node that has lost the database to another.
pub(super) fn taken_over() -> LogError {
    LogError::Write("another muster has taken the database over; this one writes nothing any more".to_owned())
}

/// The refusal of a database that is found to be another than the one that was written to.
pub(super) fn behind() -> LogError {
    LogError::Write("the database lacks what was acknowledged".to_owned())
}

fn process(db: &Connection) -> Result<(i64, String)> {
    let sql = format!("SELECT pid::bigint, {BEGAN} FROM pg_stat_activity WHERE pid = pg_backend_pid()");
    let tables: &dyn Tables = db;
    tables.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}
