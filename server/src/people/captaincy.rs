//! The captain's seat: who holds it, and how it passes from one person to the next. A seat is a grant of its document; the
//! captain's name on the page follows it.

use muster_shared::access::Grant;
use muster_shared::id::DocId;
use serde::Serialize;

use super::announce::Topic;
use super::{People, audit, grant, ms, worth};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Tables, params};

/// A captain's seat that is offered to somebody, and waits for their word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The team's charter.
    pub doc: DocId,
    /// The captain who offers it, by id.
    pub from: String,
    /// The captain's name.
    pub from_name: String,
    /// The person it is offered to, by id.
    pub to: String,
    /// That person's name.
    pub to_name: String,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

impl People {
    /// Gives somebody the captain's seat; whoever held it goes on as an editor. Whether there is such a person.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn seat(&self, by: &str, doc: &DocId, person: &str) -> Result<bool, LogError> {
        let (by, doc, id) = (by.to_owned(), doc.clone(), person.to_owned());
        self.change([Topic::person(&id), Topic::Doc(doc.clone())], move |db| {
            if super::person::person(db, &id)?.is_none() {
                return Ok(false);
            }
            take_seat(db, &by, &by, &doc, &id)?;
            Ok(true)
        })
        .await
    }

    /// The captain offers the seat to somebody, who is asked until they answer; whether the one may offer it and the other
    /// is there.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn offer_seat(&self, from: &str, doc: &DocId, to: &str) -> Result<bool, LogError> {
        let (from, doc, to) = (from.to_owned(), doc.clone(), to.to_owned());
        self.change([Topic::person(&to), Topic::Doc(doc.clone())], move |db| {
            let is_captain = worth::grant(db, &doc, &from)? == Some(Grant::Captain);
            if !is_captain || from == to || super::person::person(db, &to)?.is_none() {
                return Ok(false);
            }
            let sql = "INSERT INTO offers (doc, giver, taker, at_ms) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (doc) DO UPDATE SET giver = ?2, taker = ?3, at_ms = ?4";
            db.execute(sql, params![doc.as_str(), from, to, clock::now_ms().cast_signed()])?;
            audit::note(db, &from, audit::What::OfferedSeat, doc.as_str(), &to)?;
            Ok(true)
        })
        .await
    }

    /// The person it was offered to takes the seat. The giver of the captain's grant stands behind the next one too.
    /// The answer is whether there was such an offer, by somebody who still held the seat.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn accept_seat(&self, to: &str, doc: &DocId) -> Result<bool, LogError> {
        let (to, doc) = (to.to_owned(), doc.clone());
        self.change([Topic::person(&to), Topic::Doc(doc.clone())], move |db| {
            let sql = "SELECT giver FROM offers WHERE doc = ?1 AND taker = ?2";
            let from: Option<String> = db.query_row(sql, [doc.as_str(), &to], |row| row.get(0)).optional()?;
            let Some(from) = from else { return Ok(false) };
            if worth::grant(db, &doc, &from)? != Some(Grant::Captain) {
                return Ok(false);
            }
            let sql = "SELECT made_by FROM grants WHERE doc = ?1 AND person = ?2";
            let behind: String = db.query_row(sql, [doc.as_str(), &from], |row| row.get(0))?;
            take_seat(db, &to, &behind, &doc, &to)?;
            audit::note(db, &to, audit::What::TookSeat, doc.as_str(), &from)?;
            Ok(true)
        })
        .await
    }

    /// The captain takes an offer back, or the person it was made to declines it; whether there was one.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn end_offer(&self, by: &str, doc: &DocId) -> Result<bool, LogError> {
        let (by, doc) = (by.to_owned(), doc.clone());
        self.change([Topic::Doc(doc.clone())], move |db| {
            let sql = "DELETE FROM offers WHERE doc = ?1 AND (giver = ?2 OR taker = ?2)";
            let n = db.execute(sql, [doc.as_str(), &by])?;
            if n > 0 {
                audit::note(db, &by, audit::What::EndedOffer, doc.as_str(), "")?;
            }
            Ok(n > 0)
        })
        .await
    }

    /// The offer of a document's seat, if there is one.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn offer_in(&self, doc: &DocId) -> Result<Option<Offer>, LogError> {
        Ok(self.offers("doc = ?1", doc.as_str()).await?.pop())
    }

    /// The seats that are offered to somebody.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn offers_to(&self, person: &str) -> Result<Vec<Offer>, LogError> {
        self.offers("taker = ?1", person).await
    }

    /// The person who has the name exactly, as names are compared, if only one has.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn called(&self, name: &str) -> Result<Option<String>, LogError> {
        let name = name.to_owned();
        self.read(move |db| super::typed::account(db, &name)).await
    }

    async fn offers(&self, which: &'static str, key: &str) -> Result<Vec<Offer>, LogError> {
        let key = key.to_owned();
        self.read(move |db| {
            let sql = format!(
                "SELECT doc, giver, one.name, taker, other.name, at_ms FROM offers
                 JOIN people one ON one.id = giver JOIN people other ON other.id = taker WHERE {which} ORDER BY at_ms"
            );
            let offers = db.query_map(&sql, [&key], |row| {
                Ok(Offer {
                    doc: row.parsed(0)?,
                    from: row.get(1)?,
                    from_name: row.get(2)?,
                    to: row.get(3)?,
                    to_name: row.get(4)?,
                    at_ms: ms(row, 5)?,
                })
            })?;
            offers.collect()
        })
        .await
    }
}

/// One person captains a team: who held the seat goes on as an editor, and what was offered of it is over. `behind` is who
/// gives it.
fn take_seat(db: &dyn Tables, by: &str, behind: &str, doc: &DocId, person: &str) -> sql::Result<()> {
    let sql = "SELECT person FROM grants WHERE doc = ?1 AND granted = ?2 AND person <> ?3";
    let held = db.query_map(sql, [doc.as_str(), Grant::Captain.name(), person], |row| row.get(0))?;
    for before in held.collect::<sql::Result<Vec<String>>>()? {
        grant::put(db, behind, doc, &before, Grant::Editor)?;
    }
    grant::put(db, behind, doc, person, Grant::Captain)?;
    if db.execute("DELETE FROM offers WHERE doc = ?1", [doc.as_str()])? > 0 {
        audit::note(db, by, audit::What::EndedOffer, doc.as_str(), "")?;
    }
    Ok(())
}
