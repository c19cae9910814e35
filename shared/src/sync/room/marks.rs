//! What a power cut can still take, told with the server's mark; and what comes back with one.
//!
//! A mark says: this server let this update in, as this author's. It is put on what its author alone wrote: an answer
//! may hold what is nobody's, and says other authors' structs again, which are passed over unread. What nobody checked
//! must not come back as anybody's.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::Arc;

use super::authors::{Authors, HandOf};
use super::change::Sent;
use super::session::Session;
use super::{Output, Pending, Protocol, Room, SERVER_SESSION};
use crate::access::{Author, Role};
use crate::id::SessionId;
use crate::sync::gate;
use crate::sync::limits::MARKED_BYTES_MAX;
use crate::sync::wire::{Frame, Mark, Marked, NackCode};

/// Makes and knows the server's marks in one history of one document. The room itself has no secret.
pub trait Marker: Send + Sync {
    /// The author, sealed, and the mark of an update of theirs.
    fn mark(&self, author: &Author, update: &[u8]) -> (Vec<u8>, Mark);

    /// Whose it is, if it was marked here. How long it takes to say no tells nothing of the right mark.
    fn author_of(&self, marked: &Marked<'_>) -> Option<Author>;
}

/// The marks of one room.
#[derive(Default)]
pub(super) struct Marks {
    /// None on a server where everybody is one and may hand back everything.
    marker: Option<Box<dyn Marker>>,
    /// Marked frames that are written and not flushed, by their appends.
    at_risk: VecDeque<(u64, Arc<[u8]>)>,
    n_bytes: usize,
}

impl Marks {
    /// Whose mark an update bears when it is told: its author's, if they alone wrote all that stands in it.
    pub(super) fn author_of(&self, update: &[u8], author: &Author, authors: &Authors) -> Option<Author> {
        let is_theirs = |client| authors.is_bound_to(client, author);
        let marks = self.marker.is_some() && !author.is_everybody();
        let is_all_theirs = || gate::parse(update).is_ok_and(|update| update.clients().all(is_theirs));
        (marks && is_all_theirs()).then(|| author.clone())
    }

    /// The frame of an update that was just written, if it bears a mark.
    fn told(&mut self, ticket: u64, flushed: u64, pending: &Pending) -> Option<Arc<[u8]>> {
        let (author, mark) = self.marker.as_ref()?.mark(pending.marked_for.as_ref()?, &pending.bytes);
        let marked = Marked { author: &author, n_at_risk: ticket - flushed, mark, update: &pending.bytes };
        let frame: Arc<[u8]> = Frame::Marked(marked).write().into();
        self.n_bytes += frame.len();
        self.at_risk.push_back((ticket, Arc::clone(&frame)));
        while self.n_bytes > MARKED_BYTES_MAX {
            self.forget_first();
        }
        Some(frame)
    }

    /// Everything up to this append is on disk.
    pub(super) fn flushed(&mut self, ticket: u64) {
        while self.at_risk.front().is_some_and(|(first, _)| *first <= ticket) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, frame)) = self.at_risk.pop_front() {
            self.n_bytes -= frame.len();
        }
    }

    /// R23: what a session that was just told everything could not hand back without.
    pub(super) fn for_joiner(&self, to: SessionId, protocol: Protocol) -> impl Iterator<Item = Output> {
        let frames = self.at_risk.iter().filter(move |_| protocol == Protocol::Muster);
        frames.map(move |(_, frame)| Output::Send { to, frame: Arc::clone(frame) })
    }

    /// R22: whose it is, if it bears this server's mark.
    fn vouched(&self, marked: &Marked<'_>) -> Option<Author> {
        self.marker.as_ref()?.author_of(marked)
    }
}

impl Room {
    /// From now on what is told is marked, and what comes back marked is taken.
    pub fn mark_with(&mut self, marker: Box<dyn Marker>) {
        self.marks.marker = Some(marker);
    }

    /// R02, R23: an update that is written, to everybody but who sent it. One frame for all who know marks, and one for
    /// all others.
    pub(super) fn tell_update(&mut self, ticket: u64, pending: &Pending) -> Vec<Output> {
        let marked = self.marks.told(ticket, self.flushed, pending);
        let plain = OnceCell::new();
        let hears = |(id, session): &(&SessionId, &Session)| **id != pending.from && session.hears_updates();
        let frames = self.sessions.iter().filter(hears).map(|(id, session)| {
            let marked = marked.as_ref().filter(|_| session.protocol == Protocol::Muster);
            let plain = || plain.get_or_init(|| Frame::Update(&pending.bytes).write().into());
            Output::Send { to: *id, frame: Arc::clone(marked.unwrap_or_else(plain)) }
        });
        frames.collect()
    }

    /// R22: the mark says whose it is and that they were allowed to, whoever brings it.
    pub(super) fn take_back(&mut self, from: SessionId, marked: &Marked<'_>, n_bytes: usize) -> Vec<Output> {
        let speaks_marks = |session: &&mut Session| session.protocol == Protocol::Muster;
        let Some(session) = self.sessions.get_mut(&from).filter(speaks_marks) else { return Vec::new() };
        let seq = session.number_frame();
        if n_bytes > self.about.limits.frame_bytes_max {
            return self.refuse(from, seq, NackCode::TooLarge, "a frame is not as long as that");
        }
        let Some(author) = self.marks.vouched(marked) else {
            return self.refuse(from, seq, NackCode::ForgedAuthor, "this server did not mark it");
        };
        let bytes: Arc<[u8]> = marked.update.into();
        if let Some(refused) = self.refuse_for_the_document(from, seq, &bytes, Sent::Marked) {
            return refused;
        }
        let hand = HandOf { authors: &self.authors, author: &author, role: Role::Editor };
        match self.copy.admit_of(&bytes, &hand) {
            Err(refusal) => self.refuse_with(from, seq, &refusal, Sent::Marked),
            Ok(admission) if admission.news => {
                let Some(session) = self.sessions.get_mut(&from) else { return Vec::new() };
                session.waits_for(seq, self.next_ticket);
                session.was_understood();
                let binds = self.authors.bind_all(&admission.clients, &author);
                // Who brings it hears it too: they may have heard the mark, and not what came before it.
                self.hand_over(SERVER_SESSION, bytes, author, binds)
            }
            Ok(_) => self.settle(from, seq, Sent::Marked),
        }
    }
}
