//! Grants: what people were given in single documents.

use muster_shared::access::Grant;
use muster_shared::id::DocId;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::person::Person;
use super::{People, audit, column};
use crate::clock;
use crate::log::LogError;

/// What somebody was given in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// Who.
    pub person: String,
    /// What they are called.
    pub name: String,
    /// What.
    pub grant: Grant,
}

impl People {
    /// What somebody was given in a document.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn grant_of(&self, doc: &DocId, person: &Person) -> Result<Option<Grant>, LogError> {
        let (doc, id) = (doc.clone(), person.id.clone());
        self.read(move |db| of(db, &doc, &id)).await
    }

    /// Every document in which somebody was given something.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn grants_of(&self, person: &str) -> Result<Vec<(DocId, Grant)>, LogError> {
        let id = person.to_owned();
        self.read(move |db| {
            let mut select = db.prepare_cached("SELECT doc, granted FROM grants WHERE person = ?1")?;
            select.query_map([&id], |row| Ok((column(row, 0)?, column(row, 1)?)))?.collect()
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
            let sql = "SELECT person, name, granted FROM grants JOIN people ON people.id = person
                       WHERE doc = ?1 ORDER BY name, person";
            let mut select = db.prepare_cached(sql)?;
            let granted = select.query_map([doc.as_str()], |row| {
                Ok(Granted { person: row.get(0)?, name: row.get(1)?, grant: column(row, 2)? })
            })?;
            granted.collect()
        })
        .await
    }

    /// Gives somebody something in a document, or takes what they were given; whether there is such a person.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn grant(&self, by: &str, doc: &DocId, person: &str, grant: Option<Grant>) -> Result<bool, LogError> {
        let (by, doc, id) = (by.to_owned(), doc.clone(), person.to_owned());
        self.change(move |db| {
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

pub(super) fn of(db: &Connection, doc: &DocId, person: &str) -> rusqlite::Result<Option<Grant>> {
    let sql = "SELECT granted FROM grants WHERE doc = ?1 AND person = ?2";
    db.prepare_cached(sql)?.query_row([doc.as_str(), person], |row| column(row, 0)).optional()
}

pub(super) fn put(db: &Connection, by: &str, doc: &DocId, person: &str, grant: Grant) -> rusqlite::Result<()> {
    let sql = "INSERT INTO grants (doc, person, granted, made_by, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (doc, person) DO UPDATE SET granted = ?3, made_by = ?4, at_ms = ?5";
    db.execute(sql, params![doc.as_str(), person, grant.name(), by, clock::now_ms().cast_signed()])?;
    audit::note(db, by, audit::What::Granted, doc.as_str(), &format!("{person}: {grant}"))
}

fn take(db: &Connection, by: &str, doc: &DocId, person: &str) -> rusqlite::Result<()> {
    if db.execute("DELETE FROM grants WHERE doc = ?1 AND person = ?2", [doc.as_str(), person])? > 0 {
        audit::note(db, by, audit::What::Ungranted, doc.as_str(), person)?;
    }
    Ok(())
}
