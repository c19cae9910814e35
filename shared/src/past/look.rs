//! Places that a reconnect leaves to look at, each with the reason.

use serde::{Deserialize, Serialize};

use super::OfRow;
use crate::sheet::{Place, Write};

/// A place that is worth a look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The heading of its section.
    pub section: String,
    /// The words by which people know it.
    pub name: String,
    /// The reason.
    pub why: Why,
}

/// Why a place is worth a look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Why {
    /// Several values stand side by side.
    Several(Place, Vec<Write>),
    /// Somebody removed a row that was edited here; their name as they gave it.
    Removed(OfRow, String),
    /// A row that was removed here was edited by somebody else.
    Edited(OfRow),
    /// Two people rewrote a line at once, and their words run together.
    Rewritten {
        /// The place.
        at: Place,
        /// The words of the person who was away.
        mine: String,
        /// The words that others had made of it meanwhile, where the history could be asked; else the words of now without those
        /// that the person put in.
        theirs: String,
        /// Whether the history said them.
        #[serde(default)]
        is_whole: bool,
        /// The words of now.
        now: String,
    },
}
