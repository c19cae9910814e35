//! The frames a session may send, and their cost: the room sets both, and the socket keeps the session to them.

use super::change::only_deletes;
use super::{Room, Session};
use crate::id::SessionId;

/// R24: what the last frame of a session made the room do beyond the frame's own length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Bytes that were read and made to answer it.
    pub answer_bytes: usize,
    /// Bytes of presence that everybody is told because of it.
    pub presence_bytes: usize,
}

impl Room {
    /// The cost of the frames since the last call.
    pub fn take_cost(&mut self) -> Cost {
        std::mem::take(&mut self.cost)
    }

    /// How long a message of a session may be just now, in bytes. Only a session that may write and has been asked what it
    /// has may send as much as a whole document, once a question.
    pub fn message_bytes_max(&self, id: SessionId) -> usize {
        let uploads = |session: &Session| self.may_write(self.role_now(session.role)) && session.is_asked();
        if self.sessions.get(&id).is_some_and(|session| uploads(session)) {
            self.limits().first_sync_bytes_max()
        } else {
            self.limits_of(id).frame_bytes_max
        }
    }

    /// How many bytes of history are kept, as the log has measured.
    pub fn remember_history(&mut self, n_bytes: u64) {
        self.n_history = n_bytes;
    }

    /// How many bytes of history are kept, at most.
    pub fn n_history(&self) -> u64 {
        self.n_history
    }

    /// Whether so much history is kept that the document takes no growth.
    pub fn is_past_full(&self) -> bool {
        self.n_history >= self.limits().history_bytes_max
    }

    /// R25: whether an update would let the history outgrow its limit. Deletes pass, and so does what is here already.
    pub(super) fn has_too_long_a_past(&self, update: &[u8]) -> bool {
        let n_after = self.n_history + update.len() as u64;
        n_after > self.limits().history_bytes_max && !only_deletes(update) && !self.copy.knows(update).unwrap_or(false)
    }
}
