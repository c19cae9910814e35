//! States of a page that are no document: each says what is so, in a sentence, and offers a way on.

use leptos::html::Dialog;
use leptos::prelude::*;
use muster_shared::sync::replica::Reason;

use super::desk::{Desk, Layer, use_desk};
use super::{OfDesk, from_desk};
use crate::lean::{Show, alive, memo};

/// A sentence with a head, and ways on as its children.
#[component]
pub(crate) fn SaySo(
    /// The icon's name.
    icon: &'static str,
    /// What is so, in a few words.
    #[prop(into)]
    head: String,
    /// What that means.
    #[prop(into)]
    says: String,
    /// Ways on.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="sheet">
            <div class="doc">
                <div class="part">
                    <div class="frame">
                        <div class="say-so">
                            <span class=format!("i i-{icon}") aria-hidden="true"></span>
                            <div>
                                <h1>{head}</h1>
                                <p>{says}</p>
                            </div>
                            <div class="acts">{children()}</div>
                        </div>
                    </div>
                </div>
            </div>
        </div>
    }
}

/// An address nothing stands at.
#[component]
pub(crate) fn Nowhere() -> impl IntoView {
    use_desk().name_page(|| "Nothing here".to_owned());
    view! {
        <SaySo
            icon="look"
            head="There is nothing at this address"
            says="The link may be cut short, or what it led to has moved."
        >
            <a class="btn strong" href="/">"All teams"</a>
        </SaySo>
    }
}

/// Whether there is no charter behind an address.
pub(crate) fn is_nowhere(reason: &Reason) -> bool {
    matches!(reason, Reason::Gone | Reason::OtherKind)
}

/// The server answers, and knows no charter of this id.
#[component]
pub(crate) fn NoSuchCharter() -> impl IntoView {
    let desk = use_desk();
    view! {
        <SaySo
            icon="look"
            head="There is no such charter"
            says="The server knows none at this address. The link may be mistyped or cut short."
        >
            <a class="btn strong" href="/">"All teams"</a>
            <button class="btn" type="button" aria-haspopup="dialog" on:click=move |_| desk.layer.set(Layer::Find)>
                "Find a team"
            </button>
            <a class="btn word" href="/new">"Begin a charter"</a>
        </SaySo>
    }
}

/// What stands over a page while the browser does not answer for what is kept on this device.
pub(crate) const SILENT: &str = "This browser’s storage does not answer";

/// A dialog was closed. The browser tells of it late: by then the dialog may be open again, and stays so.
fn was_closed(desk: Desk, dialog: NodeRef<Dialog>, layer: Layer) {
    if dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
        desk.close(layer);
    }
}

/// A dialog that is open while its layer lies over the page. Its contents are made anew each time.
#[component]
pub(crate) fn LayerOver(
    layer: Layer,
    class: &'static str,
    label: &'static str,
    what: OfDesk,
    /// Whether a click beside it closes it.
    #[prop(optional)]
    is_light: bool,
) -> impl IntoView {
    let desk = use_desk();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = memo(move || desk.layer.get() == layer);
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        // Not the memo: asked for again, it opens again, before the browser has told that it was closed.
        match (desk.layer.get() == layer, dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let beside = move |event: web_sys::MouseEvent| {
        if is_light && event.target() == event.current_target() {
            desk.close(layer);
        }
    };
    view! {
        <dialog class=class node_ref=dialog aria-label=label on:close=alive(move |_| was_closed(desk, dialog, layer)) on:click=beside>
            <Show when=move || is_open.get()>{from_desk(what.clone())}</Show>
        </dialog>
    }
}
