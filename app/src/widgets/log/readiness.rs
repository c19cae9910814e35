//! Readiness in two columns: the captain's own view and the leaders', side by side, shown to both alike.

use leptos::prelude::*;
use muster_shared::access::Side;
use muster_shared::id::RowId;
use muster_shared::kinds::log::*;
use muster_shared::sheet::Row;

use super::asks::reads;
use super::use_log::UseLog;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{each_known, el, following, heading, known, while_so, with, words};
use crate::form::{Composing, Folded, section};
use crate::talk::said::below;
use crate::widgets::outline::{Face, note, take_back};
use crate::words::short_day;

/// The section.
pub(super) fn part(cx: UseLog, face: Face) -> AnyView {
    let aside = move || match cx.view.with(|view| view.readiness.n_open()) {
        0 => "Two views, side by side".to_owned(),
        open => format!("{open} of {} open", STATEMENTS.len()),
    };
    let rows = (0..STATEMENTS.len()).map(|at| one_statement(cx, face, at)).collect();
    let why = "More authority goes with understanding, not with time. Each side answers for itself, and both see both.";
    section(cx.form, "Readiness", "readiness", aside, vec![words("p", "small quiet", why), el("ul", "rows", rows)])
}

fn one_statement(cx: UseLog, face: Face, at: usize) -> AnyView {
    let read = statement(cx, face, at);
    let noticed = following(move || {
        let today = cx.today.get_value();
        let remarks = cx.view.with(|view| view.readiness.remarks(at, &today));
        remarks.iter().map(|remark| note(remark.head(), &remark.advice())).collect_view().into_any()
    });
    let may = memo(move || cx.side().is_some());
    let answer = Folded::about("Say how you see it", move || composing(cx, at)).show(may.into());
    let acts = el("div", "acts no-print", vec![answer]);
    el("li", "", vec![el("div", "", vec![read, acts]), el("div", "margin", vec![noticed])])
}

fn composing(cx: UseLog, at: usize) -> Composing {
    let list = untrack(|| cx.side()).map_or(CAPTAIN_VIEWS, views_of);
    let word = STATEMENTS[at].word;
    let with = StoredValue::new(vec![(STATEMENT, word.to_owned()), (ON, cx.today.get_value())]);
    Composing { draft: word, with, ..cx.composing(list, &A_VIEW) }
}

fn statement(cx: UseLog, face: Face, at: usize) -> AnyView {
    let title = heading(cx.form.level + 2, "q", Vec::new(), vec![STATEMENTS[at].says.into_any()]);
    let column = |side: Side, name: &'static str| {
        let answers = memo(move || cx.view.with(|view| view.readiness.answers(side, at).to_vec()));
        let each = each_known(answers, |row| &row.id, move |id, row| answer(cx, face, side, &id, row));
        let none = while_so(move || answers.with(Vec::is_empty), || words("p", "quiet", "Not answered yet."));
        el("div", "", vec![words("p", "label", name), each, none])
    };
    let pair = vec![column(Side::Captain, "The captain’s view"), column(Side::Leader, "The leaders’ view")];
    el("div", "readiness", vec![title, el("div", "pair", pair)])
}

fn answer(cx: UseLog, face: Face, side: Side, id: &RowId, row: Memo<Option<Row>>) -> AnyView {
    let read = known(row, move |row| answered(cx, face, side, row));
    with("div", "answer", vec![("data-row", id.to_string())], vec![read, below(cx.talk, views_of(side), id)])
}

fn answered(cx: UseLog, face: Face, side: Side, row: &Row) -> AnyView {
    let list = views_of(side);
    let says = reads(VIEW_READS, row.value(VIEW).words());
    let said = row.value(VIEW).writes.first().map_or("", |write| write.by.as_str());
    let (by, on) = (cx.made_by(list, &row.id, said), short_day(row.value(ON).words(), &cx.today.get_value()));
    let mut parts = vec![words("p", "view", says)];
    if !row.value(EVIDENCE).words().is_empty() {
        parts.push(marked(row.value(EVIDENCE).words()));
    }
    parts.push(words("p", "small quiet", format!("{by}, {on}")));
    parts.push(take_back(face, list, row, "Withdraw"));
    parts.into_any()
}
