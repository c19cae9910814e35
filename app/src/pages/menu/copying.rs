//! A document's address, to be copied.

use leptos::prelude::*;

use super::panel::panel;
use crate::form::plain::nothing;
use crate::live::LiveDoc;
use crate::pages::open::origin;
use crate::pages::shell::Shell;
use crate::pages::to_copy::to_copy;
use crate::widgets::clipboard::copy;

/// The address, which is copied at once.
pub(super) fn link(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some(id) = doc.id() else { return nothing() };
    let text = format!("{}/d/{id}", origin());
    let copied = RwSignal::new(None);
    copy(&text, copied);
    panel(shell, "Link to this document", vec![to_copy("Link", Signal::stored(text), copied)])
}
