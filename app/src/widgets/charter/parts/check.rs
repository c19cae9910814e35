//! One check, beside the line that it is about or in the list of all: what was noticed, why it matters, what to do, the press
//! that leads there, and the way to dismiss it with a reason.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use muster_shared::kinds::charter::{Check, Leads};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use crate::form::plain::{
    acting, button, el, follows, holds, icon, of_button, on, while_so, with, words, written, wrong,
};
use crate::form::{focus, unique_id};
use crate::keyboard;
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::origin::origin;

/// A check that stands.
pub(crate) fn one_check(cx: UseCharter, check: Check) -> AnyView {
    let sort = check.sort;
    let label = vec![("part", "note".to_owned()), ("aria-label", format!("Advice: {}", sort.head))];
    let head = el("p", "by", vec![icon("i i-look"), sort.head.into_any()]);
    let parts = vec![head, written("p", "", &check.advice()), words("p", "quiet", sort.why), acts(cx, check)];
    with("aside", "note check", label, parts)
}

/// The things that can be done about a check.
fn acts(cx: UseCharter, check: Check) -> AnyView {
    let asks = RwSignal::new(false);
    let check = StoredValue::new(check);
    let mend = while_so(
        move || check.with_value(|check| cx.may_mend(check)),
        move || check.with_value(|check| way(cx, check)),
    );
    let dismiss = while_so(
        move || cx.charter.can_edit.get(),
        move || {
            let state = follows("aria-expanded", move || asks.get().to_string());
            let press = on("click", move |_| asks.update(|asks| *asks = !*asks));
            acting("button", "btn word", of_button(), vec![state, press], vec!["Dismiss…".into_any()])
        },
    );
    let asked = while_so(move || asks.get(), move || reason(cx, check));
    el("div", "no-print", vec![el("div", "acts", vec![mend, dismiss]), asked])
}

/// The press that leads to where something is done.
fn way(cx: UseCharter, check: &Check) -> AnyView {
    match check.sort.leads {
        Leads::Map => {
            let surface = String::from(encode_uri_component(&check.part));
            let to = vec![("href", format!("{}/map#{surface}", origin()))];
            with("a", "btn word", to, vec![check.sort.press.into_any()])
        }
        Leads::Field(_) | Leads::Row | Leads::New(_) | Leads::Part(_) => {
            let check = check.clone();
            button("btn word", check.sort.press, move || cx.mend(&check))
        }
    }
}

/// The line in which somebody says why a check is dismissed.
fn reason(cx: UseCharter, check: StoredValue<Check>) -> AnyView {
    let (typed, error, id) = (RwSignal::new(String::new()), RwSignal::new(None::<String>), unique_id());
    let dismiss = move || {
        let done = check.with_value(|check| cx.dismiss(check, &typed.get_untracked()));
        // The line goes with the check, and the keys of the page go on working.
        if done.is_ok() {
            focus::whole(cx.charter.root);
        }
        error.set(done.err());
    };
    let key = move |event: Event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        if keyboard::key(&event).as_deref() == Some("Enter") {
            event.prevent_default();
            dismiss();
        }
    };
    let says = "Why is this all right?".to_owned();
    let attributes = vec![
        ("type", "text".to_owned()),
        ("dir", "auto".to_owned()),
        ("aria-label", says.clone()),
        ("placeholder", says),
        ("maxlength", "400".to_owned()),
    ];
    let field = acting(
        "input",
        "line",
        attributes,
        vec![
            holds(move || typed.get()),
            on("input", move |event| typed.set(event_target_value(&event))),
            on("keydown", key),
        ],
        Vec::new(),
    );
    focus::within(cx.charter.root, format!("[id='{id}']"));
    let send = button("btn", "Dismiss", dismiss);
    with("div", "dismiss", vec![("id", id)], vec![field, send, wrong(error)])
}
