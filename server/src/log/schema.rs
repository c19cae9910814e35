//! The tables of the log, and how the file of an earlier version becomes one of this version.

use muster_shared::id::DocId;
use rusqlite::{Connection, params};

use super::{LogError, guard, pack};
use crate::clock;

/// The format of the file. Raised when older programs would misread it.
pub(super) const FORMAT: i64 = 6;
/// The first format whose rows bear checksums.
pub(super) const GUARDED: i64 = 4;

const TABLES: &str = "
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
    doc   INTEGER PRIMARY KEY REFERENCES docs,
    seq   INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE probe (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO probe VALUES (1, 0);
";

/// The table that format 2 added: the authors of client ids. An id without a row has no author: its structs were
/// written on an open server.
const AUTHORS: &str = "
CREATE TABLE authors (
    doc    INTEGER NOT NULL REFERENCES docs,
    client INTEGER NOT NULL,
    author TEXT    NOT NULL,
    PRIMARY KEY (doc, client)
) STRICT, WITHOUT ROWID;
";

/// The change of format 4: a document's snapshot before the last is kept too, and every row bears a checksum.
const TWO_SNAPSHOTS: &str = "
ALTER TABLE snapshots RENAME TO snapshots_until_3;
CREATE TABLE snapshots (
    doc   INTEGER NOT NULL REFERENCES docs,
    seq   INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (doc, seq)
) STRICT;
INSERT INTO snapshots (doc, seq, bytes, at_ms) SELECT doc, seq, bytes, at_ms FROM snapshots_until_3;
DROP TABLE snapshots_until_3;
";

/// The table that format 5 added: client ids under which something stood before they had an author. Structs before this
/// clock are nobody's.
const AUTHORS_SINCE: &str = "
CREATE TABLE authors_since (
    doc    INTEGER NOT NULL REFERENCES docs,
    client INTEGER NOT NULL,
    clock  INTEGER NOT NULL,
    PRIMARY KEY (doc, client)
) STRICT, WITHOUT ROWID;
";

/// The table that format 6 added: the number that those of updates, documents and packs are above, whatever was erased.
const NUMBERS: &str = "
CREATE TABLE numbers (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    floor INTEGER NOT NULL
) STRICT;
INSERT INTO numbers (one, floor) VALUES (1, 0);
";

/// The steps from one format to the next; the first makes what is new.
const STEPS: [&str; 6] = [TABLES, AUTHORS, pack::TABLES, TWO_SNAPSHOTS, AUTHORS_SINCE, NUMBERS];

/// The steps that a file of this format lacks.
fn missing(format: i64) -> impl Iterator<Item = &'static str> {
    STEPS.into_iter().skip(usize::try_from(format).unwrap_or(0))
}

/// The format of a file; 0 if it is none of ours.
pub(super) fn format_of(db: &Connection) -> Result<i64, LogError> {
    let format = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(LogError::reading)?;
    if format > FORMAT { Err(LogError::TooNew(format, FORMAT)) } else { Ok(format) }
}

/// Makes the tables that a file of an earlier format lacks, all of them in one that is new, in one transaction. The
/// workspace is known by `id` from then on, or by one that is drawn.
pub(super) fn bring_up_to_date(db: &mut Connection, id: Option<&str>) -> Result<(), LogError> {
    let id = id.map_or_else(draw_id, |known| Ok(known.to_owned()))?;
    let format = format_of(db)?;
    let txn = db.transaction().map_err(LogError::writing)?;
    missing(format).try_for_each(|tables| txn.execute_batch(tables)).map_err(LogError::writing)?;
    txn.execute_batch(guard::SEAL).map_err(LogError::writing)?;
    let seal = "INSERT INTO seal (one, id, schema) VALUES (1, ?1, 0)";
    txn.execute(seal, params![id]).map_err(LogError::writing)?;
    guard::adopt(&txn).map_err(LogError::writing)?;
    txn.pragma_update(None, "user_version", FORMAT).map_err(LogError::writing)?;
    txn.commit().map_err(LogError::writing)
}

/// The same for a file whose rows bear checksums already. They are left as they are: a row that is damaged must not come
/// out of it as whole.
pub(super) fn add_to_guarded(db: &mut Connection) -> Result<(), LogError> {
    let format = format_of(db)?;
    let mut add = || {
        let txn = db.transaction()?;
        guard::watch(&txn)?;
        missing(format).try_for_each(|tables| txn.execute_batch(tables))?;
        guard::adopt(&txn)?;
        txn.pragma_update(None, "user_version", FORMAT)?;
        txn.commit()
    };
    add().map_err(|error: rusqlite::Error| LogError::writing(error))
}

/// A new workspace's id.
pub(super) fn draw_id() -> Result<String, LogError> {
    let bits = clock::random_bits().map_err(|error| LogError::Write(error.to_string()))?;
    Ok(DocId::from_random(bits).to_string())
}
