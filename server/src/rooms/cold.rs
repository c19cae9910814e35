//! A document read from the log, beside its room if one is open: for loading a room, listing, export and compaction.
//!
//! A row that cannot be read, be it damaged on the disk or refused by the gate or by yrs, does not make the document
//! unreachable. A snapshot that cannot be read is replaced by the history, or by the snapshot before it and what came
//! after, and made anew. Where nothing leads to the document's end, what stands before the bad row is served, and takes no
//! edits (`Room::cut_short`). The bytes stay where they are.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use muster_shared::access::{Author, ByRank};
use muster_shared::id::{DocId, Since};
use muster_shared::kinds::{Kind, unnamed};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{About, Room};
use tracing::error;

use crate::clock;
use crate::log::{self, DocRow, Keeper, Log, LogError, Reader};
use crate::quarantine::Closed;

/// A document as the log has it.
pub struct Cold {
    /// The document's row in the log; its `last_seq` is the last update in `room`.
    pub row: DocRow,
    /// The document, in a room nobody is in.
    pub room: Room,
    /// How many updates had to be read after the snapshot.
    pub n_later: usize,
    /// Whether its snapshot could not be read, and something else led to its end: it is worth a new one.
    pub needs_snapshot: bool,
}

/// Reads a document, off the I/O threads, and makes something of it there. `None` if there is no such document.
///
/// # Errors
/// [`LogError::Read`], [`LogError::Quarantined`], or [`LogError::NewerKind`].
pub async fn read<T: Send + 'static>(
    log: &Log,
    id: &DocId,
    limits: impl Into<ByRank<Limits>>,
    make: impl FnOnce(Cold) -> T + Send + 'static,
) -> Result<Option<T>, LogError> {
    log.metrics().documents_read.inc();
    let (id, limits, quarantine) = (id.clone(), limits.into(), Arc::clone(log.quarantine()));
    quarantine.admit(&id).await.map_err(|Closed(why)| LogError::Quarantined(why))?;
    let made = move |reader: &Reader<'_>| {
        let reading = quarantine.reading(&id);
        let made = open(reader, &id, limits)?.map(make);
        drop(reading);
        quarantine.passed(&id);
        Ok(made)
    };
    log.read(made).await
}

/// The trouble with a document: its history and its snapshot are read to their ends, and held against each other. A
/// document that is closed because reading it ended the program is tried again, and open if that goes well.
///
/// # Errors
/// [`LogError::Read`] when the log itself cannot be read.
pub async fn trouble_with(log: &Log, row: DocRow, limits: Limits) -> Result<Option<String>, LogError> {
    let quarantine = Arc::clone(log.quarantine());
    if let Err(Closed(why)) = quarantine.reconsider(&row.id).await {
        return Ok(Some(why));
    }
    log.read(move |reader| {
        let reading = quarantine.reading(&row.id);
        let trouble = trouble_in(reader, &row, limits)?;
        drop(reading);
        quarantine.passed(&row.id);
        Ok(trouble)
    })
    .await
}

fn trouble_in(reader: &Reader<'_>, row: &DocRow, limits: Limits) -> Result<Option<String>, LogError> {
    let pass = Pass::new(reader, row, limits.into())?;
    let read = |source| pass.attempt(source, usize::MAX, Pace::Together);
    let (mut history, mut snapshot) = match (read(Source::History)?, read(Source::Snapshot)?) {
        (Err(why), _) => return Ok(Some(format!("its history cannot be read: {why}"))),
        (_, Err(why)) => return Ok(Some(format!("its snapshot cannot be read: {why}"))),
        (Ok((history, _)), Ok((snapshot, _))) => (history, snapshot),
    };
    if !history.is_like(&mut snapshot) {
        return Ok(Some("its snapshot does not say what its history says".to_owned()));
    }
    let before = if reader.n_snapshots(row.num)? > 1 { read(Source::SnapshotBefore)?.err() } else { None };
    Ok(before.map(|why| format!("its snapshot before the last cannot be read: {why}")))
}

/// Reads a document as the process of a trial does, which the server started for a document that may end it: as a room
/// would be loaded from it, and as a snapshot would be made of it.
///
/// # Errors
/// [`LogError`] when the log cannot be read, which says nothing of the document.
pub(crate) fn read_in_a_trial(folder: &Path, keeper: &Keeper, doc: &DocId) -> Result<(), LogError> {
    log::read_apart_in(folder, keeper, |reader| {
        if let Some(mut cold) = open(reader, doc, Limits::DEFAULT.into())? {
            cold.room.compact();
        }
        Ok(())
    })
}

/// The same, on this thread and without any care: it may take the process with it.
///
/// # Errors
/// [`LogError::Read`], or [`LogError::NewerKind`].
pub(crate) fn open(reader: &Reader<'_>, id: &DocId, limits: ByRank<Limits>) -> Result<Option<Cold>, LogError> {
    let Some(row) = reader.doc(id)? else { return Ok(None) };
    // Only the newer version knows the rules for its content, and for its writers.
    if let Some(kind) = row.newer_kind {
        return Err(LogError::NewerKind(kind));
    }
    let (room, n_later, needs_snapshot) = Pass::new(reader, &row, limits)?.as_far_as_can_be()?;
    Ok(Some(Cold { row, room, n_later, needs_snapshot }))
}

/// Why reading stopped.
enum Stop {
    Log(LogError),
    /// As many rows as were wanted are read.
    Enough,
    /// The next row cannot be read.
    Bad(String),
}

impl From<LogError> for Stop {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}

/// A room and how many updates were read after the snapshot, or why it could not be.
type Attempt = Result<(Room, usize), String>;

/// When a row goes from the gate to yrs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// All together, which is fast.
    Together,
    /// Each at once, which tells the bad one.
    Each,
}

/// The source that the document is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The snapshot and what came after.
    Snapshot,
    /// The snapshot before the last and what came after.
    SnapshotBefore,
    /// Every update there ever was.
    History,
}

struct Pass<'p, 'r> {
    reader: &'p Reader<'r>,
    row: &'p DocRow,
    about: About,
    authors: Vec<(Since, Author)>,
    client: u64,
    /// Rows that are certainly in.
    n_read: Cell<usize>,
}

impl<'p, 'r> Pass<'p, 'r> {
    fn new(reader: &'p Reader<'r>, row: &'p DocRow, limits: ByRank<Limits>) -> Result<Self, LogError> {
        let client = clock::random_client().map_err(|error| LogError::Read(error.to_string()))?;
        let (doc, lineage) = (row.id.clone(), row.lineage.clone());
        let about = About { doc, schema: row.kind.map(Kind::schema), lineage, epoch: row.epoch, limits };
        let authors = reader.authors(row.num)?;
        Ok(Self { reader, row, about, authors, client, n_read: Cell::new(0) })
    }

    /// Everything, if it can be read, and whether it was not from its snapshot; else everything before the row that cannot.
    fn as_far_as_can_be(&self) -> Result<(Room, usize, bool), LogError> {
        let why = match self.attempt(Source::Snapshot, usize::MAX, Pace::Together)? {
            Ok((room, n_later)) => return Ok((room, n_later, false)),
            Err(why) => why,
        };
        let doc = &self.row.id;
        for source in [Source::History, Source::SnapshotBefore] {
            if let Ok((room, n_later)) = self.attempt(source, usize::MAX, Pace::Together)? {
                error!(
                    doc.id = unnamed(doc),
                    why,
                    "the snapshot of document {} cannot be read: {source:?} is read instead",
                    unnamed(doc)
                );
                return Ok((room, n_later, true));
            }
        }
        for source in [Source::Snapshot, Source::SnapshotBefore, Source::History] {
            if let Some((room, n_later)) = self.cut_short(source, &why)? {
                return Ok((room, n_later, false));
            }
        }
        Err(LogError::Read(why))
    }

    /// Everything before the first row that cannot be read; `None` when that is the snapshot itself.
    fn cut_short(&self, source: Source, why: &str) -> Result<Option<(Room, usize)>, LogError> {
        drop(self.attempt(source, usize::MAX, Pace::Each)?);
        let n_good = self.n_read.get();
        if n_good == 0 && source != Source::History {
            return Ok(None);
        }
        let doc = &self.row.id;
        error!(
            doc.id = unnamed(doc),
            n_good,
            why,
            "document {} can be read up to row {n_good} only: it takes no edits",
            unnamed(doc)
        );
        let (mut room, n_later) = self.attempt(source, n_good, Pace::Each)?.map_err(LogError::Read)?;
        room.cut_short(why.to_owned());
        Ok(Some((room, n_later)))
    }

    /// Reads rows into a new room; says why not all of them could be.
    fn attempt(&self, source: Source, n_rows: usize, pace: Pace) -> Result<Attempt, LogError> {
        self.n_read.set(0);
        // Memory that yrs leaves behind when it panics is dropped with the room.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.replay(source, n_rows, pace)));
        outcome.unwrap_or_else(|_| Ok(Err("reading it ends in a panic".to_owned())))
    }

    fn replay(&self, source: Source, n_rows: usize, pace: Pace) -> Result<Attempt, LogError> {
        let mut room = Room::new(self.about.clone(), self.client);
        self.authors.iter().for_each(|(since, author)| room.bind(*since, author.clone()));
        let mut each = |bytes: &[u8]| {
            if self.n_read.get() == n_rows {
                return Err(Stop::Enough);
            }
            room.replay(&Arc::from(bytes)).map_err(|refusal| Stop::Bad(refusal.to_string()))?;
            if pace == Pace::Each {
                room.open().map_err(|broken| Stop::Bad(broken.to_string()))?;
            }
            self.n_read.set(self.n_read.get() + 1);
            Ok(())
        };
        let read = match source {
            Source::Snapshot => self.reader.replay(self.row.num, each),
            Source::SnapshotBefore => self.reader.replay_from(self.row.num, 1, each),
            Source::History => self.reader.history(self.row.num, 0, |update| each(&update.bytes)),
        };
        match read {
            Ok(n_later) => Ok(room.open().map(|()| (room, n_later)).map_err(|broken| broken.to_string())),
            Err(Stop::Enough) => Ok(Ok((room, n_rows))),
            // The row that cannot be read was not wanted any more.
            Err(Stop::Bad(_) | Stop::Log(LogError::Damaged(_))) if self.n_read.get() == n_rows => {
                Ok(Ok((room, n_rows)))
            }
            Err(Stop::Bad(why) | Stop::Log(LogError::Damaged(why))) => Ok(Err(why)),
            Err(Stop::Log(error)) => Err(error),
        }
    }
}
