//! `/api/wikis`: the origins whose pages may show documents, as owners name and withdraw them while the server runs; and
//! the one answer to which origins count, together with those that the server was started with.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use muster_shared::access::Rank;
use muster_shared::id::DocId;
use serde::Deserialize;

use super::body;
use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::origins;
use crate::people::wikis::{Named, WIKIS_MAX, Wiki};

/// Where the address of a document has its id.
const DOC: &str = "/d/";

impl App {
    /// The origins whose pages may show a document, beside this server's own; without one, those that may show all.
    pub(crate) fn embedders(&self, doc: Option<&DocId>) -> Vec<String> {
        self.config.visitors.allow_origin.iter().cloned().chain(self.people.wikis_of(doc)).collect()
    }

    /// Whether pages of an origin may show anything.
    pub(super) fn is_embedder(&self, origin: &str) -> bool {
        self.config.visitors.allow_origin.iter().any(|allowed| allowed == origin) || self.people.knows_wiki(origin)
    }
}

/// `GET /api/wikis`.
pub(super) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Wiki>>, Problem> {
    caller.must(Rank::may_hold_keys, "only owners see which wikis are named")?;
    Ok(Json(app.people.wikis().to_vec()))
}

/// The wiki that is to be named.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    origin: String,
    /// The only document that its pages may show, by id or address; empty where they may show all.
    #[serde(default)]
    doc: Option<String>,
}

/// `POST /api/wikis`.
pub(super) async fn name(State(app): State<App>, caller: Caller, body: body::Read) -> Result<Response, Problem> {
    let Wanted { origin, doc } = body::json(body)?;
    caller.must(Rank::may_hold_keys, "only owners name wikis")?;
    let origin = origins::wiki(&origin).map_err(|bad| Problem::bad_request(bad.to_string()))?;
    let doc = match doc.as_deref().map(str::trim).filter(|doc| !doc.is_empty()) {
        Some(doc) => Some(app.readable(&caller, id_in(doc)).await?),
        None => None,
    };
    match app.people.name_wiki(caller.author().as_str(), &origin, doc.as_ref()).await? {
        Named::New(wiki) => Ok((StatusCode::CREATED, Json(wiki)).into_response()),
        Named::Known(wiki) => Ok(Json(wiki).into_response()),
        Named::Full => {
            let sentence = format!("a workspace has at most {WIKIS_MAX} wikis; withdraw one first");
            Err(Problem::new(StatusCode::CONFLICT, sentence))
        }
    }
}

/// The id in a document's address, or what was written if that is no address.
fn id_in(written: &str) -> &str {
    let behind = written.split_once(DOC).map_or(written, |(_, behind)| behind);
    behind.split(['?', '#', '/']).next().unwrap_or(behind)
}

/// `DELETE /api/wikis/{wiki}`.
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path(wiki): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.must(Rank::may_hold_keys, "only owners withdraw wikis")?;
    if app.people.withdraw_wiki(caller.author().as_str(), &wiki).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("no wiki is named under this id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_named_by_its_id_or_its_address() {
        for (written, id) in [
            ("first-keys", "first-keys"),
            ("https://muster.example/d/first-keys", "first-keys"),
            ("https://muster.example/d/first-keys?view=card#mission", "first-keys"),
            ("/d/first-keys/history", "first-keys"),
        ] {
            assert_eq!(id_in(written), id, "{written}");
        }
    }
}
