//! The way to a thread on the page: from the list of all that is said, and from the words that a comment is about.

use muster_shared::id::RowId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Range, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::browser::all;

/// How somebody comes to a thread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// The focus goes there.
    There,
    /// The focus stays where somebody writes, and the thread is only in sight.
    Looking,
}

/// Shows a thread, and marks it as the one that somebody came to last. Answers whether the page has it.
pub(super) fn to_thread(root: &Element, row: &RowId, going: Going) -> bool {
    let found = root.query_selector(&format!("[data-thread=\"{row}\"]"));
    let Some(thread) = found.ok().flatten() else { return false };
    while let Some(folded) = thread.closest("details:not([open])").ok().flatten() {
        let _ = folded.set_attribute("open", "");
    }
    for before in all(root, "[data-thread][data-at]") {
        let _ = before.remove_attribute("data-at");
    }
    let _ = thread.set_attribute("data-at", "");
    let place = ScrollIntoViewOptions::new();
    place.set_block(match going {
        Going::There => ScrollLogicalPosition::Center,
        Going::Looking => ScrollLogicalPosition::Nearest,
    });
    thread.scroll_into_view_with_scroll_into_view_options(&place);
    if let Some(thread) = thread.dyn_ref::<HtmlElement>().filter(|_| going == Going::There) {
        let _ = thread.focus();
    }
    true
}

/// Whether a place of the window lies on words of a range.
pub(super) fn is_over(range: &Range, x: f64, y: f64) -> bool {
    let Some(lines) = range.get_client_rects() else { return false };
    let mut lines = (0..lines.length()).filter_map(|at| lines.item(at));
    lines.any(|line| (line.left()..=line.right()).contains(&x) && (line.top()..=line.bottom()).contains(&y))
}
