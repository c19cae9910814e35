//! `/api/find`: rows of documents by their words, however old they are; they are decisions, so far.

use std::cmp::Reverse;

use axum::extract::{Query, State};
use axum::{Extension, Json};
use muster_shared::kinds::Findable;
use muster_shared::names;
use serde::Deserialize;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use super::summaries::{Found, Shelved};
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

/// `GET /api/find?words=…`: the rows that have these words, the newest first, of all documents that the caller may read.
pub(super) async fn find(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Query(Asked { words }): Query<Asked>,
) -> Result<Json<Vec<Found>>, Problem> {
    app.one_more_read(&caller, peer, "find")?;
    let sought = sought(&words);
    Ok(Json(app.rows_found(&caller, &sought, |row, of| row.is_meant(&sought, &of.sought)).await?))
}

/// Words as they are looked for.
fn sought(words: &str) -> String {
    names::sought(&words.chars().take(LETTERS_MAX).collect::<String>())
}

impl App {
    /// The rows in which words stand just so, the newest first, of all documents that the caller may read.
    ///
    /// # Errors
    /// 503 when they cannot be read.
    pub(super) async fn found_so(&self, caller: &Caller, words: &str) -> Result<Vec<Found>, Problem> {
        let sought = sought(words);
        self.rows_found(caller, &sought, |row, _| row.says(&sought)).await
    }

    async fn rows_found(
        &self,
        caller: &Caller,
        sought: &str,
        is_meant: impl Fn(&Findable, &Shelved) -> bool,
    ) -> Result<Vec<Found>, Problem> {
        let docs = if sought.is_empty() { Vec::new() } else { self.rooms.log().docs().await? };
        let docs = self.visible(caller, docs).await?;
        let listed = docs.iter().map(|row| (&row.id, row.last_seq)).collect();
        let mut found: Vec<Found> = Vec::new();
        for row in &docs {
            let (log, limits) = (self.rooms.log(), self.rooms.limits());
            let shelved = self.summaries.findable(log, limits, &self.people, (row, &listed)).await?;
            let Some(shelved) = shelved else { continue };
            let (Some(shelved), Some(kind)) = (shelved.as_ref(), row.kind) else { continue };
            let meant = shelved.rows.iter().filter(|row| is_meant(row, shelved));
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
        Ok(found)
    }
}
