//! Leads to the part of a page that an address names behind `#`: a row, or a section, with the focus in it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::router::{Router, find, focus_quietly};
use crate::boxed::effect;
use crate::browser::pause;

/// A part is looked for in so many steps of so many milliseconds: its document may still be opening.
const STEPS: u32 = 120;
const STEP_MS: i32 = 50;
/// For so many steps more it is kept in sight, while what stands above it grows.
const STAYS: u32 = 12;

/// Follows the address for as long as the app runs.
pub(crate) fn lead(router: Router) {
    effect(move || {
        let part = router.at.get();
        // Rows of a log are led to by its own page, which unfolds them first.
        if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            spawn_local(to(router, part));
        }
    });
}

async fn to(router: Router, part: String) {
    let sought = format!("main [id='{part}'], main [data-row='{part}']:not(.muster-log *), main .of-{part}");
    for _ in 0..STEPS {
        if router.at.try_get_untracked().as_ref() != Some(&part) {
            return;
        }
        if let Some(found) = find(&sought) {
            return stay_at(&found).await;
        }
        pause(STEP_MS).await;
    }
}

async fn stay_at(found: &HtmlElement) {
    let _ = found.set_attribute("tabindex", "-1");
    focus_quietly(found);
    for _ in 0..STAYS {
        let is_here = found.owner_document().and_then(|document| document.active_element());
        if !is_here.is_some_and(|active| active.is_same_node(Some(found))) {
            return;
        }
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        found.scroll_into_view_with_scroll_into_view_options(&options);
        pause(STEP_MS).await;
    }
}
