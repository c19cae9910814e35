//! The things that documents ask of people, made once a version of each document: a list for one person is picked out of what is
//! remembered, and reads no document again.

use std::collections::HashMap;
use std::sync::Arc;

use muster_shared::access::Author;
use muster_shared::asks::{Asked, Asks, Waiting, Waits};
use muster_shared::id::{DocId, RowId};
use muster_shared::sheet::people::is_person;
use muster_shared::sheet::{Labels, Maker, Sheet};
use muster_shared::sync::made::MadeRow;

use super::state::App;
use crate::log::{DocRow, LogError};
use crate::reads::{Costly, Of, Turn};
use crate::rooms::around::Around;
use crate::rooms::cold::{self, Cold};

/// About what one thing takes besides its texts.
const WAITING_BYTES: usize = size_of::<Waiting>() + 128;
/// About what a name takes.
const NAME_BYTES: usize = 64;

impl Costly for Waits {
    fn n_bytes(&self) -> usize {
        let changed = |one: &Waiting| one.ask.changed.as_ref().map_or(0, |changed| changed.words.len() * 3);
        let waiting =
            self.waiting.iter().map(|one| WAITING_BYTES + one.ask.title.len() + one.ask.detail.len() + changed(one));
        let agenda = self.agenda.iter().map(|agenda| {
            let readers: usize = agenda.points.iter().map(|point| point.readers.len() + 2).sum();
            (agenda.people.len() + agenda.teams.len() + readers) * NAME_BYTES
        });
        size_of::<Self>() + self.members.len() * NAME_BYTES + waiting.chain(agenda).sum::<usize>()
    }
}

/// The words around all documents, for one list.
pub(super) struct Everywhere {
    pub(super) around: Around,
    /// The `org` document as it is written.
    pub(super) org: Arc<Sheet>,
}

impl App {
    /// The words around all documents as they are now.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read.
    pub(super) async fn everywhere(&self) -> Result<Everywhere, LogError> {
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let around = self.summaries.around(log, limits, &self.people).await?;
        let around = Around { people_sign_in: !self.config.visitors.open, ..around };
        let (_, org) = self.summaries.org_at(log, limits).await?;
        Ok(Everywhere { around, org })
    }

    /// The things that a document asks of people; nothing for kinds that ask nothing. `listed` has the last update of each document.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be read.
    pub(super) async fn waits(
        &self,
        row: &DocRow,
        listed: &HashMap<&DocId, i64>,
        everywhere: &Everywhere,
    ) -> Result<Option<Arc<Waits>>, LogError> {
        let Some((kind, asks)) = row.kind.and_then(|kind| Some((kind, kind.asks()?))) else { return Ok(None) };
        let Everywhere { around, org } = everywhere;
        let subject = kind.subject_of(&row.id).filter(|_| asks.needs_subject);
        // Both only grow, so their sum tells two states apart.
        let beside = subject.as_ref().map_or(0, |subject| listed.get(subject).copied().unwrap_or(0) + around.org_seq);
        let version = (row.last_seq, beside, around.labelled);
        let (log, limits, id) = (self.rooms.log().clone(), self.rooms.limits(), row.id.clone());
        let (around, org) = (around.clone(), Arc::clone(org));
        let read = move |turn: Turn| async move {
            let subject = match subject {
                Some(subject) => or_nothing(cold::read(&log, &subject, limits, |mut cold| cold.room.sheet()).await)?,
                None => None,
            };
            let subject = subject.unwrap_or_default();
            let make = move |mut cold: Cold| {
                let _turn = turn;
                made(&mut cold, asks, &around, &org, &subject)
            };
            Ok(or_nothing(cold::read(&log, &id, limits, make).await)?.unwrap_or_default())
        };
        Ok(Some(self.reads.once(Of::List, ("asks", row.id.clone()), version, read).await?))
    }
}

/// A document that can just now not be read, or that a newer version wrote, asks nothing of anybody.
pub(super) fn or_nothing<T>(read: Result<Option<Option<T>>, LogError>) -> Result<Option<T>, LogError> {
    match read {
        Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => Ok(None),
        read => Ok(read?.flatten()),
    }
}

/// The things that a document asks for; nothing where it is part of the worked example, whose people are made up.
fn made(cold: &mut Cold, asks: Asks, around: &Around, org: &Sheet, subject: &Sheet) -> Option<Waits> {
    if cold.room.is_example() {
        return None;
    }
    let sheet = cold.room.sheet()?;
    let (_, shown) = around.sheet(cold)?;
    let makers = makers(cold, around);
    let maker = |list: &str, row: &RowId| maker_in(&makers, list, row);
    let (doc, labels) = (&cold.row.id, &around.labels);
    Some((asks.of)(&Asked { doc, sheet: &sheet, shown: &shown, subject, org, labels, maker: &maker }))
}

/// The makers of the rows that belong to theirs.
pub(super) fn makers(cold: &mut Cold, around: &Around) -> HashMap<(&'static str, RowId), Maker> {
    let maker = |made: MadeRow| maker_of(&made, &around.labels, around.people_sign_in);
    cold.room.made_rows().into_iter().map(|made| ((made.list.name, made.row.clone()), maker(made))).collect()
}

/// The maker of one of them.
pub(super) fn maker_in(makers: &HashMap<(&str, RowId), Maker>, list: &str, row: &RowId) -> Maker {
    makers.get(&(list, row.clone())).cloned().unwrap_or(Maker::Unsaid)
}

fn maker_of(made: &MadeRow, labels: &Labels, people_sign_in: bool) -> Maker {
    match &made.author {
        Some(author) if *author == Author::server() => Maker::OfAFile(made.source.clone()),
        Some(author) => {
            let id = Some(author.as_str()).filter(|id| is_person(id)).map(ToOwned::to_owned);
            labels.of(author.as_str()).map_or(Maker::Unsaid, |name| Maker::Known { id, name: name.to_owned() })
        }
        None if people_sign_in => Maker::Nobody,
        None => Maker::Unsaid,
    }
}
