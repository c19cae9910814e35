//! The parts of the workspace's page that its outline does not say: what it is called, and the teams there are to choose from.

use leptos::prelude::*;
use muster_shared::kinds::org::{FUNCTIONS, TEAM};
use muster_shared::{names, order};

use super::shell::use_shell;
use super::words::named;
use crate::boxed::memo;
use crate::widgets::outline::{At, Own, Titled};

/// The workspace's own parts.
pub(super) struct OfWorkspace {
    teams: Signal<Vec<(String, String)>>,
}

impl OfWorkspace {
    pub(super) fn new() -> Self {
        Self { teams: teams() }
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

    fn choices(&self, at: &At) -> Option<Signal<Vec<(String, String)>>> {
        matches!(at, At::Row(FUNCTIONS, _, TEAM)).then_some(self.teams)
    }
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
