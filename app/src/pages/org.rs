//! The parts of the workspace's page that its outline does not say: what it is called, the teams there are to choose from, and
//! who holds each surface.

use std::collections::BTreeMap;

use js_sys::encode_uri_component;
use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::Mode;
use muster_shared::kinds::org::{FUNCTIONS, SURFACES, TEAM};
use muster_shared::{names, order};

use super::router::Route;
use super::shell::use_shell;
use super::words::named;
use crate::boxed::memo;
use crate::form::plain::{el, following, icon, with, words};
use crate::widgets::outline::{At, Face, Own, Titled};

/// So many rows of a list stand open: a page that somebody can scroll through.
const N_OPEN: usize = 24;

/// The workspace's own parts.
pub(super) struct OfWorkspace {
    teams: Signal<Vec<(String, String)>>,
    held: Memo<BTreeMap<String, Holders>>,
}

/// The teams that answer for a surface, by their charters and names.
#[derive(Debug, Clone, Default, PartialEq)]
struct Holders {
    owners: Vec<(DocId, String)>,
    sharers: Vec<(DocId, String)>,
}

impl OfWorkspace {
    pub(super) fn new() -> Self {
        Self { teams: teams(), held: held() }
    }
}

impl Own for OfWorkspace {
    fn titled(&self) -> Titled {
        Titled {
            page: Some("Functions and surfaces"),
            label: "Name of the company",
            hint: "Name the company",
            says: "The lists that leaders keep for all teams. Charters show them where it matters.",
            editors: "leaders",
        }
    }

    fn ways(&self) -> Vec<(&'static str, String)> {
        vec![("Company map", Route::Map.path())]
    }

    fn n_open(&self) -> usize {
        N_OPEN
    }

    fn below(&self, face: Face, list: &'static str, row: &RowId) -> Option<AnyView> {
        let held = self.held;
        (list == SURFACES).then(|| {
            let (surface, row) = (face.form.doc.row(list, row), row.to_string());
            following(move || {
                let holders = held.with(|held| held.get(&row).cloned().unwrap_or_default());
                holders.show(&surface.with(|row| row.value("name").words().to_owned()))
            })
        })
    }

    fn choices(&self, at: &At) -> Option<Signal<Vec<(String, String)>>> {
        matches!(at, At::Row(FUNCTIONS, _, TEAM)).then_some(self.teams)
    }
}

impl Holders {
    /// The teams that answer for the surface of this name; where several say that they own it, with the way to settle that.
    fn show(&self, surface: &str) -> AnyView {
        let says = |before: &'static str, teams: &[(DocId, String)], after: &'static str| {
            [before.into_any()].into_iter().chain(linked(teams)).chain([after.into_any()]).collect::<Vec<AnyView>>()
        };
        match (self.owners.as_slice(), self.sharers.as_slice()) {
            ([], []) => words("p", "holders", "Nobody owns it yet"),
            ([], sharers) => el("p", "holders", says("Shared by ", sharers, "")),
            (owners @ [_], []) => el("p", "holders", says("Owned by ", owners, "")),
            (owners, sharers) => {
                let name = String::from(encode_uri_component(surface));
                let way = vec![("href", format!("{}#{name}", Route::Map.path()))];
                let settle = with("a", "", way, vec!["Settle it".into_any()]);
                let all: Vec<(DocId, String)> = owners.iter().chain(sharers).cloned().collect();
                let head = [icon("i i-look"), " Contested: ".into_any()];
                let rest = says("", &all, " claim it. ").into_iter().chain([settle]);
                el("p", "holders look", head.into_iter().chain(rest).collect())
            }
        }
    }
}

/// Teams with links to their charters, as a sentence has them.
fn linked(teams: &[(DocId, String)]) -> Vec<AnyView> {
    let link = |(doc, name): &(DocId, String)| {
        let attributes = vec![("href", Route::Document(doc.clone()).path()), ("dir", "auto".to_owned())];
        with("a", "", attributes, vec![name.clone().into_any()])
    };
    let gap = |at: usize| match teams.len() - at {
        _ if at == 0 => "",
        1 => " and ",
        _ => ", ",
    };
    teams.iter().enumerate().flat_map(|(at, team)| [gap(at).into_any(), link(team)]).collect()
}

/// The teams that answer for each surface of the registry, by the surface's id.
fn held() -> Memo<BTreeMap<String, Holders>> {
    let listed = use_shell().catalogue.listed;
    memo(move || {
        let mut held: BTreeMap<String, Holders> = BTreeMap::new();
        listed.with(|listed| {
            for row in listed.iter().filter(|row| !row.summary.example) {
                for claim in &row.summary.claims {
                    let team = || (row.doc.clone(), named(&row.summary.name));
                    let holders = held.entry(claim.surface.clone()).or_default();
                    match claim.mode {
                        Mode::Own => holders.owners.push(team()),
                        Mode::Share => holders.sharers.push(team()),
                        Mode::Consult => {}
                    }
                }
            }
        });
        held
    })
}

/// Teams by their ids and names, to choose from.
fn teams() -> Signal<Vec<(String, String)>> {
    let listed = use_shell().catalogue.listed;
    let teams = memo(move || {
        let mut teams: Vec<(String, String)> = listed.with(|listed| {
            let own = listed.iter().filter(|row| !row.summary.example);
            own.map(|row| (row.doc.to_string(), named(&row.summary.name))).collect()
        });
        order::sort_by_key(&mut teams, |(_, name)| names::sought(name));
        teams
    });
    teams.into()
}
