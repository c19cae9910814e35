//! The kind of a document decides which page shows it. It is asked for and never guessed: first the documents that are
//! open here know it, then the list, then the id of a document about another one; else this device and the server are
//! asked side by side, so that nobody waits for one of the two while the other has answered.

use std::cell::RefCell;

use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::{Face, Kind, companion};
use wasm_bindgen_futures::JsFuture;

use super::charter::Charter;
use super::instead::{Why, instead};
use super::open::origin;
use super::shell::use_shell;
use super::{OfShell, from_shell};
use crate::browser::{fetch, is_online, pause, word_in};
use crate::chunk::opening;
use crate::form::plain::following;
use crate::live::open_kind;
use crate::store::{Store, is_silent};
use crate::visitor;

/// How long an answer may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;
/// The same without a network: only the device can answer then, and does so soon.
const PATIENCE_OFFLINE_MS: i32 = 400;
/// How long the page waits before it asks a server again that did not answer, in milliseconds.
const AGAIN_MS: i32 = 3000;

/// The page of a document, whatever kind it is of.
#[component]
pub(crate) fn Document(doc: DocId) -> impl IntoView {
    let shown = doc.clone();
    with_kind(doc, move |kind| page(kind, &shown))
}

/// The page that the app has for documents of a kind.
pub(crate) fn page(kind: Kind, doc: &DocId) -> AnyView {
    match kind.spec().face {
        Ok(Face::Charter) => view! { <Charter doc=doc.clone()/> }.into_any(),
        Ok(Face::Log) => from_shell(OfShell::Log(doc.clone())),
        Ok(Face::Series) => from_shell(OfShell::Series(doc.clone())),
        Ok(Face::Review) => from_shell(OfShell::Review(doc.clone())),
        Ok(Face::Strategy) => from_shell(OfShell::Strategy(doc.clone())),
        Ok(Face::Okr) => from_shell(OfShell::Okr(doc.clone())),
        Ok(Face::Outline) => from_shell(OfShell::Outline(kind, doc.clone())),
        Err(_) => instead(Why::NoPage(kind, doc.clone())),
    }
}

/// Shows something as soon as a document's kind is known, or why it is not.
pub(crate) fn with_kind(doc: DocId, show: impl Fn(Kind) -> AnyView + Send + 'static) -> AnyView {
    match known_here(&doc) {
        Some(kind) => show(kind),
        None => Question::put(doc).shown(Box::new(show)),
    }
}

/// The kind as far as it is known without waiting.
fn known_here(doc: &DocId) -> Option<Kind> {
    open_kind(&origin(), doc, &visitor::own())
        .or_else(|| use_shell().catalogue.listing_of(doc).map(|row| row.kind))
        .or_else(|| companion(doc).map(|(kind, _)| kind))
}

/// The answer of the device, or of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// It is there, and of a kind of this name.
    Kind(String),
    /// It is there and has no kind.
    Untyped,
    /// There is none.
    Nothing,
    /// Nobody is signed in here any more.
    SignedOut,
    /// There was no answer.
    Away,
}

/// The answer to the question as far as it is known by now.
#[derive(Debug, Clone, PartialEq)]
enum Known {
    Asking,
    Kind(Kind),
    Not(Why),
}

/// The question of which kind a document is, to the device and to the server.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    doc: StoredValue<DocId>,
    device: RwSignal<Option<Answer>>,
    server: RwSignal<Option<Answer>>,
    /// Whether it takes long.
    late: RwSignal<bool>,
}

impl Question {
    fn put(doc: DocId) -> Self {
        let (device, server) = (RwSignal::new(None), RwSignal::new(None));
        let question = Self { doc: StoredValue::new(doc), device, server, late: RwSignal::new(false) };
        spawn_local(question.ask_device());
        spawn_local(question.ask_server());
        spawn_local(async move {
            pause(if is_online() { PATIENCE_MS } else { PATIENCE_OFFLINE_MS }).await;
            question.late.try_set(true);
        });
        question
    }

    fn shown(self, show: Box<dyn Fn(Kind) -> AnyView + Send>) -> AnyView {
        use_shell().name_page(|| "Opening".to_owned());
        // A kind that is known stays: the page that is shown is not made anew when the other one of the two answers, too.
        let known = Memo::new(move |was: Option<&Known>| match was {
            Some(known @ Known::Kind(_)) => known.clone(),
            _ => self.known(),
        });
        following(move || match known.get() {
            Known::Asking if self.late.get() => instead(Why::elsewhere(move || self.ask_again())),
            Known::Asking => opening(),
            Known::Kind(kind) => show(kind),
            Known::Not(why) => instead(why),
        })
    }

    fn known(self) -> Known {
        match (self.device.get(), self.server.get()) {
            (Some(Answer::Kind(name)), _) | (_, Some(Answer::Kind(name))) => {
                name.parse().map_or(Known::Not(Why::Newer), Known::Kind)
            }
            (_, Some(Answer::Untyped)) => Known::Not(Why::Untyped),
            (_, None) => Known::Asking,
            // A document that was begun here offline, no server knows yet. A device that does not answer keeps nobody waiting.
            (None, _) if !is_silent().get() => Known::Asking,
            (Some(_), Some(Answer::Nothing)) => Known::Not(Why::Nothing),
            (_, Some(Answer::SignedOut)) => Known::Not(Why::SignedOut),
            _ => Known::Not(Why::elsewhere(move || self.ask_again())),
        }
    }

    async fn ask_device(self) {
        let Some(doc) = self.doc.try_get_value() else { return };
        let store = Store::open(&visitor::own()).await;
        let kind = match store {
            Ok(store) => store.kind_of(&doc).await.ok().flatten(),
            Err(_) => None,
        };
        self.device.try_set(Some(kind.map_or(Answer::Nothing, Answer::Kind)));
    }

    /// Asks the server until it answers, or the device has, or nobody wants to know any more.
    async fn ask_server(self) {
        loop {
            let Some(doc) = self.doc.try_get_value() else { return };
            let answer = from_server(&doc).await;
            let is_away = answer == Answer::Away;
            let is_known = matches!(self.device.try_get_untracked(), None | Some(Some(Answer::Kind(_))));
            self.server.try_set(Some(answer));
            if is_known || !is_away {
                return;
            }
            pause(AGAIN_MS).await;
        }
    }

    /// Asks the server now; asked already, it is asked again all the same.
    fn ask_again(self) {
        spawn_local(async move {
            let Some(doc) = self.doc.try_get_value() else { return };
            let answer = from_server(&doc).await;
            self.server.try_set(Some(answer));
        });
    }
}

thread_local! {
    static BRIEF: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Keeps what the page asked of its document before the app was there.
pub(crate) fn hear(brief: Option<Promise>) {
    BRIEF.set(brief);
}

/// The kind as the page asked for it; `None` where it asked of another document, or got no answer.
async fn asked_before(doc: &DocId) -> Option<Answer> {
    let body = JsFuture::from(BRIEF.take()?).await.ok()?.as_string()?;
    let is_of_it = word_in(&body, "id").as_deref() == Some(doc.as_str());
    word_in(&body, "kind").filter(|_| is_of_it).map(Answer::Kind)
}

async fn from_server(doc: &DocId) -> Answer {
    if !is_online() {
        return Answer::Away;
    }
    if let Some(answer) = asked_before(doc).await {
        return answer;
    }
    match fetch(&format!("/api/docs/{doc}?brief"), &visitor::own()).await {
        Ok(answer) if answer.status == 200 => word_in(&answer.body, "kind").map_or(Answer::Untyped, Answer::Kind),
        Ok(answer) if answer.status == 401 => Answer::SignedOut,
        Ok(answer) if answer.status == 404 => Answer::Nothing,
        _ => Answer::Away,
    }
}
