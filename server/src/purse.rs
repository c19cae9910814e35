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

use muster_shared::access::{Author, ByRank, Rank, Visitor};
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

/// So much in a second, and so much at once; in a second infinitely much where a limit is lifted.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rate {
    per_second: f64,
    burst: f64,
}

impl Rate {
    fn new(per_second: u64, burst: u64) -> Self {
        let per_second = if per_second == NONE { f64::INFINITY } else { per_second as f64 };
        Self { per_second, burst: burst.max(1) as f64 }
    }

    fn is_lifted(self) -> bool {
        self.per_second.is_infinite()
    }
}

/// The rates that a person of some rank keeps to: edits, bytes that are read, bytes made for questions, bytes of presence,
/// fresh tokens.
fn rates(bounds: &Bounds) -> [Rate; 5] {
    let renewals = bounds.renewals_per_minute;
    [
        Rate::new(bounds.edits_per_second, bounds.edits_burst),
        Rate::new(bounds.read_bytes_per_second, bounds.read_bytes_burst),
        Rate::new(bounds.answer_bytes_per_second, bounds.answer_bytes_burst),
        Rate::new(bounds.presence_bytes_per_second, bounds.presence_bytes_burst),
        Rate { per_second: renewals as f64 / 60.0, ..Rate::new(renewals, renewals) },
    ]
}

/// Something that is spent at a rate.
#[derive(Debug)]
struct Pace {
    rate: Rate,
    left: f64,
    counted_at: Instant,
    throttled: Counter,
}

impl Pace {
    fn new(rate: Rate, throttled: Counter) -> Self {
        Self { rate, left: rate.burst, counted_at: Instant::now(), throttled }
    }

    /// Spends some; says how long that has to wait.
    fn spend(&mut self, n: u64, now: Instant) -> Duration {
        if self.rate.is_lifted() {
            return Duration::ZERO;
        }
        self.left = self.left_at(now) - n as f64;
        self.counted_at = now;
        if self.left < 0.0 {
            self.throttled.inc();
        }
        Duration::from_secs_f64((-self.left / self.rate.per_second).max(0.0))
    }

    /// Owes some, which the next one waits for.
    fn owe(&mut self, n: u64) {
        self.left -= n as f64;
    }

    /// Goes on at another rate, with what is left.
    fn keep_to(&mut self, rate: Rate, now: Instant) {
        if self.rate != rate {
            self.left = self.left_at(now).min(rate.burst);
            (self.rate, self.counted_at) = (rate, now);
        }
    }

    fn left_at(&self, now: Instant) -> f64 {
        if self.rate.is_lifted() {
            return self.rate.burst;
        }
        let earned = now.saturating_duration_since(self.counted_at).as_secs_f64() * self.rate.per_second;
        (self.left + earned).min(self.rate.burst)
    }

    fn is_full(&self, now: Instant) -> bool {
        self.left_at(now) >= self.rate.burst
    }
}

/// A pace that several connections share.
struct Shared(Mutex<Pace>);

impl Shared {
    fn new(rate: Rate, throttled: Counter) -> Self {
        Self(Mutex::new(Pace::new(rate, throttled)))
    }

    fn spend(&self, n: u64, now: Instant) -> Duration {
        self.pace().spend(n, now)
    }

    fn owe(&self, n: u64) {
        self.pace().owe(n);
    }

    fn is_full(&self, now: Instant) -> bool {
        self.pace().is_full(now)
    }

    fn keep_to(&self, rate: Rate, now: Instant) {
        self.pace().keep_to(rate, now);
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        let [edits, read, answers, presence, renewals] = rates(bounds);
        Self {
            edits: Shared::new(edits, metrics.throttled_edits.clone()),
            read: Shared::new(read, throttled("read_bytes")),
            answers: Shared::new(answers, throttled("answer_bytes")),
            presence: Shared::new(presence, throttled("presence_bytes")),
            renewals: Shared::new(renewals, throttled("renewals")),
            half_read: Budget::of_person(config::size(bounds.half_read_bytes_of_person_max)),
            last_answer: AtomicU64::new(QUESTION_BYTES_MIN),
        }
    }

    /// Goes on within other bounds, as when the person's rank is another: what was spent stays spent.
    pub(crate) fn keep_to(&self, bounds: &Bounds, now: Instant) {
        self.paces().into_iter().zip(rates(bounds)).for_each(|(pace, rate)| pace.keep_to(rate, now));
    }

    fn paces(&self) -> [&Shared; 5] {
        [&self.edits, &self.read, &self.answers, &self.presence, &self.renewals]
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
        self.paces().iter().all(|pace| pace.is_full(now))
    }
}

/// Everybody's purses.
pub(crate) struct Purses {
    bounds: ByRank<Bounds>,
    known: Mutex<HashMap<(Author, DocId), Arc<Purse>>>,
}

impl Purses {
    pub(crate) fn new(bounds: ByRank<Bounds>) -> Self {
        Self { bounds, known: Mutex::default() }
    }

    /// The bounds of a person of this rank.
    pub(crate) fn bounds_of(&self, rank: Option<Rank>) -> &Bounds {
        self.bounds.of(rank)
    }

    /// The purse of a visitor in a document. Where everybody is one author, each connection has its own.
    pub(crate) fn of(&self, visitor: &Visitor, doc: &DocId, metrics: &Metrics) -> Arc<Purse> {
        let bounds = self.bounds_of(visitor.rank);
        let fresh = || Arc::new(Purse::new(bounds, metrics));
        if visitor.author.is_everybody() {
            return fresh();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > REMEMBERED_MAX {
            let now = Instant::now();
            known.retain(|_, purse| Arc::strong_count(purse) > 1 || !purse.is_full(now));
        }
        let purse = known.entry((visitor.author.clone(), doc.clone())).or_insert_with(fresh);
        // The visitor may have been of another rank when the purse was filled.
        purse.keep_to(bounds, Instant::now());
        Arc::clone(purse)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use muster_shared::sync::wire::Frame;

    use super::*;
    use crate::config::{Cli, Command, Given};

    fn purse() -> (Purse, Metrics) {
        let metrics = Metrics::default();
        (Purse::new(&Given::default().resolve(false), &metrics), metrics)
    }

    fn is_about(wait: Duration, ms: u64) -> bool {
        wait.as_secs_f64().mul_add(1e3, -(ms as f64)).abs() < 0.5
    }

    #[test]
    fn edits_beyond_the_burst_wait_for_their_turn() {
        let mut pace = Pace::new(Rate::new(50, 200), Counter::default());
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

    fn visitor(author: Author, rank: Option<Rank>) -> Visitor {
        Visitor { author, rank, ..Visitor::anybody() }
    }

    #[test]
    fn a_person_has_one_purse_in_a_document_and_each_visitor_of_an_open_server_their_own() {
        let (purses, metrics) = (Purses::new(Given::default().by_rank(false)), Metrics::default());
        let [one, other] = ["one", "other"].map(|doc| doc.parse::<DocId>().expect("an id"));
        let of = |author: &Author, doc: &DocId| purses.of(&visitor(author.clone(), None), doc, &metrics);
        let (ada, bo) = (Author::new("ada"), Author::new("bo"));
        assert!(Arc::ptr_eq(&of(&ada, &one), &of(&ada, &one)));
        assert!(!Arc::ptr_eq(&of(&ada, &one), &of(&ada, &other)));
        assert!(!Arc::ptr_eq(&of(&ada, &one), &of(&bo, &one)));
        let everybody = Author::everybody();
        assert!(!Arc::ptr_eq(&of(&everybody, &one), &of(&everybody, &one)));
    }

    #[test]
    fn a_guest_who_becomes_a_member_goes_on_at_a_members_pace_and_back_with_what_was_spent() {
        let given = ["muster", "serve", "--guest-edits-per-second", "1", "--guest-edits-burst", "2"];
        let Command::Serve(serve) = Cli::parse_from(given).command else { panic!("serve") };
        let (purses, metrics) = (Purses::new(serve.bounds_by_rank()), Metrics::default());
        let doc: DocId = "team".parse().expect("an id");
        let of = |rank| purses.of(&visitor(Author::new("cy"), Some(rank)), &doc, &metrics);
        let now = Instant::now();
        let as_guest = of(Rank::Guest);
        assert!((0..2).all(|_| as_guest.wait_for(Purpose::Change, now).is_zero()));
        assert!(is_about(as_guest.wait_for(Purpose::Change, now), 1_000), "a guest waits for a second an edit");
        let as_member = of(Rank::Member);
        assert!(Arc::ptr_eq(&as_guest, &as_member), "the connection that is open goes on with it");
        let later = now + Duration::from_secs(60);
        assert!((0..200).all(|_| as_guest.wait_for(Purpose::Change, later).is_zero()), "the burst of a member");
        as_member.keep_to(purses.bounds_of(Some(Rank::Guest)), later);
        assert!(!as_guest.wait_for(Purpose::Change, later).is_zero(), "nothing was left, and nothing is given");
    }

    #[test]
    fn a_pace_that_is_lifted_waits_for_nothing_and_counts_nothing() {
        let throttled = Counter::default();
        let mut pace = Pace::new(Rate::new(NONE, 200), throttled.clone());
        let now = Instant::now();
        pace.owe(10_000);
        assert!((0..3).all(|_| pace.spend(10_000, now).is_zero()) && pace.is_full(now));
        assert_eq!(throttled.get(), 0);
    }
}
