//! How far a connection has come, and which edits still have to reach the server's disk.

use std::collections::BTreeMap;

use super::StoreKey;
use crate::state_vector::StateVector;

/// How far the connection has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// There is none.
    Closed,
    /// It is open, and the server has not said hello yet.
    Greeting,
    /// Both know what the other has; frames flow.
    Syncing(Flow),
}

/// What has been said since hello.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Flow {
    /// What the server had when it said hello.
    theirs: StateVector,
    /// Document-changing frames sent.
    n_frames: u64,
    /// The latest frame that carries everything, unless it was refused.
    upload: Option<u64>,
    /// The question that comes with hello has come.
    asked: bool,
    /// Everything the server had when it said hello has come.
    answered: bool,
}

impl Link {
    pub(super) fn syncing(theirs: StateVector) -> Self {
        Self::Syncing(Flow { theirs, ..Flow::default() })
    }

    /// What the server had when it said hello.
    pub(super) fn theirs(&self) -> Option<&StateVector> {
        if let Self::Syncing(flow) = self { Some(&flow.theirs) } else { None }
    }

    /// The number of the document-changing frame about to be sent; none while nothing may be sent.
    pub(super) fn number_frame(&mut self) -> Option<u64> {
        let Self::Syncing(flow) = self else { return None };
        flow.n_frames += 1;
        Some(flow.n_frames)
    }

    pub(super) fn answered(&mut self) {
        if let Self::Syncing(flow) = self {
            flow.answered = true;
        }
    }

    pub(super) fn is_answered(&self) -> bool {
        matches!(self, Self::Syncing(Flow { answered: true, .. }))
    }

    pub(super) fn uploaded(&mut self, seq: u64) {
        if let Self::Syncing(flow) = self {
            flow.upload = Some(seq);
        }
    }

    /// Whether this ack says that a frame with everything in it has reached the server's disk.
    pub(super) fn acks_upload(&self, seq: u64) -> bool {
        matches!(self, Self::Syncing(Flow { upload: Some(upload), .. }) if *upload <= seq)
    }

    /// This frame was refused: no later ack speaks for it.
    pub(super) fn nacked(&mut self, seq: u64) {
        if let Self::Syncing(flow) = self {
            flow.upload.take_if(|upload| *upload == seq);
        }
    }

    /// Whether this is the question that comes with hello.
    pub(super) fn is_first_question(&mut self) -> bool {
        match self {
            Self::Syncing(flow) => !std::mem::replace(&mut flow.asked, true),
            _ => true,
        }
    }
}

/// Edits of this device that no ack has covered, with the frame that carries them, if one does.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    edits: BTreeMap<StoreKey, Option<u64>>,
}

impl Outbox {
    pub(super) fn add(&mut self, key: StoreKey) {
        self.edits.entry(key).or_insert(None);
    }

    pub(super) fn sent(&mut self, key: StoreKey, seq: u64) {
        self.edits.insert(key, Some(seq));
    }

    /// One frame carries everything there is.
    pub(super) fn sent_all(&mut self, seq: u64) {
        self.edits.values_mut().for_each(|carried| *carried = Some(seq));
    }

    /// What was sent may not have arrived.
    pub(super) fn unsend(&mut self) {
        self.edits.values_mut().for_each(|carried| *carried = None);
    }

    /// This frame was refused.
    pub(super) fn unsend_one(&mut self, seq: u64) {
        self.edits.values_mut().filter(|carried| **carried == Some(seq)).for_each(|carried| *carried = None);
    }

    /// Everything carried up to this frame is on disk. Answers which edits that were.
    pub(super) fn acked(&mut self, seq: u64) -> Vec<StoreKey> {
        let is_saved = |carried: &Option<u64>| carried.is_some_and(|carrier| carrier <= seq);
        let saved: Vec<StoreKey> =
            self.edits.iter().filter(|(_, carried)| is_saved(carried)).map(|(key, _)| *key).collect();
        self.forget(&saved);
        saved
    }

    pub(super) fn forget(&mut self, keys: &[StoreKey]) {
        for key in keys {
            self.edits.remove(key);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.edits.len()
    }
}
