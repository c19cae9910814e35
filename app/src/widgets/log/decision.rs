//! One decision: its day, the question, the choice, then the reasons; what it stands in for and what stands in for it; and
//! what became of it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::*;
use muster_shared::kinds::review;

use super::asks::{About, reads};
use super::row::{go_to, stamp, when};
use super::use_log::UseLog;
use crate::editor::marked;
use crate::form::plain::{button, el, heading, icon, nothing, while_so, with, words, written};
use crate::form::{Folded, WhoseName, unique_id};
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, take_back};
use crate::widgets::review::slot_words;
use crate::words::{initials, short_day};

/// A decision as it reads.
pub(super) fn decision(cx: UseLog, face: Face, one: &Decision) -> AnyView {
    let (today, id) = (cx.today.get_value(), unique_id());
    let question = heading(
        cx.form.level + 2,
        "q",
        vec![("id", id.clone()), ("dir", "auto".to_owned())],
        vec![one.question().to_owned().into_any()],
    );
    let choice = el("div", if one.stands() { "choice" } else { "choice gone" }, vec![marked(one.choice())]);
    let mut what = vec![question, choice];
    what.extend(one.instead_of.as_ref().map(|tie| earlier(cx, tie, &today)));
    what.extend(one.followed_by.iter().map(|tie| later(cx, tie, &today)));
    what.extend(facts(one));
    what.push(meta(cx, one, &today));
    what.extend(one.is_contested().then(|| contested(cx, one, &today)));
    what.extend(one.outcomes.iter().map(|outcome| became(cx, face, outcome, &today)));
    let attributes = vec![("aria-labelledby", id), ("tabindex", "-1".to_owned())];
    with("article", "dec", attributes, vec![when(one.on(), &today), el("div", "what", what)])
}

fn facts(one: &Decision) -> Option<AnyView> {
    let mut rows = Vec::new();
    // The choice stands above them, and larger.
    for (label, field) in DECISION_STREAM.said.iter().filter(|(_, field)| *field != CHOICE) {
        let text = one.row.value(field).words();
        if !text.is_empty() {
            rows.extend([words("dt", "", *label), el("dd", "", vec![marked(text)])]);
        }
    }
    if rows.is_empty() {
        return None;
    }
    let facts = el("dl", "facts", rows);
    Some(if one.stands() {
        facts
    } else {
        el("details", "whole", vec![words("summary", "", "Why, and what else"), facts])
    })
}

fn tied(cx: UseLog, before: String, tie: &Tie, after: String) -> AnyView {
    let row = tie.row.clone();
    let go = button("btn word", tie.choice.clone(), move || go_to(cx, &row));
    el("p", "ties", vec![icon("i i-undo"), words("span", "", before), go, words("span", "", after)])
}

fn earlier(cx: UseLog, tie: &Tie, today: &str) -> AnyView {
    let does = if tie.how == How::Corrects { "Corrects" } else { "Reverses" };
    tied(cx, does.to_owned(), tie, format!("of {}", short_day(&tie.on, today)))
}

fn later(cx: UseLog, tie: &Tie, today: &str) -> AnyView {
    let done = if tie.how == How::Corrects { "Corrected" } else { "Reversed" };
    tied(cx, format!("{done} on {} by", short_day(&tie.on, today)), tie, String::new())
}

/// The facts of a decision: the decider, the role, the class, how hard it is to undo, and when it is looked at again.
fn meta(cx: UseLog, one: &Decision, today: &str) -> AnyView {
    let mut items = Vec::new();
    let mut item = |class: &'static str, before: &'static str, says: String| {
        if !says.is_empty() {
            let before = (!before.is_empty()).then(|| icon(before));
            items.push(el("li", class, before.into_iter().chain([written("bdi", "", &says)]).collect()));
        }
    };
    if one.is_above() {
        item("look", "i i-up", "Taken above us".to_owned());
    }
    if one.is_avoidable() {
        item("", "", "As the team had proposed".to_owned());
    }
    item("", "", one.class().to_owned());
    item(
        "",
        "",
        match one.reversible() {
            "easy" => "Easy to undo".to_owned(),
            "costly" => "Costly to undo".to_owned(),
            undo => reads(UNDO_WORDS, undo).to_owned(),
        },
    );
    item("", "", one.status().to_owned());
    item("", "", one.record().to_owned());
    match one.outcomes.first() {
        Some(outcome) => item("", "i i-check", format!("Looked at again {}", short_day(outcome.on(), today))),
        None if !one.look_again().is_empty() => {
            item("", "i i-clock", format!("Look again {}", short_day(one.look_again(), today)))
        }
        None => {}
    }
    el("ul", "meta", decider(cx, one).into_iter().chain(items).chain(taken_in(one)).collect())
}

/// The way to the review in which it was taken.
fn taken_in(one: &Decision) -> Option<AnyView> {
    let (review, item) = one.taken_in()?;
    let on = review::KIND.slot_of(&review).map(|slot| format!(" of {}", slot_words(&slot))).unwrap_or_default();
    let item = item.map(|item| format!("#{item}")).unwrap_or_default();
    let to = vec![("href", format!("{}/d/{review}{item}", origin()))];
    Some(el("li", "", vec![with("a", "", to, vec![format!("Taken in the review{on}").into_any()])]))
}

/// The ring and the name of who decided, and whether they are named by their account.
fn decider(cx: UseLog, one: &Decision) -> Vec<AnyView> {
    let by = cx.names.label(one.decided_by());
    if by.is_empty() {
        return Vec::new();
    }
    let hidden = vec![("aria-hidden", "true".to_owned())];
    let ring = with("li", "", hidden, vec![words("span", "who", initials(&by))]);
    let of = Signal::stored(one.decided_by().to_owned());
    let (can_edit, choose) = (Signal::stored(false), Callback::new(|_| Ok(())));
    let mark = view! { <WhoseName names=cx.names of can_edit choose/> }.into_any();
    let role = if one.role().is_empty() { String::new() } else { format!(", as {}", one.role()) };
    vec![ring, el("li", "by", vec![written("bdi", "", &format!("{by}{role}")), mark])]
}

/// Reversals that did not know of each other, side by side until one is logged as holding.
fn contested(cx: UseLog, one: &Decision, today: &str) -> AnyView {
    let head = el("p", "head", vec![icon("i i-look"), "Reversed more than once. All of them stand.".into_any()]);
    let side = |tie: &Tie| {
        let found = cx.view.with_untracked(|view| view.decision(&tie.row).cloned());
        let (why, by) = found
            .as_ref()
            .map(|found| (found.why().to_owned(), cx.names.label(found.decided_by())))
            .unwrap_or_default();
        let says = format!("{by}, {}", short_day(&tie.on, today));
        let row = tie.row.clone();
        let go = button("btn", "Go to it", move || go_to(cx, &row));
        el(
            "div",
            "",
            vec![
                written("span", "choice", &tie.choice),
                written("span", "", &why),
                words("span", "small quiet", says),
                go,
            ],
        )
    };
    let sides = one.open_reversals().map(side).collect();
    let says = "None knew of the others. Reverse those that do not hold: what is left stands.";
    with(
        "div",
        "ask",
        vec![("role", "group".to_owned()), ("aria-label", "Reversed more than once".to_owned())],
        vec![head, el("div", "pair", sides), words("p", "small", says)],
    )
}

/// The events since and the lesson, side by side and as large.
fn became(cx: UseLog, face: Face, outcome: &Outcome, today: &str) -> AnyView {
    let half = |head: &'static str, text: &str| {
        let title = heading(cx.form.level + 3, "h4", Vec::new(), vec![head.into_any()]);
        el("div", "", vec![title, if text.is_empty() { words("p", "quiet", "Nothing written.") } else { marked(text) }])
    };
    let mut says = format!("The same choice again? {}", reads(SAME_AGAIN, outcome.again()));
    if !outcome.again_how().is_empty() {
        says = format!("{says}, {}", outcome.again_how());
    }
    let asked =
        (!outcome.again().is_empty()).then(|| el("p", "again", vec![icon("i i-check"), written("span", "", &says)]));
    let back = take_back(face, OUTCOMES, &outcome.row, "Withdraw this outcome");
    let on = words("p", "small quiet", format!("Written {}", short_day(outcome.on(), today)));
    let parts = [half("What happened", outcome.happened()), half("What we learned", outcome.learned())];
    el("div", "became", parts.into_iter().chain(asked).chain([on, back]).collect())
}

/// The ways on from a decision: say what became of it, reverse it, correct it, take it back.
pub(super) fn ways(cx: UseLog, face: Face, row: &RowId) -> AnyView {
    let Some(one) = cx.view.with_untracked(|view| view.decision(row).cloned()) else { return nothing() };
    let (of, kept) = (row.clone(), one.row.clone());
    let one = StoredValue::new(one);
    let folded = |says: &'static str, what: About| {
        Folded::about(says, move || one.with_value(|one| cx.about(one, what))).show(cx.can_decide)
    };
    let is_due = move || {
        let due =
            |view: &LogView| view.decision(&of).is_some_and(|one| cx.today.with_value(|day| one.due(day).is_some()));
        cx.view.with(due)
    };
    let asked = || words("p", "small look", "Its day to be looked at again has come.");
    let ways = vec![
        while_so(is_due, asked),
        folded("What became of it", About::Outcome),
        folded("Reverse", About::Reversal),
        folded("Correct", About::Correction),
        take_back(face, DECISIONS, &kept, "Withdraw"),
    ];
    el("div", "ways-on no-print", ways)
}

/// The stamp of all that a decision is drawn from.
pub(super) fn stamp_of(one: &Decision) -> String {
    let rows = stamp([&one.row].into_iter().chain(one.outcomes.iter().map(|outcome| &outcome.row)));
    let ties = one.instead_of.iter().chain(&one.followed_by);
    ties.fold(rows, |stamp, tie| format!("{stamp}{} {} {} ", tie.row, tie.is_followed, tie.choice.len()))
}
