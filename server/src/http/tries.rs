//! How often one address may try to get in. It counts the address that connects, or the one that a trusted proxy names:
//! any other header could be anybody's word.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use governor::clock::DefaultClock;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use muster_shared::id::DocId;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::people::audit::What;

/// Tries at once.
const BURST: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Tries a minute after that.
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Addresses that are remembered before those who have not tried for a while are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Refusals written into the audit log a minute: who sends rubbish all day must not fill the disk with it.
const NOTED_PER_MINUTE: NonZeroU32 = NonZeroU32::new(120).unwrap();

/// How often one address may try to get in, and how often it is written down that somebody could not.
pub(crate) struct Tries {
    by_address: RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock>,
    noted: DefaultDirectRateLimiter,
    standing: RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>,
}

impl Default for Tries {
    fn default() -> Self {
        let by_address = RateLimiter::keyed(Quota::per_minute(PER_MINUTE).allow_burst(BURST));
        let noted = RateLimiter::direct(Quota::per_minute(NOTED_PER_MINUTE));
        Self { by_address, noted, standing: RateLimiter::keyed(Quota::per_hour(NonZeroU32::MIN)) }
    }
}

impl Tries {
    fn one_more(&self, ip: IpAddr) -> Result<(), Problem> {
        if self.by_address.len() > REMEMBERED_MAX {
            self.by_address.retain_recent();
        }
        let too_many = |_| Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many tries from here; wait a minute");
        self.by_address.check_key(&ip).map_err(too_many)
    }

    /// Whether something that is asked again and again was not written down within the hour.
    fn is_news(&self, what: String) -> bool {
        if self.standing.len() > REMEMBERED_MAX {
            self.standing.retain_recent();
        }
        self.standing.check_key(&what).is_ok()
    }
}

impl App {
    /// A credential was refused: that is counted, and written into the audit log unless too many were of late.
    ///
    /// # Errors
    /// 503 when it cannot be written.
    pub(super) async fn note_refusal(&self, who: &str, doc: &str, detail: &str) -> Result<(), Problem> {
        self.rooms.metrics().refused_credentials.inc();
        if self.tries.noted.check().is_ok() {
            self.people.audit(who, What::Refused, doc, detail).await?;
        }
        Ok(())
    }

    /// The same of what a page may ask for all day: it is written down once an hour. `which` tells it from others.
    ///
    /// # Errors
    /// 503 when it cannot be written.
    pub(super) async fn note_standing(&self, which: String, who: &str, doc: &str, detail: &str) -> Result<(), Problem> {
        if self.tries.is_news(which) { self.note_refusal(who, doc, detail).await } else { Ok(()) }
    }
}

impl App {
    /// Somebody who manages the workspace reads what others did in a document, and when: it is written down once an hour.
    ///
    /// # Errors
    /// 503 when it cannot be written.
    pub(super) async fn note_reading(&self, caller: &Caller, doc: &DocId) -> Result<(), Problem> {
        let Some(person) = caller.person().filter(|person| person.rank.may_manage()) else { return Ok(()) };
        if self.tries.is_news(format!("history {} {doc}", person.id)) {
            self.people.audit(&person.id, What::ReadHistory, doc.as_str(), "").await?;
        }
        Ok(())
    }
}

/// One try to get in, if the address may have another.
pub(super) struct Try;

impl FromRequestParts<App> for Try {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(Peer(ip)) = parts.extensions.get::<Peer>() {
            let lines = parts.headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
            app.tries.one_more(came_from(*ip, &app.config.listen.trusted_proxy, lines))?;
        }
        Ok(Self)
    }
}

/// Where a request came from. Each proxy adds whom it was asked by at the end, so the last one that is no trusted proxy is
/// as far as anybody's word can be taken.
fn came_from<'a>(peer: IpAddr, trusted: &[IpAddr], lines: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
    let mut known = peer;
    for named in lines.rev().flat_map(|line| line.rsplit(',')) {
        match named.trim().parse() {
            Ok(named) if trusted.contains(&known) => known = named,
            _ => break,
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_believed_as_far_as_trusted_proxies_say_it() {
        let ip = |text: &str| -> IpAddr { text.parse().unwrap_or(IpAddr::from([0, 0, 0, 0])) };
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        let cases: [(&str, &[&str], &str); 9] = [
            ("192.0.2.9", &[], "192.0.2.9"),
            ("192.0.2.9", &["198.51.100.7"], "192.0.2.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.5, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.5", "198.51.100.7,10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, rubbish"], "10.0.0.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
        ];
        for (peer, lines, expected) in cases {
            assert_eq!(came_from(ip(peer), &trusted, lines.iter().copied()), ip(expected), "{peer} {lines:?}");
        }
    }

    #[test]
    fn an_address_is_let_try_so_often_and_another_one_still_is() {
        let tries = Tries::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        assert!((0..BURST.get()).all(|_| tries.one_more(one).is_ok()));
        let refused = tries.one_more(one).map_err(|problem| problem.status);
        assert_eq!(refused, Err(StatusCode::TOO_MANY_REQUESTS));
        assert!(tries.one_more(other).is_ok());
    }
}
