//! The jobs of customers against the teams, in a table: who works on each, and when a team last heard of it.

use leptos::prelude::*;
use muster_shared::kinds::strategy::{JobOfTeams, Team, jobs_of_teams};

use super::sight::team_link;
use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::form::Head;
use crate::form::plain::{el, following, icon, while_so, with, words};
use crate::words::long_day;

/// The section, where there are jobs and teams.
pub(super) fn jobs(cx: UseStrategy) -> AnyView {
    let strategy = cx.form.doc;
    let all = memo(move || strategy.sheet.with(|sheet| cx.sight.with(|sight| jobs_of_teams(sheet, sight))));
    let has_teams = move || cx.sight.with(|sight| !sight.teams.is_empty());
    while_so(
        move || has_teams() && all.with(|all| !all.is_empty()),
        move || {
            let table = following(move || all.with(|all| table(cx, all)));
            // A narrow page scrolls it, also by keys.
            let scrolls = [("tabindex", "0"), ("role", "group"), ("aria-label", "Table of jobs and teams")];
            let scrolls = scrolls.map(|(name, value)| (name, value.to_owned())).to_vec();
            let content = with("div", "jobs-table", scrolls, vec![table]);
            let aside = memo(move || all.with(|all| far(all)));
            let head = Head { aside: Some(aside.into()), ..Head::default() };
            cx.form.section("Jobs and teams", "jobs-of-teams", head, vec![content])
        },
    )
}

/// How many of them a team works on, in words.
fn far(all: &[JobOfTeams]) -> String {
    let n = all.iter().filter(|job| !job.teams.is_empty()).count();
    format!("{n} of {} with a team", all.len())
}

fn table(cx: UseStrategy, all: &[JobOfTeams]) -> AnyView {
    let head = |name: &'static str| with("th", "", vec![("scope", "col".to_owned())], vec![name.into_any()]);
    let head = el("thead", "", vec![el("tr", "", ["Job", "Teams", "Last heard of"].map(head).into_iter().collect())]);
    let rows = all.iter().map(|job| row(cx, job)).collect();
    el("table", "", vec![head, el("tbody", "", rows)])
}

fn row(cx: UseStrategy, job: &JobOfTeams) -> AnyView {
    let teams = |places: &[usize]| {
        cx.sight.with(|sight| {
            let known = places.iter().filter_map(|at| sight.teams.get(*at));
            known.map(|(team, _)| team.clone()).collect::<Vec<Team>>()
        })
    };
    let link = |team: &Team| el("li", "", vec![team_link(team)]);
    let own: Vec<AnyView> = teams(&job.teams).iter().map(link).collect();
    let own = match own.is_empty() {
        true => el("span", "look", vec![icon("i i-look"), "No team".into_any()]),
        false => el("ul", "", own),
    };
    let told = teams(&job.told_by);
    let told = told.iter().map(|team| el("li", "small quiet", vec![team_link(team), ", in its research".into_any()]));
    let told: Vec<AnyView> = told.collect();
    let told = (!told.is_empty()).then(|| el("ul", "", told));
    let heard = match job.heard_on.as_str() {
        "" => words("td", "quiet", "Nobody noted it"),
        day => words("td", "num", long_day(day)),
    };
    let name =
        with("th", "", vec![("scope", "row".to_owned()), ("dir", "auto".to_owned())], vec![job.job.clone().into_any()]);
    el("tr", "", vec![name, el("td", "", [own].into_iter().chain(told).collect()), heard])
}
