//! The face of goals: objectives with why and what they work towards, key results against the pace that is expected today, with
//! the linter's remarks and a guided mend, check-ins, the tree from the company down, the close of a cycle, and sets to begin
//! from. It comes in a chunk of its own.

mod check_in;
mod close;
mod drawing;
mod fields;
mod head;
mod mend;
mod objective;
mod own;
mod page;
mod remarks;
mod result;
mod sets;
mod split;
mod towards;
mod tree;
mod use_okr;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};
use crate::live::LiveDoc;
use crate::widgets::listing::Listing;
use page::page;

/// Goals as they are shown in one place.
#[derive(Clone, Copy)]
pub(crate) struct ShownOkr {
    /// The goals.
    pub(crate) goals: LiveDoc,
    /// The teams that there are, and the goals of others.
    pub(crate) listing: Listing,
    /// `full` or `card`.
    pub(crate) view: Signal<String>,
    /// `read`, `comment` or `edit`.
    pub(crate) mode: Signal<String>,
    pub(crate) in_host_page: bool,
}

chunk!(okr:
/// The door of the chunk.
fn door(shown: ShownOkr) {
    page(shown)
});

impl ShownOkr {
    /// Asks for the chunk and shows the goals once it is here.
    pub(crate) fn show(self) -> AnyView {
        Chunk::come("These goals", door::load).show(opening, move || door::show(self))
    }
}
