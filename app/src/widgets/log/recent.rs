//! The latest decisions in a few lines: a card for other people's pages.

use leptos::prelude::*;
use muster_shared::kinds::log::Decision;

use super::touched::{Beside, touched_in_brief};
use super::use_log::{UseLog, link};
use crate::form::plain::{el, following, with, words, written};
use crate::words::{counted, short_day};

/// So many are shown.
const LATEST: usize = 3;

/// The latest decisions, how many there were this month, and the way to all of them.
pub(super) fn recent(cx: UseLog) -> AnyView {
    let says = following(move || {
        let n = cx.view.with(|view| (view.decisions.len(), view.n_this_month(&cx.today.get_value())));
        match n {
            (0, _) => words("p", "quiet", "No decision is logged yet."),
            (_, 0) => words("p", "quiet", "No decision this month."),
            (_, n) => words("p", "quiet", format!("{} this month", counted(n, "decision", "decisions"))),
        }
    });
    let beside = Beside::of(cx);
    let rows = following(move || {
        let today = cx.today.get_value();
        let line = |one: &Decision| {
            let day = with(
                "time",
                "quiet small",
                vec![("datetime", one.on().to_owned())],
                vec![short_day(one.on(), &today).into_any()],
            );
            let choice = written("p", "choice", one.choice());
            let row = one.row.id.clone();
            let touched = beside.map(|beside| following(move || touched_in_brief(cx, beside, &row)));
            let said = [choice, written("p", "small quiet", one.question())].into_iter().chain(touched);
            el("li", "", vec![day, el("div", "", said.collect())])
        };
        let stands =
            cx.view.with(|view| view.decisions.iter().filter(|one| one.stands()).take(LATEST).map(line).collect());
        el("ol", "latest", stands)
    });
    let open = following(move || {
        let is_empty = cx.view.with(|view| view.decisions.is_empty());
        let says = if is_empty && cx.can_decide.get() { "Log the first one" } else { "All decisions" };
        with("a", "", vec![("href", link(cx))], vec![says.into_any()])
    });
    let title = following(move || written("div", "h", &cx.team.get()));
    el(
        "article",
        "card",
        vec![
            el("div", "in", vec![title, says, rows]),
            el("footer", "foot no-print", vec![el("span", "", Vec::new()), open]),
        ],
    )
}
