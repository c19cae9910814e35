//! Wikis: the origins that owners have named while the server runs, whose pages may show documents: all of the workspace, or
//! one and those that stand beside it. They count together with those that the server was started with. Every request asks
//! for them, so they are held in memory too; what is withdrawn counts no longer from the next request on.

use std::sync::{Arc, PoisonError, RwLock};

use muster_shared::id::DocId;
use muster_shared::kinds::subjects;
use serde::Serialize;

use super::announce::Topic;
use super::{People, audit, draw_id, ms};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, Row, Tables, params};

/// The most wikis of one workspace.
pub const WIKIS_MAX: usize = 200;

/// A wiki that an owner has named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wiki {
    /// Its id.
    pub id: String,
    /// The origin of its pages.
    pub origin: String,
    /// The only document that they may show, with those beside it; nothing where they may show all.
    pub doc: Option<DocId>,
    /// The owner who named it.
    pub made_by: String,
    /// Since when, in milliseconds since 1970.
    pub created_ms: u64,
}

/// The outcome of naming a wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// It counts from now on.
    New(Wiki),
    /// It did already.
    Known(Wiki),
    /// There are as many as there may be.
    Full,
}

/// The wikis in memory.
#[derive(Default)]
pub(super) struct WikiTable(RwLock<Arc<[Wiki]>>);

impl WikiTable {
    fn all(&self) -> Arc<[Wiki]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Wiki>)) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut all = held.to_vec();
        change(&mut all);
        *held = all.into();
    }
}

impl People {
    /// Every wiki that was named, in the order of their origins.
    pub fn wikis(&self) -> Arc<[Wiki]> {
        self.wikis.all()
    }

    /// Whether pages of an origin may show anything at all.
    pub fn knows_wiki(&self, origin: &str) -> bool {
        self.wikis().iter().any(|wiki| wiki.origin == origin)
    }

    /// The origins whose pages may show a document, as owners have named them; without one, those that may show all.
    pub fn wikis_of(&self, doc: Option<&DocId>) -> Vec<String> {
        let among: Vec<DocId> = doc.into_iter().flat_map(subjects).collect();
        let may_show = |wiki: &&Wiki| wiki.doc.as_ref().is_none_or(|doc| among.contains(doc));
        self.wikis().iter().filter(may_show).map(|wiki| wiki.origin.clone()).collect()
    }

    /// Names a wiki; the origin is one that [`crate::origins::wiki`] has read.
    ///
    /// # Errors
    /// [`LogError`], and then it is not named.
    pub async fn name_wiki(&self, by: &str, origin: &str, doc: Option<&DocId>) -> Result<Named, LogError> {
        let id = draw_id('w')?;
        let (origin, doc, made_by) = (origin.to_owned(), doc.cloned(), by.to_owned());
        let wiki = Wiki { id, origin, doc, made_by, created_ms: clock::now_ms() };
        let named = self.note(move |db| name(db, &wiki)).await?;
        if let Named::New(wiki) = &named {
            self.wikis.change(|all| {
                all.push(wiki.clone());
                all.sort_by(|one, other| (&one.origin, &one.id).cmp(&(&other.origin, &other.id)));
            });
        }
        Ok(named)
    }

    /// Withdraws a wiki: from now on none of its pages may show what it was named for. Whether there was one.
    ///
    /// # Errors
    /// [`LogError`], and then it is named still.
    pub async fn withdraw_wiki(&self, by: &str, id: &str) -> Result<bool, LogError> {
        let (by, row) = (by.to_owned(), id.to_owned());
        let Some(wiki) = self.wikis().iter().find(|wiki| wiki.id == id).cloned() else { return Ok(false) };
        let gone = self
            .note(move |db| {
                let n = db.execute("DELETE FROM wikis WHERE id = ?1", [&row])?;
                if n > 0 {
                    let doc = wiki.doc.as_ref().map_or("", DocId::as_str);
                    audit::note(db, &by, audit::What::WithdrewWiki, doc, &wiki.origin)?;
                }
                Ok(n > 0)
            })
            .await?;
        self.wikis.change(|all| all.retain(|wiki| wiki.id != id));
        // Connections from its pages look again whether they may go on.
        self.announce([Topic::Everybody]);
        Ok(gone)
    }

    /// Reads the table, as the server starts.
    pub(super) async fn recall_wikis(&self) -> Result<(), LogError> {
        match self.read(all).await {
            Ok(found) => self.wikis.change(|all| *all = found),
            // A damaged row lets no page in, and keeps no server from starting.
            Err(LogError::Damaged(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn name(db: &dyn Tables, wiki: &Wiki) -> sql::Result<Named> {
    let doc = wiki.doc.as_ref().map_or("", DocId::as_str);
    let known = all(db)?;
    if let Some(same) = known.iter().find(|known| known.origin == wiki.origin && known.doc == wiki.doc) {
        return Ok(Named::Known(same.clone()));
    }
    if known.len() >= WIKIS_MAX {
        return Ok(Named::Full);
    }
    let sql = "INSERT INTO wikis (id, origin, doc, made_by, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(sql, params![wiki.id, wiki.origin, doc, wiki.made_by, wiki.created_ms.cast_signed()])?;
    audit::note(db, &wiki.made_by, audit::What::NamedWiki, doc, &wiki.origin)?;
    Ok(Named::New(wiki.clone()))
}

/// All wikis, in the order of their origins. A row that names no document and not all of them either is left out: it lets no
/// page in.
fn all(db: &dyn Tables) -> sql::Result<Vec<Wiki>> {
    let sql = "SELECT id, origin, doc, made_by, created_ms FROM wikis ORDER BY origin, id";
    let rows = db.query_map(sql, [], to_wiki)?;
    rows.filter(|row| !matches!(row, Err(sql::Error::Unread { .. }))).collect()
}

fn to_wiki(row: &Row<'_>) -> sql::Result<Wiki> {
    // An empty text stands for every document.
    let is_for_all = row.get::<String>(2)?.is_empty();
    Ok(Wiki {
        id: row.get(0)?,
        origin: row.get(1)?,
        doc: if is_for_all { None } else { Some(row.parsed(2)?) },
        made_by: row.get(3)?,
        created_ms: ms(row, 4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tables;

    #[test]
    fn a_wiki_is_for_every_document_or_for_one_and_a_row_that_says_neither_counts_for_nothing() -> sql::Result<()> {
        let db = rusqlite::Connection::open_in_memory()?;
        let db: &dyn Tables = &db;
        db.execute_batch("CREATE TABLE docs (id TEXT, kind TEXT)")?;
        tables::make(db)?;
        for (id, doc) in [("w1", ""), ("w2", "ours"), ("w3", "no id"), ("w4", "ours/")] {
            let sql =
                "INSERT INTO wikis (id, origin, doc, made_by, created_ms) VALUES (?1, 'https://a.example', ?2, 'p', 0)";
            db.execute(sql, [id, doc])?;
        }
        let known: Vec<(String, Option<String>)> =
            all(db)?.into_iter().map(|wiki| (wiki.id, wiki.doc.map(|doc| doc.as_str().to_owned()))).collect();
        assert_eq!(known, [("w1".to_owned(), None), ("w2".to_owned(), Some("ours".to_owned()))]);
        Ok(())
    }
}
