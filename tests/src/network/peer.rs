//! One tab: its copy, its link, and what it has not stored yet.

use std::collections::VecDeque;
use std::sync::Arc;

use muster_shared::id::SessionId;
use muster_shared::sync::replica::{Reason, Replica};
use muster_shared::sync::wire::{Nack, Purpose};

use super::{StoreOp, TabWord};

/// A message that comes down a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// A frame.
    Frame(Arc<[u8]>),
    /// The end, with its code.
    Close(u16),
}

/// A link, and what is on its way in both directions.
pub(super) struct Wire {
    pub(super) session: SessionId,
    pub(super) up: VecDeque<Vec<u8>>,
    pub(super) down: VecDeque<Down>,
    /// It has missed something, and is told all of it once it has read the rest.
    pub(super) is_behind: bool,
}

impl Wire {
    pub(super) fn new(session: SessionId) -> Self {
        Self { session, up: VecDeque::new(), down: VecDeque::new(), is_behind: false }
    }

    /// Takes out everything that may be told in other words later.
    pub(super) fn give_up(&mut self) -> Vec<Arc<[u8]>> {
        let (mut missed, mut kept) = (Vec::new(), VecDeque::new());
        for down in self.down.drain(..) {
            match down {
                Down::Frame(frame) if may_be_missed(&frame) => missed.push(frame),
                other => kept.push_back(other),
            }
        }
        self.down = kept;
        missed
    }
}

/// Whether a tab may miss the frame: a resync stands for changes of the document, and for who is here.
pub(super) fn may_be_missed(frame: &[u8]) -> bool {
    matches!(Purpose::of(frame), Purpose::Change | Purpose::Presence)
}

/// A link that is closed on the client's side; the server still hears what had been sent.
pub(super) struct Late {
    pub(super) session: SessionId,
    pub(super) up: VecDeque<Vec<u8>>,
}

/// One tab.
pub struct Peer {
    /// The browser it is a tab of.
    pub device: usize,
    /// Its copy of the document.
    pub replica: Replica,
    /// Writes that have not reached the device's storage.
    pub queue: VecDeque<StoreOp>,
    /// Messages that other tabs have sent and this one has not heard yet.
    pub inbox: VecDeque<TabWord>,
    /// It does not come back by itself.
    pub is_stopped: bool,
    /// Why its copy was set aside, if it was.
    pub aside: Option<Reason>,
    /// Every refusal it was sent.
    pub nacks: Vec<Nack>,
    pub(super) wire: Option<Wire>,
    /// Updates that it wrote or found unsaved, and that were not yet seen to be durable.
    pub(super) unconfirmed: Vec<Arc<[u8]>>,
}

impl Peer {
    pub(super) fn new(device: usize, replica: Replica, unconfirmed: Vec<Arc<[u8]>>) -> Self {
        Self {
            device,
            replica,
            queue: VecDeque::new(),
            inbox: VecDeque::new(),
            is_stopped: false,
            aside: None,
            nacks: Vec::new(),
            wire: None,
            unconfirmed,
        }
    }

    /// Whether its link is open, as far as it knows.
    pub fn is_connected(&self) -> bool {
        self.wire.is_some()
    }
}
