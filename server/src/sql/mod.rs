//! The tables of people and of all they hold, whichever database keeps them: statements in SQL that every store runs
//! ([`Tables`]), values to and from them ([`Value`]), and what went wrong ([`Error`]).
//!
//! Statements keep to what SQLite and PostgreSQL read alike: `?1` for a value, `ON CONFLICT` for what is there already,
//! numbers of 64 bits, texts and bytes. Only a store knows its database's own library.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

mod error;
pub(crate) mod postgres;
mod sqlite;
mod value;

pub use self::postgres::Server;
pub use error::{Error, OptionalExtension, Refusal, Result};
pub use value::{FromValue, Owned, Params, ToValue, Value};

/// One row of an answer.
pub trait Cells {
    /// The value in a column, counted from 0.
    ///
    /// # Errors
    /// [`Error::Unread`] for a column that is not there, or that holds what no statement of ours wrote.
    fn cell(&self, column: usize) -> Result<Value<'_>>;
}

/// One row of an answer, read by the types that are wanted.
#[derive(Clone, Copy)]
pub struct Row<'r>(&'r dyn Cells);

impl Row<'_> {
    /// The value in a column, counted from 0.
    ///
    /// # Errors
    /// [`Error::Unread`] when it is no such value.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        T::from_value(self.0.cell(column)?).ok_or_else(|| of_another_type(column))
    }

    /// The text in a column, parsed.
    ///
    /// # Errors
    /// [`Error::Unread`] when it is no text, or does not parse.
    pub fn parsed<T: FromStr<Err: Display>>(&self, column: usize) -> Result<T> {
        self.text(column)?.parse().map_err(|why: T::Err| Error::unread(column, why))
    }

    /// The text in a column, where it lies.
    ///
    /// # Errors
    /// [`Error::Unread`] when it is none.
    pub fn text(&self, column: usize) -> Result<&str> {
        let Value::Text(text) = self.0.cell(column)? else { return Err(of_another_type(column)) };
        Ok(text)
    }

    /// The bytes in a column, where they lie.
    ///
    /// # Errors
    /// [`Error::Unread`] when they are none.
    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        let Value::Bytes(bytes) = self.0.cell(column)? else { return Err(of_another_type(column)) };
        Ok(bytes)
    }
}

fn of_another_type(column: usize) -> Error {
    Error::unread(column, "it is of another type")
}

/// The tables within one transaction.
pub trait Tables {
    /// Runs one statement; how many rows it changed.
    ///
    /// # Errors
    /// Those of the database.
    fn run(&self, sql: &str, values: &[&dyn ToValue]) -> Result<usize>;

    /// Hands out the rows of an answer one by one, until `each` says that it has enough.
    ///
    /// # Errors
    /// Those of the database, or what `each` returns.
    fn each(&self, sql: &str, values: &[&dyn ToValue], each: &mut dyn FnMut(Row<'_>) -> Result<More>) -> Result<()>;

    /// Runs several statements without values.
    ///
    /// # Errors
    /// Those of the database.
    fn execute_batch(&self, sql: &str) -> Result<()>;

    /// Whether a table has a column.
    ///
    /// # Errors
    /// Those of the database.
    fn has_column(&self, table: &str, column: &str) -> Result<bool>;

    /// The statement for the columns of all tables: the table's name and the column's, in the order of the definition.
    fn every_column(&self) -> &'static str;
}

/// Whether further rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// The next row, if there is one.
    Wanted,
    /// No row any more.
    Enough,
}

impl dyn Tables + '_ {
    /// Runs one statement; how many rows it changed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn execute(&self, sql: &str, values: impl Params) -> Result<usize> {
        self.run(sql, &values.values())
    }

    /// The first row of an answer.
    ///
    /// # Errors
    /// [`Error::NoRow`] when there is none, those of the database, or what `read` returns.
    pub fn query_row<T>(&self, sql: &str, values: impl Params, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        let (mut found, mut read) = (None, Some(read));
        self.each(sql, &values.values(), &mut |row| {
            found = read.take().map(|read| read(&row)).transpose()?;
            Ok(More::Enough)
        })?;
        found.ok_or(Error::NoRow)
    }

    /// All rows of an answer. A row that cannot be read fails for itself.
    ///
    /// # Errors
    /// Those of the database.
    pub fn query_map<T>(
        &self,
        sql: &str,
        values: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<std::vec::IntoIter<Result<T>>> {
        let mut rows = Vec::new();
        self.each(sql, &values.values(), &mut |row| {
            rows.push(read(&row));
            Ok(More::Wanted)
        })?;
        Ok(rows.into_iter())
    }

    /// Every table with its columns, in the order of its definition.
    ///
    /// # Errors
    /// Those of the database.
    pub fn layout(&self) -> Result<BTreeMap<String, Vec<String>>> {
        let mut tables = BTreeMap::<String, Vec<String>>::new();
        self.each(self.every_column(), &[], &mut |row| {
            tables.entry(row.get(0)?).or_default().push(row.get(1)?);
            Ok(More::Wanted)
        })?;
        Ok(tables)
    }

    /// Whether an answer has a row.
    ///
    /// # Errors
    /// Those of the database.
    pub fn exists(&self, sql: &str, values: impl Params) -> Result<bool> {
        self.query_row(sql, values, |_| Ok(())).optional().map(|found| found.is_some())
    }
}

/// Values of a statement that are of different types.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::sql::ToValue),*][..]
    };
}
pub(crate) use params;
