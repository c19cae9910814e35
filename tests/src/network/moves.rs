//! The moves of the network, one thing at a time, in an order that the seed chooses.

use muster_shared::sync::replica::Status;
use muster_shared::sync::wire::Frame;

use super::{Down, Network, Peer, StoreOp, TabWord, lineage};

/// One thing that can happen next by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The server receives a tab's next frame.
    Up(usize),
    /// A tab receives its next frame.
    Down(usize),
    /// A tab's next write reaches the device.
    Store(usize),
    /// A tab hears what another one said.
    Tab(usize),
    /// The server receives a frame of a connection that has closed, or learns that it has.
    Late(usize),
    /// A tab has read what waited for it, and is told what it has missed.
    CatchUp(usize),
    /// The server writes its next append.
    Write,
    /// The server flushes what it has written.
    Flush,
}

impl Network {
    /// Everything that can happen next.
    pub fn moves(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        for (number, peer) in &self.peers {
            let wire = peer.wire.as_ref();
            let possible = [
                (wire.is_some_and(|wire| !wire.up.is_empty()), Move::Up(*number)),
                (wire.is_some_and(|wire| !wire.down.is_empty()), Move::Down(*number)),
                (wire.is_some_and(|wire| wire.is_behind && wire.down.is_empty()), Move::CatchUp(*number)),
                (!peer.queue.is_empty(), Move::Store(*number)),
                (!peer.inbox.is_empty(), Move::Tab(*number)),
            ];
            moves.extend(possible.into_iter().filter(|(is_possible, _)| *is_possible).map(|(_, one)| one));
        }
        moves.extend((0..self.late.len()).map(Move::Late));
        if self.server.can_write() {
            moves.push(Move::Write);
        }
        if self.server.can_flush() {
            moves.push(Move::Flush);
        }
        moves
    }

    /// One thing happens; says whether anything could.
    pub fn step(&mut self) -> bool {
        let moves = self.moves();
        let Some(next) = self.rng.choice(&moves).copied() else { return false };
        self.make(next);
        true
    }

    /// So many things happen, as far as there are any.
    pub fn steps(&mut self, n: usize) {
        for _ in 0..n {
            self.step();
        }
    }

    /// So many things happen, as far as there are any that need no flush.
    pub fn steps_unflushed(&mut self, n: usize) {
        for _ in 0..n {
            let moves: Vec<Move> = self.moves().into_iter().filter(|next| *next != Move::Flush).collect();
            let Some(next) = self.rng.choice(&moves).copied() else { return };
            self.make(next);
        }
    }

    /// One chosen thing happens.
    pub fn make(&mut self, next: Move) {
        match next {
            Move::Up(peer) => self.receive_up(peer),
            Move::Down(peer) => self.receive_down(peer),
            Move::CatchUp(peer) => self.catch_up(peer),
            Move::Store(peer) => self.store(peer),
            Move::Tab(peer) => self.hear_tab(peer),
            Move::Late(at) => self.receive_late(at),
            Move::Write => {
                let outputs = self.server.write();
                self.run_server(outputs);
            }
            Move::Flush => {
                let outputs = self.server.flush();
                self.run_server(outputs);
            }
        }
        self.check();
    }

    fn receive_up(&mut self, peer: usize) {
        let Some(wire) = &mut self.peer(peer).wire else { return };
        let (session, frame) = (wire.session, wire.up.pop_front());
        let now_ms = self.now_ms();
        if let Some(frame) = frame.filter(|_| self.server.is_up()) {
            let outputs = self.server.room().receive(session, &frame, now_ms);
            self.run_server(outputs);
        }
    }

    fn receive_down(&mut self, number: usize) {
        let peer = self.peer(number);
        match peer.wire.as_mut().and_then(|wire| wire.down.pop_front()) {
            Some(Down::Frame(frame)) => {
                if let Ok(Frame::Nack(nack)) = Frame::read(&frame) {
                    peer.nacks.push(nack);
                }
                let outputs = peer.replica.receive(&frame);
                self.run(number, outputs);
            }
            Some(Down::Close(code)) => {
                peer.is_stopped |= (4400..4500).contains(&code);
                self.cut(number);
            }
            None => {}
        }
    }

    fn catch_up(&mut self, peer: usize) {
        let Some(wire) = &mut self.peer(peer).wire else { return };
        wire.is_behind = false;
        let session = wire.session;
        if self.server.is_up() {
            let outputs = self.server.room().catch_up(session);
            self.run_server(outputs);
        }
    }

    /// The device takes a tab's next write, and confirms it.
    fn store(&mut self, peer: usize) {
        let peer = self.peers.get_mut(&peer).expect("an open tab");
        if let Some(op) = peer.queue.pop_front() {
            if let StoreOp::Put(key, ..) = &op {
                peer.replica.stored(&[*key]);
            }
            self.devices[peer.device].store(op);
        }
    }

    fn hear_tab(&mut self, number: usize) {
        let peer = self.peer(number);
        match peer.inbox.pop_front() {
            Some(TabWord::Edit(key, bytes)) => {
                let outputs = peer.replica.hear_tab(key, &bytes);
                self.run(number, outputs);
            }
            Some(TabWord::Saved(keys)) => peer.replica.hear_saved(&keys),
            None => {}
        }
    }

    fn receive_late(&mut self, at: usize) {
        let now_ms = self.now_ms();
        let late = &mut self.late[at];
        let session = late.session;
        let outputs = match late.up.pop_front() {
            Some(frame) => self.server.room().receive(session, &frame, now_ms),
            None => {
                self.late.swap_remove(at);
                self.server.room().leave(session)
            }
        };
        self.run_server(outputs);
    }

    /// A second passes. Says whether the server had something to say about it.
    pub fn tick(&mut self) -> bool {
        self.wait(1_000);
        let outputs = self.server.tick(self.now_ms());
        let says = !outputs.is_empty();
        self.run_server(outputs);
        says
    }

    /// Lets everything happen until nothing can.
    ///
    /// # Panics
    /// When there is no end to it.
    pub fn run_until_quiet(&mut self) {
        for _ in 0..200_000 {
            if !self.step() {
                return;
            }
        }
        panic!("the network never comes to rest: {:?}", self.moves());
    }

    /// Everything works again: the server is up, every device has a tab, every tab that was not sent away for good is
    /// connected, and all has settled.
    ///
    /// # Panics
    /// When it does not settle.
    pub fn heal(&mut self) {
        self.server.start();
        for device in 0..self.devices.len() {
            if !self.is_gone(device) && !self.peers.values().any(|peer| peer.device == device) {
                self.open_tab(device);
            }
        }
        for _ in 0..20 {
            self.run_until_quiet();
            if self.tick() {
                continue;
            }
            // A document begun in a tab that was killed at once is nowhere: somebody begins it anew.
            self.server.register(Some(&lineage()));
            let is_away = |peer: &Peer| !peer.is_connected() && !peer.is_stopped;
            let away: Vec<usize> =
                self.peers.iter().filter(|(_, peer)| is_away(peer)).map(|(number, _)| *number).collect();
            if away.is_empty() {
                return;
            }
            away.into_iter().for_each(|peer| self.connect(peer));
        }
        panic!("the tabs do not come back: {:?}", self.statuses());
    }

    /// The status on every tab's chip.
    pub fn statuses(&self) -> Vec<(usize, Status)> {
        self.peers.iter().map(|(number, peer)| (*number, peer.replica.status())).collect()
    }
}
