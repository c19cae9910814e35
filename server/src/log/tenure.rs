//! The right of this node to tell what the log holds: for good over a file, over a database for as long as no other node can
//! have taken it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// The right to tell. It runs out by this machine's own clock, which only goes forward.
pub(super) struct Tenure {
    began: Instant,
    /// The milliseconds after that at which it runs out.
    until_ms: AtomicU64,
    /// Another node has the log, for good.
    is_over: watch::Sender<bool>,
}

impl Default for Tenure {
    fn default() -> Self {
        Self { began: Instant::now(), until_ms: AtomicU64::new(u64::MAX), is_over: watch::Sender::new(false) }
    }
}

impl Tenure {
    /// It lasts for this long from a moment on.
    pub(super) fn lasts(&self, from: Instant, for_now: Duration) {
        let until = (from + for_now).duration_since(self.began).as_millis();
        self.until_ms.store(u64::try_from(until).unwrap_or(u64::MAX), Ordering::Release);
    }

    /// Whether it lasts still.
    pub(super) fn is_live(&self) -> bool {
        let until_ms = self.until_ms.load(Ordering::Acquire);
        !self.is_over() && (until_ms == u64::MAX || self.began.elapsed().as_millis() < u128::from(until_ms))
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
        let now = Instant::now();
        tenure.lasts(now, Duration::ZERO);
        assert!(!tenure.is_live());
        tenure.lasts(now, Duration::from_secs(3600));
        assert!(tenure.is_live() && !tenure.is_over());
        tenure.end();
        tenure.lasts(now, Duration::from_secs(3600));
        assert!(!tenure.is_live() && tenure.is_over());
    }
}
