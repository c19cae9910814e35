//! Where the focus goes when rows come, go and move. Only a person's own act moves it.

use leptos::html::Div;
use leptos::prelude::*;
use muster_shared::id::RowId;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, ShadowRoot};

const FIELDS: &str = "textarea, input, select";

/// Goes to the first field of a row, once it is on the screen.
pub(super) fn row(root: NodeRef<Div>, row: &RowId) {
    let sought = format!("[data-row=\"{row}\"]");
    request_animation_frame(move || {
        let Some(root) = root.try_get_untracked().flatten() else { return };
        let row = root.query_selector(&sought).ok().flatten();
        focus_first(row);
    });
}

/// Does something that moves the focused element, and goes back to it.
pub(super) fn kept<T>(root: NodeRef<Div>, act: impl FnOnce() -> T) -> T {
    let focused = root.try_get_untracked().flatten().and_then(|root| active_in(&root));
    let done = act();
    request_animation_frame(move || {
        if let Some(focused) = focused {
            let _ = focused.focus();
        }
    });
    done
}

fn focus_first(row: Option<Element>) {
    let field = row.and_then(|row| row.query_selector(FIELDS).ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// The focused element, also inside a shadow root.
fn active_in(root: &Element) -> Option<HtmlElement> {
    let tree = root.get_root_node();
    let active = match tree.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => tree.dyn_ref::<Document>().and_then(Document::active_element),
    };
    active?.dyn_into().ok()
}
