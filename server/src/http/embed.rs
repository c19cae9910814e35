//! `/embed/{doc}`: one widget as a page, for frames of other people's pages. Its text can be read with scripts off.
//! With an ending it is a file (`forms`).

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use muster_shared::files::export::{html_beside, title};
use muster_shared::id::DocId;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Kind, person_of};
use serde::Deserialize;

use super::caller::{Caller, Credential, origin_in, session_in};
use super::feeds;
use super::files::{self, Form};
use super::problem::Problem;
use super::state::App;
use crate::assets;
use crate::connections::Peer;
use crate::reads::Costly;

/// Pages that shut out whatever is not marked for them, and frames that are not, take this one.
const COEP: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// From where an open server may be framed beside its own pages: whoever can be reached only on this machine.
const LOOPBACK: &str = "http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:* \
                        http://*.localhost:* https://*.localhost:*";

/// The words that are read without scripts where there is no charter. With scripts, the widget says them.
const NOTHING: &str = "<noscript><p>There is no such charter at this address.</p></noscript>";

/// The view of a review that has only one person's field for words in silence.
const SILENT: &str = "silent";

/// `GET /embed/{doc}`.
pub(super) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    Query(Shown { token, key, view }): Query<Shown>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // No id has a dot in it.
    let (doc, ending) = doc.split_once('.').map_or((&*doc, None), |(doc, ending)| (doc, Some(ending)));
    if let (Some("ics"), Some(key)) = (ending, key) {
        return feeds::calendar_of(&app, doc, &key, peer).await;
    }
    // The field for words in silence stands in a page without a text.
    if ending.is_none() && view.as_deref() == Some(SILENT) {
        return Ok(shell(State(app)).await);
    }
    let read = readable(&app, doc, token.as_deref(), &headers, peer).await?;
    let ancestors = read.as_ref().and_then(|read| read.ancestors.clone());
    let mut response = match ending {
        Some(ending) => file(&app, read, ending).await?,
        None => widget(&app, read, token.as_deref()).await?,
    };
    let embedders = app.embedders(doc.parse().ok().as_ref());
    protect(&app, &mut response, ancestors, &embedders);
    Ok(response)
}

async fn file(app: &App, read: Option<Readable>, ending: &str) -> Result<Response, Problem> {
    let file = match (read, Form::named(ending)) {
        (Some(read), Some(form)) => files::file(app, &read.doc, form).await?,
        _ => None,
    };
    file.ok_or_else(|| Problem::not_found("there is no such file of a charter at this address"))
}

async fn widget(app: &App, read: Option<Readable>, token: Option<&str>) -> Result<Response, Problem> {
    let text = match &read {
        Some(read) => text(app, &read.doc).await?,
        None => Arc::new(None),
    };
    // Only pages the token is for can show this page, so its script is given a pass.
    let ticket = match token.filter(|_| read.is_some_and(|read| read.ancestors.is_some())) {
        Some(token) => app.tickets.make(token)?,
        None => String::new(),
    };
    let mut response = match text.as_ref() {
        Some(Framed { kind, title, text }) => assets::frame(kind.name(), title, text, &ticket),
        None => assets::frame("", "Muster", NOTHING, &ticket),
    };
    // A missing charter is reported by the server where it has the page to say it in.
    if text.is_none() && response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    if !ticket.is_empty() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// The words that may stand in the address, besides those for the widget's script.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    token: Option<String>,
    /// A feed's secret, which opens a calendar and nothing else.
    key: Option<String>,
    /// How much of the document is shown.
    view: Option<String>,
}

/// A document that whoever asks may read.
pub(super) struct Readable {
    pub(super) doc: DocId,
    /// The only pages that may show it in a frame; nothing where the workspace says which.
    ancestors: Option<Vec<String>>,
}

/// The document, if whoever asks may read it: with the token in the address, or signed in.
pub(super) async fn readable(
    app: &App,
    doc: &str,
    token: Option<&str>,
    headers: &HeaderMap,
    peer: Peer,
) -> Result<Option<Readable>, Problem> {
    // A document that is one person's alone has no file and no frame, for that person neither.
    if doc.parse().is_ok_and(|doc| person_of(&doc).is_some()) {
        return Ok(None);
    }
    let token = token.map(|token| Credential::Token(token.to_owned()));
    let caller = match token.or_else(|| session_in(headers, &app.origin)) {
        _ if app.config.visitors.open => Caller::Anybody,
        Some(credential) => match app.caller(&credential).await {
            Ok(caller) => caller,
            Err(problem) if problem.status == StatusCode::UNAUTHORIZED => return Ok(None),
            Err(problem) => return Err(problem),
        },
        None => return Ok(None),
    };
    // A browser that opens a page or a frame names no origin, and no page can read what it opens; a script's request
    // names one.
    if origin_in(headers).is_some() {
        app.check_audience(&caller, headers).await?;
    }
    let ancestors = match &caller {
        Caller::Bearer(bearer) => bearer.ancestors().map(<[String]>::to_vec),
        Caller::Anybody | Caller::Person(_) | Caller::Feed(_) | Caller::Post(_) => None,
    };
    match app.readable(&caller, doc).await {
        Ok(doc) => {
            app.one_more_read(&caller, peer, &format!("embed {doc}"))?;
            Ok(Some(Readable { doc, ancestors }))
        }
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// `GET /embed`: the same page without a text. A service worker keeps it for when the server is away.
pub(super) async fn shell(State(app): State<App>) -> Response {
    let mut response = assets::frame("", "Muster", "", "");
    // It says nothing of a document, so every page that may show any may show it.
    protect(&app, &mut response, None, &app.all_embedders());
    response
}

/// A document as its frame shows it before the widget does.
struct Framed {
    kind: Kind,
    /// The document's name as HTML.
    title: String,
    /// Its words as HTML.
    text: String,
}

impl Costly for Framed {
    fn n_bytes(&self) -> usize {
        self.title.len() + self.text.len()
    }
}

/// The words that a frame shows of a document; `None` if there is no such document, or it has no kind.
async fn text(app: &App, id: &DocId) -> Result<Arc<Option<Framed>>, Problem> {
    let made = app.made_of_agreed("frame", id, |cold, around, beside| {
        let (kind, sheet) = around.sheet(cold)?;
        let from = Sources { sheet: &sheet, org: &around.org, doc: &cold.row.id };
        Some(Framed { kind, title: title(kind, &sheet, beside), text: html_beside(kind, &from, beside) })
    });
    Ok(made.await?)
}

/// Which pages may frame this one, and what it may do: those a token names, or else those the workspace does.
fn protect(app: &App, response: &mut Response, named: Option<Vec<String>>, embedders: &[String]) {
    let ancestors = match named {
        Some(named) => sources(&named).collect::<Vec<_>>().join(" "),
        None => ancestors(app.config.visitors.open, embedders),
    };
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors };
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&assets::policy(&ancestors)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(COEP, HeaderValue::from_static("require-corp"));
    // It may be framed, not read: unlike the files beside it, it says what a charter says.
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
}

fn ancestors(open: bool, allowed: &[String]) -> String {
    let loopback = Some(LOOPBACK).filter(|_| open);
    ["'self'"].into_iter().chain(loopback).chain(sources(allowed)).collect::<Vec<_>>().join(" ")
}

/// Those of the origins that may stand in a policy.
fn sources(origins: &[String]) -> impl Iterator<Item = &str> {
    origins.iter().map(String::as_str).filter(|origin| {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| {
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_machine_and_those_allowed_may_frame() {
        let allowed =
            ["https://wiki.example:8443", "null", "https://a;script-src *", "https://", "*"].map(str::to_owned);
        assert_eq!(ancestors(true, &allowed), format!("'self' {LOOPBACK} https://wiki.example:8443"));
        assert_eq!(ancestors(false, &[]), "'self'");
    }
}
