//! The charter's head: the team's name, its captain and how long it runs, the goal, and its state in one sentence.

use leptos::prelude::*;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::{CLOSED, ENDS, GOAL, NAME, key_of};
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::kinds::talk::Whole;
use muster_shared::sheet::Place;

use crate::boxed::memo;
use crate::editor::TextField;
use crate::form::plain::{acting, el, following, icon, says, while_so, with, words};
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{long_day, month};

/// The charter's head.
pub(crate) fn title(cx: UseCharter) -> AnyView {
    let doc = cx.charter.doc;
    let goal: Signal<String> = doc.text(&Place::on_sheet(GOAL)).into();
    let name = view! { <TextField doc place=Place::on_sheet(NAME) label="Team name" hint="Name the team" line=true/> };
    let level =
        vec![("role", "heading".to_owned()), ("aria-level", cx.charter.level.to_string()), ("part", "name".to_owned())];
    let has_goal = move || cx.charter.can_edit.get() || goal.with(|goal| !goal.is_empty());
    let goal = move || {
        let (label, hint) = (guide::GOAL.label, guide::GOAL.hint);
        let text = view! { <TextField doc place=Place::on_sheet(GOAL) label hint line=true/> }.into_any();
        el("div", "goal", vec![words("span", "label", label), text])
    };
    let parts = vec![
        with("div", "team", level, vec![name.into_any()]),
        el("div", "captain", [line(cx)].into_iter().chain(pages(cx)).collect()),
        cx.rest(Rest::Serves),
        while_so(has_goal, goal),
        following(move || if cx.rest.is_here() { cx.rest(Rest::State) } else { el("p", "state", Vec::new()) }),
        cx.rest(Rest::Picks),
    ];
    with("header", "part title of-title", vec![("part", "title".to_owned())], parts)
}

/// The captain and how long the charter runs, in words until the fields are here.
fn line(cx: UseCharter) -> AnyView {
    let (held, since) = (cx.of_team(CAPTAINS).register, cx.of_team(CAPTAIN_SINCE).register);
    let ends = cx.charter.doc.value(&Place::on_sheet(ENDS));
    let closed = cx.charter.doc.value(&Place::on_sheet(CLOSED));
    let captain = move || match held.with(|held| (held.is_open(), cx.names.label(held.words()))) {
        (true, _) => words("span", "", "Which of these is the captain?"),
        (_, none) if none.is_empty() => words("span", "", "No captain yet."),
        (_, name) => el("span", "phrase", vec!["Captain ".into_any(), words("bdi", "strong", name)]),
    };
    let words = move || {
        let since = since.with(|since| since_day(since.words()));
        let runs = match closed.with(|closed| closed.words().to_owned()) {
            none if none.is_empty() => ends.with(|ends| runs_until(ends.words())),
            day => closed_on(&day),
        };
        [captain(), words("span", "", since), words("span", "", runs)].into_any()
    };
    following(move || if cx.rest.is_here() { cx.rest(Rest::Line) } else { words() })
}

/// Since when the captain is, in words.
pub(super) fn since_day(day: &str) -> String {
    if day.is_empty() { String::new() } else { format!("since {}", long_day(day)) }
}

/// That the team was closed, in words.
pub(super) fn closed_on(day: &str) -> String {
    format!("Closed on {}", long_day(day))
}

/// How long the charter runs, in words.
pub(super) fn runs_until(day: &str) -> String {
    if day.is_empty() { "Open-ended".to_owned() } else { format!("Runs until {}", month(day)) }
}

/// Where leaders say which person captains, and everybody reads who may edit and who wrote what. Neither is part of the
/// document. Only those who may see people are shown the links.
fn pages(cx: UseCharter) -> [AnyView; 2] {
    [("people", "Who can edit this charter"), ("history", "History")].map(|(page, words)| {
        let href = vec![("href", format!("/d/{}/{page}", cx.id()))];
        with("a", "for-people small quiet no-print", href, vec![words.into_any()])
    })
}

/// The state in one sentence: each clause is something to look at.
pub(crate) fn state_line(cx: UseCharter) -> AnyView {
    let clauses = memo(move || state(cx));
    let agreed = memo(move || cx.agreement.whole().map(Whole::says));
    let said = move || acting("span", "", Vec::new(), vec![says(move || agreed.get().unwrap_or_default())], Vec::new());
    let clause = |clause: String| {
        let said = acting("span", "", Vec::new(), vec![says(move || clause.clone())], Vec::new());
        el("span", "look", vec![icon("i i-look"), said])
    };
    let clauses = following(move || clauses.get().into_iter().map(clause).collect_view().into_any());
    let parts = vec![while_so(move || agreed.with(Option::is_some), said), clauses];
    with("p", "state", vec![("part", "state".to_owned())], parts)
}

/// The clauses of the state, none while there is nothing to say.
pub(crate) fn state(cx: UseCharter) -> Vec<String> {
    // The line below the name says that a team was closed.
    let sentence = cx.view().with(|view| {
        if view.closed.is_some() {
            return String::new();
        }
        let is_open = |surface: &&String| !view.is_dismissed(&key_of("contested", surface));
        let n_contested = cx.contested.with(|contested| contested.keys().filter(is_open).count());
        view.summary(false).sentence(n_contested)
    });
    sentence.split(" · ").filter(|clause| !clause.is_empty()).map(str::to_owned).collect()
}
