//! The dial of one class of decisions: the agreed level and the measured share beside each other, how it is counted, what
//! was said about it, and the ways to propose a level and to confirm one.

use leptos::prelude::*;
use muster_shared::access::{Author, Side};
use muster_shared::id::RowId;
use muster_shared::kinds::log::*;
use muster_shared::names;

use super::row::{drawn, go_to, stamp};
use super::use_log::UseLog;
use crate::boxed::{For, memo};
use crate::form::plain::{button, each_known, el, following, heading, known, while_so, with, words, written};
use crate::form::{Composing, Folded};
use crate::talk::said::below;
use crate::widgets::outline::{Face, note, take_back};
use crate::words::short_day;

/// Every class, and the way to one more.
pub(super) fn dials(cx: UseLog, face: Face) -> AnyView {
    let classes = memo(move || {
        let today = cx.today.get_value();
        cx.view.with(|view| view.dials(&today).into_iter().map(|dial| dial.class.to_owned()).collect::<Vec<_>>())
    });
    let dial = move |class: String| one_dial(cx, face, class);
    let rows = view! { <For each=move || classes.get() key=|class| names::key(class) children=dial/> }.into_any();
    let propose = Folded::new("Propose a level for another class", move || composing(cx, None));
    let may = memo(move || cx.side().is_some());
    let new = el("li", "", vec![propose.show(may.into()), hint(cx)]);
    el("ul", "rows dials", vec![rows, new])
}

/// The reason why somebody who could speak for a side has no way to.
fn hint(cx: UseLog) -> AnyView {
    let has_nobody = move || cx.can_decide.get() && cx.captain_words().is_empty() && !cx.shown.in_host_page;
    while_so(has_nobody, || {
        words(
            "p",
            "small quiet no-print",
            "A level is agreed between a captain and a leader. The charter names no captain yet.",
        )
    })
}

/// A level that is composed for the side of this person; for one class, or for one that is asked for.
fn composing(cx: UseLog, class: Option<(String, RowId)>) -> Composing {
    let list = untrack(|| cx.side()).map_or(CAPTAIN_LEVELS, levels_of);
    let on = (ON, cx.today.get_value());
    let (about, with, asks) = match class {
        Some((class, anchor)) => (Some(anchor), vec![on, (CLASS, class)], &A_LEVEL.fields[1..]),
        None => (None, vec![on], A_LEVEL.fields),
    };
    let (about, with) = (StoredValue::new(about), StoredValue::new(with));
    Composing { about, with, asks, ..cx.composing(list, &A_LEVEL) }
}

fn one_dial(cx: UseLog, face: Face, class: String) -> AnyView {
    let (of, about, noticed) = (class.clone(), class.clone(), class.clone());
    let read = drawn(cx, move |view| stamp_of(cx, view, &of), move |view| Some(dial_of(cx, &find(cx, view, &about))));
    let said = what_was_said(cx, face, class.clone());
    let remarks = following(move || {
        let today = cx.today.get_value();
        cx.view.with(|view| {
            let remarks = find(cx, view, &noticed).remarks(&view.readiness, &today);
            remarks.iter().map(|remark| note(remark.head(), &remark.advice())).collect_view().into_any()
        })
    });
    el(
        "li",
        "",
        vec![
            el("div", "", vec![el("div", "dial", vec![read, said]), ways(cx, class)]),
            el("div", "margin", vec![remarks]),
        ],
    )
}

fn find<'a>(cx: UseLog, view: &'a LogView, class: &'a str) -> Dial<'a> {
    cx.today.with_value(|today| view.dial(class, today))
}

/// All that a dial is drawn from.
fn stamp_of(cx: UseLog, view: &LogView, class: &str) -> String {
    let dial = find(cx, view, class);
    let said = dial.levels.into_iter().flat_map(|levels| levels.said.iter().map(|said| &said.row));
    // Rows that stand as they were are agreed to no more once the server says that one person made both.
    let agreed = dial.level().map_or("", Level::name);
    format!("{agreed} {}", stamp(said.chain(dial.measured.counted.iter().map(|one| &one.row))))
}

/// A square a decision, the newest first; what it means stands beside it in words.
pub(super) fn squares(measured: &Measured<'_>) -> AnyView {
    let square = |is_above: bool| el("i", if is_above { "up" } else { "" }, Vec::new());
    let squares = measured.counted.iter().map(|one| square(one.is_above())).collect();
    with("span", "squares", vec![("aria-hidden", "true".to_owned())], squares)
}

fn dial_of(cx: UseLog, dial: &Dial<'_>) -> AnyView {
    let today = cx.today.get_value();
    let name = vec![("dir", "auto".to_owned())];
    let title = heading(cx.form.level + 2, "q", name, vec![dial.class.to_owned().into_any()]);
    let level = el("div", "lvl", vec![words("p", "label", "Agreed level"), steps(dial), level_words(cx, dial, &today)]);
    let mut measured = vec![words("p", "label", "Last eight weeks")];
    measured.extend(dial.measured.is_shown().then(|| squares(&dial.measured)));
    measured.push(words("p", if dial.measured.is_shown() { "" } else { "quiet" }, dial.measured.says()));
    let mut parts = vec![title, level, el("div", "mea", measured)];
    parts.extend(dial.apart().map(|says| words("p", "apart", says)));
    parts.extend((dial.measured.of() > 0).then(|| how_counted(cx, dial, &today)));
    parts.into_any()
}

/// Seven steps up to the agreed level, and a dashed one at each level that is proposed.
fn steps(dial: &Dial<'_>) -> AnyView {
    let agreed = dial.level();
    let proposed: Vec<Level> =
        dial.levels.into_iter().flat_map(|levels| levels.proposals().map(|said| said.level)).collect();
    let step = |level: Level| {
        let class = match agreed {
            Some(agreed) if agreed == level => "on",
            _ if proposed.contains(&level) => "may",
            Some(agreed) if level < agreed => "below",
            _ => "",
        };
        el("i", class, Vec::new())
    };
    with("span", "steps", vec![("aria-hidden", "true".to_owned())], Level::ALL.into_iter().map(step).collect())
}

/// The agreed level and what is proposed, in words.
pub(super) fn level_words(cx: UseLog, dial: &Dial<'_>, today: &str) -> AnyView {
    let agreed = dial.levels.and_then(|levels| levels.agreed.as_ref());
    let mut parts: Vec<AnyView> = Vec::new();
    if let Some(agreed) = agreed {
        let since = format!(" agreed {}", short_day(agreed.since(), today));
        let what = vec![words("b", "", agreed.level.name()), words("span", "quiet", since)];
        parts.push(with("p", "", vec![("title", agreed.level.means().to_owned())], what));
    }
    let proposals = dial.levels.into_iter().flat_map(ClassLevels::proposals);
    parts.extend(
        proposals
            .map(|said| words("p", "quiet", format!("{} proposed by {}", said.level.name(), told(cx, said, today)))),
    );
    if dial.levels.is_some_and(ClassLevels::is_of_one_person) {
        parts.push(words(
            "p",
            "quiet",
            "One person has said it for both sides: it is agreed once somebody else confirms it.",
        ));
    }
    if parts.is_empty() {
        parts.push(words("p", "quiet", "None yet. Captain and leader have not spoken about it."));
    }
    el("div", "", parts)
}

/// The person who said a level, for which side, and on which day.
fn told(cx: UseLog, said: &Said, today: &str) -> String {
    let by = cx.made_by(levels_of(said.side), &said.row.id, said.by());
    format!("{by}, as {}, {}", said.side.name(), short_day(said.on(), today))
}

/// The very decisions that are counted, each with the way to it.
fn how_counted(cx: UseLog, dial: &Dial<'_>, today: &str) -> AnyView {
    let says = "Decisions of this class in the last eight weeks, or the last 20, whichever is fewer, that say in which role they were taken. Here is the team: its captain, a deputy or a member. Above is a leader. A corrected decision counts once.";
    let line = |one: &&Decision| {
        let row = one.row.id.clone();
        let place = if one.is_above() { ", above" } else { "" };
        let by = cx.names.label(one.decided_by());
        let said = if one.choice().is_empty() { one.question() } else { one.choice() };
        let go = button("btn word", said.to_owned(), move || go_to(cx, &row));
        el(
            "li",
            "",
            vec![
                words("span", "", format!("{}, ", short_day(one.on(), today))),
                go,
                words("span", "", format!(" {by}{place}")),
            ],
        )
    };
    let rows = el("ol", "", dial.measured.counted.iter().map(line).collect());
    let summary = words("summary", "", "How this is counted");
    el("details", "whole count", vec![summary, words("p", "", says), rows])
}

/// All that was said about the class, the newest first.
fn what_was_said(cx: UseLog, face: Face, class: String) -> AnyView {
    let said = memo(move || {
        let of_class = |levels: &ClassLevels| levels.said.clone();
        cx.view.with(|view| find(cx, view, &class).levels.map(of_class).unwrap_or_default())
    });
    let is_there = move || !said.with(Vec::is_empty);
    while_so(is_there, move || {
        let rows = each_known(said, |said| &said.row.id, move |row, said| one_word(cx, face, &row, said));
        el("details", "whole count", vec![words("summary", "", "What was said about it"), el("ol", "", vec![rows])])
    })
}

/// The word of one side, and what people say about it.
fn one_word(cx: UseLog, face: Face, row: &RowId, said: Memo<Option<Said>>) -> AnyView {
    let read = known(said, move |said| {
        let says = format!("{}: {}", told(cx, said, &cx.today.get_value()), said.level.name());
        let why = (!said.why().is_empty()).then(|| written("span", "quiet", said.why()));
        let back = take_back(face, levels_of(said.side), &said.row, "Withdraw");
        [words("span", "", says)].into_iter().chain(why).chain([back]).collect_view().into_any()
    });
    let side = said.with_untracked(|said| said.as_ref().map(|said| said.side));
    let talk = side.map(|side| below(cx.talk, levels_of(side), row));
    with("li", "", vec![("data-row", row.to_string())], [read].into_iter().chain(talk).collect())
}

/// The ways on: confirm what the other side proposes, or propose another level.
fn ways(cx: UseLog, class: String) -> AnyView {
    let of = class.clone();
    let open = memo(move || {
        let side = cx.side()?;
        let me = Author::new(&cx.form.doc.who());
        cx.view.with(|view| view.levels.class(&of)?.to_confirm(side, &me))
    });
    let (kept, may) = (StoredValue::new(class), memo(move || cx.side().is_some()));
    let confirm = following(move || match (open.get(), cx.side()) {
        (Some(level), Some(side)) => {
            button("btn", format!("Confirm {}", level.name()), move || say(cx, side, &kept.get_value(), level))
        }
        _ => ().into_any(),
    });
    let propose = Folded::about("Propose a level", move || composing(cx, anchored(cx, &kept.get_value())));
    el("div", "acts no-print", vec![confirm, propose.show(may.into())])
}

/// The class with the oldest row about it, under which the draft of a proposal is kept.
fn anchored(cx: UseLog, class: &str) -> Option<(String, RowId)> {
    let row = untrack(|| {
        cx.view.with(|view| {
            let of_levels =
                view.levels.class(class).and_then(|levels| levels.said.last()).map(|said| said.row.id.clone());
            let key = names::key(class);
            let decision = view.decisions.iter().rev().find(|one| names::key(one.class()) == key);
            decision.map(|one| one.row.id.clone()).or(of_levels)
        })
    });
    row.map(|row| (class.to_owned(), row))
}

fn say(cx: UseLog, side: Side, class: &str, level: Level) {
    let values = [(CLASS, class.into()), (LEVEL, level.word().into()), (ON, cx.today.get_value().as_str().into())];
    // Only somebody of this side is shown the way; what the server refuses, the chip says.
    let _ = cx.form.add(levels_of(side), &values);
}
