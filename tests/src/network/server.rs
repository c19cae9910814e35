//! The simulated server: one room over an in-memory log whose writes and flushes are steps of their own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use muster_server::rooms::receipts::Receipts;
use muster_shared::access::{Author, Visitor};
use muster_shared::id::{DocId, Lineage, SessionId, Since};
use muster_shared::kinds::Kind;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate::{self, Gate, Schema};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{About, Output, Protocol, Room};
use yrs::updates::decoder::Decode;

/// The extent of a crash: the rows that it takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    /// The process dies: what was not written is gone.
    Killed,
    /// The power goes: what was not flushed is gone.
    PowerCut,
}

/// One row of the log: an update, and whose client ids are from there on.
#[derive(Debug, Clone)]
pub struct Row {
    /// The update.
    pub bytes: Arc<[u8]>,
    /// Ids and authors.
    pub binds: Vec<(Since, Author)>,
}

/// One room, its log, and the log's medium.
pub struct Server {
    kind: Kind,
    lineage: Option<Lineage>,
    room: Option<Room>,
    is_up: bool,
    /// Appends handed to the log, not written yet.
    handed: VecDeque<(u64, Row)>,
    /// The rows that are written.
    rows: Vec<Row>,
    /// How many of the rows are flushed.
    n_flushed: usize,
    /// The room's last append that is written.
    last_written: u64,
    /// The room's last append that is flushed.
    last_flushed: u64,
    /// Everything that was ever flushed. No crash may take it back.
    durable: Gate,
    /// Everything that is written. Only a power cut may take back what is not durable too.
    written: Gate,
    next_session: u64,
    next_client: u64,
    /// The bounds of its rooms, and of its clients.
    pub limits: Limits,
}

impl Server {
    /// A server that is up; with a lineage, it knows the document.
    pub fn new(kind: Kind, lineage: Option<Lineage>) -> Self {
        Self {
            kind,
            lineage,
            room: None,
            is_up: true,
            handed: VecDeque::new(),
            rows: Vec::new(),
            n_flushed: 0,
            last_written: 0,
            last_flushed: 0,
            durable: Gate::new(Schema::Any),
            written: Gate::new(Schema::Any),
            next_session: 1,
            next_client: 1 << 40,
            limits: Limits::DEFAULT,
        }
    }

    /// Whether it answers.
    pub fn is_up(&self) -> bool {
        self.is_up
    }

    /// It answers again.
    pub fn start(&mut self) {
        self.is_up = true;
    }

    /// `POST /api/docs`: the first history told of is the document's. Says whether this one is.
    pub fn register(&mut self, lineage: Option<&Lineage>) -> bool {
        if self.lineage.is_none() {
            self.lineage = lineage.cloned();
        }
        self.lineage.is_some() && lineage.is_none_or(|lineage| self.lineage.as_ref() == Some(lineage))
    }

    /// Whether the server knows the document.
    pub fn knows_document(&self) -> bool {
        self.lineage.is_some()
    }

    /// The live room, loaded from the log if there is none.
    pub fn room(&mut self) -> &mut Room {
        if self.room.is_none() {
            // A room takes what it is loaded from for durable, so the log is flushed first.
            self.flush_rows();
            let room = self.load(self.rows.len());
            (self.last_written, self.last_flushed) = (0, 0);
            self.room = Some(room);
        }
        self.room.as_mut().expect("it was just loaded")
    }

    fn load(&mut self, n_rows: usize) -> Room {
        self.next_client += 1;
        let doc = DocId::from_random(1);
        let lineage = self.lineage.clone().expect("only a document with a lineage is loaded");
        let notary = Receipts::new(&[7; 32]).of(&doc, &lineage);
        let about = About { doc, schema: Some(self.kind.schema()), lineage, epoch: 0, limits: self.limits.into() };
        let mut room = Room::new(about, self.next_client);
        room.give_receipts_by(notary);
        for row in &self.rows[..n_rows] {
            row.binds.iter().for_each(|(since, author)| room.bind(*since, author.clone()));
            room.replay(&row.bytes).expect("the log holds only what the gate admitted");
        }
        room
    }

    /// A connection joins.
    pub fn join(&mut self, visitor: Visitor, now_ms: u64) -> (SessionId, Vec<Output>) {
        let session = SessionId(self.next_session);
        self.next_session += 1;
        (session, self.room().join(session, Protocol::Muster, visitor, now_ms))
    }

    /// Takes an append of the room.
    pub fn hand(&mut self, ticket: u64, row: Row) {
        self.handed.push_back((ticket, row));
    }

    /// Whether something waits to be written.
    pub fn can_write(&self) -> bool {
        !self.handed.is_empty()
    }

    /// Whether something waits to be flushed.
    pub fn can_flush(&self) -> bool {
        self.last_flushed < self.last_written
    }

    /// Writes the next append.
    pub fn write(&mut self) -> Vec<Output> {
        let Some((ticket, row)) = self.handed.pop_front() else { return Vec::new() };
        self.written.admit(&gate::parse(&row.bytes).expect("an admitted update")).expect("appends are in causal order");
        self.rows.push(row);
        self.last_written = ticket;
        self.room.as_mut().map(|room| room.written(ticket)).unwrap_or_default()
    }

    /// Flushes all that is written.
    pub fn flush(&mut self) -> Vec<Output> {
        self.flush_rows();
        self.last_flushed = self.last_written;
        self.room.as_mut().map(|room| room.flushed(self.last_flushed)).unwrap_or_default()
    }

    fn flush_rows(&mut self) {
        for row in &self.rows[self.n_flushed..] {
            let update = gate::parse(&row.bytes).expect("an admitted update");
            self.durable.admit(&update).expect("the log is in causal order");
        }
        self.n_flushed = self.rows.len();
    }

    /// Whether everything in an update is on disk, or follows from what is: who overwrites a value deletes the one
    /// before, and says so, though whoever reads the write knows it.
    pub fn is_durable(&self, bytes: &[u8]) -> bool {
        let update = gate::parse(bytes).expect("an honest update");
        self.durable.knows(&update) || (self.durable.knows_structs(&update) && self.durably_says(bytes))
    }

    fn durably_says(&self, bytes: &[u8]) -> bool {
        let mut copy = GatedDoc::new(Some(self.kind.schema()), 1);
        for row in &self.rows[..self.n_flushed] {
            copy.admit(&row.bytes).expect("the log holds only what the gate admitted");
        }
        copy.says(bytes).expect("an honest update")
    }

    /// Whether everything in an update is written, deletions aside: yrs itself deletes what loses against a concurrent
    /// write of the same key, and says so in its answers.
    pub fn is_written(&self, bytes: &[u8]) -> bool {
        let update = yrs::Update::decode_v1(bytes).expect("an honest update");
        let written = self.written.state_vector();
        update.state_vector().iter().all(|(client, clock)| written.get(client.get()) >= *clock)
    }

    /// The server dies, with its room and its sessions.
    pub fn crash(&mut self, crash: Crash) {
        self.is_up = false;
        self.room = None;
        self.handed.clear();
        (self.last_written, self.last_flushed) = (0, 0);
        if crash == Crash::PowerCut {
            self.rows.truncate(self.n_flushed);
            self.written = self.durable.clone();
        }
    }

    /// The log cannot take what it was handed: the room is dropped.
    pub fn fail_append(&mut self) -> Vec<Output> {
        self.handed.clear();
        (self.last_written, self.last_flushed) = (0, 0);
        self.room.take().map(|mut room| room.append_failed()).unwrap_or_default()
    }

    /// Drops a room nobody is in, if all of it is durable.
    pub fn evict(&mut self) {
        let Some(room) = &self.room else { return };
        let is_durable = self.handed.is_empty() && self.n_flushed == self.rows.len();
        assert_eq!(room.is_durable(), is_durable, "the room and its log agree on what is durable");
        if is_durable && room.n_sessions() == 0 {
            self.room = None;
        }
    }

    /// Replaces the flushed head of the log by a snapshot.
    pub fn compact(&mut self) {
        if self.n_flushed == 0 {
            return;
        }
        let snapshot = self.load(self.n_flushed).compact().expect("a snapshot says the same as what it was made of");
        let binds = self.rows[..self.n_flushed].iter().flat_map(|row| row.binds.clone()).collect();
        self.rows.splice(..self.n_flushed, [Row { bytes: snapshot.into(), binds }]);
        self.n_flushed = 1;
    }

    /// The authors of client ids, as the log has them.
    pub fn authors(&self) -> BTreeMap<u64, Author> {
        let binds = self.rows.iter().flat_map(|row| row.binds.clone());
        binds.map(|(since, author)| (since.client, author)).collect()
    }

    /// Time passes.
    pub fn tick(&mut self, now_ms: u64) -> Vec<Output> {
        self.room.as_mut().map(|room| room.tick(now_ms)).unwrap_or_default()
    }

    /// The document as the log alone gives it back.
    pub fn reread(&mut self) -> Room {
        self.load(self.rows.len())
    }
}
