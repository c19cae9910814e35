//! The wikis that may show the document: an owner names another right here, others are told whom to ask.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::json;
use serde::{Deserialize, Serialize};

use super::making::{choice, field};
use super::use_share::{UseShare, asked};
use crate::form::plain::{acting, el, following, nothing, on, says, with, words, written, wrong};
use crate::words::listed;

/// The documents that a wiki may show, each choice with its words.
const SHOWN: [(&str, &str); 2] = [("all", "Every document"), ("team", "This document, and those beside it")];
const OWNER: &str = "owner";

/// A wiki that an owner has named.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Named {
    origin: String,
    doc: Option<String>,
}

/// A wiki that is to be named, as the server reads it.
#[derive(Serialize)]
struct Wanted {
    origin: String,
    doc: Option<String>,
}

#[derive(Deserialize)]
struct Person {
    name: String,
    rank: String,
}

/// The part; nothing where nobody signs in, as wikis are named there by whoever starts the server.
pub(super) fn naming(cx: UseShare) -> AnyView {
    match (cx.doc.is_anybodys(), cx.names_wikis) {
        (true, _) => nothing(),
        (false, true) => Naming::of(cx).show(),
        (false, false) => whom_to_ask(),
    }
}

/// The owners by their names. A guest, whom the server does not say who is here, is told that owners do it.
fn whom_to_ask() -> AnyView {
    let owners = RwSignal::new(Vec::<String>::new());
    spawn_local(async move {
        let Ok(answer) = asked("GET", "/api/people", None).await else { return };
        let people: Vec<Person> = json::read(&answer.body).unwrap_or_default();
        let names = people.into_iter().filter(|person| person.rank == OWNER).map(|person| person.name).collect();
        owners.try_set(names);
    });
    let says_whom = move || match owners.get() {
        none if none.is_empty() => "An owner names the wikis whose pages may show it.".to_owned(),
        names => format!("A wiki’s pages show it once an owner has named the wiki: ask {}.", either(&names)),
    };
    acting("p", "small", vec![("dir", "auto".to_owned())], vec![says(says_whom)], Vec::new())
}

/// Names as a choice.
fn either(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

/// The state of the form.
#[derive(Clone, Copy)]
struct Naming {
    cx: UseShare,
    origin: RwSignal<String>,
    shown: RwSignal<String>,
    /// The wikis that may show the document; `None` until the server has said.
    known: RwSignal<Option<Vec<String>>>,
    refused: RwSignal<Option<String>>,
    done: RwSignal<String>,
    is_busy: RwSignal<bool>,
}

impl Naming {
    fn of(cx: UseShare) -> Self {
        let naming = Self {
            cx,
            origin: RwSignal::new(String::new()),
            shown: RwSignal::new("all".to_owned()),
            known: RwSignal::new(None),
            refused: RwSignal::new(None),
            done: RwSignal::new(String::new()),
            is_busy: RwSignal::new(false),
        };
        naming.look();
        naming
    }

    /// Asks which wikis may show the document.
    fn look(self) {
        spawn_local(async move {
            let Ok(answer) = asked("GET", "/api/wikis", None).await else { return };
            let all: Vec<Named> = json::read(&answer.body).unwrap_or_default();
            let may_show = |wiki: &Named| wiki.doc.as_ref().is_none_or(|doc| self.cx.is_subject(doc));
            let known = all.into_iter().filter(may_show).map(|wiki| wiki.origin).collect();
            self.known.try_set(Some(known));
        });
    }

    fn show(self) -> AnyView {
        let known = following(move || match self.known.get() {
            None => nothing(),
            Some(known) if known.is_empty() => {
                words("p", "small", "No wiki is named for it here. A wiki’s pages show it once the wiki is named.")
            }
            Some(known) => written("p", "small", &format!("Pages of {} may show it.", listed(&known))),
        });
        let hint =
            [("type", "url"), ("placeholder", "https://wiki.example"), ("maxlength", "300"), ("autocomplete", "off")];
        let hint = hint.map(|(name, value)| (name, value.to_owned())).into();
        let parts = vec![
            field("Address of the wiki", hint, self.origin),
            choice("It may show", &SHOWN, self.shown),
            with("button", "btn", vec![("type", "submit".to_owned())], vec!["Name the wiki".into_any()]),
        ];
        let send = on("submit", move |event| {
            event.prevent_default();
            self.send();
        });
        let own = [("aria-label", "Name a wiki"), ("novalidate", "")];
        let own = own.map(|(name, value)| (name, value.to_owned())).into();
        let form = acting("form", "share-make", own, vec![send], parts);
        let status = vec![("role", "status".to_owned()), ("dir", "auto".to_owned())];
        let done = acting("p", "small", status, vec![says(move || self.done.get())], Vec::new());
        let all = with("a", "", vec![("href", "/people#wikis".to_owned())], vec!["All that are named".into_any()]);
        el("div", "share-lines", vec![known, form, wrong(self.refused), done, el("p", "small quiet", vec![all])])
    }

    fn send(self) {
        let origin = self.origin.get_untracked().trim().to_owned();
        if origin.is_empty() {
            self.refused.set(Some("Write the address of the wiki, such as https://wiki.example.".to_owned()));
            return;
        }
        let doc = (self.shown.get_untracked() != "all").then(|| self.cx.root());
        let Ok(wanted) = serde_json::to_string(&Wanted { origin, doc }) else { return };
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            let named = asked("POST", "/api/wikis", Some(&wanted)).await;
            self.is_busy.try_set(false);
            match named {
                Ok(answer) => {
                    let wiki = json::read::<Named>(&answer.body).map(|named| named.origin).unwrap_or_default();
                    let says = match answer.status {
                        201 => format!("Pages of {wiki} may show it from now on."),
                        _ => format!("{wiki} was named before: its pages may show it."),
                    };
                    self.refused.try_set(None);
                    self.done.try_set(says);
                    self.origin.try_set(String::new());
                    self.look();
                }
                Err(why) => {
                    self.done.try_set(String::new());
                    self.refused.try_set(Some(why));
                }
            }
        });
    }
}
