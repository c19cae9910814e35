//! Measured authority: how many of the latest decisions the team took itself. Under five decisions nothing is shown.

use leptos::prelude::*;
use muster_shared::kinds::log::LogView;

use super::use_log::{UseLog, link};
use crate::form::plain::{el, following, while_so, with, words};
use crate::form::section;

/// So many of the latest decisions are counted.
const COUNTED: usize = 20;
/// Below so many nothing is shown.
const LEAST: usize = 5;

/// How many of the latest decisions were taken in the team, and of how many.
pub(super) fn measured(view: &LogView) -> Option<(usize, usize)> {
    let latest = view.decisions.iter().take(COUNTED).filter(|one| !one.role().is_empty());
    let (here, of) = latest.fold((0, 0), |(here, of), one| (here + usize::from(!one.is_above()), of + 1));
    (of >= LEAST).then_some((here, of))
}

/// A square a decision, the newest first, and the same in words.
fn squares(cx: UseLog) -> AnyView {
    following(move || {
        cx.view.with(|view| {
            let Some((here, of)) = measured(view) else {
                return words("p", "quiet small", "Shown from five decisions that say in which role they were taken.");
            };
            let latest = view.decisions.iter().take(COUNTED).filter(|one| !one.role().is_empty());
            let square = |is_above: bool| el("i", if is_above { "up" } else { "" }, Vec::new());
            let squares = latest.map(|one| square(one.is_above())).collect();
            let drawn = with("span", "squares", vec![("aria-hidden", "true".to_owned())], squares);
            let above = of - here;
            el(
                "div",
                "authority",
                vec![
                    drawn,
                    words("span", "", format!("{here} of the last {of} decisions taken here, {above} above the team.")),
                ],
            )
        })
    })
}

/// The section of the page, once there is something to show.
pub(super) fn part(cx: UseLog) -> AnyView {
    let is_there = move || cx.view.with(|view| measured(view).is_some());
    while_so(is_there, move || section(cx.form, "Authority", "authority", String::new, vec![squares(cx)]))
}

/// The same alone, as a card.
pub(super) fn card(cx: UseLog) -> AnyView {
    let foot = with("a", "", vec![("href", link(cx))], vec!["Open in Muster".into_any()]);
    let title = following(move || words("div", "h", cx.team.get()));
    el(
        "article",
        "card",
        vec![
            el("div", "in", vec![title, squares(cx)]),
            el("footer", "foot no-print", vec![el("span", "", Vec::new()), foot]),
        ],
    )
}
