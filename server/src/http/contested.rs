//! Surfaces of a charter that a charter which the caller does not see claims to own too.
//!
//! People who see all charters have them compared in their page. The bearer of a token for one of them sees no other, so the
//! server says which surfaces are contested, and not by whom. A charter that is for some people only says nothing here.

use std::collections::HashSet;

use muster_shared::access::Audience;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;
use muster_shared::kinds::companion;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::log::DocRow;

impl App {
    /// The contested surfaces of each of the documents that a caller sees, as names are compared.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn contested(
        &self,
        caller: &Caller,
        seen: &[DocRow],
        summaries: &[Option<Summary>],
    ) -> Result<Vec<Vec<String>>, Problem> {
        let unseen = match caller {
            Caller::Bearer(_) => self.unseen(seen).await?,
            Caller::Anybody | Caller::Person(_) | Caller::Feed(_) | Caller::Post(_) => Vec::new(),
        };
        let unseen: Vec<&Summary> = unseen.iter().collect();
        let contested = |one: &Summary| -> Vec<String> { one.contested(&unseen).into_keys().collect() };
        Ok(summaries.iter().map(|summary| summary.as_ref().map(contested).unwrap_or_default()).collect())
    }

    /// The charters for the whole workspace that are not among those that somebody sees.
    async fn unseen(&self, seen: &[DocRow]) -> Result<Vec<Summary>, Problem> {
        let seen: HashSet<&DocId> = seen.iter().map(|row| &row.id).collect();
        let deleted: HashSet<DocId> = self.people.deleted().await?.into_iter().map(|deleted| deleted.doc).collect();
        let places = self.people.confined(None).await?;
        let is_for_all = |doc: &DocId| places.get(doc).is_none_or(|place| place.audience == Audience::Workspace);
        let mut rows = self.rooms.log().docs().await?;
        rows.retain(|row| {
            let is_there = companion(&row.id).is_none() && !deleted.contains(&row.id) && is_for_all(&row.id);
            is_there && !seen.contains(&row.id)
        });
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let summaries = self.summaries.of(log, limits, &self.people, &rows).await?;
        Ok(summaries.into_iter().flatten().collect())
    }
}
