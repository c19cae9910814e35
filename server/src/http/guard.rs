//! The door of an open server: only requests from this machine, and from no foreign page.
//!
//! Without sign-in, the address a request is sent to and the page it comes from are all that stands between the
//! workspace and any web page a visitor has open: such a page could speak to `127.0.0.1`, also under a name of its own
//! that it lets point there.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::caller::{bearer_in, session_in};
use super::problem::Problem;
use super::state::App;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Refuses what comes from elsewhere, and lets the pages that may ask read the answer.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let allowed = &app.config.visitors.allow_origin;
    let origin = request.headers().get(header::ORIGIN).cloned();
    if !app.config.visitors.open {
        return guard_signed_in(&app, request, next).await;
    }
    match check(request.headers(), allowed) {
        Ok(()) => readable_by(origin, next.run(request).await),
        Err(problem) => problem.into_response(),
    }
}

/// With sign-in, every address asks for itself who calls. The guard only decides which pages may read the answers:
/// those that may embed, and those that bring a token, which no browser adds by itself.
async fn guard_signed_in(app: &App, request: Request, next: Next) -> Response {
    if let Some(elsewhere) = named_otherwise(&request, &app.origin) {
        return Redirect::permanent(&elsewhere).into_response();
    }
    if shows_the_app(&request) && !is_signed_in(app, request.headers()).await {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&format!("/sign-in?next={}", url_encoded(path))).into_response();
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let embeds = origin.as_ref().and_then(|origin| origin.to_str().ok());
    let embeds = embeds.is_some_and(|origin| app.config.visitors.allow_origin.iter().any(|allowed| allowed == origin));
    if request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return readable_by(origin, preflight());
    }
    let brings_token = bearer_in(request.headers()).is_some();
    let response = next.run(request).await;
    if embeds || brings_token { readable_by(origin, response) } else { response }
}

/// Whether a person asks for one of the app's own pages.
fn shows_the_app(request: &Request) -> bool {
    let path = request.uri().path();
    let is_ours = matches!(path, "/" | "/new" | "/import" | "/reviews" | "/map" | "/kept" | "/share-in")
        || ["/d/", "/new/", "/pressure/"].iter().any(|folder| path.starts_with(folder));
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
    let text = |name| headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap_or("?"));
    if !text(header::HOST).is_some_and(is_loopback) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "an open server answers to localhost and 127.0.0.1 only"));
    }
    match text(header::ORIGIN) {
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

/// Whether a host, with or without a port, can only be this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]") || name.strip_suffix(".localhost").is_some_and(is_label)
}

fn is_label(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, is) in [
            ("127.0.0.1", true),
            ("127.0.0.1:8787", true),
            ("localhost:1", true),
            ("wiki.localhost:3000", true),
            ("[::1]", true),
            ("[::1]:8787", true),
            ("", false),
            ("example.com", false),
            ("127.0.0.1.example.com", false),
            ("localhost.example.com:80", false),
            ("notlocalhost", false),
            (".localhost", false),
            ("evil@.localhost", false),
            ("localhost:80:80", false),
        ] {
            assert_eq!(is_loopback(host), is, "{host}");
        }
    }

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
