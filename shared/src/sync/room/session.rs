//! One connection in a room: what it may do, and which of its frames wait for the disk.

use std::collections::{BTreeSet, VecDeque};

use super::change::Sent;
use super::slow::Behind;
use super::{Output, Protocol, nack_frame};
use crate::access::{Author, Rank, Role, Side, Visitor};
use crate::id::SessionId;
use crate::sync::limits::{ASKED_MAX, CLIENTS_OF_SESSION_MAX, Limits};
use crate::sync::wire::{Nack, NackCode};

/// How long it takes at least until a session is asked again because others have written, in milliseconds.
const ASK_AGAIN_MS: u64 = 1_000;

/// How often it is, until a deletion that its author may not make is taken for its own and not for somebody else's.
const AGAIN_MAX: u8 = 3;

/// The structs that an update of the session builds on are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lacks {
    /// The room's next append when that was last found.
    next_ticket: u64,
    /// When it was last asked because others have written.
    asked_ms: u64,
    /// How often it was.
    n_again: u8,
}

/// The question that the session was last asked, and has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Its state vector, as everybody is asked for when they join.
    OnJoining,
    /// Its state vector, because an update it sent builds on structs that are not here.
    ToResync,
    /// It has answered.
    Nothing,
}

/// One connection in a room.
pub(super) struct Session {
    pub(super) protocol: Protocol,
    pub(super) author: Author,
    /// The author's name, if the server knows it.
    pub(super) name: Option<String>,
    pub(super) role: Role,
    /// The author's rank, by which limits differ.
    pub(super) rank: Option<Rank>,
    /// The side of the team's authority that the author is on.
    pub(super) side: Option<Side>,
    /// R30: whether it is told who else is there.
    pub(super) sees_people: bool,
    /// Client ids it says are its author's.
    pub(super) own: BTreeSet<u64>,
    /// R28: client ids that were new here when it handed back what stands under them, for nobody who is known.
    pub(super) brought: BTreeSet<u64>,
    /// Whether the session has named its own client id by its presence.
    pub(super) has_said_who: bool,
    /// Whether the session was told the updates it lacks; before that it would not understand others.
    pub(super) is_told: bool,
    /// Whether the session was ever told them.
    pub(super) was_told: bool,
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
    /// It sent what builds on something that is not here.
    lacks: Option<Lacks>,
    /// The state of the copy of a session that has read too slowly and missed frames.
    pub(super) behind: Option<Behind>,
    /// When it fell behind of late, in milliseconds.
    collapsed_ms: VecDeque<u64>,
}

impl Session {
    pub(super) fn new(protocol: Protocol, visitor: Visitor) -> Self {
        Self {
            protocol,
            author: visitor.author,
            name: visitor.name,
            role: visitor.role,
            rank: visitor.rank,
            side: visitor.side,
            sees_people: visitor.sees_people,
            own: BTreeSet::new(),
            brought: BTreeSet::new(),
            has_said_who: false,
            is_told: false,
            was_told: false,
            n_frames: 0,
            acked: 0,
            waiting: VecDeque::new(),
            answer: None,
            question: Question::OnJoining,
            n_asked: 0,
            lacks: None,
            behind: None,
            collapsed_ms: VecDeque::new(),
        }
    }

    /// R08: whether it hears changes as they happen.
    pub(super) fn hears_updates(&self) -> bool {
        self.is_told && self.behind.is_none()
    }

    /// Whether it was asked what it has, and has not answered.
    pub(super) fn is_asked(&self) -> bool {
        self.question != Question::Nothing
    }

    /// R11: whether the frame that has just come is the answer to a question, which may be as long as a document, once a
    /// question.
    pub(super) fn answers(&mut self, sent: Sent) -> bool {
        sent == Sent::AsAnswer && std::mem::replace(&mut self.question, Question::Nothing) != Question::Nothing
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

    /// R18: what it sent builds on something that is not here, or hands back what others wrote. It may fit once somebody
    /// else has written what the next append is, or a later one.
    pub(super) fn waits_for_others(&mut self, next_ticket: u64) {
        self.lacks.get_or_insert(Lacks { next_ticket, asked_ms: 0, n_again: 0 }).next_ticket = next_ticket;
    }

    /// Whether it is time to ask it again: something came meanwhile, and it was not asked just now.
    pub(super) fn is_to_be_asked_again(&mut self, next_ticket: u64, now_ms: u64) -> bool {
        let is_open = self.question == Question::ToResync;
        let Some(lacks) = self.lacks.as_mut().filter(|lacks| !is_open && lacks.next_ticket < next_ticket) else {
            return false;
        };
        let is_time = now_ms.saturating_sub(lacks.asked_ms) >= ASK_AGAIN_MS;
        if is_time {
            *lacks = Lacks { next_ticket, asked_ms: now_ms, n_again: lacks.n_again.saturating_add(1) };
            self.question = Question::ToResync;
        }
        is_time
    }

    /// Whether what it hands back may yet fit: others have not written often enough since to say that it never will.
    pub(super) fn may_yet_fit(&self) -> bool {
        self.lacks.is_none_or(|lacks| lacks.n_again < AGAIN_MAX)
    }

    /// An answer of it was let in, so nothing is lacking any more.
    pub(super) fn has_answered(&mut self) {
        self.lacks = None;
    }

    /// The session says that these ids are its author's. Ids beyond the limit stay nobody's.
    pub(super) fn claim(&mut self, clients: Vec<u64>) {
        let left = CLIENTS_OF_SESSION_MAX.saturating_sub(self.own.len());
        self.own.extend(clients.into_iter().take(left));
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

    /// The answer that waited for this append.
    pub(super) fn take_answer(&mut self, written: u64) -> Option<Vec<Output>> {
        self.answer.take_if(|(ticket, _)| *ticket <= written).map(|(_, answer)| answer)
    }

    /// R08, R23: the answer it is given now, with the frames with receipts of what is not flushed. From here on it hears every
    /// change. The receipts come first, as it may lose its connection in between; but who is not new here could not make
    /// sense of them before the answer.
    pub(super) fn tell(&mut self, answer: Vec<Output>, receipted: impl Iterator<Item = Output>) -> Vec<Output> {
        self.is_told = true;
        if std::mem::replace(&mut self.was_told, true) {
            answer.into_iter().chain(receipted).collect()
        } else {
            receipted.chain(answer).collect()
        }
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
