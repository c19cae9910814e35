//! Words that stand in a field to be copied, with a button that does it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::router::find;
use crate::boxed::{effect, effect_since};
use crate::form::plain::{acting, button, el, follows, holds, says};
use crate::form::unique_id;
use crate::widgets::clipboard::copy;

/// A field with words to copy, and whether they are copied. Where the browser copies nothing, the words are left selected.
pub(super) fn to_copy(label: &str, text: Signal<String>, copied: RwSignal<Option<bool>>) -> AnyView {
    let id = unique_id();
    let own = vec![
        ("id", id.clone()),
        ("readonly", String::new()),
        ("aria-label", label.to_owned()),
        ("dir", "ltr".to_owned()),
        ("spellcheck", "false".to_owned()),
    ];
    let rows = move || text.with(|text| text.lines().count().max(2).to_string());
    let field = acting("textarea", "copy-out", own, vec![follows("rows", rows), holds(move || text.get())], Vec::new());
    effect(move || {
        if copied.get() == Some(false) {
            select(&id);
        }
    });
    // Other words are not copied yet.
    effect_since(move |before: Option<String>| {
        let now = text.get();
        if before.is_some_and(|before| before != now) {
            copied.set(None);
        }
        now
    });
    let said = move || match copied.get() {
        Some(true) => "Copied.",
        Some(false) => "The browser did not let us copy. The words are selected: copy them by the keyboard.",
        None => "",
    };
    let status = acting("span", "small", vec![("role", "status".to_owned())], vec![says(said)], Vec::new());
    let press = button("btn", "Copy", move || copy(&text.get_untracked(), copied));
    el("div", "to-copy", vec![field, el("p", "acts", vec![press, status])])
}

fn select(id: &str) {
    let field = find(&format!("#{id}")).and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(field) = field {
        let _ = field.focus();
        field.select();
    }
}
