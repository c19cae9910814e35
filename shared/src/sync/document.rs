//! One copy of a document: the gate, and behind it the yrs document. The only place where an update reaches yrs.
//!
//! Admitting an update needs no yrs: the server logs and broadcasts what the gate admitted and catches its document
//! up only when somebody needs to read it. The page reads at once.

mod change;
mod content;

use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use yrs::updates::decoder::Decode;
use yrs::{Any, ClientID, Doc, OffsetKind, Options, Origin, ReadTxn, Transact, TransactionMut, Update};

use crate::id::RowId;
use crate::sheet::{self, Schema, Sheet};
use crate::sync::gate::{self, Admission, Authority, Class, Gate, Refusal, Root};
use crate::sync::state_vector::StateVector;

pub use change::{Change, Delta, What};

/// How many admitted updates may wait before the document is caught up, to bound memory where nobody reads.
const WAITING_MAX: usize = 512;

/// The name under which a copy hears of the updates it writes itself.
const OWN: &str = "copy";

/// An update that the gate admitted and yrs did not take. It must never be; the document then turns read-only.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the document cannot be opened: {0}")]
pub struct Broken(pub String);

/// A document behind its gate.
pub struct GatedDoc {
    schema: Option<&'static Schema>,
    gate: Gate,
    doc: Doc,
    waiting: Vec<Arc<[u8]>>,
    written: Arc<Mutex<Vec<Arc<[u8]>>>>,
    changes: Arc<Mutex<Vec<Change>>>,
    broken: Option<Broken>,
}

/// The outcome of a local transaction.
pub struct Written<T> {
    /// The value that the transaction returned.
    pub result: T,
    /// The updates to store and send, in order; none if nothing changed.
    pub updates: Vec<Arc<[u8]>>,
}

impl GatedDoc {
    /// An empty copy that writes as `client`, which no other copy may ever have used.
    pub fn new(schema: Option<&'static Schema>, client: u64) -> Self {
        let mut options = Options::with_guid_and_client_id("muster".into(), ClientID::new(client));
        // The DOM and Yjs count so; yrs' default counts bytes and diverges.
        options.offset_kind = OffsetKind::Utf16;
        options.cleanup_formatting = false;
        let doc = Doc::with_options(options);
        // Every root is made here, never later: making one writes nothing.
        for root in schema.into_iter().flat_map(gate::roots) {
            declare(&doc, root);
        }
        let written = Arc::new(Mutex::new(Vec::new()));
        let broken = hear_own(&doc, &written).err();
        Self { schema, gate: Gate::of(schema), doc, waiting: Vec::new(), written, changes: Arc::default(), broken }
    }

    /// The schema of the document; none for a document of stock clients.
    pub fn schema(&self) -> Option<&'static Schema> {
        self.schema
    }

    /// The client this copy writes as.
    pub fn client(&self) -> u64 {
        self.doc.client_id().get()
    }

    /// The copy's state vector.
    pub fn state_vector(&self) -> StateVector {
        self.gate.state_vector()
    }

    /// The gate's index, for its size.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// From here on, changes are kept for [`GatedDoc::take_changes`].
    pub fn watch(&self) {
        if let Some(schema) = self.schema {
            change::watch(&self.doc, schema, &self.changes);
        }
    }

    /// The changes since the last call.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut *lock(&self.changes))
    }

    /// Lets an update through the gate. yrs sees it when the document is next read.
    ///
    /// # Errors
    /// [`Refusal`], and then nothing has changed.
    pub fn admit(&mut self, bytes: &Arc<[u8]>) -> Result<Admission, Refusal> {
        let admission = self.gate.admit(&gate::parse(bytes)?)?;
        self.keep(bytes, &admission);
        Ok(admission)
    }

    /// The same for an update of somebody who may not do everything.
    ///
    /// # Errors
    /// [`Refusal`], and then nothing has changed.
    pub fn admit_of(&mut self, bytes: &Arc<[u8]>, authority: &dyn Authority) -> Result<Admission, Refusal> {
        let update = gate::parse(bytes)?;
        if !authority.deletes_others() {
            // Structs that the document deleted by itself are nobody's loss.
            self.catch_up();
        }
        let mut admitted = self.gate.admit_of(&update, authority);
        if matches!(admitted, Err(Refusal::Ruled { .. })) && !self.waiting.is_empty() {
            self.catch_up();
            admitted = self.gate.admit_of(&update, authority);
        }
        let admission = admitted?;
        self.keep(bytes, &admission);
        Ok(admission)
    }

    fn keep(&mut self, bytes: &Arc<[u8]>, admission: &Admission) {
        if admission.news {
            self.waiting.push(Arc::clone(bytes));
            if self.waiting.len() >= WAITING_MAX {
                self.catch_up();
            }
        }
    }

    /// Whether an update brings nothing new. Changes nothing.
    ///
    /// # Errors
    /// [`Refusal`] when it cannot be read.
    pub fn knows(&self, bytes: &[u8]) -> Result<bool, Refusal> {
        Ok(self.gate.knows(&gate::parse(bytes)?))
    }

    /// Whether an update brings nothing new to the document, even where it says more than was ever admitted: of two
    /// concurrent writes of one key, every copy deletes the one that lost, and tells others so. Changes nothing that
    /// anybody can see.
    ///
    /// # Errors
    /// [`Refusal`] when it cannot be read.
    pub fn says(&mut self, bytes: &[u8]) -> Result<bool, Refusal> {
        let update = gate::parse(bytes)?;
        if self.gate.implies(&update) || !self.gate.knows_structs(&update) {
            return Ok(self.gate.implies(&update));
        }
        // Only what the document deletes by itself can make the difference, and that is known once it has caught up.
        self.catch_up();
        Ok(self.gate.implies(&update))
    }

    /// The document with everything admitted in it.
    pub fn doc(&mut self) -> &Doc {
        self.catch_up();
        &self.doc
    }

    /// Why the document cannot be opened, if it cannot.
    pub fn broken(&self) -> Option<&Broken> {
        self.broken.as_ref()
    }

    fn catch_up(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let mut txn = self.doc.transact_mut_with("remote");
        // Updates of others are known as bytes. To have yrs write them once more costs as much as sending the document.
        txn.unobserve_update_v1(OWN);
        let mut broken = None;
        for bytes in waiting {
            let applied = Update::decode_v1(&bytes).map_err(|error| error.to_string());
            let applied = applied.and_then(|update| txn.apply_update(update).map_err(|error| error.to_string()));
            if let Err(error) = applied {
                broken.get_or_insert(Broken(error));
            }
        }
        for (client, ranges) in txn.delete_set().iter() {
            ranges.iter().for_each(|range| self.gate.note_deleted(client.get(), range.start, range.end));
        }
        drop(txn);
        let broken = broken.or(hear_own(&self.doc, &self.written).err());
        self.broken = self.broken.take().or(broken);
    }

    /// Runs one local transaction under `origin` and gives back the update it made, admitted by this copy's own gate.
    pub fn transact<T>(&mut self, origin: &'static str, f: impl FnOnce(&mut TransactionMut<'_>) -> T) -> Written<T> {
        self.catch_up();
        let mut txn = self.doc.transact_mut_with(Origin::from(origin));
        let result = f(&mut txn);
        drop(txn);
        Written { result, updates: self.take_written() }
    }

    /// The updates made by whatever just wrote into the document, admitted by this copy's own gate.
    pub(crate) fn take_written(&mut self) -> Vec<Arc<[u8]>> {
        let written = std::mem::take(&mut *lock(&self.written));
        for bytes in &written {
            let admitted = gate::parse(bytes).and_then(|update| self.gate.admit(&update));
            if let Err(refusal) = admitted {
                self.broken.get_or_insert(Broken(format!("own edit: {refusal}")));
            }
        }
        written
    }

    /// Everything `other` lacks as one update, deletions included.
    pub fn encode_diff(&mut self, other: &StateVector) -> Vec<u8> {
        let clocks = other.0.iter().map(|(client, clock)| (ClientID::new(*client), *clock)).collect();
        let vector = yrs::StateVector::new(clocks);
        self.doc().transact().encode_diff_v1(&vector)
    }

    /// The whole document as one update.
    pub fn encode(&mut self) -> Vec<u8> {
        self.encode_diff(&StateVector::default())
    }

    /// The document's sheet, if it has a schema.
    pub fn sheet(&mut self) -> Option<Sheet> {
        Some(sheet::read(self.schema?, &self.doc().transact()))
    }

    /// The ids of the rows of a list, those that were removed among them.
    pub fn rows_in(&mut self, list: &str) -> Vec<RowId> {
        sheet::rows_of(&self.doc().transact(), list)
    }

    /// Whether the document is part of the worked example.
    pub fn is_example(&mut self) -> bool {
        sheet::about(&self.doc().transact(), "example") == Some(Any::Bool(true))
    }

    /// Everything the document says, with a schema or without, marks and attributes too, in one order: equal documents give equal
    /// text.
    pub fn content(&mut self) -> String {
        let roots = self.roots();
        content::of(self.doc(), &roots)
    }

    /// Whether `other`, made of what this copy has, says the same. Both are read as this one is: a copy made of a
    /// snapshot may not know any more what a root without a schema is, once whatever told is deleted.
    pub fn is_said_by(&mut self, other: &mut Self) -> bool {
        let roots = self.roots();
        content::of(self.doc(), &roots) == content::of(other.doc(), &roots)
            && self.state_vector() == other.state_vector()
    }

    /// The roots and what each is read as.
    fn roots(&self) -> Vec<(String, Class)> {
        match self.schema {
            Some(schema) => gate::roots(schema).map(|root| (root.name.to_owned(), root.class)).collect(),
            None => self.gate.roots().map(|(name, class)| (name.to_owned(), self.read_as(name, class))).collect(),
        }
    }

    /// Where more than one class can hold what is in a root: one that shows most of it.
    fn read_as(&self, root: &str, class: Option<Class>) -> Class {
        let fits = |class: &Class| self.gate.reads_as(root, *class);
        class.or_else(|| [Class::Map, Class::Array, Class::Xml].into_iter().find(fits)).unwrap_or(Class::Text)
    }
}

/// From here on, what this copy writes comes out as updates.
fn hear_own(doc: &Doc, written: &Arc<Mutex<Vec<Arc<[u8]>>>>) -> Result<(), Broken> {
    let sink = Arc::clone(written);
    let observed = doc.observe_update_v1(OWN, move |_, event| lock(&sink).push(event.update.as_slice().into()));
    observed.map(drop).map_err(|error| Broken(error.to_string()))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn declare(doc: &Doc, root: Root) {
    match root.class {
        Class::Text => drop(doc.get_or_insert_text(root.name)),
        _ => drop(doc.get_or_insert_map(root.name)),
    }
}
