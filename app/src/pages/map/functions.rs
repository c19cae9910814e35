//! The functions of all teams: the weeks of people in each, the holes, and who could lend.

use leptos::prelude::*;
use muster_shared::map::{Cell, Function, Map, Team};
use muster_shared::text::words::number;

use super::use_map::{UseMap, address};
use crate::boxed::memo;
use crate::form::plain::{el, following, icon, while_so, with, words, written};
use crate::pages::words::first_of;
use crate::words::counted;

/// The functions that teams need or have, to follow.
pub(super) fn found(cx: UseMap) -> Memo<Vec<Function>> {
    memo(move || {
        cx.shell.catalogue.listed.with(|listed| {
            let summary = |map: &Map, at: usize| {
                let team = map.teams.get(at)?;
                listed.iter().find(|row| row.doc == team.doc).map(|row| &row.summary)
            };
            cx.map.with(|map| cx.shell.org.sheet.with(|org| map.functions(org, |at| summary(map, at))))
        })
    })
}

/// All of it, where a team needs or has a function.
pub(super) fn functions(cx: UseMap) -> AnyView {
    let found = found(cx);
    let table = move || {
        let (functions, teams) = (found.get(), cx.map.with(|map| map.teams.clone()));
        let holes = functions.iter().map(|function| function.holes().count()).sum();
        let says = format!("{} in {}", counted(holes, "hole", "holes"), counted(teams.len(), "team", "teams"));
        let side = el("div", "side", vec![words("h2", "", "Functions"), words("span", "agreed", says)]);
        let about = vec![
            ("role", "region".to_owned()),
            ("aria-label", "Functions of all teams".to_owned()),
            ("tabindex", "0".to_owned()),
        ];
        let rows = functions.iter().map(|function| row(function, &teams)).collect();
        let note = "People in full weeks. A hole is a function that a team needs and nobody fills; an empty cell is a function that it does not need.";
        let table = el("table", "matrix staff", vec![el("thead", "", vec![head(&teams)]), el("tbody", "", rows)]);
        el(
            "section",
            "part mapped",
            vec![side, with("div", "scroll", about, vec![table]), words("p", "small quiet", note)],
        )
    };
    while_so(move || found.with(|found| !found.is_empty()), move || following(table))
}

fn heading(scope: &'static str, class: &'static str, inside: AnyView) -> AnyView {
    with("th", class, vec![("scope", scope.to_owned())], vec![inside])
}

fn head(teams: &[Team]) -> AnyView {
    let link = |team: &Team| {
        let about = vec![("href", address(&team.doc)), ("dir", "auto".to_owned())];
        heading("col", "", with("a", "", about, vec![team.name.clone().into_any()]))
    };
    let corner = heading("col", "corner", "Function".into_any());
    let lend = heading("col", "lend", "Who could lend".into_any());
    el("tr", "", std::iter::once(corner).chain(teams.iter().map(link)).chain([lend]).collect())
}

fn row(function: &Function, teams: &[Team]) -> AnyView {
    let name = heading("row", "", written("span", "", &function.name));
    let cells = function.cells.iter().zip(teams).map(|(cell, team)| cell_of(*cell, team));
    el("tr", "", std::iter::once(name).chain(cells).chain([lend(function, teams)]).collect())
}

fn cell_of(cell: Cell, team: &Team) -> AnyView {
    let about = |says: String| vec![("data-say", format!("{} {says}", team.name))];
    if cell.is_hole() {
        return with("td", "c", about("nobody".to_owned()), vec![icon("i i-gap"), words("span", "vh", "Nobody")]);
    }
    if cell.people == 0 {
        return el("td", "", Vec::new());
    }
    let weeks = number(cell.weeks);
    with("td", "n", about(weeks.clone()), vec![words("span", "", weeks)])
}

/// The teams that could lend somebody, where another one has a hole.
fn lend(function: &Function, teams: &[Team]) -> AnyView {
    if function.holes().next().is_none() {
        return el("td", "lend", Vec::new());
    }
    let lenders: Vec<String> =
        function.lenders().into_iter().filter_map(|at| teams.get(at)).map(|team| team.name.clone()).collect();
    let says = if lenders.is_empty() { "No team has somebody to spare.".to_owned() } else { first_of(&lenders) };
    with("td", "lend", vec![("data-say", String::new())], vec![written("span", "", &says)])
}
