//! The charter's head: the team's name, its captain and how long it runs, the goal, and its state in one sentence.

use leptos::prelude::*;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::{ENDS, GOAL, NAME};
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::sheet::Place;

use super::agreement::overall;
use crate::editor::TextField;
use crate::form::plain::{self, acting, el, following, icon, says, while_so, with, words};
use crate::form::{Looks, Pick, Takes, ValueField};
use crate::lean::memo;
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{long_day, month};

/// The charter's head.
pub(crate) fn title(cx: UseCharter) -> AnyView {
    let doc = cx.charter.doc;
    let goal: Signal<String> = doc.text(&Place::on_sheet(GOAL)).into();
    let held = cx.of_team(CAPTAINS);
    let name = view! { <TextField doc place=Place::on_sheet(NAME) label="Team name" hint="Name the team" line=true/> };
    let level =
        vec![("role", "heading".to_owned()), ("aria-level", cx.charter.level.to_string()), ("part", "name".to_owned())];
    let has_goal = move || cx.charter.can_edit.get() || goal.with(|goal| !goal.is_empty());
    let goal = move || {
        let (label, hint) = (guide::GOAL.label, guide::GOAL.hint);
        let text = view! { <TextField doc place=Place::on_sheet(GOAL) label hint line=true/> }.into_any();
        el("div", "goal", vec![words("span", "label", label), text])
    };
    let pick = view! { <Pick held what="" many="captains" face=cx.person_face()/> }.into_any();
    let parts = vec![
        with("div", "team", level, vec![name.into_any()]),
        el("div", "captain", [captain(cx), tenure(cx)].into_iter().chain(pages(cx)).collect()),
        while_so(has_goal, goal),
        state_line(cx),
        pick,
    ];
    with("header", "part title", vec![("part", "title".to_owned())], parts)
}

fn captain(cx: UseCharter) -> AnyView {
    let held = cx.of_team(CAPTAINS);
    let since = cx.of_team(CAPTAIN_SINCE);
    let several = memo(move || held.register.with(|held| held.is_open()));
    let name = memo(move || held.register.with(|held| cx.names.label(held.words())));
    let is_known = memo(move || name.with(|name| !name.is_empty()) && !several.get());
    let is_shown = memo(move || !several.get() && (cx.org.can_edit.get() || is_known.get()));
    let bare = move || acting("bdi", "strong", Vec::new(), vec![says(move || name.get())], Vec::new());
    let phrase = move || {
        // The field comes with the rest of the charter.
        let field = following(move || if cx.rest.is_here() { cx.rest(Rest::Captain) } else { bare() });
        el("span", "phrase", vec!["Captain ".into_any(), field])
    };
    let day = move || {
        let typed = since.typed(Takes::Day);
        view! { <ValueField typed takes=Takes::Day looks=since_looks(typed.text)/> }.into_any()
    };
    let nobody = move || {
        let says = move || if several.get() { "Which of these is the captain?" } else { "No captain yet." };
        acting("span", "", Vec::new(), vec![plain::says(says)], Vec::new())
    };
    let shown = move || [phrase(), while_so(move || is_known.get(), day)].into_any();
    following(move || if is_shown.get() { shown() } else { nobody() })
}

/// Where leaders say which person captains, and everybody reads who may edit and who wrote what. Neither is part of the
/// document. Only those who may see people are shown the links.
fn pages(cx: UseCharter) -> [AnyView; 2] {
    [("people", "Who may edit this"), ("history", "Who wrote what")].map(|(page, words)| {
        let href = vec![("href", format!("/d/{}/{page}", cx.id()))];
        with("a", "for-people small quiet no-print", href, vec![words.into_any()])
    })
}

fn since_looks(day: Signal<String>) -> Looks {
    let face =
        memo(move || day.with(|day| if day.is_empty() { String::new() } else { format!("since {}", long_day(day)) }));
    let (label, hint) = ("Captain since".to_owned(), "since when?".to_owned());
    Looks { label, hint, face: Some(face.into()), ..Looks::default() }
}

fn tenure(cx: UseCharter) -> AnyView {
    let ends = cx.charter.on_sheet(ENDS);
    let typed = ends.typed(Takes::Day);
    let face = memo(move || {
        typed
            .text
            .with(|day| if day.is_empty() { "Open-ended".to_owned() } else { format!("Runs until {}", month(day)) })
    });
    let looks = Looks { label: "Runs until".to_owned(), face: Some(face.into()), ..Looks::default() };
    let field = view! { <ValueField typed takes=Takes::Day looks/> }.into_any();
    let reads = Callback::new(|day| long_day(&format!("{day}")));
    [field, view! { <Pick held=ends what="The end" face=reads/> }.into_any()].into_any()
}

/// The state in one sentence: each clause is something to look at.
fn state_line(cx: UseCharter) -> AnyView {
    let clauses = memo(move || state(cx));
    let agreed = memo(move || overall(cx).map(|(n, of)| format!("Agreed by {n} of {of}")));
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
    let n_contested = cx.contested.with(std::collections::BTreeMap::len);
    let sentence = cx.view.with(|view| view.summary(false).sentence(n_contested));
    sentence.split(" · ").filter(|clause| !clause.is_empty()).map(str::to_owned).collect()
}
