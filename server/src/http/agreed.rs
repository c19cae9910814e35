//! How far each charter of a list is agreed, made once a version of the charter, of its talk, of `org` and of people's names.

use std::collections::HashMap;
use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::charter::{Neighbours, Summary};
use muster_shared::kinds::talk::{self, Whole};

use super::agreement::{Signed, beside, hashed};
use super::asks::Everywhere;
use super::caller::Caller;
use super::for_all::is_charter;
use super::problem::Problem;
use super::state::App;
use crate::log::{DocRow, LogError};
use crate::reads::{Costly, Of, Turn};

impl Costly for Whole {
    fn n_bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl App {
    /// The agreement with each of `docs`, in their order, which have these summaries; `None` for what is no charter, and for
    /// what cannot be read.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn agreed(
        &self,
        docs: &[DocRow],
        summaries: &[Option<Summary>],
    ) -> Result<Vec<Option<Whole>>, Problem> {
        if !docs.iter().any(is_charter) {
            return Ok(vec![None; docs.len()]);
        }
        let everywhere = self.everywhere().await?;
        let charters = self.charters_for_all().await?;
        let beside = beside(&charters, &everywhere.org);
        let listed: HashMap<&DocId, i64> = docs.iter().map(|row| (&row.id, row.last_seq)).collect();
        let mut all = Vec::with_capacity(docs.len());
        for (row, own) in docs.iter().zip(summaries) {
            let made = match is_charter(row) {
                true => {
                    let neighbours = own.as_ref().map(|own| beside.captains(&row.id, own)).unwrap_or_default();
                    self.agreed_with("agreed", row, neighbours, &listed, &everywhere).await
                }
                false => Ok(None),
            };
            all.push(self.reads.unread.or_none(row, made)?.flatten());
        }
        Ok(all)
    }

    /// How the captains beside each of the charters stand to it whom the bearer of a token does not see: they count too, and
    /// are not named. People who see all charters have them counted in their page.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn unseen_agree(
        &self,
        caller: &Caller,
        docs: &[DocRow],
        summaries: &[Option<Summary>],
        agreed: &[Option<Whole>],
    ) -> Result<Vec<Whole>, Problem> {
        if !matches!(caller, Caller::Bearer(_)) || agreed.iter().all(Option::is_none) {
            return Ok(vec![Whole::default(); docs.len()]);
        }
        let (everywhere, confined) = (self.everywhere().await?, self.confined_among(docs).await?);
        let seen = docs.iter().zip(summaries).filter(|(row, _)| !confined.contains(&row.id));
        let seen = seen.filter_map(|(row, own)| Some((&row.id, own.as_ref()?)));
        let beside = Neighbours::of(seen, &everywhere.org);
        let listed: HashMap<&DocId, i64> = docs.iter().map(|row| (&row.id, row.last_seq)).collect();
        let mut unseen = Vec::with_capacity(docs.len());
        for ((row, own), all) in docs.iter().zip(summaries).zip(agreed) {
            unseen.push(match (own, all) {
                (Some(own), Some(all)) => {
                    let neighbours = beside.captains(&row.id, own);
                    let made = self.agreed_with("agreed as seen", row, neighbours, &listed, &everywhere).await;
                    let seen = self.reads.unread.or_none(row, made)?.flatten();
                    seen.map(|seen| all.without(seen)).unwrap_or_default()
                }
                _ => Whole::default(),
            });
        }
        Ok(unseen)
    }

    async fn agreed_with(
        &self,
        what: &'static str,
        row: &DocRow,
        neighbours: Vec<String>,
        listed: &HashMap<&DocId, i64>,
        everywhere: &Everywhere,
    ) -> Result<Option<Whole>, LogError> {
        let Some(talk) = talk::KIND.about(&row.id) else { return Ok(None) };
        let talk_seq = match listed.get(&talk) {
            Some(seq) => *seq,
            // A list has all talks that there are, and needs no look at the database for them.
            None if listed.len() > 1 => 0,
            None => self.rooms.log().doc(&talk).await?.map_or(0, |row| row.last_seq),
        };
        let (around, org) = (everywhere.around.clone(), Arc::clone(&everywhere.org));
        // Both only grow, so their sum tells two states apart.
        let version = around.version((row.last_seq + talk_seq).wrapping_add(hashed(&neighbours)));
        let (log, limits) = (self.rooms.log().clone(), self.rooms.limits());
        let talk = Some(talk).filter(|_| talk_seq > 0);
        let signed = Signed { charter: row.id.clone(), talk, org, neighbours };
        let read = move |turn: Turn| async move {
            let _turn = turn;
            Ok(signed.read(&log, limits, &around).await?.map(|(whole, _)| whole))
        };
        let made: Arc<Option<Whole>> = self.reads.once(Of::List, (what, row.id.clone()), version, read).await?;
        Ok(*made)
    }
}
