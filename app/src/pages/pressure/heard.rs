//! The team's own part of a pressure test: what it answered without names, once that box is closed and enough people answered.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::Outcome;
use muster_shared::kinds::org::CAPTAINS;
use muster_shared::sheet::{Named, Register};
use serde::Deserialize;

use crate::browser::fetch;
use crate::live::Lasting;
use crate::pages::shell::{Shell, use_shell};
use crate::visitor;

/// The word of the form that the team answers.
const OF_THE_TEAM: &str = "team-test";
/// So many teams of one captain are asked for.
const TEAMS_MAX: usize = 8;

/// The boxes of a charter, as far as this looks at them.
#[derive(Deserialize)]
struct Boxes {
    boxes: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    form: String,
    closed_on: Option<String>,
    outcome: Option<Outcome>,
}

/// The answer of a team.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heard {
    /// How far it says yes, in a hundred.
    pub(super) reach: usize,
    /// How many people answered.
    pub(super) n: usize,
    /// The day on which the box was closed.
    pub(super) on: String,
}

/// The latest answer of a team of this captain, to follow; nothing while there is none, and without the server.
pub(super) fn heard(captain: Lasting<Register>) -> RwSignal<Option<Heard>> {
    let (shell, heard) = (use_shell(), RwSignal::new(None));
    Effect::new(move |_| {
        let id = captain.with(|captain| Named::read(captain.words()).id.map(str::to_owned));
        let teams = id.map(|id| teams_of(shell, &id)).unwrap_or_default();
        spawn_local(async move {
            let mut latest: Option<Heard> = None;
            for team in teams.into_iter().take(TEAMS_MAX) {
                let later = told_of(&team).await;
                latest = latest.into_iter().chain(later).max_by(|one, other| one.on.cmp(&other.on));
            }
            heard.try_set(latest);
        });
    });
    heard
}

/// The charters whose captain is this person.
fn teams_of(shell: Shell, captain: &str) -> Vec<String> {
    shell.org.sheet.with(|org| {
        let is_theirs = |held: &Register| Named::read(held.words()).id == Some(captain);
        let all = org.keyed.get(CAPTAINS).into_iter().flatten();
        all.filter(|(_, held)| is_theirs(held)).map(|(charter, _)| charter.clone()).collect()
    })
}

/// The latest answer of one team.
async fn told_of(charter: &str) -> Option<Heard> {
    let answer = fetch(&format!("/api/docs/{charter}/boxes"), &visitor::own()).await.ok()?;
    let boxes = serde_json::from_str::<Boxes>(&answer.body).ok().filter(|_| answer.status == 200)?;
    // They come the newest first.
    boxes.boxes.into_iter().filter(|one| one.form == OF_THE_TEAM).find_map(|one| {
        let outcome = one.outcome?;
        Some(Heard { reach: outcome.reach()?, n: outcome.n, on: one.closed_on? })
    })
}
