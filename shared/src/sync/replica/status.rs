//! The four words of the status chip, and when each of them is true.

use super::Replica;
use super::link::Link;
use crate::sync::wire::NackCode;

/// The status on the chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Everything this device has written is on the server's disk.
    Saved,
    /// Edits are on their way to the server's disk, or to this device's while there is no server.
    Saving {
        /// Edits on their way.
        n: usize,
    },
    /// Edits are on this device's disk, which keeps them until the server can be reached.
    OnThisDevice {
        /// Edits waiting.
        n: usize,
    },
    /// Edits are only in this tab's memory, or were refused.
    NotSaved(Reason),
}

impl Status {
    /// Which of two is to be told of: the one with more at risk.
    pub fn is_worse_than(&self, other: &Self) -> bool {
        self.risk() > other.risk()
    }

    /// Whether edits stand in this tab's memory and nowhere else, so that closing it may lose them.
    pub fn is_only_here(&self) -> bool {
        match self {
            Self::NotSaved(Reason::OnlyInMemory { .. }) => true,
            Self::NotSaved(Reason::StorageSilent { n }) => *n > 0,
            _ => false,
        }
    }

    fn risk(&self) -> u8 {
        match self {
            Self::Saved => 0,
            Self::Saving { .. } => 1,
            Self::OnThisDevice { .. } => 2,
            Self::NotSaved(_) => 3,
        }
    }
}

/// Why something is not saved, or cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The device refuses to store and the server cannot be reached: this tab's memory is all there is.
    OnlyInMemory {
        /// Edits at risk.
        n: usize,
    },
    /// The device's storage neither takes nor refuses: what it keeps cannot be seen, and nothing can be added.
    StorageSilent {
        /// Edits that have not reached the server either.
        n: usize,
    },
    /// The server refused an edit for good.
    Refused {
        /// Its code.
        code: NackCode,
        /// The server's sentence.
        detail: String,
    },
    /// This copy belongs to another history of the document.
    OtherHistory,
    /// The server's document is newer than this app understands.
    AppTooOld,
    /// This person may read, not write.
    ReadOnly,
    /// Nobody is signed in here any more.
    SignedOut,
    /// The link that somebody came by opens this document no more.
    LinkEnded,
    /// The server does not know this document.
    Gone,
    /// The server does not take this document, which only this device has.
    NotTaken {
        /// The server's sentence.
        detail: String,
    },
    /// The server's document of this id is of another kind, or of none.
    OtherKind,
    /// This person may not see this document.
    Forbidden,
    /// The document cannot be opened; its bytes are kept.
    Broken,
}

impl Reason {
    /// A sentence for the person.
    pub fn sentence(&self) -> String {
        match self {
            Self::OnlyInMemory { n } => {
                let edits = if *n == 1 { "One edit is".to_owned() } else { format!("{n} edits are") };
                format!(
                    "This browser will not keep offline copies, as in a private window or where no room is left. {edits} \
                     only in this tab: leave it open until there is a connection, or copy your words out."
                )
            }
            Self::StorageSilent { n: 0 } => {
                "This browser’s storage does not answer, so nothing can be kept on this device just now. Closing other \
                 tabs of Muster, or the browser, may help."
                    .to_owned()
            }
            Self::StorageSilent { n } => {
                let edits = if *n == 1 { "One edit is".to_owned() } else { format!("{n} edits are") };
                format!("This browser’s storage does not answer. {edits} not kept on this device until it does.")
            }
            Self::Refused { detail, .. } => format!("The server refused an edit: {detail}."),
            Self::OtherHistory => {
                "This document was started anew on the server. Your copy is kept on this device.".to_owned()
            }
            Self::AppTooOld => "A newer Muster wrote this document. Reload to edit it.".to_owned(),
            Self::ReadOnly => "You may read this document, not change it.".to_owned(),
            Self::SignedOut => "Signed out: what you write stays on this device.".to_owned(),
            Self::LinkEnded => "This link does not open the document any more.".to_owned(),
            Self::Gone => "The server does not know this document.".to_owned(),
            Self::NotTaken { detail } => {
                format!("The server did not take this document: {detail}. It is kept on this device, and nowhere else.")
            }
            Self::OtherKind => "There is a document at this address, but of another kind.".to_owned(),
            Self::Forbidden => "This document is not for you, or not there any more.".to_owned(),
            Self::Broken => "This document cannot be opened here. Its content is kept.".to_owned(),
        }
    }
}

/// C02: severity follows what of this person's work is at risk, not the connection.
pub(super) fn of(replica: &Replica) -> Status {
    let n = replica.n_unsaved();
    // A reader has nothing of their own at risk when the server lost its tail.
    let is_ahead = replica.server_lacks && replica.read_only.is_none();
    if let Some(reason) = &replica.aside {
        return Status::NotSaved(reason.clone());
    }
    if replica.copy.broken().is_some() {
        return Status::NotSaved(Reason::Broken);
    }
    // Edits that the device keeps may still have to reach the server, and nobody can look.
    if replica.storage_silent {
        return Status::NotSaved(Reason::StorageSilent { n });
    }
    // Of a document the server does not give to this person, nobody can say that it is on the server's disk, whatever the
    // server once acked.
    let is_withheld = matches!(
        replica.read_only,
        Some(Reason::Gone | Reason::NotTaken { .. } | Reason::OtherKind | Reason::Forbidden | Reason::OtherHistory)
    );
    if let Some(reason) = replica.read_only.as_ref().filter(|_| n > 0 || is_withheld) {
        return Status::NotSaved(reason.clone());
    }
    match &replica.link {
        _ if n == 0 && !is_ahead => Status::Saved,
        // C16: nothing is on its way, and nobody asks for it.
        link if let Some(why) = link.misfit() => Status::NotSaved(Reason::NotTaken { detail: why.to_owned() }),
        Link::Syncing(_) => Status::Saving { n: n.max(1) },
        _ if replica.storage_failed => Status::NotSaved(Reason::OnlyInMemory { n: n.max(1) }),
        _ if !replica.outbox.is_stored() => Status::Saving { n },
        Link::Closed | Link::Greeting => Status::OnThisDevice { n: n.max(1) },
    }
}
