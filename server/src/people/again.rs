//! Links that let a person sign in again, as that person is told of them: whoever has such a link is that person to
//! everybody else, so the person hears of each, open or taken.

use serde::Serialize;

use super::announce::Topic;
use super::{People, audit, ms};
use crate::clock;
use crate::log::LogError;
use crate::sql::params;

/// A link that lets somebody sign in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Its id, which is no secret.
    pub id: String,
    /// The maker: a person's id, or `muster` for the server.
    pub made_by: String,
    /// The maker's name.
    pub maker: String,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
    /// When somebody signed in with it, in milliseconds since 1970.
    pub used_ms: Option<u64>,
    /// Whether somebody can still sign in with it.
    pub open: bool,
}

impl People {
    /// The links made for somebody that they have not said they know of, the latest first.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn links_for(&self, person: &str) -> Result<Vec<Again>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let sql = "SELECT invites.id, made_by, coalesce(people.name, 'the server'), invites.created_ms, used_ms,
                              used_ms IS NULL AND expires_ms > ?2
                       FROM invites LEFT JOIN people ON people.id = made_by
                       WHERE person = ?1 AND known_ms IS NULL ORDER BY invites.created_ms DESC";
            let links = db.query_map(sql, params![person, clock::now_ms().cast_signed()], |row| {
                let used_ms = row.get::<Option<i64>>(4)?.map(i64::cast_unsigned);
                let (id, made_by, maker) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Again { id, made_by, maker, created_ms: ms(row, 3)?, used_ms, open: row.get(5)? })
            })?;
            links.collect()
        })
        .await
    }

    /// Somebody knows of a link that was made for them; whether there was one. An open link is withdrawn by this: whoever
    /// is signed in to say so needs none.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn know_of_link(&self, person: &str, id: &str) -> Result<bool, LogError> {
        let (person, id) = (person.to_owned(), id.to_owned());
        self.change([Topic::person(&person)], move |db| {
            let now_ms = clock::now_ms().cast_signed();
            let sql =
                "UPDATE invites SET known_ms = ?3, expires_ms = CASE WHEN expires_ms < ?3 THEN expires_ms ELSE ?3 END
                       WHERE id = ?2 AND person = ?1 AND known_ms IS NULL";
            let n = db.execute(sql, params![person, id, now_ms])?;
            if n > 0 {
                audit::note(db, &person, audit::What::KnewOfLink, "", &id)?;
            }
            Ok(n > 0)
        })
        .await
    }
}
