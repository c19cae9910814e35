//! The words that somebody selected last in a text of the page, of which they may ask who wrote them.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::browser::{Listener, on_document, window};

/// Fewer letters than this stand in too many places to ask after.
const CHARS_MIN: usize = 3;
/// The most letters that are asked after.
const CHARS_MAX: usize = 200;

thread_local! {
    static SELECTED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The words; empty where none are selected.
pub(crate) fn selected() -> String {
    SELECTED.with_borrow(Clone::clone)
}

/// Notes them for as long as the answer is kept.
pub(super) fn watch() -> Listener {
    forget();
    on_document("selectionchange", |_| {
        // Elsewhere in the page, as on the way to the menu, the last words stay.
        if let Some(field) = field() {
            SELECTED.set(words(&field).unwrap_or_default());
        }
    })
}

fn forget() {
    SELECTED.set(String::new());
}

/// The text of the document that has the focus.
fn field() -> Option<HtmlTextAreaElement> {
    let active = window()?.document()?.active_element()?;
    active.closest("main").ok().flatten()?;
    active.dyn_into().ok()
}

fn words(field: &HtmlTextAreaElement) -> Option<String> {
    let (start, end) = (field.selection_start().ok().flatten()?, field.selection_end().ok().flatten()?);
    let units: Vec<u16> =
        field.value().encode_utf16().skip(start as usize).take(end.saturating_sub(start) as usize).collect();
    let words = String::from_utf16_lossy(&units).split_whitespace().collect::<Vec<_>>().join(" ");
    let n = words.chars().count();
    (CHARS_MIN..=CHARS_MAX).contains(&n).then_some(words)
}
