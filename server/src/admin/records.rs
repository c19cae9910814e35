//! Decision records find the log that they belong to: that of the charter which was named, or of a team named after their
//! folder.

use muster_shared::files::import::{Draft, already, team_of_records};
use muster_shared::files::madr::settled;
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, Subject, companion};
use muster_shared::sheet::Sheet;

use super::import::{Import, org};
use super::work::WorkError;
use crate::rooms::cold;

impl Import<'_> {
    /// Drafts of which none is without a document that it could be a part of: records whose charter nobody named bring a
    /// team of their own.
    pub(super) async fn with_team(self, drafts: Vec<Draft>) -> Result<Vec<Draft>, WorkError> {
        if self.into.is_some() || !drafts.iter().any(is_homeless) {
            return Ok(drafts);
        }
        let team = team_of_records(self.folder);
        let is_known = self.charter_from(&team.source, &org(self.rooms).await?).await?.is_some();
        let team = (!is_known).then_some(team);
        Ok(team.into_iter().chain(drafts).collect())
    }

    /// A draft of a document about another, as a draft of the one that stands beside the charter it is for. Rows that
    /// this one has already go by the ids they have there.
    pub(super) async fn in_its_log(self, draft: Draft, org: &Sheet) -> Result<Result<Draft, String>, WorkError> {
        if !is_homeless(&draft) {
            return Ok(Ok(draft));
        }
        let charter = match self.into {
            Some(into) => self.charter_at(into, draft.kind).await?,
            None => {
                let source = if draft.example { draft.source.clone() } else { team_of_records(self.folder).source };
                self.charter_from(&source, org).await?
            }
        };
        let Some(doc) = charter.and_then(|charter| draft.kind.about(&charter)) else {
            let noun = draft.kind.spec().noun.one;
            return Ok(Err(format!("there is no charter here whose {noun} this could go into")));
        };
        let read = |mut cold: cold::Cold| cold.room.sheet().unwrap_or_default();
        let mut log = cold::read(self.rooms.log(), &doc, self.rooms.limits(), read).await?.unwrap_or_default();
        // Records name people as they are called now.
        let (_, labels) = self.people.labels().await?;
        labels.label(draft.kind.schema(), &mut log);
        let sheet = settled(draft.sheet, &log);
        Ok(Ok(Draft { doc: Some(doc), sheet, ..draft }))
    }

    /// The charter that was named: by its id, or by that of a document about it.
    async fn charter_at(self, named: &DocId, kind: Kind) -> Result<Option<DocId>, WorkError> {
        let charter = companion(named).map_or_else(|| named.clone(), |(_, charter)| charter);
        let row = self.rooms.log().doc(&charter).await?;
        let takes_one = row.and_then(|row| row.kind).is_some_and(|there| there.spec().beside.contains(&kind));
        Ok(if takes_one && !self.people.is_deleted(&charter).await? { Some(charter) } else { None })
    }

    /// The charter that came from this source and is here.
    async fn charter_from(self, source: &str, org: &Sheet) -> Result<Option<DocId>, WorkError> {
        let here: Vec<DocId> = self.rooms.log().docs().await?.into_iter().map(|row| row.id).collect();
        let deleted = self.people.deleted_ids().await?;
        Ok(already(org, source, &|id| here.contains(id) && !deleted.contains(id)))
    }
}

fn is_homeless(draft: &Draft) -> bool {
    draft.doc.is_none() && matches!(draft.kind.spec().subject, Subject::Of(_))
}
