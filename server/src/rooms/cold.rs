//! A document read from the log, beside its room if one is open: for loading a room, listing, export and compaction.
//!
//! A row that cannot be read, be it by the gate or by yrs, does not make the document unreachable: what stands before
//! it is served, and takes no edits (`Room::cut_short`). The bytes stay where they are.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use muster_shared::access::Author;
use muster_shared::id::DocId;
use muster_shared::limits::Limits;
use muster_shared::room::{About, Room};
use tracing::error;

use crate::clock;
use crate::log::{DocRow, Log, LogError, Reader};
use crate::quarantine::Closed;

/// A document as the log has it.
pub struct Cold {
    /// What the log knows of it; its `last_seq` is the last update in `room`.
    pub row: DocRow,
    /// The document, in a room nobody is in.
    pub room: Room,
    /// How many updates had to be read after the snapshot.
    pub n_later: usize,
}

/// Reads a document, off the I/O threads, and makes something of it there. `None` if there is no such document.
///
/// # Errors
/// [`LogError::Read`], or [`LogError::Quarantined`].
pub async fn read<T: Send + 'static>(
    log: &Log,
    id: &DocId,
    limits: Limits,
    make: impl FnOnce(Cold) -> T + Send + 'static,
) -> Result<Option<T>, LogError> {
    let (id, quarantine) = (id.clone(), Arc::clone(log.quarantine()));
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

/// What is wrong with a document: its history and its snapshot are read to their ends, and held against each other. One
/// that is closed because reading it ended the program is tried again, and open if that goes well.
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
    let pass = Pass::new(reader, row, limits)?;
    let history = pass.attempt(Source::History, usize::MAX, Pace::Together)?;
    let snapshot = pass.attempt(Source::Snapshot, usize::MAX, Pace::Together)?;
    Ok(match (history, snapshot) {
        (Err(why), _) => Some(format!("its history cannot be read: {why}")),
        (_, Err(why)) => Some(format!("its snapshot cannot be read: {why}")),
        (Ok((mut history, _)), Ok((mut snapshot, _))) => {
            (!history.is_like(&mut snapshot)).then(|| "its snapshot does not say what its history says".to_owned())
        }
    })
}

/// The same, on this thread and without any care: it may take the process with it.
///
/// # Errors
/// [`LogError::Read`].
pub(crate) fn open(reader: &Reader<'_>, id: &DocId, limits: Limits) -> Result<Option<Cold>, LogError> {
    let Some(row) = reader.doc(id)? else { return Ok(None) };
    let (room, n_later) = Pass::new(reader, &row, limits)?.as_far_as_can_be()?;
    Ok(Some(Cold { row, room, n_later }))
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

/// What the document is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The snapshot and what came after.
    Snapshot,
    /// Every update there ever was.
    History,
}

struct Pass<'p, 'r> {
    reader: &'p Reader<'r>,
    row: &'p DocRow,
    about: About,
    authors: Vec<(u64, Author)>,
    client: u64,
    /// Rows that are certainly in.
    n_read: Cell<usize>,
}

impl<'p, 'r> Pass<'p, 'r> {
    fn new(reader: &'p Reader<'r>, row: &'p DocRow, limits: Limits) -> Result<Self, LogError> {
        let client = clock::random_client().map_err(|error| LogError::Read(error.to_string()))?;
        let (doc, lineage) = (row.id.clone(), row.lineage.clone());
        let about = About { doc, kind: row.kind, lineage, epoch: row.epoch, limits };
        let authors = reader.authors(row.num)?;
        Ok(Self { reader, row, about, authors, client, n_read: Cell::new(0) })
    }

    /// Everything, if it can be read; else everything before the row that cannot.
    fn as_far_as_can_be(&self) -> Result<(Room, usize), LogError> {
        let why = match self.attempt(Source::Snapshot, usize::MAX, Pace::Together)? {
            Ok(whole) => return Ok(whole),
            Err(why) => why,
        };
        let doc = &self.row.id;
        if let Ok(whole) = self.attempt(Source::History, usize::MAX, Pace::Together)? {
            error!(doc.id = %doc, why, "the snapshot of document {doc} cannot be read: its history is read instead");
            return Ok(whole);
        }
        if let Some(beginning) = self.cut_short(Source::Snapshot, &why)? {
            return Ok(beginning);
        }
        self.cut_short(Source::History, &why)?.ok_or(LogError::Read(why))
    }

    /// Everything before the first row that cannot be read; `None` when that is the snapshot itself.
    fn cut_short(&self, source: Source, why: &str) -> Result<Option<(Room, usize)>, LogError> {
        drop(self.attempt(source, usize::MAX, Pace::Each)?);
        let n_good = self.n_read.get();
        if n_good == 0 && source == Source::Snapshot {
            return Ok(None);
        }
        let doc = &self.row.id;
        error!(doc.id = %doc, n_good, why, "document {doc} can be read up to row {n_good} only: it takes no edits");
        let (mut room, n_later) = self.attempt(source, n_good, Pace::Each)?.map_err(LogError::Read)?;
        room.cut_short(why.to_owned());
        Ok(Some((room, n_later)))
    }

    /// Reads rows into a new room; says why not all of them could be.
    fn attempt(&self, source: Source, n_rows: usize, pace: Pace) -> Result<Attempt, LogError> {
        self.n_read.set(0);
        // What yrs leaves behind when it panics is dropped with the room.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.replay(source, n_rows, pace)));
        outcome.unwrap_or_else(|_| Ok(Err("reading it ends in a panic".to_owned())))
    }

    fn replay(&self, source: Source, n_rows: usize, pace: Pace) -> Result<Attempt, LogError> {
        let mut room = Room::new(self.about.clone(), self.client);
        self.authors.iter().for_each(|(client, author)| room.bind(*client, author.clone()));
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
            Source::History => self.reader.history(self.row.num, 0, |update| each(&update.bytes)),
        };
        match read {
            Ok(n_later) => Ok(room.open().map(|()| (room, n_later)).map_err(|broken| broken.to_string())),
            Err(Stop::Enough) => Ok(Ok((room, n_rows))),
            Err(Stop::Bad(why) | Stop::Log(LogError::Damaged(why))) => Ok(Err(why)),
            Err(Stop::Log(error)) => Err(error),
        }
    }
}
