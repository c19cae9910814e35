//! A peer with a document of its own: yrs behind a gate, or Yjs in a Node process.

use std::rc::Rc;

use fastrand::Rng;
use muster_shared::sync::gate::{Gate, Refusal, parse};
use serde_json::Value;
use yrs::block::ClientID;
use yrs::updates::decoder::Decode;
use yrs::{Doc, OffsetKind, Options, ReadTxn, Transact, Update};

use super::yjs::YjsDoc;
use super::{Shape, edits, render};

/// The outcome of handing an update to a peer or the hub.
pub enum Received {
    /// It is in.
    New,
    /// There was nothing new in it.
    Known,
    /// It builds on something missing.
    Missing,
}

/// A peer's document.
pub enum Peer {
    /// yrs behind a gate.
    Yrs(Box<Native>),
    /// Yjs, which waits for what is missing by itself.
    Yjs(YjsDoc),
}

impl Peer {
    /// Edits at random. Gives what is to be sent.
    pub fn edit(&mut self, rng: &mut Rng) -> Vec<Vec<u8>> {
        match self {
            Self::Yrs(native) => native.edit(rng),
            Self::Yjs(doc) => doc.edit(rng.u32(..)),
        }
    }

    /// Takes an update from the hub. Gives what came of it and what is to be sent because of it.
    pub fn receive(&mut self, update: &[u8]) -> (Received, Vec<Vec<u8>>) {
        match self {
            Self::Yrs(native) => (native.receive(update), Vec::new()),
            // Yjs tidies marks by itself and tells everybody.
            Self::Yjs(doc) => (Received::New, doc.apply(update)),
        }
    }

    /// The peer's state vector, as Yjs writes it.
    pub fn state_vector(&mut self) -> Vec<u8> {
        match self {
            Self::Yrs(native) => native.gate.state_vector().encode(),
            Self::Yjs(doc) => doc.state_vector(),
        }
    }

    /// The updates that the peer has and the other has not.
    pub fn diff(&mut self, state_vector: &[u8]) -> Vec<u8> {
        match self {
            Self::Yrs(native) => diff(&native.doc, state_vector),
            Self::Yjs(doc) => doc.diff(state_vector),
        }
    }

    /// Its content.
    pub fn render(&mut self) -> Value {
        match self {
            Self::Yrs(native) => render::render(&native.doc, native.shape.roots()),
            Self::Yjs(doc) => doc.render(),
        }
    }
}

/// The updates that `doc` has and the one with `state_vector` has not.
pub fn diff(doc: &Doc, state_vector: &[u8]) -> Vec<u8> {
    doc.transact().encode_diff_v1(&yrs::StateVector::decode_v1(state_vector).unwrap())
}

/// A yrs document and the gate before it.
pub struct Native {
    pub doc: Doc,
    pub gate: Gate,
    pub shape: Shape,
}

impl Native {
    /// An empty one. With `rng` it may keep what was deleted, as documents with history do.
    pub fn new(shape: Shape, client: u64, rng: &mut Rng) -> Self {
        let mut options = Options::with_client_id(ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        options.skip_gc = rng.u8(..) < 40;
        // yrs tidies marks without telling anybody, and then two copies show different marks.
        options.cleanup_formatting = false;
        Self { doc: Doc::with_options(options), gate: Gate::new(shape.schema()), shape }
    }

    fn edit(&mut self, rng: &mut Rng) -> Vec<Vec<u8>> {
        let update = edits::edit(&self.doc, self.shape, rng);
        if let Some(bytes) = &update {
            let admitted = self.gate.admit(&parse(bytes).expect("own edit parses"));
            assert!(admitted.is_ok_and(|admission| admission.news), "own edit refused");
        }
        update.into_iter().collect()
    }

    /// Takes an update through the gate.
    ///
    /// # Panics
    /// If it is refused for good, or yrs cannot apply what the gate admitted.
    pub fn receive(&mut self, bytes: &[u8]) -> Received {
        let admission = match parse(bytes).and_then(|update| self.gate.admit(&update)) {
            Ok(admission) => admission,
            Err(Refusal::MissingDependency) => return Received::Missing,
            Err(refusal) => panic!("an honest update was refused: {refusal}: {bytes:02x?}"),
        };
        if !admission.news {
            return Received::Known;
        }
        let mut txn = self.doc.transact_mut();
        txn.apply_update(Update::decode_v1(bytes).expect("admitted bytes decode")).expect("admitted updates apply");
        assert!(!txn.has_missing_updates(), "yrs keeps something pending that the gate admitted");
        Received::New
    }
}

/// Bytes that are sent to many.
pub type Bytes = Rc<[u8]>;
