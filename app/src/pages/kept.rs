//! A document that this device keeps, as pages and lists know of it.

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;

/// A document this device keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The document.
    pub(crate) doc: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Whether a server knows it.
    pub(crate) registered: bool,
    /// Edits that still have to reach the server.
    pub(crate) unsent: usize,
    /// Whether a pack brought it, and the server has not been asked about it since.
    pub(crate) is_brought: bool,
    /// Whether the server last refused it to this person, so that this copy may be the last one for them.
    pub(crate) is_refused: bool,
    /// The bytes of its edits.
    pub(crate) bytes: usize,
}

impl Kept {
    /// Whether the device may know more of it than the server's list does.
    pub(crate) fn is_ahead(&self) -> bool {
        self.unsent > 0 || !self.registered || self.is_brought
    }
}

/// The reason why nothing is kept on this device, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The browser gives no storage.
    Refused,
    /// There is no room left.
    Full,
    /// The browser has cleared what was kept.
    Evicted,
}

impl Trouble {
    /// The trouble and the way out of it, in words for the person.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Refused => {
                "This browser keeps nothing for Muster, as in a private window: nothing opens here without a \
                 connection, and your words are safe only once they are saved. Open Muster in an ordinary window, or let it \
                 store data in the browser’s settings."
            }
            Self::Full => {
                "This device has no room left for Muster: nothing more is kept here, and new words need a connection to be \
                 saved. Throw away documents that you do not need without a connection, or make room on the device."
            }
            Self::Evicted => {
                "This browser has cleared what Muster kept on this device. Documents come back from the server; words that \
                 had not been sent are gone. Install Muster as an app, or let it store data in the browser’s settings, and it \
                 is less likely to happen again."
            }
        }
    }
}
