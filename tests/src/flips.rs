//! Flipped bits in the files of a workspace: what is then served is what was written, or somebody is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use fastrand::Rng;
use muster_server::log::{Log, LogError};
use muster_server::people::People;
use muster_server::rooms::cold;
use muster_server::rooms::receipts::Receipts;
use muster_shared::access::Author;
use muster_shared::id::{DocId, Lineage};
use muster_shared::sync::limits::Limits;

use crate::desk::history;

/// Everything that can be read in a workspace, by what it is: what it says, or the sentence that it cannot be read.
pub type Told = BTreeMap<String, Result<String, String>>;

/// The outcome of reading everything.
#[derive(Debug)]
pub struct Survey {
    /// The answers that were given.
    pub told: Told,
    /// The damage that was reported besides.
    pub damage: Vec<String>,
}

impl Survey {
    /// Whether anything was said to be wrong.
    pub fn complains(&self) -> bool {
        !self.damage.is_empty() || self.told.values().any(Result::is_err)
    }
}

/// One change of one byte.
#[derive(Debug, Clone)]
pub struct Flip {
    /// The file's name.
    pub file: String,
    /// Where in it.
    pub at: usize,
    /// The bits that are turned round.
    pub bits: u8,
}

impl Flip {
    /// Draws one: half of them anywhere, half where files keep what leads to the rest: heads of pages and of files.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn draw(files: &[(String, Vec<u8>)], rng: &mut Rng) -> Result<Self> {
        let n_bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        let mut at = rng.usize(0..n_bytes);
        let mut chosen = files.first().context("a file")?;
        for file in files {
            chosen = file;
            if at < file.1.len() {
                break;
            }
            at -= file.1.len();
        }
        if rng.bool() {
            at = (at / 4096 * 4096 + rng.usize(0..120)).min(chosen.1.len() - 1);
        }
        let bits = if rng.bool() { 1 << rng.u8(0..8) } else { rng.u8(1..=255) };
        Ok(Self { file: chosen.0.clone(), at, bits })
    }

    /// Writes the files with this change into an empty folder.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn lay_out(&self, files: &[(String, Vec<u8>)], into: &Path) -> Result<()> {
        for (name, bytes) in files {
            let mut bytes = bytes.clone();
            if *name == self.file {
                bytes[self.at] ^= self.bits;
            }
            fs::write(into.join(name), bytes)?;
        }
        Ok(())
    }
}

/// Opens a workspace with the server's own code and reads everything in it; an error when it does not open.
///
/// # Errors
/// [`LogError`], which says what is wrong.
pub async fn survey(data: &Path) -> Result<Survey, LogError> {
    let log = Log::open(data)?;
    let people = People::open(log.clone()).await;
    let mut told = Told::new();
    if let Ok(people) = &people {
        read_people(people, &mut told).await;
    }
    read_docs(&log, &mut told).await;
    let troubles = log.troubles().await;
    log.close().await;
    people?;
    Ok(Survey { told, damage: troubles? })
}

fn tell<T: std::fmt::Debug>(told: &mut Told, what: &str, outcome: Result<T, LogError>) -> Option<T> {
    let text = outcome.as_ref().map(|value| format!("{value:?}")).map_err(ToString::to_string);
    told.insert(what.to_owned(), text);
    outcome.ok()
}

async fn read_people(people: &People, told: &mut Told) {
    let everybody = tell(told, "people", people.everybody().await).unwrap_or_default();
    tell(told, "invitations", people.invites().await);
    tell(told, "keys", people.keys().await);
    tell(told, "deleted", people.deleted().await);
    tell(told, "audit", people.audited(None).await);
    tell(
        told,
        "the audit log's chain",
        people.tampered().await.and_then(|trouble| match trouble {
            Some(trouble) => Err(LogError::Damaged(trouble)),
            None => Ok(()),
        }),
    );
    let receipt = |receipts: Receipts| {
        receipts.of(&DocId::org(), &Lineage::from_random(1)).receipt(&Author::new("ada"), b"an update")
    };
    tell(told, "receipts", people.receipts().await.map(receipt));
    for person in &everybody {
        let id = &person.id;
        tell(told, &format!("passkeys of {id}"), people.passkeys_of(id).await);
        tell(told, &format!("places of {id}"), people.places(id).await);
        tell(told, &format!("grants of {id}"), people.grants_of(id).await);
    }
    // Each reads every history.
    if let Some(first) = everybody.first() {
        tell(told, "edits of the first", people.edits_of(&first.id).await);
    }
}

async fn read_docs(log: &Log, told: &mut Told) {
    for row in tell(told, "documents", log.docs().await).unwrap_or_default() {
        let id = &row.id;
        let num = row.num;
        tell(told, &format!("authors of {id}"), log.read(move |reader| reader.authors(num)).await);
        tell(told, &format!("history of {id}"), history(log, &row).await);
        let says = cold::read(log, id, Limits::DEFAULT, |mut cold| match cold.room.broken() {
            Some(why) => Err(LogError::Damaged(why.to_owned())),
            None => Ok((cold.room.encode(), cold.row.edited_ms)),
        });
        tell(told, &format!("document {id}"), says.await.and_then(Option::transpose));
    }
}
