//! A page that was frozen, kept for the way back, or asleep with its machine: what it last heard is old, and its sockets
//! may be dead without anybody having said so. It connects anew, and until then nothing counts as being on its way.

use std::cell::Cell;

use crate::browser::{Listener, is_restored, now_ms, on_document, on_window, ticks_ms};

/// A page that was not run for so long has slept, in milliseconds. Timers of a page in the background are late by one
/// minute at most.
const ASLEEP_MS: u64 = 150_000;

/// When the page was last awake, by both clocks: of a sleep, some machines tell only the one that people set.
pub(super) struct Awake {
    seen: Cell<Option<(u64, u64)>>,
    _listeners: [Listener; 3],
}

impl Awake {
    /// Calls `heed` when a browser says that a page is run again: with `true` if it surely stood still before.
    pub(super) fn new(heed: impl Fn(bool) + Clone + 'static) -> Self {
        let (shown, resumed, seen) = (heed.clone(), heed.clone(), heed);
        let listeners = [
            on_window("pageshow", move |event| {
                if is_restored(&event) {
                    shown(true);
                }
            }),
            on_document("resume", move |_| resumed(true)),
            on_document("visibilitychange", move |_| seen(false)),
        ];
        Self { seen: Cell::default(), _listeners: listeners }
    }

    /// Notes that the page runs: whether it has slept meanwhile.
    pub(super) fn has_slept(&self) -> bool {
        let (ticks, date) = (ticks_ms(), now_ms());
        let Some((last_ticks, last_date)) = self.seen.replace(Some((ticks, date))) else { return false };
        let passed = ticks.saturating_sub(last_ticks);
        passed > ASLEEP_MS || date.abs_diff(last_date + passed) > ASLEEP_MS
    }
}
