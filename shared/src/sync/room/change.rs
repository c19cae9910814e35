//! Document-changing frames: what is let in, and what is said to the rest.

use std::sync::Arc;

use super::authors::{Answer, AuthorityOf};
use super::session::Session;
use super::{Output, Pending, Room, SERVER_SESSION, close, send};
use crate::access::Author;
use crate::id::{SessionId, Since};
use crate::sync::gate::Refusal;
use crate::sync::wire::{Frame, NackCode};

/// How a document-changing frame came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// As step 2: it answers a question, if there was one.
    AsAnswer,
    /// As an update.
    Unasked,
    /// With the server's receipt.
    Receipted,
}

impl Room {
    /// A document-changing frame: gate, append; broadcast and ack follow when the log says so.
    pub(super) fn change(&mut self, from: SessionId, update: &[u8], n_bytes: usize, sent: Sent) -> Vec<Output> {
        let (frame_bytes_max, first_sync_bytes_max) =
            (self.limits_of(from).frame_bytes_max, self.limits().first_sync_bytes_max());
        let Some(session) = self.sessions.get_mut(&from) else { return Vec::new() };
        let seq = session.number_frame();
        let bytes_max = if session.answers(sent) { first_sync_bytes_max } else { frame_bytes_max };
        let bytes: Arc<[u8]> = update.into();
        if n_bytes > bytes_max {
            return self.refuse(from, seq, NackCode::TooLarge, &format!("a frame holds {bytes_max} bytes at most"));
        }
        let (role, side, author) = (session.role, session.side, session.author.clone());
        if !self.may_write(role) {
            return self.change_by_reader(from, seq, &bytes);
        }
        if let Some(refused) = self.refuse_for_the_document(from, seq, &bytes, sent) {
            return refused;
        }
        let answers = self.sessions.get(&from).filter(|_| sent == Sent::AsAnswer);
        let answer = answers.map(|session| Answer { own: &session.own, brought: &session.brought });
        let authority = AuthorityOf { authors: &self.authors, author: &author, role, sides: side.as_slice(), answer };
        match self.copy.admit_of(&bytes, &authority) {
            Err(refusal) => self.refuse_with(from, seq, &refusal, sent),
            Ok(admission) if admission.news => self.append(from, seq, bytes, &admission.clients, sent),
            Ok(_) => self.settle(from, seq, sent),
        }
    }

    /// Refuses an update that the document cannot take now, whatever its author may write: R13, and its limit.
    pub(super) fn refuse_for_the_document(
        &mut self,
        from: SessionId,
        seq: u64,
        update: &[u8],
        sent: Sent,
    ) -> Option<Vec<Output>> {
        if !self.takes_edits() && !self.copy.knows(update).unwrap_or(false) {
            return Some(self.put_off(from, seq, sent, "the document cannot be read to its end just now"));
        }
        let (bytes_max, most) =
            (self.limits_of_update(from, sent).document_bytes_max, self.limits().document_bytes_max);
        let full = if self.is_too_much(update, bytes_max) {
            if bytes_max < most {
                "the document is as large as guests may make it"
            } else {
                "the document is at its limit"
            }
        } else if self.has_too_long_a_past(update) {
            "the document's history is at its limit"
        } else {
            return None;
        };
        Some(self.refuse(from, seq, NackCode::Quota, full))
    }

    /// Whether an update would let the document outgrow `bytes_max`. Deletes pass, so that it can be made smaller, and
    /// so does what is here already.
    fn is_too_much(&mut self, bytes: &[u8], bytes_max: usize) -> bool {
        let outgrows = |room: &Self| room.n_bytes + bytes.len() > bytes_max;
        if !outgrows(self) || only_deletes(bytes) || self.copy.knows(bytes).unwrap_or(false) {
            return false;
        }
        // Updates add up, also where they undo each other. The document's real size takes a while to find, so it is
        // measured only when enough has come since it last was. A limit of guests may be small beside it.
        if self.n_bytes - self.n_measured >= bytes_max.max(self.n_measured) / 16 {
            self.n_bytes = self.copy.encode().len();
            self.n_measured = self.n_bytes;
        }
        outgrows(self)
    }

    /// R06: a frame that brings nothing new is acked. The update it repeats may still be on its way to the disk, sent
    /// by another session, so the ack waits for that.
    pub(super) fn settle(&mut self, from: SessionId, seq: u64, sent: Sent) -> Vec<Output> {
        let last = self.next_ticket - 1;
        if let Some(session) = self.sessions.get_mut(&from).filter(|_| sent == Sent::AsAnswer) {
            session.has_answered();
        }
        if let Some(session) = self.sessions.get_mut(&from).filter(|_| last > self.flushed) {
            session.waits_for(seq, last);
        }
        self.acks(from)
    }

    /// A reader's update is acked if it brings nothing new, as every stock client's answer to step 1 does.
    fn change_by_reader(&mut self, from: SessionId, seq: u64, bytes: &Arc<[u8]>) -> Vec<Output> {
        match self.copy.says(bytes) {
            Ok(true) => self.settle(from, seq, Sent::Unasked),
            Ok(false) => self.refuse(from, seq, NackCode::ReadOnly, "you may read this document, not change it"),
            Err(refusal) => self.refuse_with(from, seq, &refusal, Sent::Unasked),
        }
    }

    /// R16: the ids this was written under are from here on its author's, if nobody had them.
    fn append(&mut self, from: SessionId, seq: u64, bytes: Arc<[u8]>, clients: &[Since], sent: Sent) -> Vec<Output> {
        let Some(session) = self.sessions.get_mut(&from) else { return Vec::new() };
        session.waits_for(seq, self.next_ticket);
        session.was_understood();
        if sent == Sent::AsAnswer {
            session.has_answered();
        }
        let binds = self.authors.bind_new(clients, session, sent);
        let author = session.author.clone();
        self.hand_over(from, bytes, author, binds)
    }

    /// Appends what the server itself wrote.
    pub(super) fn append_own(&mut self, bytes: Arc<[u8]>, author: Author) -> Vec<Output> {
        // The id was drawn for this room: all that stands under it is the server's.
        let all = Since { client: self.copy.client(), clock: 0 };
        let binds = if self.authors.bind(all, Author::server()) { vec![all] } else { Vec::new() };
        self.hand_over(SERVER_SESSION, bytes, author, binds)
    }

    pub(super) fn hand_over(
        &mut self,
        from: SessionId,
        bytes: Arc<[u8]>,
        author: Author,
        binds: Vec<Since>,
    ) -> Vec<Output> {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.n_bytes += bytes.len();
        self.n_history += bytes.len() as u64;
        self.n_unwritten += bytes.len();
        self.answers.follow(&bytes);
        let receipt_for = self.receipts.author_of(&bytes, &author, &self.authors);
        self.pending.insert(ticket, Pending { bytes: Arc::clone(&bytes), from, receipt_for });
        vec![Output::Append { ticket, bytes, from, author, binds }]
    }

    pub(super) fn refuse_with(&mut self, from: SessionId, seq: u64, refusal: &Refusal, sent: Sent) -> Vec<Output> {
        let code = match refusal {
            Refusal::MissingDependency => return self.ask_to_resync(from, seq),
            // R18: who answers may hold what others wrote and the server lost. Nobody can say so, and it is no crime.
            Refusal::Forged if sent == Sent::AsAnswer => return self.ask_to_resync(from, seq),
            Refusal::NotYours | Refusal::Ruled { is_own: false, .. }
                if sent == Sent::AsAnswer && self.may_yet_fit(from) =>
            {
                return self.ask_to_resync(from, seq);
            }
            Refusal::Forged => NackCode::ForgedAuthor,
            Refusal::NotYours | Refusal::Ruled { .. } => NackCode::ReadOnly,
            Refusal::TooLarge(_) => NackCode::TooLarge,
            Refusal::Quota(_) => NackCode::Quota,
            Refusal::Malformed(_) | Refusal::Schema(_) => NackCode::Malformed,
        };
        self.refuse(from, seq, code, &refusal.to_string())
    }

    pub(super) fn refuse(&mut self, from: SessionId, seq: u64, code: NackCode, detail: &str) -> Vec<Output> {
        let Some(session) = self.sessions.get_mut(&from) else { return Vec::new() };
        match session.nack(from, seq, code, false, detail) {
            Some(nack) => std::iter::once(nack).chain(self.acks(from)).collect(),
            // A stock client drops a refused change and would never learn of it; 44xx stops it.
            None => vec![close(from, close::FORBIDDEN, detail)],
        }
    }

    /// R13: what cannot be taken just now may be sent again. A stock client does so when it comes back, so it is sent
    /// away; but not for its answer to our question, with which it would come back several times a second.
    fn put_off(&mut self, from: SessionId, seq: u64, sent: Sent, detail: &str) -> Vec<Output> {
        let session = self.sessions.get(&from);
        match session.and_then(|session| session.nack(from, seq, NackCode::Unavailable, true, detail)) {
            Some(nack) => std::iter::once(nack).chain(self.acks(from)).collect(),
            None if sent == Sent::AsAnswer => Vec::new(),
            None => vec![close(from, close::TRY_AGAIN, detail)],
        }
    }

    /// R05: the session is asked for everything we lack; its answer brings the frame again, with what it needs. While
    /// an answer is on its way there is nothing more to ask.
    fn ask_to_resync(&mut self, from: SessionId, seq: u64) -> Vec<Output> {
        let Some(session) = self.sessions.get_mut(&from) else { return Vec::new() };
        let asks = session.may_be_asked();
        session.waits_for_others(self.next_ticket);
        let nack = session.nack(from, seq, NackCode::Resync, true, "it builds on something that is not here");
        let mut outputs: Vec<Output> = nack.into_iter().collect();
        outputs.extend(self.acks(from));
        if asks {
            outputs.push(send(from, &Frame::Step1(&self.copy.state_vector().encode())));
        }
        outputs
    }
}

/// R18: who lacks something is asked again when others have written: it may have come.
impl Room {
    fn may_yet_fit(&self, id: SessionId) -> bool {
        self.sessions.get(&id).is_some_and(|session| session.may_yet_fit())
    }

    pub(super) fn ask_again(&mut self, now_ms: u64) -> Vec<Output> {
        let next_ticket = self.next_ticket;
        let may = |session: &mut Session| session.is_to_be_asked_again(next_ticket, now_ms);
        let asked = self.sessions.iter_mut().filter_map(|(id, session)| may(session).then_some(*id));
        let asked: Vec<SessionId> = asked.collect();
        asked.into_iter().map(|id| send(id, &Frame::Step1(&self.copy.state_vector().encode()))).collect()
    }
}

/// Whether an update only deletes.
pub(super) fn only_deletes(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0)
}
