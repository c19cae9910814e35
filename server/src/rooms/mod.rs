//! Rooms: one task owns one open document. It is `Loading → Live → Draining → Gone`:
//!
//! * **Loading** begins with the first who asks for it. Everybody else's mail waits in the same mailbox, so a document
//!   is never loaded twice at once.
//! * **Live**: mail in, outputs out (`live`).
//! * **Draining** when nobody has been in for a while: it waits until everything is flushed. A session that joins
//!   meanwhile finds the same room, which is live again.
//! * **Gone**: under the register's lock, with an empty mailbox, the room leaves the register and closes its mailbox.
//!   Mail that slips in between is dropped unanswered, and its sender asks again, which opens a new room.

pub(crate) mod around;
pub mod cold;
mod compact;
mod live;
mod mail;
pub mod outbox;
pub mod past;
pub mod receipts;
mod waiting;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::body::Bytes;
use muster_shared::access::{Author, ByRank, Rank, Visitor};
use muster_shared::id::{DocId, Lineage, SessionId};
use muster_shared::kinds::{Kind, root};
use muster_shared::sheet::{Filled, Sheet, Source, Stamp};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{Plan, Protocol};
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock;
use crate::log::{Created, Log, LogError, NewDoc};
use crate::metrics::Metrics;
use compact::Compactor;
pub(crate) use mail::Rights;
pub use mail::RoomError;
use mail::{Joining, Mail, Reply, Written};
use outbox::Outbox;
use receipts::Receipts;

/// Mail that may wait for one room. A socket that finds the mailbox full waits, and reads no more meanwhile.
const MAILBOX_MAX: usize = 64;

/// How often somebody asks a room that closes just then before giving up.
const ASK_MAX: usize = 5;

type Mailbox = mpsc::Sender<Mail>;

/// The state that rooms share.
struct House {
    log: Log,
    limits: ByRank<Limits>,
    compactor: Compactor,
    /// The maker of receipts for broadcasts; nothing on an open server.
    receipts: OnceLock<Receipts>,
    register: Mutex<HashMap<DocId, Mailbox>>,
    next_session: AtomicU64,
    closing: watch::Sender<bool>,
    /// Every room's task holds a clone; the channel is closed once the last has ended.
    open: Mutex<Option<mpsc::Sender<()>>>,
}

impl House {
    /// The limits that everybody keeps to.
    fn limits(&self) -> &Limits {
        &self.limits.everybody
    }

    fn register(&self) -> MutexGuard<'_, HashMap<DocId, Mailbox>> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Strikes a room from the register that no longer takes mail, as after a panic in its task.
    fn forget(&self, doc: &DocId, mailbox: &Mailbox) {
        let mut register = self.register();
        if register.get(doc).is_some_and(|known| known.same_channel(mailbox)) && mailbox.is_closed() {
            register.remove(doc);
        }
    }
}

/// Every open room. Cheap to clone.
#[derive(Clone)]
pub struct Rooms {
    house: Arc<House>,
    all_gone: Arc<tokio::sync::Mutex<mpsc::Receiver<()>>>,
}

/// Whether a document that is not there is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// It is made, without a kind: only an open server does this.
    Make,
    /// It is refused.
    Refuse,
}

impl Rooms {
    /// No room is open yet.
    pub fn new(log: Log, limits: impl Into<ByRank<Limits>>) -> Self {
        let limits = limits.into();
        let (open, all_gone) = mpsc::channel(1);
        let house = House {
            compactor: Compactor::new(log.clone(), limits.everybody),
            log,
            limits,
            receipts: OnceLock::new(),
            register: Mutex::default(),
            next_session: AtomicU64::new(1),
            closing: watch::Sender::new(false),
            open: Mutex::new(Some(open)),
        };
        Self { house: Arc::new(house), all_gone: Arc::new(tokio::sync::Mutex::new(all_gone)) }
    }

    /// From now on each room that opens gives a receipt with what it tells. Once is for good.
    pub fn give_receipts_by(&self, receipts: Receipts) {
        let _ = self.house.receipts.set(receipts);
    }

    /// The log under the rooms.
    pub fn log(&self) -> &Log {
        &self.house.log
    }

    /// The metrics that rooms count into.
    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        self.house.log.metrics()
    }

    /// An outbox for a connection.
    pub(crate) fn outbox(&self) -> Outbox {
        Outbox::measured(self.house.limits().queue_bytes_max, self.metrics().queue_bytes.clone())
    }

    /// The bounds that everybody keeps to.
    pub fn limits(&self) -> Limits {
        self.house.limits.everybody
    }

    /// The bounds that a person of this rank keeps to.
    pub(crate) fn limits_of(&self, rank: Option<Rank>) -> Limits {
        *self.house.limits.of(rank)
    }

    /// A connection joins. The room's frames for it come through the outbox.
    ///
    /// # Errors
    /// [`RoomError`] when the room cannot be opened.
    pub async fn join(
        &self,
        doc: &DocId,
        protocol: Protocol,
        visitor: Visitor,
        unknown: Unknown,
        outbox: &Arc<Outbox>,
    ) -> Result<Seat, RoomError> {
        let session = SessionId(self.house.next_session.fetch_add(1, Ordering::Relaxed));
        let joining = || Joining { session, protocol, visitor: visitor.clone(), outbox: Arc::clone(outbox) };
        let join = |reply| Mail::Join { joining: joining(), reply };
        let (mailbox, ()) = match self.ask(doc, join).await {
            Err(RoomError::NoDocument) if unknown == Unknown::Make => {
                self.make(doc, None, None).await?;
                self.ask(doc, join).await?
            }
            answer => answer?,
        };
        Ok(Seat { session, mailbox })
    }

    /// Makes a document, unless there is one of this id. Returns once it is flushed: a client that has heard of a
    /// lineage must find it again. A document about another has that one's lineage: where a charter is given back to a
    /// server that had lost it, what devices have kept of its talk goes on too.
    ///
    /// # Errors
    /// [`RoomError::Log`]; [`RoomError::Full`] when there are as many as there may be.
    pub async fn make(&self, doc: &DocId, kind: Option<Kind>, lineage: Option<Lineage>) -> Result<Created, RoomError> {
        if self.is_full().await? && self.house.log.doc(doc).await?.is_none() {
            self.metrics().refused_requests.get_or_create(&[("of", "documents_max".to_owned())]).inc();
            return Err(RoomError::Full);
        }
        let root = root(doc, kind);
        // A file's word for it counts for nothing: devices begin what is about another one with the lineage of that one.
        let of_root = if root == *doc { None } else { self.house.log.doc(&root).await?.map(|row| row.lineage) };
        let lineage = of_root.or(lineage);
        let drawn =
            || clock::random_bits().map(Lineage::from_random).map_err(|error| LogError::Write(error.to_string()));
        let lineage = lineage.map_or_else(drawn, Ok)?;
        let new = NewDoc { id: doc.clone(), kind, lineage, at_ms: clock::now_ms() };
        Ok(self.house.log.create(new).await?)
    }

    /// Whether there are as many documents as there may be.
    async fn is_full(&self) -> Result<bool, RoomError> {
        Ok(self.house.log.read(|reader| reader.n_docs()).await? >= self.house.limits().documents_max)
    }

    /// Writes what a document does not say yet. Returns once it is flushed.
    ///
    /// # Errors
    /// [`RoomError`], and then it is not certain to be there.
    pub async fn fill(&self, doc: &DocId, sheet: Sheet, example: bool) -> Result<Filled, RoomError> {
        self.fill_from(doc, sheet, example, None).await
    }

    /// The same of a file.
    ///
    /// # Errors
    /// As [`Rooms::fill`].
    pub async fn fill_from(
        &self,
        doc: &DocId,
        sheet: Sheet,
        example: bool,
        source: Option<Source>,
    ) -> Result<Filled, RoomError> {
        let what = Written::Sheet(Arc::new(sheet), example, source);
        Ok(self.ask(doc, |reply| Mail::Write { what: what.clone(), reply }).await?.1)
    }

    /// Makes the edits that `plan` wants of what a document says, on behalf of somebody. Returns once they are flushed.
    ///
    /// # Errors
    /// [`RoomError`].
    pub async fn edit(&self, doc: &DocId, plan: Arc<Plan>, author: Author, by: &str) -> Result<(), RoomError> {
        let stamp = Stamp { by: by.to_owned(), at_ms: clock::now_ms() };
        let what = Written::Edits(plan, author, stamp);
        self.ask(doc, |reply| Mail::Write { what: what.clone(), reply }).await.map(drop)
    }

    /// The names of the people who are in a document now. A room is not opened for this.
    pub async fn names_here(&self, doc: &DocId) -> Vec<String> {
        let Some(mailbox) = self.house.register().get(doc).cloned() else { return Vec::new() };
        let (reply, answer) = oneshot::channel();
        if mailbox.send(Mail::Names { reply }).await.is_err() {
            return Vec::new();
        }
        answer.await.ok().and_then(Result::ok).unwrap_or_default()
    }

    /// Whether a document has a room just now.
    pub(crate) fn is_open(&self, doc: &DocId) -> bool {
        self.house.register().contains_key(doc)
    }

    /// Closes every room: connections are told to come back, everything is flushed. No room opens any more.
    pub async fn close(&self) {
        self.house.closing.send_replace(true);
        self.house.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Nobody ever sends here: this ends when the last task has dropped its end.
        let _ = self.all_gone.lock().await.recv().await;
    }

    /// Waits until the rooms close, as the server stops.
    pub(crate) async fn closing(&self) {
        let mut closing = self.house.closing.subscribe();
        let _ = closing.wait_for(|closing| *closing).await;
    }

    /// Sends mail to a document's room, opening it if need be, until it is answered.
    async fn ask<T>(&self, doc: &DocId, mail: impl Fn(Reply<T>) -> Mail) -> Result<(Mailbox, T), RoomError> {
        let mut refusal = RoomError::Unsteady;
        for _ in 0..ASK_MAX {
            let (reply, answer) = oneshot::channel();
            let (mailbox, later) = self.mailbox(doc, mail(reply))?;
            let is_ours = later.is_none();
            if let Some(mail) = later {
                // Where it cannot be sent it is dropped, and so is the reply.
                let _ = mailbox.send(mail).await;
            }
            match answer.await {
                // The document may have been made since somebody else opened this room.
                Ok(Err(RoomError::NoDocument)) if !is_ours => refusal = RoomError::NoDocument,
                Ok(answer) => return answer.map(|answer| (mailbox, answer)),
                Err(_) => self.house.forget(doc, &mailbox),
            }
        }
        Err(refusal)
    }

    /// The mailbox of a document's room, and the mail itself unless the room is opened for it. A room that opens has its first
    /// mail from the beginning: else it could find that there is no such document, and be gone, before its sender goes on.
    fn mailbox(&self, doc: &DocId, mail: Mail) -> Result<(Mailbox, Option<Mail>), RoomError> {
        let mut register = self.house.register();
        if let Some(mailbox) = register.get(doc) {
            return Ok((mailbox.clone(), Some(mail)));
        }
        let open = self.house.open.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let open = open.ok_or(RoomError::Closing)?;
        let (mailbox, inbox) = mpsc::channel(MAILBOX_MAX);
        // An empty mailbox has room for it.
        let _ = mailbox.try_send(mail);
        register.insert(doc.clone(), mailbox.clone());
        let (house, doc) = (Arc::clone(&self.house), doc.clone());
        tokio::spawn(async move {
            live::run(&house, &doc, inbox).await;
            drop(open);
        });
        Ok((mailbox, None))
    }
}

/// A connection's place in a room.
pub struct Seat {
    session: SessionId,
    mailbox: Mailbox,
}

impl Seat {
    /// Hands a frame to the room, waiting while it is busy. A room that has gone has closed the outbox.
    pub async fn frame(&self, bytes: Bytes) {
        self.send(|from| Mail::Frame { from, bytes }).await;
    }

    /// Asks for what was missed, now that everything else is sent.
    pub async fn catch_up(&self) {
        self.send(|session| Mail::CatchUp { session }).await;
    }

    /// From now on the connection may do more or less, or keeps to other limits. Frames the room has not looked at yet are judged by this too.
    pub async fn change_rights(&self, rights: Rights) {
        self.send(|session| Mail::ChangeRights { session, rights }).await;
    }

    /// Leaves.
    pub async fn leave(self) {
        self.send(|session| Mail::Leave { session }).await;
    }

    /// Waits for a place in the mailbox and writes the mail only then: every idle connection would else hold room for one.
    async fn send(&self, mail: impl FnOnce(SessionId) -> Mail) {
        if let Ok(place) = self.mailbox.reserve().await {
            place.send(mail(self.session));
        }
    }
}
