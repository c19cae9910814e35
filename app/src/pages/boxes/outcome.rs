//! A closed box: how many chose each step, the words, and the last time that the same was asked.

use leptos::prelude::*;
use muster_shared::blind::{Counted, Tally};
use muster_shared::text::words::counted;

use super::use_boxes::{Answered, Told};
use crate::browser::today;
use crate::form::plain::{el, nothing, with, words, written};
use crate::words::short_day;

/// The outcome.
pub(super) fn outcome(told: &Told, answered: &[Answered]) -> AnyView {
    let Some(outcome) = &told.outcome else {
        return words("p", "", "Too few answered: fewer than four. Nothing is shown, and the answers are forgotten.");
    };
    let head = words("p", "small quiet", format!("{}, shuffled.", counted(outcome.n, "answer", "answers")));
    let with = told.compared_with.as_deref().map(|day| short_day(day, &today()));
    let one = |(at, question): (usize, &Counted)| {
        let compared = told.compared.get(at).copied().flatten();
        self::question(question, compared.zip(with.as_deref()), answered)
    };
    el("div", "", [head].into_iter().chain(outcome.questions.iter().enumerate().map(one)).collect())
}

fn question(question: &Counted, compared: Option<((usize, usize), &str)>, answered: &[Answered]) -> AnyView {
    if question.too_alike {
        let why = words("p", "quiet", "The answers are too alike to show: all gave one, or all but one did.");
        return el("div", "blind-outcome", vec![words("p", "q", question.asks.clone()), why]);
    }
    if question.steps.is_empty() {
        return worded(question, answered);
    }
    let row = |tally: &Tally| {
        let step = with("th", "", vec![("scope", "row".to_owned())], vec![tally.step.clone().into_any()]);
        el("tr", "", vec![step, words("td", "num", tally.n.to_string())])
    };
    let caption = words("caption", "q", question.asks.clone());
    let rows = el("tbody", "", question.steps.iter().map(row).collect());
    let reach = question.reach().map_or_else(nothing, |reach| words("p", "small", reached(reach, compared)));
    el("div", "blind-outcome", vec![el("table", "", vec![caption, rows]), reach])
}

fn reached(now: usize, compared: Option<((usize, usize), &str)>) -> String {
    match compared {
        None => format!("{now} of 100; it was not asked in these words before."),
        Some(((_, before), day)) if before == now => format!("{now} of 100, as on {day}."),
        Some(((_, before), day)) => format!("{now} of 100, after {before} on {day}."),
    }
}

/// The words, each with the answer that it was given in a meeting.
fn worded(question: &Counted, answered: &[Answered]) -> AnyView {
    let one = |said: &String| {
        let answers = answered.iter().filter(|one| one.question == said.trim());
        let answers =
            answers.map(|one| el("div", "answer", vec![words("p", "by", "Answered"), written("p", "", &one.answer)]));
        el("li", "", [written("p", "marked-text", said)].into_iter().chain(answers).collect())
    };
    let all: Vec<AnyView> = question.words.iter().map(one).collect();
    let said = if all.is_empty() { words("p", "quiet", "Nobody wrote words.") } else { el("ul", "ruled", all) };
    el("div", "blind-outcome", vec![words("p", "q", question.asks.clone()), said])
}
