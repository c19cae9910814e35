//! A simulated network: tabs of several devices, one server, and links whose frames move only when a test moves them.
//!
//! A WebSocket is ordered and reliable while it is open. One thing can happen to it: it closes at any point, and any
//! suffix of what was on its way, in either direction, is lost; frames that were sent before still arrive, late, beside
//! the frames of the next connection. Time and randomness are passed in, so a seed tells the whole story.
#![allow(clippy::expect_used, reason = "a simulation that goes wrong should stop")]

mod device;
mod moves;
mod peer;
mod server;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fastrand::Rng;
use muster_shared::access::{Author, Role, Visitor, person_key};
use muster_shared::id::{Lineage, RowId, SessionId};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, EditError, Sheet, Stamp};
use muster_shared::sync::replica::{Output, Replica, Status, StoreKey};
use muster_shared::sync::room;
use muster_shared::sync::wire::Frame;

pub use device::{Device, StoreOp, TabWord};
pub use moves::Move;
pub use peer::{Down, Peer};
pub use server::{Crash, Row, Server};

use peer::{Late, Wire};

/// The document's history in every simulation.
pub fn lineage() -> Lineage {
    Lineage::from_random(0x5eed)
}

/// Tabs, devices, a server, and what is on its way between them.
pub struct Network {
    kind: Kind,
    rng: Rng,
    now_ms: Arc<AtomicU64>,
    /// The server.
    pub server: Server,
    /// Frames that wait for one tab at most, before it misses some.
    queue_max: usize,
    /// Every browser's storage.
    pub devices: Vec<Device>,
    /// The open tabs, by number; numbers are never used again.
    pub peers: BTreeMap<usize, Peer>,
    /// Frames of closed connections that still reach the server.
    late: Vec<Late>,
    /// Every own update by its key, to see that what is acked is durable.
    written: BTreeMap<StoreKey, Arc<[u8]>>,
    /// The updates that an ack has covered.
    acked: BTreeSet<StoreKey>,
    next_peer: usize,
    /// Devices that never come back.
    gone: BTreeSet<usize>,
    /// The role of a new connection.
    pub role: Role,
    /// So many people share the devices, each known to the server. None: everybody is everybody.
    pub n_authors: usize,
    /// Everything that was said in acts of a meeting.
    pub said: Vec<String>,
    /// The authors of client ids.
    pub clients: BTreeMap<u64, Author>,
}

impl Network {
    /// A network whose server has an empty document.
    pub fn new(kind: Kind, seed: u64) -> Self {
        Self::with(kind, seed, Some(lineage()))
    }

    /// A network whose server does not know the document yet.
    pub fn without_document(kind: Kind, seed: u64) -> Self {
        Self::with(kind, seed, None)
    }

    fn with(kind: Kind, seed: u64, lineage: Option<Lineage>) -> Self {
        let mut server = Server::new(kind, lineage);
        // In some simulations everything is uploaded in pieces as small as they come, in some every answer is kept for
        // who asks next, and in some nobody reads fast enough.
        if seed % 4 == 3 {
            server.limits.upload_bytes = 1;
        }
        if seed.is_multiple_of(5) {
            server.limits.kept_answer_bytes_min = 0;
        }
        server.limits.collapses_max = usize::MAX;
        let queue_max = if seed.is_multiple_of(3) { 2 } else { usize::MAX };
        Self {
            kind,
            rng: Rng::with_seed(seed),
            now_ms: Arc::new(AtomicU64::new(1_000_000)),
            server,
            queue_max,
            devices: Vec::new(),
            peers: BTreeMap::new(),
            late: Vec::new(),
            written: BTreeMap::new(),
            acked: BTreeSet::new(),
            next_peer: 0,
            gone: BTreeSet::new(),
            role: Role::Editor,
            n_authors: 0,
            said: Vec::new(),
            clients: BTreeMap::new(),
        }
    }

    /// A new browser with nothing in it.
    pub fn add_device(&mut self) -> usize {
        self.devices.push(Device::default());
        self.devices.len() - 1
    }

    /// A new browser with one tab that is connected.
    pub fn join(&mut self) -> usize {
        let device = self.add_device();
        let peer = self.open_tab(device);
        self.connect(peer);
        peer
    }

    /// The author whose browser it is.
    pub fn author_of(&self, device: usize) -> Author {
        let person = device.checked_rem(self.n_authors);
        person.map_or_else(Author::everybody, |number| Author::new(&format!("person {number}")))
    }

    /// The key under which whoever has a tab open writes what is keyed by a person.
    pub fn key_of(&mut self, peer: usize) -> String {
        let device = self.peer(peer).device;
        person_key(self.author_of(device).as_str())
    }

    /// Opens a tab: it finds what the device has stored.
    pub fn open_tab(&mut self, device: usize) -> usize {
        let number = self.next_peer;
        self.next_peer += 1;
        let now_ms = Arc::clone(&self.now_ms);
        let client = 100 + number as u64;
        self.clients.insert(client, self.author_of(device));
        let mut replica = Replica::new(self.kind.schema(), client, move || now_ms.load(Ordering::Relaxed));
        let rows = self.devices[device].rows();
        let unsaved: Vec<Arc<[u8]>> = rows.iter().filter(|row| row.unsaved).map(|row| Arc::clone(&row.bytes)).collect();
        replica.hydrate(self.devices[device].lineage.clone(), rows);
        self.peers.insert(number, Peer::new(device, replica, unsaved));
        number
    }

    /// Starts the document on a device, offline.
    pub fn begin(&mut self, device: usize) -> usize {
        let peer = self.open_tab(device);
        let outputs = self.peer(peer).replica.begin(lineage());
        self.run(peer, outputs);
        peer
    }

    /// An open tab.
    ///
    /// # Panics
    /// When it is not open.
    pub fn peer(&mut self, peer: usize) -> &mut Peer {
        self.peers.get_mut(&peer).expect("an open tab")
    }

    /// A tab's copy.
    pub fn replica(&mut self, peer: usize) -> &mut Replica {
        &mut self.peer(peer).replica
    }

    /// The status on a tab's chip.
    pub fn status(&mut self, peer: usize) -> Status {
        self.replica(peer).status()
    }

    /// The sheet that a tab shows.
    pub fn sheet(&mut self, peer: usize) -> Sheet {
        self.replica(peer).sheet()
    }

    /// The time.
    pub fn now_ms(&self) -> u64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    /// Time passes.
    pub fn wait(&mut self, ms: u64) {
        self.now_ms.fetch_add(ms, Ordering::Relaxed);
    }

    fn stamp(&self, peer: usize) -> Stamp {
        Stamp { by: format!("person {peer}"), at_ms: self.now_ms() }
    }

    /// Somebody edits.
    ///
    /// # Errors
    /// The replica's refusal.
    pub fn edit(&mut self, peer: usize, edit: &Edit) -> Result<Option<RowId>, EditError> {
        let stamp = self.stamp(peer);
        let (row, outputs) = self.replica(peer).edit(edit, &stamp)?;
        self.run(peer, outputs);
        Ok(row)
    }

    /// Somebody takes back their latest step.
    pub fn undo(&mut self, peer: usize) {
        let stamp = self.stamp(peer);
        let outputs = self.replica(peer).undo(&stamp);
        self.run(peer, outputs);
    }

    /// Somebody's page makes an edit by itself, which is no step to take back.
    pub fn quietly(&mut self, peer: usize, edit: &Edit) {
        let stamp = self.stamp(peer);
        let outputs = self.replica(peer).quietly(edit, &stamp).unwrap_or_default();
        self.run(peer, outputs);
    }

    /// Somebody does it again.
    pub fn redo(&mut self, peer: usize) {
        let stamp = self.stamp(peer);
        let outputs = self.replica(peer).redo(&stamp);
        self.run(peer, outputs);
    }

    /// A tab connects, if it is not connected, the server is up and the document can be had.
    pub fn connect(&mut self, peer: usize) {
        let device = self.peer(peer).device;
        let lineage = self.devices[device].lineage.clone();
        if self.peer(peer).wire.is_some() || self.peer(peer).is_stopped || !self.server.is_up() {
            return;
        }
        if !self.server.register(lineage.as_ref()) {
            return;
        }
        let visitor = Visitor { author: self.author_of(device), role: self.role, ..Visitor::anybody() };
        let (session, outputs) = self.server.join(visitor, self.now_ms());
        self.peer(peer).wire = Some(Wire::new(session));
        self.replica(peer).opened();
        self.run_server(outputs);
        self.check();
    }

    /// The server changes what a connected tab may do.
    ///
    /// # Panics
    /// When it is not connected.
    pub fn change_role(&mut self, peer: usize, role: Role) {
        let session = self.session(peer);
        let outputs = self.server.room().change_role(session, role);
        self.run_server(outputs);
    }

    /// The session of a connected tab.
    ///
    /// # Panics
    /// When it is not connected.
    pub fn session(&mut self, peer: usize) -> SessionId {
        self.peer(peer).wire.as_ref().expect("a connected tab").session
    }

    /// The server receives a frame in a session that its own tab never sent.
    pub fn send(&mut self, session: SessionId, frame: &[u8]) {
        let now_ms = self.now_ms();
        let outputs = self.server.room().receive(session, frame, now_ms);
        self.run_server(outputs);
    }

    /// The link of a tab breaks. Some of what it had sent still arrives later; nothing more comes down.
    pub fn cut(&mut self, peer: usize) {
        let Some(mut wire) = self.peer(peer).wire.take() else { return };
        wire.up.truncate(self.rng.usize(0..=wire.up.len()));
        self.late.push(Late { session: wire.session, up: wire.up });
        self.replica(peer).closed();
        self.check();
    }

    /// A tab is killed: what it had not stored is gone, and so is its link.
    pub fn kill_tab(&mut self, peer: usize) {
        if self.peers.contains_key(&peer) {
            self.cut(peer);
            self.peers.remove(&peer);
        }
    }

    /// A device is gone for good, with all its tabs and what it has stored.
    pub fn lose_device(&mut self, device: usize) {
        let tabs = self.peers.iter().filter(|(_, peer)| peer.device == device);
        let tabs: Vec<usize> = tabs.map(|(number, _)| *number).collect();
        tabs.into_iter().for_each(|tab| self.kill_tab(tab));
        self.devices[device] = Device::default();
        self.gone.insert(device);
    }

    /// Whether a device is gone for good.
    pub fn is_gone(&self, device: usize) -> bool {
        self.gone.contains(&device)
    }

    /// The server dies. Some of what it had sent still arrives.
    pub fn crash(&mut self, crash: Crash) {
        self.server.crash(crash);
        self.late.clear();
        for peer in self.peers.values_mut() {
            if let Some(wire) = &mut peer.wire {
                wire.up.clear();
                wire.down.truncate(self.rng.usize(0..=wire.down.len()));
                wire.down.push_back(Down::Close(1006));
            }
        }
        self.check();
    }

    /// The log refuses what it was handed.
    pub fn fail_append(&mut self) {
        let outputs = self.server.fail_append();
        self.run_server(outputs);
        self.late.clear();
        self.check();
    }

    /// Everybody's link breaks, what was on its way arrives, and the empty room is dropped.
    pub fn evict(&mut self) {
        if !self.server.knows_document() || !self.server.is_up() {
            return;
        }
        let peers: Vec<usize> = self.peers.keys().copied().collect();
        peers.into_iter().for_each(|peer| self.cut(peer));
        self.run_until_quiet();
        self.server.evict();
    }

    /// Everything that was ever acked is in the log.
    pub fn assert_acked_is_there(&mut self) {
        let mut room = self.server.reread();
        let mut log = muster_shared::sync::document::GatedDoc::new(Some(self.kind.schema()), 1);
        log.admit(&room.encode().into()).expect("the document as one update");
        for key in &self.acked {
            assert!(log.knows(&self.written[key]).expect("an honest update"), "{key:?} was acked and is gone");
        }
    }

    /// Whether every edit a tab made or found unsaved has been seen to be on the server's disk.
    pub fn is_confirmed(&self, peer: usize) -> bool {
        let edits = &self.peers[&peer].unconfirmed;
        edits.iter().all(|bytes| self.server.is_durable(bytes))
    }

    /// Does what a replica asked for, in its order.
    fn run(&mut self, number: usize, outputs: Vec<Output>) {
        for output in outputs {
            let peer = self.peers.get_mut(&number).expect("an open tab");
            match output {
                Output::Store { key, bytes, unsaved } => {
                    if unsaved && key.client == peer.replica.client() {
                        self.written.insert(key, Arc::clone(&bytes));
                        peer.unconfirmed.push(Arc::clone(&bytes));
                    }
                    peer.queue.push_back(StoreOp::Put(key, bytes, unsaved));
                }
                Output::MarkSaved(keys) => {
                    for key in &keys {
                        let bytes = self.written.get(key).expect("only what somebody wrote is acked");
                        assert!(self.server.is_durable(bytes), "tab {number}: {key:?} is acked and not on disk");
                    }
                    self.acked.extend(keys.iter().copied());
                    peer.queue.push_back(StoreOp::MarkSaved(keys.clone()));
                    self.tell_tabs(number, &TabWord::Saved(keys));
                }
                Output::TellTabs { key, bytes } => self.tell_tabs(number, &TabWord::Edit(key, bytes)),
                Output::Send(frame) => {
                    if let Some(wire) = &mut peer.wire {
                        wire.up.push_back(frame);
                    }
                }
                Output::Close { again } => {
                    peer.is_stopped |= !again;
                    self.cut(number);
                }
                Output::Adopt(lineage) => peer.queue.push_back(StoreOp::Adopt(lineage)),
                Output::SetAside(reason) => peer.aside = Some(reason),
            }
        }
        self.check();
    }

    fn tell_tabs(&mut self, from: usize, word: &TabWord) {
        let device = self.peer(from).device;
        let others = self.peers.iter_mut().filter(|(number, peer)| **number != from && peer.device == device);
        others.for_each(|(_, peer)| peer.inbox.push_back(word.clone()));
    }

    /// Does what the room asked for, in its order.
    fn run_server(&mut self, outputs: Vec<room::Output>) {
        let mut outputs = VecDeque::from(outputs);
        while let Some(output) = outputs.pop_front() {
            match output {
                room::Output::Append { ticket, bytes, author, binds, .. } => {
                    let binds = binds.into_iter().map(|since| (since, author.clone())).collect();
                    self.server.hand(ticket, Row { bytes, binds });
                }
                room::Output::Send { to, frame } => {
                    if let Some(update) = Frame::read(&frame).ok().and_then(|frame| frame.update()) {
                        assert!(self.server.is_written(update), "somebody hears of what a killed process takes back");
                    }
                    let missed = self.queue_down(to, frame);
                    if !missed.is_empty() {
                        let now_ms = self.now_ms();
                        outputs.extend(self.server.room().missed(to, &missed, now_ms));
                    }
                }
                room::Output::Close { session, code, .. } => {
                    self.send_down(session, Down::Close(code));
                    self.late.retain(|late| late.session != session);
                }
            }
        }
    }

    /// Puts a frame into a tab's queue; answers what it will miss, because it reads too slowly.
    fn queue_down(&mut self, to: SessionId, frame: Arc<[u8]>) -> Vec<Arc<[u8]>> {
        let wires = self.peers.values_mut().filter_map(|peer| peer.wire.as_mut());
        let Some(wire) = wires.into_iter().find(|wire| wire.session == to) else { return Vec::new() };
        let may_be_missed = peer::may_be_missed(&frame);
        if wire.is_behind && may_be_missed {
            return vec![frame];
        }
        wire.down.push_back(Down::Frame(frame));
        if wire.is_behind || wire.down.len() <= self.queue_max {
            return Vec::new();
        }
        wire.is_behind = true;
        wire.give_up()
    }

    fn send_down(&mut self, to: SessionId, down: Down) {
        let wires = self.peers.values_mut().filter_map(|peer| peer.wire.as_mut());
        if let Some(wire) = wires.into_iter().find(|wire| wire.session == to) {
            wire.down.push_back(down);
        }
    }

    /// C02, at every step: a tab that shows *Saved* has nothing that the server's disk has not got, and one that shows *On
    /// this device* has nothing that a tab opened next would not find.
    pub fn check(&mut self) {
        for (number, peer) in &mut self.peers {
            let device = &self.devices[peer.device];
            match peer.replica.status() {
                Status::Saved => {
                    for bytes in peer.unconfirmed.drain(..) {
                        assert!(self.server.is_durable(&bytes), "tab {number} shows Saved; an edit is not on the disk");
                    }
                }
                Status::OnThisDevice { .. } => {
                    let lost =
                        peer.unconfirmed.iter().find(|edit| !device.keeps(edit) && !self.server.is_durable(edit));
                    assert!(lost.is_none(), "tab {number} shows On this device; an edit is not in its storage");
                }
                Status::Saving { .. } | Status::NotSaved(_) => {}
            }
        }
    }
}
