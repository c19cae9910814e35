//! The way of notes to another device: a file that only a passphrase opens, and what came of reading one.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::oneself::{Merged, why_not};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, File, HtmlInputElement};

use super::keys::{open, seal};
use super::part::part;
use super::use_mine::UseMine;
use crate::browser::today;
use crate::form::plain::{acting, button, el, following, holds, nothing, on, with, words, wrong};
use crate::form::unique_id;
use crate::pages::file::save;
use crate::words::counted;

/// No file of notes is longer than this, in bytes.
const BYTES_MAX: f64 = 32_000_000.0;

/// The state of one way, and the outcome of its last file.
#[derive(Clone, Copy)]
struct Outcome {
    said: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
}

impl Outcome {
    fn new() -> Self {
        Self { said: RwSignal::new(String::new()), wrong: RwSignal::new(None), is_busy: RwSignal::new(false) }
    }

    /// Does something that takes a while, and says what came of it. One thing at a time.
    fn of(self, doing: &str, done: impl Future<Output = Result<String, String>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.wrong.set(None);
        self.said.set(doing.to_owned());
        spawn_local(async move {
            let (said, why) = match done.await {
                Ok(said) => (said, None),
                Err(why) => (String::new(), Some(why)),
            };
            self.said.try_set(said);
            self.wrong.try_set(why);
            self.is_busy.try_set(false);
        });
    }

    fn show(self) -> AnyView {
        let said = following(move || match self.said.get() {
            none if none.is_empty() => nothing(),
            said => words("p", "small", said),
        });
        el("div", "", vec![with("div", "", vec![("role", "status".to_owned())], vec![said]), wrong(self.wrong)])
    }
}

/// The part of the page.
pub(super) fn carry(mine: UseMine) -> AnyView {
    part("To another device", vec![saving(mine), reading(mine)])
}

/// A field for a passphrase, which stands nowhere but in it.
fn secret(label: &'static str, typed: RwSignal<String>, complete: &'static str) -> AnyView {
    let id = unique_id();
    let about = [("id", id.clone()), ("type", "password".to_owned()), ("autocomplete", complete.to_owned())];
    let acts = vec![holds(move || typed.get()), on("input", move |event| typed.set(event_target_value(&event)))];
    let field = acting("input", "line", about.to_vec(), acts, Vec::new());
    el("div", "", vec![with("label", "label", vec![("for", id)], vec![label.into_any()]), field])
}

fn saving(mine: UseMine) -> AnyView {
    let (one, again, outcome) = (RwSignal::new(String::new()), RwSignal::new(String::new()), Outcome::new());
    let press = move || {
        let passphrase = one.get_untracked();
        if let Some(why) = why_not(&passphrase, &again.get_untracked()) {
            outcome.wrong.set(Some(why.to_owned()));
            return;
        }
        outcome.of("The file is being sealed …", async move {
            let text = seal(&mine.notes.get_untracked(), &passphrase).await?;
            let name = format!("notes-for-oneself-{}.json", today());
            let refused = || "The browser did not let us save a file.".to_owned();
            let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).map_err(|_| refused())?;
            save(&blob, &name).await.map_err(|_| refused())?;
            one.try_set(String::new());
            again.try_set(String::new());
            Ok(format!("Saved as {name}. Only your passphrase opens it."))
        });
    };
    let beforehand = "Nobody opens the file without its passphrase, neither whoever runs this server nor we. Lose the passphrase, and \
        the file is of no use: write it down before you go on.";
    let fields =
        vec![secret("Passphrase for the file", one, "new-password"), secret("The same again", again, "new-password")];
    let act = button("btn", "Save a file of your notes", press);
    el(
        "div",
        "",
        vec![
            words("p", "small quiet", beforehand),
            el("div", "fields", fields),
            el("p", "acts", vec![act]),
            outcome.show(),
        ],
    )
}

fn reading(mine: UseMine) -> AnyView {
    let (passphrase, outcome) = (RwSignal::new(String::new()), Outcome::new());
    let file = StoredValue::new_local(None::<File>);
    let chosen = move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        file.set_value(input.and_then(|input| input.files()).and_then(|files| files.get(0)));
        outcome.wrong.set(None);
    };
    let press = move || {
        let Some(file) = file.get_value() else {
            outcome.wrong.set(Some("Choose the file first.".to_owned()));
            return;
        };
        let words = passphrase.get_untracked();
        outcome.of("The file is being opened …", async move {
            let text = read(&file).await?;
            let notes = open(&text, &words).await?;
            let merged = mine.merge(&notes).await;
            passphrase.try_set(String::new());
            Ok(told(merged))
        });
    };
    let id = unique_id();
    let label = with("label", "label", vec![("for", id.clone())], vec!["File from the other device".into_any()]);
    let about = vec![("id", id), ("type", "file".to_owned()), ("accept", ".json,application/json".to_owned())];
    let choose = acting("input", "", about, vec![on("change", chosen)], Vec::new());
    let says =
        "Its notes are put together with those that are here: where both answer a question, the later answer stands.";
    let fields = vec![el("div", "", vec![label, choose]), secret("Passphrase of the file", passphrase, "off")];
    let act = button("btn", "Read the file", press);
    el(
        "div",
        "",
        vec![words("p", "small quiet", says), el("div", "fields", fields), el("p", "acts", vec![act]), outcome.show()],
    )
}

async fn read(file: &File) -> Result<String, String> {
    if file.size() > BYTES_MAX {
        return Err("This file is larger than any of notes.".to_owned());
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    text.ok_or_else(|| "The browser could not read this file.".to_owned())
}

/// The outcome in words.
fn told(merged: Merged) -> String {
    let Merged { added, renewed, same, moved } = merged;
    let notes = |n| counted(n, "note", "notes");
    let told = format!("{} added, {} renewed, {} as they were.", notes(added), notes(renewed), notes(same));
    let after =
        "Words that were written after their note had been removed on the other device stand in a note of their own.";
    if moved == 0 { told } else { format!("{told} {after}") }
}
