//! A pack: one file with everything that people need for one review. It opens where there is no network, on a device that
//! never held any of it; what is written there is sent once the device is online, or goes into another pack and is brought
//! back with that.
//!
//! ```text
//! MUSTERPACK 1 0000123456\n     the form, its version, and the length of the whole file
//! {"label":…,"docs":[…]}\n      the head, on one line: documents with their histories, and how long each update is
//! …                             the updates, one behind the other
//! 16 bytes                      a checksum of all that stands before it
//! ```
//!
//! Nothing in a pack is believed. Its checksum tells a file that was damaged on its way, and not one that somebody made up:
//! every update passes the device's gate and then the server's, which alone knows who may write what, and under whose name.

mod contents;
mod docs;
mod read;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};

pub use contents::{Team, wanted};
pub use docs::{ReadDoc, drafts, read_updates};
pub use read::{Damage, read};
pub use write::{Space, file_name, write};

use super::made::sum;
use crate::id::{DocId, Lineage};
use crate::kinds::Kind;
use crate::sync::replica::{StoreKey, Stored};

/// The longest pack, in bytes.
pub const BYTES_MAX: usize = 8 << 20;
/// The ending of a pack's name.
pub const ENDING: &str = "musterpack";
/// The version of the form that this program writes, and the only one that it reads.
pub const VERSION: u64 = 1;

/// The word that a pack begins with.
const MARK: &str = "MUSTERPACK";
/// The most documents of a pack, and the most updates of all of them together.
const DOCS_MAX: usize = 200;
const UPDATES_MAX: usize = 50_000;
/// The length of the first line, and of the checksum.
const FIRST_LINE: usize = MARK.len() + 1 + VERSION_DIGITS + 1 + LENGTH_DIGITS + 1;
const VERSION_DIGITS: usize = 1;
const LENGTH_DIGITS: usize = 10;
const SUM: usize = 16;

/// All that a pack says.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// The words around the documents.
    pub label: Label,
    /// The documents, the review first.
    pub docs: Vec<Packed>,
}

/// The words around the documents of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The name of the review.
    pub title: String,
    /// The history of the workspace's own document, by which a workspace is told from another; not known everywhere.
    pub workspace: Option<Lineage>,
    /// The address of the server.
    pub origin: String,
    /// The name of the person who made it.
    pub by: String,
    /// When it was made, in milliseconds since 1970 by the maker's clock.
    pub at_ms: u64,
    /// The dates of the series, as the server told them; empty where nobody asked.
    #[serde(default)]
    pub dates: String,
    /// The names of documents that were left out, as no room was left.
    #[serde(default)]
    pub left_out: Vec<String>,
}

/// A document of a pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// The document.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its history.
    pub lineage: Lineage,
    /// How often the server had been restored from a backup; nothing where a device made the pack.
    pub epoch: Option<u64>,
    /// Whether the person who made the pack might only read it.
    pub reads: bool,
    /// Whether it is for certain people only. A pack does not say for whom.
    pub confined: bool,
    /// The people whom it names: ids, and what they were called.
    pub people: Vec<(String, String)>,
    /// All of it, as updates. Unsaved ones had not reached the server.
    pub updates: Vec<Stored>,
}

impl Pack {
    /// The review that it was made for.
    pub fn review(&self) -> Option<&DocId> {
        self.docs.first().map(|packed| &packed.doc)
    }

    /// Whether it is of this workspace: by the history of the workspace's own document, or by the server's address where
    /// one of the two does not know that.
    pub fn is_of(&self, workspace: Option<&Lineage>, origin: &str) -> bool {
        match self.label.workspace.as_ref().zip(workspace) {
            Some((theirs, ours)) => theirs == ours,
            None => self.label.origin == origin,
        }
    }

    /// How many edits in it had not reached the server.
    pub fn n_waiting(&self) -> usize {
        self.docs.iter().map(Packed::n_waiting).sum()
    }
}

impl Packed {
    /// How many of its edits had not reached the server.
    pub fn n_waiting(&self) -> usize {
        self.updates.iter().filter(|update| update.unsaved).count()
    }

    /// The updates as a device keeps them. Edits that wait are the person's own where the device knows the id that they were
    /// made under; it claims no others, so that whoever brings what somebody else wrote does not become its author. The
    /// same update has the same key every time.
    pub fn to_keep(&self, is_own: impl Fn(u64) -> bool) -> Vec<Stored> {
        let keep = |update: &Stored| match update.unsaved && is_own(update.key.client) {
            true => update.clone(),
            false => Stored { key: key_of(&update.bytes), bytes: update.bytes.clone(), unsaved: false },
        };
        self.updates.iter().map(keep).collect()
    }
}

/// A key that is made of an update. No tab counts from 0.
fn key_of(bytes: &[u8]) -> StoreKey {
    const SAFE_BITS: u32 = 53;
    StoreKey { client: (sum(bytes.iter().copied()) >> (u128::BITS - SAFE_BITS)) as u64, n: 0 }
}

/// The head as it stands in a file.
#[derive(Serialize, Deserialize)]
struct Head {
    label: Label,
    docs: Vec<HeadDoc>,
}

#[derive(Serialize, Deserialize)]
struct HeadDoc {
    doc: DocId,
    /// The kind's name: a newer program may know more kinds.
    kind: String,
    lineage: Lineage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    epoch: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reads: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    confined: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<(String, String)>,
    /// Tab, number, whether it waits (1 or 0), length.
    updates: Vec<(u64, u64, u8, usize)>,
}
