//! A place in a text tied to its characters: it stays where it is while others type before it.

use serde::{Deserialize, Serialize};
use yrs::{Assoc, IndexedSequence, ReadTxn, StickyIndex, Text};

use super::edit::Place;
use super::read::text_ref;
use super::schema::Schema;

/// A place in a text, written as Yjs writes its relative positions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Anchor(StickyIndex);

/// Ties an offset, in UTF-16 units, to the character before it, and at the beginning to the text itself, which may be
/// empty. Text that comes exactly at a caret comes behind it, as in a text box. `None` if this copy has not got the text.
pub fn tie(schema: &Schema, txn: &impl ReadTxn, place: &Place, offset: u32) -> Option<Anchor> {
    let text = text_ref(schema, txn, place)?;
    text.sticky_index(txn, offset.min(text.len(txn)), Assoc::Before).map(Anchor)
}

/// Where an anchor stands now, in UTF-16 units; `None` if this copy has not got its text.
pub fn untie(schema: &Schema, txn: &impl ReadTxn, place: &Place, anchor: &Anchor) -> Option<u32> {
    let text = text_ref(schema, txn, place)?;
    let offset = anchor.0.get_offset(txn)?;
    Some(offset.index.min(text.len(txn)))
}
