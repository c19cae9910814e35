//! The names of bearers of tokens. The log knows an author by the name that the key's holder gives them, which is
//! nobody else's business; people are shown the name.

use super::People;
use super::naming::said_by;
use super::token::Bearer;
use crate::log::LogError;
use crate::sql::{self, Tables};

impl People {
    /// Remembers what a bearer is called, if that is news.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn meet(&self, bearer: &Bearer) -> Result<(), LogError> {
        if bearer.claims.person.is_some() {
            return Ok(());
        }
        let (author, name) = (bearer.author().as_str().to_owned(), bearer.claims.name.clone());
        let for_reading = author.clone();
        let known = self.read(move |db| said_by(db, &for_reading)).await?;
        if known.as_ref() == Some(&name) {
            return Ok(());
        }
        self.note(move |db| put(db, &author, &name)).await
    }
}

/// Notes the name that an author without an account says.
pub(super) fn put(db: &dyn Tables, author: &str, name: &str) -> sql::Result<()> {
    let sql = "INSERT INTO bearers (author, name) VALUES (?1, ?2) ON CONFLICT (author) DO UPDATE SET name = ?2";
    db.execute(sql, [author, name]).map(drop)
}
