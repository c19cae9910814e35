//! The way of an answer to the server: without a cookie, a token or a name, in one size, and again until the server has written it.

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::{Sent, padded};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use super::device::{self, Own};
use crate::browser::{on_window, window};
use crate::chunk::nothing;

/// The end of an answer's way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Went {
    /// The server has it: written, or in memory until more people have a right.
    Over,
    /// Nothing answered, or the server could not take it just now.
    Nowhere,
    /// The box was closed before, or the server does not take the right.
    Refused,
}

/// Sends what waits, and again whenever there is a network.
pub(super) fn beside() -> AnyView {
    spawn_local(send_all());
    StoredValue::new_local(on_window("online", |_| spawn_local(send_all())));
    nothing()
}

/// Sends everything of this person that waits.
pub(super) async fn send_all() {
    for own in device::own() {
        if own.answer.is_some() && !own.is_refused {
            send(own).await;
        }
    }
}

/// Sends an answer, and keeps what became of it.
pub(super) async fn send(mut own: Own) -> Went {
    let body = || {
        let answer = padded(own.answer.as_ref()?)?;
        Sent { id: own.id.clone(), right: own.right.clone()?, answer }.body()
    };
    let Some(body) = body() else { return Went::Nowhere };
    let went = match post(&body).await {
        Ok(204) => {
            (own.answer, own.right, own.is_sent) = (None, None, true);
            Went::Over
        }
        Ok(202) => {
            own.is_sent = true;
            Went::Over
        }
        Ok(410 | 400) => {
            own.is_refused = true;
            Went::Refused
        }
        _ => return Went::Nowhere,
    };
    device::keep(&own);
    went
}

/// Posts an answer with nothing that names its sender; the status of what comes back.
async fn post(body: &str) -> Result<u16, JsValue> {
    let (init, headers) = (RequestInit::new(), Object::new());
    init.set_method("POST");
    init.set_body(&body.into());
    Reflect::set(&headers, &"content-type".into(), &"application/json".into())?;
    init.set_headers(&headers);
    for (name, value) in [("credentials", "omit"), ("referrerPolicy", "no-referrer"), ("cache", "no-store")] {
        Reflect::set(&init, &name.into(), &value.into())?;
    }
    let window = window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init("/api/answers", &init)).await?.dyn_into()?;
    Ok(response.status())
}
