//! The face of one review: an agenda, the item that is spoken of, what people wrote before anybody spoke, their advice and
//! what became of it. It comes in a chunk with its series; what stands here in the main module is its door.

mod advice;
mod agenda;
mod clock;
mod closing;
mod dots;
mod drafts;
mod head;
mod item;
mod last_time;
mod mine;
mod notes;
mod occurrences;
mod page;
mod put_in;
mod revealing;
mod running;
mod silent;
mod stances;
mod still_out;
mod taken_on;
mod use_review;
mod votes;
mod words;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};
use crate::live::LiveDoc;
pub(crate) use occurrences::{Dates, Occurrence, Past, use_dates};
use page::Page;
pub(crate) use words::{TYPES, slot_words};

/// A review as it is shown in one place.
#[derive(Clone, Copy)]
pub(crate) struct ShownReview {
    /// The review.
    pub(crate) review: LiveDoc,
    /// Its series.
    pub(crate) series: LiveDoc,
    /// `read`, `comment` or `edit`.
    pub(crate) mode: Signal<String>,
    pub(crate) in_host_page: bool,
}

chunk!(review:
/// The door of the chunk.
fn door(shown: ShownReview) {
    view! { <Page shown/> }.into_any()
});

impl ShownReview {
    /// Asks for the chunk and shows the review once it is here.
    pub(crate) fn show(self) -> AnyView {
        Chunk::come("This review", door::load).show(opening, move || door::show(self))
    }
}
