//! `/api/import` and `/api/sample`: files into documents, for the page. The same work as `muster import`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use muster_shared::access::{Rank, Role, Visitor};
use muster_shared::id::DocId;
use serde::Deserialize;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::admin::{Import, Imported, NamedFile, WorkError};

/// The name of an importer whom an open server does not know.
const NOBODY_KNOWN: &str = "somebody";

/// The file's name; its ending says how to read it.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    name: String,
    /// The charter whose decision log takes the file, which is a decision record then, or the series whose reviews do, which
    /// is minutes then.
    into: Option<DocId>,
    /// Whether texts that the file says otherwise become suggestions.
    #[serde(default)]
    suggest: bool,
}

/// `POST /api/import?name=…` with the file as its body. A file sent twice changes nothing.
pub(super) async fn file(
    State(app): State<App>,
    caller: Caller,
    Query(Named { name, into, suggest }): Query<Named>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Imported>, Problem> {
    match &into {
        Some(into) => app.may_bring(&caller, into).await?,
        None => may_import(&caller)?,
    }
    let body = body.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the file is larger than 5 MiB; split it")
        }
        status => Problem::new(status, "the file did not arrive whole"),
    })?;
    let by = caller.author();
    let folder = name.rsplit(['/', '\\']).nth(1).unwrap_or_default().to_owned();
    let name_of_now = caller.name().unwrap_or(NOBODY_KNOWN).to_owned();
    let import = import_by(&app, by.as_str());
    let import = Import { into: into.as_ref(), folder: &folder, name: &name_of_now, suggests: suggest, ..import };
    Ok(Json(import.file(NamedFile { name, folder: String::new(), bytes: body.into() }).await?))
}

/// `POST /api/sample`: the worked example, once.
pub(super) async fn example(State(app): State<App>, caller: Caller) -> Result<Json<Imported>, Problem> {
    may_import(&caller)?;
    let by = caller.author();
    Ok(Json(import_by(&app, by.as_str()).example().await?))
}

/// `DELETE /api/sample`: every charter of the worked example is deleted.
pub(super) async fn remove_example(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    caller.must(Rank::may_manage, "only leaders delete documents")?;
    let by = caller.author();
    import_by(&app, by.as_str()).remove_example().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn import_by<'a>(app: &'a App, by: &'a str) -> Import<'a> {
    Import {
        rooms: &app.rooms,
        people: &app.people,
        by,
        name: NOBODY_KNOWN,
        source: None,
        into: None,
        folder: "",
        suggests: false,
    }
}

impl App {
    /// Whether somebody may bring files into what stands beside a document: whoever may edit that.
    async fn may_bring(&self, caller: &Caller, host: &DocId) -> Result<(), Problem> {
        let Visitor { role, .. } = self.visitor(caller, host).await?;
        if role >= Role::Editor {
            return Ok(());
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "only those who may edit a charter or a series bring files into it"))
    }
}

/// An import names captains and surfaces, which is for leaders.
fn may_import(caller: &Caller) -> Result<(), Problem> {
    caller.must(Rank::may_manage, "only leaders import: it names captains and surfaces")
}

impl From<WorkError> for Problem {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Room(error) => error.into(),
            WorkError::Log(error) => error.into(),
            WorkError::Nobody => Self::not_found("there is nobody of this id"),
            WorkError::Random(_) => Self::no_randomness(),
        }
    }
}
