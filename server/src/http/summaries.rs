//! The summaries of charters and logs in the list, made anew when one of them or the `org` document changes.

use std::collections::HashMap;
use std::sync::Arc;

use muster_shared::files::export::name;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, CharterView, Share, Summary};
use muster_shared::kinds::{Digest, Face, Findable, Kind, Line, org, root};
use muster_shared::names;
use muster_shared::sheet::{Sheet, people};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::made::leave_those_who_speak;
use serde::Serialize;

use super::beside;
use crate::log::{DocRow, Log, LogError};
use crate::people::People;
use crate::reads::{Costly, Of, Reads, Turn};
use crate::rooms::around::Around;
use crate::rooms::cold::{self, Cold};

/// The words of a list about a document, beside those of the document.
struct About {
    name: String,
    example: bool,
}

/// Summaries by document.
pub(crate) struct Summaries {
    reads: Arc<Reads>,
    /// Whether people sign in here. Where nobody does, everybody is whoever they say.
    people_sign_in: bool,
}

/// About what the text of one takes besides.
const SUMMARY_BYTES: usize = 512;
/// About what one claim, one function, one person or one check in it takes.
const STAND_BYTES: usize = 64;
/// About what the `org` document of a company takes.
const ORG_BYTES: usize = 64 << 10;

impl Costly for Summary {
    fn n_bytes(&self) -> usize {
        let n_small = self.claims.len() + self.functions.len() + self.checks.len() + self.dismissed.len();
        let n_small = n_small + self.people.len() + self.shares.len() + self.touches.len();
        size_of::<Self>() + SUMMARY_BYTES + n_small * STAND_BYTES
    }
}

impl Costly for Digest {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.lines.iter().map(|line| size_of_val(line) + line.text.len()).sum::<usize>()
    }
}

/// The rows of a document that people look for.
#[derive(Debug, Clone)]
pub(crate) struct Shelved {
    /// The document's name.
    pub(crate) title: String,
    /// The same, as words are compared.
    pub(crate) sought: String,
    /// Part of the worked example.
    pub(crate) example: bool,
    /// The rows, the newest first.
    pub(crate) rows: Vec<Findable>,
}

/// A row that was found.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    /// Its document.
    pub(super) doc: DocId,
    /// The name of the document's kind.
    pub(super) kind: &'static str,
    /// The document's name.
    pub(super) title: String,
    /// Part of the worked example.
    pub(super) example: bool,
    /// The row.
    pub(super) line: Line,
}

impl Costly for Shelved {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.title.len() * 2 + self.rows.iter().map(Findable::n_bytes).sum::<usize>()
    }
}

impl Costly for Sheet {
    fn n_bytes(&self) -> usize {
        ORG_BYTES
    }
}

impl Summaries {
    pub(crate) fn new(reads: Arc<Reads>, people_sign_in: bool) -> Self {
        Self { reads, people_sign_in }
    }

    /// The summary of each of `docs`, in their order; `None` for kinds that are shown as no charter, and for what cannot be
    /// read.
    ///
    /// # Errors
    /// [`LogError`] that is about no single one of them.
    pub(crate) async fn of(
        &self,
        log: &Log,
        limits: Limits,
        people: &People,
        docs: &[DocRow],
    ) -> Result<Vec<Option<Summary>>, LogError> {
        let around = self.around(log, limits, people).await?;
        let mut summaries = Vec::with_capacity(docs.len());
        for row in docs {
            summaries.push(match row.kind.map(|kind| kind.spec().face) {
                Some(Ok(Face::Charter)) => {
                    let made = self.one(log, limits, row, around.clone()).await;
                    self.reads.unread.or_none(row, made)?.flatten()
                }
                Some(
                    Ok(Face::Log | Face::Series | Face::Review | Face::Strategy | Face::Okr | Face::Outline) | Err(_),
                )
                | None => None,
            });
        }
        Ok(summaries)
    }

    async fn one(&self, log: &Log, limits: Limits, row: &DocRow, around: Around) -> Result<Option<Summary>, LogError> {
        let (log, id, version) = (log.clone(), row.id.clone(), around.version(row.last_seq));
        let read = move |turn: Turn| async move {
            let summarise = move |mut cold: Cold| {
                let _turn = turn;
                let (_, sheet, people) = around.sheet_and(&mut cold, Share::of)?;
                let view = CharterView::of(&sheet, &around.org, &cold.row.id);
                Some(Summary { people, ..charter::summary(&sheet, &view, &around.org, cold.room.is_example()) })
            };
            match cold::read(&log, &id, limits, summarise).await {
                Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => Ok(None),
                read => Ok(read?.flatten()),
            }
        };
        let summary = self.reads.once(Of::List, ("summary", row.id.clone()), version, read).await?;
        Ok(summary.as_ref().clone())
    }

    /// The digest of each of `docs` that is shown as no charter, in their order; `None` for kinds that have none, and for what
    /// cannot be read.
    ///
    /// # Errors
    /// [`LogError`] that is about no single one of them.
    pub(crate) async fn digests(
        &self,
        log: &Log,
        limits: Limits,
        workspace: &People,
        docs: &[DocRow],
    ) -> Result<Vec<Option<Digest>>, LogError> {
        let listed = docs.iter().map(|row| (&row.id, row.last_seq)).collect();
        let mut digests = Vec::with_capacity(docs.len());
        for row in docs {
            let made = self.digest(log, limits, workspace, row, &listed).await;
            digests.push(self.reads.unread.or_none(row, made)?.flatten());
        }
        Ok(digests)
    }

    async fn digest(
        &self,
        log: &Log,
        limits: Limits,
        workspace: &People,
        row: &DocRow,
        listed: &HashMap<&DocId, i64>,
    ) -> Result<Option<Digest>, LogError> {
        let make = |about: About, kind: Kind, sheet: &Sheet| {
            Some(Digest { title: about.name, example: about.example, ..kind.digest(sheet)? })
        };
        let digest = self.of_words("digest", log, limits, workspace, (row, listed), make).await?;
        Ok(digest.and_then(|digest| digest.as_ref().clone()))
    }

    /// The rows of a document that people look for, however old they are; `None` for most kinds, and for what cannot be read.
    ///
    /// # Errors
    /// [`LogError`] that is not about the document.
    pub(crate) async fn findable(
        &self,
        log: &Log,
        limits: Limits,
        workspace: &People,
        (row, listed): (&DocRow, &HashMap<&DocId, i64>),
    ) -> Result<Option<Arc<Option<Shelved>>>, LogError> {
        let make = |About { name, example }: About, kind: Kind, sheet: &Sheet| {
            let sought = names::sought(&name);
            Some(Shelved { title: name, sought, example, rows: kind.findable(sheet) })
        };
        let made = self.of_words("findable", log, limits, workspace, (row, listed), make).await;
        Ok(self.reads.unread.or_none(row, made)?.flatten())
    }

    /// Something that is made of the words of a document which is shown as no charter: once a version of it, of the document
    /// that it is about, and of people's names. A list has the other document's row beside it, and needs no look at the
    /// database for it.
    async fn of_words<T: Costly>(
        &self,
        what: &'static str,
        log: &Log,
        limits: Limits,
        workspace: &People,
        (row, listed): (&DocRow, &HashMap<&DocId, i64>),
        make: fn(About, Kind, &Sheet) -> Option<T>,
    ) -> Result<Option<Arc<Option<T>>>, LogError> {
        if !row.kind.is_some_and(Kind::has_digest) {
            return Ok(None);
        }
        // A list has the row beside it whose name it goes by, and needs no look at the database for it.
        let named_by = root(&row.id, row.kind);
        let beside_seq = match listed.get(&named_by) {
            Some(seq) => *seq,
            None => log.doc(&named_by).await?.map_or(0, |row| row.last_seq),
        };
        let (labelled, labels) = workspace.labels().await?;
        let (log, id, is_beside, people_sign_in) =
            (log.clone(), row.id.clone(), named_by != row.id, self.people_sign_in);
        let read = move |turn: Turn| async move {
            let about = match is_beside {
                true => beside::beside(&log, limits, &id, &labels, people_sign_in).await?.name,
                false => None,
            };
            let make = move |mut cold: Cold| {
                let _turn = turn;
                let (example, kind, mut sheet) = (cold.room.is_example(), cold.row.kind?, cold.room.sheet()?);
                labels.label(kind.schema(), &mut sheet);
                if people_sign_in && kind.schema().has_sides() {
                    leave_those_who_speak(&mut sheet, &cold.room.made_rows(), example);
                }
                let name = about.unwrap_or_else(|| name(kind, &sheet).to_owned());
                make(About { name, example }, kind, &sheet)
            };
            match cold::read(&log, &id, limits, make).await {
                Err(LogError::Quarantined(_)) => Ok(None),
                read => Ok(read?.flatten()),
            }
        };
        Ok(Some(self.reads.once(Of::List, (what, row.id.clone()), (row.last_seq, beside_seq, labelled), read).await?))
    }

    /// The `org` document as it stands, and the number of its last update.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub(crate) async fn org_at(&self, log: &Log, limits: Limits) -> Result<(i64, Arc<Sheet>), LogError> {
        let id = DocId::org();
        let seq = log.doc(&id).await?.map_or(0, |row| row.last_seq);
        let (log, doc) = (log.clone(), id.clone());
        let read = move |turn: Turn| async move {
            let read = move |mut cold: Cold| {
                let _turn = turn;
                cold.room.sheet().unwrap_or_default()
            };
            Ok(cold::read(&log, &doc, limits, read).await?.unwrap_or_default())
        };
        Ok((seq, self.reads.once(Of::List, ("org", id), (seq, 0, 0), read).await?))
    }

    /// The `org` document and everybody's names as they are now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub(crate) async fn around(&self, log: &Log, limits: Limits, workspace: &People) -> Result<Around, LogError> {
        let (org_seq, as_written) = self.org_at(log, limits).await?;
        let (labelled, labels) = workspace.labels().await?;
        let known = Arc::clone(&labels);
        let label = move |turn: Turn| async move {
            let _turn = turn;
            Ok(people::labelled(&known, &org::SCHEMA, &as_written).into_owned())
        };
        let org = self.reads.once(Of::List, ("org as read", DocId::org()), (org_seq, 0, labelled), label).await?;
        Ok(Around { org_seq, org, labelled, labels, people_sign_in: true })
    }
}
