//! The address of the server that Muster is served from, for links out of other people's pages.

use leptos::prelude::{RwSignal, use_context};

use crate::browser::window;

/// Where Muster is served from, for links out of other people's pages; given as a context.
#[derive(Clone)]
pub(crate) struct Origin(pub(crate) String);

/// That address in other people's pages; empty in Muster's own, where links need none.
pub(crate) fn origin() -> String {
    use_context::<Origin>().map(|origin| origin.0).unwrap_or_default()
}

/// Whether this page came from that address, as a frame of Muster in another company's page did.
pub(crate) fn is_page_of(server: &str) -> bool {
    server.is_empty() || window().and_then(|window| window.location().origin().ok()).is_some_and(|here| here == server)
}

/// The token with which a widget in somebody else's page was let in, and later the fresh ones; empty for anybody. Given as a
/// context there, for the frame that is let in likewise.
#[derive(Clone, Copy)]
pub(crate) struct LetIn(pub(crate) RwSignal<String>);
