//! How often something that costs may be asked for: by address where nobody is known yet, else by whoever asks. Each kind
//! of request has a rate of its own, so that a wiki's tokens leave nobody waiting to sign in.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::DefaultClock;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::config::{Bounds, NONE};
use crate::connections::Peer;

/// The number of callers that are remembered before those who have not asked for a while are forgotten.
const REMEMBERED_MAX: usize = 10_000;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So often in a time, all of it at once if need be.
pub(super) struct Rate {
    of: &'static str,
    sentence: &'static str,
    limiter: Option<RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>>,
}

impl Rate {
    fn new(of: &'static str, limit: u64, time: Duration, sentence: &'static str) -> Self {
        let n = u32::try_from(limit).ok().and_then(NonZeroU32::new).filter(|_| limit != NONE);
        let quota = n.and_then(|n| Some(Quota::with_period(time / n.get())?.allow_burst(n)));
        Self { of, sentence, limiter: quota.map(RateLimiter::keyed) }
    }

    /// Counts one more, if that is not too many.
    pub(super) fn allows(&self, key: &str) -> bool {
        let Some(limiter) = &self.limiter else { return true };
        if limiter.len() > REMEMBERED_MAX {
            limiter.retain_recent();
        }
        limiter.check_key(&key.to_owned()).is_ok()
    }
}

/// The rates of everything that costs.
pub(crate) struct Rates {
    pub(super) tries: Rate,
    pub(super) tokens: Rate,
    pub(super) invites: Rate,
    pub(super) documents: Rate,
    pub(super) reads: Rate,
    pub(super) confirmations: Rate,
}

impl Rates {
    pub(super) fn new(bounds: &Bounds) -> Self {
        let Bounds {
            tries_per_minute,
            tokens_per_minute,
            invites_per_hour,
            documents_per_day,
            reads_per_minute,
            confirmations_per_hour,
            ..
        } = *bounds;
        Self {
            tries: Rate::new("tries", tries_per_minute, MINUTE, "too many tries from here; wait a minute"),
            tokens: Rate::new("tokens", tokens_per_minute, MINUTE, "too many tokens were asked for; wait a minute"),
            invites: Rate::new("invites", invites_per_hour, HOUR, "too many invitations at once; wait a few minutes"),
            documents: Rate::new("documents", documents_per_day, DAY, "you began too many documents today"),
            reads: Rate::new("reads", reads_per_minute, MINUTE, "this was asked for too often; wait a minute"),
            confirmations: Rate::new(
                "confirmations",
                confirmations_per_hour,
                HOUR,
                "too many addresses; wait a few minutes",
            ),
        }
    }
}

impl App {
    /// One more of something that costs.
    ///
    /// # Errors
    /// 429 when it was too often.
    pub(super) fn one_more(&self, rate: &Rate, key: &str) -> Result<(), Problem> {
        if rate.allows(key) {
            return Ok(());
        }
        self.rooms.metrics().refused_requests.get_or_create(&[("of", rate.of.to_owned())]).inc();
        Err(Problem::too_many(rate.sentence))
    }

    /// One more reading of somebody's week.
    ///
    /// # Errors
    /// 429 when it was too often.
    pub(super) fn one_more_week(&self, person: &str) -> Result<(), Problem> {
        self.one_more(&self.rates.reads, &format!("{person} digest"))
    }

    /// One more read that costs, of a document or of something else that has a name.
    ///
    /// # Errors
    /// 429 when it was too often.
    pub(super) fn one_more_read(&self, caller: &Caller, peer: Peer, what: &str) -> Result<(), Problem> {
        self.one_more(&self.rates.reads, &format!("{} {what}", payer(caller, peer.0)))
    }
}

/// The payer: a known caller, and of those who hold one link each address, or device that has said a name; on an open server
/// everybody is one, so there it is an address.
pub(super) fn payer(caller: &Caller, address: IpAddr) -> String {
    match caller {
        Caller::Anybody => address.to_string(),
        Caller::Person(_) | Caller::Bearer(_) | Caller::Link(_) | Caller::Feed(_) | Caller::Post(_) => {
            caller.author().as_str().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Given;

    #[test]
    fn each_kind_of_request_is_let_through_at_its_limit_and_not_past_it_and_others_still_are() {
        let bounds = Given::default().resolve(false);
        let rates = Rates::new(&bounds);
        for (rate, limit) in [
            (&rates.tries, bounds.tries_per_minute),
            (&rates.tokens, bounds.tokens_per_minute),
            (&rates.invites, bounds.invites_per_hour),
            (&rates.documents, bounds.documents_per_day),
            (&rates.reads, bounds.reads_per_minute),
            (&rates.confirmations, bounds.confirmations_per_hour),
        ] {
            assert!((0..limit).all(|_| rate.allows("ada")), "{}", rate.of);
            assert!(!rate.allows("ada"), "{}", rate.of);
            assert!(rate.allows("bo"), "{}", rate.of);
        }
    }

    #[test]
    fn a_rate_that_is_lifted_lets_everything_through() {
        let rates = Rates::new(&Given::default().resolve(true));
        assert!((0..5_000).all(|_| rates.reads.allows("ada") && rates.tokens.allows("ada")));
    }
}
