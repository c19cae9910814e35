//! `/api/docs`: the documents there are, and making one.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::access::{Audience, Grant, Rank, Shown};
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::charter::Summary;
use muster_shared::kinds::talk::Whole;
use muster_shared::kinds::{Digest, Face, Kind, Subject, companion, person_of};
use muster_shared::sheet::Sheet;
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::{Caller, NOTHING_ELSE, Reader};
use super::problem::Problem;
use super::rights::absent;
use super::roster::shown_by;
use super::state::App;
use super::tagged::tagged;
use crate::clock;
use crate::connections::Peer;
use crate::log::{Created, DocRow};
use crate::people::audit::What;
use crate::people::deleted::Deleted;
use crate::people::invite::BY_THE_SERVER;
use crate::people::roster;

/// Documents are begun one at a time. Two tabs of a device tell of one document at once, and the request that comes second
/// must not take back the audience and the right that the first one gave.
static BEGINNING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A document without its words: what is known without reading it.
#[derive(Debug, Serialize)]
struct Brief {
    id: DocId,
    /// The kind's name, also where this version knows no such kind.
    kind: Option<String>,
    lineage: Lineage,
    created_ms: u64,
    edited_ms: u64,
}

impl Brief {
    fn of(row: DocRow) -> Self {
        let DocRow { id, kind, newer_kind, lineage, created_ms, edited_ms, .. } = row;
        Self { id, kind: kind.map(|kind| kind.name().to_owned()).or(newer_kind), lineage, created_ms, edited_ms }
    }
}

/// The question of how much is to be told of one document.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Nothing that the document has to be read for.
    brief: Option<String>,
}

/// One document in the list.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    #[serde(flatten)]
    brief: Brief,
    /// Names of the people in it now.
    here: Vec<String>,
    /// Part of the worked example.
    example: bool,
    /// A charter for some people only, which is nobody's neighbour.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    confined: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    /// How far a charter is agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed: Option<Whole>,
    /// Those among them whom the caller does not see: captains of charters beside it.
    #[serde(skip_serializing_if = "is_nobody")]
    unseen: Whole,
    /// Surfaces that a charter which the caller does not see claims to own too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contested: Vec<String>,
    /// The name and the latest words of a document that is no charter.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Digest>,
}

/// The new document that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Its id; without one the server draws 128 random bits.
    id: Option<DocId>,
    kind: Kind,
    /// Its history, if the device has begun one; without one the server does.
    lineage: Option<Lineage>,
    /// Its name.
    name: Option<String>,
    /// Its audience; the workspace if nothing is said.
    #[serde(default)]
    audience: Audience,
    /// The people it is for besides its maker.
    people: Option<Vec<String>>,
    /// Whether its maker is the captain of the team: the device has shown it so since before there was a network.
    #[serde(default)]
    captain: bool,
}

/// `GET /api/docs`.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.one_more_read(&caller, peer, "list")?;
    let rows = app.visible(&caller, app.rooms.log().docs().await?).await?;
    tagged(&headers, &listed(&app, &caller, rows).await?)
}

/// `GET /api/docs/{doc}`; with `?brief` it is told without its words, which a page that is about to open it waits for. A document about another one is there once somebody has come to it.
pub(super) async fn one(
    State(app): State<App>,
    Reader(caller): Reader,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id: DocId = doc.parse().map_err(|_| absent())?;
    app.first_look(&caller, &id).await?;
    let row = app.rooms.log().doc(&id).await?.ok_or_else(absent)?;
    if asked.brief.is_some() {
        return Ok(Json(Brief::of(row)).into_response());
    }
    if matches!(caller, Caller::Link(_)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, NOTHING_ELSE));
    }
    // A charter is held against all others, whichever is asked for.
    app.one_more_read(&caller, peer, "one")?;
    let one = listed(&app, &caller, vec![row]).await?.pop().ok_or_else(absent)?;
    Ok(Json(one).into_response())
}

/// `POST /api/docs`: idempotent, so that a device which made a document offline can say so as often as it likes.
pub(super) async fn make(State(app): State<App>, caller: Caller, body: body::Read) -> Result<Response, Problem> {
    let wanted: Wanted = body::json(body)?;
    let id = match wanted.id.clone() {
        Some(id) => id,
        None => DocId::from_random(clock::random_bits().map_err(|_| Problem::no_randomness())?),
    };
    let there = app.rooms.log().doc(&id).await?;
    let seen = app.visitor(&caller, &id).await.map(|_| there);
    let (status, row) = match seen {
        Ok(Some(row)) => (StatusCode::OK, row),
        // A document that is missing and one that is forbidden look alike.
        Ok(None) | Err(Problem { status: StatusCode::NOT_FOUND, .. }) => begin(&app, &caller, &id, &wanted).await?,
        Err(problem) => return Err(problem),
    };
    if status == StatusCode::OK {
        check_same(&row, wanted.kind, wanted.lineage.as_ref())?;
    }
    if wanted.captain {
        app.show_own_captain(&caller, &id).await?;
    }
    let row = app.rooms.log().doc(&id).await?.unwrap_or(row);
    let location = [(header::LOCATION, format!("/api/docs/{id}"))];
    let body = listed(&app, &caller, vec![row]).await?.pop();
    Ok((status, location, Json(body)).into_response())
}

/// Makes a document, unless somebody else was faster. The person who begins a charter writes it, and captains the team where
/// they say so; leaders put somebody else there as they like. The right is there before the document is, so that no crash
/// leaves one without the other.
async fn begin(app: &App, caller: &Caller, id: &DocId, wanted: &Wanted) -> Result<(StatusCode, DocRow), Problem> {
    caller.must(|rank| wanted.kind.may_be_begun_by(rank), "guests begin no documents, and there is one `org`")?;
    if let Some(why) = wanted.kind.why_not_for(wanted.audience) {
        return Err(Problem::bad_request(why));
    }
    if wanted.captain && (wanted.kind.spec().face != Ok(Face::Charter) || wanted.audience != Audience::Workspace) {
        return Err(Problem::bad_request("only a charter for the whole workspace is begun with its captain"));
    }
    if companion(id).is_some() {
        return Err(Problem::bad_request("an id that ends so is of a document that goes with a charter"));
    }
    if app.people.is_deleted(id).await? {
        return Err(absent());
    }
    let _alone = BEGINNING.lock().await;
    let roster::Place { audience: known, .. } = app.people.place_in(id, None).await?;
    let is_as_known = known == Audience::Workspace || known == wanted.audience;
    if !is_as_known || app.rooms.log().doc(id).await?.is_some() {
        return app.begun_by_others(caller, id).await;
    }
    app.one_more(&app.rates.documents, caller.author().as_str())?;
    let people = app.list_for(caller, wanted.audience, wanted.people.clone())?;
    let is_confined = wanted.audience != Audience::Workspace;
    let by = caller.author();
    if is_confined && !app.people.confine(by.as_str(), id, wanted.audience, people).await? {
        return Err(Problem::not_found("somebody it is for is not in this workspace any more"));
    }
    // The right comes from the workspace: nobody has to stand behind it later.
    let maker = caller.person().map(|person| person.id.as_str()).filter(|_| !wanted.audience.is_private());
    if let Some(maker) = maker {
        let grant = if wanted.captain { Grant::Captain } else { Grant::Editor };
        app.people.grant(BY_THE_SERVER, id, maker, Some(grant)).await?;
    }
    let row = match app.rooms.make(id, Some(wanted.kind), wanted.lineage.clone()).await? {
        Created::New(row) => row,
        Created::Existing(row) => {
            if let Some(maker) = maker {
                app.people.grant(BY_THE_SERVER, id, maker, None).await?;
            }
            if is_confined && known == Audience::Workspace {
                app.people.unconfine(id).await?;
            }
            app.visitor(caller, id).await?;
            return Ok((StatusCode::OK, row));
        }
    };
    // The owner of a private document is named to nobody, owners of the workspace included.
    let by = if wanted.audience.is_private() { BY_THE_SERVER } else { maker.unwrap_or_default() };
    app.people.audit(by, What::Made, id.as_str(), wanted.kind.name()).await?;
    if let Some(name) = wanted.name.clone().filter(|name| !name.trim().is_empty()) {
        let sheet = Sheet { texts: [("name".to_owned(), name)].into(), ..Sheet::default() };
        app.rooms.fill(id, sheet, false).await?;
    }
    Ok((StatusCode::CREATED, row))
}

impl App {
    /// The document of this id that somebody else made, or that was for fewer people than somebody now asks for, if it is
    /// for the caller at all.
    async fn begun_by_others(&self, caller: &Caller, id: &DocId) -> Result<(StatusCode, DocRow), Problem> {
        self.visitor(caller, id).await?;
        let row = self.rooms.log().doc(id).await?.ok_or_else(absent)?;
        Ok((StatusCode::OK, row))
    }
}

/// `DELETE /api/docs/{doc}`: it can be brought back for a while. A document of two people goes for the one who asks, and is
/// deleted when both have let go of it.
pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<StatusCode, Problem> {
    let doc = app.deletable(&caller, &doc).await?;
    if let Some(person) = app.one_of_two(&caller, &doc).await? {
        app.people.leave(&doc, person).await?;
        return Ok(StatusCode::NO_CONTENT);
    }
    let by = app.recorded(&caller, &doc).await?;
    app.people.delete(&by, &doc).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// The document, if the caller may delete it: leaders what they can read, people what only they and those beside them
    /// can read, and owners everything, also what they cannot read.
    pub(super) async fn deletable(&self, caller: &Caller, doc: &str) -> Result<DocId, Problem> {
        let id: DocId = doc.parse().map_err(|_| absent())?;
        // A draft goes with its review. A deleted one would be listed, and take what its author still writes along.
        if person_of(&id).is_some() {
            return Err(absent());
        }
        let (shown, person) = shown_by(caller);
        let roster::Place { audience, is_listed } = self.people.place_in(&id, person).await?;
        let is_theirs = audience.is_private() && audience.admits(shown, is_listed);
        if audience != Audience::Workspace && (is_theirs || caller.rank() == Some(Rank::Owner)) {
            let is_there = self.rooms.log().doc(&id).await?.is_some() && !self.people.is_deleted(&id).await?;
            return if is_there { Ok(id) } else { Err(absent()) };
        }
        let doc = self.readable(caller, doc).await?;
        caller.must(Rank::may_manage, "only leaders delete documents")?;
        let kind = self.rooms.log().doc(&doc).await?.and_then(|row| row.kind);
        if let Some(why) = kind.and_then(why_it_stays) {
            return Err(Problem::new(StatusCode::CONFLICT, why));
        }
        Ok(doc)
    }
}

impl App {
    /// The person who asks, where they are one of the two whom a document of a kind for two alone is for.
    pub(super) async fn one_of_two<'a>(&self, caller: &'a Caller, doc: &DocId) -> Result<Option<&'a str>, Problem> {
        let kind = self.rooms.log().doc(doc).await?.and_then(|row| row.kind);
        let is_for_two = kind.is_some_and(|kind| kind.spec().rights.audience == Some(Audience::Pair));
        let (shown, person) = shown_by(caller);
        let roster::Place { audience, is_listed } = self.people.place_in(doc, person).await?;
        Ok(person.filter(|_| is_for_two && audience.admits(shown, is_listed)))
    }
}

/// The reason why documents of a kind are not deleted by themselves, if there is one.
fn why_it_stays(kind: Kind) -> Option<&'static str> {
    match kind.spec().subject {
        Subject::Itself => None,
        Subject::Workspace => Some("the workspace's own document cannot be deleted"),
        Subject::Of(_) => {
            Some("this document goes with its charter; delete the charter, or take back what you wrote in it")
        }
        Subject::Personal(_) => Some("a draft goes with its review"),
        Subject::Each(_) => Some("a review goes with its series; delete the series, or say that this one is not held"),
    }
}

/// `GET /api/deleted`: what can be brought back.
pub(super) async fn deleted(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Deleted>>, Problem> {
    caller.must(Rank::may_manage, "only leaders see what was deleted")?;
    let deleted = app.deleted_for(caller.rank(), shown_by(&caller)).await?;
    Ok(Json(deleted.into_iter().map(|(deleted, _)| deleted).collect()))
}

impl App {
    /// The documents that can be brought back, as somebody is told of them who manages the workspace, each with whether it is
    /// for them: owners are told of all, and not of what those say that are for others. Of one for two people at most nobody
    /// is told who deleted it.
    ///
    /// # Errors
    /// 503 when they cannot be looked up.
    pub(super) async fn deleted_for(
        &self,
        rank: Option<Rank>,
        (shown, person): (Shown, Option<&str>),
    ) -> Result<Vec<(Deleted, bool)>, Problem> {
        let places = self.people.confined(person).await?;
        let told = |mut deleted: Deleted| {
            let place = places.get(&deleted.doc).copied().unwrap_or_default();
            let is_for_them = place.audience.admits(shown, place.is_listed);
            if place.audience.is_private() {
                deleted.by.clear();
            }
            let is_told = (is_for_them || rank == Some(Rank::Owner)) && person_of(&deleted.doc).is_none();
            is_told.then_some((deleted, is_for_them))
        };
        Ok(self.people.deleted().await?.into_iter().filter_map(told).collect())
    }
}

/// `DELETE /api/deleted/{doc}`: brings it back.
pub(super) async fn bring_back(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.must(Rank::may_manage, "only leaders bring documents back")?;
    let absent = || Problem::not_found("there is no such document among the deleted");
    let doc: DocId = doc.parse().map_err(|_| absent())?;
    let by = app.recorded(&caller, &doc).await?;
    if app.people.bring_back(&by, &doc).await? { Ok(StatusCode::NO_CONTENT) } else { Err(absent()) }
}

fn check_same(row: &DocRow, kind: Kind, lineage: Option<&Lineage>) -> Result<(), Problem> {
    let differs = if row.kind != Some(kind) {
        "kind"
    } else if lineage.is_some_and(|lineage| *lineage != row.lineage) {
        "lineage"
    } else {
        return Ok(());
    };
    Err(Problem::new(StatusCode::CONFLICT, format!("there is a document of this id and another {differs}")))
}

fn is_nobody(whole: &Whole) -> bool {
    whole.of == 0
}

async fn listed(app: &App, caller: &Caller, rows: Vec<DocRow>) -> Result<Vec<Listed>, Problem> {
    let (log, limits) = (app.rooms.log(), app.rooms.limits());
    let summaries = app.summaries.of(log, limits, &app.people, &rows).await?;
    let digests = app.summaries.digests(log, limits, &app.people, &rows).await?;
    let confined = app.confined_among(&rows).await?;
    let contested = app.contested(caller, &rows, &summaries).await?;
    let agreed = app.agreed(&rows, &summaries).await?;
    let unseen = app.unseen_agree(caller, &rows, &summaries, &agreed).await?;
    let mut listed = Vec::with_capacity(rows.len());
    let made = summaries.into_iter().zip(digests).zip(agreed.into_iter().zip(unseen).zip(contested));
    for (row, ((summary, digest), ((agreed, unseen), contested))) in rows.into_iter().zip(made) {
        let is_example = digest.as_ref().is_some_and(|digest| digest.example);
        listed.push(Listed {
            here: app.rooms.names_here(&row.id).await,
            example: is_example || summary.as_ref().is_some_and(|summary| summary.example),
            confined: confined.contains(&row.id),
            brief: Brief::of(row),
            summary,
            agreed,
            unseen,
            contested,
            digest,
        });
    }
    Ok(listed)
}
