//! `/api/docs/{series}/occurrences`: when a series' reviews take place; `/api/rhythm`: when they would.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use muster_shared::files::export::Beside;
use muster_shared::id::DocId;
use muster_shared::kinds::{Digest, Face, Slot, review};
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::clock;
use crate::connections::Peer;
use crate::log::{DocRow, LogError};
use crate::reads::Costly;
use crate::rhythm::{self, Plan, Rhythm, Trouble};
use crate::rooms::around::Around;
use crate::rooms::cold::Cold;

/// The most occurrences of an answer, and how many there are where nobody says.
const N_MAX: usize = 100;
const N_USUAL: usize = 12;
/// The most reviews of the past in an answer.
const PAST_MAX: usize = 12;
/// How many dates a rhythm is shown with before it is written.
const DATES: usize = 6;
/// About what a plan takes besides those that were moved.
const PLAN_BYTES: usize = 1 << 10;

impl Costly for Plan {
    fn n_bytes(&self) -> usize {
        PLAN_BYTES + self.n_settled() * size_of::<Slot>() * 4
    }
}

/// The words that may stand in the address.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Those that are over by this moment are left out; in milliseconds since 1970, and now where nothing is said.
    from: Option<i64>,
    n: Option<usize>,
}

/// The dates of a series.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    zone: String,
    minutes: u32,
    occurrences: Vec<Ahead>,
    past: Vec<Past>,
    /// The reason why the dates are not those that somebody meant.
    trouble: Option<String>,
}

/// A review that is not over.
#[derive(Debug, Serialize)]
struct Ahead {
    slot: String,
    doc: DocId,
    starts_ms: i64,
    ends_ms: i64,
    state: rhythm::State,
    begun: bool,
}

/// A review that was begun and whose time has come, or cannot be told.
#[derive(Debug, Serialize)]
struct Past {
    slot: String,
    doc: DocId,
    starts_ms: Option<i64>,
    digest: Option<Digest>,
}

/// `GET /api/docs/{series}/occurrences`.
pub(super) async fn occurrences(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Told>, Problem> {
    let (from_ms, n) = span(asked)?;
    let series = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("occurrences {series}"))?;
    Ok(Json(app.dates(&series, from_ms, n).await?))
}

/// The rhythm that somebody is about to write.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    first: String,
    rhythm: String,
    zone: String,
}

/// The next dates of a rhythm in words, by the clocks of its time zone; or why there are none.
#[derive(Debug, Serialize)]
pub(super) struct Dates {
    dates: Vec<String>,
    trouble: Option<String>,
}

/// `POST /api/rhythm`: the same words as a series holds, of which nothing is written.
pub(super) async fn check(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    body: body::Read,
) -> Result<Json<Dates>, Problem> {
    app.one_more_read(&caller, peer, "rhythm")?;
    let Wanted { first, rhythm, zone } = body::json(body)?;
    let read = app.reads.alone(|turn| async move {
        let _turn = turn;
        Ok(Rhythm::read(&first, &rhythm, &zone).map(|rhythm| dates(&rhythm, now_ms())))
    });
    Ok(Json(match read.await? {
        Ok(dates) => Dates { dates, trouble: None },
        Err(trouble) => Dates { dates: Vec::new(), trouble: Some(trouble.to_string()) },
    }))
}

/// The next dates; those there ever were, where none lies ahead.
fn dates(rhythm: &Rhythm, now_ms: i64) -> Vec<String> {
    let moments = || rhythm.slots().filter_map(|slot| rhythm.zone().ms(&slot));
    let ahead: Vec<i64> = moments().filter(|ms| *ms >= now_ms).take(DATES).collect();
    let shown = if ahead.is_empty() { moments().take(DATES).collect() } else { ahead };
    shown.into_iter().filter_map(|ms| rhythm.zone().words(ms)).collect()
}

impl App {
    /// The plan of a series, made once a version; `None` where the document is no series.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn plan(&self, series: &DocId) -> Result<Arc<Option<Plan>>, LogError> {
        let plan = |cold: &mut Cold, around: &Around, _: &Beside| {
            let (kind, sheet) = around.sheet(cold)?;
            (kind.spec().face == Ok(Face::Series)).then(|| Plan::of(&sheet))
        };
        self.made_of("plan", series, plan).await
    }

    /// Whether a slot is one of the next that a series plans, as its page shows them.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn is_next(&self, series: &DocId, slot: &Slot) -> Result<bool, Problem> {
        let plan = self.plan(series).await?;
        let names =
            |plan: &Plan| plan.upcoming(now_ms(), N_USUAL, &BTreeSet::new()).iter().any(|one| one.slot == *slot);
        Ok(plan.as_ref().as_ref().is_some_and(names))
    }

    /// The dates as a page asks for them that says no more than whose.
    ///
    /// # Errors
    /// As [`App::dates`].
    pub(super) async fn usual_dates(&self, series: &DocId) -> Result<Told, Problem> {
        self.dates(series, now_ms(), N_USUAL).await
    }

    /// The dates of a series.
    ///
    /// # Errors
    /// 404 where the document is no series; 503 when it cannot be read.
    async fn dates(&self, series: &DocId, from_ms: i64, n: usize) -> Result<Told, Problem> {
        let made = self.plan(series).await?;
        let plan = made.as_ref().as_ref().ok_or_else(no_series)?;
        self.told(series, plan, from_ms, n).await
    }

    async fn told(&self, series: &DocId, plan: &Plan, from_ms: i64, n: usize) -> Result<Told, Problem> {
        let begun = self.begun(series).await?;
        let slots: BTreeSet<Slot> = begun.iter().map(|(slot, _)| slot.clone()).collect();
        let ahead = plan.upcoming(from_ms, n, &slots).into_iter().filter_map(|one| {
            let (doc, begun) = (review::KIND.about_slot(series, &one.slot)?, slots.contains(&one.slot));
            let rhythm::Occurrence { starts_ms, ends_ms, state, .. } = one;
            Some(Ahead { slot: one.slot.to_string(), doc, starts_ms, ends_ms, state, begun })
        });
        let occurrences = ahead.collect();
        let long_id = Some(&Trouble::LongId).filter(|_| ids(series).is_none());
        let trouble = plan.trouble().or(long_id).map(ToString::to_string);
        let past = self.past(plan, begun, from_ms).await?;
        Ok(Told { zone: plan.zone.clone(), minutes: plan.minutes, occurrences, past, trouble })
    }

    /// The reviews of a series that are there, by their slots.
    pub(super) async fn begun(&self, series: &DocId) -> Result<Vec<(Slot, DocRow)>, Problem> {
        let Some((first, last)) = ids(series) else { return Ok(Vec::new()) };
        let rows = self.rooms.log().docs_between(first, last).await?.into_iter();
        // Between the two may also stand reviews of a series whose id begins alike.
        let rows = rows.filter(|row| review::KIND.subject_of(&row.id).as_ref() == Some(series));
        Ok(rows.filter_map(|row| Some((review::KIND.slot_of(&row.id)?, row))).collect())
    }

    /// Those of the reviews whose time has come, the newest first.
    async fn past(&self, plan: &Plan, begun: Vec<(Slot, DocRow)>, from_ms: i64) -> Result<Vec<Past>, Problem> {
        let starts = |slot: &Slot| plan.occurrence(slot).map(|one| one.starts_ms);
        let past = begun.into_iter().rev().map(|(slot, row)| (starts(&slot), slot, row));
        let past = past.filter(|(starts_ms, ..)| starts_ms.is_none_or(|ms| ms <= from_ms)).take(PAST_MAX);
        let (slots, rows): (Vec<_>, Vec<_>) = past.map(|(starts_ms, slot, row)| ((starts_ms, slot), row)).unzip();
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let digests = self.summaries.digests(log, limits, &self.people, &rows).await?;
        let past = slots.into_iter().zip(rows).zip(digests).map(|(((starts_ms, slot), row), digest)| Past {
            slot: slot.to_string(),
            doc: row.id,
            starts_ms,
            digest,
        });
        Ok(past.collect())
    }
}

/// The first and the last id that a review of a series can have; `None` where none has room.
fn ids(series: &DocId) -> Option<(DocId, DocId)> {
    let [first, last] =
        ["0000-01-01T00:00", "9999-12-31T23:59"].map(|slot| review::KIND.about_slot(series, &slot.parse().ok()?));
    first.zip(last)
}

fn span(asked: Result<Query<Asked>, QueryRejection>) -> Result<(i64, usize), Problem> {
    let unread =
        || Problem::bad_request("`from` is a moment in milliseconds since 1970, and `n` a number from 1 to 100");
    let Query(Asked { from, n }) = asked.map_err(|_| unread())?;
    let n = n.unwrap_or(N_USUAL);
    if (1..=N_MAX).contains(&n) { Ok((from.unwrap_or_else(now_ms), n)) } else { Err(unread()) }
}

pub(super) fn now_ms() -> i64 {
    i64::try_from(clock::now_ms()).unwrap_or(i64::MAX)
}

fn no_series() -> Problem {
    Problem::not_found("only a series of reviews has dates, and this document is none")
}
