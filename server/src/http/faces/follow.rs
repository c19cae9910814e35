//! `POST /api/follow`: changes of texts as they happen, a line of JSON each. A page that shows a text in somebody else's page
//! follows it with a few KB of script, and asks for the text again when its tag is another.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::document::Document;
use super::followed::Followed;
use super::readable::{Credentials, caller, let_read};
use crate::config::{self, NONE};
use crate::connections::Peer;
use crate::http::body;
use crate::http::caller::{Caller, bearer_in, must_be_ours};
use crate::http::problem::Problem;
use crate::http::rates::payer;
use crate::http::state::App;
use crate::places::Place;

/// The most documents that one page follows.
const DOCUMENTS_MAX: usize = 100;
/// How long nothing is said, before an empty line says that the connection lives.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// The lines that wait for a slow reader; the documents behind them wait too.
const LINES_MAX: usize = 16;

/// A proxy that gathers an answer would keep every line to itself.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    documents: Vec<Document>,
}

/// `POST /api/follow`. A page of another origin sends it as plain text, so that its browser need not ask before.
pub(in crate::http) async fn follow(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: body::Read,
) -> Result<Response, Problem> {
    let bearer = bearer_in(&headers);
    let Asked { mut documents } = body::json(body)?;
    let (who, may_read) = follower(&app, &documents, bearer.as_deref(), &headers, peer).await?;
    if documents.is_empty() || documents.len() > DOCUMENTS_MAX {
        return Err(Problem::bad_request(format!("from 1 to {DOCUMENTS_MAX} documents are followed at once")));
    }
    // One odd text in a page keeps none of the others from being followed.
    documents.retain(Document::is_short);
    if documents.is_empty() {
        return Err(Problem::bad_request("a view, a row and a tag are words, and no texts"));
    }
    let max = app.bounds.follows_max;
    let max = (max != NONE).then(|| config::size(max));
    let Some(place) = app.follows.admit(payer(&who, peer.0), max) else {
        app.rooms.metrics().refused_requests.get_or_create(&[("of", "follows".to_owned())]).inc();
        return Err(Problem::too_many("too many pages follow changes for you; close some of them"));
    };
    app.one_more_read(&who, peer, "follow")?;
    let lines = Lines::begin(&app, documents, bearer.as_deref(), &headers, peer, place);
    let mut response = Body::from_stream(stream::unfold(lines, Lines::next)).into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    head.insert(UNBUFFERED, HeaderValue::from_static("no"));
    if may_read {
        let_read(&headers, &mut response);
    }
    Ok(response)
}

/// The caller for whose account changes are followed, and whether the page that asks may read the answer.
///
/// # Errors
/// 401 where nobody is known; 403 where a page of another origin would use somebody's cookie, or every credential is for
/// other pages.
async fn follower(
    app: &App,
    documents: &[Document],
    bearer: Option<&str>,
    headers: &HeaderMap,
    peer: Peer,
) -> Result<(Caller, bool), Problem> {
    let (mut first, mut may_read, mut by_cookie, mut refused) = (None, false, false, None);
    // A question without a document is answered as one about a document would be.
    let nothing = [Document::default()];
    let documents = if documents.is_empty() { &nothing[..] } else { documents };
    // A page shows all its documents with one credential or two: each is looked up once.
    let shown: BTreeSet<Credentials<'_>> =
        documents.iter().take(DOCUMENTS_MAX).map(|document| document.credentials(bearer)).collect();
    for shown in shown {
        match caller(app, shown, headers, peer).await {
            Ok(Some(who)) => {
                may_read |= matches!(who, Caller::Bearer(_) | Caller::Link(_));
                by_cookie |= matches!(who, Caller::Person(_));
                first = first.or(Some(who));
            }
            Ok(None) => {}
            Err(problem) => refused = Some(problem),
        }
    }
    let who = first.ok_or_else(|| refused.unwrap_or_else(Problem::not_signed_in))?;
    if by_cookie {
        must_be_ours(headers, &app.origin)?;
    }
    Ok((who, may_read))
}

/// The lines of one answer, and the tasks that write them. Dropped, they end.
struct Lines {
    app: App,
    lines: mpsc::Receiver<String>,
    is_begun: bool,
    _tasks: JoinSet<()>,
    _place: Arc<Place<String>>,
}

impl Lines {
    fn begin(
        app: &App,
        documents: Vec<Document>,
        bearer: Option<&str>,
        headers: &HeaderMap,
        peer: Peer,
        place: Place<String>,
    ) -> Self {
        let (place, (sender, lines)) = (Arc::new(place), mpsc::channel(LINES_MAX));
        let mut tasks = JoinSet::new();
        for document in documents {
            let followed = Followed::new(app, document, bearer, headers, peer, &place);
            tasks.spawn(followed.run(sender.clone()));
        }
        Self { app: app.clone(), lines, is_begun: false, _tasks: tasks, _place: place }
    }

    /// The next line; nothing once every document is gone, and when the server stops. The first is empty: a browser hears by it
    /// that somebody answers.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let line = if std::mem::replace(&mut self.is_begun, true) {
            tokio::select! {
                () = self.app.rooms.closing() => return None,
                line = self.lines.recv() => line?,
                () = sleep(HEARTBEAT) => "\n".to_owned(),
            }
        } else {
            "\n".to_owned()
        };
        Some((Ok(Bytes::from(line)), self))
    }
}
