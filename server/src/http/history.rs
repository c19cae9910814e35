//! `/api/docs/{doc}/history` and `…/authors`: who wrote what, and when, and what the document said then.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::access::{Author, Rank, Role};
use muster_shared::files::export::html;
use muster_shared::id::{DocId, Since};
use muster_shared::kinds::outline::Sources;
use serde::Serialize;
use serde_json::json;

use super::caller::{Caller, Commenter};
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::reads::Of;
use crate::rooms::past::{self, Named, Past, Step, Stood};

/// One sitting, and the names of those who sat.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    #[serde(flatten)]
    pub(super) step: Step,
    /// The author's name.
    pub(super) name: String,
    /// The names of the others who sat with the author.
    pub(super) with: Vec<String>,
}

impl Told {
    /// The ids of those who sat, as the log has them, each with their name.
    pub(super) fn people(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = std::iter::once(&self.name).chain(&self.with).map(String::as_str);
        self.step.authors.iter().map(String::as_str).zip(names)
    }
}

/// `GET /api/docs/{doc}/history`: the latest sittings, the last first.
pub(super) async fn history(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Told>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("history {doc}"))?;
    app.note_reading(&caller, &doc).await?;
    Ok(Json(app.history(&caller, &doc).await?))
}

/// `GET /api/docs/{doc}/history/{seq}`: the document as it stood after an update, for whoever may write it and so put back
/// what it said. People stand in it by their ids.
pub(super) async fn then(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path((doc, seq)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    if app.visitor(&caller, &doc).await?.role < Role::Editor {
        return Err(Problem::new(StatusCode::FORBIDDEN, "only those who may edit a document put back what it said"));
    }
    app.one_more_read(&caller, peer, &format!("history {doc}"))?;
    app.note_reading(&caller, &doc).await?;
    let (log, id) = (app.rooms.log().clone(), doc.clone());
    let work = move |turn| async move {
        past::then(&log, &id, seq, turn, |row, Stood { at_ms, sheet, .. }| {
            Some(json!({ "kind": row.kind, "at_ms": at_ms, "sheet": sheet }).to_string())
        })
        .await
    };
    let made = app.reads.once(Of::One, ("then", doc), (seq, 0, 0), work).await?;
    let body = made.as_ref().clone().ok_or_else(|| Problem::not_found("there is nothing to put back"))?;
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

/// The author of a client id, and of every struct under it in the document from a clock on.
#[derive(Debug, Serialize)]
pub(super) struct Bound {
    client: u64,
    /// The clock. Nobody is known to have written the structs before it.
    since: u32,
    /// As the log has them; to guests and bearers of tokens, others by a number.
    author: String,
    /// The author's name.
    name: String,
}

/// `GET /api/docs/{doc}/authors`: whose the client ids of a document are. Empty on an open server. The holder of a link who
/// comments is told too: remarks are somebody's, and none but one's own may be changed.
pub(super) async fn authors(
    State(app): State<App>,
    Commenter(caller): Commenter,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Bound>>, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("authors {doc}"))?;
    let bound = app.rooms.log().read(move |reader| reader.doc(&doc)?.map(|row| reader.authors(row.num)).transpose());
    let bound = bound.await?.unwrap_or_default();
    let authors: BTreeSet<String> = bound.iter().map(|(_, author)| author.as_str().to_owned()).collect();
    let shown = shown_to(&caller, &authors);
    let names = app.people.names_of(authors).await?;
    let told = bound.into_iter().map(|(Since { client, clock }, author)| {
        let author = author.as_str();
        Bound {
            client,
            since: clock,
            name: names.get(author).cloned().unwrap_or_default(),
            author: shown[author].clone(),
        }
    });
    Ok(Json(told.collect()))
}

impl App {
    /// The latest sittings of a document, the last first.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn history(&self, caller: &Caller, doc: &DocId) -> Result<Vec<Told>, Problem> {
        let past = self.past_made(doc).await?;
        let steps = past.as_ref().as_ref().map(|past| past.steps.as_slice()).unwrap_or_default();
        let authors: BTreeSet<String> = steps.iter().flat_map(|step| &step.authors).cloned().collect();
        let shown = shown_to(caller, &authors);
        let names = self.people.names_of(authors).await?;
        let told = |step: &Step| {
            // The server's own writing stands under the file that brought it.
            let name = |author: &String| match author == Author::server().as_str() {
                true => step.brought.clone(),
                false => names.get(author).cloned().unwrap_or_default(),
            };
            let with = step.authors.iter().skip(1).map(name).collect();
            let author = shown.get(&step.author).cloned().unwrap_or_default();
            Told { name: name(&step.author), with, step: Step { author, ..step.clone() } }
        };
        Ok(steps.iter().map(told).collect())
    }

    /// The editions of a document, the last first.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn editions(&self, doc: &DocId) -> Result<Vec<Named>, Problem> {
        let past = self.past_made(doc).await?;
        Ok(past.as_ref().as_ref().map(|past| past.editions.clone()).unwrap_or_default())
    }

    /// The past of a document without its authors' names; made once a version.
    async fn past_made(&self, doc: &DocId) -> Result<Arc<Option<Past>>, Problem> {
        let (version, around) = self.version(doc).await?;
        let (log, id) = (self.rooms.log().clone(), doc.clone());
        let made = move |turn| async move { past::past(&log, &id, around, turn).await };
        Ok(self.reads.once(Of::One, ("history", doc.clone()), version, made).await?)
    }

    /// The words of a document as it stood after an update, as HTML with names of now, and the time of that; made once for
    /// the last that was asked for.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn words_then(&self, doc: &DocId, seq: i64) -> Result<Option<(u64, String)>, Problem> {
        let ((_, others, labelled), around) = self.version(doc).await?;
        let (log, id) = (self.rooms.log().clone(), doc.clone());
        let work = move |turn| async move {
            past::then(&log, &id, seq, turn, move |row, Stood { at_ms, mut sheet, made, is_example }| {
                let kind = row.kind?;
                around.show(kind, is_example, made, &mut sheet);
                let from = Sources { sheet: &sheet, org: &around.org, doc: &row.id };
                Some((at_ms.to_string(), html(kind, &from)))
            })
            .await
        };
        let made = self.reads.once(Of::One, ("words then", doc.clone()), (seq, others, labelled), work).await?;
        Ok(made.as_ref().clone().map(|(at_ms, words)| (at_ms.parse().unwrap_or_default(), words)))
    }
}

/// The names under which authors are shown. A caller who is no member of the workspace learns nobody's id, neither of
/// people nor of a wiki's users; that two words are of the same hand shows all the same.
fn shown_to(caller: &Caller, authors: &BTreeSet<String>) -> HashMap<String, String> {
    let (is_member, own) = (caller.rank() >= Some(Rank::Member), caller.author());
    let is_known = |author: &str| is_member || author == own.as_str() || !is_somebody(author);
    let shown = authors.iter().enumerate().map(|(nth, author)| {
        let shown = if is_known(author) { author.clone() } else { format!("other-{nth}") };
        (author.clone(), shown)
    });
    shown.collect()
}

/// Whether an author is a person or a bearer, and not everybody on an open server, or the server itself.
fn is_somebody(author: &str) -> bool {
    !author.is_empty() && author != Author::server().as_str()
}

#[cfg(test)]
mod tests {
    use muster_shared::id::DocId;

    use super::*;
    use crate::people::person::Person;
    use crate::people::session::SignedIn;
    use crate::people::token::{Bearer, Claims};

    fn person(rank: Rank) -> Caller {
        let (id, name) = ("p2".to_owned(), "Bo".to_owned());
        let person = Person { id, name, email: None, rank, created_ms: 0 };
        Caller::Person(SignedIn { person, session: "s1".to_owned(), until_ms: 0 })
    }

    fn bearer() -> Caller {
        let (doc, name, sub) = (DocId::org(), "Kim".to_owned(), Some("7".to_owned()));
        let role = muster_shared::access::Grant::Editor;
        let (person, session, by) = (None, None, None);
        let claims = Claims { doc, role, name, sub, aud: Vec::new(), person, session, by, iat: 0, exp: 1 };
        let (holder, shown, key) = ("a wiki".to_owned(), "Kim".to_owned(), "k1".to_owned());
        Caller::Bearer(Bearer { claims, holder, framed: false, shown, key })
    }

    #[test]
    fn who_is_no_member_learns_nobody_elses_id() {
        let authors: BTreeSet<String> = ["", "a wiki:7", "a wiki:8", "p1", "p2", "server"].map(str::to_owned).into();
        let shown = |caller: &Caller| {
            let shown = shown_to(caller, &authors);
            authors.iter().map(|author| shown[author].clone()).collect::<Vec<_>>()
        };
        let all: Vec<String> = authors.iter().cloned().collect();
        for rank in [Rank::Member, Rank::Leader, Rank::Owner] {
            assert_eq!(shown(&person(rank)), all, "{rank}");
        }
        assert_eq!(shown(&Caller::Anybody), all);
        assert_eq!(shown(&person(Rank::Guest)), ["", "other-1", "other-2", "other-3", "p2", "server"]);
        assert_eq!(shown(&bearer()), ["", "a wiki:7", "other-2", "other-3", "other-4", "server"]);
    }
}
