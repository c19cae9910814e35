//! Blind boxes about a document: questions that people answer without their names. They come in a chunk of their own, with the
//! blinding of rights; what stands here in the main module is its door.

mod answering;
mod device;
mod outcome;
mod page;
mod send;
mod use_boxes;

use leptos::prelude::*;
use muster_shared::id::DocId;

use crate::browser::storage;
use crate::chunk::{Chunk, THIS_PART, chunk, nothing, opening};

/// The name under which this device keeps rights and answers.
const KEPT: &str = "muster-boxes";
/// The mark of an answer there that waits to be sent.
const WAITS: &str = "\"answer\":{";

/// The view that the chunk is asked for.
#[derive(Clone)]
pub(super) enum Of {
    /// The boxes of a document.
    Page(DocId),
    /// Nothing to see: answers that wait are sent.
    Sending,
}

chunk!(boxes:
/// The door of the chunk.
fn door(what: Of) {
    match what {
        Of::Page(doc) => page::page(doc),
        Of::Sending => send::beside(),
    }
});

/// Asks for the chunk and shows the boxes of a document once it is here.
pub(super) fn boxes(doc: DocId) -> AnyView {
    Chunk::come(THIS_PART, door::load).show(opening, move || door::show(Of::Page(doc.clone())))
}

/// Sends what waits on this device, beside whatever page is shown; the chunk comes only where something waits.
pub(super) fn beside_pages() -> AnyView {
    let kept = storage().and_then(|storage| storage.get_item(KEPT).ok().flatten());
    if !kept.is_some_and(|kept| kept.contains(WAITS)) {
        return nothing();
    }
    Chunk::come(THIS_PART, door::load).join(|| door::show(Of::Sending))
}
