//! The pitch window: when anybody pitches an idea, each idea with its answer, or with who owes it and by when.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::Ask;
use muster_shared::kinds::strategy::*;
use muster_shared::sheet::Row;

use super::arrivals::{Arrivals, arrivals};
use super::own::noticed;
use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{each, each_known, el, following, icon, known, while_so, with, words, written};
use crate::form::{Folded, Head};
use crate::talk::said::below;
use crate::widgets::outline::{Face, margin, note, take_back, values};
use crate::words::{long_day, short_day};

const DAYS: [Ask; 3] = [
    Ask::new(OPENS, "Pitches from", "Name the day"),
    Ask::new(CLOSES, "Pitches until", "Name the day"),
    Ask::new(ANSWER_BY, "Answers by", "Name the day"),
];

/// The section.
pub(super) fn pitches(cx: UseStrategy, face: Face) -> AnyView {
    let ids = memo(move || cx.view.with(|view| view.pitches.iter().map(|one| one.row.id.clone()).collect::<Vec<_>>()));
    let aside = memo(move || match cx.view.with(|view| (view.owed().count(), view.pitches.len())) {
        (_, 0) => String::new(),
        (owed, all) => format!("{} of {all} answered", all - owed),
    });
    let says = following(move || words("p", "", window(cx)));
    let days = while_so(move || cx.form.can_edit.get(), move || values(face, DAYS));
    let came = arrivals(cx);
    let list = el("ul", "rows pitches", vec![each(move || ids.get(), move |row| one(cx, face, came, row))]);
    let is_open = memo(move || {
        cx.own.can_edit.get() && cx.today.with_value(|today| cx.view.with(|view| view.window.is_open(today)))
    });
    let new = Folded::new(A_PITCH.add, move || cx.composing(PITCHES, &A_PITCH, None, Vec::new())).show(is_open.into());
    let remarks = following(move || {
        noticed(cx, PITCHES, None).iter().map(|(head, advice)| note(head, advice)).collect_view().into_any()
    });
    let head = Head { aside: Some(aside.into()), about: Some(&guide::PITCH), also: None };
    let content = vec![says, days, list, new, el("div", "margin", vec![remarks])];
    cx.form.section("Pitch window", "pitches", head, content)
}

/// How the window stands, in a sentence.
fn window(cx: UseStrategy) -> String {
    let owner = cx.form.on_sheet(OWNER).register.with(|owner| cx.names.label(owner.words()));
    let owner = if owner.is_empty() { "The owner of the strategy".to_owned() } else { owner };
    let window = cx.view.with(|view| view.window.clone());
    let by = match window.answer_by.as_str() {
        "" => format!("{owner} answers each one, in writing."),
        day => format!("{owner} answers each one, in writing, by {}.", long_day(day)),
    };
    let today = cx.today.get_value();
    match (window.is_open(&today), window.is_over(&today), window.opens.as_str()) {
        (true, ..) if window.closes.is_empty() => format!("Open to everybody. {by}"),
        (true, ..) => format!("Open to everybody until {}. {by}", long_day(&window.closes)),
        (_, true, _) => format!("Closed since {}. {by}", long_day(&window.closes)),
        (.., "") => "No time is set in which ideas are pitched.".to_owned(),
        (.., opens) => format!("Opens to everybody on {}. {by}", long_day(opens)),
    }
}

fn one(cx: UseStrategy, face: Face, came: Arrivals, id: RowId) -> AnyView {
    let (of, about) = (id.clone(), id.clone());
    let found = memo(move || cx.view.with(|view| view.pitches.iter().find(|one| one.row.id == of).cloned()));
    let idea = known(found, move |pitch| idea(cx, face, came, pitch));
    let answers =
        memo(move || found.with(|pitch| pitch.iter().filter_map(|pitch| pitch.answer.clone()).collect::<Vec<_>>()));
    let answered = each_known(answers, |row| &row.id, move |id, row| answered(cx, face, &id, row));
    let owed = while_so(move || answers.with(Vec::is_empty), move || owed(cx));
    let can_be_led_to = vec![("tabindex", "-1".to_owned())];
    let read = with("article", "pitch", can_be_led_to, vec![idea, answered, owed]);
    let is_owed = memo(move || {
        cx.form.can_edit.get() && found.with(|pitch| pitch.as_ref().is_some_and(|pitch| pitch.answer.is_none()))
    });
    let answer = Folded::about(A_PITCH_ANSWER.add, move || {
        cx.composing(ANSWERS, &A_PITCH_ANSWER, Some(about.clone()), vec![(PITCH, about.to_string())])
    });
    let ways = el("div", "acts no-print", vec![answer.show(is_owed.into())]);
    let parts = [el("div", "read", vec![read, ways])].into_iter().chain(margin(face, PITCHES, &id));
    with("li", "", vec![("data-row", id.to_string())], parts.collect())
}

fn idea(cx: UseStrategy, face: Face, came: Arrivals, pitch: &Pitch) -> AnyView {
    let today = cx.today.get_value();
    let (row, value) = (&pitch.row, |name| pitch.row.value(name).words());
    let by = format!("{}, {}", cx.made_by(PITCHES, row), short_day(value(ON), &today));
    let solves = Some(value(SOLVES)).filter(|words| !words.is_empty()).map(marked);
    let back = take_back(face, PITCHES, row, "Take back");
    let late = came.mark(cx, row).map(|mark| el("p", "small", vec![icon("i i-clock"), words("span", "", mark)]));
    let idea = [written("p", "q", value(TITLE)), written("p", "by", &by)];
    let idea = idea.into_iter().chain(late).chain(solves).chain([back]);
    el("div", "", idea.collect())
}

/// That an answer is owed, and by when.
fn owed(cx: UseStrategy) -> AnyView {
    let says = move || match cx.view.with(|view| view.window.answer_by.clone()) {
        due if due.is_empty() => "Answer owed".to_owned(),
        due => format!("Answer owed by {}", short_day(&due, &cx.today.get_value())),
    };
    el("div", "end open", vec![icon("i i-look"), following(move || words("b", "", says()))])
}

/// An answer, and what people say about it.
fn answered(cx: UseStrategy, face: Face, id: &RowId, answer: Memo<Option<Row>>) -> AnyView {
    let is_yes = answer.with_untracked(|answer| answer.as_ref().is_some_and(|row| row.value(STATE).words() == "yes"));
    let read = known(answer, move |answer| answer_read(cx, face, answer));
    let class = if is_yes { "end done" } else { "end" };
    with("div", class, vec![("data-row", id.to_string())], vec![read, below(cx.talk, ANSWERS, id)])
}

fn answer_read(cx: UseStrategy, face: Face, answer: &Row) -> AnyView {
    let state = answer.value(STATE).words();
    let reads = STATE_WORDS.iter().find(|(word, _)| *word == state).map_or("Answered", |(_, reads)| *reads);
    let of = if state == "yes" { "i i-check" } else { "i i-comment" };
    let why =
        Some(answer.value(WORDS).words()).filter(|why| !why.is_empty()).map(|why| el("div", "why", vec![marked(why)]));
    let by = format!("{}, {}", cx.made_by(ANSWERS, answer), short_day(answer.value(ON).words(), &cx.today.get_value()));
    let back = take_back(face, ANSWERS, answer, "Take back");
    let parts = [icon(of), words("b", "", reads)].into_iter().chain(why);
    parts.chain([written("span", "why small", &by), back]).collect_view().into_any()
}
