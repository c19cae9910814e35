//! Authority: what captain and leader have agreed, class by class, beside what the log counts. Captain and leader see the
//! same page.

use leptos::prelude::*;
use muster_shared::kinds::log::{Dial, Level, LogView};

use super::dial::{dials, level_words, squares};
use super::use_log::{UseLog, link};
use crate::form::plain::{el, following, heading, with, words, written};
use crate::form::section;
use crate::widgets::outline::Face;

/// The most classes on a card.
const ON_A_CARD: usize = 5;

/// The share of all decisions.
fn over_all(cx: UseLog) -> AnyView {
    following(move || {
        let today = cx.today.get_value();
        cx.view.with(|view| {
            let measured = view.measured(None, &today);
            let says = words("span", if measured.is_shown() { "" } else { "quiet" }, measured.says());
            let drawn = measured.is_shown().then(|| squares(&measured));
            el("div", "authority all", drawn.into_iter().chain([says]).collect())
        })
    })
}

/// The section of the page.
pub(super) fn part(cx: UseLog, face: Face) -> AnyView {
    let parts = vec![over_all(cx), dials(cx, face), scale()];
    section(cx.form, "Authority", "authority", || "Agreed, and measured".to_owned(), parts)
}

/// The levels and what each means.
fn scale() -> AnyView {
    let level = |level: Level| [words("dt", "", level.name()), words("dd", "", level.means())];
    let levels = el("dl", "facts", Level::ALL.into_iter().flat_map(level).collect());
    let says = "Captain and leader see this same page. Nothing here changes a level by itself.";
    let what = el("details", "whole", vec![words("summary", "", "The seven levels"), levels]);
    el("div", "scale", vec![what, words("p", "small quiet", says)])
}

/// The same alone, as a card: a line for each class.
pub(super) fn card(cx: UseLog) -> AnyView {
    let title = following(move || written("div", "h", &cx.team.get()));
    let lines = following(move || {
        let today = cx.today.get_value();
        cx.view.with(|view| lines(cx, view, &today))
    });
    let foot = with("a", "", vec![("href", link(cx))], vec!["Open in Muster".into_any()]);
    let foot = el("footer", "foot no-print", vec![el("span", "", Vec::new()), foot]);
    el("article", "card", vec![el("div", "in", vec![title, over_all(cx), lines]), foot])
}

fn lines(cx: UseLog, view: &LogView, today: &str) -> AnyView {
    let dials = view.dials(today);
    let n_more = dials.len().saturating_sub(ON_A_CARD);
    let line = |dial: &Dial<'_>| {
        let name =
            heading(cx.form.level + 1, "q", vec![("dir", "auto".to_owned())], vec![dial.class.to_owned().into_any()]);
        let measured = words("p", "small quiet", dial.measured.says());
        let apart = dial.apart().map(|says| words("p", "small look", says));
        el("li", "", [name, level_words(cx, dial, today), measured].into_iter().chain(apart).collect())
    };
    let shown = dials.iter().take(ON_A_CARD).map(line).collect();
    let more = (n_more > 0).then(|| words("p", "small quiet", format!("And {n_more} more.")));
    el("div", "dials-in-short", [el("ul", "rows", shown)].into_iter().chain(more).collect())
}
