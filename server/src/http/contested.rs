//! Surfaces of a charter that a charter which the caller does not see claims to own too.
//!
//! People who see all charters have them compared in their page. The bearer of a token for one of them sees no other, so the
//! server says which surfaces are contested, and not by whom. A charter that is for some people only says nothing here.

use std::collections::HashSet;

use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;

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
            Caller::Bearer(_) if summaries.iter().any(Option::is_some) => self.unseen(seen).await?,
            Caller::Anybody
            | Caller::Person(_)
            | Caller::Bearer(_)
            | Caller::Link(_)
            | Caller::Feed(_)
            | Caller::Post(_) => Vec::new(),
        };
        let unseen: Vec<&Summary> = unseen.iter().collect();
        let contested = |one: &Summary| -> Vec<String> { one.contested(&unseen).into_keys().collect() };
        Ok(summaries.iter().map(|summary| summary.as_ref().map(contested).unwrap_or_default()).collect())
    }

    /// The charters for the whole workspace that are not among those that somebody sees.
    async fn unseen(&self, seen: &[DocRow]) -> Result<Vec<Summary>, Problem> {
        let seen: HashSet<&DocId> = seen.iter().map(|row| &row.id).collect();
        let charters = self.charters_for_all().await?.into_iter();
        Ok(charters.filter(|(doc, _)| !seen.contains(doc)).map(|(_, summary)| summary).collect())
    }
}
