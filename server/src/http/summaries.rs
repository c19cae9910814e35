//! The summaries of charters and logs in the list, made anew when one of them or the `org` document changes.

use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::charter::{CharterView, Summary};
use muster_shared::kinds::{Digest, Face, Kind};
use muster_shared::sheet::Sheet;
use muster_shared::sync::limits::Limits;

use super::beside;
use crate::log::{DocRow, Log, LogError};
use crate::reads::{Costly, Reads, Turn};
use crate::rooms::cold::{self, Cold};

/// Summaries by document.
pub(crate) struct Summaries {
    reads: Arc<Reads>,
}

/// About what the text of one takes besides.
const SUMMARY_BYTES: usize = 512;
/// About what the `org` document of a company takes.
const ORG_BYTES: usize = 64 << 10;

impl Costly for Summary {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + SUMMARY_BYTES
    }
}

impl Costly for Digest {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.lines.iter().map(|line| size_of_val(line) + line.text.len()).sum::<usize>()
    }
}

impl Costly for Sheet {
    fn n_bytes(&self) -> usize {
        ORG_BYTES
    }
}

impl Summaries {
    pub(crate) fn new(reads: Arc<Reads>) -> Self {
        Self { reads }
    }

    /// The summary of each of `docs`, in their order; `None` for kinds that are shown as no charter.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub(crate) async fn of(
        &self,
        log: &Log,
        limits: Limits,
        docs: &[DocRow],
    ) -> Result<Vec<Option<Summary>>, LogError> {
        let (org_seq, org) = self.org_at(log, limits).await?;
        let mut summaries = Vec::with_capacity(docs.len());
        for row in docs {
            summaries.push(match row.kind.map(|kind| kind.spec().face) {
                Some(Ok(Face::Charter)) => self.one(log, limits, row, org_seq, &org).await?,
                Some(Ok(Face::Workspace | Face::Log) | Err(_)) | None => None,
            });
        }
        Ok(summaries)
    }

    async fn one(
        &self,
        log: &Log,
        limits: Limits,
        row: &DocRow,
        org_seq: i64,
        org: &Arc<Sheet>,
    ) -> Result<Option<Summary>, LogError> {
        let (log, id, org) = (log.clone(), row.id.clone(), Arc::clone(org));
        let read = move |turn: Turn| async move {
            let summarise = move |mut cold: Cold| {
                let _turn = turn;
                let sheet = cold.room.sheet()?;
                Some(CharterView::of(&sheet, &org, &cold.row.id).summary(cold.room.is_example()))
            };
            match cold::read(&log, &id, limits, summarise).await {
                Err(LogError::Quarantined(_)) => Ok(None),
                read => Ok(read?.flatten()),
            }
        };
        let summary = self.reads.once(("summary", row.id.clone()), (row.last_seq, org_seq), read).await?;
        Ok(summary.as_ref().clone())
    }

    /// The digest of a document that is shown as no charter; `None` for most kinds.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub(crate) async fn digest(&self, log: &Log, limits: Limits, row: &DocRow) -> Result<Option<Digest>, LogError> {
        if !row.kind.is_some_and(Kind::has_digest) {
            return Ok(None);
        }
        let beside_seq = beside::seq(log, &row.id).await?;
        let (log, id) = (log.clone(), row.id.clone());
        let read = move |turn: Turn| async move {
            let name = beside::beside(&log, limits, &id).await?.name;
            let digest = move |mut cold: Cold| {
                let _turn = turn;
                let (example, sheet) = (cold.room.is_example(), cold.room.sheet()?);
                Some(Digest { title: name.unwrap_or_default(), example, ..cold.row.kind?.digest(&sheet)? })
            };
            match cold::read(&log, &id, limits, digest).await {
                Err(LogError::Quarantined(_)) => Ok(None),
                read => Ok(read?.flatten()),
            }
        };
        let digest = self.reads.once(("digest", row.id.clone()), (row.last_seq, beside_seq), read).await?;
        Ok(digest.as_ref().clone())
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
        Ok((seq, self.reads.once(("org", id), (seq, 0), read).await?))
    }
}
