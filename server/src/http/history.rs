//! `/api/docs/{doc}/history` and `…/authors`: who wrote what, and when.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, State};
use muster_shared::access::Author;
use muster_shared::id::DocId;
use serde::Serialize;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::rooms::past::{self, Step};

/// Some edits of one person.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    #[serde(flatten)]
    pub(super) step: Step,
    /// What the author is called.
    pub(super) name: String,
}

/// `GET /api/docs/{doc}/history`: the latest steps, the last first.
pub(super) async fn history(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Told>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    Ok(Json(app.history(&doc).await?))
}

/// Whose a client id is. What stands under it in the document, they wrote.
#[derive(Debug, Serialize)]
pub(super) struct Bound {
    client: u64,
    /// As the log has them.
    author: String,
    /// What they are called.
    name: String,
}

/// `GET /api/docs/{doc}/authors`: whose the client ids of a document are. Empty on an open server.
pub(super) async fn authors(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Bound>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    let bound = app.rooms.log().read(move |reader| reader.doc(&doc)?.map(|row| reader.authors(row.num)).transpose());
    let bound = bound.await?.unwrap_or_default();
    let authors: BTreeSet<String> = bound.iter().map(|(_, author)| author.as_str().to_owned()).collect();
    let names = app.people.names_of(authors.into_iter().collect()).await?;
    let told = bound.into_iter().map(|(client, author)| {
        let author = author.as_str().to_owned();
        Bound { client, name: name_of(&author, &names), author }
    });
    Ok(Json(told.collect()))
}

impl App {
    /// The latest steps of a document, the last first.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn history(&self, doc: &DocId) -> Result<Vec<Told>, Problem> {
        let org = self.summaries.org(self.rooms.log(), self.rooms.limits()).await?;
        let steps = past::steps(self.rooms.log(), doc, org).await?.unwrap_or_default();
        let authors: BTreeSet<String> = steps.iter().map(|step| step.author.clone()).collect();
        let names = self.people.names_of(authors.into_iter().collect()).await?;
        Ok(steps.into_iter().map(|step| Told { name: name_of(&step.author, &names), step }).collect())
    }
}

/// What an author is called: a person by name, a token's bearer as its key's holder knows them.
fn name_of(author: &str, names: &HashMap<String, String>) -> String {
    match (names.get(author), author.split_once(':')) {
        (Some(name), _) => name.clone(),
        (None, Some((_, bearer))) => bearer.to_owned(),
        (None, None) if author.is_empty() => "Somebody".to_owned(),
        (None, None) if *author == *Author::server().as_str() => "Muster itself".to_owned(),
        (None, None) => author.to_owned(),
    }
}
