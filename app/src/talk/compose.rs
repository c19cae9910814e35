//! Remarks that are composed on this device and enter a talk by one press: nobody else sees a letter of them before that,
//! and a closed tab costs none.

use leptos::prelude::*;
use muster_shared::kinds::talk::{ANSWERS, Anchor, COMMENTS, ON, PROPOSED, Remark, SEEN, SUGGESTIONS, TEXT};
use muster_shared::sheet::{Place, Value};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::UseTalk;
use crate::form::plain::{Attributes, acting, button, el, on, says, while_so, with, wrong};
use crate::form::{Draft, focus, unique_id};
use crate::keyboard;

/// The fields of a draft.
const FIELDS: [&str; 3] = [TEXT, PROPOSED, SEEN];
const SENTENCE: &str = "Say it in a sentence or two";

/// A field: its name, its label, and a hint at the words that belong in it.
type Asked = (&'static str, &'static str, &'static str);

/// The remark that is composed.
#[derive(Clone)]
pub(super) enum What {
    /// A comment.
    Comment,
    /// An answer to a remark.
    Answer(Remark),
    /// Other words for a text.
    Suggestion(Place),
}

impl What {
    /// The draft's name among those of the document.
    fn name(&self, anchor: &Anchor) -> [String; 2] {
        match self {
            Self::Comment => ["comment".to_owned(), anchor.to_string()],
            Self::Answer(head) => ["answer".to_owned(), head.row.to_string()],
            Self::Suggestion(_) => ["suggest".to_owned(), anchor.to_string()],
        }
    }

    fn asks(&self) -> &'static [Asked] {
        match self {
            Self::Comment => &[(TEXT, "Comment", SENTENCE)],
            Self::Answer(_) => &[(TEXT, "Answer", SENTENCE)],
            Self::Suggestion(_) => &[(PROPOSED, "Proposed words", ""), (TEXT, "Why", SENTENCE)],
        }
    }
}

/// The place in which a remark is composed.
#[derive(Clone, Copy)]
pub(super) struct Composer {
    talk: UseTalk,
    anchor: StoredValue<Anchor>,
    what: StoredValue<What>,
    draft: Draft,
    is_open: RwSignal<bool>,
    /// Why it was not sent.
    refused: RwSignal<Option<String>>,
    id: StoredValue<String>,
}

impl Composer {
    /// The place for a remark about an anchor; open where a draft waits.
    pub(super) fn of(talk: UseTalk, anchor: StoredValue<Anchor>, what: What) -> Self {
        let [sort, about] = anchor.with_value(|anchor| what.name(anchor));
        let draft = Draft::of(talk.about.doc, &[&sort, &about], None, &FIELDS);
        Self {
            talk,
            anchor,
            what: StoredValue::new(what),
            draft,
            is_open: RwSignal::new(untrack(move || draft.has_words())),
            refused: RwSignal::new(None),
            id: StoredValue::new(unique_id()),
        }
    }

    /// Opens it and goes there.
    pub(super) fn open(self) {
        self.is_open.set(true);
        focus::within(self.talk.about.root, format!("[data-compose=\"{}\"]", self.id.get_value()));
    }

    /// The fields and the buttons, while it is open.
    pub(super) fn show(self) -> AnyView {
        while_so(move || self.is_open.get() && self.talk.can_say.get(), move || self.opened())
    }

    fn opened(self) -> AnyView {
        let draft = self.draft;
        let key = move |event: web_sys::Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                self.key(event);
            }
        };
        let fields = self.what.with_value(What::asks).iter().map(|asked| self.field(*asked)).collect();
        let discard = move || button("btn word", "Discard draft", move || self.discard());
        let state = acting(
            "span",
            "small quiet",
            vec![("role", "status".to_owned())],
            vec![says(move || draft.says())],
            Vec::new(),
        );
        let acts = vec![
            button("btn strong", "Send", move || self.send()),
            while_so(move || draft.has_words(), discard),
            button("btn word", "Close", move || self.close()),
            state,
        ];
        let parts = vec![el("div", "fields", fields), wrong(self.refused), el("div", "acts", acts)];
        let id = vec![("data-compose", self.id.get_value())];
        acting("div", "saying no-print", id, vec![on("keydown", key)], parts)
    }

    fn field(self, (name, label, hint): Asked) -> AnyView {
        let own = |name: &'static str, value: &str| (name, value.to_owned());
        let attributes: Attributes = vec![
            own("aria-label", label),
            own("placeholder", hint),
            own("rows", "1"),
            own("dir", "auto"),
            own("spellcheck", "true"),
        ];
        let input = on("input", move |event| self.write(name, event_target_value(&event)));
        let written = acting("textarea", "", attributes, vec![input], vec![self.text(name).into_any()]);
        let is_labelled = self.what.with_value(|what| what.asks().len() > 1);
        let label =
            is_labelled.then(|| with("span", "label", vec![own("aria-hidden", "true")], vec![label.into_any()]));
        el("div", "", label.into_iter().chain([written]).collect())
    }

    /// The words in a field: as they were left, or those that other words are proposed for.
    fn text(self, name: &'static str) -> String {
        let now = || if name == PROPOSED { self.replaced() } else { String::new() };
        self.draft.text(name).unwrap_or_else(now)
    }

    /// The words of now that others are proposed for.
    fn replaced(self) -> String {
        let what = self.what.get_value();
        let What::Suggestion(place) = what else { return String::new() };
        self.talk.about.doc.text(&place).get_untracked()
    }

    fn write(self, name: &'static str, text: String) {
        // Others may go on writing in the text meanwhile: the proposal is for the words that its author saw.
        if name == PROPOSED && self.draft.text(SEEN).is_none() {
            self.draft.write(SEEN, self.replaced());
        }
        self.draft.write(name, text);
        self.refused.set(None);
    }

    fn key(self, event: &KeyboardEvent) {
        let is_command = event.ctrl_key() || event.meta_key();
        match keyboard::key(event).as_deref() {
            Some("Enter") if is_command => self.send(),
            Some("Escape") => self.close(),
            // Letters of a draft are taken back by the browser, and no step of the document with them.
            _ if matches!(keyboard::shortcut(event), Some('z' | 'y')) => return event.stop_propagation(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn send(self) {
        // Another tab has sent or discarded it.
        if self.draft.is_gone() {
            return self.discard();
        }
        match untrack(|| self.sent()) {
            Ok(()) => self.discard(),
            Err(why) => self.refused.set(Some(why)),
        }
    }

    fn sent(self) -> Result<(), String> {
        let talk = self.talk;
        let Some(doc) = talk.doc.get_untracked() else { return Err("The talk is not open yet.".to_owned()) };
        let text = self.draft.text(TEXT).unwrap_or_default();
        let text = text.trim();
        let mut values: Vec<(&str, Value)> = vec![(ON, self.anchor.with_value(ToString::to_string).into())];
        match self.what.get_value() {
            What::Suggestion(_) => {
                let seen = self.draft.text(SEEN).unwrap_or_default();
                let proposed = self.draft.text(PROPOSED).unwrap_or_default();
                if proposed == seen {
                    return Err("These are the words that stand there. Change them first.".to_owned());
                }
                talk.add_to(doc, SUGGESTIONS, &[(TEXT, text), (PROPOSED, &proposed), (SEEN, &seen)], &values)?;
            }
            _ if text.is_empty() => return Err("Write something first.".to_owned()),
            What::Comment => drop(talk.add_to(doc, COMMENTS, &[(TEXT, text)], &values)?),
            What::Answer(head) => {
                values.push((ANSWERS, head.row.as_str().into()));
                // A thread is in one document.
                let doc = talk.talk_of(&head).unwrap_or(doc);
                talk.add_to(doc, COMMENTS, &[(TEXT, text)], &values)?;
            }
        }
        Ok(())
    }

    fn discard(self) {
        self.draft.clear();
        self.close();
    }

    /// Closes it, and goes back to where one opened it. A draft stays.
    fn close(self) {
        self.refused.set(None);
        self.is_open.set(false);
        let way = match self.what.get_value() {
            What::Answer(head) => format!("[data-thread=\"{}\"]", head.row),
            _ => format!("[data-on=\"{}\"] button", self.anchor.with_value(ToString::to_string)),
        };
        let root = self.talk.about.root.try_get_untracked().flatten();
        let way = root.and_then(|root| root.query_selector(&way).ok().flatten());
        if let Some(way) = way.and_then(|way| way.dyn_into::<HtmlElement>().ok()) {
            let _ = way.focus();
        }
    }
}
