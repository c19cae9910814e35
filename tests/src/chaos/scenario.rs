//! One scenario: peers edit, the network misbehaves, everything heals, and the contents are compared.

use std::collections::VecDeque;

use fastrand::Rng;

use super::Shape;
use super::hub::Hub;
use super::peer::{Bytes, Native, Peer, Received};
use super::yjs::Yjs;

/// A message between a peer and the hub.
#[derive(Clone)]
enum Frame {
    /// A state vector, which asks for what is missing.
    Ask(Bytes),
    /// An update.
    Update(Bytes),
}

/// A connection of a peer: what is under way in both directions.
struct Link {
    peer: Peer,
    online: bool,
    up: VecDeque<Frame>,
    down: VecDeque<Frame>,
}

/// How likely the network misbehaves, of 100.
struct Weather {
    drop: u8,
    double: u8,
    reorder: u8,
}

/// The counts of a run, to be summed up.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub edits: usize,
    pub resyncs: usize,
    pub compactions: usize,
}

/// Runs the scenario of `seed`, with Yjs peers if there is a Node process.
///
/// # Panics
/// If an honest update is refused for good, or contents differ after healing.
pub fn run(seed: u64, yjs: Option<&Yjs>) -> Tally {
    let mut rng = Rng::with_seed(seed);
    let shape = if rng.u8(..) < 170 { Shape::Free } else { Shape::Typed };
    let mut network = Network::new(shape, yjs, &mut rng);
    for _ in 0..rng.usize(20..120) {
        network.step(&mut rng);
    }
    network.heal();
    network.compare();
    network.hub.compact(&mut rng);
    network.compare();
    network.tally
}

struct Network {
    hub: Hub,
    links: Vec<Link>,
    weather: Weather,
    tally: Tally,
}

impl Network {
    fn new(shape: Shape, yjs: Option<&Yjs>, rng: &mut Rng) -> Self {
        let weather = Weather {
            drop: [0, 10, 30][rng.usize(0..3)],
            double: [0, 20][rng.usize(0..2)],
            reorder: [0, 30, 70][rng.usize(0..3)],
        };
        let small_ids = rng.bool();
        let mut links = Vec::new();
        for number in 1..=rng.u64(3..=5) {
            let client = if small_ids { number } else { rng.u64(1..1 << 32) };
            let peer = match yjs {
                Some(yjs) if number == 1 || rng.bool() => Peer::Yjs(yjs.doc(shape, client)),
                _ => Peer::Yrs(Box::new(Native::new(shape, client, rng))),
            };
            links.push(Link { peer, online: true, up: VecDeque::new(), down: VecDeque::new() });
        }
        Self { hub: Hub::new(shape, rng), links, weather, tally: Tally::default() }
    }

    fn step(&mut self, rng: &mut Rng) {
        let at = rng.usize(0..self.links.len());
        match rng.u8(0..100) {
            0..45 => self.edit(at, rng),
            45..68 => self.deliver_up(at, rng),
            68..91 => self.deliver_down(at, rng),
            91..95 if self.links[at].online => self.disconnect(at),
            91..95 => self.connect(at),
            95..97 => self.hub.reload(rng),
            97..99 => {
                self.tally.compactions += 1;
                self.hub.compact(rng);
            }
            _ => self.ask_both(at),
        }
    }

    fn edit(&mut self, at: usize, rng: &mut Rng) {
        let link = &mut self.links[at];
        let updates = link.peer.edit(rng);
        self.tally.edits += updates.len();
        if link.online {
            link.up.extend(updates.into_iter().map(|update| Frame::Update(update.into())));
        }
    }

    fn disconnect(&mut self, at: usize) {
        let link = &mut self.links[at];
        link.online = false;
        link.up.clear();
        link.down.clear();
    }

    fn connect(&mut self, at: usize) {
        self.links[at].online = true;
        self.ask_both(at);
    }

    fn ask_both(&mut self, at: usize) {
        let link = &mut self.links[at];
        if link.online {
            link.up.push_back(Frame::Ask(link.peer.state_vector().into()));
            link.down.push_back(Frame::Ask(self.hub.state_vector().into()));
        }
    }

    fn deliver_up(&mut self, at: usize, rng: &mut Rng) {
        if let Some(frame) = self.weather.take(&mut self.links[at].up, rng) {
            self.hub_takes(at, frame);
        }
    }

    fn deliver_down(&mut self, at: usize, rng: &mut Rng) {
        if let Some(frame) = self.weather.take(&mut self.links[at].down, rng) {
            self.peer_takes(at, frame);
        }
    }

    fn hub_takes(&mut self, at: usize, frame: Frame) {
        let update = match frame {
            Frame::Ask(state_vector) => {
                let update = self.hub.diff(&state_vector);
                self.links[at].down.push_back(Frame::Update(update.into()));
                return;
            }
            Frame::Update(update) => update,
        };
        match self.hub.receive(&update) {
            Received::Known => {}
            Received::Missing => {
                self.tally.resyncs += 1;
                self.links[at].down.push_back(Frame::Ask(self.hub.state_vector().into()));
            }
            Received::New => {
                let others = self.links.iter_mut().enumerate().filter(|(other, link)| *other != at && link.online);
                others.for_each(|(_, link)| link.down.push_back(Frame::Update(Bytes::clone(&update))));
            }
        }
    }

    fn peer_takes(&mut self, at: usize, frame: Frame) {
        let link = &mut self.links[at];
        match frame {
            Frame::Ask(state_vector) => {
                let update = link.peer.diff(&state_vector);
                link.up.push_back(Frame::Update(update.into()));
            }
            Frame::Update(update) => {
                let (received, tidied) = link.peer.receive(&update);
                link.up.extend(tidied.into_iter().map(|update| Frame::Update(update.into())));
                if let Received::Missing = received {
                    self.tally.resyncs += 1;
                    link.up.push_back(Frame::Ask(link.peer.state_vector().into()));
                }
            }
        }
    }

    /// Everybody comes back, and nothing is lost any more.
    fn heal(&mut self) {
        for at in 0..self.links.len() {
            self.disconnect(at);
        }
        for _ in 0..3 {
            for at in 0..self.links.len() {
                self.connect(at);
            }
            self.run_until_quiet();
        }
    }

    fn run_until_quiet(&mut self) {
        for _ in 0..10_000 {
            let Some(at) = self.links.iter().position(|link| !link.up.is_empty() || !link.down.is_empty()) else {
                return;
            };
            while let Some(frame) = self.links[at].up.pop_front() {
                self.hub_takes(at, frame);
            }
            if let Some(frame) = self.links[at].down.pop_front() {
                self.peer_takes(at, frame);
            }
        }
        panic!("the network does not come to rest");
    }

    fn compare(&mut self) {
        let expected = self.hub.render();
        for (at, link) in self.links.iter_mut().enumerate() {
            let kind = if let Peer::Yjs(_) = link.peer { "Yjs" } else { "yrs" };
            assert_eq!(link.peer.render(), expected, "peer {at} ({kind}) has another content than the hub");
        }
    }
}

impl Weather {
    /// The next frame that arrives, if one does.
    fn take(&self, queue: &mut VecDeque<Frame>, rng: &mut Rng) -> Option<Frame> {
        let at = if rng.u8(0..100) < self.reorder && !queue.is_empty() { rng.usize(0..queue.len()) } else { 0 };
        let frame = queue.remove(at)?;
        if rng.u8(0..100) < self.drop {
            return None;
        }
        if rng.u8(0..100) < self.double {
            queue.push_back(frame.clone());
        }
        Some(frame)
    }
}
