//! The lessons of decisions, beside the events and as large.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{LEARNED, LEARNINGS, Learning, LogView};

use super::row::{Folded, drawn, stamp, take_back, when};
use super::use_log::UseLog;
use crate::editor::marked;
use crate::form::plain::{each, el, words, written};
use crate::form::section;

/// The section.
pub(super) fn learnings(cx: UseLog) -> AnyView {
    let ids = move || cx.view.with(|view| view.learnings.iter().map(|one| one.row.id.clone()).collect());
    let aside = move || cx.view.with(|view| view.learnings.len().to_string());
    let new = Folded::new("Write down a learning", move || cx.new_learning()).show(cx.form.can_edit);
    let rows = vec![each(ids, move |row| one_learning(cx, row)), el("li", "", vec![new])];
    section(cx.form, "Learnings", "learnings", aside, vec![el("ol", "rows", rows)])
}

fn one_learning(cx: UseLog, row: RowId) -> AnyView {
    let of = row.clone();
    let read = drawn(
        cx,
        move |view| find(view, &of).map(|one| stamp([&one.row])).unwrap_or_default(),
        move |view| find(view, &row).map(|one| learning(cx, one)),
    );
    el("li", "", vec![read])
}

fn find<'a>(view: &'a LogView, row: &RowId) -> Option<&'a Learning> {
    view.learnings.iter().find(|one| one.row.id == *row)
}

fn learning(cx: UseLog, one: &Learning) -> AnyView {
    let fact = |label: &'static str, text: &str| {
        (!text.is_empty()).then(|| el("div", "", vec![words("p", "label", label), marked(text)]))
    };
    let half = |head: &'static str, text: &str| el("div", "", vec![words("p", "h4", head), marked(text)]);
    let about = [fact("Bet", one.bet()), fact("Expected", one.expected())].into_iter().flatten().collect();
    let pair = vec![half("What happened", one.happened()), half("What we learned", one.learned())];
    let back = el("div", "acts no-print", vec![take_back(cx, LEARNINGS, &one.row, LEARNED, "Take back")]);
    let applies = written("p", "meta", one.applies_to());
    let what = vec![el("div", "facts", about), el("div", "became", pair), applies, back];
    el("article", "dec", vec![when(one.on(), &cx.today.get_value()), el("div", "what", what)])
}
