//! `/api/docs/{doc}/history` and `…/authors`: who wrote what, and when.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use muster_shared::access::{Author, Rank};
use muster_shared::id::{DocId, Since};
use serde::Serialize;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::reads::Of;
use crate::rooms::past::{self, Step};

/// Some edits of one person.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    #[serde(flatten)]
    pub(super) step: Step,
    /// The author's name.
    pub(super) name: String,
}

/// `GET /api/docs/{doc}/history`: the latest steps, the last first.
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

/// `GET /api/docs/{doc}/authors`: whose the client ids of a document are. Empty on an open server.
pub(super) async fn authors(
    State(app): State<App>,
    caller: Caller,
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
    /// The latest steps of a document, the last first.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn history(&self, caller: &Caller, doc: &DocId) -> Result<Vec<Told>, Problem> {
        let steps = self.steps(doc).await?;
        let steps = steps.as_deref().unwrap_or_default();
        let authors: BTreeSet<String> = steps.iter().map(|step| step.author.clone()).collect();
        let shown = shown_to(caller, &authors);
        let names = self.people.names_of(authors).await?;
        let told = |step: &Step| {
            let name = names.get(&step.author).cloned().unwrap_or_default();
            let author = shown[&step.author].clone();
            Told { name, step: Step { author, ..step.clone() } }
        };
        Ok(steps.iter().map(told).collect())
    }

    /// The same without their authors' names; made once a version.
    async fn steps(&self, doc: &DocId) -> Result<Arc<Option<Vec<Step>>>, Problem> {
        let (version, around) = self.version(doc).await?;
        let (log, id) = (self.rooms.log().clone(), doc.clone());
        let made = move |turn| async move { past::steps(&log, &id, around, turn).await };
        Ok(self.reads.once(Of::One, ("history", doc.clone()), version, made).await?)
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
