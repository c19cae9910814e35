//! The company map: which team owns, shares or is consulted on which surface, what is contested and what nobody owns. It comes
//! in a chunk of its own; what stands here in the main module is its door.

mod card;
mod checks;
mod functions;
mod grid;
mod matrix;
mod page;
mod panel;
mod roles;
mod settling;
mod tools;
mod use_map;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};

chunk!(map:
/// The door of the chunk.
fn door() {
    page::page()
});

/// Asks for the chunk and shows the map once it is here.
pub(super) fn map() -> AnyView {
    Chunk::come("The company map", door::load).show(opening, door::show)
}
