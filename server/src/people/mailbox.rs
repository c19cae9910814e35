//! Mailboxes: where letters reach a person. An address is believed once somebody followed the secret that was sent there, or
//! where the identity provider has verified it. Every letter ends with a link that ends all letters, made of a mark of the
//! server's own, so that nothing has to be kept for it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;

use super::person::{self, Person};
use super::{People, Secret, audit, ms, tables};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Tables, params};

/// How long an address may be confirmed.
const CONFIRM_WITHIN: Duration = Duration::from_secs(24 * 3600);
/// So many digests in a row without a visit, and letters pause.
pub const UNREAD_MAX: u32 = 3;
/// The name of the marking secret's use here.
const OFF: &[u8] = b"muster letters off 1\0";

/// A confirmed address of a person, and how letters to it stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mailbox {
    /// The address.
    pub address: String,
    /// The person's time zone; the server's where it is empty.
    pub zone: String,
    /// When it was confirmed, in milliseconds since 1970.
    pub confirmed_ms: u64,
    /// When the last digest was due; 0 before the first.
    pub digest_ms: u64,
    /// How many digests came since the person was here last.
    pub unread: u32,
    /// The reason why the last letter did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

impl Mailbox {
    /// Whether letters wait until the person comes.
    pub fn is_paused(&self) -> bool {
        self.unread >= UNREAD_MAX
    }
}

/// An address that waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The person whose letters shall go there.
    pub person: Person,
    /// The address.
    pub address: String,
}

impl People {
    /// Where letters reach somebody.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn mailbox(&self, person: &str) -> Result<Option<Mailbox>, LogError> {
        let person = person.to_owned();
        self.read(move |db| mailbox(db, &person)).await
    }

    /// Everybody whom letters reach.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn mailboxes(&self) -> Result<Vec<(Person, Mailbox)>, LogError> {
        self.read(|db| {
            let select = "SELECT person FROM mailboxes ORDER BY person";
            let ids: Vec<String> = db.query_map(select, [], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let mut all = Vec::with_capacity(ids.len());
            for id in ids {
                all.extend(person::person(db, &id)?.zip(mailbox(db, &id)?));
            }
            Ok(all)
        })
        .await
    }

    /// Asks for an address to be confirmed. The secret goes there and nowhere else; an earlier one confirms nothing any more.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn ask_to_confirm(&self, of: &str, address: &str, zone: &str) -> Result<Secret, LogError> {
        let secret = Secret::draw()?;
        let (of, address, zone, hash) = (of.to_owned(), address.to_owned(), zone.to_owned(), secret.hash());
        self.note(move |db| {
            person::must_be_here(db, &of)?;
            let now_ms = clock::now_ms();
            let until_ms = now_ms + CONFIRM_WITHIN.as_millis() as u64;
            let sql = "DELETE FROM confirmations WHERE person = ?1 OR expires_ms <= ?2";
            db.execute(sql, params![of, now_ms.cast_signed()])?;
            let sql = "INSERT INTO confirmations (hash, person, address, zone, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
            db.execute(sql, params![hash, of, address, zone, until_ms.cast_signed()]).map(drop)
        })
        .await?;
        Ok(secret)
    }

    /// The address that a secret would confirm now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn asked_to_confirm(&self, secret: &Secret) -> Result<Option<Asked>, LogError> {
        let hash = secret.hash();
        self.read(move |db| Ok(asked(db, &hash)?.map(|(asked, _)| asked))).await
    }

    /// Somebody followed a secret to an address: letters go there from now on. Whether it still could be.
    ///
    /// # Errors
    /// [`LogError`], and then they do not.
    pub async fn confirm(&self, secret: &Secret) -> Result<bool, LogError> {
        let hash = secret.hash();
        self.note(move |db| {
            let Some((Asked { person, address }, zone)) = asked(db, &hash)? else { return Ok(false) };
            open(db, &person.id, &address, &zone)?;
            Ok(true)
        })
        .await
    }

    /// The identity provider has verified an address: letters go there from now on.
    ///
    /// # Errors
    /// [`LogError`], and then they do not.
    pub async fn confirm_verified(&self, of: &str, address: &str, zone: &str) -> Result<(), LogError> {
        let (of, address, zone) = (of.to_owned(), address.to_owned(), zone.to_owned());
        self.note(move |db| {
            person::must_be_here(db, &of)?;
            open(db, &of, &address, &zone)
        })
        .await
    }

    /// Ends all letters to somebody; whether there were any.
    ///
    /// # Errors
    /// [`LogError`], and then they go on.
    pub async fn end_letters(&self, of: &str) -> Result<bool, LogError> {
        let of = of.to_owned();
        self.note(move |db| end(db, &of)).await
    }

    /// The key that ends all letters to somebody at their address of now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn off_key(&self, of: &str, address: &str) -> Result<Option<String>, LogError> {
        let (of, address) = (of.to_owned(), address.to_owned());
        self.read(move |db| {
            let mac = mac(db, &of, &address)?.map(|mac| mac.finalize().into_bytes());
            Ok(mac.map(|mac| format!("{of}.{}", URL_SAFE_NO_PAD.encode(mac))))
        })
        .await
    }

    /// Whether such a key would end letters now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn is_off_key(&self, key: &str) -> Result<bool, LogError> {
        let key = key.to_owned();
        self.read(move |db| Ok(whose(db, &key)?.is_some())).await
    }

    /// Ends all letters to the person whose key this is; whether it is one.
    ///
    /// # Errors
    /// [`LogError`], and then they go on.
    pub async fn end_letters_by(&self, key: &str) -> Result<bool, LogError> {
        let key = key.to_owned();
        self.note(move |db| match whose(db, &key)? {
            Some(person) => end(db, &person),
            None => Ok(false),
        })
        .await
    }
}

/// Notes that somebody was here, so that letters go on.
pub(super) fn came(db: &dyn Tables, person: &str) -> sql::Result<()> {
    db.execute("UPDATE mailboxes SET unread = 0 WHERE person = ?1 AND unread > 0", [person]).map(drop)
}

fn mailbox(db: &dyn Tables, person: &str) -> sql::Result<Option<Mailbox>> {
    let sql = "SELECT address, zone, confirmed_ms, digest_ms, unread, trouble FROM mailboxes WHERE person = ?1";
    let found = db.query_row(sql, [person], |row| {
        let (address, zone, trouble) = (row.get(0)?, row.get(1)?, row.get(5)?);
        Ok(Mailbox { address, zone, confirmed_ms: ms(row, 2)?, digest_ms: ms(row, 3)?, unread: row.get(4)?, trouble })
    });
    found.optional()
}

/// The address that a secret's hash confirms, and the time zone that was said with it.
fn asked(db: &dyn Tables, hash: &[u8]) -> sql::Result<Option<(Asked, String)>> {
    let sql = "SELECT person, address, zone FROM confirmations WHERE hash = ?1 AND expires_ms > ?2";
    let found = db.query_row(sql, params![hash, clock::now_ms().cast_signed()], |row| {
        Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?))
    });
    let Some((id, address, zone)) = found.optional()? else { return Ok(None) };
    Ok(person::person(db, &id)?.map(|person| (Asked { person, address }, zone)))
}

/// Letters to somebody go to this address. Of what waits for them already nothing is told at once.
fn open(db: &dyn Tables, of: &str, address: &str, zone: &str) -> sql::Result<()> {
    forget(db, of)?;
    let sql =
        "INSERT INTO mailboxes (person, address, zone, confirmed_ms, digest_ms, unread) VALUES (?1, ?2, ?3, ?4, 0, 0)";
    db.execute(sql, params![of, address, zone, clock::now_ms().cast_signed()])?;
    audit::note(db, of, audit::What::BeganLetters, "", "")
}

fn end(db: &dyn Tables, of: &str) -> sql::Result<bool> {
    let is_reached = mailbox(db, of)?.is_some();
    forget(db, of)?;
    if is_reached {
        audit::note(db, of, audit::What::EndedLetters, "", "")?;
    }
    Ok(is_reached)
}

/// Forgets all that is kept for letters to somebody.
fn forget(db: &dyn Tables, of: &str) -> sql::Result<()> {
    for table in tables::OF_LETTERS {
        db.execute(&format!("DELETE FROM {table} WHERE person = ?1"), [of])?;
    }
    Ok(())
}

/// The person whose letters a key ends.
fn whose(db: &dyn Tables, key: &str) -> sql::Result<Option<String>> {
    let Some((of, mark)) = key.split_once('.') else { return Ok(None) };
    let Ok(mark) = URL_SAFE_NO_PAD.decode(mark) else { return Ok(None) };
    let Some(mailbox) = mailbox(db, of)? else { return Ok(None) };
    let is_it = mac(db, of, &mailbox.address)?.is_some_and(|mac| mac.verify_slice(&mark).is_ok());
    Ok(is_it.then(|| of.to_owned()))
}

fn mac(db: &dyn Tables, of: &str, address: &str) -> sql::Result<Option<Hmac<Sha256>>> {
    let secret: Option<Vec<u8>> = db.query_row("SELECT secret FROM marking", [], |row| row.get(0)).optional()?;
    let mac = secret.and_then(|secret| Hmac::<Sha256>::new_from_slice(&secret).ok());
    Ok(mac.map(|mut mac| {
        mac.update(OFF);
        // An id has no zero byte in it, so no two pairs are written alike.
        mac.update(of.as_bytes());
        mac.update(&[0]);
        mac.update(address.as_bytes());
        mac
    }))
}
