//! Files that are handed to the browser.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::browser::{pause, window};

/// Hands a file to the browser.
///
/// # Errors
/// The browser's error, when it makes no address for it.
pub(crate) async fn save(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    leptos::task::spawn_local(async move {
        // The browser reads the address some time after the press.
        pause(10_000).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
