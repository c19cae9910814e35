//! Updates that a power cut can still take, told with the server's receipt; and updates that come back with one.
//!
//! A receipt says: this server let this update in, as this author's. It goes with updates that their author alone
//! wrote: an answer may hold structs of no author, and says other authors' structs again, which are passed over unread.
//! A struct that nobody checked must not come back as anybody's.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::Arc;

use super::authors::{AuthorityOf, Authors};
use super::change::Sent;
use super::session::Session;
use super::{Output, Pending, Protocol, Room, SERVER_SESSION};
use crate::access::{Author, Role, Side};
use crate::id::{SessionId, Since};
use crate::sync::gate;
use crate::sync::limits::RECEIPTS_BYTES_MAX;
use crate::sync::wire::{Frame, NackCode, Receipt, Receipted};

/// The maker of receipts for one history of one document, who knows their own again. The room itself has no secret.
pub trait Notary: Send + Sync {
    /// The author, sealed, and the receipt of an update of theirs.
    fn receipt(&self, author: &Author, update: &[u8]) -> (Vec<u8>, Receipt);

    /// The update's author, if the receipt was made here. How long it takes to say no tells nothing of the right
    /// receipt.
    fn author_of(&self, receipted: &Receipted<'_>) -> Option<Author>;
}

/// The receipts of one room.
#[derive(Default)]
pub(super) struct Receipts {
    /// None on a server where everybody is one and may hand back everything.
    notary: Option<Box<dyn Notary>>,
    /// Frames with receipts that are written and not flushed, by their appends.
    at_risk: VecDeque<(u64, Arc<[u8]>)>,
    n_bytes: usize,
}

impl Receipts {
    /// The author whose receipt an update bears when it is told: its own, if they alone wrote all that stands in it.
    pub(super) fn author_of(&self, update: &[u8], author: &Author, authors: &Authors) -> Option<Author> {
        let is_theirs = |(client, clock)| authors.is_bound_to(Since { client, clock }, author);
        let receipts = self.notary.is_some() && !author.is_everybody();
        let is_all_theirs = || gate::parse(update).is_ok_and(|update| update.starts().all(is_theirs));
        (receipts && is_all_theirs()).then(|| author.clone())
    }

    /// The frame of an update that was just written, if it bears a receipt.
    fn told(&mut self, ticket: u64, flushed: u64, pending: &Pending) -> Option<Arc<[u8]>> {
        let (author, receipt) = self.notary.as_ref()?.receipt(pending.receipt_for.as_ref()?, &pending.bytes);
        let receipted = Receipted { author: &author, n_at_risk: ticket - flushed, receipt, update: &pending.bytes };
        let frame: Arc<[u8]> = Frame::Receipted(receipted).write().into();
        self.n_bytes += frame.len();
        self.at_risk.push_back((ticket, Arc::clone(&frame)));
        while self.n_bytes > RECEIPTS_BYTES_MAX {
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

    /// R22: whose it is, if it bears this server's receipt.
    fn vouched(&self, receipted: &Receipted<'_>) -> Option<Author> {
        self.notary.as_ref()?.author_of(receipted)
    }
}

impl Room {
    /// From now on what is told bears a receipt, and what comes back with one is taken.
    pub fn give_receipts_by(&mut self, notary: Box<dyn Notary>) {
        self.receipts.notary = Some(notary);
    }

    /// R02, R23: an update that is written, to everybody but who sent it. One frame for all who know receipts, and one for
    /// all others.
    pub(super) fn tell_update(&mut self, ticket: u64, pending: &Pending) -> Vec<Output> {
        let receipted = self.receipts.told(ticket, self.flushed, pending);
        let plain = OnceCell::new();
        let hears = |id: SessionId, session: &Session| id != pending.from && session.hears_updates();
        let frames = self.sessions.iter().filter(|(id, session)| hears(**id, session)).map(|(id, session)| {
            let receipted = receipted.as_ref().filter(|_| session.protocol == Protocol::Muster);
            let plain = || plain.get_or_init(|| Frame::Update(&pending.bytes).write().into());
            Output::Send { to: *id, frame: Arc::clone(receipted.unwrap_or_else(plain)) }
        });
        frames.collect()
    }

    /// R22: the receipt says whose it is and that they were allowed to, whoever brings it.
    pub(super) fn take_back(&mut self, from: SessionId, receipted: &Receipted<'_>, n_bytes: usize) -> Vec<Output> {
        let speaks_marks = |session: &Session| session.protocol == Protocol::Muster;
        let Some(session) = self.sessions.get_mut(&from).filter(|session| speaks_marks(session)) else {
            return Vec::new();
        };
        let seq = session.number_frame();
        if n_bytes > self.limits_of_update(from, Sent::Receipted).frame_bytes_max {
            return self.refuse(from, seq, NackCode::TooLarge, "a frame is not as long as that");
        }
        let Some(author) = self.receipts.vouched(receipted) else {
            return self.refuse(from, seq, NackCode::ForgedAuthor, "this server gave no such receipt");
        };
        let bytes: Arc<[u8]> = receipted.update.into();
        if let Some(refused) = self.refuse_for_the_document(from, seq, &bytes, Sent::Receipted) {
            return refused;
        }
        // The room had let it in, so that its author was on the right side then.
        let (authors, sides) = (&self.authors, &Side::ALL[..]);
        let authority = AuthorityOf { authors, author: &author, role: Role::Editor, sides, answer: None };
        match self.copy.admit_of(&bytes, &authority) {
            Err(refusal) => self.refuse_with(from, seq, &refusal, Sent::Receipted),
            Ok(admission) if admission.news => {
                let Some(session) = self.sessions.get_mut(&from) else { return Vec::new() };
                session.waits_for(seq, self.next_ticket);
                session.was_understood();
                let binds = self.authors.bind_all(&admission.clients, &author);
                // The session that brings it hears it too: it may have heard the receipt, and not the updates before
                // it.
                self.hand_over(SERVER_SESSION, bytes, author, binds)
            }
            Ok(_) => self.settle(from, seq, Sent::Receipted),
        }
    }
}
