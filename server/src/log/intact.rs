//! Whether a row is the one that was written. Each row bears a checksum over the table's name and all its other values;
//! SQLite has none of its own, and hands out flipped bits as content.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::Crc;
use prometheus_client::metrics::counter::Counter;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ffi};
use tracing::error;

/// How a sentence about a damaged row begins; SQLite passes on the sentence of a function, and no code beside it.
const DAMAGED: &str = "damaged on the disk: ";
/// Findings that are remembered.
const FOUND_MAX: usize = 1000;
/// Characters of a row's name that are told.
const NAME_CHARS_MAX: usize = 64;

/// The checksum of a row.
pub(super) fn sum_of<'v>(table: &str, values: impl IntoIterator<Item = ValueRef<'v>>) -> i64 {
    let mut crc = Crc::new();
    crc.update(table.as_bytes());
    for value in values {
        // Kind and length go in too: no two rows are alike by parting their bytes elsewhere.
        match value {
            ValueRef::Null => crc.update(&[0]),
            ValueRef::Integer(number) => head(&mut crc, 1, number.cast_unsigned()),
            ValueRef::Real(number) => head(&mut crc, 2, number.to_bits()),
            ValueRef::Text(bytes) => with(&mut crc, 3, bytes),
            ValueRef::Blob(bytes) => with(&mut crc, 4, bytes),
        }
    }
    i64::from(crc.sum())
}

fn head(crc: &mut Crc, kind: u8, number: u64) {
    let mut bytes = [kind; 9];
    bytes[1..].copy_from_slice(&number.to_le_bytes());
    crc.update(&bytes);
}

fn with(crc: &mut Crc, kind: u8, bytes: &[u8]) {
    head(crc, kind, bytes.len() as u64);
    crc.update(bytes);
}

/// Whether an error is about a damaged row.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqliteFailure(_, Some(sentence)) if sentence.starts_with(DAMAGED))
}

/// The damage that was found since the log was opened. Each finding is logged and counted once.
#[derive(Default)]
pub(super) struct Damage {
    found: Mutex<BTreeSet<String>>,
    counter: Counter,
}

impl Damage {
    pub(super) fn counted(counter: Counter) -> Self {
        Self { found: Mutex::default(), counter }
    }

    /// Takes note of a finding: a sentence.
    pub(super) fn found(&self, what: &str) {
        let mut found = self.lock();
        if found.len() < FOUND_MAX && found.insert(what.to_owned()) {
            self.counter.inc();
            error!("{DAMAGED}{what}");
        }
    }

    /// Everything that was found.
    pub(super) fn all(&self) -> Vec<String> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives a connection these SQL functions:
///
/// * `row_sum(table, value, …)` is the checksum of a row.
/// * `is_intact(table, sum, value, …)` says whether a row's checksum fits, and takes note if not.
/// * `intact(table, sum, value, …)` is 1, or fails the statement.
pub(super) fn register(db: &Connection, damage: &Arc<Damage>) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("row_sum", -1, flags, |row| Ok(sum_of(table(row)?, values(row, 1))))?;
    let noted = Arc::clone(damage);
    db.create_scalar_function("is_intact", -1, flags, move |row| Ok(fault(row, &noted)?.is_none()))?;
    let noted = Arc::clone(damage);
    db.create_scalar_function("intact", -1, flags, move |row| match fault(row, &noted)? {
        None => Ok(1),
        Some(what) => {
            Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), Some(format!("{DAMAGED}{what}"))))
        }
    })
}

fn table<'r>(row: &'r Context<'_>) -> rusqlite::Result<&'r str> {
    Ok(row.get_raw(0).as_str()?)
}

fn values<'r>(row: &'r Context<'_>, first: usize) -> impl Iterator<Item = ValueRef<'r>> {
    (first..row.len()).map(|at| row.get_raw(at))
}

/// The fault of a row whose checksum does not fit.
fn fault(row: &Context<'_>, damage: &Damage) -> rusqlite::Result<Option<String>> {
    let table = table(row)?;
    if row.get_raw(1) == ValueRef::Integer(sum_of(table, values(row, 2))) {
        return Ok(None);
    }
    let what = sentence(table, values(row, 2).next());
    damage.found(&what);
    Ok(Some(what))
}

/// A row by its table and first column; that of some tables is a secret's hash, which is nobody's business.
pub(super) fn sentence(table: &str, name: Option<ValueRef<'_>>) -> String {
    let name = match name {
        Some(ValueRef::Integer(number)) => format!(" {number}"),
        Some(ValueRef::Text(bytes)) => {
            let text: String = String::from_utf8_lossy(bytes).chars().take(NAME_CHARS_MAX).collect();
            format!(" {}", text.escape_debug())
        }
        _ => String::new(),
    };
    format!("row{name} of `{table}` is not as it was written")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Vec<ValueRef<'static>> {
        use ValueRef::{Blob, Integer, Null, Real, Text};
        vec![Integer(7), Text(b"Ada"), Null, Blob(b"\x00\x01\x02"), Real(1.5), Text(b""), Integer(-1)]
    }

    #[test]
    fn any_bit_any_kind_any_place_and_the_table_change_the_checksum() {
        let sum = sum_of("people", row());
        assert_ne!(sum, sum_of("peopme", row()));
        for bit in 0..24 {
            let mut name = *b"Ada";
            name[bit / 8] ^= 1 << (bit % 8);
            let mut changed = row();
            changed[1] = ValueRef::Text(&name);
            assert_ne!(sum, sum_of("people", changed), "bit {bit}");
        }
        for (at, other) in [(2, ValueRef::Integer(0)), (1, ValueRef::Blob(b"Ada")), (5, ValueRef::Null)] {
            let mut changed = row();
            changed[at] = other;
            assert_ne!(sum, sum_of("people", changed), "value {at}");
        }
        let parted = [ValueRef::Text(b"ab"), ValueRef::Text(b"c")];
        assert_ne!(sum_of("t", parted), sum_of("t", [ValueRef::Text(b"a"), ValueRef::Text(b"bc")]));
    }

    #[test]
    fn a_row_that_does_not_fit_its_checksum_fails_the_statement_and_is_noted_once() -> rusqlite::Result<()> {
        let (db, damage) = (Connection::open_in_memory()?, Arc::new(Damage::default()));
        register(&db, &damage)?;
        let ask = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
        assert_eq!(ask("SELECT intact('t', row_sum('t', 1, 'a'), 1, 'a')"), Ok(1));
        for sql in ["SELECT intact('t', 5, 1, 'a')", "SELECT intact('t', NULL, 1, 'a')"] {
            assert!(ask(sql).is_err_and(|error| is_damage(&error)), "{sql}");
        }
        assert_eq!(ask("SELECT is_intact('t', 5, 2)"), Ok(0));
        assert_eq!(damage.all(), ["row 1 of `t` is not as it was written", "row 2 of `t` is not as it was written"]);
        Ok(())
    }
}
