//! The face of a strategy: mission and clock, narrative, areas of focus with the teams that serve them, the line of sight from a
//! team, jobs, problems, roadmap and people, the context that came since, and ideas with their answers. It comes in a chunk of
//! its own.

mod arrivals;
mod clock;
mod context;
mod head;
mod jobs;
mod narrative;
mod own;
mod page;
mod pitches;
mod sight;
mod use_strategy;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};
use crate::live::LiveDoc;
use crate::widgets::listing::Listing;
use page::page;

/// A strategy as it is shown in one place.
#[derive(Clone, Copy)]
pub(crate) struct ShownStrategy {
    /// The strategy.
    pub(crate) strategy: LiveDoc,
    /// The teams that there are, and their latest decisions.
    pub(crate) listing: Listing,
}

chunk!(strategy:
/// The door of the chunk.
fn door(shown: ShownStrategy) {
    page(shown)
});

impl ShownStrategy {
    /// Asks for the chunk and shows the strategy once it is here.
    pub(crate) fn show(self) -> AnyView {
        Chunk::come("This strategy", door::load).show(opening, move || door::show(self))
    }
}
