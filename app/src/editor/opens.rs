//! The link a caret stands in: what it opens, shown while it can be opened with a key.

use leptos::prelude::*;

use crate::browser::window;

/// Says which address the keys open. A finger or a pointer opens it here too.
#[component]
pub(super) fn Opens(link: RwSignal<Option<String>>) -> impl IntoView {
    let url = move || link.get().unwrap_or_default();
    view! {
        // The box keeps the focus, and with it this stays.
        <p class="opens" role="status" on:mousedown=move |event| event.prevent_default()>
            <a href=url target="_blank" rel="noopener noreferrer nofollow" tabindex="-1">"Open " <bdi>{move || short(&url())}</bdi></a>
            " "<kbd>{keys()}</kbd>
        </p>
    }
}

/// Opens an address beside this page, which it learns nothing of.
pub(super) fn open(url: &str) {
    if let Some(window) = window() {
        let _ = window.open_with_url_and_target_and_features(url, "_blank", "noopener,noreferrer");
    }
}

/// An address without what everybody knows, cut where it gets long.
fn short(url: &str) -> String {
    let plain = ["https://", "http://", "mailto:"].iter().find_map(|scheme| url.strip_prefix(scheme)).unwrap_or(url);
    let plain = plain.trim_end_matches('/');
    match plain.char_indices().nth(48) {
        Some((cut, _)) => format!("{}…", &plain[..cut]),
        None => plain.to_owned(),
    }
}

fn keys() -> &'static str {
    let platform = window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") { "⌘ Enter" } else { "Ctrl Enter" }
}
