//! The gate: every update passes it before yrs, the log or anyone else may see it.
//!
//! yrs goes wrong on hostile bytes (it panics, hangs or breaks its heap) and, on a lossy network, on honest ones that
//! come out of order. So every update passes here first: [`parse`] reads it without any document, [`Gate::admit`]
//! holds it against what the document already has. The gate knows no content and no yrs; it keeps, for every client,
//! runs of clocks that lie in one place (a list, or one key of a map), and what has been deleted.
//!
//! The rules:
//! 1. v1 only, shortest numbers, nothing left over, no client twice, nothing of length zero, ids and clocks in range.
//! 2. Only content that Yjs 13 writes today (no legacy JSON, subdocument or weak link), nested at most
//!    [`DEPTH_MAX`] deep, types at most [`TYPE_DEPTH_MAX`]. A Skip block is a missing dependency.
//! 3. Causally complete: own clocks, origins, parents and deleted ranges are known or come along.
//! 4. Both origins lie in the same place and differ; a parent is a type. A struct that was collected (GC) has no place
//!    any more and fits everywhere that is itself deleted.
//! 5. Structs that are known already are skipped, not compared; an item that is half known goes on where the known half
//!    lies.
//! 6. Only roots of the schema, and only content that the class of the parent can hold.
//! 7. Only under client ids that are the author's or nobody's yet, and an author who may not delete others' structs
//!    neither does it by any detour nor writes into them ([`Authority`]). The order of the two origins in the list is
//!    not checked: the index does not know it.
//!
//! 8. Rows that belong to their makers, or are written once, as the schema says it of each list, whatever the role (`rules`).
//!
//! An update that brings no [`Admission::news`] must not be applied to yrs either: Yjs would look at its origins.

mod admit;
mod authority;
mod content;
mod index;
mod parse;
mod ranges;
mod rules;
mod schema;
mod split;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use thiserror::Error;

pub use authority::Authority;
pub use parse::{Update, parse};
pub use schema::{Class, Root, Schema, roots};
pub use split::{blank, split};

pub use crate::sync::limits::CLIENTS_MAX;

use crate::id::Since;
use crate::order::gather;
use crate::sheet;
use crate::sync::lib0::ReadError;
use crate::sync::state_vector::{CLIENT_END, CLOCK_END, StateVector};
use index::{Index, NOWHERE};
use ranges::Ranges;
use rules::Rules;

/// How deep JSON and Any values may nest.
pub const DEPTH_MAX: u32 = 32;
/// How deep types may nest.
pub const TYPE_DEPTH_MAX: u8 = 64;
/// How long the JSON of one embed or format mark may be.
pub const JSON_BYTES_MAX: usize = 256 * 1024;
/// How many clients of one update may wait for each other in a chain: yrs searches that chain once a link.
pub const CHAIN_MAX: usize = 16_384;

/// Why an update may not enter.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// No honest client writes this.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// It builds on something that is not here. Ask for what is missing and it may come again.
    #[error("it builds on something that is not here")]
    MissingDependency,
    /// A part of it is longer or deeper than may be.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// The document would outgrow a limit.
    #[error("over quota: {0}")]
    Quota(&'static str),
    /// It does not belong into this kind of document: what, and where.
    #[error("it does not belong here: {0}")]
    Schema(String),
    /// It writes under a client id of somebody else.
    #[error("it is written under somebody else's name")]
    Forged,
    /// It deletes what somebody else wrote or writes into it, which its author may not.
    #[error("it changes what somebody else wrote")]
    NotYours,
    /// It breaks a rule of its kind of document.
    #[error("{why}")]
    Ruled {
        /// A sentence that names the list.
        why: String,
        /// Whether it is certainly its bearer's own. An answer may hand back what others wrote and the server lost.
        is_own: bool,
    },
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        Self::Malformed(match error {
            ReadError::TooShort => "the bytes end too early",
            ReadError::BadNumber => "a number is not written canonically",
            ReadError::BadString => "a string is not UTF-8",
            ReadError::Trailing => "bytes are left over",
        })
    }
}

/// The news of an admitted update.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admission {
    /// It brought a struct that was not known or deleted something that was not deleted. If not, there is nothing to
    /// apply, log or forward.
    pub news: bool,
    /// How many blocks were new, wholly or in part.
    pub structs: u32,
    /// How many deleted ranges were new, wholly or in part.
    pub deletes: u32,
    /// The clients that wrote new structs, each once, from the first of them on.
    pub clients: Vec<Since>,
}

/// The index of one document: enough to say whether an update fits, without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    schema: Schema,
    rules: Rules,
    index: Index,
    /// The ranges that the document deleted by itself.
    implied: HashMap<u64, Ranges>,
}

impl Gate {
    /// The gate of an empty document.
    pub fn new(schema: Schema) -> Self {
        Self { schema, rules: Rules::default(), index: Index::default(), implied: HashMap::new() }
    }

    /// The gate of an empty document of a schema, which also says who may write what.
    pub fn of(schema: Option<&'static sheet::Schema>) -> Self {
        Self { rules: Rules::of(schema), ..Self::new(Schema::of(schema)) }
    }

    /// Lets an update in, or says why not. A refusal changes nothing.
    ///
    /// # Errors
    /// [`Refusal::MissingDependency`] if it may be admitted later; every other [`Refusal`] is for good.
    pub fn admit(&mut self, update: &Update) -> Result<Admission, Refusal> {
        self.admit_of(update, &authority::Free)
    }

    /// The same for an update of somebody who may not do everything (rules 7 and 8).
    ///
    /// # Errors
    /// The same, and [`Refusal::Forged`], [`Refusal::NotYours`] and [`Refusal::Ruled`].
    pub fn admit_of(&mut self, update: &Update, authority: &dyn Authority) -> Result<Admission, Refusal> {
        admit::admit((&self.schema, &self.rules), &mut self.index, &self.implied, update, authority)
    }

    /// Whether an update brings nothing new. Costs no more than reading it, and changes nothing.
    pub fn knows(&self, update: &Update) -> bool {
        self.knows_structs(update)
            && update.deletes.iter().all(|gone| self.index.knows_deleted(gone.client, gone.start, gone.end))
    }

    /// Whether all that an update writes is here; what it deletes may not be deleted here.
    pub fn knows_structs(&self, update: &Update) -> bool {
        update.lists.iter().all(|list| {
            let len: u64 = update.blocks[list.first..list.end].iter().map(|block| u64::from(block.len)).sum();
            self.index.reaches(list.client, list.clock.saturating_add(u32::try_from(len).unwrap_or(u32::MAX)))
        })
    }

    /// The document behind this gate deleted this by itself, as it does with what lost its key to another write. It
    /// follows from what was admitted, so it is no part of that.
    pub fn note_deleted(&mut self, client: u64, start: u32, end: u32) {
        if !self.index.knows_deleted(client, start, end) {
            self.implied.entry(client).or_default().insert(start, end);
        }
    }

    /// Whether an update brings nothing that was not admitted or follows from it.
    pub fn implies(&self, update: &Update) -> bool {
        self.knows_structs(update)
            && update.deletes.iter().all(|gone| {
                let mut clock = gone.start;
                while clock < gone.end {
                    let implied = || self.implied.get(&gone.client).and_then(|ranges| ranges.end_from(clock));
                    let Some(end) = self.index.deleted_from(gone.client, clock).or_else(implied) else { return false };
                    clock = end;
                }
                true
            })
    }

    /// A client's clock: the next that it writes; 0 for one that has not written.
    pub fn clock_of(&self, client: u64) -> u32 {
        self.index.client(client).map_or(0, |number| self.index.end(number))
    }

    /// The items of the types that a client has written into since a clock, and of those around them.
    pub fn written_into(&self, since: Since) -> BTreeSet<Since> {
        let Some(number) = self.index.client(since.client) else { return BTreeSet::new() };
        let runs = self.index.runs_of(number, since.clock, self.index.end(number));
        let places = runs.filter(|run| run.start < run.end && run.place != NOWHERE).map(|run| run.place);
        let kinds = places.flat_map(|place| self.index.around(self.index.of_place(place).0));
        let items = kinds.filter_map(|kind| self.index.item_of(kind));
        gather(items.map(|(number, clock)| Since { client: self.index.id(number), clock }))
    }

    /// How many client ids the document has.
    pub fn n_clients(&self) -> usize {
        self.index.n_clients()
    }

    /// Every client's clock. There are no holes below it.
    pub fn state_vector(&self) -> StateVector {
        StateVector(gather(self.index.clocks()))
    }

    /// The roots that have content, each with its class, or none while its content fits several.
    ///
    /// A reader of a document of [`Schema::Any`] must read a root as this class: yrs hangs on a text read as an array.
    pub fn roots(&self) -> impl Iterator<Item = (&str, Option<Class>)> {
        self.index.roots()
    }

    /// Whether the root `name` may be read as `class`: it has no content yet, or only such as that class can hold.
    pub fn reads_as(&self, name: &str, class: Class) -> bool {
        let classes = self.index.root(name).map(|root| self.index.classes(root)).or_else(|| self.schema.root(name));
        classes.is_some_and(|classes| classes.has(class))
    }

    /// About how much memory the index takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.index.bytes()
    }

    /// How many runs of clocks the index keeps.
    pub fn runs(&self) -> usize {
        self.index.runs()
    }
}
