//! Passkeys and outside identities: the two ways to sign in again.

use rusqlite::{Connection, OptionalExtension, params};

use super::person::{self, Person};
use super::{People, audit, draw_id};
use crate::clock;
use crate::log::LogError;
use muster_shared::access::Rank;

/// A person as an identity provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person's id there.
    pub subject: String,
    /// What they are called there.
    pub name: String,
    /// Where mail reaches them, if the provider has made sure of it.
    pub email: Option<String>,
    /// What they shall be here, if the provider's groups say so.
    pub rank: Option<Rank>,
}

impl People {
    /// The passkeys of somebody, as they were stored.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn passkeys_of(&self, person: &str) -> Result<Vec<String>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let mut select = db.prepare_cached("SELECT passkey FROM passkeys WHERE person = ?1")?;
            select.query_map([&person], |row| row.get(0))?.collect()
        })
        .await
    }

    /// Whose passkey this is, and the passkey as it was stored.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn passkey(&self, id: &[u8]) -> Result<Option<(Person, String)>, LogError> {
        let id = id.to_owned();
        self.read(move |db| {
            let row = db
                .prepare_cached("SELECT person, passkey FROM passkeys WHERE id = ?1")?
                .query_row([&id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
            let Some((owner, passkey)) = row.optional()? else { return Ok(None) };
            Ok(person::person(db, &owner)?.map(|person| (person, passkey)))
        })
        .await
    }

    /// A passkey was used: what it counts is kept, so that a copy of it shows.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn used_passkey(&self, id: &[u8], passkey: &str) -> Result<(), LogError> {
        let (id, passkey) = (id.to_owned(), passkey.to_owned());
        let sql = "UPDATE passkeys SET passkey = ?2, used_ms = ?3 WHERE id = ?1";
        self.note(move |db| db.execute(sql, params![id, passkey, clock::now_ms().cast_signed()]).map(drop)).await
    }

    /// The person an identity provider has vouched for; they are made at the first time, as `rank` or what the provider
    /// says. What the provider says of their rank later holds too, but it neither makes nor unmakes owners.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn vouched_for(&self, identity: Identity, rank: Rank) -> Result<Option<Person>, LogError> {
        let new_id = draw_id('p')?;
        self.change(move |db| {
            let sql = "SELECT person FROM identities WHERE issuer = ?1 AND subject = ?2";
            let known: Option<String> =
                db.query_row(sql, [&identity.issuer, &identity.subject], |row| row.get(0)).optional()?;
            match known {
                Some(id) => again(db, &id, &identity),
                None => first_time(db, &new_id, &identity, rank).map(Some),
            }
        })
        .await
    }
}

/// Keeps a passkey, in a transaction that is under way.
///
/// # Errors
/// Those of the database.
pub fn keep(db: &Connection, person: &str, id: &[u8], passkey: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO passkeys (id, person, passkey, created_ms, used_ms) VALUES (?1, ?2, ?3, ?4, ?4)";
    db.execute(sql, params![id, person, passkey, clock::now_ms().cast_signed()]).map(drop)
}

fn again(db: &Connection, id: &str, identity: &Identity) -> rusqlite::Result<Option<Person>> {
    let Some(known) = person::person(db, id)? else { return Ok(None) };
    let rank = identity.rank.filter(|_| known.rank != Rank::Owner).unwrap_or(known.rank);
    if rank != known.rank {
        db.execute("UPDATE people SET rank = ?2 WHERE id = ?1", [id, rank.name()])?;
        let detail = format!("{id}: {} to {rank}, by {}", known.rank, identity.issuer);
        audit::note(db, super::invite::BY_THE_SERVER, audit::What::Ranked, "", &detail)?;
    }
    db.execute("UPDATE people SET email = ?2 WHERE id = ?1", params![id, identity.email])?;
    person::person(db, id)
}

fn first_time(db: &Connection, id: &str, identity: &Identity, rank: Rank) -> rusqlite::Result<Person> {
    let rank = identity.rank.unwrap_or(rank);
    let (name, email) = (identity.name.clone(), identity.email.clone());
    let new = Person { id: id.to_owned(), name, email, rank, created_ms: clock::now_ms() };
    person::add(db, &new)?;
    let sql = "INSERT INTO identities (issuer, subject, person) VALUES (?1, ?2, ?3)";
    db.execute(sql, [&identity.issuer, &identity.subject, &new.id])?;
    audit::note(db, id, audit::What::Joined, "", &format!("{rank}, by {}", identity.issuer))?;
    Ok(new)
}
