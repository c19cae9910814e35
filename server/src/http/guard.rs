//! The door of an open server: only requests from this machine, and from no foreign page.
//!
//! Without sign-in, the address a request is sent to and the page it comes from are all that stands between the
//! workspace and any web page a visitor has open: such a page could speak to `127.0.0.1`, also under a name of its own
//! that it lets point there.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::state::App;

/// Refuses what comes from elsewhere, and lets the pages that may ask read the answer.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    match check(request.headers(), &app.config.visitors.allow_origin) {
        Ok(()) => readable_by(origin, next.run(request).await),
        Err(problem) => problem.into_response(),
    }
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
        Some(origin) if is_loopback(origin.split_once("://").map_or("", |(_, host)| host)) => Ok(()),
        Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "an open server takes no requests from foreign pages")),
    }
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
