//! How far a charter is agreed, in lines for its files and its frame: the counts that its page and home show.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::slice;
use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, CharterView, Neighbours, Summary};
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk::{self, Coverage, Tally, Whole, coverage};
use muster_shared::sheet::{Maker, Row, Sheet};
use muster_shared::sync::limits::Limits;

use super::asks::{Everywhere, maker_in, makers, or_nothing};
use super::state::App;
use crate::log::{Log, LogError};
use crate::reads::{Costly, Of, Turn};
use crate::rooms::around::Around;
use crate::rooms::cold::{self, Cold};

impl App {
    /// How far a charter is agreed; nothing of what is no charter, and while nobody has signed it.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be read.
    pub(super) async fn agreement(&self, id: &DocId) -> Result<Arc<Vec<Tally>>, LogError> {
        let (log, limits) = (self.rooms.log().clone(), self.rooms.limits());
        let (Some(row), Some(talk)) = (log.doc(id).await?, talk::about(id)) else { return Ok(Arc::default()) };
        let Some(said) = log.doc(&talk).await?.filter(|_| row.kind == Some(charter::KIND)) else {
            return Ok(Arc::default());
        };
        let Everywhere { around, org } = self.everywhere().await?;
        let charters = self.charters_for_all().await?;
        let own = self.summaries.of(&log, limits, &self.people, slice::from_ref(&row)).await?.pop().flatten();
        let neighbours = own.map(|own| beside(&charters, &org).captains(id, &own)).unwrap_or_default();
        // Both only grow, so their sum tells two states apart.
        let version = around.version((row.last_seq + said.last_seq).wrapping_add(hashed(&neighbours)));
        let signed = Signed { charter: id.clone(), talk: Some(talk), org, neighbours };
        let read = move |turn: Turn| async move {
            let _turn = turn;
            Ok(signed
                .read(&log, limits, &around)
                .await?
                .map(|(whole, covered)| whole.tallies(&covered))
                .unwrap_or_default())
        };
        self.reads.once(Of::One, ("agreement", id.clone()), version, read).await
    }
}

/// A charter and all that says how far it is agreed.
pub(super) struct Signed {
    /// The charter.
    pub(super) charter: DocId,
    /// The talk about it, where it has one.
    pub(super) talk: Option<DocId>,
    /// The `org` document as it is written.
    pub(super) org: Arc<Sheet>,
    /// The captains of the charters beside it.
    pub(super) neighbours: Vec<String>,
}

impl Signed {
    /// The agreement with the whole and with each section; `None` where the charter is not there, or can just now not be read.
    pub(super) async fn read(
        self,
        log: &Log,
        limits: Limits,
        around: &Around,
    ) -> Result<Option<(Whole, Vec<Coverage>)>, LogError> {
        let Self { charter: doc, talk, org, neighbours } = self;
        let written = |cold: &mut Cold| Some((cold.room.sheet()?, cold.room.is_example()));
        let read = sheet_of(log, Some(&doc), limits, written).await?;
        let Some((charter, is_example)) = read else { return Ok(None) };
        let known = around.clone();
        let signed = move |cold: &mut Cold| Some((cold.room.sheet()?, makers(cold, &known)));
        let (talk, makers) = sheet_of(log, talk.as_ref(), limits, signed).await?.unwrap_or_default();
        // In the example nobody is anybody's account.
        let maker = |row: &Row| match is_example && row.id.is_example() {
            true => Maker::Unsaid,
            false => maker_in(&makers, talk::AGREEMENTS, &row.id),
        };
        let (view, labels) = (CharterView::of(&charter, &org, &doc), &*around.labels);
        let from = Sources { sheet: &charter, org: &org, doc: &doc };
        let covered = coverage(&from, &view, &talk, labels, &maker, &neighbours);
        Ok(Some((Whole::of(&view, labels, &covered), covered)))
    }
}

/// Charters by what they claim, so that those beside another one are found.
pub(super) fn beside<'a, 'o>(charters: &'a [(DocId, Summary)], org: &'o Sheet) -> Neighbours<'a, 'o> {
    Neighbours::of(charters.iter().map(|(doc, summary)| (doc, summary)), org)
}

impl Costly for Tally {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.says.len()
    }
}

/// A number that tells words from other words.
pub(super) fn hashed(words: &[impl Hash]) -> i64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    i64::from_ne_bytes(hasher.finish().to_ne_bytes())
}

/// Something of a document that is there; nothing of one that is not, or that can just now not be read.
pub(super) async fn sheet_of<T: Send + 'static>(
    log: &Log,
    doc: Option<&DocId>,
    limits: Limits,
    read: impl FnOnce(&mut Cold) -> Option<T> + Send + 'static,
) -> Result<Option<T>, LogError> {
    let Some(doc) = doc else { return Ok(None) };
    or_nothing(cold::read(log, doc, limits, move |mut cold| read(&mut cold)).await)
}
