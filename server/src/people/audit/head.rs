//! The head of the audit log: the number and hash of its last row, under a seal that only the server can make. A chain
//! of hashes alone does not show that its end was cut off.

use crate::sql::{self, OptionalExtension, Tables, params};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(in crate::people) const TABLE: &str = "
CREATE TABLE IF NOT EXISTS audit_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash BLOB    NOT NULL,
    seal BLOB    NOT NULL
) STRICT;
";

/// The last row as the head has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: Vec<u8>,
}

/// Makes the head of a log that has none yet: one that is new, or of an earlier version.
pub(in crate::people) fn begin(db: &dyn Tables) -> sql::Result<()> {
    if db.has_column("audit_head", "seal")? {
        return Ok(());
    }
    db.execute_batch(TABLE)?;
    let last = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let last = db.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (seq, hash) = last.unwrap_or_default();
    put(db, &Head { seq, hash })
}

/// Moves the head, in the transaction that adds the row.
pub(super) fn put(db: &dyn Tables, head: &Head) -> sql::Result<()> {
    let sql = "INSERT INTO audit_head (one, seq, hash, seal) VALUES (1, ?1, ?2, ?3)
               ON CONFLICT (one) DO UPDATE SET seq = ?1, hash = ?2, seal = ?3";
    let seal = seal(db, head)?;
    db.execute(sql, params![head.seq, head.hash, seal]).map(drop)
}

/// The head there is, if the server sealed it.
pub(super) fn read(db: &dyn Tables) -> sql::Result<Option<Head>> {
    let row = db.query_row("SELECT seq, hash, seal FROM audit_head", [], |row| {
        Ok((Head { seq: row.get(0)?, hash: row.get(1)? }, row.get::<Vec<u8>>(2)?))
    });
    let Some((head, sealed)) = row.optional()? else { return Ok(None) };
    Ok((sealed == seal(db, &head)?).then_some(head))
}

fn seal(db: &dyn Tables, Head { seq, hash }: &Head) -> sql::Result<Vec<u8>> {
    let secret: Vec<u8> = db.query_row("SELECT secret FROM marking", [], |row| row.get(0))?;
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret) else { return Ok(Vec::new()) };
    mac.update(b"audit head");
    mac.update(&seq.to_le_bytes());
    mac.update(hash);
    Ok(mac.finalize().into_bytes().to_vec())
}
