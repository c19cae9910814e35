//! `/api/picture`: how aligned and how loosely coupled each team is, in figures that its documents say. They are the same for
//! everybody who sees the team: only charters, goals and reviews for the whole workspace are counted.

use std::collections::HashMap;

use axum::extract::State;
use axum::{Extension, Json};
use muster_shared::id::DocId;
use muster_shared::kinds::Face;
use muster_shared::kinds::aims::Aims;
use muster_shared::kinds::charter::{CharterView, Summary};
use muster_shared::kinds::log::{self, Coupled, LogView, Sign, Trend};
use muster_shared::kinds::okr::links_of;
use muster_shared::kinds::talk::{self, Section, Whole, own_words};
use muster_shared::map::{Figures, Functions, Part, Picture};
use muster_shared::sync::made::leave_those_who_speak;

use super::caller::Caller;
use super::for_all::{is_charter, is_for_all};
use super::problem::Problem;
use super::rights::granted_in;
use super::signals::{Team, Told};
use super::state::App;
use crate::clock;
use crate::connections::Peer;
use crate::log::DocRow;
use crate::reads::Costly;

/// The people who said the mission of a team in their own words.
#[derive(Debug)]
struct NSaid(usize);

/// The people of a team, each with their function.
#[derive(Debug)]
struct Staff(Vec<(String, String)>);

impl Costly for Staff {
    fn n_bytes(&self) -> usize {
        self.0.iter().map(|(name, function)| size_of::<(String, String)>() + name.len() + function.len()).sum()
    }
}

impl Costly for NSaid {
    fn n_bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl Costly for Coupled {
    fn n_bytes(&self) -> usize {
        let days = self.decisions.len() + self.pulled_up.len() + self.avoidable.len() + self.requests.len();
        let notes = self.notes.iter().map(|(on, note)| size_of::<(String, String)>() + on.len() + note.len());
        size_of::<Self>() + days * size_of::<(String, String)>() + notes.sum::<usize>()
    }
}

/// The documents that the caller sees, and the day.
struct Seen<'a> {
    rows: HashMap<&'a DocId, &'a DocRow>,
    cycles: Vec<Aims>,
    today: String,
}

/// `GET /api/picture`.
pub(super) async fn picture(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
) -> Result<Json<Picture>, Problem> {
    app.one_more_read(&caller, peer, "picture")?;
    let rows = app.visible(&caller, app.rooms.log().docs().await?).await?;
    let confined = app.confined_among(&rows).await?;
    let summaries = app.summaries.of(app.rooms.log(), app.rooms.limits(), &app.people, &rows).await?;
    let agreed = app.agreed(&rows, &summaries).await?;
    let found = rows.iter().zip(summaries).zip(agreed).filter(|((row, _), _)| is_charter(row));
    let found = found.filter(|((row, _), _)| !confined.contains(&row.id));
    let charters: Vec<(DocId, Summary, Whole)> =
        found.filter_map(|((row, summary), agreed)| Some((row.id.clone(), summary?, agreed?))).collect();
    let team =
        |(charter, summary, _): &(DocId, Summary, Whole)| Team { charter: charter.clone(), name: summary.name.clone() };
    let teams: Vec<Team> = charters.iter().map(team).collect();
    let today = clock::day(clock::now_ms());
    let told = app.told_of(&caller, &teams, &today).await?;
    let given = app.advice_to(&caller, &teams, &today).await?;
    // As in the picture, the example stands aside once there are other teams.
    let is_example = charters.iter().all(|(_, summary, _)| summary.example);
    let counted = charters.iter().filter(|(_, summary, _)| summary.example == is_example);
    let counted: Vec<DocId> = counted.map(|(charter, ..)| charter.clone()).collect();
    let functions = app.functions_in(&counted).await?;
    let seen = Seen { rows: rows.iter().map(|row| (&row.id, row)).collect(), cycles: app.cycles(&rows).await?, today };
    let mut figures = Vec::with_capacity(charters.len());
    for ((of_team, told), (advice, spoke)) in charters.into_iter().zip(told).zip(given) {
        let (voices, spoken) = (functions.voices(&advice), functions.spoken(&spoke));
        figures.push(Figures { voices, spoken, ..app.figures(&seen, of_team, &told).await? });
    }
    Ok(Json(Picture { on: seen.today, teams: figures }))
}

impl App {
    /// The aims of every cycle for the whole workspace among some documents.
    async fn cycles(&self, rows: &[DocRow]) -> Result<Vec<Aims>, Problem> {
        let places = self.people.confined(None).await?;
        let is_of_goals = |row: &&DocRow| {
            let is_okr = row.kind.is_some_and(|kind| kind.spec().face == Ok(Face::Okr));
            is_okr && is_for_all(&places, &granted_in(&row.id, row.kind))
        };
        let goals: Vec<DocRow> = rows.iter().filter(is_of_goals).cloned().collect();
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let digests = self.summaries.digests(log, limits, &self.people, &goals).await?;
        Ok(digests.into_iter().filter_map(|digest| digest?.aims).collect())
    }

    /// The figures of one team.
    async fn figures(
        &self,
        seen: &Seen<'_>,
        (charter, summary, agreed): (DocId, Summary, Whole),
        told: &[Told],
    ) -> Result<Figures, Problem> {
        let today = seen.today.as_str();
        let coupled = self.coupled(seen, &charter).await?;
        let part = |(n, of)| Part::new(n, of);
        let hours = told.iter().filter_map(|told| told.event(Sign::Hours));
        let mission = Part::new(usize::from(!summary.serves.is_empty()), 1);
        let figures = Figures {
            agreed: Part::new(agreed.agreed, agreed.of),
            own_words: Part::new(self.n_said(seen, &charter).await?, agreed.of),
            sight: mission.with(part(links_of(&charter, &seen.cycles, today))),
            decided: part(coupled.decided(today)),
            requests: part(coupled.settled(today)),
            pulled_up: coupled.n_pulled_up(today),
            avoidable: coupled.n_avoidable(today),
            hours: Trend::of(Sign::Hours, hours, today).in_short(),
            customers: told.iter().filter_map(|told| told.event(Sign::Customers)).count(),
            voices: Vec::new(),
            spoken: Vec::new(),
            notes: coupled.notes,
            name: summary.name,
            example: summary.example,
            charter,
        };
        Ok(figures.told())
    }

    /// The functions that people have in some charters.
    async fn functions_in(&self, charters: &[DocId]) -> Result<Functions, Problem> {
        let mut functions = Functions::default();
        for charter in charters {
            let made = self.made_or_none("members", charter, |cold, around, _| {
                let (_, sheet) = around.sheet(cold)?;
                let view = CharterView::of(&sheet, &around.org, &cold.row.id);
                Some(Staff(view.members.into_iter().map(|member| (member.name, member.function)).collect()))
            });
            if let Some(Some(staff)) = made.await?.as_deref() {
                staff.0.iter().for_each(|(name, function)| functions.note(name, function));
            }
        }
        Ok(functions)
    }

    /// The facts of a team's log; none of one that nobody has written in, or that can just now not be read.
    async fn coupled(&self, seen: &Seen<'_>, charter: &DocId) -> Result<Coupled, Problem> {
        let Some(row) = log::KIND.about(charter).and_then(|log| seen.rows.get(&log).copied()) else {
            return Ok(Coupled::default());
        };
        let people_sign_in = !self.config.visitors.open;
        let made = self.made_or_none("coupled", &row.id, move |cold, around, _| {
            let (kind, mut sheet) = around.sheet(cold)?;
            if people_sign_in && kind.schema().has_sides() {
                leave_those_who_speak(&mut sheet, &cold.room.made_rows(), cold.room.is_example());
            }
            Some(Coupled::of(&LogView::of(&sheet)))
        });
        Ok(made.await?.and_then(|made| made.as_ref().clone()).unwrap_or_default())
    }

    /// How many people said the mission of a team in their own words.
    async fn n_said(&self, seen: &Seen<'_>, charter: &DocId) -> Result<usize, Problem> {
        let Some(row) = talk::about(charter).and_then(|talk| seen.rows.get(&talk).copied()) else { return Ok(0) };
        let made = self.made_or_none("own words", &row.id, |cold, around, _| {
            let (_, sheet) = around.sheet(cold)?;
            Some(NSaid(own_words(&sheet, Section::Mission.name(), &|remark| remark.by.clone()).len()))
        });
        Ok(made.await?.and_then(|made| made.as_ref().as_ref().map(|said| said.0)).unwrap_or_default())
    }
}
