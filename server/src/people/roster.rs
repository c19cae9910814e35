//! Audiences: which people a document is for, and the lists of those it is for where that is not the whole workspace. The
//! list is the server's; a document that has none is the workspace's.

use std::collections::HashMap;

use muster_shared::access::Audience;
use muster_shared::id::DocId;
use muster_shared::kinds::person_of;
use serde::Serialize;

use super::announce::Topic;
use super::invite::BY_THE_SERVER;
use super::{People, audit};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Row, Tables, params};

/// A person on a document's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnList {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
}

/// A document's audience, and whether its list names a certain person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The audience.
    pub audience: Audience,
    /// Whether the person is on the list.
    pub is_listed: bool,
}

/// A change of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListChange {
    /// The list is as it was asked to be.
    Done,
    /// There is no such person.
    NoSuchPerson,
    /// The last person stays: a document for nobody could not be opened by anybody.
    LastStays,
}

impl People {
    /// A document's audience, and whether `person` is on its list.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn place_in(&self, doc: &DocId, person: Option<&str>) -> Result<Place, LogError> {
        if let Some(author) = person_of(doc) {
            return Ok(Place { audience: Audience::Author, is_listed: person == Some(author) });
        }
        let (doc, person) = (doc.clone(), person.map(ToOwned::to_owned));
        self.read(move |db| {
            let audience = audience(db, &doc)?;
            let is_listed = match person {
                Some(person) if audience != Audience::Workspace => is_listed(db, &doc, &person)?,
                _ => false,
            };
            Ok(Place { audience, is_listed })
        })
        .await
    }

    /// The documents that are not for the whole workspace, and whether `person` is on the list of each.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn confined(&self, person: Option<&str>) -> Result<HashMap<DocId, Place>, LogError> {
        let person = person.unwrap_or_default().to_owned();
        self.read(move |db| {
            let sql = "SELECT audiences.doc, audience, person IS NOT NULL FROM audiences
                       LEFT JOIN listed ON listed.doc = audiences.doc AND person = ?1";
            let place =
                |row: &Row<'_>| Ok((row.parsed(0)?, Place { audience: row.parsed(1)?, is_listed: row.get(2)? }));
            db.query_map(sql, [&person], place)?.collect()
        })
        .await
    }

    /// The people on a document's list, by name.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn list_of(&self, doc: &DocId) -> Result<Vec<OnList>, LogError> {
        let doc = doc.clone();
        self.read(move |db| {
            let sql = "SELECT person, name FROM listed JOIN people ON people.id = person
                       WHERE doc = ?1 AND removed_ms IS NULL ORDER BY name, person";
            let rows =
                db.query_map(sql, [doc.as_str()], |row| Ok(OnList { person: row.get(0)?, name: row.get(1)? }))?;
            rows.collect()
        })
        .await
    }

    /// Gives a document its audience and the people it is for; whether all of them are there.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn confine(
        &self,
        by: &str,
        doc: &DocId,
        audience: Audience,
        people: Vec<String>,
    ) -> Result<bool, LogError> {
        let (by, doc) = (by.to_owned(), doc.clone());
        self.change([Topic::Doc(doc.clone())], move |db| {
            for person in &people {
                if super::person::person(db, person)?.is_none() {
                    return Ok(false);
                }
            }
            let sql =
                "INSERT INTO audiences (doc, audience) VALUES (?1, ?2) ON CONFLICT (doc) DO UPDATE SET audience = ?2";
            db.execute(sql, [doc.as_str(), audience.name()])?;
            // The people a private document is for are named to nobody, owners included.
            let (by, names) = match audience.is_private() {
                true => (BY_THE_SERVER.to_owned(), String::new()),
                false => (by.clone(), people.join(", ")),
            };
            audit::note(db, &by, audit::What::Confined, doc.as_str(), &format!("{audience} {names}"))?;
            people.iter().try_for_each(|person| list(db, &by, &doc, person).map(drop))?;
            Ok(true)
        })
        .await
    }

    /// Takes back what [`People::confine`] gave a document that was not made after all.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn unconfine(&self, doc: &DocId) -> Result<(), LogError> {
        let doc = doc.clone();
        self.change([Topic::Doc(doc.clone())], move |db| {
            db.execute("DELETE FROM listed WHERE doc = ?1", [doc.as_str()])?;
            db.execute("DELETE FROM audiences WHERE doc = ?1", [doc.as_str()]).map(drop)
        })
        .await
    }

    /// Puts somebody on a document's roster.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn enlist(&self, by: &str, doc: &DocId, person: &str) -> Result<ListChange, LogError> {
        let (by, doc, person) = (by.to_owned(), doc.clone(), person.to_owned());
        self.change([Topic::Doc(doc.clone())], move |db| {
            if super::person::person(db, &person)?.is_none() {
                return Ok(ListChange::NoSuchPerson);
            }
            if list(db, &by, &doc, &person)? {
                audit::note(db, &by, audit::What::Listed, doc.as_str(), &person)?;
            }
            Ok(ListChange::Done)
        })
        .await
    }

    /// Takes somebody off a document's roster; their open connections to it end.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn unlist(&self, by: &str, doc: &DocId, person: &str) -> Result<ListChange, LogError> {
        let (by, doc, person) = (by.to_owned(), doc.clone(), person.to_owned());
        self.change([Topic::Doc(doc.clone())], move |db| {
            if !is_listed(db, &doc, &person)? {
                return Ok(ListChange::NoSuchPerson);
            }
            let sql = "SELECT count(*) FROM listed JOIN people ON people.id = person
                       WHERE doc = ?1 AND person <> ?2 AND removed_ms IS NULL";
            if db.query_row(sql, [doc.as_str(), &person], |row| row.get::<i64>(0))? == 0 {
                return Ok(ListChange::LastStays);
            }
            db.execute("DELETE FROM listed WHERE doc = ?1 AND person = ?2", [doc.as_str(), &person])?;
            audit::note(db, &by, audit::What::Unlisted, doc.as_str(), &person)?;
            Ok(ListChange::Done)
        })
        .await
    }

    /// Takes one of its two people off the list of a document for two, for good. Answers whether the other one still has it; the
    /// last who leaves deletes it with that, so that no moment comes in which it is there for nobody.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn leave(&self, doc: &DocId, person: &str) -> Result<bool, LogError> {
        let (doc, person) = (doc.clone(), person.to_owned());
        self.change([Topic::Doc(doc.clone())], move |db| {
            db.execute("DELETE FROM listed WHERE doc = ?1 AND person = ?2", [doc.as_str(), &person])?;
            let sql = "SELECT count(*) FROM listed JOIN people ON people.id = person
                       WHERE doc = ?1 AND removed_ms IS NULL";
            let is_still_read = db.query_row(sql, [doc.as_str()], |row| row.get::<i64>(0))? > 0;
            // The people a private document is for are named to nobody, on the record neither.
            if is_still_read {
                audit::note(db, BY_THE_SERVER, audit::What::Unlisted, doc.as_str(), "")?;
            } else {
                super::deleted::delete(db, BY_THE_SERVER, &doc)?;
            }
            Ok(is_still_read)
        })
        .await
    }
}

fn audience(db: &dyn Tables, doc: &DocId) -> sql::Result<Audience> {
    let select = "SELECT audience FROM audiences WHERE doc = ?1";
    Ok(db.query_row(select, [doc.as_str()], |row| row.parsed(0)).optional()?.unwrap_or_default())
}

fn is_listed(db: &dyn Tables, doc: &DocId, person: &str) -> sql::Result<bool> {
    let select = "SELECT 1 FROM listed WHERE doc = ?1 AND person = ?2";
    Ok(db.query_row(select, [doc.as_str(), person], |_| Ok(())).optional()?.is_some())
}

/// Puts somebody on a list; whether they were not on it.
fn list(db: &dyn Tables, by: &str, doc: &DocId, person: &str) -> sql::Result<bool> {
    let sql = "INSERT INTO listed (doc, person, made_by, at_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    Ok(db.execute(sql, params![doc.as_str(), person, by, clock::now_ms().cast_signed()])? > 0)
}
