//! The right of this node to tell what the log holds: for good over a file, over a database for as long as no other node can
//! have taken it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::clock;

/// A moment by both clocks of this machine. The steady one only goes forward, and stands still while the machine is suspended;
/// the time of day goes on meanwhile, and may be set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    steady: Instant,
    of_day_ms: u64,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self { steady: Instant::now(), of_day_ms: clock::now_ms() }
    }
}

/// The right to tell. It runs out by whichever clock of this machine is first: a time of day that is set forward ends it until it
/// is prolonged, and one that is set back lets it last no longer.
pub(super) struct Tenure {
    began: Instant,
    /// The milliseconds after that at which it runs out.
    until_ms: AtomicU64,
    /// The time of day at which it runs out, in milliseconds since 1970.
    until_of_day_ms: AtomicU64,
    /// Another node has the log, for good.
    is_over: watch::Sender<bool>,
}

impl Default for Tenure {
    fn default() -> Self {
        let (until_ms, until_of_day_ms) = (AtomicU64::new(u64::MAX), AtomicU64::new(u64::MAX));
        Self { began: Instant::now(), until_ms, until_of_day_ms, is_over: watch::Sender::new(false) }
    }
}

impl Tenure {
    /// It lasts for this long from a moment on.
    pub(super) fn lasts(&self, from: Moment, for_now: Duration) {
        let in_ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let until_of_day_ms = from.of_day_ms.saturating_add(in_ms(for_now));
        self.until_of_day_ms.store(until_of_day_ms, Ordering::Release);
        self.until_ms.store(in_ms((from.steady + for_now).duration_since(self.began)), Ordering::Release);
    }

    /// Whether it lasts still.
    pub(super) fn is_live(&self) -> bool {
        let until_ms = self.until_ms.load(Ordering::Acquire);
        let lasts = |now: Moment| {
            now.steady.duration_since(self.began).as_millis() < u128::from(until_ms)
                && now.of_day_ms < self.until_of_day_ms.load(Ordering::Acquire)
        };
        !self.is_over() && (until_ms == u64::MAX || lasts(Moment::now()))
    }

    /// Ends it for good.
    pub(super) fn end(&self) {
        self.is_over.send_replace(true);
    }

    pub(super) fn is_over(&self) -> bool {
        *self.is_over.borrow()
    }

    /// Waits until it has ended for good.
    pub(super) async fn over(&self) {
        // The sender is `self`: it cannot have gone.
        let _ = self.is_over.subscribe().wait_for(|is_over| *is_over).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenure_lasts_for_good_until_it_is_told_how_long_and_is_not_had_again_once_it_is_over() {
        let tenure = Tenure::default();
        assert!(tenure.is_live());
        let now = Moment::now();
        tenure.lasts(now, Duration::ZERO);
        assert!(!tenure.is_live());
        tenure.lasts(now, Duration::from_secs(3600));
        assert!(tenure.is_live() && !tenure.is_over());
        tenure.end();
        tenure.lasts(now, Duration::from_secs(3600));
        assert!(!tenure.is_live() && tenure.is_over());
    }

    #[test]
    fn a_tenure_runs_out_while_the_machine_is_suspended_and_lasts_no_longer_where_its_clock_is_set_back() {
        let (tenure, now, hour) = (Tenure::default(), Moment::now(), Duration::from_secs(3600));
        // The steady clock stood still, as it does in a machine that sleeps.
        let before = Moment { of_day_ms: now.of_day_ms - 2 * 3_600_000, ..now };
        tenure.lasts(before, hour);
        assert!(!tenure.is_live(), "it lasted two hours");
        let later = Moment { of_day_ms: now.of_day_ms + 3_600_000, ..now };
        tenure.lasts(later, Duration::ZERO);
        assert!(!tenure.is_live(), "a clock that was set back lets it last");
        tenure.lasts(now, hour);
        assert!(tenure.is_live());
    }
}
