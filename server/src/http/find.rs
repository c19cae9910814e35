//! `/api/find`: rows of documents by their words, however old they are; they are decisions, so far.

use std::cmp::Reverse;

use axum::extract::{Query, State};
use axum::{Extension, Json};
use muster_shared::id::DocId;
use muster_shared::kinds::Line;
use muster_shared::names;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;

/// The most rows that are told: as many as somebody reads before they type another word.
const TOLD_MAX: usize = 20;
/// The most letters that are looked for.
const LETTERS_MAX: usize = 200;

/// The words that somebody looks for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    words: String,
}

/// A row that was found.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    /// Its document.
    doc: DocId,
    /// The name of the document's kind.
    kind: &'static str,
    /// The document's name.
    title: String,
    /// Part of the worked example.
    example: bool,
    /// The row.
    line: Line,
}

/// `GET /api/find?words=…`: the rows that have these words, the newest first, of all documents that the caller may read.
pub(super) async fn find(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Query(Asked { words }): Query<Asked>,
) -> Result<Json<Vec<Found>>, Problem> {
    app.one_more_read(&caller, peer, "find")?;
    let sought = names::sought(&words.chars().take(LETTERS_MAX).collect::<String>());
    let docs = if sought.is_empty() { Vec::new() } else { app.rooms.log().docs().await? };
    let docs = app.visible(&caller, docs).await?;
    let listed = docs.iter().map(|row| (&row.id, row.last_seq)).collect();
    let mut found: Vec<Found> = Vec::new();
    for row in &docs {
        let (log, limits) = (app.rooms.log(), app.rooms.limits());
        let Some(shelved) = app.summaries.findable(log, limits, &app.people, (row, &listed)).await? else { continue };
        let (Some(shelved), Some(kind)) = (shelved.as_ref(), row.kind) else { continue };
        let meant = shelved.rows.iter().filter(|row| row.is_meant(&sought, &shelved.sought));
        found.extend(meant.take(TOLD_MAX).map(|meant| Found {
            doc: row.id.clone(),
            kind: kind.name(),
            title: shelved.title.clone(),
            example: shelved.example,
            line: meant.line.clone(),
        }));
        found.sort_by_cached_key(|found| Reverse(found.line.on.clone()));
        found.truncate(TOLD_MAX);
    }
    Ok(Json(found))
}
