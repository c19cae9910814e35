//! The review's page.

use leptos::prelude::*;
use muster_shared::id::RowId;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::ShownReview;
use super::advice::all_advice;
use super::agenda::agenda;
use super::alone::{ALONE, alone};
use super::aloud::aloud;
use super::banner::banner;
use super::head::head;
use super::item::{proposed, talked_about};
use super::kept::KeptIn;
use super::last_time::last_time;
use super::own_frame::own_frame;
use super::practice::practice;
use super::readings::readings;
use super::running::running;
use super::summary::summary;
use super::taken_on::after_the_items;
use super::thanks::thanks;
use super::use_review::{UseReview, use_review};
use super::votes::vote;
use crate::boxed::{effect, effect_since, memo};
use crate::browser::{on_document, window};
use crate::form::focus::active_in;
use crate::form::plain::{el, following, nothing};
use crate::form::sheet;
use crate::talk::list::all_said;
use crate::widgets::chip::bar;
use crate::widgets::led_to::LedTo;
use crate::widgets::origin::origin;

/// The review, as far as it has come.
pub(super) fn page(shown: ShownReview) -> AnyView {
    let cx = use_review(shown);
    let series = shown.series.id().map(String::from).unwrap_or_default();
    let way = ("Open the series", format!("{}/d/{series}", origin()));
    sheet(cx.form, "muster-review", shown.in_host_page, way, move || full(cx))
}

fn full(cx: UseReview) -> AnyView {
    // In another company's page nothing of that view may stand.
    if cx.drafts.kept != KeptIn::Nowhere && cx.shown.view.with_untracked(|view| view == ALONE) {
        return alone(cx);
    }
    cx.follow();
    cx.talk.open();
    cx.follow_drafts();
    stay_where_somebody_types(cx);
    lead(cx);
    hear_undo(cx);
    let beside = Signal::derive(move || cx.talk.docs().into_iter().chain([cx.shown.series]).collect::<Vec<_>>());
    let bar = cx.shown.in_host_page.then(|| bar(cx.form.doc, beside));
    let shown = memo(move || cx.shown_item());
    let rest = following(move || {
        let parts = match cx.shown.view.get().as_str() {
            "agenda" => vec![el("section", "part item", vec![agenda(cx)])],
            "advice" => vec![last_time(cx), all_advice(cx)],
            "summary" => vec![summary(cx)],
            _ => {
                let of_item = |part: fn(UseReview, &RowId) -> AnyView| {
                    following(move || shown.get().map_or_else(nothing, |row| part(cx, &row)))
                };
                let vote = el("div", "vote", vec![vote(cx, None)]);
                // The frame stays while items come and go: it would begin anew elsewhere.
                let parts = vec![vote, of_item(proposed), own_frame(cx, shown), of_item(talked_about)];
                let now = el("div", "now", parts);
                let section = el("section", "part item", vec![agenda(cx), now]);
                let before = vec![running(cx), aloud(cx), thanks(cx), practice(cx), last_time(cx), readings(cx)];
                before.into_iter().chain([section, after_the_items(cx), summary(cx)]).collect()
            }
        };
        el("div", "parts", parts)
    });
    let said = all_said(cx.talk);
    let parts = [bar, Some(banner(cx)), Some(head(cx)), Some(rest), Some(said)];
    el("article", "doc meeting", parts.into_iter().flatten().collect())
}

/// Shows the item that holds the row which somebody was led to, once it is here.
fn lead(cx: UseReview) {
    let Some(LedTo(at)) = use_context::<LedTo>() else { return };
    let wanted = RwSignal::new(String::new());
    effect(move || wanted.set(at.get()));
    effect(move || {
        let row = wanted.get();
        let item = cx.view.with(|view| view.item_with(&row).map(|item| item.row.id.clone()));
        if let Some(item) = item.filter(|_| !row.is_empty()) {
            wanted.set(String::new());
            cx.looked.set(Some(item));
        }
    });
}

/// Undo and redo also where nothing has the focus: a button that was pressed may be gone with what it did. In another
/// company's page such keys are that page's.
fn hear_undo(cx: UseReview) {
    if cx.shown.in_host_page {
        return;
    }
    let listener = on_document("keydown", move |event| {
        let document = window().and_then(|window| window.document());
        let (body, active) = document.map(|it| (it.body(), it.active_element())).unwrap_or_default();
        let is_nowhere = active.is_none_or(|active| body.is_some_and(|body| Element::from(body) == active));
        if is_nowhere && let Ok(event) = event.dyn_into() {
            cx.form.key(&event);
        }
    });
    let _kept = StoredValue::new_local(listener);
}

/// The page goes along with whoever leads, but never while somebody types: it stays then, and a way leads back.
fn stay_where_somebody_types(cx: UseReview) {
    effect_since(move |before: Option<Option<RowId>>| {
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
    let Some(root) = cx.form.root.get_untracked() else { return false };
    let Some(active) = active_in(&root) else { return false };
    let is_field = active.matches("textarea, input, [contenteditable], iframe").unwrap_or_default();
    is_field && root.unchecked_ref::<web_sys::Node>().contains(Some(&active))
}
