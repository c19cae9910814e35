//! The worth of a credential at the moment it is used: no more than it says, and no more than its maker may give by
//! then. Invitations, tokens, keys, grants, feeds, read links and links to sign in again are all looked up here; [`Giver`] decides
//! what somebody may give.

use std::time::Duration;

use muster_shared::access::{Giver, Grant};
use muster_shared::id::DocId;

use super::invite::BY_THE_SERVER;
use super::person::Person;
use super::token::{BadToken, Claims};
use super::{key, ms, person, words};
use crate::clock;
use crate::sql::{self, OptionalExtension, Row, Tables, params};

/// The letter that begins the id of a key; ids of people begin otherwise.
const KEY: char = 'k';
/// A feed that nothing has read for so long tells nothing any more.
const FEED_LASTS_UNREAD: Duration = Duration::from_secs(180 * 24 * 3600);

/// The giver `by` as they are now: the server, a program by its key, or a person. `doc` is the document the credential
/// is for, if it is for one.
pub(super) fn giver(db: &dyn Tables, by: &str, doc: Option<&DocId>) -> sql::Result<Giver> {
    if by == BY_THE_SERVER {
        return Ok(Giver::Server);
    }
    if by.starts_with(KEY) {
        return Ok(if key::signing(db, by)?.is_some() { Giver::Program } else { Giver::Gone });
    }
    let Some(person) = person::person(db, by)? else { return Ok(Giver::Gone) };
    let grant = match doc {
        Some(doc) => seat(db, doc, by)?,
        None => None,
    };
    Ok(Giver::Person { rank: person.rank, grant })
}

/// The captain's seat of somebody in a document: only leaders and the server give one, so no more than one giver has to be
/// looked at.
fn seat(db: &dyn Tables, doc: &DocId, person: &str) -> sql::Result<Option<Grant>> {
    let Some((granted, by)) = row(db, doc, person)?.filter(|(granted, _)| *granted == Grant::Captain) else {
        return Ok(None);
    };
    Ok(giver(db, &by, None)?.grant(granted).filter(|worth| *worth == Grant::Captain))
}

fn row(db: &dyn Tables, doc: &DocId, person: &str) -> sql::Result<Option<(Grant, String)>> {
    let sql = "SELECT granted, made_by FROM grants WHERE doc = ?1 AND person = ?2";
    db.query_row(sql, [doc.as_str(), person], |row| Ok((row.parsed(0)?, row.get(1)?))).optional()
}

/// The worth of a person's grant in a document; `None` when they have none, or nobody stands behind it any more.
pub(super) fn grant(db: &dyn Tables, doc: &DocId, person: &str) -> sql::Result<Option<Grant>> {
    match row(db, doc, person)? {
        Some((granted, by)) => Ok(giver(db, &by, Some(doc))?.grant(granted)),
        None => Ok(None),
    }
}

/// Whether an owner, or the server itself, answers for what `made_by` made a key for.
pub(super) fn is_answered_for(db: &dyn Tables, made_by: &str) -> sql::Result<bool> {
    // A key answers for no key, so this looks at one person at most.
    Ok(!made_by.starts_with(KEY) && giver(db, made_by, None)?.answers_for_keys())
}

/// The grant that a token of a key in use is worth. `own` says whether the key is the server's: then the token names
/// its giver, or the person who speaks with it and the session it was made in.
pub(super) fn token(db: &dyn Tables, claims: &Claims, own: bool) -> sql::Result<Result<Grant, BadToken>> {
    let Claims { doc, role, person, session, by, .. } = claims;
    if !own {
        return Ok(Ok(*role));
    }
    if let Some(person) = person {
        let lasts = match session {
            Some(session) => has_session(db, person, session)?,
            None => false,
        };
        // The person's own rights are looked up elsewhere.
        return Ok(if lasts { Ok(*role) } else { Err(BadToken::Session) });
    }
    let giver = giver(db, by.as_deref().unwrap_or_default(), Some(doc))?;
    Ok(giver.grant(*role).ok_or(BadToken::Giver))
}

/// A feed that tells something now.
pub(super) struct Open {
    pub(super) id: String,
    /// The address that its secret is for.
    pub(super) address: String,
    pub(super) used_ms: Option<u64>,
    pub(super) person: Person,
}

/// Whether nothing has read a feed for so long that it is forgotten somewhere.
pub(super) fn is_forgotten(created_ms: u64, used_ms: Option<u64>, now_ms: u64) -> bool {
    now_ms.saturating_sub(used_ms.unwrap_or(created_ms)) > FEED_LASTS_UNREAD.as_millis() as u64
}

/// The feed of a secret with this hash, and its person as they are now. `None` once it was withdrawn, nothing has read it for
/// too long, or the person is nobody here any more; and for as long as the person has no way in.
pub(super) fn feed(db: &dyn Tables, hash: &[u8], now_ms: u64) -> sql::Result<Option<Open>> {
    let sql = "SELECT id, address, created_ms, used_ms, person FROM feeds WHERE hash = ?1";
    let found = db.query_row(sql, [hash], |row| {
        let used_ms = row.get::<Option<i64>>(3)?.map(i64::cast_unsigned);
        Ok((row.get(0)?, row.get(1)?, ms(row, 2)?, used_ms, row.get::<String>(4)?))
    });
    let Some((id, address, created_ms, used_ms, person)) = found.optional()? else { return Ok(None) };
    if is_forgotten(created_ms, used_ms, now_ms) || !has_a_way_in(db, &person, now_ms)? {
        return Ok(None);
    }
    Ok(person::person(db, &person)?.map(|person| Open { id, address, used_ms, person }))
}

/// Whether somebody is signed in somewhere, or holds a passkey with which they can. An identity provider tells nobody that an
/// account has ended: a person whom it alone lets in has shown by a session, which ends by itself, that it still did of late.
fn has_a_way_in(db: &dyn Tables, person: &str, now_ms: u64) -> sql::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sessions WHERE person = ?1 AND expires_ms > ?2)
                   OR EXISTS (SELECT 1 FROM passkeys WHERE person = ?1)";
    db.query_row(sql, params![person, now_ms.cast_signed()], |row| row.get(0))
}

/// A read link that opens something now.
pub(super) struct OpenLink {
    pub(super) id: String,
    pub(super) doc: DocId,
    /// The grant that it is worth now.
    pub(super) grant: Grant,
    /// The end of its last day, in milliseconds since 1970.
    pub(super) until_ms: Option<u64>,
    pub(super) sites: Vec<String>,
    pub(super) by: String,
}

/// The read link of a key with this hash. `None` once it was withdrawn, its last day is over, or its giver may give nothing in
/// the document any more.
pub(super) fn read_link(db: &dyn Tables, hash: &[u8], now_ms: u64) -> sql::Result<Option<OpenLink>> {
    let sql = "SELECT id, doc, root, granted, until, sites, made_by FROM read_links
               WHERE hash = ?1 AND withdrawn_ms IS NULL";
    let found = db.query_row(sql, [hash], |row| {
        let until_ms = row.get::<Option<String>>(4)?.map(|day| clock::end_of_day_ms(&day));
        let (id, by, sites) = (row.get(0)?, row.get(6)?, words(row, 5)?);
        let open = OpenLink { id, doc: row.parsed(1)?, grant: row.parsed(3)?, until_ms, sites, by };
        Ok((open, row.parsed::<DocId>(2)?))
    });
    let Some((open, root)) = found.optional()? else { return Ok(None) };
    if open.until_ms.is_some_and(|until_ms| until_ms <= now_ms) {
        return Ok(None);
    }
    let worth = giver(db, &open.by, Some(&root))?.grant(open.grant);
    Ok(worth.map(|grant| OpenLink { grant, ..open }))
}

fn has_session(db: &dyn Tables, person: &str, session: &str) -> sql::Result<bool> {
    let sql = "SELECT 1 FROM sessions WHERE id = ?1 AND person = ?2 AND expires_ms > ?3";
    let found = |row: &Row<'_>| row.get::<i64>(0);
    let now_ms = clock::now_ms().cast_signed();
    Ok(db.query_row(sql, params![session, person, now_ms], found).optional()?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_ends_when_nothing_has_read_it_for_half_a_year() {
        let lasts = FEED_LASTS_UNREAD.as_millis() as u64;
        for (created, used, now, ends) in [
            (0, None, lasts, false),
            (0, None, lasts + 1, true),
            (0, Some(lasts), 2 * lasts, false),
            (0, Some(1), lasts + 2, true),
            (9, None, 0, false),
        ] {
            assert_eq!(is_forgotten(created, used, now), ends, "{created} {used:?} {now}");
        }
    }
}
