//! The session's cookie: read by the server alone, and sent by browsers only to this server's own pages.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::people::Secret;

/// Over TLS the name itself forbids other hosts and paths to set it.
const NAME: &str = "__Host-muster";
/// On this machine there may be no TLS.
const NAME_ON_LOOPBACK: &str = "muster";
/// Longer than any session: what ends one is decided by the server.
const LASTS_S: u32 = 400 * 24 * 3600;

/// What was begun in this browser and waits to be finished.
const BEGUN: &str = "__Host-muster-begun";
const BEGUN_ON_LOOPBACK: &str = "muster-begun";

/// What a browser is known by in which a link was made that lets somebody else sign in. It outlives the session.
const BROWSER: &str = "__Host-muster-browser";
const BROWSER_ON_LOOPBACK: &str = "muster-browser";

/// What the session's cookie holds. `origin` is where browsers reach this server: over TLS the guarded name alone
/// counts, as any host beside ours could have set the other.
pub(super) fn read(headers: &HeaderMap, origin: &str) -> Option<String> {
    find(headers, name([NAME, NAME_ON_LOOPBACK], origin))
}

fn name([over_tls, on_loopback]: [&'static str; 2], origin: &str) -> &'static str {
    if is_secure(origin) { over_tls } else { on_loopback }
}

fn is_secure(origin: &str) -> bool {
    origin.starts_with("https://")
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let lists = headers.get_all(header::COOKIE).into_iter().filter_map(|list| list.to_str().ok());
    let mut cookies = lists.flat_map(|list| list.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
}

/// The header that sets the cookie. `origin` is where browsers reach this server.
pub(super) fn write(secret: &Secret, origin: &str) -> Option<HeaderValue> {
    set([NAME, NAME_ON_LOOPBACK], &secret.reveal(), LASTS_S.into(), origin)
}

/// The header that takes the cookie away.
pub(super) fn erase(origin: &str) -> Option<HeaderValue> {
    set([NAME, NAME_ON_LOOPBACK], "", 0, origin)
}

/// What finds again what was begun.
pub(super) fn read_begun(headers: &HeaderMap, origin: &str) -> Option<Secret> {
    find(headers, name([BEGUN, BEGUN_ON_LOOPBACK], origin)).and_then(|text| Secret::read(&text))
}

/// What this browser is known by, if it was given something.
pub(super) fn read_browser(headers: &HeaderMap, origin: &str) -> Option<Secret> {
    find(headers, name([BROWSER, BROWSER_ON_LOOPBACK], origin)).and_then(|text| Secret::read(&text))
}

/// The headers that let this browser be known again.
pub(super) fn know_browser(secret: &Secret, origin: &str) -> HeaderMap {
    headers(set([BROWSER, BROWSER_ON_LOOPBACK], &secret.reveal(), LASTS_S.into(), origin))
}

/// The headers that let this browser finish what it began.
pub(super) fn begun(secret: &Secret, lasts: Duration, origin: &str) -> HeaderMap {
    headers(set([BEGUN, BEGUN_ON_LOOPBACK], &secret.reveal(), lasts.as_secs(), origin))
}

/// The headers that say it is finished.
pub(super) fn erase_begun(origin: &str) -> HeaderMap {
    headers(set([BEGUN, BEGUN_ON_LOOPBACK], "", 0, origin))
}

fn headers(cookie: Option<HeaderValue>) -> HeaderMap {
    cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect()
}

fn set(names: [&'static str; 2], value: &str, lasts_s: u64, origin: &str) -> Option<HeaderValue> {
    let (name, secure) = (name(names, origin), if is_secure(origin) { "; Secure" } else { "" });
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts_s}{secure}");
    HeaderValue::from_str(&cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_only_under_its_name() {
        for (cookies, found) in [
            ("muster=abc", Some("abc")),
            ("a=b; muster=abc; c=d", Some("abc")),
            ("__Host-muster=abc", None),
            ("xmuster=abc; muster-x=1", None),
            ("muster", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookies))]);
            assert_eq!(read(&headers, "http://localhost:8787").as_deref(), found, "{cookies}");
        }
        let both = HeaderValue::from_static("muster=somebody-elses; __Host-muster=abc");
        let headers = HeaderMap::from_iter([(header::COOKIE, both)]);
        assert_eq!(read(&headers, "https://muster.example").as_deref(), Some("abc"));
    }

    #[test]
    fn beyond_this_machine_the_cookie_is_secure() {
        let text = |origin| erase(origin).and_then(|value| value.to_str().ok().map(ToOwned::to_owned));
        let plain = text("http://localhost:8787");
        assert_eq!(plain.as_deref(), Some("muster=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
        let secure = text("https://muster.example");
        let wanted = "__Host-muster=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure";
        assert_eq!(secure.as_deref(), Some(wanted));
    }
}
