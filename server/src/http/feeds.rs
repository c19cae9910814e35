//! `/me.ics` and `/series/{series}.ics`: the dates of reviews for programs that ask for months, by a secret in the address;
//! `/api/me/feeds`: a person's own feed addresses. Every failure is the same answer, and no answer is a document.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::files::export::name;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::{Face, Kind, series};
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::Caller;
use super::me::person;
use super::problem::Problem;
use super::state::App;
use crate::calendar::{self, Series};
use crate::clock;
use crate::connections::Peer;
use crate::log::LogError;
use crate::people::Secret;
use crate::people::feed::{Address, FEED_NAME_CHARS_MAX, FEEDS_MAX, Feed, NoAddress};
use crate::people::person::tidy_name;
use crate::reads::Costly;
use crate::rhythm::Plan;

/// The name of a person's calendar in the programs that show it.
const MINE: &str = "Reviews";

/// The secret in a feed's address.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    key: String,
}

/// An address that cannot be read has no secret.
pub(super) type Asked = Result<Query<Shown>, QueryRejection>;

pub(super) fn key_in(asked: Asked) -> String {
    asked.map(|Query(Shown { key })| key).unwrap_or_default()
}

/// A series as its calendar has it.
struct Planned {
    id: DocId,
    lineage: Lineage,
    name: String,
    purpose: String,
    plan: Plan,
    edited_ms: u64,
}

impl Costly for Planned {
    fn n_bytes(&self) -> usize {
        self.name.len() + self.purpose.len() + self.plan.n_bytes()
    }
}

impl Planned {
    fn with<'a>(&'a self, origin: &'a str) -> Series<'a> {
        let Self { id, lineage, name, purpose, plan, edited_ms } = self;
        Series { id, lineage, name, purpose, plan, edited_ms: *edited_ms, origin }
    }
}

/// `GET /me.ics`: the reviews of every series that the person may read.
pub(super) async fn mine(
    State(app): State<App>,
    asked: Asked,
    Extension(peer): Extension<Peer>,
) -> Result<Response, Problem> {
    let (reader, _) = app.reader(&Address::Mine, &key_in(asked), peer).await?;
    let rows = app.visible(&reader, app.rooms.log().docs().await?).await?;
    let mut planned = Vec::new();
    for row in rows.iter().filter(|row| is_series(row.kind)) {
        // A series that cannot be read just now keeps nobody from the others.
        planned.extend(app.planned(&row.id).await.ok());
    }
    let all: Vec<Series<'_>> =
        planned.iter().filter_map(|one| Some(one.as_ref().as_ref()?.with(&app.origin))).collect();
    answer(calendar::of_all(MINE, &all, clock::now_ms()).map_err(|trouble| trouble.to_string()))
}

/// `GET /series/{series}.ics`.
pub(super) async fn of_series(
    State(app): State<App>,
    Path(file): Path<String>,
    asked: Asked,
    Extension(peer): Extension<Peer>,
) -> Result<Response, Problem> {
    let series = file.strip_suffix(".ics").ok_or_else(nothing)?;
    calendar_of(&app, series, &key_in(asked), peer).await
}

/// The calendar of one series, for whoever knows the secret of a feed that has it.
///
/// # Errors
/// 404 in every case but a series without dates.
pub(super) async fn calendar_of(app: &App, series: &str, key: &str, peer: Peer) -> Result<Response, Problem> {
    let series: DocId = series.parse().map_err(|_| nothing())?;
    let (reader, _) = app.reader(&Address::Series(series.clone()), key, peer).await?;
    // Nothing is made by a look: a calendar shows what is there.
    let rows = app.rooms.log().doc(&series).await?.into_iter().filter(|row| is_series(row.kind)).collect();
    let found = app.visible(&reader, rows).await?.pop().ok_or_else(nothing)?;
    let planned = app.planned(&found.id).await?;
    let planned = planned.as_ref().as_ref().ok_or_else(nothing)?;
    answer(planned.with(&app.origin).calendar(clock::now_ms()).map_err(|trouble| trouble.to_string()))
}

fn is_series(kind: Option<Kind>) -> bool {
    kind.is_some_and(|kind| kind.spec().face == Ok(Face::Series))
}

fn answer(calendar: Result<String, String>) -> Result<Response, Problem> {
    let calendar = calendar.map_err(|sentence| Problem::new(StatusCode::CONFLICT, sentence))?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], calendar).into_response())
}

fn nothing() -> Problem {
    Problem::not_found("there is no such feed")
}

impl App {
    /// The person for whom a feed is written, and the feed's id, if the secret opens this address now.
    ///
    /// # Errors
    /// 404; 429 after too many of them from one address.
    pub(super) async fn reader(&self, asked: &Address, key: &str, peer: Peer) -> Result<(Caller, String), Problem> {
        let secret = Secret::read(key).filter(|_| !self.config.visitors.open);
        let reader = match secret {
            Some(secret) => self.people.reader_of(asked, &secret).await?,
            None => None,
        };
        if let Some((reader, feed)) = reader {
            let reader = Caller::Feed(reader);
            self.one_more_read(&reader, peer, &format!("feed {asked}"))?;
            return Ok((reader, feed));
        }
        self.note_standing(format!("feed {}", peer.0), "", "", "a feed address that tells nothing").await?;
        self.one_more(&self.rates.tries, &format!("feed {}", peer.0))?;
        Err(nothing())
    }

    /// The series that somebody may read, by their names; none while they cannot be read.
    pub(in crate::http) async fn series_of(&self, caller: &Caller) -> Vec<(DocId, String)> {
        let named = async {
            let mut rows = self.visible(caller, self.rooms.log().docs().await?).await?;
            rows.retain(|row| is_series(row.kind));
            let (log, limits) = (self.rooms.log(), self.rooms.limits());
            let digests = self.summaries.digests(log, limits, &self.people, &rows).await?;
            let named = rows.into_iter().zip(digests).filter_map(|(row, digest)| Some((row.id, digest?.title)));
            Ok::<_, Problem>(named.collect::<Vec<_>>())
        };
        named.await.unwrap_or_default()
    }

    /// A series with its plan.
    async fn planned(&self, series: &DocId) -> Result<Arc<Option<Planned>>, LogError> {
        self.made_of("feed", series, |cold, around, _| {
            let (kind, sheet) = around.sheet(cold)?;
            is_series(Some(kind)).then(|| Planned {
                id: cold.row.id.clone(),
                lineage: cold.row.lineage.clone(),
                name: name(kind, &sheet).to_owned(),
                purpose: sheet.text(series::PURPOSE).to_owned(),
                plan: Plan::of(&sheet),
                edited_ms: cold.row.edited_ms,
            })
        })
        .await
    }
}

/// `GET /api/me/feeds`.
pub(super) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Feed>>, Problem> {
    Ok(Json(app.people.feeds_of(&person(&caller)?.id).await?))
}

/// The feed address that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    name: String,
    address: String,
}

/// A new feed address with its secret, which is shown once.
#[derive(Debug, Serialize)]
pub(super) struct Made {
    link: String,
}

/// `POST /api/me/feeds`.
pub(super) async fn make(State(app): State<App>, caller: Caller, body: body::Read) -> Result<Response, Problem> {
    let Wanted { name, address } = body::json(body)?;
    let person = person(&caller)?;
    let name = tidy_name(&name).filter(|name| name.chars().count() <= FEED_NAME_CHARS_MAX);
    let name = name.ok_or_else(|| Problem::bad_request("say in one line which program reads it"))?;
    let address: Address = address.parse().map_err(|none: NoAddress| Problem::bad_request(none.to_string()))?;
    if let Some(series) = address.series() {
        let row = app.rooms.log().doc(series).await?.filter(|row| is_series(row.kind));
        app.first_look(&caller, series).await?;
        row.ok_or_else(|| Problem::bad_request("only a series of reviews has a calendar"))?;
    }
    let secret = app.people.make_feed(&person.id, &name, &address).await?;
    let secret = secret.ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            format!("somebody has at most {FEEDS_MAX} feed addresses; withdraw one first"),
        )
    })?;
    let link = format!("{}{address}?key={}", app.origin, secret.reveal());
    Ok((StatusCode::CREATED, Json(Made { link })).into_response())
}

/// `DELETE /api/me/feeds/{feed}`.
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(feed): Path<String>,
) -> Result<StatusCode, Problem> {
    if app.people.withdraw_feed(&person(&caller)?.id, &feed).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("you have no such feed address"))
    }
}
