//! The log's tables in PostgreSQL, how an earlier version of them becomes this one, and which databases may have them.

use super::super::schema::draw_id;
use super::LogError;
use crate::sql::postgres::Connection;
use crate::sql::{self, OptionalExtension, Tables, params};

/// The number of the lock under which tables are made: two nodes may begin at once.
const MAKING: i64 = 0x6d61_6b69_6e67;

/// The earliest version of PostgreSQL that still gets repairs.
const VERSION_MIN: i64 = 140_000;

/// The steps from one format to the next; the first makes what is new. The schema `main` is there by then.
const STEPS: [&str; 3] = [
    "
CREATE TABLE seal (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    id     TEXT    NOT NULL,
    format INTEGER NOT NULL
) STRICT;
CREATE TABLE lease (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL
) STRICT;
INSERT INTO lease VALUES (1, 0);
CREATE TABLE docs (
    num        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    kind       TEXT,
    lineage    TEXT    NOT NULL,
    epoch      INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE updates (
    seq    INTEGER PRIMARY KEY,
    doc    INTEGER NOT NULL REFERENCES docs,
    bytes  BLOB    NOT NULL,
    at_ms  INTEGER NOT NULL,
    author TEXT    NOT NULL
) STRICT;
CREATE INDEX updates_of_doc ON updates (doc, seq);
CREATE TABLE snapshots (
    doc   INTEGER NOT NULL REFERENCES docs,
    seq   INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (doc, seq)
) STRICT;
CREATE TABLE packs (
    num       INTEGER PRIMARY KEY,
    doc       INTEGER NOT NULL REFERENCES docs,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    bytes     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX packs_of_doc ON packs (doc, last_seq);
CREATE TABLE authors (
    doc    INTEGER NOT NULL REFERENCES docs,
    client INTEGER NOT NULL,
    author TEXT    NOT NULL,
    PRIMARY KEY (doc, client)
) STRICT;
CREATE TABLE authors_since (
    doc    INTEGER NOT NULL REFERENCES docs,
    client INTEGER NOT NULL,
    clock  INTEGER NOT NULL,
    PRIMARY KEY (doc, client)
) STRICT;
CREATE TABLE probe (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO probe VALUES (1, 0);
",
    HISTORY_OF_ITS_OWN,
    TURNS,
];

/// By these a node tells its own history of the database from another one: the node that has the lease, how many commits
/// there were, and a number which those of updates and documents are above.
const HISTORY_OF_ITS_OWN: &str = "
ALTER TABLE lease ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE lease ADD COLUMN n_commits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lease ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
";

/// By these a node that waits for its turn knows that the one before it is silent, and which process of the database's wrote for
/// it. The beat has a table of its own: the lease's row is held for as long as a transaction lasts.
const TURNS: &str = "
ALTER TABLE lease ADD COLUMN process INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lease ADD COLUMN began TEXT NOT NULL DEFAULT '';
CREATE TABLE beat (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    until_ms INTEGER NOT NULL
) STRICT;
INSERT INTO beat VALUES (1, 0);
";

/// The settings without which a commit may be lost, as columns of an answer.
pub(super) const SETTINGS: &str =
    "current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')";

/// The sentence against a database whose [`SETTINGS`] are these; nothing where *Saved* is true under them.
pub(super) fn weakness(settings: &[String]) -> Option<String> {
    let [fsync, full_page_writes, synchronous_commit] = settings else {
        return Some("the database does not say its settings".to_owned());
    };
    for (name, value) in [("fsync", fsync), ("full_page_writes", full_page_writes)] {
        if value != "on" {
            return Some(format!(
                "the database runs with `{name} = off`: a power cut could take what was saved. Set it to `on` in \
                 postgresql.conf and reload"
            ));
        }
    }
    (!["on", "remote_apply"].contains(&synchronous_commit.as_str())).then(|| {
        "`synchronous_commit` is not `on` and cannot be raised to it: a power cut could take what was saved".to_owned()
    })
}

/// Refuses a database in which *Saved* would not be true, or that cannot be written.
///
/// # Errors
/// [`LogError::Unfit`], with what to set.
pub(super) fn fitness(db: &Connection) -> Result<(), LogError> {
    let show = |name: &str| -> sql::Result<String> {
        let tables: &dyn Tables = db;
        tables.query_row("SELECT current_setting(?1)", [name], |row| row.get(0))
    };
    let unfit = |sentence: String| Err(LogError::Unfit(sentence));
    let version = show("server_version_num").map_err(LogError::writing)?;
    if version.parse().is_ok_and(|version: i64| version < VERSION_MIN) {
        return unfit(
            "the database is older than PostgreSQL 14, which is the earliest that muster writes to".to_owned(),
        );
    }
    let encoding = show("server_encoding").map_err(LogError::writing)?;
    if encoding != "UTF8" {
        return unfit(format!("the database keeps texts as {encoding}; make one with `ENCODING 'UTF8'`"));
    }
    // Said by this connection, so that a change of the database's own setting does not reach it.
    let level = show("synchronous_commit").map_err(LogError::writing)?;
    let level = if level == "remote_apply" { "remote_apply" } else { "on" };
    db.simple(&format!("SET synchronous_commit = '{level}'")).map_err(LogError::writing)?;
    let settings = db.simple(&format!("SELECT {SETTINGS}")).map_err(LogError::writing)?.row;
    if let Some(sentence) = weakness(&settings) {
        return unfit(sentence);
    }
    let tables: &dyn Tables = db;
    let is_standby: bool =
        tables.query_row("SELECT pg_is_in_recovery()", [], |row| row.get(0)).map_err(LogError::writing)?;
    if is_standby {
        return Err(LogError::Write("the database is a standby, which cannot be written; name the primary".to_owned()));
    }
    Ok(())
}

/// Makes the tables that a database of an earlier format lacks, all of them in one that is new. Answers the workspace's id,
/// which must be the one that the folder knows.
///
/// # Errors
/// [`LogError::Unfit`] for a later format, for another workspace, or for tables of somebody else's.
pub(super) fn bring_up_to_date(db: &Connection, marker: Option<&str>) -> Result<String, LogError> {
    let begin = format!("BEGIN; SELECT pg_advisory_xact_lock({MAKING})");
    db.begin(&begin).map_err(LogError::writing)?;
    let outcome = made(db, marker);
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = db.simple(end).map_err(LogError::writing);
    outcome.and_then(|id| ended.map(|_| id))
}

/// Refuses a workspace in which a node with this marker could never have its turn. One that is being made is none yet.
///
/// # Errors
/// As [`bring_up_to_date`].
pub(super) fn could_follow(db: &Connection, marker: Option<&str>) -> Result<(), LogError> {
    let known = sealed(db)?;
    if known.is_some() { fits(known.as_ref(), marker) } else { Ok(()) }
}

fn fits(known: Option<&(String, i64)>, marker: Option<&str>) -> Result<(), LogError> {
    let steps = STEPS.len() as i64;
    let sentence = match (known, marker) {
        (Some((id, _)), Some(marker)) if id != marker => format!(
            "the database holds the workspace {id}, and the data folder belongs to {marker}; name its database, or another \
             folder"
        ),
        (None, Some(marker)) => format!(
            "the database holds no workspace, and the data folder belongs to the workspace {marker}; restore its database, \
             or name another folder"
        ),
        (Some((_, format)), _) if *format > steps => format!(
            "the database was written by a later version of muster (format {format}); this one reads up to {steps}"
        ),
        _ => return Ok(()),
    };
    Err(LogError::Unfit(sentence))
}

fn made(db: &Connection, marker: Option<&str>) -> Result<String, LogError> {
    let known = sealed(db)?;
    fits(known.as_ref(), marker)?;
    let Some((id, format)) = known else {
        let id = draw_id()?;
        return make(db, &id).map(|()| id);
    };
    let steps = STEPS.len() as i64;
    let missing = STEPS.get(usize::try_from(format).unwrap_or(0)..).unwrap_or_default();
    missing.iter().try_for_each(|step| db.execute_batch(step)).map_err(LogError::writing)?;
    let tables: &dyn Tables = db;
    tables.execute("UPDATE seal SET format = ?1", [steps]).map_err(LogError::writing)?;
    Ok(id)
}

/// Makes the tables of a workspace that is known by this id, in a database that has none.
pub(super) fn make(db: &Connection, id: &str) -> Result<(), LogError> {
    let make = || -> sql::Result<()> {
        let tables: &dyn Tables = db;
        tables.execute_batch("CREATE SCHEMA IF NOT EXISTS main")?;
        STEPS.iter().try_for_each(|step| tables.execute_batch(step))?;
        let seal = "INSERT INTO seal (one, id, format) VALUES (1, ?1, ?2)";
        tables.execute(seal, params![id, STEPS.len() as i64]).map(drop)
    };
    make().map_err(LogError::writing)
}

/// Whether there is a workspace in the database.
///
/// # Errors
/// Those of the database; [`sql::Error::Refused`] for tables of somebody else's.
pub(super) fn is_sealed(db: &Connection) -> sql::Result<bool> {
    let tables: &dyn Tables = db;
    let sql = "SELECT count(*), count(*) FILTER (WHERE table_name = 'seal') FROM information_schema.tables
               WHERE table_schema = 'main'";
    match tables.query_row(sql, [], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))? {
        (0, _) => Ok(false),
        (_, 0) => Err(sql::Error::Refused(OTHERS)),
        _ => Ok(true),
    }
}

/// An error of [`is_sealed`].
pub(super) fn asking(error: sql::Error) -> LogError {
    match error {
        sql::Error::Refused(sql::Refusal(sentence)) => LogError::Unfit(sentence.to_owned()),
        error => LogError::writing(error),
    }
}

/// The workspace's id and the format of its tables, where there are any.
fn sealed(db: &Connection) -> Result<Option<(String, i64)>, LogError> {
    let tables: &dyn Tables = db;
    let asked = || match is_sealed(db)? {
        false => Ok(None),
        true => tables.query_row("SELECT id, format FROM seal", [], |row| Ok((row.get(0)?, row.get(1)?))).optional(),
    };
    asked().map_err(asking)
}

const OTHERS: sql::Refusal = sql::Refusal(
    "the schema `main` of this database holds tables that are not muster's; give muster a database of its own",
);
