//! The clipboard, where the browser and the page around us allow it.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Copies `text`, and says in `copied` whether it worked.
pub(crate) fn copy(text: &str, copied: RwSignal<Option<bool>>) {
    let asked = ask(text);
    spawn_local(async move {
        let done = match asked {
            Ok(promise) => JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        };
        let _ = copied.try_set(Some(done));
    });
}

/// Insecure pages have no clipboard at all, so it is looked for by name.
fn ask(text: &str) -> Result<Promise, JsValue> {
    let navigator = crate::browser::window().ok_or(JsValue::NULL)?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    write.call1(&clipboard, &text.into())?.dyn_into()
}
