//! The parts that decisions are drawn with: a row that is drawn anew when it changes, its day, and the way to it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::log::LogView;
use muster_shared::sheet::Row;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::use_log::UseLog;
use crate::boxed::memo;
use crate::browser::{pause, window};
use crate::form::plain::{el, following, nothing, with};
use crate::words::short_day;

/// How often, and how many milliseconds apart, it is seen to that a row stays in sight that somebody was led to.
const SETTLE_STEPS: u32 = 20;
const SETTLE_STEP_MS: i32 = 60;

/// Draws a row, if it is there.
type Draw = Box<dyn Fn(&LogView) -> Option<AnyView> + Send>;

/// A row as it reads, which is drawn anew when its `stamp` changes.
pub(super) fn drawn(
    cx: UseLog,
    stamp: impl Fn(&LogView) -> String + Send + Sync + 'static,
    draw: impl Fn(&LogView) -> Option<AnyView> + Send + 'static,
) -> AnyView {
    let stamp: Box<dyn Fn(&LogView) -> String + Send + Sync> = Box::new(stamp);
    let stamp = memo(move || cx.view.with(&stamp));
    let draw: Draw = Box::new(draw);
    following(move || {
        // A memo that nobody reads follows nothing.
        stamp.with(|_| ());
        cx.view.with_untracked(|view| draw(view)).unwrap_or_else(nothing)
    })
}

/// The stamp of a row and of the rows about it. A row is written once, but its values may arrive one by one.
pub(super) fn stamp<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    rows.into_iter().map(|row| format!("{} {} ", row.id, row.values.len())).collect()
}

/// A day in front of what happened on it.
pub(super) fn when(on: &str, today: &str) -> AnyView {
    let day = with("time", "", vec![("datetime", on.to_owned())], vec![short_day(on, today).into_any()]);
    el("p", "when", vec![day])
}

/// Shows a decision that something names, and goes to it; also one that is not among those that are looked for.
pub(super) fn go_to(cx: UseLog, row: &RowId) {
    if go(cx, row) {
        return;
    }
    let row = row.clone();
    cx.sift.show_all();
    spawn_local(async move {
        pause(0).await;
        go(cx, &row);
    });
}

fn go(cx: UseLog, row: &RowId) -> bool {
    let root = cx.form.root.try_get_untracked().flatten();
    let found = root.and_then(|root| root.query_selector(&format!("[data-row=\"{row}\"] article")).ok().flatten());
    let article = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    article.is_some_and(|article| {
        article.scroll_into_view();
        let is_there = article.focus().is_ok();
        spawn_local(stay_in_sight(article));
        is_there
    })
}

/// Keeps what somebody was led to in sight while the rows above it are still growing, as long as it has the focus.
async fn stay_in_sight(article: HtmlElement) {
    for _ in 0..SETTLE_STEPS {
        pause(SETTLE_STEP_MS).await;
        let (Some(window), Some(document)) = (window(), article.owner_document()) else { return };
        let has_focus = document.active_element().is_some_and(|active| active.is_same_node(Some(&article)));
        let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let top = article.get_bounding_client_rect().top();
        match (has_focus, (0.0..height).contains(&top)) {
            (false, _) => return,
            (true, true) => {}
            (true, false) => article.scroll_into_view(),
        }
    }
}
