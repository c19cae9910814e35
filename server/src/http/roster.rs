//! `PATCH /api/docs/{doc}`, `/api/docs/{doc}/roster`, `/api/confined`: what a document is called, and which people it is
//! for.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use muster_shared::access::{Audience, Grant, Rank, Role, Shown};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Sheet, Splice, units};
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::Caller;
use super::people::may_grant;
use super::problem::Problem;
use super::rights::{absent, granted_in};
use super::state::App;
use crate::people::audit::What;
use crate::people::person::tidy_name;
use crate::people::roster::{self, ListChange, OnList};
use crate::people::session::SignedIn;

/// People a new document may be for besides its maker.
const PEOPLE_MAX: usize = 500;

/// The changes that a request asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    /// Its name.
    name: Option<String>,
    /// Its audience; only from the workspace to a roster.
    audience: Option<Audience>,
    /// The people on the roster besides the caller.
    people: Option<Vec<String>>,
}

/// A document's audience and list.
#[derive(Debug, Serialize)]
pub(super) struct Roster {
    audience: Audience,
    people: Vec<OnList>,
}

/// A document that is not for the whole workspace, as an owner sees it who is not among the people it is for.
#[derive(Debug, Serialize)]
pub(super) struct Confined {
    id: DocId,
    kind: Option<Kind>,
    audience: Audience,
    bytes: u64,
    created_ms: u64,
    edited_ms: u64,
}

impl App {
    /// A document's audience, if the document exists at all for a caller. A talk about another document has that one's
    /// audience.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(super) async fn audience(&self, caller: &Caller, doc: &DocId) -> Result<Option<Audience>, Problem> {
        let (shown, person) = shown_by(caller);
        let roster::Place { audience, is_listed } = self.people.place_in(doc, person).await?;
        Ok(audience.admits(shown, is_listed).then_some(audience))
    }

    /// Checks who a new document shall be for, and answers with the list, its maker on it.
    ///
    /// # Errors
    /// 400 with a sentence.
    pub(super) fn list_for(
        &self,
        caller: &Caller,
        audience: Audience,
        people: Option<Vec<String>>,
    ) -> Result<Vec<String>, Problem> {
        let mut people = people.unwrap_or_default();
        if audience != Audience::Workspace {
            let maker = caller.person().ok_or_else(|| {
                Problem::bad_request("a document for some people only is made by somebody who is signed in")
            })?;
            people.push(maker.id.clone());
        }
        people.sort_unstable();
        people.dedup();
        if people.len() > PEOPLE_MAX {
            return Err(Problem::bad_request(format!("a document has at most {PEOPLE_MAX} people on its list")));
        }
        audience.takes(people.len()).map_err(Problem::bad_request)?;
        Ok(people)
    }
}

/// How a caller shows who they are, and which person that is.
pub(super) fn shown_by(caller: &Caller) -> (Shown, Option<&str>) {
    match caller {
        Caller::Anybody | Caller::Link(_) => (Shown::Token, None),
        Caller::Person(SignedIn { person, .. }) | Caller::Feed(person) => (Shown::SignIn, Some(&person.id)),
        Caller::Post(person) => (Shown::PersonToken, Some(&person.id)),
        Caller::Bearer(bearer) => match &bearer.claims.person {
            Some(person) => (Shown::PersonToken, Some(person)),
            None => (Shown::Token, None),
        },
    }
}

/// `PATCH /api/docs/{doc}`.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    body: body::Read,
) -> Result<StatusCode, Problem> {
    let Changes { name, audience, people } = body::json(body)?;
    let doc = app.readable(&caller, &doc).await?;
    let visitor = app.visitor(&caller, &doc).await?;
    if let Some(audience) = audience {
        narrow(&app, &caller, &doc, audience, people).await?;
    }
    if let Some(name) = name {
        if visitor.role != Role::Editor {
            return Err(Problem::new(StatusCode::FORBIDDEN, "only people who can edit this document can rename it"));
        }
        app.rename(&caller, &doc, &name).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// Gives a document another name, in the document itself.
    async fn rename(&self, caller: &Caller, doc: &DocId, name: &str) -> Result<(), Problem> {
        let kind = self.rooms.log().doc(doc).await?.ok_or_else(absent)?.kind;
        let title = kind.and_then(|kind| kind.outline().title);
        let title = title.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "this document has no name of its own"))?;
        let name = tidy_name(name).ok_or_else(|| Problem::bad_request("`name` must be one line, and not empty"))?;
        let called = name.clone();
        let plan = move |sheet: &Sheet| {
            let splice = Splice { at: 0, remove: units(sheet.text(title)) as u32, insert: called.clone() };
            vec![Edit::Write { at: Place::on_sheet(title), splice }]
        };
        let by = caller.name().unwrap_or_default();
        self.rooms.edit(doc, Arc::new(plan), caller.author(), by).await?;
        let recorded = self.recorded(caller, doc).await?;
        Ok(self.people.audit(&recorded, What::Titled, doc.as_str(), "").await?)
    }
}

async fn narrow(
    app: &App,
    caller: &Caller,
    doc: &DocId,
    audience: Audience,
    people: Option<Vec<String>>,
) -> Result<(), Problem> {
    let kind = app.rooms.log().doc(doc).await?.ok_or_else(absent)?.kind;
    if granted_in(doc, kind) != *doc || *doc == DocId::org() {
        return Err(Problem::new(StatusCode::CONFLICT, "this document is for the same people as what it is about"));
    }
    may_grant(app, caller, doc, Grant::Editor).await?;
    let roster::Place { audience: now, .. } = app.people.place_in(doc, None).await?;
    if !now.narrows_to(audience) {
        let sentence = "an audience can be narrowed from the workspace to a roster, and never be widened";
        return Err(Problem::new(StatusCode::CONFLICT, sentence));
    }
    if now == audience {
        return Ok(());
    }
    let people = app.list_for(caller, audience, people)?;
    if app.people.confine(caller.author().as_str(), doc, audience, people).await? { Ok(()) } else { Err(nobody()) }
}

/// `GET /api/docs/{doc}/roster`.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<Json<Roster>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    caller.must(|rank| rank >= Rank::Guest, "only somebody who is signed in sees who a document is for")?;
    let roster::Place { audience, .. } = app.people.place_in(&doc, None).await?;
    Ok(Json(Roster { audience, people: app.people.list_of(&doc).await? }))
}

/// `PUT /api/docs/{doc}/roster/{person}`: whoever on the roster can edit the document puts others on it.
pub(super) async fn enlist(
    State(app): State<App>,
    caller: Caller,
    Path((doc, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let doc = app.changeable_list(&caller, &doc).await?;
    answer(app.people.enlist(caller.author().as_str(), &doc, &person).await?)
}

/// `DELETE /api/docs/{doc}/roster/{person}`.
pub(super) async fn unlist(
    State(app): State<App>,
    caller: Caller,
    Path((doc, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let doc = app.changeable_list(&caller, &doc).await?;
    answer(app.people.unlist(caller.author().as_str(), &doc, &person).await?)
}

impl App {
    /// The document, if the caller may change its list.
    async fn changeable_list(&self, caller: &Caller, doc: &str) -> Result<DocId, Problem> {
        let doc = self.readable(caller, doc).await?;
        let roster::Place { audience, .. } = self.people.place_in(&doc, None).await?;
        if !audience.can_change_list() {
            let sentence = "this document has no roster that could be changed";
            return Err(Problem::new(StatusCode::CONFLICT, sentence));
        }
        caller.must(|rank| rank >= Rank::Guest, "only somebody who is signed in changes a roster")?;
        if self.visitor(caller, &doc).await?.role != Role::Editor {
            let sentence = "only people who can edit this document change its roster";
            return Err(Problem::new(StatusCode::FORBIDDEN, sentence));
        }
        Ok(doc)
    }
}

fn answer(change: ListChange) -> Result<StatusCode, Problem> {
    match change {
        ListChange::Done => Ok(StatusCode::NO_CONTENT),
        ListChange::NoSuchPerson => Err(nobody()),
        ListChange::LastStays => Err(Problem::new(
            StatusCode::CONFLICT,
            "the last person on a roster stays on it; delete the document instead",
        )),
    }
}

fn nobody() -> Problem {
    Problem::not_found("there is nobody of this id")
}

/// `GET /api/confined`: documents that exist beyond the owner's own view, without a word of what they hold.
pub(super) async fn confined(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Confined>>, Problem> {
    caller.must(|rank| rank == Rank::Owner, "only owners see which documents there are beyond their own")?;
    let (shown, person) = shown_by(&caller);
    let places = app.people.confined(person).await?;
    let mut confined = Vec::new();
    for row in app.rooms.log().docs().await? {
        let Some(place) = places.get(&row.id) else { continue };
        if place.audience.admits(shown, place.is_listed) || app.people.is_deleted(&row.id).await? {
            continue;
        }
        let bytes = app.rooms.log().read(move |reader| reader.history_bytes(row.num)).await?;
        let (id, kind, audience) = (row.id, row.kind, place.audience);
        confined.push(Confined { id, kind, audience, bytes, created_ms: row.created_ms, edited_ms: row.edited_ms });
    }
    Ok(Json(confined))
}
