//! Invites: single-use links that make somebody a person of the workspace, or let a person in who has lost their way.
//! How one is taken is `offer`.

use std::time::Duration;

use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;
use serde::Serialize;

use super::announce::Topic;
use super::{People, Secret, audit, draw_id, ms, offer};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, Tables, params};

/// How long an invite may be used, if nothing else is said.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// The inviter where no person invites: `muster invite`, and the first start.
pub const BY_THE_SERVER: &str = "muster";

/// An invitation as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The rank of the person who takes it.
    pub rank: Rank,
    /// The person who signs in again with it, instead of a new one.
    pub person: Option<String>,
    /// A document they are let into.
    pub grant: Option<(DocId, Grant)>,
    /// How long it may be used.
    pub lasts: Duration,
    /// The name or note by which its maker knows it again; empty where they gave none.
    pub called: String,
    /// The browser it was made in, by the hash of what that browser was given to be known by.
    pub made_in: Option<Vec<u8>>,
}

impl Invitation {
    /// The invitation of somebody new as `rank`, for the usual time.
    pub fn of(rank: Rank) -> Self {
        Self { rank, person: None, grant: None, lasts: LASTS, called: String::new(), made_in: None }
    }
}

/// An invite that nobody has taken yet, as those who may invite see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invite {
    /// Its id, which is no secret.
    pub id: String,
    /// The rank of the person who takes it.
    pub rank: Rank,
    /// The person who signs in again with it, if it is for no new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The name or note by which its maker knows it again.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub called: String,
    /// The maker: a person's id, or `muster` for the server.
    pub made_by: String,
    /// Until when it may be used, in milliseconds since 1970.
    pub expires_ms: u64,
}

impl People {
    /// Makes an invite. Its secret is shown once.
    ///
    /// # Errors
    /// [`LogError`], and then there is none.
    pub async fn invite(&self, by: &str, invitation: Invitation) -> Result<(Secret, String), LogError> {
        let (secret, id, by) = (Secret::draw()?, draw_id('i')?, by.to_owned());
        let (hash, for_row) = (secret.hash(), id.clone());
        // A link to sign in again concerns somebody who is here, and who is told of it.
        let concerns: Vec<Topic> = invitation.person.iter().map(|id| Topic::person(id)).collect();
        self.change(concerns, move |db| insert(db, &hash, &for_row, &by, &invitation)).await?;
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
        let invitation = Invitation::of(Rank::Owner);
        Ok(Some(self.invite(BY_THE_SERVER, invitation).await?.0))
    }

    /// Invites nobody has taken, and that still may be: whoever made one may still give something of it.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn invites(&self) -> Result<Vec<Invite>, LogError> {
        self.read(|db| {
            let sql = "SELECT id, hash, rank, person, made_by, expires_ms, coalesce(called, '') FROM invites
                       WHERE used_ms IS NULL AND expires_ms > ?1 ORDER BY created_ms";
            let rows = db.query_map(sql, [clock::now_ms().cast_signed()], |row| {
                let (id, rank, person, called) = (row.get(0)?, row.parsed(2)?, row.get(3)?, row.get(6)?);
                let invite = Invite { id, rank, person, called, made_by: row.get(4)?, expires_ms: ms(row, 5)? };
                Ok((row.get::<Vec<u8>>(1)?, invite))
            })?;
            let mut invites = Vec::new();
            for row in rows {
                let (hash, invite) = row?;
                if offer::look(db, &hash)?.is_ok() {
                    invites.push(invite);
                }
            }
            Ok(invites)
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
}

fn insert(db: &dyn Tables, hash: &[u8], id: &str, by: &str, invitation: &Invitation) -> sql::Result<()> {
    let sql =
        "INSERT INTO invites (hash, id, rank, person, doc, granted, made_by, created_ms, expires_ms, made_in, called)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let Invitation { rank, person, grant, lasts, called, made_in } = invitation;
    let (doc, granted) = grant.as_ref().map(|(doc, grant)| (doc.as_str(), grant.name())).unzip();
    let now_ms = clock::now_ms();
    let until_ms = now_ms.saturating_add(u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX));
    let (now, until) = (now_ms.cast_signed(), until_ms.cast_signed());
    db.execute(sql, params![hash, id, rank.name(), person, doc, granted, by, now, until, made_in, called])?;
    match person {
        Some(person) => audit::note(db, by, audit::What::LetInAgain, "", &format!("{person} by {id}")),
        None => audit::note(db, by, audit::What::Invited, doc.unwrap_or(""), &format!("{id} as {rank}")),
    }
}
