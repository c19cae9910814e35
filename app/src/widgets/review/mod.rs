//! The face of one review: an agenda, the item that is spoken of, what people wrote before anybody spoke, their advice and
//! what became of it. It comes in a chunk with its series; what stands here in the main module is its door.

mod advice;
mod agenda;
mod alone;
mod aloud;
mod banner;
mod clock;
mod closing;
mod decided;
mod dots;
mod drafts;
mod entry;
mod head;
mod item;
mod kept;
mod last_time;
mod mine;
mod notes;
mod occurrences;
mod own_frame;
mod page;
mod personal;
mod practice;
mod put_in;
mod questions;
mod readings;
mod revealing;
mod running;
mod silent;
mod stances;
mod still_out;
mod summary;
mod taken_on;
mod thanks;
mod themes;
mod use_review;
mod votes;
mod words;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};
use crate::live::LiveDoc;
pub(crate) use alone::ALONE;
pub(crate) use occurrences::{Dates, Occurrence, Past, dates_kept_as, use_dates};
use page::page;
pub(crate) use practice::{Logs, pulses};
pub(crate) use summary::DecidedSince;
pub(crate) use words::slot_words;

/// A review as it is shown in one place.
#[derive(Clone, Copy)]
pub(crate) struct ShownReview {
    /// The review.
    pub(crate) review: LiveDoc,
    /// Its series.
    pub(crate) series: LiveDoc,
    /// `full`, `agenda`, `advice` or `summary`; `silent` in the frame that another company's page has for words in silence.
    pub(crate) view: Signal<String>,
    /// `read`, `comment` or `edit`.
    pub(crate) mode: Signal<String>,
    pub(crate) in_host_page: bool,
}

/// A way to take a review along as a file, where the page around it has one, and what came of it.
#[derive(Clone, Copy)]
pub(crate) struct TakeAlong {
    /// Takes it along.
    pub(crate) take: Callback<()>,
    /// The outcome, in a sentence.
    pub(crate) said: RwSignal<String>,
}

chunk!(review:
/// The door of the chunk.
fn door(shown: ShownReview) {
    page(shown)
});

impl ShownReview {
    /// Asks for the chunk and shows the review once it is here.
    pub(crate) fn show(self) -> AnyView {
        Chunk::come("This review", door::load).show(opening, move || door::show(self))
    }
}
