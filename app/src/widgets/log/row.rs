//! The parts that every row of a log has: its margin, its day, the way to it, and the fields that are folded behind a button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::log::Remark;
use muster_shared::kinds::talk::Anchor;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::use_log::UseLog;
use crate::browser::pause;
use crate::form::Composing;
use crate::form::plain::{el, following, icon, with, words};
use crate::talk::said::Said;
use crate::words::short_day;

/// The margin of a row: what was noticed, and what people say about it.
pub(super) fn notes(cx: UseLog, list: &'static str, row: &RowId) -> AnyView {
    let about = row.clone();
    let remarks = following(move || {
        let note = |remark: Remark| {
            let head = el("p", "by", vec![icon("i i-look"), remark.head().into_any()]);
            let label = vec![("aria-label", format!("Advice: {}", remark.head()))];
            with("aside", "note check", label, vec![head, words("p", "", remark.advice())])
        };
        cx.remarks(list, &about).into_iter().map(note).collect_view().into_any()
    });
    let anchor = Anchor::new(list, Some(row.clone()));
    el("div", "margin", vec![remarks, view! { <Said talk=cx.talk anchor text=None/> }.into_any()])
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
        article.focus().is_ok()
    })
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
            (false, _) => ().into_any(),
            (true, true) => self.make.run(()).show(),
            (true, false) => {
                let plus = self.is_last.then(|| icon("i i-plus"));
                view! { <button class="btn word no-print" type="button" on:click=move |_| self.open.set(true)>{plus}{self.says}</button> }.into_any()
            }
        })
    }
}
