//! The captain's pressure test: eleven questions in three parts, each answered by the captain and by leaders with an example,
//! and a picture with a spoke for each part.

use leptos::prelude::*;
use muster_shared::access::Side;
use muster_shared::kinds::log::*;
use muster_shared::sheet::Row;

use super::asks::reads;
use super::row::{drawn, stamp};
use super::use_log::UseLog;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{el, following, heading, words};
use crate::form::{Composing, Folded, section, unfolding};
use crate::widgets::outline::{Face, take_back};
use crate::words::short_day;

/// The section.
pub(super) fn part(cx: UseLog, face: Face) -> AnyView {
    let aside = move || cx.view.with(|view| far(&view.pressure));
    let why = "A captain has the skills for the calls, and the trust of leadership and team. Each side answers for itself, \
        with an example each time: to talk about, not to add up. Everybody who may read this log reads the answers.";
    let parts = Spoke::ALL.map(|spoke| one_part(cx, face, spoke));
    let content = [words("p", "small quiet", why), picture(cx)].into_iter().chain(parts).collect();
    section(cx.form, "Pressure test", "pressure", aside, content)
}

/// How far both are.
fn far(pressure: &Pressure) -> String {
    match Side::ALL.map(|side| pressure.n_answered(side)) {
        [0, 0] => format!("{} questions", QUESTIONS.len()),
        [captain, leader] => format!("Captain {captain}, leaders {leader} of {}", QUESTIONS.len()),
    }
}

/// Both sides on three spokes, once a side has answered something of each part; and the same in words.
fn picture(cx: UseLog) -> AnyView {
    following(move || {
        let corners = cx.view.with(|view| Side::ALL.map(|side| view.pressure.corners(side)));
        if corners.iter().all(String::is_empty) {
            return ().into_any();
        }
        let [captain, leader] = corners;
        let line = |spoke: Spoke| {
            let (x, y) = spoke.point(1.0);
            view! { <line x1="50" y1="58" x2=x.to_string() y2=y.to_string()></line> }
        };
        let drawn = view! {
            <svg class="spokes" viewBox="0 0 100 100" aria-hidden="true">
                {Spoke::ALL.map(line).into_iter().collect_view()}
                <polygon class="leader" points=leader></polygon>
                <polygon class="captain" points=captain></polygon>
            </svg>
        };
        let says = cx.view.with(|view| Spoke::ALL.map(|spoke| words("li", "", in_words(&view.pressure, spoke))));
        el("div", "test", vec![drawn.into_any(), el("ul", "small", says.into_iter().collect())])
    })
}

/// One part of the picture in words.
fn in_words(pressure: &Pressure, spoke: Spoke) -> String {
    let of = |side: Side| {
        let reach = pressure.reach(side, spoke);
        let says = match reach.share {
            None => "nothing yet",
            Some(share) if share > 0.99 => "yes",
            Some(share) if share >= 0.5 => "mostly yes",
            Some(_) => "not yet in most",
        };
        format!("{says} ({} of {} answered)", reach.answered, reach.of)
    };
    format!("{}: the captain says {}, leaders say {}.", spoke.name(), of(Side::Captain), of(Side::Leader))
}

/// The questions of one part, folded.
fn one_part(cx: UseLog, face: Face, spoke: Spoke) -> AnyView {
    unfolding("test-part", vec![spoke.name().into_any()], move || {
        el("ul", "rows", spoke.questions().map(|at| one_question(cx, face, at)).collect())
    })
}

fn one_question(cx: UseLog, face: Face, at: usize) -> AnyView {
    let of = move |view: &LogView| stamp(Side::ALL.into_iter().flat_map(|side| view.pressure.answers(side, at)));
    let read = drawn(cx, of, move |view| Some(question(cx, face, &view.pressure, at)));
    let may = memo(move || cx.side().is_some());
    let answer = Folded::about("Answer", move || composing(cx, at)).show(may.into());
    el("li", "", vec![el("div", "", vec![read, el("div", "acts no-print", vec![answer])])])
}

fn composing(cx: UseLog, at: usize) -> Composing {
    let list = untrack(|| cx.side()).map_or(CAPTAIN_TEST, tests_of);
    let word = QUESTIONS[at].word;
    let with = StoredValue::new(vec![(TESTED, word.to_owned()), (ON, cx.today.get_value())]);
    Composing { draft: word, with, ..cx.composing(list, &A_TEST) }
}

fn question(cx: UseLog, face: Face, pressure: &Pressure, at: usize) -> AnyView {
    let title = heading(cx.form.level + 2, "q", Vec::new(), vec![QUESTIONS[at].asks.into_any()]);
    let column = |side: Side, name: &'static str| {
        let answers = pressure.answers(side, at);
        let mut parts = vec![words("p", "label", name)];
        parts.extend(answers.iter().map(|row| answer(cx, face, side, row)));
        parts.extend(answers.is_empty().then(|| words("p", "quiet", "Not answered yet.")));
        el("div", "", parts)
    };
    let pair = vec![column(Side::Captain, "The captain’s answer"), column(Side::Leader, "The leaders’ answer")];
    el("div", "readiness", vec![title, el("div", "pair", pair)])
}

fn answer(cx: UseLog, face: Face, side: Side, row: &Row) -> AnyView {
    let list = tests_of(side);
    let said = row.value(RATING).writes.first().map_or("", |write| write.by.as_str());
    let (by, on) = (cx.made_by(list, &row.id, said), short_day(row.value(ON).words(), &cx.today.get_value()));
    let mut parts = vec![words("p", "view", reads(RATING_READS, row.value(RATING).words()))];
    if !row.value(EXAMPLE_OF).words().is_empty() {
        parts.push(marked(row.value(EXAMPLE_OF).words()));
    }
    parts.push(words("p", "small quiet", format!("{by}, {on}")));
    parts.push(take_back(face, list, row, "Withdraw"));
    el("div", "answer", parts)
}
