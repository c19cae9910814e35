//! The changes that others made in this person's documents since they were last here.

use js_sys::Date;
use leptos::prelude::*;
use muster_shared::for_you::{Change, Since, Words, since_saying};
use muster_shared::kinds::companion;
use muster_shared::text::words::day_of_ms;

use super::UseForYou;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{el, following, with, words, written};
use crate::pages::time::{self, Ago};
use crate::words::counted;

/// The section; nothing where nothing was missed.
pub(super) fn missed(cx: UseForYou) -> AnyView {
    let since = memo(move || cx.told.with(|told| told.since.clone()).filter(|since| since.n > 0));
    let now = time::minute();
    following(move || {
        let Some(Since { from_ms, changes, n }) = since.get() else { return ().into_any() };
        let title = since_saying(&day_here(from_ms), &today());
        let head = with("h2", "", vec![("id", "h-since".to_owned())], vec![title.into_any()]);
        let side = el("div", "side", vec![head, words("span", "agreed", counted(n, "change", "changes"))]);
        let mut body = vec![el("ul", "since", changes.iter().map(|change| row(change, now)).collect())];
        if n > changes.len() {
            body.push(words("p", "small quiet", format!("And {} before these.", n - changes.len())));
        }
        let about = vec![("aria-labelledby", "h-since".to_owned())];
        with("section", "part", about, vec![side, el("div", "", body)])
    })
}

/// The day of a moment, by the clock of this place.
fn day_here(at_ms: u64) -> String {
    let ahead_ms = (-Date::new_0().get_timezone_offset() * 60_000.0) as i64;
    day_of_ms(at_ms.saturating_add_signed(ahead_ms))
}

fn row(change: &Change, now: RwSignal<u64>) -> AnyView {
    let when = view! { <Ago at_ms=Signal::stored(change.at_ms) now/> }.into_any();
    let by = if change.by.is_empty() { "Somebody" } else { &change.by };
    let about = vec![("href", format!("/d/{}", page_of(change))), ("dir", "auto".to_owned())];
    let place = if change.place.is_empty() { "A document without a name" } else { &change.place };
    let way = with("a", "", about, vec![place.to_owned().into_any()]);
    let mut says = vec![written("b", "", by), " in ".into_any(), way, ": ".into_any()];
    match &change.words {
        Some(words) => says.extend(told(words)),
        None => says.push(format!("{} changed", counted(change.n_lines, "line", "lines")).into_any()),
    }
    el("li", "", vec![el("span", "small quiet", vec![when]), el("p", "", says)])
}

/// The document whose page shows it: comments stand on the page of what they are about.
fn page_of(change: &Change) -> String {
    match companion(&change.doc) {
        Some((kind, about)) if kind.spec().face.is_err() => about.to_string(),
        _ => change.doc.to_string(),
    }
}

/// The words of a change, those that went and those that came.
fn told(words: &Words) -> Vec<AnyView> {
    let Words { before, gone, come, after } = words;
    let mut parts = Vec::new();
    for (tag, words) in [("bdi", before), ("del", gone), ("ins", come), ("bdi", after)] {
        if !words.is_empty() {
            let gap = if parts.is_empty() { "" } else { " " };
            parts.extend([gap.into_any(), written(tag, "", words)]);
        }
    }
    parts
}
