//! A page that was frozen, kept for the way back, or asleep with its machine: what it last heard is old, and its socket
//! may be dead without anybody having said so. It connects anew, and until then nothing counts as being on its way.

use std::cell::Cell;
use std::rc::Rc;

use super::open_doc::OpenDoc;
use crate::browser::{Listener, is_restored, now_ms, on_document, on_window, ticks_ms};

/// A page that was not run for so long has slept, in milliseconds. Timers of a page in the background are late by one
/// minute at most.
const ASLEEP_MS: u64 = 150_000;

/// When the page was last awake, by both clocks: of a sleep, some machines tell only the one that people set.
#[derive(Default)]
pub(super) struct Awake {
    seen: Cell<Option<(u64, u64)>>,
}

impl Awake {
    fn has_slept(&self) -> bool {
        let (ticks, date) = (ticks_ms(), now_ms());
        let Some((last_ticks, last_date)) = self.seen.replace(Some((ticks, date))) else { return false };
        let passed = ticks.saturating_sub(last_ticks);
        passed > ASLEEP_MS || date.abs_diff(last_date + passed) > ASLEEP_MS
    }
}

impl OpenDoc {
    /// Listens for what a browser says of a page that is run again.
    pub(super) fn listen_for_waking(self: &Rc<Self>) -> [Listener; 3] {
        let waker = || {
            let weak = Rc::downgrade(self);
            move |wakes: &dyn Fn(&Self) -> bool| {
                if let Some(session) = weak.upgrade().filter(|session| wakes(session)) {
                    session.wake();
                }
            }
        };
        let (shown, resumed, seen) = (waker(), waker(), waker());
        [
            on_window("pageshow", move |event| shown(&|_| is_restored(&event))),
            on_document("resume", move |_| resumed(&|_| true)),
            on_document("visibilitychange", move |_| seen(&|session| session.awake.has_slept())),
        ]
    }

    /// Notes that the page runs.
    pub(super) fn note_awake(&self) {
        if self.awake.has_slept() {
            self.wake();
        }
    }

    fn wake(&self) {
        self.link.close(true);
        self.link.connect();
    }
}
