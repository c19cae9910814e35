//! Results and learnings side by side, with equal weight, and how well decisions turn out against how sure the team was of
//! them. All of it is about the team, with its numbers and days; under a number that says something nothing is shown.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{Band, Calibration, Learning, LogView, Weighed};
use muster_shared::names;

use super::use_log::UseLog;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{el, following, heading, nothing, with, words};
use crate::form::section;
use crate::words::{counted, short_day};

const HOW: &str = "A result is an outcome, an ended bet or a learning that says what happened; a learning is one that says what was learned. Both are counted over the last 91 days. Decisions are counted once each, by what was last said of the same choice again.";

/// The section.
pub(super) fn part(cx: UseLog) -> AnyView {
    let weighed = memo(move || cx.view.with(|view| cx.today.with_value(|today| view.weighed(today))));
    let calibration = memo(move || cx.view.with(LogView::calibration));
    let sides = following(move || both(cx, weighed.get()));
    let turned_out = following(move || calibration.with(turned_out));
    let how = el("details", "whole", vec![words("summary", "", "How these are counted"), words("p", "small", HOW)]);
    section(cx.form, "Results and learnings", "weighed", || "The last 91 days".to_owned(), vec![sides, turned_out, how])
}

fn both(cx: UseLog, of: Weighed) -> AnyView {
    let half = |head: &'static str, says: String| {
        let title = heading(cx.form.level + 2, "h4", Vec::new(), vec![head.into_any()]);
        el("div", "", vec![title, words("p", "", says)])
    };
    let results = half("What happened", counted(of.results, "result", "results"));
    let learnings = half("What we learned", counted(of.learnings, "learning", "learnings"));
    let tested = words("p", "small quiet", format!("{} came to an end.", counted(of.tested, "bet", "bets")));
    el("div", "", vec![el("div", "became", vec![results, learnings]), tested])
}

/// How decisions turned out; of few of them only how many there are.
fn turned_out(of: &Calibration) -> AnyView {
    let says = words("p", if of.is_shown() { "small" } else { "small quiet" }, of.says());
    let bands = of.is_shown().then(|| el("ul", "rows", of.bands.iter().map(band).collect()));
    el("div", "", [says].into_iter().chain(bands).collect())
}

fn band(of: &Band) -> AnyView {
    let bar = of.is_shown().then(|| {
        let (share, rest) = (of.share().to_string(), (100 - of.share()).to_string());
        let parts = view! { <i style:flex-grow=share></i><i class="heard" style:flex-grow=rest></i> }.into_any();
        with("div", "split", vec![("aria-hidden", "true".to_owned())], vec![parts])
    });
    el("li", "", [words("p", "small", of.says())].into_iter().chain(bar).collect())
}

/// Learnings that apply to a decision, in its own words; nothing where there is none.
pub(super) fn about_decision(cx: UseLog, row: &RowId) -> AnyView {
    let row = row.clone();
    let found = memo(move || {
        cx.view.with(|view| {
            let Some(of) = view.decision(&row) else { return Vec::new() };
            let applies = |one: &&Learning| {
                let to = one.applies_to().trim();
                !to.is_empty() && [of.question(), of.choice()].iter().any(|words| names::same(to, words))
            };
            let said = |one: &Learning| (one.learned().to_owned(), one.on().to_owned());
            view.learnings.iter().filter(applies).map(said).collect::<Vec<_>>()
        })
    });
    following(move || {
        let today = cx.today.get_value();
        let one = |(learned, on): &(String, String)| {
            el("li", "", vec![marked(learned), words("p", "small quiet", short_day(on, &today))])
        };
        match found.with(Vec::is_empty) {
            true => nothing(),
            false => {
                let title = heading(cx.form.level + 3, "h4", Vec::new(), vec!["Learned about it".into_any()]);
                let rows = found.with(|found| found.iter().map(one).collect());
                el("div", "learned-about", vec![title, el("ul", "", rows)])
            }
        }
    })
}
