//! Drafts: what one person wrote in silence about one review, and nobody else opens. `/api/docs/{review}/drafts` says how
//! many are still out, without a name.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use muster_shared::access::{Audience, Role};
use muster_shared::id::DocId;
use muster_shared::kinds::draft::{self, StillOut};
use serde::Serialize;

use super::caller::Caller;
use super::problem::Problem;
use super::roster::shown_by;
use super::state::App;
use crate::connections::Peer;
use crate::log::{DocRow, LogError};
use crate::reads::Costly;

/// Between these two stand the ids of all people.
const PERSONS: (&str, &str) = ("0", "z");

impl Costly for StillOut {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.0.keys().map(|item| item.len() + 2 * size_of::<usize>()).sum::<usize>()
    }
}

/// The drafts of a review that the server holds.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// Whether the caller has one.
    mine: bool,
    /// How many people have something that is not in the review, by the item it is on; for those who edit the review.
    #[serde(skip_serializing_if = "Option::is_none")]
    still_out: Option<BTreeMap<String, usize>>,
}

/// `GET /api/docs/{review}/drafts`.
pub(super) async fn drafts(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<Told>, Problem> {
    let review = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("drafts {review}"))?;
    let rows = app.drafts_of(&review).await?;
    let mine = match shown_by(&caller) {
        (shown, Some(person)) if Audience::Author.admits(shown, true) => {
            rows.iter().any(|row| draft::KIND.person_of(&row.id) == Some(person))
        }
        _ => false,
    };
    let edits = app.visitor(&caller, &review).await?.role == Role::Editor;
    let still_out = if edits && !app.config.visitors.open { Some(app.still_out(rows).await?.0) } else { None };
    Ok(Json(Told { mine, still_out }))
}

impl App {
    /// The drafts of a review that are there; of other documents there are none.
    async fn drafts_of(&self, review: &DocId) -> Result<Vec<DocRow>, Problem> {
        let id = |person: &str| draft::of(review, person);
        let (Some(first), Some(last)) = (id(PERSONS.0), id(PERSONS.1)) else { return Ok(Vec::new()) };
        let rows = self.rooms.log().docs_between(first, last).await?.into_iter();
        Ok(rows.filter(|row| draft::KIND.subject_of(&row.id).as_ref() == Some(review)).collect())
    }

    async fn still_out(&self, rows: Vec<DocRow>) -> Result<StillOut, Problem> {
        let mut still_out = StillOut::default();
        for row in rows.into_iter().filter(|row| row.kind == Some(draft::KIND)) {
            let one = self.made_of("still out", &row.id, |cold, _, _| {
                let mut one = StillOut::default();
                one.add(&cold.room.sheet()?);
                Some(one)
            });
            // A draft that is closed just now, or cannot be read, keeps nobody from the count of the others.
            let one = match one.await {
                Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => continue,
                one => self.reads.unread.or_none(&row, one)?,
            };
            for (item, n) in one.iter().filter_map(|one| one.as_ref().as_ref()).flat_map(|one| &one.0) {
                *still_out.0.entry(item.clone()).or_default() += n;
            }
        }
        Ok(still_out)
    }
}
