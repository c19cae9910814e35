//! The strip of tools that lies on the keyboard of a phone while somebody types in a document: keys that such a keyboard has not.
//! Each is given to the field as the key that it stands for, so that it does there what it does everywhere.

use std::cell::Cell;

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

use crate::browser::{Listener, array, on_document, pause, window};
use crate::form::plain::{acting, button, icon, of_button, on, while_so};

/// A text of a document that is being written in.
const FIELD: &str = "main textarea.box";
/// A row that can be moved.
const ROW: &str = "li[data-row]";

thread_local! {
    /// How far the strip is lifted, in whole pixels.
    static LIFTED: Cell<f64> = const { Cell::new(0.0) };
}

/// A key of a keyboard on a desk.
#[derive(Clone, Copy)]
struct Key {
    name: &'static str,
    code: &'static str,
    /// Held down with it.
    with: &'static [&'static str],
}

const UNDO: Key = Key { name: "z", code: "KeyZ", with: &["ctrlKey"] };
const UP: Key = Key { name: "ArrowUp", code: "ArrowUp", with: &["altKey"] };
const DOWN: Key = Key { name: "ArrowDown", code: "ArrowDown", with: &["altKey"] };
const COMMENT: Key = Key { name: "m", code: "KeyM", with: &["ctrlKey", "altKey"] };

/// The field that is written in: nothing, one that stands by itself, or one of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typing {
    Nowhere,
    Text,
    Row,
}

/// The strip; the style shows it where there is a thumb and little room.
pub(super) fn strip() -> AnyView {
    let typing = RwSignal::new(Typing::Nowhere);
    let look = move |_: Event| {
        spawn_local(async move {
            // The focus is nowhere for a moment on its way from one field to the next.
            pause(0).await;
            typing.try_set(typing_now());
            let _ = lift(covered());
        });
    };
    let focus = ["focusin", "focusout"].map(|event| on_document(event, look));
    let seen = view_port()
        .map(|port| ["resize", "scroll"].map(|event| Listener::new(port.clone().dyn_into().ok(), event, look)));
    StoredValue::new_local((focus, seen));
    while_so(move || typing.get() != Typing::Nowhere, move || tools(typing))
}

fn tools(typing: RwSignal<Typing>) -> AnyView {
    let moves = while_so(
        move || typing.get() == Typing::Row,
        || [tool("i i-up", "Move the row up", UP), tool("i i-down", "Move the row down", DOWN)].into_any(),
    );
    let done = button("btn word", "Done", || {
        if let Some(field) = field() {
            let _ = field.blur();
        }
    });
    // The field keeps the focus, and the keyboard stays.
    let keeps = ["mousedown", "pointerdown"].map(|event| on(event, |event| event.prevent_default()));
    let own = [("role", "toolbar"), ("aria-label", "Tools for the text")].map(|(name, value)| (name, value.to_owned()));
    let parts = vec![tool("i i-undo", "Undo", UNDO), moves, tool("i i-comment", "Comment", COMMENT), done];
    acting("div", "tool-strip no-print", own.to_vec(), keeps.into_iter().collect(), parts)
}

fn tool(class: &'static str, label: &'static str, key: Key) -> AnyView {
    let own = of_button().into_iter().chain([("aria-label", label.to_owned())]).collect();
    acting("button", "round", own, vec![on("click", move |_| _ = press(key))], vec![icon(class)])
}

/// Gives the field a key.
fn press(key: Key) -> Option<()> {
    let window = window()?;
    let make: Function = Reflect::get(&window, &"KeyboardEvent".into()).ok()?.dyn_into().ok()?;
    let init = Object::new();
    let set = |name: &str, to: JsValue| Reflect::set(&init, &name.into(), &to).ok();
    set("key", key.name.into())?;
    set("code", key.code.into())?;
    for name in key.with.iter().copied().chain(["bubbles", "cancelable", "composed"]) {
        set(name, JsValue::TRUE)?;
    }
    let event: Event =
        Reflect::construct(&make, &array(["keydown".into(), init.clone().into()])).ok()?.dyn_into().ok()?;
    field()?.dispatch_event(&event).ok().map(drop)
}

/// The text that has the focus.
fn field() -> Option<HtmlElement> {
    let active: Element = window()?.document()?.active_element()?;
    active.matches(FIELD).ok().filter(|is_field| *is_field)?;
    active.dyn_into().ok()
}

fn typing_now() -> Typing {
    match field().map(|field| field.closest(ROW).ok().flatten().is_some()) {
        None => Typing::Nowhere,
        Some(false) => Typing::Text,
        Some(true) => Typing::Row,
    }
}

/// The part of the window that is seen; browsers that give the keyboard its room out of the page need no such thing.
fn view_port() -> Option<JsValue> {
    let window = window()?;
    Reflect::get(&window, &"visualViewport".into()).ok().filter(JsValue::is_object)
}

/// How much of the window's foot the keyboard covers, in pixels: nothing where the page has become as much lower.
fn covered() -> f64 {
    let seen = view_port().and_then(|port| {
        let told = |name: &str| Reflect::get(&port, &name.into()).ok()?.as_f64();
        Some(told("height")? + told("offsetTop")?)
    });
    let whole = window().and_then(|window| window.inner_height().ok()?.as_f64());
    seen.zip(whole).map_or(0.0, |(seen, whole)| (whole - seen).max(0.0).round())
}

/// Lifts the strip above what is covered. A style that is written as an attribute would be refused by the page's policy. The same
/// height is not set again: each time it is, the browser may look up the style of all that the page holds.
fn lift(pixels: f64) -> Option<()> {
    if LIFTED.replace(pixels) == pixels {
        return None;
    }
    let root = window()?.document()?.document_element()?;
    let style = Reflect::get(&root, &"style".into()).ok()?;
    let set: Function = Reflect::get(&style, &"setProperty".into()).ok()?.dyn_into().ok()?;
    set.call2(&style, &"--muster-lift".into(), &format!("{pixels}px").into()).ok().map(drop)
}
