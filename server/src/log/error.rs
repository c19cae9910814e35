//! Why the log did not do what was asked, told apart so that callers know whom it concerns: the disk concerns
//! everybody, a refused change only the caller.

use std::io;

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

impl LogError {
    /// A failed read.
    pub(super) fn reading(error: impl Into<sql::Error>) -> Self {
        let error = error.into();
        let is_damaged = matches!(&error, sql::Error::Sqlite(error) if is_damage(error));
        if is_damaged { Self::Damaged(error.to_string()) } else { Self::Read(error.to_string()) }
    }

    /// A failed write.
    pub(super) fn writing(error: impl Into<sql::Error>) -> Self {
        match error.into() {
            sql::Error::Refused(Refusal(sentence)) => Self::Refused(sentence.to_owned()),
            sql::Error::Sqlite(error) => Self::writing_sqlite(&error),
            error @ (sql::Error::NoRow | sql::Error::Unread { .. } | sql::Error::Lacking(_)) => {
                Self::Fault(error.to_string())
            }
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
        let refused = LogError::writing(Refusal("somebody has it"));
        assert_eq!(refused, LogError::Refused("somebody has it".to_owned()));
    }
}
