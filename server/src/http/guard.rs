//! The door of an open server: only requests from this machine, and from no foreign page.
//!
//! Without sign-in, the address a request is sent to and the page it comes from are all that stands between the
//! workspace and any web page a visitor has open: such a page could speak to `127.0.0.1`, also under a name of its own
//! that it lets point there.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::caller::{Caller, Credential, bearer_in, key_in, origin_in, session_in};
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::origins::is_loopback;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Refuses what comes from elsewhere, and lets the pages that may ask read the answer.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if !app.config.visitors.open {
        return guard_signed_in(&app, request, next).await;
    }
    match check(request.headers(), &app.embedders(None)) {
        Ok(()) => readable_by(origin, next.run(request).await),
        Err(problem) => problem.into_response(),
    }
}

/// With sign-in, every address asks for itself who calls. The guard only decides which pages may read the answers:
/// those that may embed, and those that bring a token or the key of a read link, which no browser adds by itself.
async fn guard_signed_in(app: &App, mut request: Request, next: Next) -> Response {
    if let Some(elsewhere) = named_otherwise(&request, &app.origin) {
        return Redirect::permanent(&elsewhere).into_response();
    }
    let shown = shown_key(&request);
    if shows_the_app(&request) && !is_signed_in(app, request.headers()).await {
        if !is_opened(app, request.uri().path(), shown.as_ref()).await {
            // A key in an address that opened nothing goes into no other address; that there was one does.
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let (path, by) = if shown.is_some() { (request.uri().path(), "&by=link") } else { (path, "") };
            return Redirect::to(&format!("/sign-in?next={}{by}", url_encoded(path))).into_response();
        }
        request.extensions_mut().insert(ByLink);
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let embeds = origin.as_ref().and_then(|origin| origin.to_str().ok());
    let embeds = embeds.is_some_and(|origin| app.is_embedder(origin));
    if request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return readable_by(origin, preflight());
    }
    let brings_token = bearer_in(request.headers()).is_some() || key_in(request.headers()).is_some();
    let shows_key = shown.is_some() || request.method() == Method::POST;
    let brings_token = brings_token || (shows_key && reads_by_key(request.uri().path()));
    let response = next.run(request).await;
    if embeds || brings_token { readable_by(origin, response) } else { response }
}

/// The mark of a request for a document's page by somebody who is let in by the key in the address alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByLink;

/// The key of a read link in the request's address.
fn shown_key(request: &Request) -> Option<Credential> {
    let Peer(from) = request.extensions().get::<Peer>().copied()?;
    let query = request.uri().query()?;
    let key = query.split('&').find_map(|pair| pair.strip_prefix("key="))?;
    Some(Credential::Key(key.to_owned(), from))
}

/// Whether an address shows a document by a key in it, or in the body. Such a document is never shown by a cookie.
fn reads_by_key(path: &str) -> bool {
    path.starts_with("/embed/")
}

/// Whether the key in an address opens the page of the document there. A link for pages of some sites opens frames alone.
async fn is_opened(app: &App, path: &str, key: Option<&Credential>) -> bool {
    let doc = path.strip_prefix("/d/").and_then(|doc| doc.parse().ok());
    let (Some(doc), Some(key)) = (doc, key) else { return false };
    match app.caller(key).await {
        Ok(Caller::Link(holder)) if holder.is_limited() => false,
        Ok(caller) => app.visitor(&caller, &doc).await.is_ok(),
        Err(_) => false,
    }
}

/// Whether a person asks for one of the app's own pages.
fn shows_the_app(request: &Request) -> bool {
    let path = request.uri().path();
    let is_ours =
        matches!(path, "/" | "/new" | "/import" | "/reviews" | "/map" | "/picture" | "/kept" | "/mine" | "/share-in")
            || ["/d/", "/new/", "/pressure/", "/boxes/"].iter().any(|folder| path.starts_with(folder));
    is_ours && request.method() == Method::GET && accepts_html(request.headers())
}

/// A page shows nothing by itself: when it cannot be looked up, the app says what it can from this device.
async fn is_signed_in(app: &App, headers: &HeaderMap) -> bool {
    let Some(credential) = session_in(headers, &app.origin) else { return false };
    app.caller(&credential).await.map_or_else(|problem| problem.status != StatusCode::UNAUTHORIZED, |_| true)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The characters that are written otherwise in a query.
const NOT_PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A text as it may stand behind `next=` and the like.
pub(super) fn url_encoded(text: &str) -> String {
    utf8_percent_encode(text, NOT_PLAIN).to_string()
}

/// The methods and headers that any page may send with a token of its own; cookies are never sent along.
fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE")),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type")),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Passkeys know names only: a page asked for under this machine's number is shown under its name.
fn named_otherwise(request: &Request, own: &str) -> Option<String> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let (_, own_host) = own.split_once("://")?;
    let is_number = host.starts_with("127.0.0.1") || host.starts_with("[::1]");
    let is_page = request.method() == Method::GET && accepts_html(request.headers());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    (is_page && is_number && host != own_host).then(|| format!("{own}{path}"))
}

/// A widget in a wiki's page reads the list of charters from there. Assets say `*` themselves.
fn readable_by(origin: Option<HeaderValue>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Some(origin) = origin
        && !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    response
}

fn check(headers: &HeaderMap, allowed: &[String]) -> Result<(), Problem> {
    let host = headers.get(header::HOST).map(|host| host.to_str().unwrap_or("?"));
    if !host.is_some_and(is_loopback) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "an open server answers to localhost and 127.0.0.1 only"));
    }
    check_origin(headers, allowed)
}

/// Whether an open server answers to the page that asks.
///
/// # Errors
/// 403.
pub(super) fn check_origin(headers: &HeaderMap, allowed: &[String]) -> Result<(), Problem> {
    match origin_in(headers) {
        None => Ok(()),
        Some(origin) if allowed.iter().any(|allowed| allowed == origin) => Ok(()),
        Some(origin) if is_page_of_this_machine(origin) => Ok(()),
        Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "an open server takes no requests from foreign pages")),
    }
}

/// Whether an origin is of a web page that only this machine can serve. Extensions and other programs that call their pages
/// `localhost` under schemes of their own are not meant.
fn is_page_of_this_machine(origin: &str) -> bool {
    let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    host.is_some_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_pages_are_refused_unless_allowed() {
        let allowed = ["http://wiki.example".to_owned()];
        for (host, origin, passes) in [
            ("localhost", None, true),
            ("localhost", Some("http://localhost:3000"), true),
            ("localhost", Some("http://wiki.example"), true),
            ("localhost", Some("http://wiki.example.evil"), false),
            ("localhost", Some("null"), false),
            ("localhost", Some("https://127.0.0.1:9000"), true),
            ("localhost", Some("chrome-extension://localhost"), false),
            ("localhost", Some("app://localhost"), false),
            ("localhost", Some("ftp://127.0.0.1"), false),
            ("localhost", Some("file://localhost"), false),
            ("localhost", Some("localhost"), false),
            ("localhost", Some("http://localhost/"), false),
            ("localhost", Some("http://user@localhost"), false),
            ("localhost", Some("http://http://localhost"), false),
            ("localhost", Some(""), false),
            ("evil.example", None, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(check(&headers, &allowed).is_ok(), passes, "{host} {origin:?}");
        }
    }
}
