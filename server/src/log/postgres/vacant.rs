//! A database without a workspace, taken for one that is moved into it: all of it comes in one transaction, or nothing.

use std::sync::Arc;

use super::{Known, LogError, connect, lease, schema, unusable};
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
pub(in crate::log) struct Vacant {
    db: Connection,
    known: Arc<Known>,
}

impl Vacant {
    /// Takes a database.
    ///
    /// # Errors
    /// [`LogError::Unfit`] when there is a workspace in it, when another node has it, or when it cannot keep one.
    pub(in crate::log) fn take(server: &Server) -> Result<Self, LogError> {
        let known = Arc::<Known>::default();
        let db = connect(server, &known).map_err(unusable)?;
        lease::hold(&db)?;
        if schema::is_sealed(&db).map_err(schema::asking)? {
            return Err(LogError::Unfit(
                "there is a workspace in the database of `--store` already; restore into one that is empty".to_owned(),
            ));
        }
        Ok(Self { db, known })
    }

    /// Makes the tables of the workspace that is known by this id, and has them filled.
    ///
    /// # Errors
    /// [`LogError`], and then the database is as it was, unless the connection was lost at the very end, or the database
    /// warned there.
    pub(in crate::log) fn fill(
        &self,
        id: &str,
        fill: impl FnOnce(&dyn Tables) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let db = &self.db;
        db.begin("BEGIN").map_err(LogError::writing)?;
        let filled = schema::make(db, id).and_then(|()| fill(db));
        let filled = match filled {
            Ok(()) if db.has_failed() => Err(LogError::Fault("a statement of it had failed".to_owned())),
            filled => filled,
        };
        self.known.forget_warnings();
        let ended = db.simple(if filled.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(LogError::writing);
        let ended = filled.and_then(|()| ended.map(drop));
        match ended {
            Ok(()) if self.known.has_warned() => Err(LogError::Write(
                "the workspace is in the database, which warned as it took it: a standby may lack it. Have the standby catch \
                 up before anybody is served, or empty the database and restore again"
                    .to_owned(),
            )),
            ended => ended,
        }
    }

    /// Whether there is certainly still no workspace in it.
    pub(in crate::log) fn is_still_vacant(&self) -> bool {
        schema::is_sealed(&self.db).is_ok_and(|is_sealed| !is_sealed)
    }
}
