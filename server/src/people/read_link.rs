//! Read links: a link with a key in it lets its holder read one document, or comment on it, without signing in. Its worth is
//! the least of what it says and what its giver may give when it is used (`worth`). The server counts how often a link was
//! used and never by whom.

use muster_shared::access::Grant;
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};

use super::announce::Topic;
use super::{People, Secret, audit, draw_id, ms, person, words};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, Row, params};

/// The most links of one document that are not withdrawn.
pub const LINKS_MAX: usize = 50;
/// The longest name of one, in characters.
pub const LINK_NAME_CHARS_MAX: usize = 80;
/// The most sites that one link is limited to.
pub const SITES_MAX: usize = 20;

/// The right that a link gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum May {
    /// To read the document.
    Read,
    /// Also to comment on it, by a name of one's own choice.
    Comment,
}

impl May {
    /// The grant of the same right.
    pub fn grant(self) -> Grant {
        match self {
            Self::Read => Grant::Reader,
            Self::Comment => Grant::Commenter,
        }
    }

    /// The right that a grant stands for here: no link lets its holder edit.
    pub fn of(grant: Grant) -> Self {
        if grant >= Grant::Commenter { Self::Comment } else { Self::Read }
    }
}

/// The terms of a link, as its giver says them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The giver's name for it: the place it is for.
    pub name: String,
    /// The right that it gives.
    pub may: May,
    /// The last day on which it opens anything, in UTC; without one it opens until it is withdrawn.
    #[serde(default)]
    pub until: Option<String>,
    /// The origins whose pages may use it; none for all.
    #[serde(default)]
    pub sites: Vec<String>,
}

/// A link as those see it who may give one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadLink {
    /// Its id, which is no secret.
    pub id: String,
    /// Its terms.
    #[serde(flatten)]
    pub terms: Terms,
    /// The person who made it.
    pub made_by: String,
    /// The day it was made.
    pub made_at: String,
    /// How often it was used.
    pub uses: u64,
    /// The day of the last use.
    pub last_used: Option<String>,
}

/// A link that somebody made, as it is told to that person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GivenLink {
    /// The document.
    pub doc: DocId,
    /// The link.
    #[serde(flatten)]
    pub link: ReadLink,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

impl People {
    /// Makes a link to a document whose grants stand in `root`. Its key is shown once; `None` where the document has as many
    /// links as one may have.
    ///
    /// # Errors
    /// [`LogError`], and then there is none; [`LogError::Refused`] when the giver was removed meanwhile.
    pub async fn make_link(
        &self,
        by: &str,
        (doc, root): (&DocId, &DocId),
        terms: &Terms,
    ) -> Result<Option<(String, Secret)>, LogError> {
        let (secret, id) = (Secret::draw()?, draw_id('l')?);
        let (row, by, doc, root, terms) = (id.clone(), by.to_owned(), doc.clone(), root.clone(), terms.clone());
        let hash = secret.hash();
        let made = self.note(move |db| {
            person::must_be_here(db, &by)?;
            let sql = "SELECT count(*) FROM read_links WHERE doc = ?1 AND withdrawn_ms IS NULL";
            if db.query_row(sql, [doc.as_str()], |row| row.get::<i64>(0))? >= LINKS_MAX as i64 {
                return Ok(false);
            }
            let Terms { name, may, until, sites } = &terms;
            let (sites, now_ms) = (sites.join(" "), clock::now_ms().cast_signed());
            let sql =
                "INSERT INTO read_links (id, hash, doc, root, name, granted, until, sites, made_by, made_ms, uses)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)";
            let granted = may.grant().name();
            db.execute(sql, params![row, hash, doc.as_str(), root.as_str(), name, granted, until, sites, by, now_ms])?;
            audit::note(db, &by, audit::What::MadeReadLink, doc.as_str(), &format!("{row}: {granted}, {name}"))?;
            Ok(true)
        });
        Ok(made.await?.then_some((id, secret)))
    }

    /// The links to a document that are not withdrawn, the newest first.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn links_to(&self, doc: &DocId) -> Result<Vec<ReadLink>, LogError> {
        self.write_uses().await?;
        let doc = doc.clone();
        self.read(move |db| {
            let sql = format!("{LINK} WHERE doc = ?1 AND withdrawn_ms IS NULL ORDER BY made_ms DESC, id");
            db.query_map(&sql, [doc.as_str()], to_link)?.collect()
        })
        .await
    }

    /// The links that somebody made, the newest first.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn links_by(&self, person: &str) -> Result<Vec<GivenLink>, LogError> {
        self.write_uses().await?;
        let person = person.to_owned();
        self.read(move |db| {
            let given =
                |row: &Row<'_>| Ok(GivenLink { link: to_link(row)?, doc: row.parsed(9)?, withdrawn: row.get(10)? });
            let sql = format!("{LINK} WHERE made_by = ?1 ORDER BY made_ms DESC, id");
            db.query_map(&sql, [&person], given)?.collect()
        })
        .await
    }

    /// Withdraws a link to a document: whoever is in the document by it is put out. Whether there was one.
    ///
    /// # Errors
    /// [`LogError`], and then it opens on.
    pub async fn withdraw_link(&self, by: &str, doc: &DocId, id: &str) -> Result<bool, LogError> {
        let (by, doc, id) = (by.to_owned(), doc.clone(), id.to_owned());
        self.change([Topic::Link(id.clone())], move |db| {
            let sql = "UPDATE read_links SET withdrawn_ms = ?3 WHERE id = ?1 AND doc = ?2 AND withdrawn_ms IS NULL";
            let n = db.execute(sql, params![id, doc.as_str(), clock::now_ms().cast_signed()])?;
            if n > 0 {
                audit::note(db, &by, audit::What::WithdrewReadLink, doc.as_str(), &id)?;
            }
            Ok(n > 0)
        })
        .await
    }
}

const LINK: &str =
    "SELECT id, name, granted, until, sites, made_by, made_ms, uses, used_on, doc, withdrawn_ms IS NOT NULL
                    FROM read_links";

fn to_link(row: &Row<'_>) -> sql::Result<ReadLink> {
    let terms = Terms { name: row.get(1)?, may: May::of(row.parsed(2)?), until: row.get(3)?, sites: words(row, 4)? };
    Ok(ReadLink {
        id: row.get(0)?,
        terms,
        made_by: row.get(5)?,
        made_at: clock::day(ms(row, 6)?),
        uses: ms(row, 7)?,
        last_used: row.get(8)?,
    })
}
