//! The server's part: a gate, a log of what was admitted, and the document it makes.

use fastrand::Rng;
use yrs::updates::decoder::Decode;
use yrs::{Doc, OffsetKind, Options, ReadTxn, StateVector, Transact, Update};

use super::Shape;
use super::peer::{Bytes, Native, Received, diff};
use super::render::render;

/// The client id the hub never writes with.
const HUB: u64 = 0;

/// The hub that all peers talk to.
pub struct Hub {
    native: Native,
    log: Vec<Bytes>,
}

impl Hub {
    /// With an empty log.
    pub fn new(shape: Shape, rng: &mut Rng) -> Self {
        Self { native: Native::new(shape, HUB, rng), log: Vec::new() }
    }

    /// Admits, logs and applies an update.
    pub fn receive(&mut self, bytes: &Bytes) -> Received {
        let received = self.native.receive(bytes);
        if let Received::New = received {
            self.log.push(Bytes::clone(bytes));
        }
        received
    }

    /// The hub's state vector, as Yjs writes it.
    pub fn state_vector(&self) -> Vec<u8> {
        self.native.gate.state_vector().encode()
    }

    /// The updates that the hub has and the other has not.
    pub fn diff(&self, state_vector: &[u8]) -> Vec<u8> {
        diff(&self.native.doc, state_vector)
    }

    /// Its content.
    pub fn render(&self) -> serde_json::Value {
        render(&self.native.doc, self.native.shape.roots())
    }

    /// Starts again from the log alone.
    pub fn reload(&mut self, rng: &mut Rng) {
        let mut native = Native::new(self.native.shape, HUB, rng);
        for bytes in &self.log {
            assert!(matches!(native.receive(bytes), Received::New), "the log brings nothing twice");
        }
        let content = render(&native.doc, native.shape.roots());
        assert_eq!(content, self.render(), "replaying the log gives another document");
        assert_eq!(native.gate.state_vector(), self.native.gate.state_vector());
        self.native = native;
    }

    /// Replaces the log by a snapshot, after it has been loaded and compared, and starts again from it.
    pub fn compact(&mut self, rng: &mut Rng) {
        let fresh = plain_doc();
        for bytes in &self.log {
            let update = Update::decode_v1(bytes).expect("logged bytes decode");
            fresh.transact_mut().apply_update(update).expect("logged updates apply");
        }
        let snapshot: Bytes = fresh.transact().encode_diff_v1(&StateVector::default()).into();
        if *snapshot == *Update::EMPTY_V1 {
            return;
        }
        self.log = vec![snapshot];
        self.reload(rng);
    }
}

fn plain_doc() -> Doc {
    let mut options = Options::with_client_id(yrs::block::ClientID::new(HUB));
    options.offset_kind = OffsetKind::Utf16;
    options.cleanup_formatting = false;
    Doc::with_options(options)
}
