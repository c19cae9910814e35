//! The address of the server that Muster is served from, for links out of other people's pages.

use leptos::prelude::use_context;

/// Where Muster is served from, for links out of other people's pages; given as a context.
#[derive(Clone)]
pub(crate) struct Origin(pub(crate) String);

/// That address in other people's pages; empty in Muster's own, where links need none.
pub(crate) fn origin() -> String {
    use_context::<Origin>().map(|origin| origin.0).unwrap_or_default()
}
