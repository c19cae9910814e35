//! The tables of people and of everything they hold, and what later versions of them added.

use super::{audit, blind, receipts};
use crate::sql::{self, Tables};

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS people (
    id         TEXT    PRIMARY KEY,
    name       TEXT    NOT NULL,
    email      TEXT,
    rank       TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    removed_ms INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS passkeys (
    id         BLOB    PRIMARY KEY,
    person     TEXT    NOT NULL REFERENCES people,
    passkey    TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    used_ms    INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS identities (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    person  TEXT NOT NULL REFERENCES people,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    hash       BLOB    PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    person     TEXT    NOT NULL REFERENCES people,
    agent      TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms    INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS invites (
    hash       BLOB    PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    rank       TEXT    NOT NULL,
    person     TEXT    REFERENCES people,
    doc        TEXT,
    granted    TEXT,
    made_by    TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS grants (
    doc     TEXT    NOT NULL,
    person  TEXT    NOT NULL REFERENCES people,
    granted TEXT    NOT NULL,
    made_by TEXT    NOT NULL,
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (doc, person)
) STRICT;
CREATE TABLE IF NOT EXISTS deleted (
    doc     TEXT    PRIMARY KEY,
    made_by TEXT    NOT NULL,
    at_ms   INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS keys (
    id         TEXT    PRIMARY KEY,
    secret     BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    retired_ms INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS marking (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB    NOT NULL CHECK (length(secret) = 32)
) STRICT;
CREATE TABLE IF NOT EXISTS audit (
    seq    INTEGER PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    what   TEXT    NOT NULL,
    doc    TEXT    NOT NULL,
    detail TEXT    NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS looks (
    look   TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people,
    PRIMARY KEY (look, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS offers (
    doc   TEXT    PRIMARY KEY,
    giver TEXT    NOT NULL REFERENCES people,
    taker TEXT    NOT NULL REFERENCES people,
    at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audiences (
    doc      TEXT PRIMARY KEY,
    audience TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS listed (
    doc     TEXT    NOT NULL,
    person  TEXT    NOT NULL REFERENCES people,
    made_by TEXT    NOT NULL,
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (doc, person)
) STRICT;
CREATE TABLE IF NOT EXISTS feeds (
    id         TEXT    PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE,
    person     TEXT    NOT NULL REFERENCES people,
    name       TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS mailboxes (
    person       TEXT    PRIMARY KEY REFERENCES people,
    address      TEXT    NOT NULL,
    zone         TEXT    NOT NULL,
    confirmed_ms INTEGER NOT NULL,
    digest_ms    INTEGER NOT NULL,
    looked_ms    INTEGER,
    unread       INTEGER NOT NULL,
    trouble      TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS confirmations (
    hash       BLOB    PRIMARY KEY,
    person     TEXT    NOT NULL REFERENCES people,
    address    TEXT    NOT NULL,
    zone       TEXT    NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS letters (
    person     TEXT    NOT NULL REFERENCES people,
    sort       TEXT    NOT NULL,
    tries      INTEGER NOT NULL,
    next_ms    INTEGER NOT NULL,
    sending_ms INTEGER,
    PRIMARY KEY (person, sort)
) STRICT;
CREATE TABLE IF NOT EXISTS told (
    person  TEXT    NOT NULL REFERENCES people,
    what    TEXT    NOT NULL,
    seen_ms INTEGER NOT NULL,
    waits   INTEGER NOT NULL,
    PRIMARY KEY (person, what)
) STRICT;
CREATE TABLE IF NOT EXISTS read_links (
    id           TEXT    PRIMARY KEY,
    hash         BLOB    NOT NULL UNIQUE,
    doc          TEXT    NOT NULL,
    root         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    granted      TEXT    NOT NULL,
    until        TEXT,
    sites        TEXT    NOT NULL,
    made_by      TEXT    NOT NULL,
    made_ms      INTEGER NOT NULL,
    withdrawn_ms INTEGER,
    uses         INTEGER NOT NULL,
    used_on      TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS wikis (
    id         TEXT    PRIMARY KEY,
    origin     TEXT    NOT NULL,
    doc        TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS bearers (
    author TEXT PRIMARY KEY,
    name   TEXT NOT NULL
) STRICT;
";

/// The tables of all that is kept for letters to a person.
pub(super) const OF_LETTERS: [&str; 4] = ["mailboxes", "confirmations", "letters", "told"];

/// Columns that came later: table, column, type, and what has to be done once when the column is added.
const ADDED: [(&str, &str, &str, &str); 4] = [
    // The right of the person who began a charter comes from the workspace, not from that person.
    (
        "invites",
        "made_in",
        "BLOB",
        "UPDATE grants SET made_by = 'muster' WHERE made_by = person AND granted = 'editor'",
    ),
    ("invites", "known_ms", "INTEGER", ""),
    ("invites", "called", "TEXT", ""),
    // A talk goes with its charter: its own deletion hid nothing and would erase the comments later.
    ("deleted", "erased_ms", "INTEGER", "DELETE FROM deleted WHERE doc IN (SELECT id FROM docs WHERE kind = 'talk')"),
];

/// Makes what is not there yet.
///
/// # Errors
/// Those of the database.
pub(crate) fn make(db: &dyn Tables) -> sql::Result<()> {
    db.execute_batch(TABLES)?;
    db.execute_batch(blind::TABLES)?;
    for (table, column, kind, once) in ADDED {
        if !db.has_column(table, column)? {
            db.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}; {once}"))?;
        }
    }
    receipts::keep(db)?;
    audit::head::begin(db)
}
