//! Dialogs over a page, and the sentence of a storage that does not answer.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::shell::{Layer, Shell, use_shell};
use super::{OfShell, from_shell};
use crate::boxed::{Show, alive, effect, memo};

/// The head of a page while the browser does not answer for what is kept on this device.
pub(crate) const SILENT: &str = "This browser’s storage does not answer";

/// A dialog was closed. The browser tells of it late: by then the dialog may be open again, and stays so.
fn was_closed(shell: Shell, dialog: NodeRef<Dialog>, layer: Layer) {
    if dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
        shell.close(layer);
    }
}

/// A dialog that is open while its layer lies over the page. Its contents are made anew each time.
#[component]
pub(crate) fn LayerOver(
    layer: Layer,
    class: &'static str,
    label: &'static str,
    what: OfShell,
    /// Whether a click beside it closes it.
    is_light: bool,
) -> impl IntoView {
    let shell = use_shell();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = memo(move || shell.layer.get() == layer);
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        // Not the memo: asked for again, it opens again, before the browser has told that it was closed.
        match (shell.layer.get() == layer, dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let beside = move |event: web_sys::MouseEvent| {
        if is_light && event.target() == event.current_target() {
            shell.close(layer);
        }
    };
    view! {
        <dialog class=class node_ref=dialog aria-label=label on:close=alive(move |_| was_closed(shell, dialog, layer)) on:click=beside>
            <Show when=move || is_open.get()>{from_shell(what.clone())}</Show>
        </dialog>
    }
}
