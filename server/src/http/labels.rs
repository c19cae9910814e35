//! `/api/docs/{doc}/labels`: the names of now of the people whom a document names by id.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use muster_shared::kinds::org::CAPTAINS;
use muster_shared::sheet::people::{persons_in, persons_of};

use super::caller::Commenter;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;

/// `GET /api/docs/{doc}/labels`: the people whom the document names, and the captain of its team, each id with the name of
/// now. Every reader of the document is told, as the document would name nobody without them; and nothing else of them.
pub(super) async fn labels(
    State(app): State<App>,
    Commenter(caller): Commenter,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<BTreeMap<String, String>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("labels {doc}"))?;
    let ids = app.made_of("persons", &doc, |cold, _, _| {
        let (kind, sheet) = (cold.row.kind?, cold.room.sheet()?);
        Some(persons_in(kind.schema(), &sheet).into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    let ids = ids.await?;
    let (_, org) = app.summaries.org_at(app.rooms.log(), app.rooms.limits()).await?;
    let captains = persons_of(org.under_key(CAPTAINS, doc.as_str()));
    let (_, labels) = app.people.labels().await?;
    let named = ids.iter().flatten().map(String::as_str).chain(captains);
    let known = named.filter_map(|id| Some((id.to_owned(), labels.of(id)?.to_owned())));
    Ok(Json(known.collect()))
}
