//! How far a connection has come, and which edits still have to reach the server's disk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::StoreKey;
use crate::sync::limits::ASKED_MAX;
use crate::sync::state_vector::StateVector;

/// The frames that carry one thing together, by their numbers. Refused in part it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frames {
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Frames {
    fn has(self, seq: u64) -> bool {
        (self.first..=self.last).contains(&seq)
    }
}

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

/// The frames that have been exchanged since hello.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Flow {
    /// The server's state vector in its hello.
    theirs: StateVector,
    /// Document-changing frames sent.
    n_frames: u64,
    /// The latest frames that carry everything, unless they were refused.
    upload: Option<Frames>,
    /// The question that comes with hello has come.
    asked: bool,
    /// The updates that this copy lacked have come.
    told: bool,
    /// How often the server has asked for what it lacks since it last took something.
    n_questions: u8,
    /// The server's sentence on why everything does not fit there, once it asks for it no more by itself.
    misfit: Option<String>,
}

impl Link {
    pub(super) fn syncing(theirs: StateVector) -> Self {
        Self::Syncing(Flow { theirs, ..Flow::default() })
    }

    /// The server's state vector in its hello.
    pub(super) fn theirs(&self) -> Option<&StateVector> {
        if let Self::Syncing(flow) = self { Some(&flow.theirs) } else { None }
    }

    /// Whether frames may be sent.
    pub(super) fn is_syncing(&self) -> bool {
        matches!(self, Self::Syncing(_))
    }

    /// The numbers of so many document-changing frames about to be sent.
    pub(super) fn number_frames(&mut self, n: usize) -> Frames {
        let Self::Syncing(flow) = self else { return Frames { first: 0, last: 0 } };
        let first = flow.n_frames + 1;
        flow.n_frames += n as u64;
        Frames { first, last: flow.n_frames }
    }

    pub(super) fn uploaded(&mut self, frames: Frames) {
        if let Self::Syncing(flow) = self {
            flow.upload = Some(frames);
        }
    }

    /// Whether this ack says that frames with everything in them have reached the server's disk.
    pub(super) fn acks_upload(&self, seq: u64) -> bool {
        matches!(self, Self::Syncing(Flow { upload: Some(upload), .. }) if upload.last <= seq)
    }

    /// This frame was refused: no later ack speaks for it. Answers whether it was to carry everything.
    pub(super) fn nacked(&mut self, seq: u64) -> bool {
        let Self::Syncing(flow) = self else { return false };
        flow.upload.take_if(|upload| upload.has(seq)).is_some()
    }

    /// The server has taken something, and asks again for what it lacks.
    pub(super) fn took(&mut self) {
        if let Self::Syncing(flow) = self {
            flow.n_questions = 0;
        }
    }

    /// Everything has reached the server's disk.
    pub(super) fn fits(&mut self) {
        if let Self::Syncing(flow) = self {
            flow.misfit = None;
        }
    }

    /// C16: everything was sent and does not fit there. The server asks for it a few times, and then leaves it at that until others
    /// have written.
    pub(super) fn does_not_fit(&mut self, why: &str) {
        if let Self::Syncing(flow) = self
            && flow.n_questions >= ASKED_MAX
        {
            flow.misfit = Some(why.to_owned());
        }
    }

    /// The server's sentence on why nothing is on its way, although it lacks something.
    pub(super) fn misfit(&self) -> Option<&str> {
        if let Self::Syncing(flow) = self { flow.misfit.as_deref() } else { None }
    }

    /// The updates that this copy lacked have come.
    pub(super) fn told(&mut self) {
        if let Self::Syncing(flow) = self {
            flow.told = true;
        }
    }

    /// Whether what comes may build on what this copy lacks, and is to come yet.
    pub(super) fn is_untold(&self) -> bool {
        matches!(self, Self::Syncing(flow) if !flow.told)
    }

    /// Whether the updates that this copy lacked have come.
    pub(super) fn is_told(&self) -> bool {
        matches!(self, Self::Syncing(flow) if flow.told)
    }

    /// Whether this is the question that comes with hello.
    pub(super) fn is_first_question(&mut self) -> bool {
        let Self::Syncing(flow) = self else { return true };
        let is_first = !std::mem::replace(&mut flow.asked, true);
        flow.n_questions = flow.n_questions.saturating_add(u8::from(!is_first));
        is_first
    }
}

/// An edit of this device that no ack has covered.
#[derive(Debug, Clone)]
struct Unsaved {
    /// Its update.
    bytes: Arc<[u8]>,
    /// The frames that carry it, if any do.
    carried: Option<Frames>,
    /// Whether the device has confirmed that it keeps it.
    is_stored: bool,
}

/// Edits of this device that no ack has covered.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    edits: BTreeMap<StoreKey, Unsaved>,
}

impl Outbox {
    /// An edit that was made just now.
    pub(super) fn add(&mut self, key: StoreKey, bytes: &Arc<[u8]>) {
        let unsaved = || Unsaved { bytes: Arc::clone(bytes), carried: None, is_stored: false };
        self.edits.entry(key).or_insert_with(unsaved);
    }

    /// Every edit with its update, each tab's in its order.
    pub(super) fn edits(&self) -> Vec<(StoreKey, Arc<[u8]>)> {
        self.edits.iter().map(|(key, edit)| (*key, Arc::clone(&edit.bytes))).collect()
    }

    /// The update of an edit.
    pub(super) fn bytes(&self, key: StoreKey) -> Option<Arc<[u8]>> {
        self.edits.get(&key).map(|edit| Arc::clone(&edit.bytes))
    }

    /// Something else is sent in the place of an edit.
    pub(super) fn replace(&mut self, key: StoreKey, bytes: Arc<[u8]>) {
        if let Some(edit) = self.edits.get_mut(&key) {
            edit.bytes = bytes;
        }
    }

    /// The edits that this frame carries.
    pub(super) fn carried_by(&self, seq: u64) -> Vec<StoreKey> {
        let carried = |edit: &Unsaved| edit.carried.is_some_and(|frames| frames.has(seq));
        self.edits.iter().filter(|(_, edit)| carried(edit)).map(|(key, _)| *key).collect()
    }

    /// Whether an edit is in a frame that is not answered.
    pub(super) fn is_on_its_way(&self) -> bool {
        self.edits.values().any(|edit| edit.carried.is_some())
    }

    /// The device has confirmed this edit, or gave it.
    pub(super) fn stored(&mut self, key: StoreKey) {
        if let Some(edit) = self.edits.get_mut(&key) {
            edit.is_stored = true;
        }
    }

    /// Whether the device keeps every edit.
    pub(super) fn is_stored(&self) -> bool {
        self.edits.values().all(|edit| edit.is_stored)
    }

    pub(super) fn has(&self, key: StoreKey) -> bool {
        self.edits.contains_key(&key)
    }

    pub(super) fn sent(&mut self, key: StoreKey, frames: Frames) {
        if let Some(edit) = self.edits.get_mut(&key) {
            edit.carried = Some(frames);
        }
    }

    /// These frames carry everything there is.
    pub(super) fn sent_all(&mut self, frames: Frames) {
        self.edits.values_mut().for_each(|edit| edit.carried = Some(frames));
    }

    /// Frames that were sent may not have arrived.
    pub(super) fn unsend(&mut self) {
        self.edits.values_mut().for_each(|edit| edit.carried = None);
    }

    /// This frame was refused.
    pub(super) fn unsend_one(&mut self, seq: u64) {
        let refused = self.edits.values_mut().filter(|edit| edit.carried.is_some_and(|frames| frames.has(seq)));
        refused.for_each(|edit| edit.carried = None);
    }

    /// Everything carried up to this frame is on disk. Answers which edits that were.
    pub(super) fn acked(&mut self, seq: u64) -> Vec<StoreKey> {
        let is_saved = |edit: &Unsaved| edit.carried.is_some_and(|frames| frames.last <= seq);
        let saved: Vec<StoreKey> = self.edits.iter().filter(|(_, edit)| is_saved(edit)).map(|(key, _)| *key).collect();
        self.forget(&saved);
        saved
    }

    pub(super) fn forget(&mut self, keys: &[StoreKey]) {
        for key in keys {
            self.edits.remove(key);
        }
    }

    /// The tabs that wrote these edits, each once.
    pub(super) fn clients(&self) -> BTreeSet<u64> {
        crate::order::gather(self.edits.keys().map(|key| key.client))
    }

    pub(super) fn len(&self) -> usize {
        self.edits.len()
    }
}
