//! One connection in a room: what it may do, and which of its frames wait for the disk.

use std::collections::VecDeque;

use super::change::Sent;
use super::slow::Behind;
use super::{Output, Protocol, nack_frame};
use crate::access::Role;
use crate::id::SessionId;
use crate::limits::Limits;
use crate::wire::{Nack, NackCode};

/// How often in a row a session is asked for what is missing, while nothing it sends fits.
const ASKED_MAX: u8 = 3;

/// What the session was last asked, and has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// What it has, as everybody is when they join.
    OnJoining,
    /// What it has, because something it sent builds on it.
    ToResync,
    /// It has answered.
    Nothing,
}

/// One connection in a room.
pub(super) struct Session {
    protocol: Protocol,
    pub(super) role: Role,
    /// Whether it was told what it lacks; before that it would not understand what it hears.
    pub(super) is_told: bool,
    /// How many document-changing frames it has sent.
    n_frames: u64,
    /// The last ack sent.
    acked: u64,
    /// Frames on their way to the disk: number and ticket, in order.
    waiting: VecDeque<(u64, u64)>,
    /// The answer to its question, and the append that must be written before it may have it.
    answer: Option<(u64, Vec<Output>)>,
    question: Question,
    /// How often it was asked since something it sent last fitted.
    n_asked: u8,
    /// What it has missed by reading too slowly, if it has.
    pub(super) behind: Option<Behind>,
    /// When it fell behind of late, in milliseconds.
    collapsed_ms: VecDeque<u64>,
}

impl Session {
    pub(super) fn new(protocol: Protocol, role: Role) -> Self {
        Self {
            protocol,
            role,
            is_told: false,
            n_frames: 0,
            acked: 0,
            waiting: VecDeque::new(),
            answer: None,
            question: Question::OnJoining,
            n_asked: 0,
            behind: None,
            collapsed_ms: VecDeque::new(),
        }
    }

    /// R11: how long the frame that has just come may be. An answer may be as long as a document, once a question.
    pub(super) fn bytes_max(&mut self, sent: Sent, limits: &Limits) -> usize {
        if sent == Sent::AsAnswer && std::mem::replace(&mut self.question, Question::Nothing) != Question::Nothing {
            limits.first_sync_bytes_max()
        } else {
            limits.frame_bytes_max
        }
    }

    /// Whether it is to be asked for what it builds on: not while its answer is on its way, and not for ever, as a
    /// client that lacks something itself can only answer the same again.
    pub(super) fn may_be_asked(&mut self) -> bool {
        let may = self.question != Question::ToResync && self.n_asked < ASKED_MAX;
        if may {
            self.question = Question::ToResync;
            self.n_asked += 1;
        }
        may
    }

    /// Whether it has now fallen behind too often.
    pub(super) fn falls_behind_too_often(&mut self, now_ms: u64, limits: &Limits) -> bool {
        let since_ms = now_ms.saturating_sub(limits.collapse_window_ms);
        self.collapsed_ms.retain(|ms| *ms >= since_ms);
        self.collapsed_ms.push_back(now_ms);
        self.collapsed_ms.len() >= limits.collapses_max
    }

    /// Something it sent was let in.
    pub(super) fn was_understood(&mut self) {
        self.n_asked = 0;
    }

    /// The number of the document-changing frame that has just come.
    pub(super) fn number_frame(&mut self) -> u64 {
        self.n_frames += 1;
        self.n_frames
    }

    pub(super) fn waits_for(&mut self, seq: u64, ticket: u64) {
        self.waiting.push_back((seq, ticket));
    }

    pub(super) fn flushed(&mut self, ticket: u64) {
        while self.waiting.front().is_some_and(|(_, waits_for)| *waits_for <= ticket) {
            self.waiting.pop_front();
        }
    }

    /// A later question replaces an earlier one: its answer holds all that is still lacking.
    pub(super) fn answer_waits_for(&mut self, ticket: u64, answer: Vec<Output>) {
        self.answer = Some((ticket, answer));
    }

    /// The answer that waited for this append. From here on the session hears every change.
    pub(super) fn take_answer(&mut self, written: u64) -> Option<Vec<Output>> {
        let (_, answer) = self.answer.take_if(|(ticket, _)| *ticket <= written)?;
        self.is_told = true;
        Some(answer)
    }

    /// The numbers of the frames that wait, which then no longer do.
    pub(super) fn take_waiting(&mut self) -> Vec<u64> {
        self.waiting.drain(..).map(|(seq, _)| seq).collect()
    }

    /// Everything before the first waiting frame is settled. Nacks of those frames have gone out before.
    pub(super) fn take_ack(&mut self) -> Option<u64> {
        let settled = self.waiting.front().map_or(self.n_frames, |(seq, _)| seq - 1);
        if self.protocol == Protocol::Plain || settled <= self.acked {
            return None;
        }
        self.acked = settled;
        Some(settled)
    }

    /// The nack of a frame, if the session understands one.
    pub(super) fn nack(
        &self,
        id: SessionId,
        seq: u64,
        code: NackCode,
        retryable: bool,
        detail: &str,
    ) -> Option<Output> {
        let nack = Nack { seq, code, retryable, detail: detail.to_owned() };
        (self.protocol == Protocol::Muster).then(|| nack_frame(id, nack))
    }
}
