//! The form that gives the present state of a document a name and a reason. An edition is a row of the document, and names
//! the state in which the server got the row: so it is made while the server has everything, and goes out by itself.

use leptos::prelude::*;
use muster_shared::kinds::edition;
use muster_shared::sync::replica::Status;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::panel::panel;
use crate::browser::today;
use crate::form::plain::{acting, button, el, on, says, with, words, wrong};
use crate::live::LiveDoc;
use crate::pages::shell::Shell;

/// The panel with the form.
pub(super) fn naming(shell: Shell, doc: LiveDoc) -> AnyView {
    let (name, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (error, called) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let press = move || match named(doc, &name.get_untracked(), &why.get_untracked()) {
        Ok(name) => {
            error.set(None);
            called.set(Some(name));
        }
        Err(sentence) => error.set(Some(sentence)),
    };
    let said = move || called.get().map(|name| so_far(&name, &doc.status.get())).unwrap_or_default();
    let status = vec![("role", "status".to_owned()), ("dir", "auto".to_owned())];
    let parts = vec![
        words("p", "small quiet", "The words of now are found under it in the history, whatever is written later."),
        field("Name", "Edition 2", name),
        field("Reason", "Signed by the board", why),
        wrong(error),
        acting("p", "", status, vec![says(said)], Vec::new()),
        el("p", "acts", vec![button("btn strong", "Name this edition", press)]),
    ];
    panel(shell, "Name this edition", parts)
}

fn named(doc: LiveDoc, name: &str, why: &str) -> Result<String, String> {
    if !doc.can_change.get_untracked() {
        return Err("Only those who may edit this document name its editions.".to_owned());
    }
    let edit = edition::named(name, why, &today(), &doc.sheet_now())?;
    // Words that are not there yet would come with the row, and later ones with them.
    if !doc.is_synced() {
        return Err("An edition is named once everything is saved on the server.".to_owned());
    }
    doc.edit(&edit).map_err(|error| error.sentence())?;
    Ok(name.trim().to_owned())
}

/// How far the naming is.
fn so_far(name: &str, status: &Status) -> String {
    match status {
        Status::Saved => format!("Named “{name}”. The history lists it, and keeps its words."),
        _ => format!("“{name}” is on its way to the server. What is written before it is saved there goes into it."),
    }
}

fn field(label: &'static str, example: &'static str, typed: RwSignal<String>) -> AnyView {
    let own = vec![("placeholder", example.to_owned()), ("dir", "auto".to_owned()), ("maxlength", "400".to_owned())];
    let acts = vec![on("input", move |event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            typed.set(input.value());
        }
    })];
    with("label", "label", Vec::new(), vec![label.into_any(), acting("input", "line", own, acts, Vec::new())])
}
