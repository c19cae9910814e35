//! What the list of documents shows of each charter, kept until the charter or the `org` document changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::charter::{CharterView, Summary};
use muster_shared::limits::Limits;
use muster_shared::sheet::Sheet;

use crate::log::{DocRow, Log, LogError};
use crate::rooms::cold;

/// Which updates something was made from: the last of the document, and the last of the `org` document.
type Made = (i64, i64);

/// Summaries by document.
#[derive(Default)]
pub(crate) struct Summaries {
    org: Mutex<Option<(i64, Arc<Sheet>)>>,
    known: Mutex<HashMap<DocId, (Made, Summary)>>,
}

impl Summaries {
    /// The summary of each charter among `docs`, in their order; `None` for other kinds.
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
            summaries.push(match row.kind {
                Some(Kind::Charter) => self.one(log, limits, row, org_seq, &org).await?,
                Some(Kind::Org | Kind::Talk) | None => None,
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
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&row.id).cloned();
        if let Some((made, summary)) = known
            && made == (row.last_seq, org_seq)
        {
            return Ok(Some(summary));
        }
        let for_reading = Arc::clone(org);
        let summarise = move |mut cold: cold::Cold| {
            let sheet = cold.room.sheet()?;
            let summary = CharterView::of(&sheet, &for_reading, &cold.row.id).summary(cold.room.is_example());
            Some(((cold.row.last_seq, org_seq), summary))
        };
        let read = match cold::read(log, &row.id, limits, summarise).await {
            Err(LogError::Quarantined(_)) => None,
            read => read?.flatten(),
        };
        let Some((made, summary)) = read else { return Ok(None) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(row.id.clone(), (made, summary.clone()));
        Ok(Some(summary))
    }

    /// The `org` document as it stands.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub(crate) async fn org(&self, log: &Log, limits: Limits) -> Result<Arc<Sheet>, LogError> {
        Ok(self.org_at(log, limits).await?.1)
    }

    async fn org_at(&self, log: &Log, limits: Limits) -> Result<(i64, Arc<Sheet>), LogError> {
        let id = DocId::org();
        let seq = log.doc(&id).await?.map_or(0, |row| row.last_seq);
        let known = self.org.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((made, sheet)) = known
            && made == seq
        {
            return Ok((seq, sheet));
        }
        let read = |mut cold: cold::Cold| (cold.row.last_seq, cold.room.sheet().unwrap_or_default());
        let (seq, sheet) = cold::read(log, &id, limits, read).await?.unwrap_or_default();
        let sheet = Arc::new(sheet);
        *self.org.lock().unwrap_or_else(PoisonError::into_inner) = Some((seq, Arc::clone(&sheet)));
        Ok((seq, sheet))
    }
}
