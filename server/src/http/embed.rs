//! `/embed/{doc}`: one widget as a page, for frames of other people's pages. Its text can be read with scripts off.
//! With an ending it is a file (`forms`).

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use muster_shared::export::{html, title};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use serde::Deserialize;

use super::caller::{Caller, Credential, session_in};
use super::forms::{self, Form};
use super::problem::Problem;
use super::state::App;
use crate::assets;
use crate::rooms::cold;

/// Pages that shut out whatever is not marked for them, and frames that are not, take this one.
const COEP: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// From where an open server may be framed beside its own pages: whoever can be reached only on this machine.
const LOOPBACK: &str = "http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:* \
                        http://*.localhost:* https://*.localhost:*";

/// What is read without scripts where there is no charter. With scripts, the widget says it.
const NOTHING: &str = "<noscript><p>There is no such charter at this address.</p></noscript>";

/// `GET /embed/{doc}`.
pub(super) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    Query(Shown { token }): Query<Shown>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // No id has a dot in it.
    let (doc, ending) = doc.split_once('.').map_or((&*doc, None), |(doc, ending)| (doc, Some(ending)));
    let id = readable(&app, doc, token, &headers).await?;
    match ending {
        Some(ending) => file(&app, id, ending).await,
        None => widget(&app, id).await,
    }
}

async fn file(app: &App, id: Option<DocId>, ending: &str) -> Result<Response, Problem> {
    let file = match (id, Form::named(ending)) {
        (Some(id), Some(form)) => forms::file(app, &id, form).await?,
        _ => None,
    };
    let mut response = file.ok_or_else(|| Problem::not_found("there is no such file of a charter at this address"))?;
    protect(app, &mut response);
    Ok(response)
}

async fn widget(app: &App, id: Option<DocId>) -> Result<Response, Problem> {
    let text = match id {
        Some(id) => text(app, &id).await?,
        None => None,
    };
    let mut response = match &text {
        Some((title, text)) => assets::frame(title, text),
        None => assets::frame("Muster", NOTHING),
    };
    // What is missing is said by the server where it has the page to say it in.
    if text.is_none() && response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    protect(app, &mut response);
    Ok(response)
}

/// What may be said with the address, besides what is for the widget's script.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    token: Option<String>,
}

/// The document, if whoever asks may read it: with the token in the address, or signed in.
pub(super) async fn readable(
    app: &App,
    doc: &str,
    token: Option<String>,
    headers: &HeaderMap,
) -> Result<Option<DocId>, Problem> {
    let credential = token.map(Credential::Token).or_else(|| session_in(headers, &app.origin));
    let caller = match credential {
        _ if app.config.visitors.open => Caller::Anybody,
        Some(credential) => match app.caller(&credential).await {
            Ok(caller) => caller,
            Err(problem) if problem.status == StatusCode::UNAUTHORIZED => return Ok(None),
            Err(problem) => return Err(problem),
        },
        None => return Ok(None),
    };
    match app.readable(&caller, doc).await {
        Ok(id) => Ok(Some(id)),
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// `GET /embed`: the same page without a text. A service worker keeps it for when the server is away.
pub(super) async fn shell(State(app): State<App>) -> Response {
    let mut response = assets::frame("Muster", "");
    protect(&app, &mut response);
    response
}

/// A charter's name and text as HTML; `None` if there is no such charter.
async fn text(app: &App, id: &DocId) -> Result<Option<(String, String)>, Problem> {
    let (log, limits) = (app.rooms.log(), app.rooms.limits());
    let org = app.summaries.org(log, limits).await?;
    let write = move |mut cold: cold::Cold| {
        let sheet = cold.room.sheet().filter(|_| cold.row.kind == Some(Kind::Charter))?;
        Some((title(&sheet), html(&sheet, &org, &cold.row.id)))
    };
    Ok(cold::read(log, id, limits, write).await?.flatten())
}

/// Which pages may frame this one, and what it may do.
fn protect(app: &App, response: &mut Response) {
    let ancestors = ancestors(app.config.visitors.open, &app.config.visitors.allow_origin);
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&assets::policy(&ancestors)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(COEP, HeaderValue::from_static("require-corp"));
    // It may be framed, not read: unlike the files beside it, it says what a charter says.
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
}

fn ancestors(open: bool, allowed: &[String]) -> String {
    let is_source = |origin: &&str| {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| {
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        })
    };
    let loopback = Some(LOOPBACK).filter(|_| open);
    let allowed = allowed.iter().map(String::as_str).filter(is_source);
    ["'self'"].into_iter().chain(loopback).chain(allowed).collect::<Vec<_>>().join(" ")
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
