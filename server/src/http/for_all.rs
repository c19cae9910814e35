//! The charters that count for everybody: other teams are told of their claims, whoever asks.

use std::collections::{HashMap, HashSet};

use muster_shared::access::Audience;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;
use muster_shared::kinds::{Face, companion};

use super::state::App;
use crate::log::{DocRow, LogError};
use crate::people::roster::Place;

impl App {
    /// Those of the charters among some documents that are for some people only.
    ///
    /// # Errors
    /// [`LogError`] when that cannot be looked up.
    pub(super) async fn confined_among(&self, docs: &[DocRow]) -> Result<HashSet<DocId>, LogError> {
        if !docs.iter().any(is_charter) {
            return Ok(HashSet::new());
        }
        let confined = self.people.confined(None).await?;
        let is_confined = |row: &&DocRow| is_charter(row) && !is_for_all(&confined, &row.id);
        Ok(docs.iter().filter(is_confined).map(|row| row.id.clone()).collect())
    }

    /// The charters for the whole workspace that are there. One that is deleted, or for some people only, says nothing in the
    /// charters of others, so that each list counts the same.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read.
    pub(super) async fn charters_for_all(&self) -> Result<Vec<(DocId, Summary)>, LogError> {
        let deleted: HashSet<DocId> = self.people.deleted().await?.into_iter().map(|deleted| deleted.doc).collect();
        let confined = self.people.confined(None).await?;
        let mut rows = self.rooms.log().docs().await?;
        rows.retain(|row| {
            let is_there = companion(&row.id).is_none() && !deleted.contains(&row.id);
            is_charter(row) && is_there && is_for_all(&confined, &row.id)
        });
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let summaries = self.summaries.of(log, limits, &self.people, &rows).await?;
        let charters = rows.into_iter().zip(summaries);
        Ok(charters.filter_map(|(row, summary)| Some((row.id, summary?))).collect())
    }
}

/// Whether a document is shown as a charter.
pub(super) fn is_charter(row: &DocRow) -> bool {
    row.kind.is_some_and(|kind| kind.spec().face == Ok(Face::Charter))
}

/// Whether a document is for the whole workspace, by the places of those that are confined.
pub(super) fn is_for_all(confined: &HashMap<DocId, Place>, doc: &DocId) -> bool {
    confined.get(doc).is_none_or(|place| place.audience == Audience::Workspace)
}
