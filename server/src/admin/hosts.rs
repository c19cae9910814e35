//! Files that become a part of something find the document they go beside: decision records the charter of their team,
//! minutes their series. It is the one that was named, or one named after their folder.

use muster_shared::files::import::{Draft, ImportError, already, host_of, read_minutes, read_record};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, companion, review, root};
use muster_shared::sheet::Sheet;

use super::import::{Import, no_host, org};
use super::work::WorkError;
use crate::clock;
use crate::rooms::cold;

/// Reads one file as a part of something.
pub(super) type ReadPart = fn(&str, &[u8]) -> Result<Draft, ImportError>;

impl Import<'_> {
    /// How files are read that go beside the document which was named: as minutes beside a series, else as records.
    pub(super) async fn part_reader(self) -> Result<Option<ReadPart>, WorkError> {
        let Some(into) = self.into else { return Ok(None) };
        let takes_minutes = self.host_at(into, review::KIND).await?.is_some();
        Ok(Some(if takes_minutes { read_minutes } else { read_record }))
    }

    /// Drafts of which none is without a document that it could go beside: files whose host nobody named bring one.
    pub(super) async fn with_host(self, drafts: Vec<Draft>) -> Result<Vec<Draft>, WorkError> {
        let homeless = drafts.iter().find(|draft| is_homeless(draft)).filter(|_| self.into.is_none());
        let Some(host) = homeless.map(|draft| host_of(draft.kind, self.folder)) else { return Ok(drafts) };
        let is_known = self.host_from(&host.source, &org(self.rooms).await?).await?.is_some();
        let host = (!is_known).then_some(host);
        Ok(host.into_iter().chain(drafts).collect())
    }

    /// A draft of a document about another, as a draft of the one that stands beside its host. Rows that this one has
    /// already go by the ids they have there.
    pub(super) async fn beside_its_host(self, draft: Draft, org: &Sheet) -> Result<Result<Draft, String>, WorkError> {
        if !is_homeless(&draft) {
            return Ok(Ok(draft));
        }
        let host = match self.into {
            Some(into) => self.host_at(into, draft.kind).await?,
            None => {
                let source = if draft.example { draft.source.clone() } else { host_of(draft.kind, self.folder).source };
                self.host_from(&source, org).await?
            }
        };
        let about = |host: DocId| match &draft.slot {
            Some(slot) => draft.kind.about_slot(&host, slot),
            None => draft.kind.about(&host),
        };
        let Some(doc) = host.and_then(about) else { return Ok(Err(no_host(draft.kind))) };
        let read = |mut cold: cold::Cold| cold.room.sheet().unwrap_or_default();
        let mut there = cold::read(self.rooms.log(), &doc, self.rooms.limits(), read).await?.unwrap_or_default();
        // Files name people as they are called now.
        let (_, labels) = self.people.labels().await?;
        labels.label(draft.kind.schema(), &mut there);
        let settled = draft.settled(&there, &clock::day(clock::now_ms()));
        Ok(Ok(Draft { doc: Some(doc), ..settled }))
    }

    /// The document that was named, by its id or by that of one beside it, if documents of this kind stand beside it.
    async fn host_at(self, named: &DocId, kind: Kind) -> Result<Option<DocId>, WorkError> {
        let host = root(named, companion(named).map(|(kind, _)| kind));
        let row = self.rooms.log().doc(&host).await?;
        let takes_one = row.and_then(|row| row.kind).is_some_and(|there| there.spec().beside.contains(&kind));
        Ok(if takes_one && !self.people.is_deleted(&host).await? { Some(host) } else { None })
    }

    /// The document that came from this source and is here.
    pub(super) async fn host_from(self, source: &str, org: &Sheet) -> Result<Option<DocId>, WorkError> {
        let here: Vec<DocId> = self.rooms.log().docs().await?.into_iter().map(|row| row.id).collect();
        let deleted = self.people.deleted_ids().await?;
        Ok(already(org, source, &|id| here.contains(id) && !deleted.contains(id)))
    }
}

fn is_homeless(draft: &Draft) -> bool {
    draft.doc.is_none() && draft.kind.is_about_another()
}
