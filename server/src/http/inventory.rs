//! `/api/docs/{series}/inventory`: every series of meetings that the caller may read, with the time that it takes in the weeks to
//! come. A series for two people stays theirs, and the example takes nobody's time.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use muster_shared::access::Audience;
use muster_shared::files::export::{Beside, name};
use muster_shared::id::DocId;
use muster_shared::kinds::Face;
use muster_shared::kinds::series::{Held, WEEKS_AHEAD};

use super::caller::Caller;
use super::occurrences::now_ms;
use super::problem::Problem;
use super::rights::granted_in;
use super::state::App;
use crate::clock;
use crate::connections::Peer;
use crate::log::DocRow;
use crate::reads::Costly;
use crate::rhythm::{self, Plan};
use crate::rooms::around::Around;
use crate::rooms::cold::Cold;

/// The most meetings of one series that are counted: more than one a day in the weeks to come.
const MEETINGS_MAX: usize = 128;
/// The milliseconds of the weeks to come.
const AHEAD_MS: i64 = WEEKS_AHEAD as i64 * 7 * 24 * 60 * 60 * 1_000;

/// A series as it is counted.
#[derive(Debug)]
struct Planned {
    name: String,
    plan: Plan,
}

impl Costly for Planned {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.name.len() + self.plan.n_bytes()
    }
}

/// `GET /api/docs/{series}/inventory`.
pub(super) async fn inventory(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Held>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("inventory {doc}"))?;
    if app.plan(&doc).await?.is_none() {
        return Err(no_series());
    }
    let places = app.people.confined(None).await?;
    let audience = |row: &DocRow| places.get(&granted_in(&row.id, row.kind)).copied().unwrap_or_default().audience;
    let is_of_series = |row: &DocRow| row.kind.is_some_and(|kind| kind.spec().face == Ok(Face::Series));
    let all: Vec<DocRow> = app.rooms.log().docs().await?.into_iter().filter(is_of_series).collect();
    let mut held = Vec::new();
    for row in app.visible(&caller, all).await?.into_iter().filter(|row| !audience(row).is_private()) {
        held.extend(app.held_in(&row.id, audience(&row)).await?);
    }
    Ok(Json(held))
}

impl App {
    /// A series of the inventory; nothing where it is part of the example.
    async fn held_in(&self, id: &DocId, audience: Audience) -> Result<Option<Held>, Problem> {
        let planned = |cold: &mut Cold, around: &Around, _: &Beside| {
            let (kind, sheet) = around.sheet(cold)?;
            let is_example = cold.room.is_example();
            (!is_example).then(|| Planned { name: name(kind, &sheet).to_owned(), plan: Plan::of(&sheet) })
        };
        let made = self.made_of("inventory", id, planned).await?;
        let Some(Planned { name, plan }) = made.as_ref() else { return Ok(None) };
        let now = now_ms();
        let ahead = plan.upcoming(now, MEETINGS_MAX, &BTreeSet::new()).into_iter();
        let n_ahead = ahead.filter(|one| one.state != rhythm::State::NotHeld && one.starts_ms < now + AHEAD_MS).count();
        let people = match audience {
            Audience::Roster => Some(self.people.list_of(id).await?.len()),
            _ => self.there_last(id).await?,
        };
        let n_ahead = u32::try_from(n_ahead).unwrap_or(u32::MAX);
        Ok(Some(Held { id: id.clone(), name: name.clone(), minutes: plan.minutes, n_ahead, people }))
    }

    /// How many people were in the last review of a series, as it records them; nothing where it records nobody.
    async fn there_last(&self, series: &DocId) -> Result<Option<usize>, Problem> {
        let today = clock::day(clock::now_ms());
        let (begun, around) = (self.begun(series).await?, self.around_now().await?);
        for (_, row) in begun.iter().rev().filter(|(slot, _)| slot.day() <= today.as_str()) {
            let meeting = self.reads.unread.or_none(row, self.of_teams(row, &around).await)?;
            let n = meeting.as_ref().and_then(|meeting| meeting.as_ref().as_ref().map(|of| of.n_there));
            if let Some(n) = n.filter(|n| *n > 0) {
                return Ok(Some(n));
            }
        }
        Ok(None)
    }
}

fn no_series() -> Problem {
    Problem::not_found("only a series of reviews has an inventory of all, and this document is none")
}
