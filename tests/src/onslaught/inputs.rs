//! The inputs of a hostile client: well-formed frames with hostile content, honest frames with bytes changed, and
//! noise.

use fastrand::Rng;
use muster_shared::sync::gate::{CLIENTS_MAX, Gate, Schema, parse};
use muster_shared::sync::lib0::Writer;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::close;
use muster_shared::sync::state_vector::StateVector;
use muster_shared::sync::wire::{Frame, RECEIPT_BYTES, Receipted, presence};

use crate::chaos::hostile::{Forger, mutate};

/// Numbers that have hurt somebody.
const ODD: &[u64] =
    &[0, 1, 127, 128, 1 << 16, (1 << 27) + 1, 1 << 30, (1 << 31) - 1, 1 << 32, (1 << 53) - 1, 1 << 53, u64::MAX];

/// Says hostile things about one document.
pub struct Attacker {
    rng: Rng,
    forger: Forger,
    /// Updates that the document has taken, to be changed a little.
    honest: Vec<Vec<u8>>,
    /// Inputs that have hurt yrs before.
    findings: Vec<Vec<u8>>,
    /// Whether the last thing said was made up from what the document is believed to have.
    has_forged: bool,
    /// It says little else than updates that nearly fit, or do.
    is_forger: bool,
}

impl Attacker {
    /// One that knows what the document began with.
    pub fn new(mut rng: Rng, honest: Vec<Vec<u8>>, findings: Vec<Vec<u8>>) -> Self {
        let mut gate = Gate::new(Schema::Any);
        for update in &honest {
            let _ = parse(update).and_then(|update| gate.admit(&update));
        }
        let forger = Forger::new(rng.fork(), gate.state_vector().0.into_iter());
        let is_forger = rng.bool();
        Self { rng, forger, honest, findings, has_forged: false, is_forger }
    }

    /// The next thing to say.
    pub fn frame(&mut self) -> Vec<u8> {
        self.has_forged = false;
        match self.rng.u8(0..100) {
            _ if self.is_forger && self.rng.u8(0..100) < 97 => self.update(),
            0..45 => self.update(),
            45..60 => self.changed_update(),
            60..68 => Frame::Step1(&self.state_vector()).write(),
            68..80 => Frame::Awareness(&self.presences()).write(),
            80..92 => self.changed_frame(),
            92..96 => self.strange_frame(),
            _ => (0..self.rng.usize(0..40)).map(|_| self.rng.u8(..)).collect(),
        }
    }

    /// The document refused what was said last.
    pub fn forget(&mut self) {
        if std::mem::take(&mut self.has_forged) {
            self.forger.forget();
        }
    }

    fn update(&mut self) -> Vec<u8> {
        let finding = self.rng.u8(0..40) == 0;
        let update = match self.rng.choice(&self.findings).filter(|_| finding) {
            Some(finding) => finding.clone(),
            None => {
                self.has_forged = true;
                self.forger.update()
            }
        };
        if self.rng.bool() { Frame::Update(&update).write() } else { Frame::Step2(&update).write() }
    }

    fn changed_update(&mut self) -> Vec<u8> {
        let update = self.rng.choice(&self.honest).cloned().unwrap_or_default();
        Frame::Update(&mutate(&update, &mut self.rng)).write()
    }

    fn changed_frame(&mut self) -> Vec<u8> {
        let frame = match self.rng.u8(0..3) {
            0 => Frame::Step1(&self.state_vector()).write(),
            1 => Frame::Awareness(&self.presences()).write(),
            _ => Frame::Update(self.rng.choice(&self.honest).map_or(&[][..], Vec::as_slice)).write(),
        };
        mutate(&frame, &mut self.rng)
    }

    /// An update that the document has taken or may take, under a receipt that nobody made.
    fn receipted(&mut self) -> Vec<u8> {
        let mut receipt = [0; RECEIPT_BYTES];
        self.rng.fill(&mut receipt);
        let (n_at_risk, update) = (self.number(), self.rng.choice(&self.honest).cloned().unwrap_or_default());
        let author = [&b""[..], b"ada", b"server"][self.rng.usize(0..3)];
        Frame::Receipted(Receipted { author, n_at_risk, receipt, update: &update }).write()
    }

    fn number(&mut self) -> u64 {
        if self.rng.bool() { self.rng.u64(0..300) } else { self.rng.choice(ODD).copied().unwrap_or_default() }
    }

    /// The count is what it says, or not.
    fn count(&mut self, really: usize) -> u64 {
        if self.rng.u8(0..4) == 0 { self.number() } else { really as u64 }
    }

    fn state_vector(&mut self) -> Vec<u8> {
        let really = self.rng.usize(0..6);
        let mut writer = Writer::new();
        writer.uint(self.count(really));
        for _ in 0..really {
            writer.uint(self.number()).uint(self.number());
        }
        writer.into_bytes()
    }

    fn presences(&mut self) -> Vec<u8> {
        let really = self.rng.usize(0..4);
        let mut writer = Writer::new();
        writer.uint(self.count(really));
        for _ in 0..really {
            writer.uint(self.number()).uint(self.number());
            let state = self.presence();
            writer.string(&state);
        }
        writer.into_bytes()
    }

    fn presence(&mut self) -> String {
        match self.rng.u8(0..8) {
            0 => "null".to_owned(),
            1 => "{".repeat(self.rng.usize(1..3_000)),
            2 => format!("{{\"user\":{{\"name\":\"{}\"}}}}", "n".repeat(self.rng.usize(0..9_000))),
            3 => "[".repeat(2_000) + &"]".repeat(2_000),
            4 => "\u{0}\u{2028}😀".to_owned(),
            _ => r#"{"user":{"name":"Mallory"},"cursor":null}"#.to_owned(),
        }
    }

    /// Frames that only servers send, kinds that nobody knows, and lengths that nothing follows.
    fn strange_frame(&mut self) -> Vec<u8> {
        let mut writer = Writer::new();
        match self.rng.u8(0..7) {
            6 => return self.receipted(),
            0 => return Frame::Ack(self.number()).write(),
            1 => return Frame::Token("not a token").write(),
            2 => return Frame::QueryAwareness.write(),
            3 => writer.uint(self.number()).raw(b"what follows"),
            4 => writer.uint(0).uint(self.number()).uint(self.number()),
            _ => writer.uint(1).uint(self.number()).uint(self.number()),
        };
        writer.into_bytes()
    }
}

/// The server's duty on a frame, before it looks into the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Close the connection, with this code.
    Close(u16),
    /// Acknowledge or refuse it by its number.
    Outcome,
    /// Nothing that can be seen.
    Nothing,
}

/// The server's duty on a frame that is no longer than allowed, from a client that speaks `muster.1` or not.
pub fn due(frame: &[u8], muster: bool) -> Due {
    match Frame::read(frame) {
        Err(_) => Due::Close(close::MALFORMED),
        Ok(Frame::Step1(vector)) if StateVector::decode(vector, CLIENTS_MAX).is_err() => Due::Close(close::MALFORMED),
        Ok(Frame::Awareness(states)) if presence::read(states, Limits::DEFAULT.presences_max).is_err() => {
            Due::Close(close::MALFORMED)
        }
        Ok(Frame::Step2(_) | Frame::Update(_)) => Due::Outcome,
        Ok(Frame::Receipted(_)) if muster => Due::Outcome,
        Ok(_) => Due::Nothing,
    }
}
