//! The part of a person's list that is about what is theirs: a card of each of their teams, and what others changed in their
//! documents since they were last here.

use std::sync::Arc;

use muster_shared::for_you::{Edited, OfTeam, Since, TeamCard};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, log, root, talk};
use muster_shared::sheet::{Row, Sheet};
use muster_shared::text::words::listed;

use super::agreement::{beside, hashed, sheet_of};
use super::asks::{maker_in, makers};
use super::caller::Caller;
use super::for_you::Found;
use super::history::Told;
use super::problem::Problem;
use super::state::App;
use crate::log::DocRow;
use crate::reads::{Costly, Of, Turn};
use crate::rooms::cold::Cold;

/// The most teams of which somebody sees a card.
const CARDS_MAX: usize = 6;
/// The most documents whose history is read for one list: those that were edited last.
const DOCS_MAX: usize = 12;
/// Nobody is told of changes before that: a month.
const SINCE_MAX_MS: u64 = 31 * 24 * 3600 * 1000;

impl Costly for TeamCard {
    fn n_bytes(&self) -> usize {
        let words = self
            .owns
            .iter()
            .chain(&self.look)
            .chain(&self.authority.agreed)
            .chain(&self.authority.released)
            .map(String::len)
            .sum::<usize>();
        let aims = self.metrics.iter().map(|aim| aim.name.len() + aim.now.len() + aim.target.len()).sum::<usize>();
        size_of::<Self>() + self.name.len() + self.mission.len() + words + aims + self.authority.taken.len() * 40
    }
}

impl App {
    /// A card of each team of a person's, those that they captain first.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn cards(&self, found: &Found<'_>) -> Result<Vec<TeamCard>, Problem> {
        let mine = found.mine();
        let teams = found.places.teams().iter().filter(|team| mine.contains(&team.charter));
        let mut teams: Vec<(bool, DocId)> =
            teams.map(|team| (!team.is_captained_by(found.me), team.charter.clone())).collect();
        teams.sort();
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        teams.truncate(CARDS_MAX);
        let is_shown = |row: &&DocRow| teams.iter().any(|(_, charter)| *charter == row.id);
        let rows: Vec<DocRow> = found.rows.iter().filter(is_shown).cloned().collect();
        let summaries = self.summaries.of(log, limits, &self.people, &rows).await?;
        let own = |charter: &DocId| rows.iter().zip(&summaries).find(|(row, _)| row.id == *charter)?.1.as_ref();
        let charters = self.charters_for_all().await?;
        let beside = beside(&charters, &found.everywhere.org);
        let mut cards = Vec::new();
        for (is_member, charter) in &teams {
            let neighbours = own(charter).map(|own| beside.captains(charter, own)).unwrap_or_default();
            let card = self.card(charter, neighbours, found).await?;
            if let Some(card) = card.as_ref().clone() {
                cards.push(TeamCard { is_captain: !*is_member, ..card });
            }
        }
        Ok(cards)
    }

    /// The card of a team, made once a version of its charter, of what stands beside that, of `org` and of people's names, and
    /// for the captains of the teams beside it.
    async fn card(
        &self,
        charter: &DocId,
        neighbours: Vec<String>,
        found: &Found<'_>,
    ) -> Result<Arc<Option<TeamCard>>, Problem> {
        let beside = [talk::KIND, log::KIND].map(|kind| kind.about(charter));
        let docs = || std::iter::once(charter).chain(beside.iter().flatten());
        // They only grow, so their sum tells two states apart.
        let seq: i64 = found.rows.iter().filter(|row| docs().any(|doc| *doc == row.id)).map(|row| row.last_seq).sum();
        let (around, org) = (found.everywhere.around.clone(), Arc::clone(&found.everywhere.org));
        let (log, limits, doc) = (self.rooms.log().clone(), self.rooms.limits(), charter.clone());
        let version = around.version(seq.wrapping_add(hashed(&neighbours)));
        let [talk, decisions] = beside;
        let read = move |turn: Turn| async move {
            let _turn = turn;
            let written = |cold: &mut Cold| cold.room.sheet();
            let Some(charter) = sheet_of(&log, Some(&doc), limits, written).await? else { return Ok(None) };
            let known = around.clone();
            let signed = move |cold: &mut Cold| Some((cold.room.sheet()?, makers(cold, &known)));
            let (talk, makers) = sheet_of(&log, talk.as_ref(), limits, signed).await?.unwrap_or_default();
            let labelled = around.clone();
            let shown = move |cold: &mut Cold| labelled.sheet(cold).map(|(_, sheet)| sheet);
            let decided: Sheet = sheet_of(&log, decisions.as_ref(), limits, shown).await?.unwrap_or_default();
            let maker = |row: &Row| maker_in(&makers, talk::AGREEMENTS, &row.id);
            let (labels, org, log) = (&*around.labels, &*org, &decided);
            Ok(Some(TeamCard::of(&OfTeam {
                doc: &doc,
                charter: &charter,
                org,
                talk: &talk,
                log,
                labels,
                maker: &maker,
                neighbours: &neighbours,
            })))
        };
        Ok(self.reads.once(Of::One, ("card", charter.clone()), version, read).await?)
    }

    /// The changes that others made in a person's documents since they were last here; nothing where nobody signs in, as nobody
    /// can tell there whose changes are whose.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn missed(
        &self,
        caller: &Caller,
        found: &Found<'_>,
        since_ms: u64,
        now_ms: u64,
    ) -> Result<Option<Since>, Problem> {
        let Some(me) = found.me.id.as_deref() else { return Ok(None) };
        let since_ms = since_ms.max(now_ms.saturating_sub(SINCE_MAX_MS));
        let mine = found.mine();
        let is_new = |row: &&DocRow| row.edited_ms > since_ms && mine.contains(&root(&row.id, row.kind));
        let mut rows: Vec<&DocRow> = found.rows.iter().filter(is_new).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.edited_ms));
        let mut edits = Vec::new();
        for row in rows.into_iter().take(DOCS_MAX) {
            // A document that cannot be read just now keeps nobody from the changes of the others.
            let Ok(steps) = self.history(caller, &row.id).await else { continue };
            let place = found.places.place(&row.id, found.today);
            let place = place.or_else(|| found.places.name(&row.id).map(ToOwned::to_owned));
            let place = place.filter(|place| !place.trim().is_empty()).unwrap_or_else(|| untitled(row.kind));
            for told in steps.into_iter().filter(|told| told.step.to_ms > since_ms) {
                let by = others_of(&told, me);
                if !by.is_empty() {
                    edits.push(Edited {
                        doc: row.id.clone(),
                        place: place.clone(),
                        by: listed(&by),
                        at_ms: told.step.to_ms,
                        come: told.step.added,
                        gone: told.step.removed,
                    });
                }
            }
        }
        Ok(Some(Since::of(since_ms, edits)))
    }
}

/// The names of those who sat besides a person.
fn others_of(told: &Told, me: &str) -> Vec<String> {
    told.people().filter(|(author, _)| *author != me).map(|(_, name)| name.to_owned()).collect()
}

/// The words for a document whose name nobody has written yet.
fn untitled(kind: Option<Kind>) -> String {
    kind.map(|kind| kind.outline().untitled.to_owned()).unwrap_or_default()
}
