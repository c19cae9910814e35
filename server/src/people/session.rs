//! Sessions: who is signed in, where, and until when. A cookie holds the secret, the file its hash. A session ends when
//! nobody has used it for a while, and in any case after 90 days.

use std::time::Duration;

use serde::Serialize;

use super::announce::Topic;
use super::person::{self, Person};
use super::{People, Secret, audit, draw_id, mailbox, ms};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Tables, params};

/// A person who has not been here for so long signs in again.
const LASTS: Duration = Duration::from_secs(30 * 24 * 3600);
/// However often somebody is here, a sign-in ends after so long.
const LASTS_AT_MOST: Duration = Duration::from_secs(90 * 24 * 3600);
/// When somebody was last here is written no more often.
const SEEN_EVERY: Duration = Duration::from_secs(3600);
/// Longest description of a browser that is kept, in characters.
const AGENT_CHARS_MAX: usize = 200;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub person: Person,
    /// The session's id, which is no secret.
    pub session: String,
    /// Until when, in milliseconds since 1970.
    pub until_ms: u64,
}

/// A place where somebody is signed in, as they see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The session's id.
    pub id: String,
    /// The browser's name for itself.
    pub agent: String,
    /// Since when, in milliseconds since 1970.
    pub created_ms: u64,
    /// Last seen, give or take an hour, in milliseconds since 1970.
    pub seen_ms: u64,
}

impl People {
    /// The holder of this secret, if it is of a session that has not ended. The look also notes when they were last
    /// seen.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn signed_in(&self, secret: &Secret) -> Result<Option<SignedIn>, LogError> {
        let hash = secret.hash();
        let now_ms = clock::now_ms();
        let for_reading = hash.clone();
        let Some((found, seen_ms)) = self.read(move |db| find(db, &for_reading, now_ms)).await? else {
            return Ok(None);
        };
        if now_ms.saturating_sub(seen_ms) > SEEN_EVERY.as_millis() as u64 {
            let person = found.person.id.clone();
            self.note(move |db| {
                see(db, &hash, now_ms)?;
                mailbox::came(db, &person)
            })
            .await?;
        }
        Ok(Some(found))
    }

    /// Begins a session of somebody.
    ///
    /// # Errors
    /// [`LogError`], and then they are not signed in; [`LogError::Refused`] when they were removed meanwhile.
    pub async fn sign_in(&self, id: &str, how: &str, agent: &str) -> Result<Secret, LogError> {
        let (secret, session) = (Secret::draw()?, draw_id('s')?);
        let (id, how, hash) = (id.to_owned(), how.to_owned(), secret.hash());
        let agent: String = agent.chars().filter(|char| !char.is_control()).take(AGENT_CHARS_MAX).collect();
        self.note(move |db| {
            person::must_be_here(db, &id)?;
            let now_ms = clock::now_ms();
            let sql = "INSERT INTO sessions (hash, id, person, agent, created_ms, seen_ms, expires_ms)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)";
            let until_ms = now_ms + LASTS.as_millis() as u64;
            db.execute(sql, params![hash, session, id, agent, now_ms.cast_signed(), until_ms.cast_signed()])?;
            db.execute("DELETE FROM sessions WHERE expires_ms <= ?1", [now_ms.cast_signed()])?;
            mailbox::came(db, &id)?;
            audit::note(db, &id, audit::What::SignedIn, "", &how)
        })
        .await?;
        Ok(secret)
    }

    /// Where somebody is signed in, the last seen first.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn places(&self, id: &str) -> Result<Vec<Place>, LogError> {
        let id = id.to_owned();
        self.read(move |db| {
            let sql = "SELECT id, agent, created_ms, seen_ms FROM sessions WHERE person = ?1 AND expires_ms > ?2
                       ORDER BY seen_ms DESC, created_ms DESC";
            let places = db.query_map(sql, params![id, clock::now_ms().cast_signed()], |row| {
                Ok(Place { id: row.get(0)?, agent: row.get(1)?, created_ms: ms(row, 2)?, seen_ms: ms(row, 3)? })
            })?;
            places.collect()
        })
        .await
    }

    /// Ends a session of somebody; whether there was one.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn sign_out(&self, id: &str, session: &str) -> Result<bool, LogError> {
        let (id, session) = (id.to_owned(), session.to_owned());
        self.change([Topic::person(&id)], move |db| {
            let n = db.execute("DELETE FROM sessions WHERE id = ?1 AND person = ?2", [&session, &id])?;
            if n > 0 {
                audit::note(db, &id, audit::What::SignedOut, "", "")?;
            }
            Ok(n > 0)
        })
        .await
    }
}

fn find(db: &dyn Tables, hash: &[u8], now_ms: u64) -> sql::Result<Option<(SignedIn, u64)>> {
    let sql =
        "SELECT person, id, seen_ms, CASE WHEN expires_ms < created_ms + ?3 THEN expires_ms ELSE created_ms + ?3 END
               FROM sessions WHERE hash = ?1 AND expires_ms > ?2 AND created_ms + ?3 > ?2";
    let most_ms = LASTS_AT_MOST.as_millis() as u64;
    let row = db.query_row(sql, params![hash, now_ms.cast_signed(), most_ms.cast_signed()], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, ms(row, 2)?, ms(row, 3)?))
    });
    let Some((id, session, seen_ms, until_ms)) = row.optional()? else { return Ok(None) };
    let person = person::person(db, &id)?;
    Ok(person.map(|person| (SignedIn { person, session, until_ms }, seen_ms)))
}

fn see(db: &dyn Tables, hash: &[u8], now_ms: u64) -> sql::Result<()> {
    let until_ms = now_ms + LASTS.as_millis() as u64;
    let sql =
        "UPDATE sessions SET seen_ms = ?2, expires_ms = CASE WHEN ?3 < created_ms + ?4 THEN ?3 ELSE created_ms + ?4 END
               WHERE hash = ?1";
    let most_ms = LASTS_AT_MOST.as_millis() as u64;
    db.execute(sql, params![hash, now_ms.cast_signed(), until_ms.cast_signed(), most_ms.cast_signed()]).map(drop)
}
