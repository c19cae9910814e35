//! The names of bearers of tokens. The log knows an author by the name that the key's holder gives them, which is
//! nobody else's business; people are shown the name.

use rusqlite::{OptionalExtension, params};

use super::People;
use super::token::Bearer;
use crate::log::LogError;

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
        let known: Option<String> = self
            .read(move |db| {
                let sql = "SELECT name FROM bearers WHERE author = ?1";
                db.prepare_cached(sql)?.query_row([&for_reading], |row| row.get(0)).optional()
            })
            .await?;
        if known.as_ref() == Some(&name) {
            return Ok(());
        }
        self.note(move |db| {
            let sql = "INSERT INTO bearers (author, name) VALUES (?1, ?2) ON CONFLICT (author) DO UPDATE SET name = ?2";
            db.execute(sql, params![author, name]).map(drop)
        })
        .await
    }
}
