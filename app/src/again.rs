//! Something that is done again and again while somebody looks at the page: every few seconds, when they come back to it,
//! and when the network does. Nothing is asked in a page that nobody sees.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};

use leptos::task::spawn_local;

use crate::browser::{Listener, Timer, on_window, window};

/// How often, in milliseconds.
const AGAIN_MS: i32 = 10_000;

/// A piece of work that takes a while.
pub(crate) type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Does something again and again for as long as this lives.
pub(crate) struct Again {
    work: Box<dyn Fn() -> Work>,
    is_busy: Cell<bool>,
    timer: RefCell<Option<Timer>>,
    _back: [Listener; 2],
}

impl Again {
    /// Begins now.
    pub(crate) fn begin(work: Box<dyn Fn() -> Work>) -> Rc<Self> {
        let again = Rc::new_cyclic(|weak: &Weak<Self>| {
            let back = |event| {
                let weak = weak.clone();
                on_window(event, move |_| _ = weak.upgrade().map(Self::now))
            };
            let _back = [back("focus"), back("online")];
            Self { work, is_busy: Cell::default(), timer: RefCell::default(), _back }
        });
        Self::now(Rc::clone(&again));
        again
    }

    /// One at a time: asked for while it is done, it is done no second time.
    fn now(self: Rc<Self>) {
        if self.is_busy.replace(true) {
            return;
        }
        spawn_local(async move {
            if !is_hidden() {
                (self.work)().await;
            }
            self.is_busy.set(false);
            // Set from here, not from within the timer's own callback: a closure must not drop itself while it runs.
            let weak = Rc::downgrade(&self);
            let next = Timer::after(AGAIN_MS, move || _ = weak.upgrade().map(Self::now));
            self.timer.replace(Some(next));
        });
    }
}

/// Whether nobody sees the page.
pub(crate) fn is_hidden() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}
