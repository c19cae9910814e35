//! The secret that marks are made with. It stays in the database: a mark must be known again after a power cut, and by
//! whatever a backup is restored to.

use rusqlite::{Connection, OptionalExtension};

use super::People;
use crate::log::LogError;
use crate::rooms::marks::Marks;

impl People {
    /// What rooms mark with, drawn at the first start. It is on disk when this returns.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn marks(&self) -> Result<Marks, LogError> {
        let mut drawn = [0; 32];
        getrandom::fill(&mut drawn).map_err(|error| LogError::Write(error.to_string()))?;
        let secret = self.note(move |db| keep(db, &drawn)).await?;
        Ok(Marks::new(&secret))
    }
}

/// The secret there is, or `drawn` from now on.
fn keep(db: &Connection, drawn: &[u8; 32]) -> rusqlite::Result<[u8; 32]> {
    db.execute("INSERT INTO marking (one, secret) VALUES (1, ?1) ON CONFLICT DO NOTHING", [drawn.as_slice()])?;
    let kept = db.query_row("SELECT secret FROM marking", [], |row| row.get(0)).optional()?;
    Ok(kept.unwrap_or(*drawn))
}
