//! The worth of a credential at the moment it is used: no more than it says, and no more than its maker may give by
//! then. Invitations, tokens, keys, grants and links to sign in again are all looked up here; [`Giver`] decides what
//! somebody may give.

use muster_shared::access::{Giver, Grant};
use muster_shared::id::DocId;
use rusqlite::{Connection, OptionalExtension, params};

use super::invite::BY_THE_SERVER;
use super::token::{BadToken, Claims};
use super::{column, key, person};
use crate::clock;

/// The letter that begins the id of a key; ids of people begin otherwise.
const KEY: char = 'k';

/// The giver `by` as they are now: the server, a program by its key, or a person. `doc` is the document the credential
/// is for, if it is for one.
pub(super) fn giver(db: &Connection, by: &str, doc: Option<&DocId>) -> rusqlite::Result<Giver> {
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
fn seat(db: &Connection, doc: &DocId, person: &str) -> rusqlite::Result<Option<Grant>> {
    let Some((granted, by)) = row(db, doc, person)?.filter(|(granted, _)| *granted == Grant::Captain) else {
        return Ok(None);
    };
    Ok(giver(db, &by, None)?.grant(granted).filter(|worth| *worth == Grant::Captain))
}

fn row(db: &Connection, doc: &DocId, person: &str) -> rusqlite::Result<Option<(Grant, String)>> {
    let sql = "SELECT granted, made_by FROM grants WHERE doc = ?1 AND person = ?2";
    db.prepare_cached(sql)?.query_row([doc.as_str(), person], |row| Ok((column(row, 0)?, row.get(1)?))).optional()
}

/// The worth of a person's grant in a document; `None` when they have none, or nobody stands behind it any more.
pub(super) fn grant(db: &Connection, doc: &DocId, person: &str) -> rusqlite::Result<Option<Grant>> {
    match row(db, doc, person)? {
        Some((granted, by)) => Ok(giver(db, &by, Some(doc))?.grant(granted)),
        None => Ok(None),
    }
}

/// Whether an owner, or the server itself, answers for what `made_by` made a key for.
pub(super) fn is_answered_for(db: &Connection, made_by: &str) -> rusqlite::Result<bool> {
    // A key answers for no key, so this looks at one person at most.
    Ok(!made_by.starts_with(KEY) && giver(db, made_by, None)?.answers_for_keys())
}

/// The grant that a token of a key in use is worth. `own` says whether the key is the server's: then the token names
/// its giver, or the person who speaks with it and the session it was made in.
pub(super) fn token(db: &Connection, claims: &Claims, own: bool) -> rusqlite::Result<Result<Grant, BadToken>> {
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

fn has_session(db: &Connection, person: &str, session: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM sessions WHERE id = ?1 AND person = ?2 AND expires_ms > ?3";
    let found = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let now_ms = clock::now_ms().cast_signed();
    Ok(db.prepare_cached(sql)?.query_row(params![session, person, now_ms], found).optional()?.is_some())
}
