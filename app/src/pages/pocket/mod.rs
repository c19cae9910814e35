//! Muster in a pocket: documents that are fetched ahead and kept on this device, words that other apps share, a release's news,
//! and what a thumb adds. It comes in a chunk of its own when the page has nothing else to do.

mod add;
mod ahead;
mod fetch;
mod held;
mod keep_this;
mod kept_page;
mod left;
mod news;
mod rows;
mod share;
mod strip;
mod wake;

use leptos::prelude::*;

use super::shell::{Shell, use_shell};
use crate::chunk::{Chunk, Reached, chunk, nothing, once, opening};
use crate::live::LiveDoc;

/// The view that the chunk is asked for.
#[derive(Clone, Copy)]
pub(crate) enum OfPocket {
    /// The page of all that this device keeps.
    Kept,
    /// The page of words that another app shares.
    ShareIn,
    /// The panel by which a document is kept.
    KeepThis(LiveDoc),
    /// The news of a release, and the button that adds; documents are fetched ahead meanwhile.
    Beside,
}

chunk!(pocket:
/// The door of the chunk.
fn door(what: OfPocket) {
    let shell = use_shell();
    match what {
        OfPocket::Kept => kept_page::page(shell),
        OfPocket::ShareIn => share::page(shell),
        OfPocket::KeepThis(doc) => keep_this::panel(shell, doc),
        OfPocket::Beside => beside(shell),
    }
});

fn beside(shell: Shell) -> AnyView {
    held::hold_shown(shell);
    fetch::begin(shell);
    wake::ask_to_be_woken(shell);
    left::follow(shell);
    [news::news(), add::add(shell), strip::strip()].into_any()
}

/// The page of all that this device keeps.
pub(super) fn kept_page() -> AnyView {
    asked("The list of what is kept", OfPocket::Kept)
}

/// The page of words that another app shares.
pub(super) fn share_in() -> AnyView {
    asked("The page for shared words", OfPocket::ShareIn)
}

fn asked(brings: &'static str, what: OfPocket) -> AnyView {
    Chunk::come(brings, door::load).show(opening, move || door::show(what))
}

/// The way to keep a document on this device.
pub(super) fn keep_this(doc: LiveDoc) -> AnyView {
    Chunk::come("This choice", door::load).show(nothing, move || door::show(OfPocket::KeepThis(doc)))
}

/// All that stands beside every page, once the page itself is there and the browser has time.
pub(super) fn beside_pages() -> AnyView {
    let load = || async {
        once(Reached::Rest, fetch::idle).await;
        door::load().await
    };
    Chunk::come("The part of Muster that keeps documents here", load).join(|| door::show(OfPocket::Beside))
}
