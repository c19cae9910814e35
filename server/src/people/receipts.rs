//! The secret that receipts are made with, and the seal of the audit log. It stays in the database: a receipt must be known
//! again after a power cut, and by whatever a backup is restored to.

use super::People;
use crate::log::LogError;
use crate::rooms::receipts::Receipts;
use crate::sql::{self, Tables};

impl People {
    /// The maker of the receipts that rooms give.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn receipts(&self) -> Result<Receipts, LogError> {
        let secret: [u8; 32] = self.read(|db| db.query_row("SELECT secret FROM marking", [], |row| row.get(0))).await?;
        Ok(Receipts::new(&secret))
    }
}

/// Draws the secret of a workspace that has none yet.
pub(super) fn keep(db: &dyn Tables) -> sql::Result<()> {
    let mut drawn = [0; 32];
    getrandom::fill(&mut drawn).map_err(|error| sql::Error::Lacking(error.to_string()))?;
    db.execute("INSERT INTO marking (one, secret) VALUES (1, ?1) ON CONFLICT DO NOTHING", [drawn.as_slice()]).map(drop)
}
