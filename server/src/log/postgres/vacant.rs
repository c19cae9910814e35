//! A database without a workspace, taken for one that is moved into it: all of it comes in one transaction, or nothing.

use std::sync::Arc;

use super::{LogError, connect, lease, schema, unusable};
use crate::sql::postgres::Connection;
use crate::sql::{Server, Tables};

/// Whether there is a workspace in a database.
///
/// # Errors
/// [`LogError::Unfit`] when it cannot be asked, or holds tables of somebody else's.
pub(in crate::log) fn holds_one(server: &Server) -> Result<bool, LogError> {
    let db = server.connect(|| ()).map_err(LogError::writing).map_err(unusable)?;
    schema::is_sealed(&db).map_err(schema::asking)
}

/// A database without a workspace, that no server can take meanwhile.
pub(in crate::log) struct Vacant(Connection);

impl Vacant {
    /// Takes a database.
    ///
    /// # Errors
    /// [`LogError::Unfit`] when there is a workspace in it, when another node has it, or when it cannot keep one.
    pub(in crate::log) fn take(server: &Server) -> Result<Self, LogError> {
        let db = connect(server, &Arc::default()).map_err(unusable)?;
        lease::hold(&db)?;
        if schema::is_sealed(&db).map_err(schema::asking)? {
            return Err(LogError::Unfit(
                "there is a workspace in the database of `--store` already; restore into one that is empty".to_owned(),
            ));
        }
        Ok(Self(db))
    }

    /// Makes the tables of the workspace that is known by this id, and has them filled.
    ///
    /// # Errors
    /// [`LogError`], and then the database is as it was, unless the connection was lost at the very end.
    pub(in crate::log) fn fill(
        &self,
        id: &str,
        fill: impl FnOnce(&dyn Tables) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let db = &self.0;
        db.begin("BEGIN").map_err(LogError::writing)?;
        let filled = schema::make(db, id).and_then(|()| fill(db));
        let filled = match filled {
            Ok(()) if db.has_failed() => Err(LogError::Fault("a statement of it had failed".to_owned())),
            filled => filled,
        };
        let ended = db.simple(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(LogError::writing);
        filled.and_then(|()| ended.map(drop))
    }

    /// Whether there is certainly still no workspace in it.
    pub(in crate::log) fn is_still_vacant(&self) -> bool {
        schema::is_sealed(&self.0).is_ok_and(|is_sealed| !is_sealed)
    }
}
