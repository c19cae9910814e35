//! Tables copied from one store to another, row by row and a batch at a time, and read back: what was read here is what stands
//! there, or the copy fails.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::super::LogError;
use crate::sql::{self, More, Owned, Row, Tables, ToValue};

/// Tables that each store has for itself: whose workspace it is, which node writes to it and until when, the numbers that were
/// given, and a counter.
const OWN: [&str; 5] = ["seal", "lease", "beat", "numbers", "probe"];
/// Tables that others refer to, which come first.
const FIRST: [&str; 2] = ["docs", "people"];
/// The column of a file's rows that bears their checksum.
const SUM: &str = "sum";

/// Rows in a batch, and the bytes with which one is full.
const ROWS_MAX: usize = 64;
const BYTES_MAX: usize = 1 << 20;

/// Copies every table but those left out. The rows that were made with the tables go.
///
/// # Errors
/// [`LogError::Unfit`] when one store has tables or columns that the other does not know.
pub(super) fn all(from: &dyn Tables, to: &dyn Tables, left_out: &[&str]) -> Result<(), LogError> {
    for table in tables(from, to)? {
        if !left_out.contains(&table.name.as_str()) {
            table.copy(from, to)?;
        }
    }
    Ok(())
}

/// Carries over the number that those of updates, documents and packs are above, from the table in which one store has it to
/// the other's: what was erased there is not named by anything new here.
pub(super) fn floor((from, theirs): (&dyn Tables, &str), (to, ours): (&dyn Tables, &str)) -> Result<(), LogError> {
    // A database of the first format has none.
    if !from.has_column(theirs, "floor").map_err(LogError::reading)? {
        return Ok(());
    }
    let read = format!("SELECT floor FROM main.{theirs}");
    let floor: i64 = from.query_row(&read, [], |row| row.get(0)).map_err(LogError::reading)?;
    to.execute(&format!("UPDATE {ours} SET floor = ?1"), [floor]).map(drop).map_err(LogError::writing)
}

/// The tables that both stores have.
fn tables(from: &dyn Tables, to: &dyn Tables) -> Result<Vec<Table>, LogError> {
    let theirs = from.layout().map_err(LogError::reading)?;
    let ours = to.layout().map_err(LogError::writing)?;
    let is_known = |name: &&String| columns(&theirs, name) == columns(&ours, name);
    let mut names = theirs.keys().chain(ours.keys()).filter(|name| !OWN.contains(&name.as_str()));
    if let Some(name) = names.find(|name| !is_known(name)) {
        return Err(LogError::Unfit(format!(
            "the table `{name}` has other columns in one store than in the other: another version of muster wrote it. Use the \
             version that wrote the workspace last"
        )));
    }
    let tables = ours.into_iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    let (first, rest): (Vec<_>, Vec<_>) = tables.map(Table::new).partition(|table| table.is_first());
    Ok(first.into_iter().chain(rest).collect())
}

/// The columns of a table, but for its checksum.
fn columns<'l>(layout: &'l BTreeMap<String, Vec<String>>, table: &str) -> Option<BTreeSet<&'l str>> {
    layout.get(table).map(|columns| columns.iter().map(String::as_str).filter(|column| *column != SUM).collect())
}

/// A table, as the store has it that is written to.
struct Table {
    name: String,
    columns: Vec<String>,
    has_sum: bool,
}

impl Table {
    fn new((name, columns): (String, Vec<String>)) -> Self {
        let (sum, columns): (Vec<_>, Vec<_>) = columns.into_iter().partition(|column| column == SUM);
        Self { name, columns, has_sum: !sum.is_empty() }
    }

    fn is_first(&self) -> bool {
        FIRST.contains(&self.name.as_str())
    }

    fn copy(&self, from: &dyn Tables, to: &dyn Tables) -> Result<(), LogError> {
        to.execute(&format!("DELETE FROM main.{}", self.name), []).map_err(LogError::writing)?;
        let (mut batch, mut sum, mut written) = (Batch::of(self, to), Sum::default(), Ok(()));
        let read = from.each(&self.select(), &[], &mut |row| {
            let values = self.values(&row)?;
            sum.add(&values);
            written = batch.add(values);
            Ok(if written.is_ok() { More::Wanted } else { More::Enough })
        });
        written.and_then(|()| batch.write()).map_err(LogError::writing)?;
        read.map_err(LogError::reading)?;
        if self.sum_in(to).map_err(LogError::writing)? != sum {
            return Err(LogError::Write(format!("`{}` does not read there as it was read here", self.name)));
        }
        Ok(())
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM main.{}", self.list(), self.name)
    }

    fn list(&self) -> String {
        self.columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
    }

    fn values(&self, row: &Row<'_>) -> sql::Result<Vec<Owned>> {
        (0..self.columns.len()).map(|column| row.get(column)).collect()
    }

    /// The statement that writes so many rows.
    fn insert(&self, n_rows: usize) -> String {
        let n_columns = self.columns.len();
        let rows = (0..n_rows).map(|row| {
            let numbers = (1..=n_columns).map(|column| format!("?{}", row * n_columns + column));
            let numbers = numbers.collect::<Vec<_>>().join(", ");
            let sum = if self.has_sum { format!(", row_sum('{}', {numbers})", self.name) } else { String::new() };
            format!("({numbers}{sum})")
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let sum = if self.has_sum { format!(", {SUM}") } else { String::new() };
        format!("INSERT INTO main.{} ({}{sum}) VALUES {rows}", self.name, self.list())
    }

    fn sum_in(&self, tables: &dyn Tables) -> sql::Result<Sum> {
        let mut sum = Sum::default();
        tables.each(&self.select(), &[], &mut |row| {
            sum.add(&self.values(&row)?);
            Ok(More::Wanted)
        })?;
        Ok(sum)
    }
}

/// Rows that are written together.
struct Batch<'t> {
    table: &'t Table,
    to: &'t dyn Tables,
    values: Vec<Owned>,
    n_bytes: usize,
}

impl<'t> Batch<'t> {
    fn of(table: &'t Table, to: &'t dyn Tables) -> Self {
        Self { table, to, values: Vec::new(), n_bytes: 0 }
    }

    fn n_rows(&self) -> usize {
        self.values.len().checked_div(self.table.columns.len()).unwrap_or(0)
    }

    fn add(&mut self, row: Vec<Owned>) -> sql::Result<()> {
        self.n_bytes += row.iter().map(n_bytes).sum::<usize>();
        self.values.extend(row);
        if self.n_rows() < ROWS_MAX && self.n_bytes < BYTES_MAX { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> sql::Result<()> {
        if self.values.is_empty() {
            return Ok(());
        }
        let values: Vec<&dyn ToValue> = self.values.iter().map(|value| value as &dyn ToValue).collect();
        self.to.run(&self.table.insert(self.n_rows()), &values)?;
        self.values.clear();
        self.n_bytes = 0;
        Ok(())
    }
}

fn n_bytes(value: &Owned) -> usize {
    match value {
        Owned::Text(text) => text.len(),
        Owned::Bytes(bytes) => bytes.len(),
        Owned::Null | Owned::Number(_) => 0,
    }
}

/// All rows of a table in any order: how many there are, and the sum of their hashes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    n_rows: u64,
    hashes: u128,
}

impl Sum {
    fn add(&mut self, row: &[Owned]) {
        let mut hasher = Sha256::new();
        // Kind and length go in too: no two rows are alike by parting their bytes elsewhere.
        for value in row {
            match value {
                Owned::Null => hasher.update([0]),
                Owned::Number(number) => {
                    hasher.update([1]);
                    hasher.update(number.to_le_bytes());
                }
                Owned::Text(text) => bytes(&mut hasher, 2, text.as_bytes()),
                Owned::Bytes(blob) => bytes(&mut hasher, 3, blob),
            }
        }
        let hash = hasher.finalize().iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte));
        self.hashes = self.hashes.wrapping_add(hash);
        self.n_rows += 1;
    }
}

fn bytes(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    const TABLES: &str = "
        CREATE TABLE docs (num INTEGER PRIMARY KEY, id TEXT) STRICT;
        CREATE TABLE updates (seq INTEGER PRIMARY KEY, doc INTEGER REFERENCES docs, bytes BLOB, author TEXT) STRICT;
        CREATE TABLE probe (count INTEGER) STRICT; INSERT INTO probe VALUES (1);";

    fn store(more: &str) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(&format!("{TABLES} {more}")).unwrap();
        db
    }

    fn filled(n_rows: usize) -> Connection {
        let db = store("INSERT INTO docs VALUES (1, 'one'), (2, NULL)");
        for seq in 0..n_rows {
            let bytes = vec![7_u8; if seq % 50 == 3 { BYTES_MAX } else { seq % 5 }];
            db.execute("INSERT INTO updates VALUES (?1, 1, ?2, NULL)", rusqlite::params![seq as i64, bytes]).unwrap();
        }
        db
    }

    #[test]
    fn every_row_is_copied_whatever_the_batches() {
        for n_rows in [0, 1, ROWS_MAX - 1, ROWS_MAX, ROWS_MAX + 1, 3 * ROWS_MAX] {
            let (from, to) = (filled(n_rows), store("INSERT INTO docs VALUES (5, 'made with the table')"));
            all(&from, &to, &[]).unwrap();
            for table in tables(&from, &to).unwrap() {
                assert_eq!(table.sum_in(&to).unwrap(), table.sum_in(&from).unwrap(), "{n_rows}");
            }
        }
    }

    #[test]
    fn a_table_that_is_left_out_stays_empty_and_what_a_store_has_for_itself_stays() {
        let (from, to) = (filled(3), store("UPDATE probe SET count = 9"));
        all(&from, &to, &["updates"]).unwrap();
        let count = |sql: &str| to.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((count("SELECT count(*) FROM updates"), count("SELECT count FROM probe")), (0, 9));
    }

    #[test]
    fn a_column_or_a_table_that_one_store_lacks_is_refused_before_anything_is_copied() {
        for more in ["ALTER TABLE docs ADD COLUMN colour TEXT", "CREATE TABLE more (a INTEGER)"] {
            for (from, to) in [(store(more), store("")), (store(""), store(more))] {
                let refused = all(&from, &to, &[]);
                assert!(matches!(refused, Err(LogError::Unfit(_))), "{more}: {refused:?}");
            }
        }
    }

    #[test]
    fn sums_tell_rows_apart_and_not_their_order() {
        let sum = |rows: &[&[Owned]]| {
            let mut sum = Sum::default();
            rows.iter().for_each(|row| sum.add(row));
            sum
        };
        let text = |text: &str| Owned::Text(text.to_owned());
        let (one, two): (&[Owned], &[Owned]) = (&[text("ab"), text("c")], &[Owned::Number(1), Owned::Null]);
        assert_eq!(sum(&[one, two]), sum(&[two, one]));
        assert_ne!(sum(&[one]), sum(&[&[text("a"), text("bc")]]));
        assert_ne!(sum(&[one]), sum(&[&[Owned::Bytes(b"ab".to_vec()), text("c")]]));
        assert_ne!(sum(&[two]), sum(&[&[Owned::Null, Owned::Number(1)]]));
        assert_ne!(sum(&[one]), sum(&[one, one]));
    }
}
