//! A plan: what happens in one simulation, drawn from a seed before it runs, so that it can be printed and cut.

mod edits;
mod meeting;
pub mod verdict;

use crate::network::{Crash, Network};
use fastrand::Rng;
use muster_shared::kinds::Kind;

use edits::Draft;
use meeting::Act;

/// How a document comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// The server has it before anybody comes.
    OnTheServer,
    /// The first device makes it while it is offline.
    Offline,
}

/// One thing that happens. Tabs are named by any number, taken modulo the tabs that are open.
#[derive(Debug, Clone)]
pub enum Step {
    /// Somebody edits.
    Edit(usize, Draft),
    Undo(usize),
    Redo(usize),
    Connect(usize),
    Cut(usize),
    KillTab(usize),
    /// A tab opens on a device.
    OpenTab(usize),
    Crash(Crash),
    StartServer,
    FailAppend,
    Compact,
    /// Everybody leaves and the room is dropped.
    Evict,
    /// A device is gone for good, with all it has stored.
    LoseDevice(usize),
    /// So many things that are on their way arrive.
    Move(usize),
    /// The same, while the disk is slow: nothing is flushed.
    MoveUnflushed(usize),
    /// Milliseconds pass.
    Wait(u64),
}

/// A simulation.
#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub kind: Kind,
    pub begins: Begins,
    pub n_devices: usize,
    /// So many people share the devices; none when nobody can be told from anybody.
    pub n_authors: usize,
    /// The document grows no further than this, in bytes; what is more is refused.
    pub document_bytes_max: Option<usize>,
    pub steps: Vec<Step>,
}

impl Plan {
    /// Everything that can happen.
    pub fn any(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let kind = if rng.u8(0..5) == 0 { Kind::Org } else { Kind::Charter };
        let begins = if rng.u8(0..4) == 0 { Begins::Offline } else { Begins::OnTheServer };
        let n_devices = rng.usize(2..=4);
        let n_steps = rng.usize(20..=90);
        let steps = (0..n_steps).map(|_| any_step(&mut rng, kind)).collect();
        Self { seed, kind, begins, n_devices, n_authors: 0, document_bytes_max: None, steps }
    }

    /// Everything that can happen, to three people. No power cuts: some devices have lost by then what those took.
    pub fn of_three(seed: u64) -> Self {
        let mut plan = Self::of_three_with_power_cuts(seed);
        for step in &mut plan.steps {
            if matches!(step, Step::Crash(_)) {
                *step = Step::Crash(Crash::Killed);
            }
        }
        plan
    }

    /// Everything that can happen, to three people.
    pub fn of_three_with_power_cuts(seed: u64) -> Self {
        let plan = Self::any(seed);
        Self { n_authors: 3, n_devices: 3 + (seed % 2) as usize, ..plan }
    }

    /// People who write together, and three power cuts, after which some never come back. The others keep their tabs
    /// open, as receipts are in memory.
    pub fn of_three_who_may_be_gone(seed: u64) -> Self {
        // A seed of a network in which nobody reads too slowly: what a slow reader is told at once it is told before the
        // receipts, and the power may go in between.
        let seed = 3 * seed + 1;
        let mut rng = Rng::with_seed(seed);
        let (kind, n_devices) = (Kind::Charter, rng.usize(3..=5));
        let mut steps = Vec::new();
        for _ in 0..3 {
            for _ in 0..rng.usize(3..20) {
                steps.push(match rng.u8(0..20) {
                    0..8 => Step::Edit(rng.usize(..), Draft::any(&mut rng, kind)),
                    8 => Step::Undo(rng.usize(..)),
                    9 => Step::Cut(rng.usize(..)),
                    10 | 11 => Step::Connect(rng.usize(..)),
                    12 => Step::Move(rng.usize(1..30)),
                    13 => Step::Compact,
                    _ => Step::MoveUnflushed(rng.usize(1..30)),
                });
            }
            steps.push(Step::Crash(Crash::PowerCut));
            if rng.bool() {
                steps.push(Step::LoseDevice(rng.usize(1..n_devices)));
            }
            steps.push(Step::StartServer);
            steps.extend((0..n_devices).map(|_| Step::Connect(rng.usize(..))));
        }
        Self { seed, kind, begins: Begins::OnTheServer, n_devices, n_authors: 3, document_bytes_max: None, steps }
    }

    /// A meeting of three people who work on trains: acts in a review, undone at times, over links that break and a server
    /// that is killed. No tab dies, so whatever anybody said is somewhere.
    pub fn of_a_meeting(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x6d65_6574);
        let n_steps = rng.usize(30..=120);
        let draw = |words: usize| match rng.u8(0..40) {
            0..18 => Step::Edit(rng.usize(..), Draft::Act(Act::any(&mut rng, words))),
            18 => Step::Undo(rng.usize(..)),
            19 | 20 => Step::Wait(rng.u64(1..90_000)),
            21..30 => Step::Move(rng.usize(1..30)),
            30..33 => Step::Cut(rng.usize(..)),
            33..36 => Step::Connect(rng.usize(..)),
            36 => Step::Crash(Crash::Killed),
            37 => Step::Compact,
            38 => Step::Evict,
            _ => Step::StartServer,
        };
        let steps = (0..n_steps).map(draw).collect();
        let (kind, begins) = (Kind::Review, Begins::OnTheServer);
        Self { seed, kind, begins, n_devices: 3, n_authors: 3, document_bytes_max: None, steps }
    }

    /// Only typing, and everything that can happen to it: short and cheap.
    pub fn typing(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let n_steps = rng.usize(8..=30);
        let mut letters = 0x4e00_u32..;
        let mut draw = |rng: &mut Rng| match rng.u8(0..10) {
            0..=3 => {
                let letter = letters.next().and_then(char::from_u32).map(String::from);
                Step::Edit(rng.usize(..), Draft::Letter { at: rng.u32(..), letter: letter.unwrap_or_default() })
            }
            4..=6 => Step::Move(rng.usize(1..8)),
            _ => trouble(rng),
        };
        let steps = (0..n_steps).map(|_| draw(&mut rng)).collect();
        let begins = Begins::OnTheServer;
        Self { seed, kind: Kind::Charter, begins, n_devices: 2, n_authors: 0, document_bytes_max: None, steps }
    }

    /// Typing, until the server refuses more of it.
    pub fn cramped(seed: u64) -> Self {
        let document_bytes_max = Some(Rng::with_seed(!seed).usize(10..120));
        Self { document_bytes_max, ..Self::typing(seed) }
    }

    /// Every letter that a step of its own types.
    pub fn letters(&self) -> Vec<char> {
        let letters = self.steps.iter().filter_map(|step| match step {
            Step::Edit(_, Draft::Letter { letter, .. }) => letter.chars().next(),
            _ => None,
        });
        letters.collect()
    }

    /// The network before the first step.
    pub fn network(&self) -> Network {
        if self.begins == Begins::OnTheServer {
            let mut network = Network::new(self.kind, self.seed);
            network.n_authors = self.n_authors;
            let limits = &mut network.server.limits;
            limits.document_bytes_max = self.document_bytes_max.unwrap_or(limits.document_bytes_max);
            for _ in 0..self.n_devices {
                network.join();
            }
            return network;
        }
        let mut network = Network::without_document(self.kind, self.seed);
        network.n_authors = self.n_authors;
        let first = network.add_device();
        network.begin(first);
        for _ in 1..self.n_devices {
            let device = network.add_device();
            network.open_tab(device);
        }
        network
    }
}

fn any_step(rng: &mut Rng, kind: Kind) -> Step {
    match rng.u8(0..100) {
        0..45 => Step::Edit(rng.usize(..), Draft::any(rng, kind)),
        45..50 => Step::Undo(rng.usize(..)),
        50..53 => Step::Redo(rng.usize(..)),
        53..57 => Step::Wait(rng.u64(1..2000)),
        57..80 => Step::Move(rng.usize(1..30)),
        _ => trouble(rng),
    }
}

fn trouble(rng: &mut Rng) -> Step {
    match rng.u8(0..20) {
        0..4 => Step::Cut(rng.usize(..)),
        4..9 => Step::Connect(rng.usize(..)),
        9 => Step::KillTab(rng.usize(..)),
        10..12 => Step::OpenTab(rng.usize(..)),
        12 => Step::Crash(Crash::Killed),
        13 => Step::Crash(Crash::PowerCut),
        14..17 => Step::StartServer,
        17 => Step::FailAppend,
        18 => Step::Compact,
        _ => Step::Evict,
    }
}

impl Step {
    /// Makes it happen, where it can.
    pub fn run(&self, network: &mut Network) {
        let open: Vec<usize> = network.peers.keys().copied().collect();
        let tab = |any: usize| open.get(any % open.len().max(1)).copied();
        match self {
            Self::Edit(any, draft) => tab(*any).into_iter().for_each(|peer| draft.make(network, peer)),
            Self::Undo(any) => tab(*any).into_iter().for_each(|peer| network.undo(peer)),
            Self::Redo(any) => tab(*any).into_iter().for_each(|peer| network.redo(peer)),
            Self::Connect(any) => tab(*any).into_iter().for_each(|peer| network.connect(peer)),
            Self::Cut(any) => tab(*any).into_iter().for_each(|peer| network.cut(peer)),
            Self::KillTab(any) => tab(*any).into_iter().for_each(|peer| network.kill_tab(peer)),
            Self::OpenTab(any) if open.len() < 6 && !network.is_gone(any % network.devices.len()) => {
                network.open_tab(any % network.devices.len());
            }
            Self::Crash(crash) => network.crash(*crash),
            Self::StartServer => network.server.start(),
            Self::FailAppend => network.fail_append(),
            Self::Compact => network.server.compact(),
            Self::Evict => network.evict(),
            Self::LoseDevice(device) => network.lose_device(*device),
            Self::Move(n) => network.steps(*n),
            Self::MoveUnflushed(n) => network.steps_unflushed(*n),
            Self::Wait(ms) => network.wait(*ms),
            Self::OpenTab(_) => {}
        }
    }
}
