//! Why the log did not do what was asked, told apart so that callers know whom it concerns: the disk concerns
//! everybody, a refused change only the caller.

use std::io;

use postgres::error::SqlState;
use rusqlite::ErrorCode;
use thiserror::Error;
use tracing::debug;

use super::intact;
use crate::sql::{self, Refusal};

/// Why the log did not do what was asked. Ours, never the peer's, but for [`LogError::Refused`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LogError {
    /// The disk could not be written or synced.
    #[error("the log cannot be written: {0}")]
    Write(String),
    /// The disk could not be read.
    #[error("the log cannot be read: {0}")]
    Read(String),
    /// The bytes on the disk are not those that were written.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// The data folder held a workspace whose database is gone, or not all there. The sentence says what to do.
    #[error("{0}")]
    Lost(String),
    /// The database is none that could keep a workspace, or not this one. The sentence says why, and what to do.
    #[error("{0}")]
    Unfit(String),
    /// A later version of this program made the data folder.
    #[error("the data folder was written by a later version of muster (format {0}); this one reads up to {1}")]
    TooNew(i64, i64),
    /// A document is not read, as reading it ends the program.
    #[error("the document is closed: {0}; `muster verify` tries it again")]
    Quarantined(String),
    /// A document is of a kind that this version does not know. Its bytes are kept as they are.
    #[error("the document is of the kind `{0}`, which this server does not know: a newer muster wrote it")]
    NewerKind(String),
    /// One change does not fit the rows there are, by a constraint or by its own word. The sentence is for whoever asked.
    #[error("{0}")]
    Refused(String),
    /// One change broke off, by a panic or by SQL that makes no sense: a fault of this program.
    #[error("a change broke off: {0}")]
    Fault(String),
    /// The caller waits no more for the result.
    #[error("nobody waits for it any more")]
    Stopped,
    /// The log has been closed.
    #[error("the log is closed")]
    Closed,
}

/// A file of the data folder could not be written.
pub(super) fn io_error(error: io::Error) -> LogError {
    LogError::Write(error.to_string())
}

/// A constraint's own message names columns, which tells a person nothing.
const CONSTRAINT: &str = "this does not fit what is there by now; load the page again and look";

/// PostgreSQL's codes for pages and indexes that are not as they were written.
const DAMAGES: [&str; 2] = ["XX001", "XX002"];

/// PostgreSQL's classes of errors, and two single ones, that say nothing of the statement: connection, sign-in, database,
/// conflict of transactions, resources such as the disk, locks, operators, system; a read-only database, a missing right.
const OF_THE_PLACE: [&str; 10] = ["08", "28", "3D", "40", "53", "55", "57", "58", "25006", "42501"];

impl LogError {
    /// A failed read.
    pub(super) fn reading(error: impl Into<sql::Error>) -> Self {
        let error = error.into();
        let is_damaged = match &error {
            sql::Error::Sqlite(error) => is_damage(error),
            sql::Error::Postgres(error) => error.code().is_some_and(|code| DAMAGES.contains(&code.code())),
            _ => false,
        };
        if is_damaged { Self::Damaged(error.to_string()) } else { Self::Read(error.to_string()) }
    }

    /// A failed write.
    pub(super) fn writing(error: impl Into<sql::Error>) -> Self {
        let error = error.into();
        match &error {
            sql::Error::Refused(Refusal(sentence)) => Self::Refused((*sentence).to_owned()),
            sql::Error::Sqlite(error) => Self::writing_sqlite(error),
            sql::Error::Postgres(cause) => Self::writing_postgres(cause, error.to_string()),
            sql::Error::NoRow | sql::Error::Unread { .. } | sql::Error::Lacking(_) => Self::Fault(error.to_string()),
        }
    }

    fn writing_sqlite(error: &rusqlite::Error) -> Self {
        if is_damage(error) {
            return Self::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => {
                debug!(%error, "a change is refused: {error}");
                Self::Refused(CONSTRAINT.to_owned())
            }
            Some(code) if is_the_disks(code) => Self::Write(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }

    fn writing_postgres(error: &postgres::Error, said: String) -> Self {
        match error.code().map(SqlState::code) {
            Some(code) => Self::by_code(code, said),
            // The library names a value that does not fit its place by words alone; anything else is the connection's.
            None if said.starts_with("error serializing") => Self::Fault(said),
            None => Self::Write(said),
        }
    }

    /// An error of PostgreSQL's by its code, which begins with the class it is of.
    fn by_code(code: &str, said: String) -> Self {
        match code.get(..2) {
            _ if DAMAGES.contains(&code) => Self::Damaged(said),
            Some("23") => {
                debug!(error = said, "a change is refused: {said}");
                Self::Refused(CONSTRAINT.to_owned())
            }
            Some(class) if OF_THE_PLACE.contains(&class) || OF_THE_PLACE.contains(&code) => Self::Write(said),
            _ => Self::Fault(said),
        }
    }

    /// Whether whoever writes next would meet the same trouble.
    pub(super) fn is_the_disks(&self) -> bool {
        matches!(self, Self::Write(_))
    }
}

/// Whether SQLite, or a checksum of ours, found other bytes than were written.
fn is_damage(error: &rusqlite::Error) -> bool {
    let by_sqlite = matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase));
    by_sqlite || intact::is_damage(error)
}

fn is_the_disks(code: ErrorCode) -> bool {
    use ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, FileLockingProtocolFailed, NoLargeFileSupport, OutOfMemory,
        PermissionDenied, ReadOnly, SystemIoFailure,
    };
    matches!(
        code,
        CannotOpen
            | DatabaseBusy
            | DatabaseLocked
            | DiskFull
            | FileLockingProtocolFailed
            | NoLargeFileSupport
            | OutOfMemory
            | PermissionDenied
            | ReadOnly
            | SystemIoFailure
    )
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("what SQLite says".to_owned()))
    }

    #[test]
    fn a_full_disk_a_damaged_file_a_constraint_and_a_fault_of_ours_are_told_apart() {
        let disk = [ffi::SQLITE_FULL, ffi::SQLITE_IOERR, ffi::SQLITE_BUSY, ffi::SQLITE_READONLY, ffi::SQLITE_CANTOPEN];
        for code in disk {
            assert!(LogError::writing(failure(code)).is_the_disks(), "{code}");
        }
        let foreign_key = ffi::SQLITE_CONSTRAINT_FOREIGNKEY;
        for code in [ffi::SQLITE_CONSTRAINT, ffi::SQLITE_CONSTRAINT_UNIQUE, foreign_key, ffi::SQLITE_CONSTRAINT_CHECK] {
            assert_eq!(LogError::writing(failure(code)), LogError::Refused(CONSTRAINT.to_owned()), "{code}");
        }
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
            assert!(matches!(LogError::writing(failure(code)), LogError::Damaged(_)), "{code}");
            assert!(matches!(LogError::reading(failure(code)), LogError::Damaged(_)), "{code}");
        }
        for fault in [failure(ffi::SQLITE_ERROR), failure(ffi::SQLITE_MISUSE), rusqlite::Error::QueryReturnedNoRows] {
            assert!(matches!(LogError::writing(fault), LogError::Fault(_)));
        }
        for code in ["53100", "25006", "57P01", "57P03", "08006", "40001", "55P03", "58030", "42501"] {
            assert!(LogError::by_code(code, String::new()).is_the_disks(), "{code}");
        }
        assert!(matches!(LogError::by_code("23505", String::new()), LogError::Refused(_)));
        assert!(matches!(LogError::by_code("XX001", String::new()), LogError::Damaged(_)));
        for code in ["42601", "25P02", "22021", "XX000"] {
            assert!(matches!(LogError::by_code(code, String::new()), LogError::Fault(_)), "{code}");
        }
        let refused = LogError::writing(Refusal("somebody has it"));
        assert_eq!(refused, LogError::Refused("somebody has it".to_owned()));
    }
}
