//! The outputs of a room, carried out: frames into outboxes, appends into the log, and both counted.

use std::collections::VecDeque;
use std::sync::Arc;

use muster_shared::access::Author;
use muster_shared::id::{SessionId, Since};
use muster_shared::kinds::unnamed;
use muster_shared::sync::limits::CLIENTS_WARN;
use muster_shared::sync::room::{Output, close};
use muster_shared::sync::wire::{Frame, Purpose};
use tokio::time::Instant;
use tracing::{debug, warn};

use super::super::outbox::{Full, Outbox, Taken};
use super::{Connected, Failed, Live};
use crate::clock;
use crate::log::Append;

impl Live {
    /// Does what the room wants done, in its order. A session that cannot take what it is sent leaves, which the room
    /// may have more to say about. Nothing of it is done where another node may have the log.
    pub(super) async fn deliver(&mut self, outputs: Vec<Output>) -> Result<(), Failed> {
        if self.house.log.is_live() { self.say(outputs).await } else { Err(Failed) }
    }

    /// The same, whoever has the log: for the last words of a room that its log has failed.
    pub(super) async fn say(&mut self, outputs: Vec<Output>) -> Result<(), Failed> {
        let mut fresh = Vec::new();
        let done = self.carry_out(outputs, &mut fresh).await;
        // Only now, so that each connection sends all of it in one write.
        fresh.iter().for_each(|outbox| outbox.announce());
        done
    }

    /// `fresh` are the outboxes in which something waits that their sockets do not know of.
    async fn carry_out(&mut self, outputs: Vec<Output>, fresh: &mut Vec<Arc<Outbox>>) -> Result<(), Failed> {
        let mut outputs = VecDeque::from(outputs);
        while let Some(output) = outputs.pop_front() {
            match output {
                Output::Append { ticket, bytes, author, binds, .. } => {
                    self.append(ticket, bytes, author, binds).await?
                }
                Output::Send { to, frame } => {
                    let purpose = Purpose::of(&frame);
                    if purpose == Purpose::Refusal {
                        self.count_nack(&frame);
                    }
                    let Some(Connected(outbox)) = self.sessions.get(&to) else { continue };
                    // A client that is asked for its updates may answer at length.
                    if purpose == Purpose::Question {
                        outbox.allow(self.room.message_bytes_max(to));
                    }
                    match outbox.push(frame) {
                        Ok(Taken::First) => fresh.push(Arc::clone(outbox)),
                        Ok(Taken::Behind) => {}
                        Err(Full::Missed(frames)) => outputs.extend(self.missed(to, &frames)),
                        Err(Full::Hopeless) => {
                            outbox.overflow(close::TRY_AGAIN, "you read too slowly");
                            self.sessions.remove(&to);
                            outputs.extend(self.room.leave(to));
                        }
                    }
                }
                Output::Close { session, code, reason } => {
                    let Some(Connected(outbox)) = self.sessions.get(&session) else { continue };
                    outbox.close(code, &reason);
                    self.house.log.metrics().closes.get_or_create(&[("code", code.to_string())]).inc();
                    self.sessions.remove(&session);
                    outputs.extend(self.room.leave(session));
                }
            }
        }
        Ok(())
    }

    fn count_nack(&self, frame: &[u8]) {
        if let Ok(Frame::Nack(nack)) = Frame::read(frame) {
            let code = nack.code;
            self.house.log.metrics().nacks.get_or_create(&[("code", code.name().to_owned())]).inc();
            debug!(doc.id = unnamed(&self.row.id), %code, "a frame is refused: {code}");
        }
    }

    async fn append(&mut self, ticket: u64, bytes: Arc<[u8]>, author: Author, binds: Vec<Since>) -> Result<(), Failed> {
        self.appended = ticket;
        self.since_snapshot += 1;
        self.waiting.append(ticket, bytes.len());
        self.warn_of_size();
        let append = Append {
            progress: Arc::clone(&self.progress),
            number: ticket,
            doc: self.row.num,
            bytes,
            at_ms: clock::now_ms(),
            author,
            binds,
        };
        let n_hearers = self.room.n_sessions().saturating_sub(1);
        self.gathering.add(append, n_hearers, Instant::now());
        if self.gathering.is_due(Instant::now()) { self.hand_over().await } else { Ok(()) }
    }

    /// Hands everything that was gathered to the log.
    pub(super) async fn hand_over(&mut self) -> Result<(), Failed> {
        let appends = self.gathering.take(Instant::now());
        self.house.log.append_all(appends).await.map_err(|_| Failed)
    }

    fn warn_of_size(&mut self) {
        let (doc, n_bytes, n_clients) = (&self.row.id, self.room.n_bytes(), self.room.n_clients());
        if n_bytes > self.house.limits().document_bytes_warn && !std::mem::replace(&mut self.warned.of_bytes, true) {
            self.count_warning("bytes");
            warn!(doc.id = unnamed(doc), n_bytes, "document {} grows large: {n_bytes} bytes", unnamed(doc));
        }
        let limit = self.house.limits().history_bytes_max;
        if self.room.n_history() > limit / 2 && !std::mem::replace(&mut self.warned.of_history, true) {
            self.count_warning("history");
            warn!(
                doc.id = unnamed(doc),
                "more than half of the history that document {} may have is kept",
                unnamed(doc)
            );
        }
        if n_clients > CLIENTS_WARN && !std::mem::replace(&mut self.warned.of_clients, true) {
            self.count_warning("client_ids");
            warn!(doc.id = unnamed(doc), n_clients, "document {} was written by {n_clients} client ids", unnamed(doc));
        }
    }

    fn count_warning(&self, of: &str) {
        self.house.log.metrics().size_warnings.get_or_create(&[("of", of.to_owned())]).inc();
    }

    fn missed(&mut self, session: SessionId, frames: &[Arc<[u8]>]) -> Vec<Output> {
        if !self.room.is_behind(session) {
            self.house.log.metrics().collapses.inc();
            debug!(doc.id = unnamed(&self.row.id), "somebody reads too slowly");
        }
        self.room.missed(session, frames, clock::now_ms())
    }
}
