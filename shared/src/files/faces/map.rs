//! The map of who owns what: around one team, or in the whole company.

use super::Told;
use super::card::{Card, Marks, Part};
use crate::kinds::Subject;
use crate::map::{Map, State, Surface};

/// The most teams and surfaces of a map on a card.
const TEAMS_MAX: usize = 6;
const SURFACES_MAX: usize = 10;

/// The map around a charter's team, or the company's.
pub(super) fn map(told: &Told<'_>) -> Card {
    let listed = || told.teams.iter().map(|(doc, summary)| (doc, summary));
    let own = told.teams.iter().find(|(doc, _)| doc == told.from.doc);
    let of_company = told.kind.spec().subject == Subject::Workspace;
    // An example beside real teams is no part of their company.
    let example = match own {
        Some((_, own)) => own.example,
        None => of_company && told.teams.iter().all(|(_, team)| team.example),
    };
    let map = Map::of(told.from.org, listed(), example);
    let own = map.teams.iter().position(|team| team.doc == *told.from.doc);
    let is_near = |surface: &&Surface| of_company || own.is_some_and(|own| surface.claim_of(own).is_some());
    let surfaces: Vec<&Surface> = map.surfaces.iter().filter(is_near).collect();
    let columns = columns(&surfaces, own);
    let row = |surface: &&Surface| Marks {
        name: surface.name.clone(),
        open: match surface.state() {
            State::Contested => "contested",
            State::OneSided => "shared by one side only",
            State::Unowned => "without an owner",
            State::Owned | State::Shared => "",
        },
        marks: columns.iter().map(|team| surface.claim_of(*team).map(|claim| claim.mode)).collect(),
    };
    let names = columns.iter().filter_map(|team| map.teams.get(*team)).map(|team| team.name.clone());
    let rows = surfaces.iter().take(SURFACES_MAX).map(row).collect();
    let what = if of_company { "who owns what" } else { "who owns what around it" };
    Card::new(told, what)
        .with(Part::Grid(names.collect(), rows))
        .foot(more(surfaces.len()))
        .or_says("No surface is claimed here yet.")
}

/// The teams that stand to any of the surfaces, the own one first.
fn columns(surfaces: &[&Surface], own: Option<usize>) -> Vec<usize> {
    let mut columns: Vec<usize> = own.into_iter().collect();
    for claim in surfaces.iter().take(SURFACES_MAX).flat_map(|surface| &surface.claims) {
        if columns.len() < TEAMS_MAX && !columns.contains(&claim.team) {
            columns.push(claim.team);
        }
    }
    columns
}

fn more(n: usize) -> String {
    if n > SURFACES_MAX { format!("And {} more.", n - SURFACES_MAX) } else { String::new() }
}
