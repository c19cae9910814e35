//! Whether the device's storage answers: what is asked of it is timed, and a second without an answer is silence.
//!
//! The second is counted in ticks of this page's own clock and not in time: a page that was busy or frozen itself
//! must not take that for silence of the storage.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;

use crate::browser::{pause, window};

/// How long a tick is, in milliseconds, and how many of them without an answer are silence.
const TICK_MS: i32 = 100;
const PATIENCE: u64 = 10;

/// The event by which the window is told that the storage fell silent, or answers again.
pub(crate) const STORAGE: &str = "muster-storage";

thread_local! {
    static SILENT: (Owner, RwSignal<bool>) = {
        let owner = Owner::new();
        let silent = owner.with(|| RwSignal::new(false));
        (owner, silent)
    };
    /// The tick at which each question was asked that waits for its answer.
    static ASKED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    static TICK: Cell<u64> = const { Cell::new(0) };
    static TICKS: Cell<bool> = const { Cell::new(false) };
}

/// Whether the storage has left a question unanswered for a second, to follow.
pub(crate) fn is_silent() -> RwSignal<bool> {
    SILENT.with(|(_, silent)| *silent)
}

/// Waits for an answer of the storage, and for whoever follows [`is_silent`] counts how long it takes.
pub(super) async fn timed<T>(answer: impl Future<Output = T>) -> T {
    let _question = Question::ask();
    answer.await
}

/// A question that waits for its answer as long as this lives.
struct Question(u64);

impl Question {
    fn ask() -> Self {
        let now = TICK.get();
        ASKED.with_borrow_mut(|asked| asked.push(now));
        if !TICKS.replace(true) {
            spawn_local(tick());
        }
        Self(now)
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        ASKED.with_borrow_mut(|asked| {
            if let Some(at) = asked.iter().position(|since| *since == self.0) {
                asked.swap_remove(at);
            }
        });
        tell();
    }
}

/// Ticks as long as something is asked.
async fn tick() {
    while ASKED.with_borrow(|asked| !asked.is_empty()) {
        pause(TICK_MS).await;
        TICK.set(TICK.get() + 1);
        tell();
    }
    TICKS.set(false);
}

fn tell() {
    let silent = ASKED.with_borrow(|asked| asked.iter().any(|since| TICK.get() - since >= PATIENCE));
    let signal = is_silent();
    if signal.get_untracked() != silent {
        signal.set(silent);
        if let (Some(window), Ok(event)) = (window(), Event::new(STORAGE)) {
            let _ = window.dispatch_event(&event);
        }
    }
}
