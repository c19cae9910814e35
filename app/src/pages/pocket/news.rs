//! The news of a release, once after it has come: a line or two, in the words of the changelog.

use leptos::prelude::*;

use crate::form::plain::{button, el, following, nothing, with, words};
use crate::pages::keep;

/// The lines that the build put in; none in a build that nobody gets.
const NEWS: Option<&str> = option_env!("MUSTER_NEWS");
/// Where this device keeps which news it has shown.
const SHOWN: &str = "muster-news";

/// The news, if there are any since this device last showed some. Nobody who is new here is told what has changed.
pub(super) fn news() -> AnyView {
    let lines = NEWS.unwrap_or_default();
    let shown = keep::get(SHOWN);
    if lines.is_empty() || shown.as_deref() == Some(lines) {
        return nothing();
    }
    keep::set(SHOWN, lines);
    if shown.is_none() {
        return nothing();
    }
    let is_open = RwSignal::new(true);
    following(move || match is_open.get() {
        true => shown_box(lines, is_open),
        false => nothing(),
    })
}

fn shown_box(lines: &'static str, is_open: RwSignal<bool>) -> AnyView {
    let each = lines.lines().map(|line| words("li", "", line)).collect();
    let head = words("p", "", "Muster is new here. What has changed:");
    let close = button("btn word", "Close", move || is_open.set(false));
    let own = vec![("role", "status".to_owned())];
    with("div", "whats-new no-print", own, vec![head, el("ul", "", each), close])
}
