//! The clipboard, where the browser and the page around us allow it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

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

/// Copies a page as rich text and, for whoever takes no rich text, as plain words; says in `copied` whether it worked. A
/// browser that knows no rich text is given the words.
pub(crate) fn copy_rich(html: &str, plain: &str, copied: RwSignal<Option<bool>>) {
    let asked = ask_rich(html, plain);
    let plain = plain.to_owned();
    spawn_local(async move {
        let is_done = match asked {
            Ok(promise) => JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        };
        match is_done {
            true => drop(copied.try_set(Some(true))),
            false => copy(&plain, copied),
        }
    });
}

fn ask_rich(html: &str, plain: &str) -> Result<Promise, JsValue> {
    let window = crate::browser::window().ok_or(JsValue::NULL)?;
    let forms = Object::new();
    for (kind, text) in [("text/html", html), ("text/plain", plain)] {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
        Reflect::set(&forms, &kind.into(), &blob)?;
    }
    let make: Function = Reflect::get(&window, &"ClipboardItem".into())?.dyn_into()?;
    let item = Reflect::construct(&make, &Array::of1(&forms))?;
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"write".into())?.dyn_into()?;
    write.call1(&clipboard, &Array::of1(&item))?.dyn_into()
}

/// Insecure pages have no clipboard at all, so it is looked for by name.
fn ask(text: &str) -> Result<Promise, JsValue> {
    let navigator = crate::browser::window().ok_or(JsValue::NULL)?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    write.call1(&clipboard, &text.into())?.dyn_into()
}
