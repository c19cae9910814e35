//! Files into documents. Importing a file twice changes nothing.

use std::collections::BTreeSet;

use muster_shared::id::DocId;
use muster_shared::import::{self, Draft, home, place};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Planted, Sheet};

use super::work::{Reports, WorkError};
use super::{NamedFile, Report, yjs};
use crate::clock;
use crate::log::Created;
use crate::rooms::{RoomError, Rooms, cold};

/// What has come of the files so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Documents that were made.
    pub(super) n_new: usize,
    /// Documents that were there and now say more.
    pub(super) n_filled: usize,
    /// Documents that were there and said all of it.
    pub(super) n_same: usize,
}

impl Tally {
    /// The result in a sentence.
    pub(super) fn sentence(self) -> String {
        let Self { n_new, n_filled, n_same } = self;
        format!("{n_new} made, {n_filled} filled, {n_same} unchanged")
    }

    fn count(&mut self, is_new: bool, says_more: bool) {
        match (is_new, says_more) {
            (true, _) => self.n_new += 1,
            (false, true) => self.n_filled += 1,
            (false, false) => self.n_same += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.n_new += other.n_new;
        self.n_filled += other.n_filled;
        self.n_same += other.n_same;
    }
}

/// Reads files. Of a file that cannot be read nothing is imported; the others are.
pub(super) async fn files(rooms: &Rooms, files: Vec<NamedFile>, reports: &Reports) -> Result<String, WorkError> {
    let mut tally = Tally::default();
    for file in files {
        let name = file.name.clone();
        let done = if has_ending(&name, "yjs") {
            yjs::import(rooms, file).await?
        } else {
            match tokio::task::spawn_blocking(move || import::read(&file.name, &file.bytes)).await {
                Ok(Ok(read)) => Ok(drafts(rooms, read, &name, reports).await?),
                Ok(Err(error)) => Err((Some(error.line), error.reason)),
                Err(_) => Err((None, "this file cannot be read".to_owned())),
            }
        };
        match done {
            Ok(done) => tally.add(done),
            Err((line, reason)) => drop(reports.send(Report::Refused { file: name, line, reason }).await),
        }
    }
    Ok(tally.sentence())
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}

/// Plants drafts one after the other, each in the `org` document as the one before left it.
pub(super) async fn drafts(
    rooms: &Rooms,
    drafts: Vec<Draft>,
    file: &str,
    reports: &Reports,
) -> Result<Tally, WorkError> {
    let of = drafts.len();
    let mut tally = Tally::default();
    for (draft, done) in drafts.into_iter().zip(1..) {
        let what = draft.charter.text("name").to_owned();
        match draft_in(rooms, &draft, &mut tally).await {
            Err(WorkError::Room(RoomError::Edit(error))) => {
                let reason = format!("{what}: {error}");
                let _ = reports.send(Report::Refused { file: file.to_owned(), line: None, reason }).await;
            }
            done => done?,
        }
        let _ = reports.send(Report::Step { done, of, what }).await;
    }
    Ok(tally)
}

async fn draft_in(rooms: &Rooms, draft: &Draft, tally: &mut Tally) -> Result<(), WorkError> {
    let org = org(rooms).await?;
    let here: BTreeSet<DocId> = rooms.log().docs().await?.into_iter().map(|row| row.id).collect();
    let (doc, is_new) = if draft.kind == Kind::Org {
        (DocId::org(), false)
    } else {
        let found = home(draft, &org, &|id| here.contains(id));
        let doc = found.map_or_else(|| clock::random_bits().map(DocId::from_random), Ok)?;
        let made = rooms.make(&doc, Some(draft.kind), draft.lineage.clone()).await?;
        (doc, matches!(made, Created::New(_)))
    };
    let placed = place(draft, &doc, &org);
    // The workspace first: it says what the document was made from, so that a crash in between is mended by importing
    // the file again.
    let mut planted = rooms.plant(&DocId::org(), placed.org, false).await?;
    if draft.kind != Kind::Org {
        add(&mut planted, rooms.plant(&doc, placed.charter, draft.example).await?);
    }
    tally.count(is_new, planted != Planted::default());
    Ok(())
}

fn add(sum: &mut Planted, more: Planted) {
    sum.texts += more.texts;
    sum.values += more.values;
    sum.rows += more.rows;
}

async fn org(rooms: &Rooms) -> Result<Sheet, WorkError> {
    let read = |mut cold: cold::Cold| cold.room.sheet().unwrap_or_default();
    Ok(cold::read(rooms.log(), &DocId::org(), rooms.limits(), read).await?.unwrap_or_default())
}
