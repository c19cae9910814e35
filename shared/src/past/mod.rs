//! The past of a document as people read it: what it says otherwise than before, in the words of its outline; whose sitting
//! that was; how something of before is put back; and what became of edits that were made without a server.

mod changes;
mod joined;
mod kept;
mod look;
mod origin;
mod parts;
mod receipt;
mod restore;
mod returned;
mod rewritten;
mod sitting;
mod stood;
#[cfg(test)]
mod tests;
mod twice;

pub use changes::{changes, n_places};
pub use joined::joined;
pub use kept::{KeptReceipt, RECEIPT_DAYS, RECEIPTS_MAX, still_kept};
pub use look::{Look, Why};
pub use origin::origin;
pub use receipt::{Receipt, others_wrote, receipt};
pub use restore::{Restored, Scope, restored};
pub use returned::{Heard, since};
pub use sitting::{Stretch, Stretches};
pub use stood::as_they_stood;
pub use twice::{Told, Twice, TwiceHeard, twice};

use serde::{Deserialize, Serialize};

use crate::id::RowId;
use crate::sheet::Place;

/// A part of a document that says something else than before: a row of a list, or a field of the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The heading of the section.
    pub section: String,
    /// The heading right above it, which is the section's own where there is none within it.
    pub part: String,
    /// The row; nothing where it is a field of the document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<OfRow>,
    /// Its fate.
    pub fate: Fate,
    /// The places in it that say something else.
    pub said: Vec<Said>,
}

/// A row that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRow {
    /// The list.
    pub list: String,
    /// The row's id.
    pub row: RowId,
    /// The words by which people know it, as they are now; of one that is gone, as they were.
    pub name: String,
}

/// The fate of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It says something else.
    Changed,
    /// It was not there before.
    Came,
    /// It was removed, or says nothing any more.
    Gone,
    /// It had been removed, and is there again.
    Back,
    /// Rows stand in another order.
    Moved,
}

/// The words at one place before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The place.
    pub at: Place,
    /// Its label; empty where the heading or the row's name says enough.
    pub label: String,
    /// The words before.
    pub before: String,
    /// The words after.
    pub after: String,
}

impl Changed {
    /// Whether two changes are of the same part.
    fn is_of(&self, other: &Self) -> bool {
        match (&self.row, &other.row) {
            (Some(one), Some(other)) => (&one.list, &one.row) == (&other.list, &other.row),
            (None, None) => (&self.section, &self.part) == (&other.section, &other.part) && !self.is_move(other),
            _ => false,
        }
    }

    /// Whether one of them alone is a new order.
    fn is_move(&self, other: &Self) -> bool {
        (self.fate == Fate::Moved) != (other.fate == Fate::Moved)
    }
}
