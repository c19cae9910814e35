//! The line of sight: one thread from the mission of the company over an area of focus to the mission of a team, broken where
//! the team serves none.

use leptos::prelude::*;
use muster_shared::kinds::strategy::{Focus, Seen, Team};

use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::form::Head;
use crate::form::plain::{acting, el, following, icon, nothing, on, with, words, written};
use crate::widgets::origin::origin;
use crate::words::listed;

/// The section.
pub(super) fn sight(cx: UseStrategy) -> AnyView {
    let chosen = RwSignal::new(String::new());
    // Somebody looks first at the team that is out of sight.
    let at = memo(move || {
        cx.sight.with(|sight| {
            let is_chosen = |(team, _): &(Team, Seen)| chosen.with(|chosen| team.doc.as_str() == chosen);
            let is_astray = |(_, seen): &(Team, Seen)| *seen == Seen::Nowhere;
            let teams = &sight.teams;
            teams.iter().position(is_chosen).or_else(|| teams.iter().position(is_astray)).unwrap_or_default()
        })
    });
    let aside = move || {
        cx.sight.with(|sight| match sight.teams.len() {
            0 => String::new(),
            all => format!("{} of {all} teams", all - sight.astray().count()),
        })
    };
    let thread = following(move || thread(cx, at.get()));
    let content = el(
        "div",
        "",
        vec![thread, following(move || choice(cx, at.get_untracked(), chosen)), following(move || out_of_sight(cx))],
    );
    let head = Head { aside: Some(memo(aside).into()), ..Head::default() };
    cx.form.section("Line of sight", "sight", head, vec![content])
}

/// The way to a team's charter.
pub(super) fn team_link(team: &Team) -> AnyView {
    let href = vec![("href", format!("{}/d/{}", origin(), team.doc))];
    with("a", "", href, vec![written("bdi", "", &team.name)])
}

fn step(class: &'static str, label: impl Into<String>, says: AnyView) -> AnyView {
    el("li", class, vec![words("span", "label", label), says])
}

fn thread(cx: UseStrategy, at: usize) -> AnyView {
    let found = cx.sight.with(|sight| {
        let (team, seen) = sight.teams.get(at)?.clone();
        Some((team, seen, sight.focuses_of(at).cloned().collect::<Vec<Focus>>()))
    });
    let Some((team, seen, focuses)) = found else {
        return words("p", "empty", "No team has a charter here yet.");
    };
    let mission = cx.view.with(|view| view.mission.clone());
    let top = match mission.as_str() {
        "" => words("p", "quiet", "No mission is written down yet."),
        mission => written("p", "claim", mission),
    };
    let focus = |focus: &Focus| step("", "Area of focus", written("p", "", &focus.name));
    let gap = match seen {
        Seen::Here => None,
        Seen::Elsewhere => {
            Some(step("", "Area of focus", words("p", "quiet", "It serves a focus of another strategy.")))
        }
        Seen::Nowhere => {
            let label = el("span", "label look", vec![icon("i i-look"), " Not in sight".into_any()]);
            Some(el("li", "gap", vec![label, el("p", "", vec![team_link(&team), " points to no focus.".into_any()])]))
        }
    };
    let below = match team.mission.as_str() {
        "" => words("p", "quiet", "It is not written down yet."),
        mission => written("p", "", mission),
    };
    let own = step("me", format!("Mission of {}", team.name), below);
    let label = vec![("aria-label", format!("From the mission of the company to {}", team.name))];
    let steps = [step("", "Mission", top)].into_iter().chain(focuses.iter().map(focus)).chain(gap).chain([own]);
    with("ol", "sight", label, steps.collect())
}

/// The choice of another team to look from.
fn choice(cx: UseStrategy, at: usize, chosen: RwSignal<String>) -> AnyView {
    let option = |(nth, (team, _)): (usize, &(Team, Seen))| {
        let selected = (nth == at).then(|| ("selected", String::new()));
        let value = [("value", team.doc.to_string())].into_iter().chain(selected).collect();
        with("option", "", value, vec![team.name.clone().into_any()])
    };
    let options: Vec<AnyView> = cx.sight.with(|sight| sight.teams.iter().enumerate().map(option).collect());
    if options.len() < 2 {
        return nothing();
    }
    let take = on("change", move |event| chosen.set(event_target_value(&event)));
    let label = vec![("aria-label", "Seen from which team".to_owned())];
    let field = acting("select", "ctl", label, vec![take], options);
    el("p", "small quiet no-print", vec!["Seen from ".into_any(), field])
}

fn out_of_sight(cx: UseStrategy) -> AnyView {
    let astray: Vec<String> = cx.sight.with(|sight| sight.astray().map(|team| team.name.clone()).collect());
    match astray.as_slice() {
        [] => nothing(),
        teams => words(
            "p",
            "small look",
            format!(
                "Out of sight of every focus: {}. A captain says in the head of the charter which focus the mission serves.",
                listed(teams)
            ),
        ),
    }
}
