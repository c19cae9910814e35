//! `/api/docs/{doc}/captain`: naming a team's captain, and handing the seat over. Each is one call that gives the right to
//! edit and puts the name on the page.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::Utc;
use muster_shared::access::Grant;
use muster_shared::id::DocId;
use muster_shared::kinds::Face;
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, Named, Place, Sheet, Value};
use serde::Deserialize;

use super::body;
use super::caller::Caller;
use super::people::may_grant;
use super::problem::Problem;
use super::rights::absent;
use super::state::App;
use crate::people::captaincy::Offer;
use crate::people::person::Person;

/// A person, by id or by a name that exactly one account has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    person: Option<String>,
    name: Option<String>,
}

/// `POST /api/docs/{doc}/captain`: names the captain.
pub(super) async fn name(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    body: body::Read,
) -> Result<StatusCode, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    may_grant(&app, &caller, &doc, Grant::Captain).await?;
    let person = app.wanted(body::json(body)?).await?;
    app.seat(&caller, &doc, &person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/docs/{doc}/captain/offer`: the captain offers the seat to somebody.
pub(super) async fn offer(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    body: body::Read,
) -> Result<StatusCode, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    let to = app.wanted(body::json(body)?).await?;
    if app.people.offer_seat(&own(&caller)?.id, &doc, &to.id).await? {
        Ok(StatusCode::CREATED)
    } else {
        Err(Problem::new(StatusCode::FORBIDDEN, "the captain of a team offers the seat to somebody else"))
    }
}

/// `GET /api/docs/{doc}/captain/offer`.
pub(super) async fn offered(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<Json<Option<Offer>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    own(&caller)?;
    Ok(Json(app.people.offer_in(&doc).await?))
}

/// `POST /api/docs/{doc}/captain/accept`: the person it was offered to takes the seat.
pub(super) async fn accept(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<StatusCode, Problem> {
    let doc: DocId = doc.parse().map_err(|_| absent())?;
    let to = own(&caller)?;
    if !app.people.accept_seat(&to.id, &doc).await? {
        return Err(no_offer());
    }
    app.show_captain(&caller, &doc, to).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/docs/{doc}/captain/offer`: the captain takes the offer back, or the person it was made to declines it.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<StatusCode, Problem> {
    let doc: DocId = doc.parse().map_err(|_| absent())?;
    if app.people.end_offer(&own(&caller)?.id, &doc).await? { Ok(StatusCode::NO_CONTENT) } else { Err(no_offer()) }
}

impl App {
    /// Gives somebody the seat, and names them on the page.
    ///
    /// # Errors
    /// 404 when there is no such person; 503 when it cannot be written.
    pub(super) async fn seat(&self, caller: &Caller, doc: &DocId, person: &Person) -> Result<(), Problem> {
        if !self.people.seat(caller.author().as_str(), doc, &person.id).await? {
            return Err(nobody());
        }
        self.show_captain(caller, doc, person).await
    }

    /// Names the caller in the workspace's document as the captain of a charter that they have begun, if they hold its seat.
    ///
    /// # Errors
    /// 503 when it cannot be read or written.
    pub(super) async fn show_own_captain(&self, caller: &Caller, doc: &DocId) -> Result<(), Problem> {
        let Some(person) = caller.person() else { return Ok(()) };
        match self.people.grant_of(doc, person).await? {
            Some(Grant::Captain) => self.show_captain(caller, doc, person).await,
            _ => Ok(()),
        }
    }

    /// Names the captain in the workspace's document, by their id. Rights do not depend on it; said again, it changes nothing.
    async fn show_captain(&self, caller: &Caller, doc: &DocId, person: &Person) -> Result<(), Problem> {
        if self
            .rooms
            .log()
            .doc(doc)
            .await?
            .is_none_or(|row| row.kind.is_none_or(|kind| kind.spec().face != Ok(Face::Charter)))
        {
            return Ok(());
        }
        let (doc, id, named) = (doc.to_string(), person.id.clone(), naming(&person.id, &person.name));
        let today = Utc::now().format("%Y-%m-%d").to_string();
        let plan = move |org: &Sheet| {
            let held = org.under_key(CAPTAINS, &doc);
            if Named::read(held.words()).id == Some(id.as_str()) && !held.is_open() {
                return Vec::new();
            }
            let set = |map, to: &str| Edit::Set { at: Place::under_key(map, &doc), to: Value::from(to) };
            vec![set(CAPTAINS, &named), set(CAPTAIN_SINCE, &today)]
        };
        let by = caller.name().unwrap_or_default();
        Ok(self.rooms.edit(&DocId::org(), Arc::new(plan), caller.author(), by).await?)
    }

    async fn wanted(&self, wanted: Wanted) -> Result<Person, Problem> {
        let id = match (wanted.person, wanted.name) {
            (Some(id), None) => Some(id),
            (None, Some(name)) => self.people.called(&name).await?,
            _ => return Err(Problem::bad_request("one of `person` and `name` says who it is")),
        };
        match id {
            Some(id) => self.people.person(&id).await?.ok_or_else(nobody),
            None => Err(nobody()),
        }
    }
}

fn own(caller: &Caller) -> Result<&Person, Problem> {
    caller.person().ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "only somebody who is signed in may do this"))
}

fn nobody() -> Problem {
    Problem::not_found("there is nobody of this id, or not one person of this name")
}

fn no_offer() -> Problem {
    Problem::not_found("the captain's seat is not offered to you here, or not any more")
}
