//! Where the focus goes when rows come, go and move, and when it has left one. Only a person's own act moves it.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, FocusEvent, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Node, ShadowRoot};

use super::plain::Act;
use crate::browser::{pause, window};

/// Where one writes comes first, where one chooses only in rows in which nobody writes.
const FIELDS: [&str; 2] = ["textarea, input", "select"];
/// A new row is looked for so often, in steps of the browser's own tasks.
const TRIES: u32 = 50;
/// By then a row that was moved has its focus back, in milliseconds.
const SETTLED_MS: i32 = 60;

/// Goes to where one writes in a row, as soon as it is on the screen: what is typed next stands there.
pub(crate) fn row(root: NodeRef<Div>, row: &RowId) {
    within(root, format!("[data-row=\"{row}\"]"));
}

/// Goes to where one writes in the element that a selector finds, as soon as it is on the screen; what it is folded into is
/// unfolded.
pub(crate) fn within(root: NodeRef<Div>, sought: String) {
    spawn_local(async move {
        for _ in 0..TRIES {
            let Some(root) = root.try_get_untracked().flatten() else { return };
            let found = root.query_selector(&sought).ok().flatten();
            if let Some(folded) = found.as_ref().and_then(|found| found.closest("details").ok().flatten()) {
                let _ = folded.set_attribute("open", "");
            }
            if focus_first(found) {
                return;
            }
            pause(0).await;
        }
    });
}

/// Comes to an element that a person's own act has brought, as soon as it is on the screen: to where one writes in it, or to
/// the element itself where nobody writes.
pub(crate) fn coming() -> Act {
    Box::new(|element| {
        spawn_local(come(element.clone()));
    })
}

/// Comes back to the button that opened fields somewhere else, once they close. `state` says whether its own are open;
/// nothing where another button's are.
pub(crate) fn back_after(state: impl Fn() -> Option<bool> + 'static) -> Act {
    let state: Box<dyn Fn() -> Option<bool>> = Box::new(state);
    Box::new(move |element| {
        let element = element.clone();
        StoredValue::new_local(RenderEffect::new(move |was: Option<Option<bool>>| {
            let is = state();
            if was == Some(Some(true)) && is == Some(false) {
                spawn_local(come(element.clone()));
            }
            is
        }));
    })
}

async fn come(element: Element) {
    for _ in 0..TRIES {
        if element.is_connected() {
            if !focus_first(Some(element.clone())) {
                let _ = element.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
            }
            return;
        }
        pause(0).await;
    }
}

/// Goes to the element that a selector finds as a whole.
pub(crate) fn place(root: NodeRef<Div>, sought: &str) {
    let found = root.try_get_untracked().flatten().and_then(|root| root.query_selector(sought).ok().flatten());
    if let Some(place) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = place.set_attribute("tabindex", "-1");
        let _ = place.focus();
    }
}

/// Goes to the document as a whole, once no row of a list is left: its keys go on working.
pub(crate) fn whole(root: NodeRef<Div>) {
    let Some(root) = root.try_get_untracked().flatten() else { return };
    let _ = root.set_attribute("tabindex", "-1");
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = root.focus_with_options(&options);
}

/// Goes to the first field, behind what stands there. Answers whether there is one.
fn focus_first(row: Option<Element>) -> bool {
    let field = FIELDS.iter().find_map(|fields| row.as_ref()?.query_selector(fields).ok().flatten());
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) else { return false };
    let _ = field.focus();
    if let Some(text) = field.dyn_ref::<HtmlTextAreaElement>() {
        let _ = text.set_selection_range(text.text_length(), text.text_length());
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        // A field for a day has no caret, and says so with an error.
        let end = input.value().encode_utf16().count() as u32;
        let _ = input.set_selection_range(end, end);
    }
    true
}

/// The focused element, also inside a shadow root.
pub(crate) fn active_in(root: &Element) -> Option<HtmlElement> {
    let tree = root.get_root_node();
    let active = match tree.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => tree.dyn_ref::<Document>().and_then(Document::active_element),
    };
    active?.dyn_into().ok()
}

/// The rows that the focus has gone out of, the innermost first.
pub(crate) fn rows_left(event: &FocusEvent) -> Vec<(Element, RowId)> {
    let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
    let mut at = event.target().and_then(|from| from.dyn_into::<Element>().ok());
    let mut left = Vec::new();
    while let Some(row) = at.and_then(|at| at.closest("[data-row]").ok().flatten()) {
        let id = row.get_attribute("data-row").and_then(|id| id.parse().ok());
        at = row.parent_element();
        if let Some(id) = id.filter(|_| !row.contains(to.as_ref())) {
            left.push((row, id));
        }
    }
    left
}

/// Whether the focus stays out of an element. A window that loses it keeps its place, what was moved has it back in a
/// moment, and while something is pressed nothing may go from beneath it.
pub(crate) async fn has_left(element: &Element) -> bool {
    pause(SETTLED_MS).await;
    while is_pressed() {
        pause(SETTLED_MS).await;
    }
    !active_in(element).is_some_and(|active| element.contains(Some(&active)))
}

fn is_pressed() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|document| document.query_selector(":active").ok().flatten().is_some())
}

/// Whether somebody's words stand in a field, also such as were not taken. A day may be proposed by the page.
pub(super) fn holds_words(element: &Element) -> bool {
    let Ok(fields) = element.query_selector_all("textarea, input:not([type=date])") else { return false };
    (0..fields.length()).filter_map(|at| fields.get(at)).any(|field| {
        let text = field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
        let typed = text.or_else(|| field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value));
        typed.is_some_and(|typed| !typed.trim().is_empty())
    })
}
