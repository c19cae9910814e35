//! The record of suspect and closed documents, in a file of the data folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::folder::create_private;

const FILE: &str = "quarantine.json";

/// One document.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Suspect {
    /// How often the program ended while it was read, since it last was without that.
    n_deaths: u32,
    /// Why it is closed, if it is.
    closed: Option<String>,
    /// Whether a trial of it has gone well since this process began.
    #[serde(skip)]
    tried: bool,
}

/// Every document that is suspect or closed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    /// The release that holds this against them; another one may read what it could not.
    release: String,
    suspects: BTreeMap<DocId, Suspect>,
}

impl Record {
    pub(super) fn open(folder: &Path, release: &str) -> Self {
        let record: Self = match fs::read(folder.join(FILE)).map(|bytes| serde_json::from_slice(&bytes)) {
            Ok(Ok(record)) => record,
            Ok(Err(error)) => {
                warn!(%error, "`{FILE}` cannot be read: every document is tried anew");
                Self::default()
            }
            Err(_) => Self::default(),
        };
        if record.release == release { record } else { Self { release: release.to_owned(), ..Self::default() } }
    }

    /// Writes it down. If that fails, the next process knows less, and this one goes on.
    pub(super) fn save(&self, folder: &Path) {
        if let Err(error) = self.write(folder) {
            warn!(%error, "`{FILE}` cannot be written: {error}");
        }
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        let new = folder.join(format!("{FILE}.new"));
        let mut file = create_private(&new)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(new, folder.join(FILE))?;
        File::open(folder)?.sync_all()
    }

    /// Whether anything is held against it.
    pub(super) fn knows(&self, doc: &DocId) -> bool {
        self.suspects.contains_key(doc)
    }

    /// Why it is closed, if it is, and whether a trial has gone well.
    pub(super) fn standing(&self, doc: &DocId) -> (Option<String>, bool) {
        // A suspect that is not in the record any more has been read meanwhile.
        self.suspects.get(doc).map_or((None, true), |suspect| (suspect.closed.clone(), suspect.tried))
    }

    pub(super) fn n_deaths(&self, doc: &DocId) -> u32 {
        self.suspects.get(doc).map_or(0, |suspect| suspect.n_deaths)
    }

    pub(super) fn n_closed(&self) -> i64 {
        let n_closed = self.suspects.values().filter(|suspect| suspect.closed.is_some()).count();
        i64::try_from(n_closed).unwrap_or(i64::MAX)
    }

    /// The program ended while it was read; answers how often by now.
    pub(super) fn died(&mut self, doc: &DocId) -> u32 {
        let suspect = self.suspects.entry(doc.clone()).or_default();
        suspect.n_deaths += 1;
        suspect.n_deaths
    }

    pub(super) fn tried(&mut self, doc: &DocId) {
        if let Some(suspect) = self.suspects.get_mut(doc) {
            suspect.tried = true;
        }
    }

    pub(super) fn close(&mut self, doc: &DocId, why: &str) {
        if let Some(suspect) = self.suspects.get_mut(doc) {
            suspect.closed = Some(why.to_owned());
        }
    }

    /// It gets another chance.
    pub(super) fn forget_deaths(&mut self, doc: &DocId) {
        if let Some(suspect) = self.suspects.get_mut(doc) {
            *suspect = Suspect::default();
        }
    }

    pub(super) fn remove(&mut self, doc: &DocId) {
        self.suspects.remove(doc);
    }
}
