//! Invites: single-use links that make somebody a person of the workspace, or let a person in who has lost their way.

use std::time::Duration;

use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::person::{self, Person};
use super::{People, Secret, audit, column, draw_id, grant, ms};
use crate::clock;
use crate::log::LogError;

/// How long an invite may be used, if nothing else is said.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Who invites where no person does: `muster invite`, and the first start.
pub const BY_THE_SERVER: &str = "muster";

/// What an invite is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What whoever takes it becomes.
    pub rank: Rank,
    /// The person who signs in again with it, instead of a new one.
    pub person: Option<String>,
    /// A document they are let into.
    pub grant: Option<(DocId, Grant)>,
    /// How long it may be used.
    pub lasts: Duration,
}

/// An invite that nobody has taken yet, as those who may invite see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invite {
    /// Its id, which is no secret.
    pub id: String,
    /// What whoever takes it becomes.
    pub rank: Rank,
    /// Who signs in again with it, if it is no new person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Who made it.
    pub made_by: String,
    /// Until when it may be used, in milliseconds since 1970.
    pub expires_ms: u64,
}

/// Why an invite lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such invite.
    Unknown,
    /// Somebody has taken it.
    Used,
    /// It has expired.
    Expired,
}

impl Refused {
    /// A sentence for whoever tried.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "this link is not an invitation; ask for a new one",
            Self::Used => "this invitation has been used already; ask for a new one",
            Self::Expired => "this invitation has expired; ask for a new one",
        }
    }
}

impl People {
    /// Makes an invite. What is returned is shown once.
    ///
    /// # Errors
    /// [`LogError`], and then there is none.
    pub async fn invite(&self, by: &str, invitation: Invitation) -> Result<(Secret, String), LogError> {
        let (secret, id, by) = (Secret::draw()?, draw_id('i')?, by.to_owned());
        let (hash, for_row) = (secret.hash(), id.clone());
        self.note(move |db| insert(db, &hash, &for_row, &by, &invitation)).await?;
        Ok((secret, id))
    }

    /// The link that makes its taker the owner, while nobody is. Earlier ones no longer do.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn invite_owner(&self) -> Result<Option<Secret>, LogError> {
        if self.is_owned().await? {
            return Ok(None);
        }
        let sql = "DELETE FROM invites WHERE made_by = ?1 AND rank = 'owner' AND used_ms IS NULL";
        self.note(|db| db.execute(sql, [BY_THE_SERVER]).map(drop)).await?;
        let invitation = Invitation { rank: Rank::Owner, person: None, grant: None, lasts: LASTS };
        Ok(Some(self.invite(BY_THE_SERVER, invitation).await?.0))
    }

    /// Invites nobody has taken and that still may be.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn invites(&self) -> Result<Vec<Invite>, LogError> {
        self.read(|db| {
            let sql = "SELECT id, rank, person, made_by, expires_ms FROM invites
                       WHERE used_ms IS NULL AND expires_ms > ?1 ORDER BY created_ms";
            let mut select = db.prepare_cached(sql)?;
            let invites = select.query_map([clock::now_ms().cast_signed()], |row| {
                Ok(Invite {
                    id: row.get(0)?,
                    rank: column(row, 1)?,
                    person: row.get(2)?,
                    made_by: row.get(3)?,
                    expires_ms: ms(row, 4)?,
                })
            })?;
            invites.collect()
        })
        .await
    }

    /// Takes an invite back; whether there was one.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn withdraw_invite(&self, by: &str, id: &str) -> Result<bool, LogError> {
        let (by, id) = (by.to_owned(), id.to_owned());
        self.note(move |db| {
            let n = db.execute("DELETE FROM invites WHERE id = ?1 AND used_ms IS NULL", [&id])?;
            if n > 0 {
                audit::note(db, &by, audit::What::Withdrew, "", &id)?;
            }
            Ok(n > 0)
        })
        .await
    }

    /// What an invite would do, and for whom, without taking it.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn look_at_invite(&self, secret: &Secret) -> Result<Result<Offer, Refused>, LogError> {
        let hash = secret.hash();
        self.read(move |db| look(db, &hash)).await
    }

    /// Takes an invite: makes the person, unless it is for one who is there, and what else is said by `with` in the
    /// same transaction. An invite is taken once, whoever else tries at the same time.
    ///
    /// # Errors
    /// [`LogError`], and then it is not taken.
    pub async fn take_invite(
        &self,
        secret: &Secret,
        name: &str,
        with: impl Fn(&Connection, &Person) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<Result<Person, Refused>, LogError> {
        let (hash, name, new_id) = (secret.hash(), name.to_owned(), draw_id('p')?);
        self.change(move |db| {
            let offer = match look(db, &hash)? {
                Ok(offer) => offer,
                Err(refused) => return Ok(Err(refused)),
            };
            let now_ms = clock::now_ms();
            db.execute("UPDATE invites SET used_ms = ?2 WHERE hash = ?1", params![hash, now_ms.cast_signed()])?;
            let taker = match offer.person {
                Some(person) => person,
                None => {
                    let (id, name) = (new_id.clone(), name.clone());
                    let new = Person { id, name, email: None, rank: offer.rank, created_ms: now_ms };
                    person::add(db, &new)?;
                    new
                }
            };
            if let Some((doc, granted)) = &offer.grant {
                grant::put(db, &offer.made_by, doc, &taker.id, *granted)?;
            }
            audit::note(db, &taker.id, audit::What::Joined, "", offer.rank.name())?;
            with(db, &taker)?;
            Ok(Ok(taker))
        })
        .await
    }
}

/// What an invite would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What its taker becomes.
    pub rank: Rank,
    /// Who signs in again with it, if it is no new person.
    pub person: Option<Person>,
    /// A document they are let into.
    pub grant: Option<(DocId, Grant)>,
    /// Who made it: a person's id, or [`BY_THE_SERVER`].
    pub made_by: String,
}

fn insert(db: &Connection, hash: &[u8], id: &str, by: &str, invitation: &Invitation) -> rusqlite::Result<()> {
    let sql = "INSERT INTO invites (hash, id, rank, person, doc, granted, made_by, created_ms, expires_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let Invitation { rank, person, grant, lasts } = invitation;
    let (doc, granted) = grant.as_ref().map(|(doc, grant)| (doc.as_str(), grant.name())).unzip();
    let now_ms = clock::now_ms();
    let until_ms = now_ms.saturating_add(u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX));
    let (now, until) = (now_ms.cast_signed(), until_ms.cast_signed());
    db.execute(sql, params![hash, id, rank.name(), person, doc, granted, by, now, until])?;
    audit::note(db, by, audit::What::Invited, doc.unwrap_or(""), &format!("{id} as {rank}"))
}

fn look(db: &Connection, hash: &[u8]) -> rusqlite::Result<Result<Offer, Refused>> {
    let sql = "SELECT rank, person, doc, granted, made_by, expires_ms, used_ms FROM invites WHERE hash = ?1";
    let row = db.prepare_cached(sql)?.query_row([hash], |row| {
        let doc = row.get::<_, Option<String>>(2)?.and_then(|doc| doc.parse().ok());
        let granted = row.get::<_, Option<String>>(3)?.and_then(|granted| granted.parse().ok());
        let person: Option<String> = row.get(1)?;
        let offer = Offer { rank: column(row, 0)?, person: None, grant: doc.zip(granted), made_by: row.get(4)? };
        Ok((offer, person, ms(row, 5)?, row.get::<_, Option<i64>>(6)?.is_some()))
    });
    let Some((mut offer, id, expires_ms, used)) = row.optional()? else { return Ok(Err(Refused::Unknown)) };
    if used {
        return Ok(Err(Refused::Used));
    }
    if expires_ms <= clock::now_ms() {
        return Ok(Err(Refused::Expired));
    }
    if let Some(id) = id {
        match person::person(db, &id)? {
            Some(person) => offer.person = Some(person),
            None => return Ok(Err(Refused::Unknown)),
        }
    }
    Ok(Ok(offer))
}
