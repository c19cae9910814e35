//! The state of the page: the boxes as the server tells them, those that this device knows of, and what is typed and not sent.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::{Answer, Asked, Given, Outcome, ask, take};
use muster_shared::id::DocId;
use serde::Deserialize;
use serde_json::json;

use super::device::{self, Own};
use super::send::{Went, send, send_all};
use crate::browser::{call, fetch, word_in};
use crate::visitor;

/// A box as the server tells of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Told {
    pub(super) id: String,
    pub(super) form: String,
    pub(super) key: Option<String>,
    pub(super) rights: Option<usize>,
    pub(super) closed_on: Option<String>,
    pub(super) outcome: Option<Outcome>,
    #[serde(default)]
    pub(super) compared: Vec<Option<(usize, usize)>>,
    pub(super) compared_with: Option<String>,
}

/// The boxes of a document.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub(super) struct Boxes {
    pub(super) may_open: bool,
    pub(super) may_answer: bool,
    /// The words of the forms that boxes can be opened with.
    pub(super) forms: Vec<String>,
    pub(super) boxes: Vec<Told>,
    /// Questions that were answered in the meetings of a series.
    #[serde(default)]
    pub(super) answered: Vec<Answered>,
}

/// A question that was answered in a meeting.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Answered {
    pub(super) question: String,
    pub(super) answer: String,
}

/// How far the page is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    /// The server has not answered yet.
    Asked,
    Here(Boxes),
    /// Nothing answered: this device knows those that it has a right to.
    Apart(Vec<Own>),
    /// The server refused, for this reason.
    None(String),
}

/// The state.
#[derive(Clone, Copy)]
pub(super) struct UseBoxes {
    doc: StoredValue<DocId>,
    pub(super) seen: RwSignal<Seen>,
    /// Answers that are being given, by the box.
    pub(super) drafts: RwSignal<BTreeMap<String, Answer>>,
    /// Sentences about boxes, by the box; about opening one, by nothing.
    pub(super) said: RwSignal<BTreeMap<String, String>>,
    /// The sentence for those who listen.
    spoken: RwSignal<String>,
    is_busy: StoredValue<bool>,
}

const UNREACHED: &str = "The server could not be reached. Nothing was changed.";
const NOT_KEPT: &str =
    "This device keeps nothing for pages, so that your right to answer would be lost with this page.";

impl UseBoxes {
    pub(super) fn of(doc: DocId, spoken: RwSignal<String>) -> Self {
        let cx = Self {
            doc: StoredValue::new(doc),
            seen: RwSignal::new(Seen::Asked),
            drafts: RwSignal::new(BTreeMap::new()),
            said: RwSignal::new(BTreeMap::new()),
            spoken,
            is_busy: StoredValue::new(false),
        };
        spawn_local(cx.ask());
        cx
    }

    /// The document, as long as the page is shown.
    fn id(self) -> Option<String> {
        self.doc.try_with_value(DocId::to_string)
    }

    /// Says something about a box.
    pub(super) fn say(self, id: &str, words: &str) {
        self.said.try_update(|said| drop(said.insert(id.to_owned(), words.to_owned())));
    }

    /// Asks the server for the boxes, takes rights to those that are open, and sends what waits.
    pub(super) async fn ask(self) {
        let Some(doc) = self.id() else { return };
        self.said.try_set(BTreeMap::new());
        send_all().await;
        let told = fetch(&url(&doc, ""), &visitor::own()).await;
        let seen = match told {
            Ok(answer) if answer.status == 200 => match serde_json::from_str::<Boxes>(&answer.body) {
                Ok(boxes) => self.taking(&doc, boxes).await,
                Err(_) => Seen::None("The server’s answer is not understood.".to_owned()),
            },
            Ok(answer) if answer.status < 500 => Seen::None(word_in(&answer.body, "detail").unwrap_or_default()),
            _ => Seen::Apart(device::own().into_iter().filter(|own| own.doc == doc).collect()),
        };
        self.seen.try_set(seen);
    }

    /// Takes the rights that this person has not taken. A right that was given and got lost on its way is asked for again.
    async fn taking(self, doc: &str, mut boxes: Boxes) -> Seen {
        let open: Vec<&Told> = boxes.boxes.iter().filter(|told| told.closed_on.is_none()).collect();
        device::forget_closed(doc, &open.iter().map(|told| told.id.clone()).collect::<Vec<_>>());
        let mut taken = Vec::new();
        for told in open.iter().filter(|_| boxes.may_answer) {
            let known = device::of(&told.id);
            let has = known.as_ref().is_some_and(|own| own.right.is_some() || own.is_sent);
            let is_new = known.is_none();
            let Some(key) = told.key.as_ref().filter(|_| !has) else { continue };
            match take_right(doc, told, key, known).await {
                Ok(()) => taken.extend(is_new.then(|| told.id.clone())),
                Err(why) => self.say(&told.id, &why),
            }
        }
        // The server counted before this device asked.
        for told in boxes.boxes.iter_mut().filter(|told| taken.contains(&told.id)) {
            told.rights = told.rights.map(|n| n + 1);
        }
        Seen::Here(boxes)
    }

    /// This person's answers about this document that the server did not take.
    pub(super) fn refused(self) -> Vec<Own> {
        let doc = self.id();
        device::own().into_iter().filter(|own| own.is_refused && Some(&own.doc) == doc.as_ref()).collect()
    }

    /// Forgets an answer that the server did not take.
    pub(super) fn forget(self, id: &str) {
        device::forget(id);
        self.seen.update(|_| {});
    }

    /// Opens a box of a form.
    pub(super) fn open(self, form: &str) {
        self.change(String::new(), String::new(), json!({ "form": form }).to_string());
    }

    /// Closes a box.
    pub(super) fn close(self, id: &str) {
        self.change(id.to_owned(), format!("/{id}/close"), "{}".to_owned());
    }

    fn change(self, about: String, below: String, body: String) {
        if self.is_busy.get_value() {
            return;
        }
        let Some(doc) = self.id() else { return };
        self.is_busy.set_value(true);
        spawn_local(async move {
            let told = call("POST", &url(&doc, &below), Some(&body), &visitor::own()).await;
            self.is_busy.try_set_value(false);
            match told {
                Ok(answer) if answer.status < 300 => self.ask().await,
                Ok(answer) => self.say(&about, &sentence(&answer.body)),
                Err(_) => self.say(&about, UNREACHED),
            }
        });
    }

    /// Keeps an answer on this device and sends it.
    pub(super) fn answer(self, id: &str) {
        let Some(mut own) = device::of(id) else { return };
        own.answer = self.drafts.with_untracked(|drafts| drafts.get(id).cloned());
        if !device::keep(&own) {
            return self.say(id, NOT_KEPT);
        }
        spawn_local(async move {
            let (id, went) = (own.id.clone(), send(own).await);
            self.ask().await;
            match went {
                // The form with the focus is gone.
                Went::Over => drop(self.spoken.try_set("You have answered.".to_owned())),
                Went::Nowhere => self.say(&id, "Kept on this device. It is sent once the server can be reached."),
                Went::Refused => self.say(&id, "The server did not take this answer."),
            }
        });
    }
}

/// Takes this person's right to a box onto this device.
async fn take_right(doc: &str, told: &Told, key: &str, known: Option<Own>) -> Result<(), String> {
    let asked = match known.and_then(|own| own.asked) {
        Some(asked) => asked,
        None => drawn().ok_or("This browser has no randomness to draw a right with.")?,
    };
    let who = visitor::own().who().to_owned();
    let (id, form, doc) = (told.id.clone(), told.form.clone(), doc.to_owned());
    let mut own = Own {
        who,
        doc,
        id,
        form,
        asked: Some(asked.clone()),
        right: None,
        answer: None,
        is_sent: false,
        is_refused: false,
    };
    if !device::keep(&own) {
        return Err(NOT_KEPT.to_owned());
    }
    let body = json!({ "blinded": asked.blinded }).to_string();
    let url = url(&own.doc, &format!("/{}/right", told.id));
    let answer = call("POST", &url, Some(&body), &visitor::own()).await.map_err(|_| UNREACHED.to_owned())?;
    let now = device::of(&told.id);
    // It was asked for elsewhere at the same time and is here; there may even be an answer already.
    if now.as_ref().is_some_and(|now| now.right.is_some() || now.is_sent) {
        return Ok(());
    }
    if answer.status != 200 {
        if answer.status == 409 && now.is_some_and(|now| now.asked.as_ref() == Some(&asked)) {
            device::forget(&told.id);
        }
        return Err(sentence(&answer.body));
    }
    let right = serde_json::from_str::<Given>(&answer.body).ok().and_then(|given| take(&asked, &given, key));
    let Some(right) = right else {
        let why = "The server gave a right by which it would know you again, so this device refused it. Tell whoever runs it.";
        return Err(why.to_owned());
    };
    (own.right, own.asked) = (Some(right), None);
    if device::keep(&own) { Ok(()) } else { Err(NOT_KEPT.to_owned()) }
}

fn url(doc: &str, below: &str) -> String {
    format!("/api/docs/{doc}/boxes{below}")
}

fn sentence(body: &str) -> String {
    word_in(body, "detail").map_or_else(|| UNREACHED.to_owned(), |detail| capital(&detail))
}

/// A sentence of the server as one that stands alone.
fn capital(detail: &str) -> String {
    let mut letters = detail.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

fn drawn() -> Option<Asked> {
    let (mut word, mut blinding) = ([0; 32], [0; 64]);
    getrandom::fill(&mut word).ok()?;
    getrandom::fill(&mut blinding).ok()?;
    ask(&word, &blinding)
}
