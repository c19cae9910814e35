//! The server's live copy of one document, without any I/O: frames in, outputs out.
//!
//! Rules, each proven by the test of its number:
//!
//! * R01 an update that the gate admits is appended before anybody else hears of it
//! * R02 it is broadcast once it is written, to everybody but its author
//! * R03 it is acked once it is flushed, and an ack never runs ahead of an earlier frame of the session
//! * R04 a refused frame changes nothing; a `muster.1` session gets a nack with its number, a plain one is closed 4403
//! * R05 a frame that only lacks a dependency is answered with `resync` and our state vector, and not kept
//! * R06 a frame that brings nothing new is acked whatever the role, and neither appended nor broadcast
//! * R07 a session that may not edit is refused what it sends, and hears everything
//! * R08 a session hears updates only after it was told what it lacks
//! * R09 presence belongs to the connection it came by, and goes with it
//! * R10 a failed append is never acked: every waiting frame is nacked `unavailable` and every session closed
//! * R11 a frame over the limit is refused; only the answer to a question may be as long as a document
//! * R12 who reads too slowly misses what did not fit, and is told all of it at once when there is room again
//! * R13 a document that cannot be read to its end is served as far as it can be, and takes no edits; who sends one is
//!   told, a plain session by being closed 1013
//! * R14 presence is told ten times a second at most, the newest of each client, and costs its connection only
//! * R15 who asks the same as somebody just did is given the same bytes, and what came since, all of it before step 2
//!   is over
//! * R16 what is written under another author's client id is refused; an id nobody has is from then on its first writer's
//! * R17 an id that a connection's first presence names is its author's; presence under another author's id is not heard
//! * R18 an answer may hold what others wrote and the server lost: it is asked for again, and makes nobody the author
//! * R19 who may not delete what others wrote, nor write into it, is refused it, whatever the detour
//! * R20 a role that changes counts from the next frame on, and a `muster.1` session is told of it
//! * R21 whose name the server knows is present under no other
//! * R22 what comes back with the server's receipt is its author's, whoever brings it; with a wrong one it is refused
//! * R23 what is not flushed is told with its receipt, to who joins too; to nobody on an open server, nor a plain session
//! * R24 what a frame of a session made the room do beyond the frame's own length is told to whoever serves the session
//! * R25 a document whose kept history is at its limit takes no growth, and deletes pass
//! * R26 a row that belongs to its maker is changed by nobody else, whatever their role, and a row that is written once by
//!   nobody at all
//! * R27 who goes on under an id is its author from there on: what stood under it before, and nobody is known to have
//!   written, stays nobody's
//! * R28 what a session hands over is judged as one, however many frames it takes, and may be older than the rules
//! * R29 a guest lets a document grow to the guests' limit, members go on to theirs, and a rank that changes counts from the
//!   next frame on
//! * R30 a session that reads by a link is told of nobody's presence

mod answers;
mod authors;
mod broken;
mod change;
mod cost;
mod presences;
mod receipts;
mod rights;
mod served;
mod session;
mod slow;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::{Author, ByRank, Role, Visitor};
use crate::id::{DocId, Lineage, SessionId, Since};
use crate::sheet::Schema;
use crate::sync::document::GatedDoc;
use crate::sync::gate::Refusal;
use crate::sync::limits::Limits;
use crate::sync::state_vector::StateVector;
use crate::sync::wire::{Frame, Hello, Nack, NackCode, PROTOCOL_VERSION};

use answers::Answers;
use authors::Authors;
use change::Sent;
pub use cost::Cost;
use presences::Presences;
pub use receipts::Notary;
use receipts::Receipts;
pub use served::Plan;
use session::Session;

/// Close codes of a room. 4400 to 4499 are permanent, the others may be tried again.
pub mod close {
    /// The client's frame is refused for good.
    pub const FORBIDDEN: u16 = 4403;
    /// The client's frame cannot be read.
    pub const MALFORMED: u16 = 4400;
    /// The server cannot write just now.
    pub const TRY_AGAIN: u16 = 1013;
    /// The server is going down.
    pub const RESTART: u16 = 1012;
    /// How the reason begins of a server that has a document at this address, but one of another kind than a client looks
    /// for.
    pub const OTHER_KIND: &str = "the document at this address is";
}

/// The author of the server's own writes, such as an import, and who is said to have sent what everybody is to hear. No
/// connection ever has this id.
pub const SERVER_SESSION: SessionId = SessionId(0);

/// The facts that a room knows of its document before it reads it.
#[derive(Debug, Clone)]
pub struct About {
    /// The document.
    pub doc: DocId,
    /// The schema of the document; none for documents of stock clients.
    pub schema: Option<&'static Schema>,
    /// Its history.
    pub lineage: Lineage,
    /// The document's epoch: a restore raises it.
    pub epoch: u64,
    /// The bounds in force, by the rank of whoever a session belongs to.
    pub limits: ByRank<Limits>,
}

/// The protocol that a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// y-protocols, and nothing else.
    Plain,
    /// y-protocols, and our own frames.
    Muster,
}

/// The outputs of a room, to be carried out in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Append to the log. `ticket` grows by one with each append of this room.
    Append {
        /// Its number, to be given back to [`Room::written`] and [`Room::flushed`].
        ticket: u64,
        /// The admitted update.
        bytes: Arc<[u8]>,
        /// The session that sent it.
        from: SessionId,
        /// The author it is admitted for.
        author: Author,
        /// Client ids that are this author's, from where on, to be kept together with the update.
        binds: Vec<Since>,
    },
    /// Send a frame.
    Send {
        /// The session it goes to.
        to: SessionId,
        /// The frame; broadcasts share its bytes.
        frame: Arc<[u8]>,
    },
    /// Close a session.
    Close {
        /// Which.
        session: SessionId,
        /// The WebSocket close code.
        code: u16,
        /// A sentence.
        reason: String,
    },
}

/// An append that is on its way to the disk.
struct Pending {
    bytes: Arc<[u8]>,
    from: SessionId,
    /// The author whose receipt it bears when it is told, if it bears one.
    receipt_for: Option<Author>,
}

/// The server's live copy of one document.
pub struct Room {
    about: About,
    copy: GatedDoc,
    /// Boxed: nodes of the map are half empty where the highest id comes last.
    sessions: BTreeMap<SessionId, Box<Session>>,
    presences: Presences,
    authors: Authors,
    answers: Answers,
    receipts: Receipts,
    next_ticket: u64,
    /// Appends that are not written yet.
    pending: BTreeMap<u64, Pending>,
    /// How many bytes they have.
    n_unwritten: usize,
    /// Every append up to this one is on disk.
    flushed: u64,
    /// How many bytes the document holds at most: what it was last measured at, and all updates since.
    n_bytes: usize,
    /// How many it held when it was last measured.
    n_measured: usize,
    /// How many bytes of history are kept of it, at most.
    n_history: u64,
    /// R24: what was done for the frame that came last.
    cost: Cost,
    /// Why the log's rest could not be read into it, if it could not.
    cut_short: Option<String>,
}

impl Room {
    /// The room of an empty document. `client` is the id the server writes under, used by nobody else: drawn anew with
    /// each loading, as a power cut may have taken what was written under the last one.
    pub fn new(about: About, client: u64) -> Self {
        let mut authors = Authors::default();
        authors.claim(Since { client, clock: 0 }, &Author::server());
        let limits = about.limits.everybody;
        Self {
            authors,
            copy: GatedDoc::new(about.schema, client),
            presences: Presences::new(limits),
            answers: Answers::new(limits.kept_answer_bytes_min),
            about,
            receipts: Receipts::default(),
            sessions: BTreeMap::new(),
            next_ticket: 1,
            pending: BTreeMap::new(),
            n_unwritten: 0,
            flushed: 0,
            n_bytes: 0,
            n_measured: 0,
            n_history: 0,
            cost: Cost::default(),
            cut_short: None,
        }
    }

    /// Reads one row of the log, in order, while the document is loaded.
    ///
    /// # Errors
    /// [`Refusal`] when the row is not what the gate once admitted.
    pub fn replay(&mut self, bytes: &Arc<[u8]>) -> Result<(), Refusal> {
        self.copy.admit(bytes)?;
        if self.n_bytes == 0 {
            self.answers.begin(bytes);
        } else {
            self.answers.follow(bytes);
        }
        self.n_bytes += bytes.len();
        Ok(())
    }

    /// Reads from the log whose a client id is, and from where on, while the document is loaded.
    pub fn bind(&mut self, since: Since, author: Author) {
        self.authors.bind(since, author);
    }

    /// A connection joins.
    pub fn join(&mut self, id: SessionId, protocol: Protocol, visitor: Visitor, now_ms: u64) -> Vec<Output> {
        let mut outputs = self.tick(now_ms);
        let role = self.role_now(visitor.role);
        self.sessions.insert(id, Box::new(Session::new(protocol, visitor)));
        let vector = self.copy.state_vector().encode();
        let hello = (protocol == Protocol::Muster).then(|| Frame::Hello(self.hello(id, role, vector.clone())));
        let frames = hello.into_iter().chain([Frame::Step1(&vector)]);
        outputs.extend(frames.map(|frame| send(id, &frame)));
        outputs.extend(self.who_is_here(id));
        outputs
    }

    fn hello(&self, id: SessionId, role: Role, state_vector: Vec<u8>) -> Hello {
        let limits = self.limits_of(id);
        Hello {
            version: PROTOCOL_VERSION,
            lineage: self.about.lineage.clone(),
            epoch: self.about.epoch,
            kind: self.about.schema.map_or(String::new(), |schema| schema.kind.to_owned()),
            schema: self.about.schema.map_or(0, |schema| schema.version.into()),
            role,
            state_vector,
            frame_bytes_max: limits.frame_bytes_max as u64,
            upload_bytes: limits.upload_bytes as u64,
        }
    }

    /// A connection has gone.
    pub fn leave(&mut self, id: SessionId) -> Vec<Output> {
        self.sessions.remove(&id);
        self.presences.leave(id);
        self.tell_presences(self.presences.now_ms())
    }

    /// A frame came in.
    pub fn receive(&mut self, from: SessionId, bytes: &[u8], now_ms: u64) -> Vec<Output> {
        if !self.sessions.contains_key(&from) {
            return Vec::new();
        }
        match Frame::read(bytes) {
            Ok(Frame::Step1(vector)) => self.answer(from, vector),
            Ok(Frame::Step2(update)) => self.change(from, update, bytes.len(), Sent::AsAnswer),
            Ok(Frame::Update(update)) => self.change(from, update, bytes.len(), Sent::Unasked),
            Ok(Frame::Awareness(states)) => self.hear(from, states, bytes.len(), now_ms),
            Ok(Frame::QueryAwareness) => {
                let here = self.who_is_here(from);
                if let Some(Output::Send { frame, .. }) = &here {
                    self.cost.answer_bytes += frame.len();
                }
                here.into_iter().collect()
            }
            Ok(Frame::Own(clients)) => self.claim(from, clients),
            Ok(Frame::Receipted(receipted)) => self.take_back(from, &receipted, bytes.len()),
            Ok(_) => Vec::new(),
            Err(error) => vec![close(from, close::MALFORMED, &format!("the frame cannot be read: {error}"))],
        }
    }

    /// Step 1 is answered with everything the session lacks; from then on it hears every change.
    ///
    /// R01: what is not written yet is in the answer too, so the answer waits until it is.
    fn answer(&mut self, to: SessionId, vector: &[u8]) -> Vec<Output> {
        match StateVector::decode(vector, crate::sync::gate::CLIENTS_MAX) {
            Ok(vector) => {
                let mut n_read = 0;
                let frames = self.answers.to(&vector, self.presences.now_ms(), || {
                    n_read = self.n_bytes;
                    self.copy.encode_diff(&vector)
                });
                self.cost.answer_bytes += n_read + frames.iter().map(|frame| frame.len()).sum::<usize>();
                self.tell_missing(to, frames)
            }
            Err(_) => vec![close(to, close::MALFORMED, "the state vector cannot be read")],
        }
    }

    /// Everything a session lacks, once all of that is written.
    fn tell_missing(&mut self, to: SessionId, frames: Vec<Arc<[u8]>>) -> Vec<Output> {
        let Some(session) = self.sessions.get_mut(&to) else { return Vec::new() };
        let answer = frames.into_iter().map(|frame| Output::Send { to, frame }).collect();
        match self.pending.last_key_value() {
            Some((ticket, _)) => {
                session.answer_waits_for(*ticket, answer);
                Vec::new()
            }
            None => session.tell(answer, self.receipts.for_joiner(to, session.protocol)),
        }
    }

    /// The append is written: a killed process cannot take it back, so others may see it.
    pub fn written(&mut self, ticket: u64) -> Vec<Output> {
        let Some(pending) = self.pending.remove(&ticket) else { return Vec::new() };
        self.n_unwritten -= pending.bytes.len();
        let mut outputs = self.tell_update(ticket, &pending);
        for (id, session) in &mut self.sessions {
            if let Some(answer) = session.take_answer(ticket) {
                outputs.extend(session.tell(answer, self.receipts.for_joiner(*id, session.protocol)));
            }
        }
        outputs
    }

    /// Every append up to `ticket` is on disk: acks go out.
    pub fn flushed(&mut self, ticket: u64) -> Vec<Output> {
        self.flushed = self.flushed.max(ticket);
        self.receipts.flushed(ticket);
        let ids: Vec<SessionId> = self.sessions.keys().copied().collect();
        for session in self.sessions.values_mut() {
            session.flushed(ticket);
        }
        ids.into_iter().flat_map(|id| self.acks(id)).collect()
    }

    /// The ack a session is owed, if one is.
    fn acks(&mut self, id: SessionId) -> Vec<Output> {
        let ack = self.sessions.get_mut(&id).and_then(|session| session.take_ack());
        ack.map(|seq| send(id, &Frame::Ack(seq))).into_iter().collect()
    }

    /// The log could not take the room's appends. Updates that were admitted are not in it, so this room must be
    /// dropped and read anew.
    pub fn append_failed(&mut self) -> Vec<Output> {
        let mut outputs = Vec::new();
        for (id, session) in &mut self.sessions {
            for seq in session.take_waiting() {
                outputs.extend(session.nack(*id, seq, NackCode::Unavailable, true, "the server cannot write just now"));
            }
            outputs.push(close(*id, close::TRY_AGAIN, "the server cannot write just now"));
        }
        self.sessions.clear();
        self.pending.clear();
        self.n_unwritten = 0;
        outputs
    }

    /// Time passes: presences nobody renews go, and what is new of the others is told.
    pub fn tick(&mut self, now_ms: u64) -> Vec<Output> {
        self.answers.expire(now_ms);
        self.presences.expire(now_ms);
        let mut outputs = self.ask_again(now_ms);
        outputs.extend(self.tell_presences(now_ms));
        outputs
    }

    /// When [`Room::tick`] has something to tell, in milliseconds.
    pub fn due_ms(&self) -> Option<u64> {
        self.presences.due_ms()
    }

    /// R14: the news of everybody in one frame.
    fn tell_presences(&mut self, now_ms: u64) -> Vec<Output> {
        let Some((news, but)) = self.presences.take_news(now_ms) else { return Vec::new() };
        let frame: Arc<[u8]> = Frame::Awareness(&news).write().into();
        let hears = |session: &Session| session.sees_people && session.behind.is_none();
        let hearers = self.sessions.iter().filter(|(id, session)| Some(**id) != but && hears(session));
        hearers.map(|(id, _)| Output::Send { to: *id, frame: Arc::clone(&frame) }).collect()
    }
}

fn send(to: SessionId, frame: &Frame<'_>) -> Output {
    Output::Send { to, frame: frame.write().into() }
}

fn close(session: SessionId, code: u16, reason: &str) -> Output {
    // A close frame holds 123 bytes of reason.
    Output::Close { session, code, reason: reason.chars().take(100).collect() }
}

fn nack_frame(to: SessionId, nack: Nack) -> Output {
    send(to, &Frame::Nack(nack))
}
