//! Keys: what tokens are signed with. One is the server's own; others are held by programs, such as a wiki's back end,
//! which sign tokens themselves or have the server sign them. A retired key takes its tokens with it. An owner answers for
//! each: when that owner is removed or becomes something else, the key signs nothing until another owner confirms it.

use serde::Serialize;

use super::announce::Topic;
use super::invite::BY_THE_SERVER;
use super::naming::LINK;
use super::{People, Secret, audit, draw_id, ms, worth};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Row, Tables, params};

/// A key, as whoever may hold keys sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Its id: a token's `kid`.
    pub id: String,
    /// The name of the program or wiki it is for.
    pub name: String,
    /// The maker; `muster` for the server's own.
    pub made_by: String,
    /// Since when, in milliseconds since 1970.
    pub created_ms: u64,
    /// Whether an owner answers for it now. A key nobody answers for signs nothing until an owner confirms it.
    pub answered: bool,
}

/// A key that tokens may be signed and checked with.
#[derive(Clone)]
pub(super) struct Signing {
    pub(super) id: String,
    pub(super) secret: Vec<u8>,
    /// The key's holder: one who comes with the next key of the same name is the same author.
    pub(super) holder: String,
    /// Whether it is the server's own, which may speak for people.
    pub(super) own: bool,
}

impl People {
    /// Every key that is not retired.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn keys(&self) -> Result<Vec<Key>, LogError> {
        self.read(|db| {
            let sql = "SELECT id, name, made_by, created_ms FROM keys WHERE retired_ms IS NULL ORDER BY created_ms, id";
            let keys = db.query_map(sql, [], |row| {
                let (id, name, made_by) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Key { id, name, made_by, created_ms: ms(row, 3)?, answered: false })
            })?;
            // One statement after the other: a store need not run one within another's rows.
            let with_worth = |key: sql::Result<Key>| {
                let key = key?;
                Ok(Key { answered: worth::is_answered_for(db, &key.made_by)?, ..key })
            };
            keys.map(with_worth).collect()
        })
        .await
    }

    /// Makes a key. Its secret is shown once.
    ///
    /// # Errors
    /// [`LogError`], and then there is none.
    pub async fn make_key(&self, by: &str, name: &str) -> Result<(String, Secret), LogError> {
        let (id, secret) = (draw_id('k')?, Secret::draw()?);
        let (row, by, name, bytes) = (id.clone(), by.to_owned(), name.to_owned(), secret.reveal().into_bytes());
        self.note(move |db| insert(db, &row, &bytes, &name, &by)).await?;
        Ok((id, secret))
    }

    /// Retires a key, and every token signed with it; whether there was one. The server's own is replaced.
    ///
    /// # Errors
    /// [`LogError`], and then it is in use.
    pub async fn retire_key(&self, by: &str, id: &str) -> Result<bool, LogError> {
        let (by, id) = (by.to_owned(), id.to_owned());
        let found = self
            .change([Topic::Key(id.clone())], move |db| {
                let sql = "UPDATE keys SET retired_ms = ?2 WHERE id = ?1 AND retired_ms IS NULL";
                let n = db.execute(sql, params![id, clock::now_ms().cast_signed()])?;
                if n > 0 {
                    audit::note(db, &by, audit::What::RetiredKey, "", &id)?;
                }
                Ok(n > 0)
            })
            .await?;
        self.make_own_key().await?;
        Ok(found)
    }

    /// An owner answers for a key from now on; whether there was one in use that is not the server's own.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn confirm_key(&self, by: &str, id: &str) -> Result<bool, LogError> {
        let (by, id) = (by.to_owned(), id.to_owned());
        self.change([Topic::Key(id.clone())], move |db| {
            let sql = "UPDATE keys SET made_by = ?2 WHERE id = ?1 AND retired_ms IS NULL AND made_by <> ?3";
            let n = db.execute(sql, params![id, by, BY_THE_SERVER])?;
            if n > 0 {
                audit::note(db, &by, audit::What::ConfirmedKey, "", &id)?;
            }
            Ok(n > 0)
        })
        .await
    }

    /// The program that holds this secret, if it holds a key of this id.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn holds_key(&self, id: &str, secret: &Secret) -> Result<bool, LogError> {
        let (id, secret) = (id.to_owned(), secret.clone());
        // Hashes are compared, so that how long it takes says nothing of the key.
        let is_it = move |key: &Signing| Secret::hash_of(&key.secret) == Secret::hash_of(secret.reveal().as_bytes());
        self.read(move |db| Ok(signing(db, &id)?.is_some_and(|key| is_it(&key)))).await
    }

    /// The server's own key is there from the first start.
    pub(super) async fn make_own_key(&self) -> Result<(), LogError> {
        match self.read(|db| own(db).map(|own| own.is_some())).await {
            // A damaged one is not replaced: that would end every token it signed.
            Ok(true) | Err(LogError::Damaged(_)) => Ok(()),
            Ok(false) => self.make_key(BY_THE_SERVER, BY_THE_SERVER).await.map(drop),
            Err(error) => Err(error),
        }
    }
}

/// Writes down which keys nobody answers for any more, once `person` is no owner.
pub(super) fn note_unanswered(db: &dyn Tables, by: &str, person: &str) -> sql::Result<()> {
    let select = "SELECT id FROM keys WHERE made_by = ?1 AND retired_ms IS NULL";
    let keys: Vec<String> = db.query_map(select, [person], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in keys {
        if !worth::is_answered_for(db, person)? {
            audit::note(db, by, audit::What::SuspendedKey, "", &format!("{id}, made by {person}"))?;
        }
    }
    Ok(())
}

fn insert(db: &dyn Tables, id: &str, secret: &[u8], name: &str, by: &str) -> sql::Result<()> {
    let sql = "INSERT INTO keys (id, secret, name, made_by, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(sql, params![id, secret, name, by, clock::now_ms().cast_signed()])?;
    audit::note(db, by, audit::What::MadeKey, "", id)
}

const SIGNING: &str = "SELECT id, secret, made_by, name FROM keys WHERE retired_ms IS NULL";

/// The key of this id, unless it is retired or nobody answers for it.
pub(super) fn signing(db: &dyn Tables, id: &str) -> sql::Result<Option<Signing>> {
    let sql = format!("{SIGNING} AND id = ?1");
    let found = db.query_row(&sql, [id], |row| Ok((to_signing(row)?, row.get::<String>(2)?)));
    let Some((key, made_by)) = found.optional()? else { return Ok(None) };
    Ok(worth::is_answered_for(db, &made_by)?.then_some(key))
}

/// The server's own key.
pub(super) fn own(db: &dyn Tables) -> sql::Result<Option<Signing>> {
    let sql = format!("{SIGNING} AND made_by = ?1 ORDER BY created_ms DESC LIMIT 1");
    db.query_row(&sql, [BY_THE_SERVER], to_signing).optional()
}

fn to_signing(row: &Row<'_>) -> sql::Result<Signing> {
    let made_by: String = row.get(2)?;
    // A colon parts the holder from the bearer in an author's name.
    let holder = row.get::<String>(3)?.replace(':', " ");
    let holder = if holder == LINK { format!("{holder} key") } else { holder };
    Ok(Signing { id: row.get(0)?, secret: row.get(1)?, holder, own: made_by == BY_THE_SERVER })
}
