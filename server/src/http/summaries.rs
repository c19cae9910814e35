//! What the list of documents shows of each charter, made anew when the charter or the `org` document changes.

use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::Face;
use muster_shared::kinds::charter::{CharterView, Summary};
use muster_shared::sheet::Sheet;
use muster_shared::sync::limits::Limits;

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
                Some(Ok(Face::Workspace) | Err(_)) | None => None,
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
