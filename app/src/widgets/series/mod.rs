//! The face of a series of reviews: what it is for, its rhythm, the next dates, what stands on every agenda, what was put
//! aside, and the reviews of before. It comes in a chunk of its own: a review is shown by the door of theirs.

mod dates;
mod expand;
mod own;
mod page;
mod parked;
mod practice;
mod rhythm;
mod roster;
mod teams;
mod use_series;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};
use crate::live::LiveDoc;
use page::page;
pub(crate) use rhythm::zone_here;

/// A series as it is shown in one place.
#[derive(Clone, Copy)]
pub(crate) struct ShownSeries {
    /// The series.
    pub(crate) series: LiveDoc,
    /// `full`, `current` or `next`.
    pub(crate) view: Signal<String>,
    /// `read`, `comment` or `edit`.
    pub(crate) mode: Signal<String>,
    pub(crate) in_host_page: bool,
}

chunk!(series:
/// The door of the chunk.
fn door(shown: ShownSeries) {
    page(shown)
});

impl ShownSeries {
    /// Asks for the chunk and shows the series once it is here.
    pub(crate) fn show(self) -> AnyView {
        Chunk::come("This series of reviews", door::load).show(opening, move || door::show(self))
    }
}
