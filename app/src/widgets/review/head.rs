//! The head of a review: what it is, when, who leads through it, and what it is for.

use leptos::prelude::*;
use muster_shared::kinds::series::{NAME, PURPOSE};
use muster_shared::sheet::Place;

use super::use_review::UseReview;
use super::words::slot_words;
use crate::form::plain::{button, el, following, heading, words, written};
use crate::widgets::origin::origin;

/// The head.
pub(super) fn head(cx: UseReview) -> AnyView {
    let [name, purpose] = [NAME, PURPOSE].map(|text| cx.shown.series.text(&Place::on_sheet(text)));
    let title = following(move || {
        let name = match name.get() {
            none if none.trim().is_empty() => "Review".to_owned(),
            name => name,
        };
        heading(cx.form.level, "team", Vec::new(), vec![written("bdi", "", &name)])
    });
    let when = following(move || {
        let when = cx.slot().map(|slot| slot_words(&slot)).unwrap_or_default();
        let led = match cx.facilitator() {
            none if none.is_empty() => ". Nobody leads through it yet.".to_owned(),
            name => format!(". {name} facilitates."),
        };
        words("p", "captain", format!("{when}{led}"))
    });
    let purpose = following(move || written("p", "quiet small", &purpose.get()));
    el("header", "part title", vec![title, when, purpose, following(move || ways(cx))])
}

fn ways(cx: UseReview) -> AnyView {
    let series = cx.shown.series.id().map(String::from).unwrap_or_default();
    let series = crate::form::plain::with(
        "a",
        "btn word",
        vec![("href", format!("{}/d/{series}", origin()))],
        vec!["All of this series".into_any()],
    );
    let summary = crate::form::plain::with(
        "a",
        "btn word",
        vec![("href", format!("{}/embed/{}.md", origin(), cx.id()))],
        vec!["Summary as Markdown".into_any()],
    );
    let may_take = cx.form.can_edit.get() && !cx.is_facilitator();
    let take = may_take.then(|| {
        let says = if cx.facilitator().is_empty() { "Lead through it" } else { "Take over" };
        button("btn", says, move || cx.take_over())
    });
    el("p", "acts no-print", take.into_iter().chain([series, summary]).collect())
}
