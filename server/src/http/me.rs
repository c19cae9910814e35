//! `/api/me`: what somebody sees and changes of themselves.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::access::{Grant, Rank, Role};
use muster_shared::id::DocId;
use muster_shared::kinds::person_of;
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::{Caller, must_be_ours};
use super::cookie;
use super::problem::Problem;
use super::roster::shown_by;
use super::state::App;
use super::tagged::forget_lists;
use crate::connections::Peer;
use crate::people::again::Again;
use crate::people::audit::What;
use crate::people::feed::Feed;
use crate::people::naming::Unfit;
use crate::people::person::Person;
use crate::people::read_link::GivenLink;
use crate::people::session::Place;

/// Somebody, as the page needs to know them.
#[derive(Debug, Serialize)]
pub(super) struct Me {
    /// Their id; none on an open server.
    id: Option<String>,
    name: Option<String>,
    rank: Rank,
    /// Whether nobody signs in here.
    open: bool,
    /// Links that let somebody sign in as this person, and that the person has not said they know of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Again>,
}

/// `GET /api/me`.
pub(super) async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Me>, Problem> {
    let rank = caller.rank().ok_or_else(Problem::not_signed_in)?;
    let (id, name) = caller.person().map(|person| (person.id.clone(), person.name.clone())).unzip();
    let links = match &id {
        Some(id) => app.people.links_for(id).await?,
        None => Vec::new(),
    };
    Ok(Json(Me { open: id.is_none(), id, name, rank, links }))
}

/// `DELETE /api/me/links/{link}`: they know of it, and nobody signs in with it any more.
pub(super) async fn know_of_link(
    State(app): State<App>,
    caller: Caller,
    Path(link): Path<String>,
) -> Result<StatusCode, Problem> {
    if app.people.know_of_link(&person(&caller)?.id, &link).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("there is no such link for you"))
    }
}

/// The change that a person makes of themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    name: String,
}

/// `PATCH /api/me`.
pub(super) async fn change(State(app): State<App>, caller: Caller, body: body::Read) -> Result<StatusCode, Problem> {
    let Changed { name } = body::json(body)?;
    match app.people.rename(&person(&caller)?.id, &name).await? {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(unfit) => Err(unfit_name(unfit)),
    }
}

/// Refuses a name: nothing was changed, and another can be chosen.
pub(super) fn unfit_name(unfit: Unfit) -> Problem {
    let status = if unfit == Unfit::Taken { StatusCode::CONFLICT } else { StatusCode::BAD_REQUEST };
    Problem::new(status, unfit.sentence())
}

/// A place where somebody is signed in, and whether it is here.
#[derive(Debug, Serialize)]
pub(super) struct Seen {
    #[serde(flatten)]
    place: Place,
    here: bool,
}

/// `GET /api/me/sessions`.
pub(super) async fn sessions(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Seen>>, Problem> {
    let Caller::Person(signed_in) = &caller else { return Err(Problem::not_signed_in()) };
    let places = app.people.places(&signed_in.person.id).await?;
    let seen = |place: Place| Seen { here: place.id == signed_in.session, place };
    Ok(Json(places.into_iter().map(seen).collect()))
}

/// `DELETE /api/me/sessions/{session}`.
pub(super) async fn end_session(
    State(app): State<App>,
    caller: Caller,
    Path(session): Path<String>,
) -> Result<StatusCode, Problem> {
    if app.people.sign_out(&person(&caller)?.id, &session).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("you are not signed in there"))
    }
}

/// `POST /api/sign-out`. A person who is signed out already is so all the same.
pub(super) async fn sign_out(
    State(app): State<App>,
    headers: HeaderMap,
    caller: Result<Caller, Problem>,
) -> Result<Response, Problem> {
    if !app.config.visitors.open {
        must_be_ours(&headers, &app.origin)?;
    }
    if let Ok(Caller::Person(signed_in)) = &caller {
        app.people.sign_out(&signed_in.person.id, &signed_in.session).await?;
    }
    // The cookie that an older version set goes only if its session is the one that was signed out.
    let old = cookie::read_old(&headers, &app.origin).and_then(|_| cookie::erase_old(&app.origin));
    let mut gone = HeaderMap::new();
    gone.extend(cookie::erase(&app.origin).into_iter().chain(old).map(|cookie| (header::SET_COOKIE, cookie)));
    forget_lists(&mut gone);
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}

/// Everything that is kept about one person.
#[derive(Debug, Serialize)]
pub(super) struct Known {
    person: Person,
    sessions: Vec<Place>,
    grants: Vec<Held>,
    feeds: Vec<Feed>,
    links: Vec<GivenLink>,
    mailbox: Option<crate::people::mailbox::Mailbox>,
    edits: Vec<crate::people::about::Edited>,
    audit: Vec<crate::people::audit::Entry>,
}

/// A grant that the person holds.
#[derive(Debug, Serialize)]
struct Held {
    doc: DocId,
    grant: Grant,
    role: Role,
}

/// `GET /api/people/{person}/export`: by the person, or by an owner.
pub(super) async fn export(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
) -> Result<Json<Known>, Problem> {
    if caller.person().is_none_or(|person| person.id != id) {
        caller.must(|rank| rank == Rank::Owner, "only owners export what is known about others")?;
    }
    let person = app.people.person(&id).await?.ok_or_else(|| Problem::not_found("there is nobody of this id"))?;
    app.one_more_read(&caller, peer, &format!("what is kept about {id}"))?;
    let sessions = app.people.places(&id).await?;
    let grants = app.people.grants_of(&id).await?;
    let mut grants: Vec<Held> =
        grants.into_iter().map(|(doc, grant)| Held { doc, grant, role: grant.role() }).collect();
    let mut feeds = app.people.feeds_of(&id).await?;
    let mut links = app.people.links_by(&id).await?;
    let mailbox = app.people.mailbox(&id).await?;
    let known = |turn| async {
        let known = (app.people.edits_of(&id).await?, app.people.audited_of(&id).await?);
        drop(turn);
        Ok(known)
    };
    let (mut edits, mut audit) = app.reads.alone(known).await?;
    // Beyond its audience a document is not told of, also not by what somebody did in it.
    let (shown, reader) = shown_by(&caller);
    let places = app.people.confined(reader).await?;
    let is_told = |doc: &str| {
        let whose = doc.parse().ok().and_then(|doc: DocId| person_of(&doc).map(ToOwned::to_owned));
        if whose.is_some_and(|whose| Some(whose.as_str()) != reader) {
            return false;
        }
        let place = doc.parse().ok().and_then(|doc: DocId| places.get(&doc).copied()).unwrap_or_default();
        place.audience.admits(shown, place.is_listed)
    };
    grants.retain(|held| is_told(held.doc.as_str()));
    edits.retain(|edited| is_told(edited.doc.as_str()));
    feeds.retain(|feed| feed.address.series().is_none_or(|series| is_told(series.as_str())));
    links.retain(|given| is_told(given.doc.as_str()));
    audit.retain(|entry| is_told(&entry.doc));
    app.people.audit(caller.author().as_str(), What::Exported, "", &format!("what is known about {id}")).await?;
    Ok(Json(Known { person, sessions, grants, feeds, links, mailbox, edits, audit }))
}

pub(super) fn person(caller: &Caller) -> Result<&Person, Problem> {
    caller.person().ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "only somebody who is signed in may do this"))
}
