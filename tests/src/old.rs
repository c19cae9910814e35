//! Data folders as earlier versions left them.

use std::fs;
use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;

/// The tables of the first format, word for word.
const FORMAT_1: &str = "
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
INSERT INTO docs SELECT num, id, kind, lineage, epoch, created_ms FROM now.docs;
INSERT INTO updates SELECT seq, doc, bytes, at_ms, author FROM now.updates;
INSERT INTO snapshots SELECT doc, seq, bytes, at_ms FROM now.snapshots AS s
    WHERE seq = (SELECT max(seq) FROM now.snapshots WHERE doc = s.doc);
";
/// The tables that the second format added.
const FORMAT_2: &str = "
CREATE TABLE authors (
    doc    INTEGER NOT NULL REFERENCES docs,
    client INTEGER NOT NULL,
    author TEXT    NOT NULL,
    PRIMARY KEY (doc, client)
) STRICT, WITHOUT ROWID;
INSERT INTO authors SELECT doc, client, author FROM now.authors;
";
/// The tables that the third format added.
const FORMAT_3: &str = "
CREATE TABLE packs (
    num       INTEGER PRIMARY KEY,
    doc       INTEGER NOT NULL REFERENCES docs,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    bytes     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX packs_of_doc ON packs (doc, last_seq);
INSERT INTO packs SELECT num, doc, first_seq, last_seq, bytes FROM now.packs;
";
/// Tables of people are as they were, but for the column of checksums.
const PEOPLE: [&str; 10] =
    ["people", "passkeys", "identities", "sessions", "invites", "grants", "deleted", "keys", "marking", "audit"];

/// Makes a data folder that no program has open one of an earlier format, with all that format can hold.
///
/// # Errors
/// When its files cannot be read or written.
pub fn turn_back(data: &Path, format: usize) -> Result<()> {
    let (now, old) = (data.join("muster.db"), data.join("old.db"));
    let db = Connection::open(&old)?;
    db.execute("ATTACH ?1 AS now", [now.to_string_lossy()])?;
    for tables in &[FORMAT_1, FORMAT_2, FORMAT_3][..format] {
        db.execute_batch(tables)?;
    }
    for table in PEOPLE {
        let sql = "SELECT sql FROM now.sqlite_schema WHERE name = ?1";
        let Ok(sql) = db.query_row(sql, [table], |row| row.get::<_, String>(0)) else { continue };
        db.execute_batch(&sql.replace(", sum INTEGER", ""))?;
        let columns = "SELECT group_concat(name, ', ') FROM pragma_table_info(?1, 'main')";
        let columns: String = db.query_row(columns, [table], |row| row.get(0))?;
        db.execute_batch(&format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}"))?;
    }
    db.execute_batch("DETACH now")?;
    db.pragma_update(None, "user_version", format as i64)?;
    db.close().map_err(|(_, error)| error)?;
    for left in ["muster.db-wal", "muster.db-shm", "workspace"] {
        drop(fs::remove_file(data.join(left)));
    }
    Ok(fs::rename(old, now)?)
}
