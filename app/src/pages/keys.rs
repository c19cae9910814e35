//! Keys: the list of them, and those that work on every page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::keep;
use super::shell::{Layer, Shell};
use crate::boxed::alive;
use crate::keyboard;

const SINGLE: &str = "muster-single-keys";

/// Every key there is, and what it does.
const KEYS: [(&str, &str); 9] = [
    ("Ctrl K or ⌘K", "Find a charter, a decision or a command"),
    ("?", "This list"),
    ("Enter", "In a row: the next row"),
    ("Backspace", "In an empty row: remove it"),
    ("Alt ↑ and Alt ↓", "Move the row"),
    ("Ctrl Z or ⌘Z", "Undo what you did, never what others did"),
    ("Ctrl Shift Z or ⌘⇧Z", "Do it again"),
    ("Ctrl Enter or ⌘Enter", "Open the link the caret is in"),
    ("Esc", "Leave the field, or close what lies on top"),
];

/// A key was pressed somewhere.
pub(crate) fn pressed(shell: Shell, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    let Some(key) = keyboard::key(event) else { return };
    let command = event.ctrl_key() || event.meta_key();
    match (key.as_str(), keyboard::shortcut(event)) {
        (_, Some('k')) if !event.shift_key() => {
            event.prevent_default();
            shell.layer.set(Layer::Find);
        }
        ("?", _) if !command && opens_list(shell, event) => {
            event.prevent_default();
            shell.layer.set(Layer::Keys);
        }
        _ => {}
    }
}

/// A single key means a command only where nobody is writing, and only if the person has not switched that off.
fn opens_list(shell: Shell, event: &KeyboardEvent) -> bool {
    let writing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some());
    !writing && keep::get(SINGLE).is_none() && shell.layer.get_untracked() == Layer::None
}

/// The list of keys.
#[component]
pub(crate) fn KeyList() -> impl IntoView {
    let row = |(key, does): (&'static str, &'static str)| view! { <dt><kbd>{key}</kbd></dt><dd>{does}</dd> };
    let switch = move |event| {
        if event_target_checked(&event) {
            keep::forget(SINGLE);
        } else {
            keep::set(SINGLE, "off");
        }
    };
    view! {
        <h2>"Keys"</h2>
        <dl>{KEYS.map(row).collect_view()}</dl>
        <label class="choice">
            <input type="checkbox" prop:checked=keep::get(SINGLE).is_none() on:change=alive(switch)/>
            "Open this list with ?"
        </label>
        <form class="acts" method="dialog"><button class="btn" type="submit">"Close"</button></form>
    }
}
