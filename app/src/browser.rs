//! The few things we ask of the browser directly: time, randomness, the network's own word, and small fetches.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, RequestInit, Response, Storage, Window};

use crate::visitor::Visitor;

/// The window. There is always one: this module runs in pages only.
pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// The elements in another one that a selector finds.
pub(crate) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// The browser's small storage of texts; nothing where it is refused.
pub(crate) fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// Milliseconds since 1970 by this device's clock.
pub(crate) fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Milliseconds since the page was opened, by a clock that nobody sets.
pub(crate) fn ticks_ms() -> u64 {
    let performance = window().and_then(|window| window.performance());
    performance.map_or_else(now_ms, |performance| performance.now() as u64)
}

/// Today as `YYYY-MM-DD` where this device is.
pub(crate) fn today() -> String {
    day(&js_sys::Date::new_0())
}

/// The day of a moment where the person is, `YYYY-MM-DD`.
pub(crate) fn day_of(at_ms: u64) -> String {
    day(&js_sys::Date::new(&(at_ms as f64).into()))
}

fn day(date: &js_sys::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// A text with compatible forms made one and letter case aside, by the browser's tables.
pub(crate) fn folded(text: &str) -> String {
    let small = JsString::from(text).normalize("NFKC").to_lower_case();
    small.to_upper_case().to_lower_case().normalize("NFKC").into()
}

/// A text with letters and their marks apart.
pub(crate) fn apart(text: &str) -> String {
    JsString::from(text).normalize("NFKD").into()
}

/// 128 random bits from the browser's generator.
pub(crate) fn random_bits() -> u128 {
    let mut bytes = [0; 16];
    // The browser's generator does not fail; if it ever did, a clock is still better than a constant.
    if getrandom::fill(&mut bytes).is_err() {
        bytes[..8].copy_from_slice(&now_ms().to_le_bytes());
    }
    u128::from_le_bytes(bytes)
}

/// A client id nobody else has: 53 random bits, as Yjs and JavaScript can hold.
pub(crate) fn random_client() -> u64 {
    (random_bits() as u64) >> 11
}

/// Whether the browser believes it has a network.
pub(crate) fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Calls `f` for every `event` on the window, for as long as the returned guard lives.
pub(crate) fn on_window(event: &'static str, f: impl FnMut(web_sys::Event) + 'static) -> Listener {
    let target: Option<web_sys::EventTarget> = window().map(Into::into);
    Listener::new(target, event, f)
}

/// Calls `f` for every `event` on the document, for as long as the returned guard lives.
pub(crate) fn on_document(event: &'static str, f: impl FnMut(web_sys::Event) + 'static) -> Listener {
    let target: Option<web_sys::EventTarget> = window().and_then(|window| window.document()).map(Into::into);
    Listener::new(target, event, f)
}

/// Whether a `pageshow` tells of a page that was kept as it was and is shown again.
pub(crate) fn is_restored(event: &web_sys::Event) -> bool {
    Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted.is_truthy())
}

/// A listener that is taken off when it is dropped.
pub(crate) struct Listener {
    target: Option<web_sys::EventTarget>,
    event: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Listens on `target`.
    pub(crate) fn new(
        target: Option<web_sys::EventTarget>,
        event: &'static str,
        f: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(f);
        if let Some(target) = &target {
            let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        }
        Self { target, event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(target) = &self.target {
            let _ = target.remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
        }
    }
}

/// A timer that fires once and is taken back when it is dropped.
pub(crate) struct Timer {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `f` after `ms` milliseconds.
    pub(crate) fn after(ms: i32, f: impl FnOnce() + 'static) -> Self {
        let closure = Closure::once(f);
        let id = window().and_then(|window| {
            let callback = closure.as_ref().unchecked_ref();
            window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, ms).ok()
        });
        Self { id: id.unwrap_or_default(), _closure: closure }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Lets the browser paint and answer, for `ms` milliseconds at least.
pub(crate) async fn pause(ms: i32) {
    let waited = Promise::new(&mut |done, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms);
        }
    });
    let _ = JsFuture::from(waited).await;
}

/// Runs something once nobody has asked for it for a while; asked without end, it runs now and then all the same.
#[derive(Default)]
pub(crate) struct Pause {
    timer: RefCell<Option<Timer>>,
    /// When it was first asked for since it last ran.
    since_ms: Cell<u64>,
}

impl Pause {
    /// Calls `f` when nobody has asked for `quiet_ms`, or this was first asked for `most_ms` ago.
    pub(crate) fn ask(self: &Rc<Self>, quiet_ms: u64, most_ms: u64, f: impl FnOnce() + 'static) {
        let now = ticks_ms();
        if self.timer.borrow().is_none() {
            self.since_ms.set(now);
        }
        let left_ms = (self.since_ms.get() + most_ms).saturating_sub(now).min(quiet_ms);
        let pause = Rc::downgrade(self);
        let timer = Timer::after(left_ms as i32, move || {
            let fired = pause.upgrade().and_then(|pause| pause.timer.take());
            f();
            // A closure must not drop itself while it runs.
            spawn_local(async move { drop(fired) });
        });
        *self.timer.borrow_mut() = Some(timer);
    }
}

/// An answer to a fetch.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body as text.
    pub(crate) body: String,
}

/// Fetches `url` for somebody.
///
/// # Errors
/// The browser's error, when nothing answered.
pub(crate) async fn fetch(url: &str, visitor: &Visitor) -> Result<Answer, JsValue> {
    send(url, &RequestInit::new(), visitor, false).await
}

/// Posts a body to `url` for somebody: a text is JSON, anything else goes as the browser sends it.
///
/// # Errors
/// The browser's error, when nothing answered.
pub(crate) async fn post(url: &str, body: &JsValue, visitor: &Visitor) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(body);
    send(url, &init, visitor, body.is_string()).await
}

/// Asks for what stands at `url` to be deleted, for somebody.
///
/// # Errors
/// The browser's error, when nothing answered.
pub(crate) async fn delete(url: &str, visitor: &Visitor) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_method("DELETE");
    send(url, &init, visitor, false).await
}

/// Fetches a file for somebody: the HTTP status, and the file.
///
/// # Errors
/// The browser's error, when nothing answered.
pub(crate) async fn fetch_blob(url: &str, visitor: &Visitor) -> Result<(u16, web_sys::Blob), JsValue> {
    let response = respond(url, &RequestInit::new(), visitor, false).await?;
    let blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
    Ok((response.status(), blob))
}

/// Asks for a change at `url` by another method, for somebody: a body is JSON.
///
/// # Errors
/// The browser's error, when nothing answered.
pub(crate) async fn call(method: &str, url: &str, body: Option<&str>, visitor: &Visitor) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    send(url, &init, visitor, body.is_some()).await
}

async fn send(url: &str, init: &RequestInit, visitor: &Visitor, json: bool) -> Result<Answer, JsValue> {
    let response = respond(url, init, visitor, json).await?;
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Answer { status: response.status(), body })
}

async fn respond(url: &str, init: &RequestInit, visitor: &Visitor, json: bool) -> Result<Response, JsValue> {
    let headers = Object::new();
    let kind = json.then(|| ("content-type", "application/json".to_owned()));
    for (name, value) in kind.into_iter().chain(visitor.header()) {
        Reflect::set(&headers, &name.into(), &value.into())?;
    }
    init.set_headers(&headers);
    let window = window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_str_and_init(url, init)).await?.dyn_into()
}

/// The time by the clock of the server at `origin`, in milliseconds since 1970: it says so with every answer, to the second.
/// `None` where another page's browser keeps that to itself.
///
/// # Errors
/// The browser's error, when nothing answered.
pub(crate) async fn server_ms(origin: &str) -> Result<Option<u64>, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let asked = window.fetch_with_str(&format!("{origin}/livez"));
    let response: Response = JsFuture::from(asked).await?.dyn_into()?;
    let date = response.headers().get("date")?.map(|date| js_sys::Date::parse(&date));
    // It stands for any moment of its second: the middle is at most half of one off.
    Ok(date.filter(|ms| ms.is_finite()).map(|ms| ms as u64 + 500))
}

/// JSON as people can read it. The browser writes it, which costs the module nothing.
pub(crate) fn indented(json: &str) -> String {
    let read = js_sys::JSON::parse(json);
    let written =
        read.and_then(|value| js_sys::JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &2.into()));
    written.map_or_else(|_| json.to_owned(), String::from)
}

/// A word of a JSON object, if the object has one under this name.
pub(crate) fn word_in(json: &str, name: &str) -> Option<String> {
    Reflect::get(&js_sys::JSON::parse(json).ok()?, &name.into()).ok()?.as_string()
}

/// An array of JavaScript values.
pub(crate) fn array<const N: usize>(values: [JsValue; N]) -> Array {
    values.into_iter().collect()
}
