//! Passkeys and outside identities: the two ways to sign in again.

use super::announce::Topic;
use super::naming;
use super::offer::{Called, Refused, Taker};
use super::person::{self, Person};
use super::{People, Secret, audit, draw_id, key, ms};
use crate::clock;
use crate::log::{LogError, Refusal};
use crate::sql::{self, OptionalExtension, Tables, params};
use muster_shared::access::Rank;

/// The answer to a passkey that is registered twice.
pub const KEPT_ALREADY: Refusal = Refusal("this passkey is kept here already; sign in with it");

/// A passkey, as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The authenticator's id of it.
    pub id: Vec<u8>,
    /// Since when, in milliseconds since 1970.
    pub created_ms: u64,
    /// When it last let somebody in, in milliseconds since 1970.
    pub used_ms: u64,
}

/// The outcome of forgetting a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// It is.
    Done,
    /// They have no such passkey.
    None,
    /// It is their only way in.
    Last,
}

/// The outcome of an invite taken by a person whom an identity provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// They are this person now.
    As(Person),
    /// The invite is for somebody else than the person they are here.
    SomebodyElse,
    /// The invite lets nobody in.
    Refused(Refused),
}

/// A person as an identity provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person's id there.
    pub subject: String,
    /// Their name there.
    pub name: String,
    /// Where mail reaches them, if the provider has made sure of it.
    pub email: Option<String>,
    /// Their rank here, if the provider's groups say so.
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
            let select = "SELECT passkey FROM passkeys WHERE person = ?1";
            db.query_map(select, [&person], |row| row.get(0))?.collect()
        })
        .await
    }

    /// The passkeys of somebody, the latest first.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn passkeys_held(&self, person: &str) -> Result<Vec<Held>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let sql = "SELECT id, created_ms, used_ms FROM passkeys WHERE person = ?1 ORDER BY created_ms DESC";
            let held = db.query_map(sql, [&person], |row| {
                Ok(Held { id: row.get(0)?, created_ms: ms(row, 1)?, used_ms: ms(row, 2)? })
            })?;
            held.collect()
        })
        .await
    }

    /// Keeps another passkey of somebody.
    ///
    /// # Errors
    /// [`LogError`], and then it is not kept; [`LogError::Refused`] when somebody has this one already.
    pub async fn add_passkey(&self, person: &str, id: &[u8], passkey: &str) -> Result<(), LogError> {
        let (person, id, passkey) = (person.to_owned(), id.to_owned(), passkey.to_owned());
        self.note(move |db| {
            keep(db, &person, &id, &passkey)?;
            audit::note(db, &person, audit::What::AddedPasskey, "", "")
        })
        .await
    }

    /// Forgets a passkey of somebody, unless it is their only way in.
    ///
    /// # Errors
    /// [`LogError`], and then it still lets them in.
    pub async fn forget_passkey(&self, person: &str, id: &[u8]) -> Result<Forgotten, LogError> {
        let (person, id) = (person.to_owned(), id.to_owned());
        self.note(move |db| {
            let sql = "SELECT (SELECT count(*) FROM passkeys WHERE person = ?1) +
                              (SELECT count(*) FROM identities WHERE person = ?1)";
            let n_ways: i64 = db.query_row(sql, [&person], |row| row.get(0))?;
            let sql = "SELECT 1 FROM passkeys WHERE id = ?1 AND person = ?2";
            let has = db.query_row(sql, params![id, person], |row| row.get::<i64>(0)).optional()?.is_some();
            match (has, n_ways) {
                (false, _) => Ok(Forgotten::None),
                (true, ..2) => Ok(Forgotten::Last),
                (true, _) => {
                    db.execute("DELETE FROM passkeys WHERE id = ?1", [&id])?;
                    audit::note(db, &person, audit::What::RemovedPasskey, "", "")?;
                    Ok(Forgotten::Done)
                }
            }
        })
        .await
    }

    /// The person whose passkey this is, and the passkey as it was stored.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn passkey(&self, id: &[u8]) -> Result<Option<(Person, String)>, LogError> {
        let id = id.to_owned();
        self.read(move |db| {
            let row = db.query_row("SELECT person, passkey FROM passkeys WHERE id = ?1", [&id], |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(1)?))
            });
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

    /// The person an identity provider has vouched for; they are made at the first time, as `rank` or as the provider
    /// says. The provider's later word on their rank holds too, but it neither makes nor unmakes owners. Nobody, if
    /// they were removed, or are new here and `rank` is nothing.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn vouched_for(&self, identity: Identity, rank: Option<Rank>) -> Result<Option<Person>, LogError> {
        let new_id = draw_id('p')?;
        let vouched = self.note(move |db| {
            let sql = "SELECT person FROM identities WHERE issuer = ?1 AND subject = ?2";
            let known: Option<String> =
                db.query_row(sql, [&identity.issuer, &identity.subject], |row| row.get(0)).optional()?;
            let before = known.as_deref().map(|id| person::person(db, id)).transpose()?.flatten();
            let vouched = match known {
                Some(id) => again(db, &id, &identity)?,
                None => rank.map(|rank| first_time(db, &new_id, &identity, rank)).transpose()?,
            };
            let is_ranked = before.zip(vouched.as_ref()).is_some_and(|(before, now)| before.rank != now.rank);
            Ok((vouched, is_ranked))
        });
        let (vouched, is_ranked) = vouched.await?;
        // Grants they gave to others are worth as much as they may give by their new rank.
        self.announce(is_ranked.then_some(Topic::Everybody));
        Ok(vouched)
    }

    /// Takes an invite for the person an identity provider has vouched for: they sign in that way from now on. A person
    /// who is here already stays who they are, and the invite is not used.
    ///
    /// # Errors
    /// [`LogError`], and then it is not taken.
    pub async fn join_vouched_for(
        &self,
        secret: &Secret,
        taker: Taker,
        identity: Identity,
    ) -> Result<Joined, LogError> {
        let known = self.vouched_for(identity.clone(), None).await?;
        let offer = match self.look_at_invite(secret, taker.clone()).await? {
            Ok(offer) => offer,
            Err(refused) => return Ok(Joined::Refused(refused)),
        };
        if let Some(known) = known {
            let fits = offer.person.is_none_or(|person| person.id == known.id);
            return Ok(if fits { Joined::As(known) } else { Joined::SomebodyElse });
        }
        let called = Called::Nearly(identity.name.clone());
        let taken = self.take_invite(secret, taker, called, move |db, person| link(db, &person.id, &identity)).await?;
        Ok(taken.map_or_else(Joined::Refused, Joined::As))
    }
}

/// Keeps a passkey, in a transaction that is under way.
///
/// # Errors
/// Those of the database; [`KEPT_ALREADY`] when somebody has this one, and [`person::GONE`] when nobody is there for it.
pub fn keep(db: &dyn Tables, person: &str, id: &[u8], passkey: &str) -> sql::Result<()> {
    person::must_be_here(db, person)?;
    let sql = "INSERT INTO passkeys (id, person, passkey, created_ms, used_ms) VALUES (?1, ?2, ?3, ?4, ?4)
               ON CONFLICT DO NOTHING";
    match db.execute(sql, params![id, person, passkey, clock::now_ms().cast_signed()])? {
        0 => Err(KEPT_ALREADY.into()),
        _ => Ok(()),
    }
}

fn again(db: &dyn Tables, id: &str, identity: &Identity) -> sql::Result<Option<Person>> {
    let Some(known) = person::person(db, id)? else { return Ok(None) };
    let rank = identity.rank.filter(|_| known.rank != Rank::Owner).unwrap_or(known.rank);
    if rank != known.rank {
        db.execute("UPDATE people SET rank = ?2 WHERE id = ?1", [id, rank.name()])?;
        let detail = format!("{id}: {} to {rank}, by {}", known.rank, identity.issuer);
        audit::note(db, super::invite::BY_THE_SERVER, audit::What::Ranked, "", &detail)?;
        key::note_unanswered(db, super::invite::BY_THE_SERVER, id)?;
    }
    db.execute("UPDATE people SET email = ?2 WHERE id = ?1", params![id, identity.email])?;
    person::person(db, id)
}

fn first_time(db: &dyn Tables, id: &str, identity: &Identity, rank: Rank) -> sql::Result<Person> {
    let rank = identity.rank.unwrap_or(rank);
    // They cannot say something else just now, so they come in beside whoever has their name already.
    let (name, email) = (naming::free(db, &identity.name)?, identity.email.clone());
    let new = Person { id: id.to_owned(), name, email, rank, created_ms: clock::now_ms() };
    person::add(db, &new)?;
    link(db, id, identity)?;
    audit::note(db, id, audit::What::Joined, "", &format!("{rank}, by {}", identity.issuer))?;
    Ok(new)
}

/// From now on the provider vouches for this person, and for nobody who was removed.
fn link(db: &dyn Tables, person: &str, identity: &Identity) -> sql::Result<()> {
    let sql = "INSERT INTO identities (issuer, subject, person) VALUES (?1, ?2, ?3)
               ON CONFLICT (issuer, subject) DO UPDATE SET person = ?3";
    db.execute(sql, [identity.issuer.as_str(), &identity.subject, person])?;
    db.execute("UPDATE people SET email = ?2 WHERE id = ?1", params![person, identity.email]).map(drop)
}
