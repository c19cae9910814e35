//! Requests between teams: which team asks which, for what, by when, and how it stands.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{LogView, NEED, REQUESTS, Request};

use super::asks::{STANDS, reads};
use super::row::{Folded, drawn, notes, stamp, take_back};
use super::use_log::UseLog;
use crate::editor::marked;
use crate::form::plain::{each, el, icon, with, words, written};
use crate::form::section;
use crate::words::{counted, day_number, long_day, short_day};

/// The section.
pub(super) fn requests(cx: UseLog) -> AnyView {
    let ids = move || cx.view.with(|view| view.requests.iter().map(|one| one.row.id.clone()).collect());
    let aside = move || {
        cx.view.with(|view| match view.requests.iter().filter(|one| one.is_open()).count() {
            _ if view.requests.is_empty() => String::new(),
            open => format!("{open} open, {} settled", view.requests.len() - open),
        })
    };
    let new = Folded::new("Ask another team", move || cx.new_request()).show(cx.form.can_edit);
    let rows = vec![each(ids, move |row| one_request(cx, row)), el("li", "", vec![new])];
    section(cx.form, "Requests", "requests", aside, vec![el("ol", "rows reqs", rows)])
}

fn one_request(cx: UseLog, row: RowId) -> AnyView {
    let (of, about, asked) = (row.clone(), row.clone(), row.clone());
    let rows = |one: &Request| stamp([&one.row].into_iter().chain(one.answers.iter().map(|answer| &answer.row)));
    let read = drawn(
        cx,
        move |view| find(view, &of).map(rows).unwrap_or_default(),
        move |view| find(view, &about).map(|one| request(cx, one)),
    );
    let answer = Folded::about("Answer", move || cx.answer(&asked)).show(cx.form.can_edit);
    let of = row.clone();
    let remarks =
        notes(cx, REQUESTS, &row, move |view, today| find(view, &of).map(|one| one.remarks(today)).unwrap_or_default());
    let named = vec![("id", row.to_string()), ("data-row", row.to_string())];
    with("li", "", named, vec![read, answer, remarks])
}

fn find<'a>(view: &'a LogView, row: &RowId) -> Option<&'a Request> {
    view.requests.iter().find(|one| one.row.id == *row)
}

fn request(cx: UseLog, one: &Request) -> AnyView {
    let today = cx.today.get_value();
    let way = el(
        "p",
        "way",
        vec![written("b", "", one.from()), icon("i i-to"), words("span", "vh", " ask "), written("b", "", one.to())],
    );
    let mut by = Vec::new();
    if !one.needed_by().is_empty() {
        by.push(words("p", "small quiet", format!("Needed by {}", long_day(one.needed_by()))));
    }
    for answer in &one.answers {
        let says = format!("{}, {}. ", reads(STANDS, answer.state()), short_day(answer.on(), &today));
        by.push(el("div", "small", vec![words("b", "", says), marked(answer.words())]));
    }
    by.push(take_back(cx, REQUESTS, &one.row, NEED, "Take back"));
    let age = day_number(&today).zip(day_number(one.on())).map(|(now, then)| (now - then).max(0) as usize);
    let days = age.filter(|_| one.is_open()).map(|days| words("p", "days", counted(days, "day", "days")));
    let class = if !one.is_open() {
        "req done"
    } else if one.is_late(&today) {
        "req old"
    } else {
        "req"
    };
    let what = el("div", "", [marked(one.row.value(NEED).words())].into_iter().chain(by).collect());
    with("article", class, vec![("tabindex", "-1".to_owned())], [way, what].into_iter().chain(days).collect())
}
