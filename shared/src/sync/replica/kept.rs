//! Updates that the server has told or was told and may still lose, in the order they came: others' edits with the
//! server's receipts, and between them this device's own, which the others may build on.
//!
//! They are in memory only. A power cut takes the updates that the server had not flushed, those of the last
//! milliseconds; the devices go on running.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::sync::gate;
use crate::sync::limits::RECEIPTS_BYTES_MAX;
use crate::sync::state_vector::StateVector;
use crate::sync::wire::{Frame, Receipt, Receipted};

/// An update in which nothing stands.
const NOTHING: &[u8] = &[0, 0];

/// The author of an edit.
enum Of {
    /// This person's own; sent again it is an answer.
    Us,
    /// Somebody else's, whom the receipt speaks for.
    Another { author: Vec<u8>, receipt: Receipt },
}

struct Edit {
    of: Of,
    update: Arc<[u8]>,
    /// The number of the frame of this connection that carries it, if one does.
    carried: Option<u64>,
    /// The server has lost it: no broadcast says that it is safe, only an ack.
    is_lost: bool,
}

/// Edits that the server may lose, or has lost, the oldest first.
#[derive(Default)]
pub(super) struct Kept {
    edits: VecDeque<Edit>,
    n_bytes: usize,
    /// Something told again on this connection was refused, so what else is sent must not rely on it.
    is_doubtful: bool,
}

/// The edits that the server has lost, told again.
#[derive(Default)]
pub(super) struct Again {
    /// In these frames.
    pub(super) frames: Vec<Vec<u8>>,
    /// Whether the upload that follows leaves out the structs they hold: a refusal of one of them is then a refusal of
    /// the upload.
    pub(super) is_relied_upon: bool,
}

/// The edit that was refused.
pub(super) enum Refused {
    /// The edit was this person's own, or none of those that are kept.
    Other,
    /// Somebody else's edit.
    Anothers {
        /// Whether frames after it left out the structs it holds.
        was_relied_upon: bool,
    },
}

impl Kept {
    /// The update was sent to the server just now.
    pub(super) fn sent(&mut self, update: &[u8], carried: u64) {
        if update != NOTHING {
            self.push(Edit::new(Of::Us, update.into(), Some(carried)));
        }
    }

    /// The update was told by the server just now: those it told earlier are safe but for the last few.
    pub(super) fn told(&mut self, receipted: &Receipted<'_>, update: Arc<[u8]>) {
        let of = Of::Another { author: receipted.author.to_owned(), receipt: receipted.receipt };
        self.push(Edit::new(of, update, None));
        let n_told = self.edits.iter().filter(|edit| edit.is_told()).count();
        let mut n_safe = n_told.saturating_sub(usize::try_from(receipted.n_at_risk).unwrap_or(usize::MAX));
        if n_safe > 0 {
            self.retain(|edit| {
                let is_safe = n_safe > 0 && edit.is_told();
                n_safe -= usize::from(is_safe);
                !is_safe
            });
        }
    }

    /// Everything this device has is on its way, in frames up to this one.
    pub(super) fn sent_all(&mut self, last: u64) {
        let ours = self.edits.iter_mut().filter(|edit| edit.is_ours());
        ours.for_each(|edit| edit.carried = edit.carried.or(Some(last)));
    }

    /// The edits that the server of this state vector has lost, in frames numbered by `number`. This person's own edits
    /// between others' go along, if they may write. If the frames can be relied upon, `theirs` becomes the server's
    /// state once it has taken them: the rest of the upload is then this person's alone, and can be given a receipt in
    /// its turn.
    pub(super) fn lost(&mut self, theirs: &mut StateVector, may_write: bool, mut number: impl FnMut() -> u64) -> Again {
        for edit in self.edits.iter_mut().filter(|edit| !edit.is_ours()) {
            edit.is_lost = gate::parse(&edit.update).is_ok_and(|update| !update.is_in(theirs));
        }
        if !self.edits.iter().any(|edit| edit.is_lost) {
            return Again::default();
        }
        let is_relied_upon = !self.is_doubtful;
        let goes = |edit: &&mut Edit| edit.is_lost || (may_write && edit.is_ours());
        let again = self.edits.iter_mut().filter(goes).map(|edit| {
            edit.carried = Some(number());
            if let Ok(update) = gate::parse(&edit.update)
                && is_relied_upon
            {
                update.raise(theirs);
            }
            edit.frame()
        });
        Again { frames: again.collect(), is_relied_upon }
    }

    /// Everything carried up to this frame is on the server's disk.
    pub(super) fn acked(&mut self, seq: u64) {
        self.retain(|edit| edit.carried.is_none_or(|number| number > seq));
    }

    /// This frame was refused; refused for good, it is let go.
    pub(super) fn nacked(&mut self, seq: u64, again: bool) -> Refused {
        let is_it = |edit: &Edit| edit.carried == Some(seq);
        let Some(edit) = self.edits.iter_mut().find(|edit| is_it(edit)) else { return Refused::Other };
        let is_ours = edit.is_ours();
        let was_relied_upon = !std::mem::replace(&mut self.is_doubtful, true);
        self.retain(|edit| again || !is_it(edit));
        self.edits.iter_mut().filter(|edit| is_it(edit)).for_each(|edit| edit.carried = None);
        if is_ours { Refused::Other } else { Refused::Anothers { was_relied_upon } }
    }

    /// The connection is gone, and what was on its way with it.
    pub(super) fn unsend(&mut self) {
        self.is_doubtful = false;
        self.edits.iter_mut().for_each(|edit| edit.carried = None);
    }

    fn push(&mut self, edit: Edit) {
        self.n_bytes += edit.update.len();
        self.edits.push_back(edit);
        while self.n_bytes > RECEIPTS_BYTES_MAX
            && let Some(edit) = self.edits.pop_front()
        {
            self.n_bytes -= edit.update.len();
        }
    }

    fn retain(&mut self, stays: impl FnMut(&Edit) -> bool) {
        self.edits.retain(stays);
        self.n_bytes = self.edits.iter().map(|edit| edit.update.len()).sum();
    }
}

impl Edit {
    fn new(of: Of, update: Arc<[u8]>, carried: Option<u64>) -> Self {
        Self { of, update, carried, is_lost: false }
    }

    fn is_ours(&self) -> bool {
        matches!(self.of, Of::Us)
    }

    /// Whether it is one of those that a later broadcast says is safe.
    fn is_told(&self) -> bool {
        !self.is_ours() && !self.is_lost
    }

    fn frame(&self) -> Vec<u8> {
        let update = &self.update;
        match &self.of {
            Of::Us => Frame::Step2(update).write(),
            Of::Another { author, receipt } => {
                Frame::Receipted(Receipted { author, n_at_risk: 0, receipt: *receipt, update }).write()
            }
        }
    }
}
