//! `/api/people`, `/api/invites`, `/api/docs/{doc}/people`: who belongs here, and who may do what.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use super::{body, cookie};
use crate::connections::Peer;
use crate::people::Secret;
use crate::people::audit::Entry;
use crate::people::grant::Granted;
use crate::people::invite::{self, Invitation, Invite};
use crate::people::person::{NAME_CHARS_MAX, Person, Ranked};
use crate::people::typed::Whose;

/// The longest an invite may be used.
const INVITE_LASTS_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// Names that one request may ask about.
const TYPED_MAX: usize = 500;
/// The longest name that may be asked about, in characters: as long as a value of a document may be.
const TYPED_CHARS_MAX: usize = 400;

/// `GET /api/people`.
pub(super) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Person>>, Problem> {
    caller.must(|rank| rank >= Rank::Member, "guests do not see who else is here")?;
    Ok(Json(app.people.everybody().await?))
}

/// `POST /api/names`: whose the names are that people have typed into documents, in their order.
pub(super) async fn whose(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    body: body::Read,
) -> Result<Json<Vec<Whose>>, Problem> {
    caller.must(|rank| rank >= Rank::Member, "guests do not see who else is here")?;
    let typed: Vec<String> = body::json(body)?;
    if typed.len() > TYPED_MAX || typed.iter().any(|name| name.chars().count() > TYPED_CHARS_MAX) {
        let sentence =
            format!("at most {TYPED_MAX} names of {TYPED_CHARS_MAX} characters each may be asked about at once");
        return Err(Problem::bad_request(sentence));
    }
    app.one_more_read(&caller, peer, "names")?;
    Ok(Json(app.people.whose(typed).await?))
}

/// The rank that a person shall have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Becomes {
    rank: Rank,
}

/// `PATCH /api/people/{person}`.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    body: body::Read,
) -> Result<StatusCode, Problem> {
    let Becomes { rank } = body::json(body)?;
    may_decide_on(&app, &caller, &id).await?;
    caller.must(|own| own.may_name(rank), "you may not make anybody that")?;
    done(app.people.set_rank(caller.author().as_str(), &id, rank).await?)
}

/// `DELETE /api/people/{person}`.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    may_decide_on(&app, &caller, &id).await?;
    done(app.people.remove(caller.author().as_str(), &id).await?)
}

async fn may_decide_on(app: &App, caller: &Caller, id: &str) -> Result<(), Problem> {
    caller.must(Rank::may_manage, "only leaders decide who is what")?;
    let known = app.people.person(id).await?.ok_or_else(nobody)?;
    caller.must(|own| own.may_name(known.rank), "only owners decide on leaders and owners")
}

fn nobody() -> Problem {
    Problem::not_found("there is nobody of this id")
}

fn done(ranked: Ranked) -> Result<StatusCode, Problem> {
    match ranked {
        Ranked::Done => Ok(StatusCode::NO_CONTENT),
        Ranked::Nobody => Err(nobody()),
        Ranked::LastOwner => Err(Problem::new(StatusCode::CONFLICT, "somebody must own the workspace")),
    }
}

/// The invitation that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// The rank they get; for somebody who is here already, the one they have.
    rank: Option<Rank>,
    /// Somebody who is here already and has lost their way in.
    person: Option<String>,
    /// A document to let them into.
    doc: Option<DocId>,
    /// As what.
    grant: Option<Grant>,
    /// The name or note by which its maker knows it again.
    #[serde(default)]
    called: String,
    /// How long it may be used, in seconds; a week if nothing is said.
    lasts_s: Option<u64>,
}

/// A new invite. The link is shown once.
#[derive(Debug, Serialize)]
pub(super) struct Invited {
    id: String,
    link: String,
}

/// `POST /api/invites`.
pub(super) async fn invite(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: body::Read,
) -> Result<Response, Problem> {
    let wanted: Wanted = body::json(body)?;
    app.one_more(&app.rates.invites, caller.author().as_str())?;
    let mut invitation = invitation(&app, &caller, wanted).await?;
    // Nobody takes the account of somebody else in the browser that made the link to it.
    let browser = cookie::read_browser(&headers, &app.origin).map_or_else(Secret::draw, Ok)?;
    let known =
        if invitation.person.is_some() { cookie::know_browser(&browser, &app.origin) } else { HeaderMap::new() };
    invitation.made_in = Some(browser.hash());
    let (secret, id) = app.people.invite(caller.author().as_str(), invitation).await?;
    let link = app.invite_link(&secret);
    Ok((StatusCode::CREATED, known, Json(Invited { id, link })).into_response())
}

async fn invitation(app: &App, caller: &Caller, wanted: Wanted) -> Result<Invitation, Problem> {
    let known = match &wanted.person {
        Some(id) => Some(app.people.person(id).await?.ok_or_else(nobody)?),
        None => None,
    };
    let rank = known.as_ref().map(|person| person.rank).or(wanted.rank).unwrap_or(Rank::Guest);
    let grant = wanted.doc.zip(wanted.grant);
    let (doc, granted) = grant.clone().unzip();
    let giver = app.giver(caller, doc.as_ref()).await?;
    let may = match &known {
        Some(_) => giver.lets_in_again(rank, rank) && granted.and_then(|granted| giver.grant(granted)) == granted,
        None => giver.invitation(rank, granted) == Some((rank, granted)),
    };
    if !may {
        return Err(Problem::new(StatusCode::FORBIDDEN, "you may not invite anybody as that"));
    }
    let lasts = wanted.lasts_s.map_or(invite::LASTS, Duration::from_secs).min(INVITE_LASTS_MAX);
    let called = wanted.called.trim();
    if called.chars().count() > NAME_CHARS_MAX || called.contains(char::is_control) {
        return Err(Problem::bad_request(format!(
            "the name of an invitation is at most {NAME_CHARS_MAX} letters on one line"
        )));
    }
    Ok(Invitation { rank, person: wanted.person, grant, lasts, called: called.to_owned(), made_in: None })
}

/// `GET /api/invites`.
pub(super) async fn invites(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Invite>>, Problem> {
    caller.must(Rank::may_manage, "only leaders see who is invited")?;
    Ok(Json(app.people.invites().await?))
}

/// `DELETE /api/invites/{invite}`.
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.must(Rank::may_manage, "only leaders take invitations back")?;
    if app.people.withdraw_invite(caller.author().as_str(), &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("there is no such invitation, or it has been used"))
    }
}

/// `GET /api/docs/{doc}/people`.
pub(super) async fn granted(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Granted>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    caller.must(|rank| rank >= Rank::Member, "guests do not see who else is here")?;
    Ok(Json(app.people.grants_in(&doc).await?))
}

/// The grant that a person is given in a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    grant: Grant,
}

/// `PUT /api/docs/{doc}/people/{person}`.
pub(super) async fn give(
    State(app): State<App>,
    caller: Caller,
    Path((doc, person)): Path<(String, String)>,
    body: body::Read,
) -> Result<StatusCode, Problem> {
    let Given { grant } = body::json(body)?;
    let doc = app.readable(&caller, &doc).await?;
    may_grant(&app, &caller, &doc, grant).await?;
    if grant == Grant::Captain {
        let person = app.people.person(&person).await?.ok_or_else(nobody)?;
        app.seat(&caller, &doc, &person).await?;
        return Ok(StatusCode::NO_CONTENT);
    }
    regrant(&app, &caller, &doc, &person, Some(grant)).await
}

/// `DELETE /api/docs/{doc}/people/{person}`.
pub(super) async fn take(
    State(app): State<App>,
    caller: Caller,
    Path((doc, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    let held = app.people.person(&person).await?.ok_or_else(nobody)?;
    let held = app.people.grant_of(&doc, &held).await?.unwrap_or(Grant::Reader);
    may_grant(&app, &caller, &doc, held).await?;
    regrant(&app, &caller, &doc, &person, None).await
}

async fn regrant(
    app: &App,
    caller: &Caller,
    doc: &DocId,
    person: &str,
    grant: Option<Grant>,
) -> Result<StatusCode, Problem> {
    // A captain's grant is given and taken by leaders only.
    let known = app.people.person(person).await?.ok_or_else(nobody)?;
    if let Some(held) = app.people.grant_of(doc, &known).await? {
        may_grant(app, caller, doc, held).await?;
    }
    app.people.grant(caller.author().as_str(), doc, person, grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaders grant everything everywhere, captains all but their own office in their own charter.
pub(super) async fn may_grant(app: &App, caller: &Caller, doc: &DocId, grant: Grant) -> Result<(), Problem> {
    if app.giver(caller, Some(doc)).await?.grant(grant) == Some(grant) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "leaders decide who may do this here, and captains below them"))
}

/// Which rows of the audit log.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

/// `GET /api/audit`.
pub(super) async fn audit(
    State(app): State<App>,
    caller: Caller,
    Query(Before { before }): Query<Before>,
) -> Result<Json<Vec<Entry>>, Problem> {
    caller.must(|rank| rank == Rank::Owner, "only owners read the audit log")?;
    Ok(Json(app.people.audited(before).await?))
}
