//! Old updates, packed. Updates that a snapshot covers are read again only to show the past or to check it, and
//! hundreds of small updates together compress well.
//!
//! A document's last update is never packed: the facts that are known of a document without reading it stand in its
//! row, and SQLite gives the next update the number after the highest row.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use muster_shared::sync::lib0::{ReadError, Reader, Writer};

use super::{DocNum, LogError};
use crate::sql::{self, More, Row, Tables, params};

/// Updates in a pack. More compress hardly better, and hold up the writer longer when they are deleted.
const UPDATES_MAX: u16 = 512;

/// A pack with so many bytes of updates is full, however few they are.
const BYTES_MAX: usize = 256 << 10;

/// The tables that format 3 added.
pub(super) const TABLES: &str = "
CREATE TABLE packs (
    num       INTEGER PRIMARY KEY,
    doc       INTEGER NOT NULL REFERENCES docs,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    bytes     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX packs_of_doc ON packs (doc, last_seq);
";

/// An update as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Its number in the log.
    pub seq: i64,
    /// When it came, in milliseconds since 1970.
    pub at_ms: u64,
    /// The update's author.
    pub author: String,
    /// The update, as it was admitted.
    pub bytes: Vec<u8>,
}

/// Some updates of one document, compressed.
#[derive(Debug, Clone)]
pub(super) struct Pack {
    /// Their document.
    pub(super) doc: DocNum,
    /// The number of the first.
    pub(super) first_seq: i64,
    /// The number of the last.
    pub(super) last_seq: i64,
    /// How many they are.
    pub(super) n_updates: i64,
    /// They, compressed.
    pub(super) bytes: Vec<u8>,
}

impl Pack {
    /// The next pack to be made of a document; `None` while there is too little for one.
    pub(super) fn next(db: &dyn Tables, doc: DocNum) -> Result<Option<Self>, LogError> {
        let Some(updates) = covered(db, doc).map_err(LogError::reading)? else { return Ok(None) };
        let (Some(first), Some(last)) = (updates.first(), updates.last()) else { return Ok(None) };
        let bytes = compressed(&updates).map_err(super::error::io_error)?;
        // The rows go once this is in their place, so it is read again first.
        if unpacked(&bytes)? != updates {
            return Err(LogError::Damaged("a pack does not say what its updates say".to_owned()));
        }
        Ok(Some(Self { doc, first_seq: first.seq, last_seq: last.seq, n_updates: updates.len() as i64, bytes }))
    }

    /// How long it is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// The first updates of a document that the snapshot before its last covers and that fill a pack. So what only one
/// snapshot covers stands in rows of its own, and no two damaged places make it unreadable.
fn covered(db: &dyn Tables, DocNum(doc): DocNum) -> sql::Result<Option<Vec<Update>>> {
    let sql = "SELECT seq, at_ms, author, bytes FROM updates
               WHERE doc = ?1 AND seq < (SELECT min(seq) FROM main.snapshots WHERE doc = ?1 HAVING count(*) > 1)
               ORDER BY seq LIMIT ?2";
    let (mut updates, mut n_bytes) = (Vec::new(), 0);
    db.each(sql, params![doc, UPDATES_MAX], &mut |row| {
        let update = to_update(&row)?;
        n_bytes += update.bytes.len();
        updates.push(update);
        Ok(if n_bytes < BYTES_MAX { More::Wanted } else { More::Enough })
    })?;
    Ok((n_bytes >= BYTES_MAX || updates.len() == usize::from(UPDATES_MAX)).then_some(updates))
}

/// A row of number, time, author and bytes.
pub(super) fn to_update(row: &Row<'_>) -> sql::Result<Update> {
    let at_ms = row.get::<i64>(1)?.cast_unsigned();
    Ok(Update { seq: row.get(0)?, at_ms, author: row.get(2)?, bytes: row.get(3)? })
}

/// Numbers beside numbers and names beside names compress better than row after row.
fn compressed(updates: &[Update]) -> io::Result<Vec<u8>> {
    let mut columns = Writer::new();
    columns.uint(updates.len() as u64);
    let mut last_seq = 0;
    for update in updates {
        columns.uint((update.seq - last_seq).cast_unsigned());
        last_seq = update.seq;
    }
    let mut last_ms = 0;
    for update in updates {
        columns.uint(zigzag(update.at_ms.wrapping_sub(last_ms).cast_signed()));
        last_ms = update.at_ms;
    }
    for update in updates {
        columns.string(&update.author);
    }
    for update in updates {
        columns.uint(update.bytes.len() as u64);
    }
    for update in updates {
        columns.raw(&update.bytes);
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&columns.into_bytes())?;
    gzip.finish()
}

/// The updates in a pack, in order.
///
/// # Errors
/// [`LogError::Damaged`]: a pack bears a checksum.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Vec<Update>, LogError> {
    let damaged = |error: &dyn std::fmt::Display| LogError::Damaged(format!("a pack of old updates: {error}"));
    let mut columns = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut columns).map_err(|error| damaged(&error))?;
    rows(&columns).map_err(|error| damaged(&error))
}

fn rows(columns: &[u8]) -> Result<Vec<Update>, ReadError> {
    let mut columns = Reader::new(columns);
    let n_updates = columns.uint32()? as usize;
    let empty = || Update { seq: 0, at_ms: 0, author: String::new(), bytes: Vec::new() };
    let mut updates: Vec<Update> = std::iter::repeat_with(empty).take(n_updates.min(UPDATES_MAX.into())).collect();
    let mut last_seq = 0_i64;
    for update in &mut updates {
        last_seq = last_seq.wrapping_add(columns.uint()?.cast_signed());
        update.seq = last_seq;
    }
    let mut last_ms = 0_u64;
    for update in &mut updates {
        last_ms = last_ms.wrapping_add(unzigzag(columns.uint()?).cast_unsigned());
        update.at_ms = last_ms;
    }
    for update in &mut updates {
        columns.string()?.clone_into(&mut update.author);
    }
    let lengths = updates.iter().map(|_| columns.uint32()).collect::<Result<Vec<_>, _>>()?;
    for (update, length) in updates.iter_mut().zip(lengths) {
        update.bytes = columns.bytes(length as usize)?.to_vec();
    }
    columns.end()?;
    Ok(updates)
}

/// Small numbers of either sign as small numbers.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(seq: i64, at_ms: u64, author: &str, bytes: &[u8]) -> Update {
        Update { seq, at_ms, author: author.to_owned(), bytes: bytes.to_vec() }
    }

    #[test]
    fn what_is_packed_is_unpacked_as_it_was_whatever_the_clock_did() {
        let updates = [
            update(3, 1000, "ada", b"one"),
            update(4, 900, "", b""),
            update(9000, u64::MAX, "bo", &[0; 70_000]),
            update(i64::MAX, 0, "ada", b"four"),
        ];
        assert_eq!(unpacked(&compressed(&updates).unwrap()).unwrap(), updates);
    }

    #[test]
    fn a_pack_with_any_byte_changed_or_missing_is_found_damaged_or_says_the_same() {
        let updates: Vec<Update> = (1..40).map(|seq| update(seq, 1000, "ada", &seq.to_le_bytes())).collect();
        let bytes = compressed(&updates).unwrap();
        for at in 0..bytes.len() {
            assert!(unpacked(&bytes[..at]).is_err(), "cut at {at}");
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            // The head of a gzip file says when and where it was made, which is nothing to us.
            assert!(unpacked(&changed).map_or(true, |read| read == updates), "changed at {at}");
        }
    }
}
