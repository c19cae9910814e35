//! One tab: its copy, its link, and what it has not stored yet.

use std::collections::VecDeque;
use std::sync::Arc;

use muster_shared::id::SessionId;
use muster_shared::replica::{Reason, Replica};
use muster_shared::wire::Nack;

use super::{StoreOp, TabWord};

/// What comes down a link.
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
}

impl Wire {
    pub(super) fn new(session: SessionId) -> Self {
        Self { session, up: VecDeque::new(), down: VecDeque::new() }
    }
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
    /// What other tabs have said and this one has not heard yet.
    pub inbox: VecDeque<TabWord>,
    /// It does not come back by itself.
    pub is_stopped: bool,
    /// Why its copy was set aside, if it was.
    pub aside: Option<Reason>,
    /// Every refusal it was sent.
    pub nacks: Vec<Nack>,
    pub(super) wire: Option<Wire>,
    /// What it wrote or found unsaved, and was not yet seen to be durable.
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
