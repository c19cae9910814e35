//! The picture of alignment and coupling: where each team stands between agreement and freedom. It comes in a chunk of its own;
//! what stands here is its door.

mod drawing;
mod page;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};

chunk!(picture:
/// The door of the chunk.
fn door() {
    page::page()
});

/// Asks for the chunk and shows the picture once it is here.
pub(super) fn picture() -> AnyView {
    Chunk::come("The picture of alignment and coupling", door::load).show(opening, door::show)
}
