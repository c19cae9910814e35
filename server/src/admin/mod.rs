//! Import, export, the sample, backup and verification, with the server running or stopped: never a second writer.
//!
//! The program first tries to take the data folder. If it can, it does the work itself; if a server has it, the
//! server does the work, asked through a socket in the data folder. Both run [`work`]. Files are read and written by
//! the program, with the rights of whoever started it.
//!
//! The page's own import is the same work, asked for over HTTP.
//!
//! On the socket each side writes JSON, one message a line: one [`Request`], then [`Report`]s up to the last.

mod alive;
mod backup;
mod export;
mod hex;
mod hosts;
mod import;
mod imported;
mod letting_in;
mod packs;
mod serve;
mod tell;
mod verify;
mod work;
mod yjs;

use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};

use crate::config::Format;
pub(crate) use import::Import;
pub(crate) use imported::Imported;
pub(crate) use letting_in::invite_link;
pub(crate) use serve::serve;
pub(crate) use tell::{TellError, run};
pub(crate) use work::WorkError;
use work::work;

/// The work to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Request {
    /// Read files into the workspace.
    Import { files: Vec<NamedFile>, into: Option<DocId>, folder: String, suggests: bool },
    /// Load the worked example, or remove it.
    Sample { remove: bool },
    /// Make an invite.
    Invite { rank: Rank, person: Option<String>, origin: String },
    /// Sign a token.
    Token { doc: DocId, role: Grant, name: String, origins: Vec<String>, lasts_s: u64 },
    /// Leave a copy of everything in the data folder.
    Backup,
    /// Check every document.
    Verify,
    /// Hand out documents.
    Export { format: Format, doc: Option<DocId> },
}

/// A file's name, with no more than one folder before it, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedFile {
    pub(crate) name: String,
    /// The folder that it lies in, where that is known.
    #[serde(default)]
    pub(crate) folder: String,
    #[serde(with = "hex")]
    pub(crate) bytes: Vec<u8>,
}

impl NamedFile {
    /// The name, with the folder before it where that is known.
    fn path(&self) -> String {
        if self.folder.is_empty() { self.name.clone() } else { format!("{}/{}", self.folder, self.name) }
    }
}

/// How the work is coming along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum Report {
    /// So many of so many are done; the last was this one.
    Step { done: usize, of: usize, what: String },
    /// A file that was asked for.
    File(NamedFile),
    /// A backup was left in the data folder under this name, to be taken.
    Left { name: String },
    /// A file could not be taken, and nothing of it was; or there is trouble with a document.
    Refused { file: String, line: Option<usize>, reason: String },
    /// A file was taken, and a person should know this of it.
    Told { file: String, line: Option<usize>, words: String },
    /// The last report: everything else went well.
    Done { sentence: String },
    /// The last report: the work ended early.
    Failed { reason: String },
}
