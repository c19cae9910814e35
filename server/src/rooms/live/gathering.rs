//! The time at which admitted updates go to the log: at once while the room is calm; while it is busy, those of a few
//! milliseconds go together. Updates that are written together are sent together, in one write to each connection, and
//! those writes are most of the cost of a delivery.
//!
//! The first after a pause never waits, and a meeting of ten is always calm.

use std::time::Duration;

use muster_shared::sync::limits::Limits;
use tokio::time::Instant;

/// How long deliveries are counted before it is said how busy the room is.
const COUNTED: Duration = Duration::from_millis(50);

/// Appends that wait to be handed over, and until when.
pub(super) struct Gathering<T> {
    limits: Limits,
    waiting: Vec<T>,
    handed_over: Instant,
    /// From one time of handing over to the next.
    window: Duration,
    /// Deliveries since when.
    counted: (usize, Instant),
}

impl<T> Gathering<T> {
    /// A gathering in which nothing waits, and all is calm.
    pub(super) fn new(limits: Limits, now: Instant) -> Self {
        Self { limits, waiting: Vec::new(), handed_over: now, window: window(&limits, 0.0), counted: (0, now) }
    }

    /// One more, which `n_hearers` will be told.
    pub(super) fn add(&mut self, one: T, n_hearers: usize, now: Instant) {
        self.waiting.push(one);
        let (n_deliveries, since) = &mut self.counted;
        *n_deliveries += n_hearers;
        let passed = now.duration_since(*since);
        if passed >= COUNTED {
            self.window = window(&self.limits, *n_deliveries as f64 / passed.as_secs_f64());
            self.counted = (0, now);
        }
    }

    /// When the next handing over is due, if something waits for it.
    pub(super) fn due(&self) -> Option<Instant> {
        let due = if self.waiting.len() < self.limits.gathered_max { self.window } else { Duration::ZERO };
        (!self.waiting.is_empty()).then(|| self.handed_over + due)
    }

    /// Whether it is due by now.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.due().is_some_and(|due| due <= now)
    }

    /// Everything that waits, handed over now.
    pub(super) fn take(&mut self, now: Instant) -> Vec<T> {
        self.handed_over = now;
        std::mem::take(&mut self.waiting)
    }

    /// Whether more is gathered than one at a time.
    pub(super) fn is_busy(&self) -> bool {
        !self.window.is_zero()
    }
}

/// It grows with what there is to tell, so that no room goes to and fro between two ways of working.
fn window(limits: &Limits, deliveries_per_second: f64) -> Duration {
    let busy = match limits.calm_deliveries_per_second {
        0 => 1.0,
        calm => (deliveries_per_second / f64::from(calm) - 1.0).clamp(0.0, 1.0),
    };
    Duration::from_millis(limits.gather_ms_max).mul_f64(busy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { calm_deliveries_per_second: 1_000, gather_ms_max: 10, gathered_max: 20, ..Limits::DEFAULT };
    const MS: Duration = Duration::from_millis(1);

    /// A gathering after so many deliveries a second for a while, the last of which was handed over at that moment.
    fn after(per_second: usize) -> (Gathering<()>, Instant) {
        let mut now = Instant::now();
        let mut gathering = Gathering::new(LIMITS, now);
        for _ in 0..200 {
            now += MS;
            gathering.add((), per_second / 1000, now);
            gathering.take(now);
        }
        (gathering, now)
    }

    #[test]
    fn at_the_calm_rate_nothing_waits_and_beyond_it_the_longer_the_busier() {
        for (per_second, waits) in [(1_000, Duration::ZERO), (2_000, 10 * MS), (9_000, 10 * MS)] {
            let (mut gathering, now) = after(per_second);
            assert_eq!(gathering.due(), None, "nothing is there to be handed over");
            gathering.add((), 1, now);
            assert_eq!(gathering.due(), Some(now + waits), "at {per_second} a second");
            assert_eq!((gathering.is_busy(), gathering.is_due(now + waits)), (!waits.is_zero(), true));
        }
        assert_eq!(window(&LIMITS, 1_500.0), 5 * MS);
    }

    #[test]
    fn the_first_after_a_pause_does_not_wait() {
        let (mut gathering, now) = after(9_000);
        let later = now + 10 * MS;
        gathering.add((), 9, later);
        assert!(gathering.is_due(later));
        assert_eq!(gathering.take(later).len(), 1);
        gathering.add((), 9, later + MS);
        assert!(!gathering.is_due(later + MS));
    }

    #[test]
    fn as_many_as_are_gathered_at_most_are_handed_over_at_once() {
        let (mut gathering, now) = after(9_000);
        (1..LIMITS.gathered_max).for_each(|_| gathering.add((), 9, now));
        assert!(!gathering.is_due(now), "one fewer may wait");
        gathering.add((), 9, now);
        assert!(gathering.is_due(now));
        assert_eq!(gathering.take(now).len(), LIMITS.gathered_max);
    }
}
