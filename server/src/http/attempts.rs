//! Tries to get in, and what is written down of those that failed.

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
use super::rights::granted_in;
use super::roster::shown_by;
use super::state::App;
use crate::config::Bounds;
use crate::connections::Peer;
use crate::people::audit::What;
use crate::people::invite::BY_THE_SERVER;

/// Standing refusals that are remembered before the oldest are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// How often it is written down that somebody could not get in: who sends rubbish all day must not fill the disk with it.
pub(crate) struct Refusals {
    noted: DefaultDirectRateLimiter,
    standing: RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>,
}

impl Refusals {
    pub(super) fn new(bounds: &Bounds) -> Self {
        let noted = u32::try_from(bounds.refusals_noted_per_minute).ok().and_then(NonZeroU32::new);
        let noted = RateLimiter::direct(Quota::per_minute(noted.unwrap_or(NonZeroU32::MAX)));
        Self { noted, standing: RateLimiter::keyed(Quota::per_hour(NonZeroU32::MIN)) }
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
        if self.refusals.noted.check().is_ok() {
            self.people.audit(who, What::Refused, doc, detail).await?;
        }
        Ok(())
    }

    /// The same of what a page may ask for all day: it is written down once an hour. `which` tells it from others.
    ///
    /// # Errors
    /// 503 when it cannot be written.
    pub(super) async fn note_standing(&self, which: String, who: &str, doc: &str, detail: &str) -> Result<(), Problem> {
        if self.refusals.is_news(which) { self.note_refusal(who, doc, detail).await } else { Ok(()) }
    }
}

impl App {
    /// The answer to a key that opens nothing, whatever the reason. Guesses of one address end in a wait.
    ///
    /// # Errors
    /// 429 after too many of them; 503 when it cannot be written down.
    pub(super) async fn refuse_key(&self, from: IpAddr) -> Result<Problem, Problem> {
        let which = format!("link {from}");
        self.note_standing(which.clone(), "", "", "a read link that opens nothing").await?;
        self.one_more(&self.rates.tries, &which)?;
        let sentence = "this link opens nothing here any more; ask whoever gave it to you for another";
        Ok(Problem::new(StatusCode::UNAUTHORIZED, sentence))
    }
}

impl App {
    /// Somebody who manages the workspace reads what others did in a document, and when: it is written down once an hour. In a
    /// private document that is theirs nobody has to know of it.
    ///
    /// # Errors
    /// 503 when it cannot be written.
    pub(super) async fn note_reading(&self, caller: &Caller, doc: &DocId) -> Result<(), Problem> {
        let Some(person) = caller.person().filter(|person| person.rank.may_manage()) else { return Ok(()) };
        if self.is_privately_theirs(caller, doc).await? {
            return Ok(());
        }
        if self.refusals.is_news(format!("history {} {doc}", person.id)) {
            self.people.audit(&person.id, What::ReadHistory, doc.as_str(), "").await?;
        }
        Ok(())
    }

    /// The one whom the record names for what a caller does to a document. The people of a private one are named to nobody,
    /// owners of the workspace included; an owner who deletes one that is for others is.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(super) async fn recorded(&self, caller: &Caller, doc: &DocId) -> Result<String, Problem> {
        let is_privately_theirs = self.is_privately_theirs(caller, doc).await?;
        Ok(if is_privately_theirs { BY_THE_SERVER.to_owned() } else { caller.author().as_str().to_owned() })
    }

    /// Whether a document is for two people at most, and the caller is one of them.
    async fn is_privately_theirs(&self, caller: &Caller, doc: &DocId) -> Result<bool, Problem> {
        let (_, person) = shown_by(caller);
        let kind = self.rooms.log().doc(doc).await?.and_then(|row| row.kind);
        for doc in [doc, &granted_in(doc, kind)] {
            let place = self.people.place_in(doc, person).await?;
            if place.audience.is_private() && place.is_listed {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// One try to get in, if the address may have another.
pub(super) struct Try;

impl FromRequestParts<App> for Try {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(Peer(ip)) = parts.extensions.get::<Peer>() {
            app.one_more(&app.rates.tries, &ip.to_string())?;
        }
        Ok(Self)
    }
}
