//! The face of a team's decision log: a stream of decisions with what became of them, requests between teams, learnings. It
//! comes in a chunk of its own; what stands here in the main module is its door.

mod asks;
mod authority;
mod decision;
mod dial;
mod head;
mod learned;
mod own;
mod page;
mod readiness;
mod recent;
mod row;
mod sift;
mod signals;
mod stream;
mod touched;
mod use_log;

use leptos::prelude::*;

use crate::chunk::{Chunk, chunk, opening};
use crate::live::LiveDoc;
use page::page;

/// The documents of a log's page.
#[derive(Clone, Copy)]
pub(crate) struct LogDocs {
    /// The log.
    pub(crate) log: LiveDoc,
    /// The charter that it is about.
    pub(crate) charter: LiveDoc,
    /// The workspace's own document.
    pub(crate) org: LiveDoc,
}

/// A log as it is shown in one place.
#[derive(Clone, Copy)]
pub(crate) struct ShownLog {
    pub(crate) docs: LogDocs,
    /// `full`, `recent` or `dial`.
    pub(crate) view: Signal<String>,
    /// `read`, `comment` or `edit`.
    pub(crate) mode: Signal<String>,
    pub(crate) in_host_page: bool,
    /// The row that somebody was led to; empty where they were led to none.
    pub(crate) at: Signal<String>,
}

chunk!(log:
/// The door of the chunk.
fn door(shown: ShownLog) {
    page(shown)
});

impl ShownLog {
    /// Asks for the chunk and shows the log once it is here.
    pub(crate) fn show(self) -> AnyView {
        Chunk::come("This decision log", door::load).show(opening, move || door::show(self))
    }
}
