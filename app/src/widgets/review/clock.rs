//! The server's clock, so that a timer shows the same to everybody: a device's own clock may be an hour off.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{now_ms, pause, server_ms};
use crate::widgets::origin::origin;

/// How often the time that is shown changes, in milliseconds.
const TICK_MS: i32 = 500;

/// The time by the server's clock, as far as it is known.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// How far the server's clock is ahead of this device's, in milliseconds.
    ahead_ms: RwSignal<i64>,
    now_ms: RwSignal<u64>,
}

impl Clock {
    /// A clock that goes for as long as the component that asks is shown.
    pub(super) fn start() -> Self {
        let clock = Self { ahead_ms: RwSignal::new(0), now_ms: RwSignal::new(now_ms()) };
        spawn_local(clock.set());
        spawn_local(clock.go());
        clock
    }

    /// The time now, to follow.
    pub(super) fn now_ms(self) -> u64 {
        self.now_ms.get()
    }

    /// The time now, by the server's clock, as a number for a document.
    pub(super) fn stamp(self) -> f64 {
        self.time() as f64
    }

    fn time(self) -> u64 {
        self.of_device(now_ms())
    }

    /// A moment of this device's clock, by the server's.
    pub(super) fn of_device(self, ms: u64) -> u64 {
        ms.saturating_add_signed(self.ahead_ms.try_get_untracked().unwrap_or_default())
    }

    /// Without an answer the device's own clock is all there is.
    async fn set(self) {
        let asked_at = now_ms();
        let Ok(Some(server_ms)) = server_ms(&origin()).await else { return };
        let answered_at = asked_at.midpoint(now_ms());
        self.ahead_ms.try_set(server_ms as i64 - answered_at as i64);
    }

    async fn go(self) {
        while self.now_ms.try_set(self.time()).is_none() {
            pause(TICK_MS).await;
        }
    }
}
