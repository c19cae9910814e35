//! The session's cookie: read by the server alone, and sent by browsers only to this server's own pages.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::people::Secret;

/// The name of the session's cookie, before the instance's own mark.
const SESSION: &str = "muster";
/// The name of the cookie that finds a sign-in which was begun in this browser and waits to be finished.
const BEGUN: &str = "muster-begun";
/// Longer than any session: what ends one is decided by the server.
const LASTS_S: u32 = 400 * 24 * 3600;

/// The name of the cookie that recognises the browser in which a link was made that lets somebody else sign in. It
/// outlives the session.
const BROWSER: &str = "muster-browser";

/// The secret in the session's cookie. `origin` is where browsers reach this server.
pub(super) fn read(headers: &HeaderMap, origin: &str) -> Option<String> {
    find(headers, &name(SESSION, origin)).or_else(|| read_old(headers, origin))
}

/// The secret that a cookie of this server held before cookies bore its port, if the browser has no newer one.
pub(super) fn read_old(headers: &HeaderMap, origin: &str) -> Option<String> {
    let newer = find(headers, &name(SESSION, origin));
    if newer.is_some() { None } else { find(headers, &guarded(SESSION, origin)) }
}

/// The name of a cookie at this origin. Browsers send cookies to a host whatever its port is, so the port is in the name:
/// two servers on one machine would else take each other's away.
fn name(of: &str, origin: &str) -> String {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| port.parse::<u16>().is_ok());
    let usual = if is_secure(origin) { "443" } else { "80" };
    guarded(&format!("{of}-{}", port.unwrap_or(usual)), origin)
}

/// Over TLS the name itself forbids other hosts and paths to set it, and counts alone; on this machine there may be none.
fn guarded(name: &str, origin: &str) -> String {
    if is_secure(origin) { format!("__Host-{name}") } else { name.to_owned() }
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
    set(&name(SESSION, origin), &secret.reveal(), LASTS_S.into(), origin)
}

/// The header that takes the cookie away.
pub(super) fn erase(origin: &str) -> Option<HeaderValue> {
    set(&name(SESSION, origin), "", 0, origin)
}

/// The header that takes away what a cookie of this server was called before.
pub(super) fn erase_old(origin: &str) -> Option<HeaderValue> {
    set(&guarded(SESSION, origin), "", 0, origin)
}

/// The secret that finds the sign-in which was begun.
pub(super) fn read_begun(headers: &HeaderMap, origin: &str) -> Option<Secret> {
    find(headers, &name(BEGUN, origin)).and_then(|text| Secret::read(&text))
}

/// The secret by which this browser is recognised, if it was given one.
pub(super) fn read_browser(headers: &HeaderMap, origin: &str) -> Option<Secret> {
    find(headers, &name(BROWSER, origin)).and_then(|text| Secret::read(&text))
}

/// The headers that let this browser be known again.
pub(super) fn know_browser(secret: &Secret, origin: &str) -> HeaderMap {
    headers(set(&name(BROWSER, origin), &secret.reveal(), LASTS_S.into(), origin))
}

/// The headers that let this browser finish what it began.
pub(super) fn begun(secret: &Secret, lasts: Duration, origin: &str) -> HeaderMap {
    headers(set(&name(BEGUN, origin), &secret.reveal(), lasts.as_secs(), origin))
}

/// The headers that say it is finished.
pub(super) fn erase_begun(origin: &str) -> HeaderMap {
    headers(set(&name(BEGUN, origin), "", 0, origin))
}

fn headers(cookie: Option<HeaderValue>) -> HeaderMap {
    cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect()
}

fn set(name: &str, value: &str, lasts_s: u64, origin: &str) -> Option<HeaderValue> {
    let secure = if is_secure(origin) { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts_s}{secure}");
    HeaderValue::from_str(&cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers_with(cookies: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookies))])
    }

    #[test]
    fn the_cookie_is_found_among_others_and_only_under_its_name() {
        for (cookies, found) in [
            ("muster-8787=abc", Some("abc")),
            ("a=b; muster-8787=abc; c=d", Some("abc")),
            ("muster-8788=theirs; muster-8787=abc", Some("abc")),
            ("muster=old; muster-8787=abc", Some("abc")),
            ("muster=old", Some("old")),
            ("muster-8788=theirs", None),
            ("__Host-muster-8787=abc", None),
            ("xmuster-8787=abc; muster-x=1; muster-87870=1", None),
            ("muster-8787", None),
            ("", None),
        ] {
            assert_eq!(read(&headers_with(cookies), "http://localhost:8787").as_deref(), found, "{cookies}");
        }
        for (cookies, found) in [
            ("muster=theirs; muster-443=theirs; __Host-muster-443=abc", Some("abc")),
            ("muster-443=theirs", None),
            ("__Host-muster-8443=theirs", None),
            ("__Host-muster=old", Some("old")),
        ] {
            assert_eq!(read(&headers_with(cookies), "https://muster.example").as_deref(), found, "{cookies}");
        }
    }

    #[test]
    fn an_old_cookie_counts_only_where_there_is_no_new_one() {
        let origin = "http://localhost:8787";
        assert_eq!(read_old(&headers_with("muster=old; muster-8788=theirs"), origin).as_deref(), Some("old"));
        assert_eq!(read_old(&headers_with("muster=old; muster-8787=new"), origin), None);
    }

    #[test]
    fn a_cookie_bears_the_port_and_beyond_this_machine_it_is_secure() {
        for (origin, cookie) in [
            ("http://localhost:8787", "muster-8787=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            ("http://localhost", "muster-80=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            ("http://[::1]:8787", "muster-8787=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            ("http://[::1]", "muster-80=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            ("https://muster.example", "__Host-muster-443=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"),
            ("https://muster.example:8443", "__Host-muster-8443=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"),
        ] {
            let erased = erase(origin).and_then(|value| value.to_str().ok().map(ToOwned::to_owned));
            assert_eq!(erased.as_deref(), Some(cookie), "{origin}");
        }
    }
}
