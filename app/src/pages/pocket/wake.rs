//! Edits that wait are sent as soon as there is a network, also by a page that the browser has put to sleep: where there is
//! background sync, the service worker is woken by it, and wakes the page.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::boxed::{effect, memo};
use crate::browser::{Listener, window};
use crate::pages::shell::Shell;

/// The word between browser, worker and page.
const SEND: &str = "muster-send";

/// Asks to be woken while edits wait, and sends them when it is.
pub(super) fn ask_to_be_woken(shell: Shell) {
    let Some(workers) = workers() else { return };
    let woken = Listener::new(workers.clone().dyn_into().ok(), "message", move |event| {
        let word = Reflect::get(&event, &"data".into()).ok().and_then(|data| data.as_string());
        if word.as_deref() == Some(SEND) {
            shell.send();
        }
    });
    StoredValue::new_local(woken);
    let waits = memo(move || shell.catalogue.kept.with(|kept| kept.iter().any(|one| one.unsent > 0)));
    effect(move || {
        if waits.get() {
            let workers = workers.clone();
            // Browsers without background sync send when the page is looked at again.
            spawn_local(async move { drop(register(&workers).await) });
        }
    });
}

/// The page's service workers; a page that may have none has no such thing.
fn workers() -> Option<JsValue> {
    Reflect::get(&window()?.navigator(), &"serviceWorker".into()).ok().filter(JsValue::is_object)
}

async fn register(workers: &JsValue) -> Result<(), JsValue> {
    let ready: Promise = Reflect::get(workers, &"ready".into())?.dyn_into()?;
    let registration = JsFuture::from(ready).await?;
    let sync = Reflect::get(&registration, &"sync".into())?;
    let ask: Function = Reflect::get(&sync, &"register".into())?.dyn_into()?;
    let asked: Promise = ask.call1(&sync, &SEND.into())?.dyn_into()?;
    JsFuture::from(asked).await.map(drop)
}
