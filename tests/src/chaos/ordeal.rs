//! The ordeal of an update that may be hostile: the gate, and if that lets it in, everything yrs is used for.

use fastrand::Rng;
use muster_shared::sync::gate::{Class, Gate, Refusal, Root, parse};
use yrs::updates::decoder::Decode;
use yrs::{Doc, ReadTxn, StateVector, Transact, Update};

use super::hostile::{Forger, mutate};
use super::peer::Native;
use super::render::render;
use super::{Shape, edits};
use crate::toll::toll;

toll! {
    /// The counts of some sequences.
    pub struct Outcome {
        pub inputs: u32 = sum,
        pub parsed: u32 = sum,
        pub admitted: u32 = sum,
        /// Inputs that were admitted, and whose document reads otherwise after it was written and loaded again.
        pub reads_otherwise: u32 = sum,
    }
}

/// A document under attack.
pub struct Ordeal {
    native: Native,
    rng: Rng,
    outcome: Outcome,
}

/// Runs the sequence of `seed`. Tells `journal` every update before the document has to take it, the honest ones too.
pub fn run(seed: u64, journal: &mut dyn FnMut(&[u8])) -> Outcome {
    let mut rng = Rng::with_seed(seed);
    let shape = if rng.u8(..) < 200 { Shape::Free } else { Shape::Typed };
    let mut ordeal = Ordeal::new(shape, rng.fork());
    let honest: Vec<Vec<u8>> = (0..rng.usize(0..6)).filter_map(|_| ordeal.edit()).collect();
    honest.iter().for_each(|update| journal(update));
    let mut forger = Forger::new(rng.fork(), ordeal.native.gate.state_vector().0.into_iter());
    for _ in 0..rng.usize(2..=5) {
        let mutated = rng.u8(..) < 60 && !honest.is_empty();
        let update = if mutated { mutate(&honest[rng.usize(0..honest.len())], &mut rng) } else { forger.update() };
        journal(&update);
        if !ordeal.suffer(&update) && !mutated {
            forger.forget();
        }
    }
    ordeal.outcome
}

impl Ordeal {
    /// An empty document.
    pub fn new(shape: Shape, mut rng: Rng) -> Self {
        let client = rng.u64(1..9);
        Self { native: Native::new(shape, client, &mut rng), rng, outcome: Outcome::default() }
    }

    fn edit(&mut self) -> Option<Vec<u8>> {
        let update = edits::edit(&self.native.doc, self.native.shape, &mut self.rng)?;
        self.native.gate.admit(&parse(&update).unwrap()).expect("an own edit is admitted");
        Some(update)
    }

    /// Takes one update. Says whether it was admitted.
    ///
    /// # Panics
    /// If the gate changes though it refuses, grows out of proportion, or yrs goes wrong on what it admitted.
    pub fn suffer(&mut self, bytes: &[u8]) -> bool {
        self.outcome.inputs += 1;
        let Ok(update) = parse(bytes) else { return false };
        self.outcome.parsed += 1;
        let before = self.native.gate.clone();
        let admission = match self.native.gate.admit(&update) {
            Ok(admission) => admission,
            Err(refusal) => {
                assert!(self.native.gate == before, "the gate changed though it refused: {refusal}");
                return false;
            }
        };
        let growth = self.native.gate.bytes().saturating_sub(before.bytes());
        assert!(growth <= 4096 + 64 * bytes.len(), "{} bytes made the gate grow by {growth}", bytes.len());
        if admission.news {
            self.outcome.admitted += 1;
            self.apply(bytes);
            self.use_everything();
        }
        true
    }

    fn apply(&mut self, bytes: &[u8]) {
        let mut txn = self.native.doc.transact_mut();
        txn.apply_update(Update::decode_v1(bytes).expect("admitted bytes decode")).expect("admitted updates apply");
        assert!(!txn.has_missing_updates(), "yrs keeps something pending that the gate admitted");
    }

    fn use_everything(&mut self) {
        let live = self.read(&self.native.doc);
        let state = self.native.doc.transact().encode_state_as_update_v1(&StateVector::default());
        let (gate, loaded) = self.load(&state);
        assert_eq!(gate.state_vector(), self.native.gate.state_vector());
        if self.read(&loaded) != live {
            self.outcome.reads_otherwise += 1;
        }
        if self.rng.u8(..) < 60 {
            self.native.doc.transact_mut().gc(None);
            self.read(&self.native.doc);
        }
        let own_clock = self.native.gate.state_vector().get(self.native.doc.client_id().get());
        if self.readable_as_honest() && own_clock < 1 << 29 {
            self.edit();
        }
    }

    /// A gate and a document of the snapshot.
    fn load(&mut self, state: &[u8]) -> (Gate, Doc) {
        let mut native = Native::new(self.native.shape, 99, &mut self.rng);
        match parse(state).and_then(|update| native.gate.admit(&update)) {
            Ok(_) => {}
            Err(refusal) => panic!("the snapshot is refused: {refusal}: {state:02x?}"),
        }
        native.doc.transact_mut().apply_update(Update::decode_v1(state).unwrap()).unwrap();
        (native.gate, native.doc)
    }

    /// The content, each root read as what the gate says it is.
    fn read(&self, doc: &Doc) -> serde_json::Value {
        let roots: Vec<_> = self.native.gate.roots().map(|(name, class)| (name.to_owned(), class)).collect();
        roots.iter().map(|(name, class)| read_root(doc, name, *class)).collect()
    }

    /// Whether the honest roots still are what honest peers take them for.
    fn readable_as_honest(&self) -> bool {
        let fits = |root: &Root| self.native.gate.reads_as(root.name, root.class);
        self.native.shape.roots().iter().all(fits)
    }
}

fn read_root(doc: &Doc, name: &str, class: Option<Class>) -> serde_json::Value {
    // A root that fits several classes is read as the first of them that any reader would try.
    let name: &'static str = STATIC_NAMES.iter().find(|known| **known == name).copied().unwrap_or("other");
    render(doc, &[Root { name, class: class.unwrap_or(Class::Map) }])
}

const STATIC_NAMES: &[&str] = &["text", "map", "list", "xml", "rows", ""];

/// Whether `bytes` are refused by an empty document of any schema.
pub fn is_refused(bytes: &[u8]) -> Option<Refusal> {
    let mut gate = Gate::new(Shape::Free.schema());
    parse(bytes).and_then(|update| gate.admit(&update)).err()
}
