//! The tables of blind boxes, and what is read from them.

use muster_shared::blind::{self, Outcome, Taken};
use muster_shared::id::DocId;

use super::sheet::{Answers, of_bytes};
use crate::sql::{self, OptionalExtension, Row, Tables};

/// The tables. An open box has a row in each; a closed one in the first alone.
pub(in crate::people) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS boxes (
    id        TEXT    PRIMARY KEY,
    doc       TEXT    NOT NULL,
    form      TEXT    NOT NULL,
    made_by   TEXT    NOT NULL,
    made_ms   INTEGER NOT NULL,
    closed_on TEXT,
    outcome   TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS box_keys (
    box  TEXT PRIMARY KEY,
    seed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS box_rights (
    box   TEXT PRIMARY KEY,
    taken TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS box_answers (
    box   TEXT PRIMARY KEY,
    sheet BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The tables of what is kept while a box is open.
pub(super) const WHILE_OPEN: [&str; 3] = ["box_keys", "box_rights", "box_answers"];

/// A box. It is never logged: it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct BlindBox {
    /// Its id.
    pub id: String,
    /// The document that it is about.
    pub doc: DocId,
    /// The word of its form.
    pub form: String,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// The outcome, where it is closed and enough people answered.
    pub outcome: Option<Outcome>,
    /// The seed of its key, while it is open; a restored backup has none.
    pub(super) seed: Option<Vec<u8>>,
    /// The rights that were taken.
    taken: Taken,
}

impl BlindBox {
    /// The key that it is known by; none once it is closed, and where the key was lost.
    pub fn key(&self) -> Option<String> {
        blind::public_key(self.seed.as_ref()?)
    }

    /// The number of people who took a right.
    pub fn n_taken(&self) -> usize {
        self.taken.len()
    }

    /// Whether somebody took their right.
    pub fn is_taken_by(&self, person: &str) -> bool {
        self.taken.contains_key(person)
    }
}

pub(super) const BOX: &str =
    "SELECT boxes.id, boxes.doc, boxes.form, boxes.closed_on, boxes.outcome, box_keys.seed, box_rights.taken
    FROM boxes LEFT JOIN box_keys ON box_keys.box = boxes.id LEFT JOIN box_rights ON box_rights.box = boxes.id";

pub(super) fn to_box(row: &Row<'_>) -> sql::Result<BlindBox> {
    let (outcome, taken): (Option<String>, Option<String>) = (row.get(4)?, row.get(6)?);
    Ok(BlindBox {
        id: row.get(0)?,
        doc: row.parsed(1)?,
        form: row.get(2)?,
        closed_on: row.get(3)?,
        outcome: outcome.and_then(|outcome| serde_json::from_str::<Outcome>(&outcome).ok()?.told()),
        seed: row.get(5)?,
        taken: taken.and_then(|taken| serde_json::from_str(&taken).ok()).unwrap_or_default(),
    })
}

/// The rights to a box that were taken; none where it is not open.
pub(super) fn taken_of(db: &dyn Tables, id: &str) -> sql::Result<Option<Taken>> {
    let sql = "SELECT taken FROM box_rights WHERE box = ?1";
    let taken = db.query_row(sql, [id], |row| row.get::<String>(0)).optional()?;
    Ok(taken.map(|taken| serde_json::from_str(&taken).unwrap_or_default()))
}

pub(super) fn answers_of(db: &dyn Tables, id: &str) -> sql::Result<Answers> {
    let sql = "SELECT sheet FROM box_answers WHERE box = ?1";
    let bytes = db.query_row(sql, [id], |row| row.get::<Vec<u8>>(0)).optional()?;
    Ok(of_bytes(&bytes.unwrap_or_default()))
}

/// Forgets the boxes of a document that is erased.
pub(in crate::people) fn erase(db: &dyn Tables, doc: &DocId) -> sql::Result<()> {
    for table in WHILE_OPEN {
        db.execute(&format!("DELETE FROM {table} WHERE box IN (SELECT id FROM boxes WHERE doc = ?1)"), [doc.as_str()])?;
    }
    db.execute("DELETE FROM boxes WHERE doc = ?1", [doc.as_str()]).map(drop)
}
