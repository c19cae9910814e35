//! Grants: what people were given in single documents.

use muster_shared::access::{Giver, Grant};
use muster_shared::id::DocId;
use serde::Serialize;

use super::announce::Topic;
use super::person::Person;
use super::{People, audit, worth};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, Tables, params};

/// A grant that a person holds in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// The person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// The grant.
    pub grant: Grant,
    /// The grant's worth now; nothing once its giver may not give it any more.
    pub now: Option<Grant>,
    /// The giver: a person's id, or `muster` for the server.
    pub made_by: String,
}

impl People {
    /// The rights that a person may give in a document now; without one, in the workspace.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn giver(&self, by: &str, doc: Option<&DocId>) -> Result<Giver, LogError> {
        let (by, doc) = (by.to_owned(), doc.cloned());
        self.read(move |db| worth::giver(db, &by, doc.as_ref())).await
    }

    /// The worth of a person's grant in a document now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn grant_of(&self, doc: &DocId, person: &Person) -> Result<Option<Grant>, LogError> {
        let (doc, id) = (doc.clone(), person.id.clone());
        self.read(move |db| worth::grant(db, &doc, &id)).await
    }

    /// Every document in which somebody was given something, and what it is worth now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn grants_of(&self, person: &str) -> Result<Vec<(DocId, Grant)>, LogError> {
        let id = person.to_owned();
        self.read(move |db| {
            let select = "SELECT doc FROM grants WHERE person = ?1";
            let docs: Vec<DocId> = db.query_map(select, [&id], |row| row.parsed(0))?.collect::<Result<_, _>>()?;
            let worth = docs.into_iter().map(|doc| Ok(worth::grant(db, &doc, &id)?.map(|grant| (doc, grant))));
            worth.filter_map(Result::transpose).collect()
        })
        .await
    }

    /// Everybody who was given something in a document.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn grants_in(&self, doc: &DocId) -> Result<Vec<Granted>, LogError> {
        let doc = doc.clone();
        self.read(move |db| {
            let sql = "SELECT person, name, granted, made_by FROM grants JOIN people ON people.id = person
                       WHERE doc = ?1 ORDER BY name, person";
            let granted = db.query_map(sql, [doc.as_str()], |row| {
                let (person, name, grant, made_by) = (row.get(0)?, row.get(1)?, row.parsed(2)?, row.get(3)?);
                Ok(Granted { person, name, grant, now: None, made_by })
            })?;
            // One statement after the other: a store need not run one within another's rows.
            let with_worth = |granted: sql::Result<Granted>| {
                let granted = granted?;
                Ok(Granted { now: worth::grant(db, &doc, &granted.person)?, ..granted })
            };
            granted.map(with_worth).collect()
        })
        .await
    }

    /// Gives somebody something in a document, or takes what they were given; whether there is such a person.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn grant(&self, by: &str, doc: &DocId, person: &str, grant: Option<Grant>) -> Result<bool, LogError> {
        let (by, doc, id) = (by.to_owned(), doc.clone(), person.to_owned());
        // The grants they gave to others there may be worth less or more now.
        self.change([Topic::person(&id), Topic::Doc(doc.clone())], move |db| {
            if super::person::person(db, &id)?.is_none() {
                return Ok(false);
            }
            match grant {
                Some(grant) => put(db, &by, &doc, &id, grant)?,
                None => take(db, &by, &doc, &id)?,
            }
            Ok(true)
        })
        .await
    }
}

pub(super) fn put(db: &dyn Tables, by: &str, doc: &DocId, person: &str, grant: Grant) -> sql::Result<()> {
    let sql = "INSERT INTO grants (doc, person, granted, made_by, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (doc, person) DO UPDATE SET granted = ?3, made_by = ?4, at_ms = ?5";
    db.execute(sql, params![doc.as_str(), person, grant.name(), by, clock::now_ms().cast_signed()])?;
    audit::note(db, by, audit::What::Granted, doc.as_str(), &format!("{person}: {grant}"))
}

fn take(db: &dyn Tables, by: &str, doc: &DocId, person: &str) -> sql::Result<()> {
    if db.execute("DELETE FROM grants WHERE doc = ?1 AND person = ?2", [doc.as_str(), person])? > 0 {
        audit::note(db, by, audit::What::Ungranted, doc.as_str(), person)?;
    }
    Ok(())
}
