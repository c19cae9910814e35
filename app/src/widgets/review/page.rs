//! The review's page.

use leptos::prelude::*;
use muster_shared::id::RowId;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::ShownReview;
use super::advice::all_advice;
use super::agenda::agenda;
use super::head::head;
use super::item::item;
use super::last_time::last_time;
use super::running::running;
use super::summary::summary;
use super::taken_on::after_the_items;
use super::use_review::{UseReview, use_review};
use crate::browser::window;
use crate::form::plain::{el, following};
use crate::lean::memo;
use crate::widgets::chip::bar;
use crate::widgets::origin::origin;
use crate::widgets::outline::Framed;

/// The review, as far as it has come.
pub(super) fn page(shown: ShownReview) -> AnyView {
    let cx = use_review(shown);
    let series = shown.series.id().map(String::from).unwrap_or_default();
    let framed = Framed {
        form: cx.form,
        class: "muster-review",
        name: "This review".to_owned(),
        lost: "Nothing that was written is lost.",
        way: ("Open the series", format!("{}/d/{series}", origin())),
        in_host_page: shown.in_host_page,
    };
    framed.show(move || full(cx))
}

fn full(cx: UseReview) -> AnyView {
    cx.follow();
    cx.talk.open();
    stay_where_somebody_types(cx);
    let beside = Signal::derive(move || cx.talk.docs().into_iter().chain([cx.shown.series]).collect::<Vec<_>>());
    let bar = cx.shown.in_host_page.then(|| bar(cx.form.doc, beside));
    let shown = memo(move || cx.shown_item());
    let rest = following(move || {
        let parts = match cx.shown.view.get().as_str() {
            "agenda" => vec![el("section", "part item", vec![agenda(cx)])],
            "advice" => vec![last_time(cx), all_advice(cx)],
            "summary" => vec![summary(cx)],
            _ => {
                let now = following(move || shown.get().map_or_else(|| ().into_any(), |row| item(cx, &row)));
                let section = el("section", "part item", vec![agenda(cx), el("div", "now", vec![now])]);
                vec![running(cx), last_time(cx), section, after_the_items(cx), summary(cx)]
            }
        };
        el("div", "parts", parts)
    });
    let parts = [bar, Some(head(cx)), Some(rest)];
    el("article", "doc meeting", parts.into_iter().flatten().collect())
}

/// The page goes along with whoever leads, but never while somebody types: it stays then, and a way leads back.
fn stay_where_somebody_types(cx: UseReview) {
    Effect::new(move |before: Option<Option<RowId>>| {
        let now = cx.now.get();
        let before = before.flatten();
        if before.is_some() && before != now && cx.looked.with_untracked(Option::is_none) && is_typing(cx) {
            cx.looked.set(before);
        }
        // Somebody who looks at the item that is spoken of goes along again.
        if cx.looked.with_untracked(|looked| looked.is_some() && *looked == now) {
            cx.looked.set(None);
        }
        now
    });
}

fn is_typing(cx: UseReview) -> bool {
    let active = window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let (Some(active), Some(root)) = (active, cx.form.root.get_untracked()) else { return false };
    let is_field = |element: &Element| element.matches("textarea, input, [contenteditable]").unwrap_or_default();
    is_field(&active) && root.unchecked_ref::<web_sys::Node>().contains(Some(&active))
}
