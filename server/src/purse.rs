//! The purse of one person in one document, for all their connections: edits, bytes that are read, bytes that are made
//! for their questions, bytes of presence that everybody is told, fresh tokens. A person who has spent it is read more
//! slowly and loses nothing; nobody else notices.
//!
//! The cost of a question is known once it is answered. So it is paid for in advance with the cost of the last one, and
//! the rest is a debt the next one waits for.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use muster_shared::access::Author;
use muster_shared::id::DocId;
use muster_shared::sync::room::Cost;
use muster_shared::sync::wire::Purpose;
use prometheus_client::metrics::counter::Counter;
use tokio::time::Instant;

use crate::config::{self, Bounds, NONE};
use crate::intake::{Budget, Payer};
use crate::metrics::Metrics;

/// The least cost of a question, in bytes.
const QUESTION_BYTES_MIN: u64 = 4 << 10;
/// Purses that are remembered before full ones are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// So much in a second, and so much at once.
#[derive(Debug)]
struct Pace {
    per_second: f64,
    burst: f64,
    left: f64,
    counted_at: Instant,
    throttled: Counter,
}

impl Pace {
    fn new(per_second: f64, burst: u64, throttled: Counter) -> Self {
        let burst = burst.max(1) as f64;
        Self { per_second, burst, left: burst, counted_at: Instant::now(), throttled }
    }

    /// Spends some; says how long that has to wait.
    fn spend(&mut self, n: u64, now: Instant) -> Duration {
        self.left = self.left_at(now) - n as f64;
        self.counted_at = now;
        if self.left < 0.0 {
            self.throttled.inc();
        }
        Duration::from_secs_f64((-self.left / self.per_second).max(0.0))
    }

    /// Owes some, which whoever spends next waits for.
    fn owe(&mut self, n: u64) {
        self.left -= n as f64;
    }

    fn left_at(&self, now: Instant) -> f64 {
        let earned = now.saturating_duration_since(self.counted_at).as_secs_f64() * self.per_second;
        (self.left + earned).min(self.burst)
    }

    fn is_full(&self, now: Instant) -> bool {
        self.left_at(now) >= self.burst
    }
}

/// A pace that several connections share; nothing where it is lifted.
struct Shared(Option<Mutex<Pace>>);

impl Shared {
    fn new(per_second: u64, burst: u64, throttled: Counter) -> Self {
        Self((per_second != NONE).then(|| Mutex::new(Pace::new(per_second as f64, burst, throttled))))
    }

    fn spend(&self, n: u64, now: Instant) -> Duration {
        self.pace().map_or(Duration::ZERO, |mut pace| pace.spend(n, now))
    }

    fn owe(&self, n: u64) {
        if let Some(mut pace) = self.pace() {
            pace.owe(n);
        }
    }

    fn is_full(&self, now: Instant) -> bool {
        self.pace().is_none_or(|pace| pace.is_full(now))
    }

    fn pace(&self) -> Option<MutexGuard<'_, Pace>> {
        self.0.as_ref().map(|pace| pace.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The purse of one person in one document.
pub(crate) struct Purse {
    edits: Shared,
    read: Shared,
    answers: Shared,
    presence: Shared,
    renewals: Shared,
    half_read: Budget,
    /// The cost of the last question.
    last_answer: AtomicU64,
}

impl Payer for Purse {
    fn wait_for_bytes(&self, n_bytes: usize, now: Instant) -> Duration {
        self.read.spend(n_bytes as u64, now)
    }

    fn half_read(&self) -> &Budget {
        &self.half_read
    }
}

impl Purse {
    fn new(bounds: &Bounds, metrics: &Metrics) -> Self {
        let throttled = |of: &str| metrics.throttled.get_or_create(&[("of", of.to_owned())]).clone();
        let renewals = bounds.renewals_per_minute;
        let renewals = Pace::new(renewals as f64 / 60.0, renewals, throttled("renewals"));
        Self {
            edits: Shared::new(bounds.edits_per_second, bounds.edits_burst, metrics.throttled_edits.clone()),
            read: Shared::new(bounds.read_bytes_per_second, bounds.read_bytes_burst, throttled("read_bytes")),
            answers: Shared::new(bounds.answer_bytes_per_second, bounds.answer_bytes_burst, throttled("answer_bytes")),
            presence: Shared::new(
                bounds.presence_bytes_per_second,
                bounds.presence_bytes_burst,
                throttled("presence_bytes"),
            ),
            renewals: Shared(Some(Mutex::new(renewals))),
            half_read: Budget::of_person(config::size(bounds.half_read_bytes_of_person_max)),
            last_answer: AtomicU64::new(QUESTION_BYTES_MIN),
        }
    }

    /// How long a frame that has come has to wait before the room, or the door, may have it.
    pub(crate) fn wait_for(&self, purpose: Purpose, now: Instant) -> Duration {
        match purpose {
            Purpose::Change => self.edits.spend(1, now),
            Purpose::Question => self.answers.spend(self.last_answer.load(Ordering::Relaxed), now),
            // The cost of presence is known only in the room, which knows whose it is; debts are waited for.
            Purpose::Presence => self.presence.spend(0, now),
            Purpose::Token => self.renewals.spend(1, now),
            Purpose::Refusal | Purpose::Other => Duration::ZERO,
        }
    }

    /// The room has done what a frame asked for, and this is what it came to.
    pub(crate) fn pay(&self, cost: Cost) {
        if cost.answer_bytes > 0 {
            let bytes = (cost.answer_bytes as u64).max(QUESTION_BYTES_MIN);
            let paid = self.last_answer.swap(bytes, Ordering::Relaxed);
            self.answers.owe(bytes.saturating_sub(paid));
        }
        self.presence.owe(cost.presence_bytes as u64);
    }

    fn is_full(&self, now: Instant) -> bool {
        [&self.edits, &self.read, &self.answers, &self.presence, &self.renewals].iter().all(|pace| pace.is_full(now))
    }
}

/// Everybody's purses.
pub(crate) struct Purses {
    bounds: Bounds,
    known: Mutex<HashMap<(Author, DocId), Arc<Purse>>>,
}

impl Purses {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self { bounds, known: Mutex::default() }
    }

    /// The purse of an author in a document. Where everybody is one author, each connection has its own.
    pub(crate) fn of(&self, author: &Author, doc: &DocId, metrics: &Metrics) -> Arc<Purse> {
        let fresh = || Arc::new(Purse::new(&self.bounds, metrics));
        if *author == Author::everybody() {
            return fresh();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > REMEMBERED_MAX {
            let now = Instant::now();
            known.retain(|_, purse| Arc::strong_count(purse) > 1 || !purse.is_full(now));
        }
        Arc::clone(known.entry((author.clone(), doc.clone())).or_insert_with(fresh))
    }
}

#[cfg(test)]
mod tests {
    use muster_shared::sync::wire::Frame;

    use super::*;
    use crate::config::Given;

    fn purse() -> (Purse, Metrics) {
        let metrics = Metrics::default();
        (Purse::new(&Given::default().resolve(false), &metrics), metrics)
    }

    fn is_about(wait: Duration, ms: u64) -> bool {
        wait.as_secs_f64().mul_add(1e3, -(ms as f64)).abs() < 0.5
    }

    #[test]
    fn edits_beyond_the_burst_wait_for_their_turn() {
        let mut pace = Pace::new(50.0, 200, Counter::default());
        let mut now = Instant::now();
        assert!((0..200).all(|_| pace.spend(1, now).is_zero()));
        for _ in 0..50 {
            let wait = pace.spend(1, now);
            assert!(is_about(wait, 20), "{wait:?}");
            now += wait;
        }
        now += Duration::from_secs(60);
        assert!((0..200).all(|_| pace.spend(1, now).is_zero()));
    }

    #[test]
    fn every_kind_of_frame_that_costs_waits_once_its_burst_is_spent_and_not_before() {
        let presence = [1, 2, 3];
        let cases: [(&str, Vec<u8>, Cost, usize); 3] = [
            ("an edit", Frame::Update(&[0, 0]).write(), Cost::default(), 200),
            ("a question", Frame::Step1(&[0]).write(), Cost { answer_bytes: 1 << 20, presence_bytes: 0 }, 64),
            ("presence", presence.to_vec(), Cost { answer_bytes: 0, presence_bytes: 4 << 10 }, 64),
        ];
        for (what, frame, cost, n_free) in cases {
            let (purse, _) = purse();
            let now = Instant::now();
            for nth in 0..n_free {
                assert!(purse.wait_for(Purpose::of(&frame), now).is_zero(), "{what} {nth}");
                purse.pay(cost);
            }
            let waits = (0..3).map(|_| {
                let wait = purse.wait_for(Purpose::of(&frame), now);
                purse.pay(cost);
                wait
            });
            assert!(waits.max().is_some_and(|wait| !wait.is_zero()), "{what} past its burst");
        }
    }

    #[test]
    fn bytes_are_paid_as_they_come_whatever_they_will_be() {
        let (purse, metrics) = purse();
        let now = Instant::now();
        assert!((0..24).all(|_| purse.wait_for_bytes(1 << 20, now).is_zero()));
        assert!(is_about(purse.wait_for_bytes(1 << 20, now), 1_000));
        assert_eq!(metrics.throttled.get_or_create(&[("of", "read_bytes".to_owned())]).get(), 1);
    }

    #[test]
    fn tokens_have_a_pace_of_their_own() {
        let (purse, _) = purse();
        let now = Instant::now();
        assert!((0..20).all(|_| purse.wait_for(Purpose::Token, now).is_zero()));
        assert!(is_about(purse.wait_for(Purpose::Token, now), 3_000));
    }

    #[test]
    fn a_person_has_one_purse_in_a_document_and_each_visitor_of_an_open_server_their_own() {
        let (purses, metrics) = (Purses::new(Given::default().resolve(false)), Metrics::default());
        let [one, other] = ["one", "other"].map(|doc| doc.parse::<DocId>().expect("an id"));
        let of = |author: &Author, doc: &DocId| purses.of(author, doc, &metrics);
        let (ada, bo) = (Author::new("ada"), Author::new("bo"));
        assert!(Arc::ptr_eq(&of(&ada, &one), &of(&ada, &one)));
        assert!(!Arc::ptr_eq(&of(&ada, &one), &of(&ada, &other)));
        assert!(!Arc::ptr_eq(&of(&ada, &one), &of(&bo, &one)));
        let everybody = Author::everybody();
        assert!(!Arc::ptr_eq(&of(&everybody, &one), &of(&everybody, &one)));
    }
}
