//! Why a statement did not do what was asked.

use thiserror::Error;

/// The sentence a change fails with when it must not be made. It reaches the caller as a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Refusal(pub &'static str);

/// Why a statement did not do what was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The change must not be made; the sentence is for whoever asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A row was asked for, and there is none.
    #[error("there is no such row")]
    NoRow,
    /// A value is not what it should be.
    #[error("column {column} cannot be read: {why}")]
    Unread {
        /// The column, counted from 0.
        column: usize,
        /// The reason.
        why: String,
    },
    /// The server has no randomness, or something else that a change needs beside the tables.
    #[error("{0}")]
    Lacking(String),
    /// SQLite's own.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// PostgreSQL's own.
    #[error("{}", told(.0))]
    Postgres(postgres::Error),
}

/// The result of a statement.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A column that cannot be read.
    pub fn unread(column: usize, why: impl ToString) -> Self {
        Self::Unread { column, why: why.to_string() }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NoRow,
            error => Self::Sqlite(error),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

/// PostgreSQL's own words, which the library keeps behind a word of its own.
fn told(error: &postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}

/// A row that need not be there.
pub trait OptionalExtension<T> {
    /// Nothing where there is no row.
    ///
    /// # Errors
    /// Every error but [`Error::NoRow`].
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(row) => Ok(Some(row)),
            Err(Error::NoRow) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
