//! A document's history, sitting by sitting: whose it was, when, and what the document said otherwise afterwards.

mod brought;
mod editions;
mod shown;
mod then;

use std::collections::HashMap;
use std::sync::Arc;

use muster_shared::access::Author;
use muster_shared::id::{DocId, Since};
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::Sources;
use muster_shared::past::{Changed, OfRow, Stretch, Stretches, changes, joined, n_places, origin};
use muster_shared::sheet::Sheet;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::made::{MadeRow, made_rows};
use serde::Serialize;

use super::around::Around;
use crate::clock;
use crate::log::{DocRow, Log, LogError, Reader, Update};
use crate::reads::{Costly, Turn};
use brought::Files;
use editions::Marks;

pub use editions::Named;
pub use shown::{Bit, Shown, Words};
pub(crate) use then::{Stood, then};

/// Sittings that are told, the latest.
const STEPS_MAX: usize = 100;
/// Lines told of each, on either side.
const LINES_MAX: usize = 40;

/// One sitting: some edits of one person, or of several who wrote together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The author, as the log has it; of several the one who began.
    pub author: String,
    /// Every author, in the order in which they began.
    #[serde(skip)]
    pub authors: Vec<String>,
    /// The name for what the server wrote in it: the file that brought it. Empty where people wrote all of it.
    #[serde(skip)]
    pub brought: String,
    /// The first, in milliseconds since 1970.
    pub from_ms: u64,
    /// The last, in milliseconds since 1970.
    pub to_ms: u64,
    /// How many edits.
    pub n_edits: usize,
    /// The number of the last update before it; 0 where it was the first.
    pub before: i64,
    /// The number of its last update.
    pub seq: i64,
    /// Lines that were not there before.
    pub added: Vec<String>,
    /// Lines that are not there any more.
    pub removed: Vec<String>,
    /// How many places say something else.
    pub n_places: usize,
    /// The parts of the document that say something else, in its own words.
    pub changes: Vec<Shown>,
    /// Whether it changed more than is told.
    pub is_cut: bool,
}

impl Costly for Step {
    fn n_bytes(&self) -> usize {
        let lines = self.added.iter().chain(&self.removed).chain(&self.authors).map(String::len).sum::<usize>();
        size_of::<Self>()
            + self.author.len()
            + self.brought.len()
            + lines
            + self.changes.iter().map(Shown::n_bytes).sum::<usize>()
    }
}

/// The past of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// The latest sittings, the last first.
    pub steps: Vec<Step>,
    /// The editions, the last first.
    pub editions: Vec<Named>,
}

impl Costly for Past {
    fn n_bytes(&self) -> usize {
        self.steps.n_bytes() + self.editions.iter().map(Named::n_bytes).sum::<usize>()
    }
}

/// The past of a document; `None` if there is no such document.
///
/// # Errors
/// [`LogError::Read`]; [`LogError::Stopped`] when nobody waits for it any more.
pub(crate) async fn past(log: &Log, id: &DocId, around: Around, turn: Turn) -> Result<Option<Past>, LogError> {
    let id = id.clone();
    log.read(move |reader| reader.doc(&id)?.map(|row| retrace(reader, &row, &around, &turn)).transpose()).await
}

fn retrace(reader: &Reader<'_>, row: &DocRow, around: &Around, turn: &Turn) -> Result<Past, LogError> {
    let stretches = stretches(reader, row, turn)?;
    // Of those before the first that is told, only the sheet is wanted which that one is held against.
    let first = stretches.len().saturating_sub(STEPS_MAX);
    let mut trace = Trace {
        row,
        around,
        copy: copy_of(row)?,
        authors: authors_in(reader, row)?,
        said: Sheet::default(),
        first,
        at: 0,
        left: stretches.first().map_or(0, |stretch| stretch.n_edits),
        stretches,
        seq: 0,
        before: 0,
        sat: Vec::new(),
        marks: Marks::default(),
    };
    reader.history(row.num, 0, |update| {
        turn.go_on()?;
        trace.take(update)
    })?;
    let editions = trace.marks.named(&trace.said);
    let mut sat = trace.sat;
    sat.sort_by_key(|sat| std::cmp::Reverse(sat.seq));
    let mut steps = Vec::new();
    for sat in sat.into_iter().take(STEPS_MAX) {
        turn.go_on()?;
        steps.push(sat.step(turn)?);
    }
    Ok(Past { steps, editions })
}

/// The stretches of a document's history, which belong to sittings.
fn stretches(reader: &Reader<'_>, row: &DocRow, turn: &Turn) -> Result<Vec<Stretch>, LogError> {
    let mut stretches = Stretches::default();
    reader.history::<LogError>(row.num, 0, |Update { author, at_ms, .. }| {
        turn.go_on()?;
        stretches.add(author, *at_ms);
        Ok(())
    })?;
    Ok(stretches.finish())
}

fn copy_of(row: &DocRow) -> Result<GatedDoc, LogError> {
    let client = clock::random_client().map_err(|error| LogError::Read(error.to_string()))?;
    Ok(GatedDoc::new(row.kind.map(Kind::schema), client))
}

fn admit(copy: &mut GatedDoc, bytes: &[u8]) -> Result<(), LogError> {
    copy.admit(&Arc::from(bytes)).map(drop).map_err(|refusal| LogError::Read(refusal.to_string()))
}

fn authors_in(reader: &Reader<'_>, row: &DocRow) -> Result<HashMap<u64, (u32, Author)>, LogError> {
    let authors = reader.authors(row.num)?.into_iter();
    Ok(authors.map(|(Since { client, clock }, author)| (client, (clock, author))).collect())
}

/// The rows of a document that belong to their makers.
fn made_in(copy: &mut GatedDoc, authors: &HashMap<u64, (u32, Author)>) -> Vec<MadeRow> {
    let author = |since: Since| {
        let (known, author) = authors.get(&since.client)?;
        (*known <= since.clock).then(|| author.clone())
    };
    made_rows(copy, author)
}

/// A sitting as far as it was read.
struct Sat {
    stretch: Stretch,
    before: i64,
    seq: i64,
    changes: Vec<Changed>,
    brought: String,
    /// The origins of rows that changed, as far as the document says them.
    origins: Vec<(OfRow, String)>,
}

impl Sat {
    fn take(&mut self, later: Self) {
        self.stretch.to_ms = later.stretch.to_ms.max(self.stretch.to_ms);
        self.stretch.n_edits += later.stretch.n_edits;
        self.seq = later.seq;
        self.changes = joined(std::mem::take(&mut self.changes), later.changes);
        self.origins.extend(later.origins);
        if self.brought.is_empty() {
            self.brought = later.brought;
        }
    }

    fn step(self, turn: &Turn) -> Result<Step, LogError> {
        let Self { stretch, before, seq, changes, brought, origins } = self;
        let n_places = n_places(&changes);
        let (added, removed) = shown::lines(&changes, LINES_MAX, &|| turn.go_on())?;
        let (mut changes, is_cut) = shown::shown(changes);
        shown::say_origins(&mut changes, &origins);
        let Stretch { authors, from_ms, to_ms, n_edits, .. } = stretch;
        let author = authors.first().cloned().unwrap_or_default();
        Ok(Step {
            author,
            authors,
            brought,
            from_ms,
            to_ms,
            n_edits,
            before,
            seq,
            added,
            removed,
            n_places,
            changes,
            is_cut,
        })
    }
}

struct Trace<'t> {
    row: &'t DocRow,
    around: &'t Around,
    copy: GatedDoc,
    /// The authors of client ids, each from a clock on.
    authors: HashMap<u64, (u32, Author)>,
    /// The document at the end of the stretch before.
    said: Sheet,
    stretches: Vec<Stretch>,
    /// The first stretch that is told.
    first: usize,
    /// The stretch that is being read, and how many of its edits are left.
    at: usize,
    left: usize,
    /// The number of the last update that was read, and of the last one before the stretch.
    seq: i64,
    before: i64,
    sat: Vec<Sat>,
    marks: Marks,
}

impl Trace<'_> {
    fn take(&mut self, update: &Update) -> Result<(), LogError> {
        admit(&mut self.copy, &update.bytes)?;
        self.seq = update.seq;
        self.marks.look(update, &mut self.copy);
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.end();
            self.at += 1;
            self.left = self.stretches.get(self.at).map_or(0, |stretch| stretch.n_edits);
            self.before = self.seq;
        }
        Ok(())
    }

    /// A stretch is over: what it changed shows now.
    fn end(&mut self) {
        if self.at + 1 < self.first {
            return;
        }
        let (says, files) = self.says();
        let before = std::mem::replace(&mut self.said, says);
        let Some(stretch) = self.stretches.get(self.at).filter(|_| self.at >= self.first).cloned() else { return };
        let from = |sheet| Sources { sheet, org: &self.around.org, doc: &self.row.id };
        let changes = self.row.kind.map(|kind| changes(kind, &from(&before), &from(&self.said))).unwrap_or_default();
        let brought = files.map(|files| files.name(&stretch, &changes)).unwrap_or_default();
        let origins = self.row.kind.map(|kind| origins(kind, &changes, &self.said)).unwrap_or_default();
        let sat = Sat { stretch, before: self.before, seq: self.seq, changes, brought, origins };
        match self.sat.iter_mut().rev().find(|known| known.stretch.sitting == sat.stretch.sitting) {
            Some(known) => known.take(sat),
            None => self.sat.push(sat),
        }
    }

    /// The document as it is now, and the files that brought it.
    fn says(&mut self) -> (Sheet, Option<Files>) {
        let (Some(kind), Some(mut sheet)) = (self.row.kind, self.copy.sheet()) else { return Default::default() };
        let made = made_in(&mut self.copy, &self.authors);
        let is_example = self.copy.is_example();
        let files = Files::of(&sheet, &made, is_example);
        // Somebody's new name is no change of a document.
        self.around.show(kind, is_example, made, &mut sheet);
        (sheet, Some(files))
    }
}

/// The origins of the rows that changed, as far as the document says them.
fn origins(kind: Kind, changes: &[Changed], sheet: &Sheet) -> Vec<(OfRow, String)> {
    let rows = changes.iter().filter_map(|change| change.row.clone());
    rows.filter_map(|row| origin(kind, sheet, &row).map(|says| (row, says))).collect()
}
