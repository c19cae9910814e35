//! The company map: which team owns, shares or is consulted on which surface. It is made of the registry and of what a list of
//! all teams says, so a device shows it without a connection.

mod functions;
mod near;
mod part;
mod place;
mod points;
pub mod settle;
mod sift;
#[cfg(test)]
mod tests;
mod voices;

use std::collections::BTreeMap;

pub use functions::{Cell, Function};
pub use near::Likeness;
pub use part::{EVENTS_MIN, PEOPLE_MIN, Part};
pub use place::{Corner, Figures, HOW, PITFALL, Picture};
pub use points::{Beside, Placed, Point, points};
pub use sift::{Show, Sift};
pub use voices::{Advised, Functions, VOICES_HOW, Voice};

use crate::id::DocId;
use crate::kinds::charter::{Mode, Stand, Summary};
use crate::kinds::org::{SURFACES, surface_name};
use crate::names;
use crate::order;
use crate::sheet::Sheet;
use crate::text::words::counted;

/// All teams and all surfaces.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    /// The teams, by their names.
    pub teams: Vec<Team>,
    /// The surfaces, by their names.
    pub surfaces: Vec<Surface>,
    /// The teams that were closed, by their names: they are no columns any more.
    pub closed: Vec<Closed>,
}

/// A team that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Its charter.
    pub doc: DocId,
    /// Its name.
    pub name: String,
    /// The day.
    pub on: String,
}

/// A team as a column of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its charter.
    pub doc: DocId,
    /// Its name.
    pub name: String,
    /// Its captains: none, one, or several to pick from.
    pub captains: Vec<String>,
}

/// A surface as a row of the map. Rows of the registry that have one name are one surface: two leaders may have registered
/// it without a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Surface {
    /// Its name as names are compared.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The registry's line about it.
    pub about: String,
    /// Whether the registry has it. One that no leader has confirmed is proposed by the teams that claim it.
    pub is_registered: bool,
    /// The teams that claim it, owners first.
    pub claims: Vec<Claimant>,
    /// All words that it is found by.
    sought: String,
}

/// A team that claims a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Claimant {
    /// The team's place among the teams of the map.
    pub team: usize,
    /// How it stands to the surface.
    pub mode: Mode,
    /// Since when, in milliseconds since 1970 by the writer's clock; 0 where nobody knows.
    pub since_ms: u64,
}

/// How it stands with a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// One team answers for it.
    Owned,
    /// Several teams answer for it together, or one that would share it.
    Shared,
    /// Several teams say that they own it alone.
    Contested,
    /// One team says that it owns it alone, and another one that it is shared.
    OneSided,
    /// Nobody answers for it.
    Unowned,
}

impl State {
    /// Whether teams have to settle it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Contested | Self::OneSided)
    }
}

impl Surface {
    fn new(key: String, name: &str) -> Self {
        let (name, about, sought) = (name.trim().to_owned(), String::new(), String::new());
        Self { key, name, about, is_registered: false, claims: Vec::new(), sought }
    }

    /// How it stands with it.
    pub fn state(&self) -> State {
        let n = |mode: Mode| self.claims.iter().filter(|claim| claim.mode == mode).count();
        match (n(Mode::Own), n(Mode::Share)) {
            (0, 0) => State::Unowned,
            (0, _) => State::Shared,
            (1, 0) => State::Owned,
            (1, _) => State::OneSided,
            _ => State::Contested,
        }
    }

    /// The claim of a team.
    pub fn claim_of(&self, team: usize) -> Option<&Claimant> {
        self.claims.iter().find(|claim| claim.team == team)
    }

    /// The teams that say that they answer for it, alone or with others.
    pub fn answering(&self) -> impl Iterator<Item = &Claimant> {
        self.claims.iter().filter(|claim| claim.mode != Mode::Consult)
    }

    /// The latest moment at which a team that answers for it said so; 0 where nobody knows.
    pub fn since_ms(&self) -> u64 {
        self.answering().map(|claim| claim.since_ms).max().unwrap_or_default()
    }

    /// A team stands once to a surface: where it has several claims on it, by the one that says most.
    fn take(&mut self, claim: Claimant) {
        match self.claims.iter_mut().find(|known| known.team == claim.team) {
            Some(known) if claim.mode < known.mode => *known = claim,
            Some(_) => {}
            None => self.claims.push(claim),
        }
    }
}

impl Map {
    /// Reads the registry and the list. The worked example's surfaces and teams are a company of their own, of which the map
    /// is if `example` is so.
    pub fn of<'a>(org: &Sheet, listed: impl Iterator<Item = (&'a DocId, &'a Summary)>, example: bool) -> Self {
        let mut listed: Vec<_> = listed.filter(|(_, summary)| summary.example == example).collect();
        order::sort_by_key(&mut listed, |(doc, summary)| (names::sought(&summary.name), (*doc).clone()));
        let (closed, listed): (Vec<_>, Vec<_>) = listed.into_iter().partition(|(_, summary)| summary.is_closed());
        let mut surfaces = Surfaces::default();
        for row in org.rows(SURFACES).filter(|row| row.id.is_example() == example) {
            if let Some(surface) = surfaces.called(row.value("name").words()) {
                surface.is_registered = true;
                if surface.about.is_empty() {
                    surface.about = row.text("about").trim().to_owned();
                }
            }
        }
        for (team, (_, summary)) in listed.iter().enumerate() {
            for Stand { surface, mode, since_ms } in &summary.claims {
                if let Some(surface) = surfaces.called(surface_name(org, surface).unwrap_or_default()) {
                    surface.take(Claimant { team, mode: *mode, since_ms: *since_ms });
                }
            }
        }
        let teams: Vec<Team> = listed.into_iter().map(|(doc, summary)| Team::of(doc, summary)).collect();
        Self { surfaces: surfaces.in_order(&teams), teams, closed: closed.into_iter().map(Closed::of).collect() }
    }

    /// The number of surfaces that are so.
    pub fn n(&self, is_so: impl Fn(State) -> bool) -> usize {
        self.surfaces.iter().filter(|surface| is_so(surface.state())).count()
    }

    /// Pairs of surfaces whose names look like one, by their places.
    pub fn look_alikes(&self) -> Vec<(usize, usize)> {
        let read: Vec<Likeness> = self.surfaces.iter().map(|surface| Likeness::of(&surface.name)).collect();
        let places = (0..read.len()).flat_map(|one| (one + 1..read.len()).map(move |other| (one, other)));
        places.filter(|(one, other)| read[*one].is_near(&read[*other])).collect()
    }

    /// The state of all surfaces in one or two sentences.
    pub fn sentence(&self) -> String {
        if self.surfaces.is_empty() {
            return "No surface is registered yet, and no team claims one.".to_owned();
        }
        let is_one = |state: State| move |one: State| one == state;
        let owned = counted(self.n(is_one(State::Owned)), "has one owner", "have one owner");
        let more = [
            (self.n(is_one(State::Shared)), "is shared", "are shared"),
            (self.n(State::is_open), "waits to be settled", "wait to be settled"),
            (self.n(is_one(State::Unowned)), "has no owner", "have no owner"),
        ];
        let more = more.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(n, one, many));
        let parts: Vec<String> = std::iter::once(owned).chain(more).collect();
        let of = counted(self.surfaces.len(), "surface", "surfaces");
        match parts.as_slice() {
            [] => String::new(),
            [one] => format!("Of {of}, {one}."),
            [first @ .., last] => format!("Of {of}, {} and {last}.", first.join(", ")),
        }
    }
}

impl Team {
    fn of(doc: &DocId, summary: &Summary) -> Self {
        Self { doc: doc.clone(), name: name_of(summary), captains: summary.captains.clone() }
    }
}

impl Closed {
    fn of((doc, summary): (&DocId, &Summary)) -> Self {
        Self { doc: doc.clone(), name: name_of(summary), on: summary.closed.clone() }
    }
}

fn name_of(summary: &Summary) -> String {
    let name = summary.name.trim();
    if name.is_empty() { "Unnamed team" } else { name }.to_owned()
}

/// Surfaces while they are gathered, each under its name as names are compared.
#[derive(Default)]
struct Surfaces {
    by_key: BTreeMap<String, Surface>,
}

impl Surfaces {
    /// The surface of this name; none where there is no name.
    fn called(&mut self, name: &str) -> Option<&mut Surface> {
        let key = names::key(name);
        if key.is_empty() {
            return None;
        }
        Some(self.by_key.entry(key.clone()).or_insert_with(|| Surface::new(key, name)))
    }

    fn in_order(self, teams: &[Team]) -> Vec<Surface> {
        let mut surfaces: Vec<Surface> = self.by_key.into_values().collect();
        for surface in &mut surfaces {
            order::sort_by_key(&mut surface.claims, |claim| (claim.mode, claim.team));
            let of_teams = surface.claims.iter().map(|claim| teams[claim.team].name.as_str());
            let words: Vec<&str> = [surface.name.as_str(), &surface.about].into_iter().chain(of_teams).collect();
            surface.sought = names::sought(&words.join(" "));
        }
        order::sort_by_key(&mut surfaces, |surface| names::sought(&surface.name));
        surfaces
    }
}
