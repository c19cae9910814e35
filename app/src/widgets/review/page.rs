//! The review's page.

use leptos::prelude::*;
use leptos::task::spawn_local;
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
use crate::browser::{pause, window};
use crate::form::plain::{el, following};
use crate::form::{Closed, Skeleton};
use crate::lean::{alive, memo};
use crate::live::Phase;
use crate::widgets::chip::StatusChip;
use crate::widgets::here::Here;
use crate::widgets::origin::origin;

/// How long the review may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;

/// The review, as far as it has come.
#[component]
pub(super) fn Page(shown: ShownReview) -> impl IntoView {
    let cx = use_review(shown);
    let form = cx.form;
    form.provide();
    let phase = memo(move || shown.review.phase.get());
    let is_late = late();
    let series = shown.series.id().map(String::from).unwrap_or_default();
    let way = StoredValue::new(("Open the series", format!("{}/d/{series}", origin())));
    let face = move || {
        match phase.get() {
        Phase::Opening if is_late.get() => {
            let advice = "It opens by itself as soon as the server answers.";
            let sentence = "This review is not on this device yet.".to_owned();
            view! { <Closed sentence advice way=way.get_value()/> }.into_any()
        }
        Phase::Opening => view! { <Skeleton/> }.into_any(),
        Phase::Closed(reason) => {
            view! { <Closed sentence=reason.sentence() advice="Nothing that was written is lost." way=way.get_value()/> }.into_any()
        }
        Phase::Ready => full(cx),
    }
    };
    view! {
        <div class="muster-review sheet" class:in-host=shown.in_host_page node_ref=form.root
            on:keydown=move |event| form.key(&event) on:focusout=alive(move |event| form.focus_left(&event))>
            {face}
        </div>
    }
}

/// Whether the review takes long to come.
fn late() -> RwSignal<bool> {
    let is_late = RwSignal::new(false);
    spawn_local(async move {
        pause(PATIENCE_MS).await;
        is_late.try_set(true);
    });
    is_late
}

fn full(cx: UseReview) -> AnyView {
    cx.follow();
    cx.talk.open();
    stay_where_somebody_types(cx);
    let beside = Signal::derive(move || cx.talk.docs().into_iter().chain([cx.shown.series]).collect::<Vec<_>>());
    let bar = cx.shown.in_host_page.then(|| {
        view! { <div class="part host-bar no-print"><div><Here doc=cx.form.doc/><StatusChip doc=cx.form.doc beside/></div></div> }.into_any()
    });
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
