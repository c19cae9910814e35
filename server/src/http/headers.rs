//! Headers that answers bear, whoever writes them.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::state::App;
use crate::carried;

/// Every answer bears it. A service worker tells by it a proxy's page, or a captive network's, from one of this server's.
const MARK: HeaderName = HeaderName::from_static("muster-release");

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Adds what an answer does not say itself.
pub(super) async fn careful(State(app): State<App>, request: Request, next: Next) -> Response {
    let stands_alone = stands_alone(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    say(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(headers, MARK, carried::release());
    say(headers, header::REFERRER_POLICY, "no-referrer");
    // Answers that may be kept say so: everything else is for the caller alone, just now.
    say(headers, header::CACHE_CONTROL, "no-store");
    if app.origin.starts_with("https://") {
        say(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if stands_alone {
        say(headers, COOP, "same-origin");
    }
    response
}

fn say(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// Whether a page has nothing to do with the one that opened it. The pages somebody signs in on are opened by other
/// people's pages, which wait for their word: those keep their opener, and so does whatever is embedded.
fn stands_alone(path: &str) -> bool {
    let below = ["/d/", "/new/", "/pressure/", "/boxes/"].iter().any(|folder| path.starts_with(folder));
    let is_one = [
        "/",
        "/new",
        "/import",
        "/reviews",
        "/map",
        "/picture",
        "/kept",
        "/mine",
        "/share-in",
        "/people",
        "/account",
        "/digest",
    ];
    below || is_one.contains(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_nobody_waits_for_leave_their_opener() {
        for (path, alone) in [
            ("/", true),
            ("/d/abc", true),
            ("/d/abc/history", true),
            ("/new", true),
            ("/pressure/abc", true),
            ("/boxes/abc", true),
            ("/people", true),
            ("/kept", true),
            ("/mine", true),
            ("/share-in", true),
            ("/account", true),
            ("/embed/abc", false),
            ("/embed/sign-in", false),
            ("/sign-in", false),
            ("/join/code", false),
            ("/oidc/start", false),
            ("/oidc/callback", false),
            ("/embed.js", false),
        ] {
            assert_eq!(stands_alone(path), alone, "{path}");
        }
    }
}
