//! The parts that every row of a log has: its margin, its day, the way to it, and the fields that are folded behind a button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{LogView, Remark};
use muster_shared::kinds::talk::Anchor;
use muster_shared::sheet::Row;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::use_log::UseLog;
use crate::browser::{pause, window};
use crate::form::Composing;
use crate::form::plain::{acting, button, el, following, icon, nothing, of_button, on, while_so, with, words};
use crate::lean::memo;
use crate::talk::said::Said;
use crate::words::short_day;

/// How often, and how many milliseconds apart, it is seen to that a row stays in sight that somebody was led to.
const SETTLE_STEPS: u32 = 20;
const SETTLE_STEP_MS: i32 = 60;

/// Draws a row, if it is there.
type Draw = Box<dyn Fn(&LogView) -> Option<AnyView> + Send>;
/// Notices something about a row on a day.
type Notice = Box<dyn Fn(&LogView, &str) -> Vec<Remark> + Send>;

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

/// The margin of a row: what was noticed, and what people say about it.
pub(super) fn notes(
    cx: UseLog,
    list: &'static str,
    row: &RowId,
    remarks: impl Fn(&LogView, &str) -> Vec<Remark> + Send + 'static,
) -> AnyView {
    let remarks: Notice = Box::new(remarks);
    let remarks = following(move || {
        let remarks = cx.today.with_value(|today| cx.view.with(|view| remarks(view, today)));
        remarks.iter().map(note).collect_view().into_any()
    });
    let anchor = Anchor::new(list, Some(row.clone()));
    el("div", "margin", vec![remarks, view! { <Said talk=cx.talk anchor text=None/> }.into_any()])
}

/// Something that was noticed, in the margin.
pub(super) fn note(remark: &Remark) -> AnyView {
    let head = el("p", "by", vec![icon("i i-look"), remark.head().into_any()]);
    let label = vec![("aria-label", format!("Advice: {}", remark.head()))];
    with("aside", "note check", label, vec![head, words("p", "", remark.advice())])
}

/// The way to take a row back, for its maker. `by` is a value that every row of the list has.
pub(super) fn take_back(cx: UseLog, list: &'static str, row: &Row, by: &'static str, says: &'static str) -> AnyView {
    let (row, id) = (row.clone(), row.id.clone());
    let back = move || {
        let id = id.clone();
        button("btn word no-print", says, move || cx.retract(list, &id))
    };
    while_so(move || cx.may_retract(list, &row, by), back)
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

/// Fields that are folded behind a button until somebody wants them, or left a draft in them.
#[derive(Clone, Copy)]
pub(super) struct Folded {
    open: RwSignal<bool>,
    says: &'static str,
    make: Callback<(), Composing>,
    is_last: bool,
}

impl Folded {
    /// The way to a new row at the end of a list.
    pub(super) fn new(says: &'static str, make: impl Fn() -> Composing + Send + Sync + 'static) -> Self {
        Self { is_last: true, ..Self::about(says, make) }
    }

    /// The way to something about a row.
    pub(super) fn about(says: &'static str, make: impl Fn() -> Composing + Send + Sync + 'static) -> Self {
        let open = RwSignal::new(untrack(|| make().draft().has_words()));
        let close = Callback::new(move |()| open.set(false));
        let done = Callback::new(move |_| open.set(false));
        let make = move |()| Composing { close: Some(close), done, ..make() };
        Self { open, says, make: Callback::new(make), is_last: false }
    }

    /// The button, or the fields; for those who may write.
    pub(super) fn show(self, may: Signal<bool>) -> AnyView {
        following(move || match (may.get(), self.open.get()) {
            (false, _) => nothing(),
            (true, true) => self.make.run(()).show(),
            (true, false) => {
                let open = vec![on("click", move |_| self.open.set(true))];
                let plus = self.is_last.then(|| icon("i i-plus"));
                let label = plus.into_iter().chain([self.says.into_any()]).collect();
                acting("button", "btn word no-print", of_button(), open, label)
            }
        })
    }
}
