//! A log with one document, for tests of the log alone.
#![allow(clippy::missing_errors_doc, reason = "a helper of tests: what fails here fails the test")]

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use muster_server::log::{Append, DocRow, Keeper, Log, LogError, NewDoc, Progress, Standing, Update};
use muster_shared::access::Author;
use muster_shared::id::{DocId, Since};
use muster_shared::kinds::Kind;
use tempfile::{TempDir, tempdir};

/// A log with one document, written by one room.
pub struct Desk {
    /// Where it is kept.
    pub folder: TempDir,
    /// The store that keeps it.
    pub keeper: Keeper,
    /// The log.
    pub log: Log,
    /// The document.
    pub row: DocRow,
    /// How far the room's appends have come.
    pub progress: Arc<Progress>,
    /// How many there were.
    pub n_appended: u64,
}

impl Desk {
    /// A log in a folder of its own, with the document `one`.
    pub async fn new() -> Result<Self> {
        Self::kept_by(Keeper::File).await
    }

    /// The same, in this store.
    pub async fn kept_by(keeper: Keeper) -> Result<Self> {
        let folder = tempdir()?;
        let log = Log::open_in(folder.path(), &keeper)?;
        let row = log.create(new_doc("one", "L1")?).await?.row();
        let progress = log.progress();
        Ok(Self { folder, keeper, log, row, progress, n_appended: 0 })
    }

    /// A room that is loaded anew.
    pub fn anew(&mut self) {
        self.progress = self.log.progress();
        self.n_appended = 0;
    }

    /// Hands over an update of nobody's.
    pub async fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.append_of(Author::everybody(), bytes, Vec::new()).await
    }

    /// Hands over an update of somebody's, and which ids are theirs from now on.
    pub async fn append_of(&mut self, author: Author, bytes: &[u8], binds: Vec<Since>) -> Result<()> {
        self.n_appended += 1;
        let append = Append {
            progress: Arc::clone(&self.progress),
            number: self.n_appended,
            doc: self.row.num,
            bytes: bytes.into(),
            at_ms: 1000 + self.n_appended,
            author,
            binds,
        };
        Ok(self.log.append(append).await?)
    }

    /// Waits until everything appended is flushed, or the room has failed.
    pub async fn settled(&self) -> Result<Standing> {
        let mut watch = self.progress.watch();
        let settled = |standing: &Standing| standing.failed || standing.flushed == self.n_appended;
        Ok(*watch.wait_for(settled).await?)
    }

    /// Closes and opens the log.
    pub async fn reopened(self) -> Result<(TempDir, Log)> {
        self.log.close().await;
        let log = Log::open_in(self.folder.path(), &self.keeper)?;
        Ok((self.folder, log))
    }

    /// A file of the log.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A charter to be made.
pub fn new_doc(id: &str, lineage: &str) -> Result<NewDoc> {
    Ok(NewDoc { id: id.parse()?, kind: Some(Kind::Charter), lineage: lineage.parse()?, at_ms: 1000 })
}

/// Snapshot and later updates, as a room is loaded from them.
pub async fn replayed(log: &Log, id: &str) -> Result<Vec<Vec<u8>>> {
    let id: DocId = id.parse()?;
    let row = log.doc(&id).await?.context("the document")?;
    let read = log.read(move |reader| {
        let mut rows = Vec::new();
        reader.replay::<LogError>(row.num, |bytes| {
            rows.push(bytes.to_vec());
            Ok(())
        })?;
        Ok(rows)
    });
    Ok(read.await?)
}

/// Every update of a document.
pub async fn history(log: &Log, row: &DocRow) -> Result<Vec<Update>, LogError> {
    let num = row.num;
    log.read(move |reader| {
        let mut updates = Vec::new();
        reader.history::<LogError>(num, 0, |update| {
            updates.push(update.clone());
            Ok(())
        })?;
        Ok(updates)
    })
    .await
}

/// Updates that differ, and tell which they are.
pub fn numbered(numbers: std::ops::Range<u32>) -> Vec<Vec<u8>> {
    numbers.map(|number| number.to_le_bytes().to_vec()).collect()
}
