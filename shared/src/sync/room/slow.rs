//! Slow readers: frames that did not fit into their queue are not sent later piece by piece, but told at once, as one
//! resync from their last known state. Nobody else waits for them, and nothing is kept for them meanwhile.

use std::sync::Arc;

use super::{Output, Room, close};
use crate::id::SessionId;
use crate::sync::gate;
use crate::sync::state_vector::StateVector;
use crate::sync::wire::Frame;

/// The state of a session that has missed frames.
pub(super) struct Behind {
    known: StateVector,
    /// Whether it had been told what it lacks, or missed just that.
    is_told: bool,
}

impl Behind {
    fn miss(&mut self, frame: &[u8]) {
        let Ok(frame) = Frame::read(frame) else { return };
        if let Some(update) = frame.update() {
            lower(&mut self.known, update);
            self.is_told |= matches!(frame, Frame::Step2(_));
        }
    }
}

impl Room {
    /// R12: these frames will never reach the session. Until [`Room::catch_up`] it hears nothing more of the document;
    /// who falls behind again and again is closed, and may come back.
    pub fn missed(&mut self, id: SessionId, frames: &[Arc<[u8]>], now_ms: u64) -> Vec<Output> {
        let falls_behind = self.sessions.get(&id).is_some_and(|session| session.behind.is_none());
        let known = if falls_behind { self.told() } else { StateVector::default() };
        let Some(session) = self.sessions.get_mut(&id) else { return Vec::new() };
        let is_told = std::mem::replace(&mut session.is_told, false);
        let behind = session.behind.get_or_insert(Behind { known, is_told });
        frames.iter().for_each(|frame| behind.miss(frame));
        if falls_behind && session.falls_behind_too_often(now_ms, &self.about.limits.everybody) {
            return vec![close(id, close::TRY_AGAIN, "you read too slowly")];
        }
        Vec::new()
    }

    /// Whether the session has missed something and was not told yet.
    pub fn is_behind(&self, id: SessionId) -> bool {
        self.sessions.get(&id).is_some_and(|session| session.behind.is_some())
    }

    /// The session has read everything that waited for it: it is told what it has missed, and hears again.
    pub fn catch_up(&mut self, id: SessionId) -> Vec<Output> {
        let behind = self.sessions.get_mut(&id).and_then(|session| session.behind.take());
        let Some(behind) = behind else { return Vec::new() };
        let mut outputs = Vec::new();
        if behind.is_told {
            // In one frame, which a queue takes whatever its length: several could be too many at once again.
            let missing = Frame::Step2(&self.copy.encode_diff(&behind.known)).write();
            outputs.extend(self.tell_missing(id, vec![missing.into()]));
        }
        outputs.extend(self.who_is_here(id));
        outputs
    }

    /// The state that everybody has been told of: an update that is not written yet, nobody has.
    fn told(&self) -> StateVector {
        let mut known = self.copy.state_vector();
        self.pending.values().for_each(|pending| lower(&mut known, &pending.bytes));
        known
    }
}

/// Takes out of `known` what `update` brought. Clocks have no holes, so all that came later goes too.
fn lower(known: &mut StateVector, update: &[u8]) {
    match gate::parse(update) {
        Ok(update) => {
            for (client, start) in update.starts() {
                known.0.entry(client).and_modify(|clock| *clock = start.min(*clock));
            }
        }
        // Our own frames can be read; if not, everything is told again.
        Err(_) => known.0.clear(),
    }
}
