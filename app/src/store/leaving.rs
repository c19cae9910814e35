//! A page that is being left. Browsers keep it frozen, to show it again when somebody goes back, and WebKit freezes it
//! together with what it does in the database: what has begun there and not ended then locks out every later page. So a
//! page that leaves aborts what runs, begins nothing, and goes on when it is shown again.

use std::cell::{Cell, OnceCell, RefCell};

use idb::{Error, Transaction};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::browser::{Listener, on_window};

thread_local! {
    static LISTENERS: OnceCell<[Listener; 2]> = const { OnceCell::new() };
    static AWAY: Cell<bool> = const { Cell::new(false) };
    /// How many times this page was left.
    static TIMES: Cell<u32> = const { Cell::new(0) };
    /// Transactions that wait for something before they end.
    static RUNNING: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
    /// The calls that wait for the page to be shown again.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Follows the page from now on. Called before the database is used; again, it does nothing.
pub(super) fn watch() {
    LISTENERS.with(|listeners| {
        listeners.get_or_init(|| [on_window("pagehide", |_| leave()), on_window("pageshow", |_| come_back())]);
    });
}

fn leave() {
    AWAY.set(true);
    TIMES.set(TIMES.get() + 1);
    for transaction in RUNNING.take() {
        // One that has ended by itself cannot be aborted, and need not be.
        let abort = Reflect::get(&transaction, &"abort".into()).and_then(|abort| abort.dyn_into::<Function>());
        let _ = abort.and_then(|abort| abort.call0(&transaction));
    }
}

fn come_back() {
    AWAY.set(false);
    for resolve in WAITING.take() {
        let _ = resolve.call0(&JsValue::NULL);
    }
}

/// Whether the page is left just now, so that nothing may begin.
pub(crate) fn is_away() -> bool {
    AWAY.get()
}

/// How many times this page was left: what failed over it is to be tried again.
pub(crate) fn times() -> u32 {
    TIMES.get()
}

/// Waits until the page is shown.
pub(super) async fn here() {
    while is_away() {
        let shown = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
        let _ = JsFuture::from(shown).await;
    }
}

/// Runs a transaction that has to wait for answers; leaving the page aborts it.
pub(super) async fn run<T>(
    transaction: Transaction,
    work: impl AsyncFnOnce(Transaction) -> Result<T, Error>,
) -> Result<T, Error> {
    let raw = JsValue::from(transaction);
    RUNNING.with_borrow_mut(|running| running.push(raw.clone()));
    let done = match Transaction::try_from(raw.clone()) {
        Ok(transaction) => work(transaction).await,
        Err(error) => Err(error),
    };
    RUNNING.with_borrow_mut(|running| running.retain(|one| *one != raw));
    done
}
