//! Documents that a tab shows: the copy of one that another tab shows must not be taken from under it. Tabs tell each other by
//! the browser's locks, which end with the tab, also when it crashes.

use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::root;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::boxed::effect;
use crate::browser::window;
use crate::pages::shell::Shell;
use crate::visitor;

thread_local! {
    /// The function that gives up the lock of the document that this tab shows.
    static RELEASE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Holds the document that the page shows, for as long as it shows it.
pub(super) fn hold_shown(shell: Shell) {
    effect(move || {
        let shown = shell.shown.get().and_then(|doc| doc.which());
        if let Some(release) = RELEASE.take() {
            let _ = release.call0(&JsValue::NULL);
        }
        if let Some((doc, kind)) = shown {
            hold(&root(&doc, Some(kind)));
        }
    });
}

fn hold(head: &DocId) {
    let held = Promise::new(&mut |done, _| RELEASE.with_borrow_mut(|release| *release = Some(done)));
    let take = Closure::once_into_js(move |_: JsValue| held);
    if let Some(asked) = request(head, "shared", &take) {
        spawn_local(async move { drop(JsFuture::from(asked).await) });
    }
}

/// Whether another tab shows a document, or one that goes along with it. A browser without locks does not tell.
pub(super) async fn is_elsewhere(head: &DocId) -> bool {
    let take = Closure::once_into_js(|lock: JsValue| JsValue::from_bool(lock.is_null()));
    match request(head, "exclusive", &take) {
        Some(asked) => JsFuture::from(asked).await.is_ok_and(|is_held| is_held.is_truthy()),
        None => false,
    }
}

/// Asks for the lock of a document. An `exclusive` one is had at once or not at all.
fn request(head: &DocId, mode: &str, take: &JsValue) -> Option<Promise> {
    let locks = Reflect::get(&window()?.navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
    let ask: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &mode.into()).ok()?;
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::from_bool(mode == "exclusive")).ok()?;
    let name = format!("muster-shown {} {head}", visitor::own().who());
    ask.call3(&locks, &name.into(), &options, take).ok()?.dyn_into().ok()
}
