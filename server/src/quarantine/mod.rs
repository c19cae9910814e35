//! Documents that end the program when they are read, kept from ending it again.
//!
//! yrs can do more than panic: it can overflow the stack or free twice, and then the process is gone, and with a
//! supervisor that restarts it, gone again at the next reading. So, and this costs one small write each way:
//!
//! * The documents that are being read stand in a file (`marks`). A document that stands there when the program starts
//!   is a suspect.
//! * A suspect is first read by a process of its own (`trial`). If that dies, or does not come to an end, the document
//!   has killed twice: it is closed, and what is in the log stays as it is.
//! * If the trial goes well, it is read here again, and if that goes well too it is suspect no more: a person who kills
//!   the program from outside closes nothing. Should it die here [`DEATHS_MAX`] times in a row all the same, it is
//!   closed.
//! * A closed document is tried again by `muster verify`, and by the next release.

mod marks;
mod record;
mod trial;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use muster_shared::id::DocId;
use muster_shared::kinds::unnamed;
use prometheus_client::metrics::gauge::Gauge;
use tracing::{error, warn};

use marks::Marks;
pub(crate) use marks::Reading;
use record::Record;
use trial::Verdict;

/// Deaths in a row while a document was read that close it, whatever its trials said.
const DEATHS_MAX: u32 = 3;
/// Deaths in a row that close a document where nothing can be tried.
const UNTRIED_DEATHS_MAX: u32 = 2;

/// Variables by which another process of this program finds what keeps the documents.
pub(crate) type Environment = Vec<(&'static str, OsString)>;

/// Why a document is not read: a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Closed(pub(crate) String);

/// Which documents of a data folder may be read.
pub(crate) struct Quarantine {
    folder: PathBuf,
    marks: Marks,
    record: Mutex<Record>,
    /// One trial at a time: each holds a document twice.
    trying: tokio::sync::Mutex<()>,
    environment: Environment,
    n_closed: Gauge,
}

impl Quarantine {
    /// Looks at what the last process was reading when it ended. Nothing here keeps a server from starting.
    pub(crate) fn open(folder: &Path, release: &str, n_closed: Gauge) -> Self {
        let (marks, left) = Marks::open(folder);
        let mut record = Record::open(folder, release);
        for doc in &left {
            let n_deaths = record.died(doc);
            warn!(
                doc.id = unnamed(doc),
                n_deaths,
                "the program ended while it read document {}: it is read apart first",
                unnamed(doc)
            );
        }
        if !left.is_empty() {
            record.save(folder);
        }
        // The marks are cleared only now: whatever ends the program before this counts again, and is not forgotten.
        marks.clear();
        n_closed.set(record.n_closed());
        let (record, trying) = (Mutex::new(record), tokio::sync::Mutex::default());
        Self { folder: folder.to_owned(), marks, record, trying, environment: Vec::new(), n_closed }
    }

    /// The same, whose trials are started with more variables.
    pub(crate) fn trying_with(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    /// Whether a document may be read here; a suspect one is tried first.
    ///
    /// # Errors
    /// [`Closed`].
    pub(crate) async fn admit(self: &Arc<Self>, doc: &DocId) -> Result<(), Closed> {
        if !self.record().knows(doc) {
            return Ok(());
        }
        let _turn = self.trying.lock().await;
        let (why, tried) = self.record().standing(doc);
        match why {
            Some(why) => Err(Closed(why)),
            None if tried => Ok(()),
            None => self.try_it(doc).await,
        }
    }

    /// Tries a document again that was closed, and opens it if that goes well.
    ///
    /// # Errors
    /// [`Closed`] when it stays so.
    pub(crate) async fn reconsider(self: &Arc<Self>, doc: &DocId) -> Result<(), Closed> {
        if !self.record().knows(doc) {
            return Ok(());
        }
        let _turn = self.trying.lock().await;
        self.change(|record| record.forget_deaths(doc));
        self.try_it(doc).await
    }

    /// Notes that a document is being read, until what this returns is dropped.
    pub(crate) fn reading(&self, doc: &DocId) -> Reading<'_> {
        self.marks.set(doc)
    }

    /// A document was read, and we are still here.
    pub(crate) fn passed(&self, doc: &DocId) {
        if self.record().knows(doc) {
            self.change(|record| record.remove(doc));
        }
    }

    async fn try_it(self: &Arc<Self>, doc: &DocId) -> Result<(), Closed> {
        let (quarantine, id) = (Arc::clone(self), doc.clone());
        let trial =
            tokio::task::spawn_blocking(move || trial::run(&quarantine.folder, &quarantine.environment, &id)).await;
        let verdict = trial.unwrap_or_else(|failed| Verdict::Untried(failed.to_string()));
        let n_deaths = self.record().n_deaths(doc);
        let why = match verdict {
            Verdict::Passed if n_deaths < DEATHS_MAX => {
                self.record().tried(doc);
                return Ok(());
            }
            Verdict::Passed => format!("reading it ended the program {n_deaths} times"),
            Verdict::Ends(how) => format!("reading it ends the program: {how}"),
            Verdict::Untried(why) if n_deaths < UNTRIED_DEATHS_MAX => {
                warn!(doc.id = unnamed(doc), why, "document {} cannot be read apart: {why}", unnamed(doc));
                return Ok(());
            }
            Verdict::Untried(_) => format!("reading it ended the program {n_deaths} times, and it cannot be tried"),
        };
        error!(
            doc.id = unnamed(doc),
            why,
            "document {} is closed, {why}; its bytes are kept, `muster verify` tries it again",
            unnamed(doc)
        );
        self.change(|record| record.close(doc, &why));
        Err(Closed(why))
    }

    fn change(&self, change: impl FnOnce(&mut Record)) {
        let mut record = self.record();
        change(&mut record);
        record.save(&self.folder);
        self.n_closed.set(record.n_closed());
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
