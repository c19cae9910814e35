//! The head of a review: what it is, when, who leads through it, and what it is for.

use leptos::prelude::*;
use muster_shared::kinds::series::{NAME, PURPOSE};
use muster_shared::sheet::Place;

use super::TakeAlong;
use super::running::LEAD;
use super::use_review::UseReview;
use super::words::slot_words;
use crate::form::plain::{button, el, following, heading, nothing, words, written};
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
    el("header", "part title", vec![title, when, purpose, following(move || ways(cx)), taken_along()])
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
    // On a phone the way to lead stands in the bar at the foot, where the thumb is.
    let take = cx.may_take_over().then(|| match cx.facilitator().is_empty() {
        true => button("btn to-lead", LEAD, move || cx.take_over()),
        false => button("btn", "Take over", move || cx.take_over()),
    });
    let along = use_context::<TakeAlong>();
    let pack = along.map(|along| button("btn word", "Take it with you", move || along.take.run(())));
    el("p", "acts no-print", take.into_iter().chain([series, summary]).chain(pack).collect())
}

/// The outcome of taking it along.
fn taken_along() -> AnyView {
    let Some(along) = use_context::<TakeAlong>() else { return nothing() };
    let says = following(move || written("span", "", &along.said.get()));
    crate::form::plain::with("p", "quiet small no-print", vec![("role", "status".to_owned())], vec![says])
}
