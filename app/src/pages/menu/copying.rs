//! A document's address, and the lines that put it into somebody else's page, to be copied.

use leptos::prelude::*;

use super::panel::panel;
use crate::form::plain::{acting, button, el, nothing, says, with, words};
use crate::live::LiveDoc;
use crate::pages::open::origin;
use crate::pages::shell::Shell;
use crate::widgets::clipboard::copy;

/// The address, which is copied at once.
pub(super) fn link(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some(id) = doc.id() else { return nothing() };
    let text = format!("{}/d/{id}", origin());
    let copied = RwSignal::new(None);
    copy(&text, copied);
    panel(shell, "Link to this document", vec![to_copy("Link", text, copied)])
}

/// The lines for a wiki that lets HTML through, and for one that takes frames only.
pub(super) fn snippets(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some((id, kind)) = doc.which() else { return nothing() };
    let (origin, name) = (origin(), kind.name());
    let element = format!(
        "<script type=\"module\" src=\"{origin}/embed.js\"></script>\n<muster-{name} doc=\"{id}\" mode=\"edit\"></muster-{name}>"
    );
    let frame = format!(
        "<iframe src=\"{origin}/embed/{id}\" title=\"{}\" width=\"100%\" height=\"640\"></iframe>",
        kind.spec().noun.one
    );
    let parts = vec![
        words("p", "", "Where the page takes HTML:"),
        to_copy("Lines for a page that takes HTML", element, RwSignal::new(None)),
        words("p", "", "Where it takes frames only:"),
        to_copy("Line for a page that takes frames only", frame, RwSignal::new(None)),
        words("p", "small quiet", "Pages of other sites are let in by whoever runs this server."),
    ];
    panel(shell, "Embed this document", parts)
}

/// A field with words to copy, and whether they are copied.
fn to_copy(label: &'static str, text: String, copied: RwSignal<Option<bool>>) -> AnyView {
    let rows = text.lines().count().max(2).to_string();
    let own =
        vec![("readonly", String::new()), ("rows", rows), ("aria-label", label.to_owned()), ("dir", "ltr".to_owned())];
    let field = with("textarea", "copy-out", own, vec![text.clone().into_any()]);
    let said = move || match copied.get() {
        Some(true) => "Copied.",
        Some(false) => "The browser did not let us copy. Select the words above.",
        None => "",
    };
    let status = acting("span", "small", vec![("role", "status".to_owned())], vec![says(said)], Vec::new());
    let press = button("btn", "Copy", move || copy(&text, copied));
    el("div", "to-copy", vec![field, el("p", "acts", vec![press, status])])
}
