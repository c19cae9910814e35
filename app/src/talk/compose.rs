//! Remarks that are composed on this device and enter a talk by one press: nobody else sees a letter of them before that,
//! and a closed tab costs none. A comment may be about words that are selected, and a remark may mention people.

use leptos::prelude::*;
use muster_shared::kinds::talk::mentioned::mentioned;
use muster_shared::kinds::talk::{
    ANSWERS, AT, Anchor, COMMENTS, MENTIONED, OF, ON, PLAINLY, PROPOSED, QUOTED, Remark, SEEN, SUGGESTIONS, TEXT,
};
use muster_shared::sheet::{Place, Value};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::UseTalk;
use super::select::Picked;
use crate::boxed::alive;
use crate::form::plain::{
    Attributes, acting, button, el, following, follows, nothing, on, says, while_so, with, written, wrong,
};
use crate::form::{Draft, focus, unique_id};
use crate::keyboard;
use crate::live::{Account, LiveDoc};
use crate::redrawn::keep_focus;

/// The fields of a draft.
const FIELDS: [&str; 6] = [TEXT, PROPOSED, SEEN, AT, QUOTED, PEOPLE];
/// The people who were picked for a draft, a line each, as a person field has them.
const PEOPLE: &str = "people";
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
    /// Plain words that somebody asks for.
    Plainly,
}

impl What {
    /// The draft's name among those of the document.
    fn name(&self, anchor: &Anchor) -> [String; 2] {
        match self {
            Self::Comment => ["comment".to_owned(), anchor.to_string()],
            Self::Answer(head) => ["answer".to_owned(), head.row.to_string()],
            Self::Suggestion(_) => ["suggest".to_owned(), anchor.to_string()],
            Self::Plainly => ["plainly".to_owned(), anchor.to_string()],
        }
    }

    fn asks(&self) -> &'static [Asked] {
        match self {
            Self::Comment => &[(TEXT, "Comment", SENTENCE)],
            Self::Answer(_) => &[(TEXT, "Answer", SENTENCE)],
            Self::Suggestion(_) => &[(PROPOSED, "Proposed words", ""), (TEXT, "Why", SENTENCE)],
            Self::Plainly => &[(TEXT, "In plain words", "The same, so that anybody understands it")],
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
    /// The words that the comment is about; empty where it is about all of the line.
    quoted: RwSignal<String>,
    /// Why it was not sent.
    refused: RwSignal<Option<String>>,
    /// Why those whom it mentions were not asked, although it was sent.
    unasked: RwSignal<Option<String>>,
    id: StoredValue<String>,
}

impl Composer {
    /// The place for a remark about an anchor; open where a draft waits.
    pub(super) fn of(talk: UseTalk, anchor: StoredValue<Anchor>, what: What) -> Self {
        let [sort, about] = anchor.with_value(|anchor| what.name(anchor));
        let draft = Draft::of(talk.about.doc, &[&sort, &about], None, &FIELDS);
        let quoted = draft.text(QUOTED).unwrap_or_default();
        // Others may have changed the list around it: somebody goes on in the one that is drawn anew.
        keep_focus();
        Self {
            talk,
            anchor,
            what: StoredValue::new(what),
            draft,
            is_open: RwSignal::new(draft.is_begun()),
            quoted: RwSignal::new(quoted),
            refused: RwSignal::new(None),
            unasked: RwSignal::new(None),
            id: StoredValue::new(unique_id()),
        }
    }

    /// Opens it and goes there.
    pub(super) fn open(self) {
        self.unasked.set(None);
        self.is_open.set(true);
        focus::within(self.talk.about.root, format!("[data-compose=\"{}\"]", self.id.get_value()));
    }

    /// Opens it for a comment about words.
    pub(super) fn open_about(self, picked: Picked) {
        if !picked.words.is_empty() {
            self.quote(picked.span, picked.words);
        }
        self.open();
    }

    fn quote(self, span: String, words: String) {
        self.draft.write(AT, span);
        self.draft.write(QUOTED, words.clone());
        self.quoted.set(words);
    }

    /// The fields and the buttons, while it is open.
    pub(super) fn show(self) -> AnyView {
        let opened = while_so(move || self.is_open.get() && self.talk.can_say.get(), move || self.opened());
        vec![wrong(self.unasked), opened].into_any()
    }

    fn opened(self) -> AnyView {
        let draft = self.draft;
        let key = move |event: Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                self.key(event);
            }
        };
        let quote = following(move || self.quoted.with(|words| self.quotation(words)));
        let pick = Callback::new(move |account: Account| self.mention(&account));
        let people = self.talk.mentions.show(self.id, pick);
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
        let parts = vec![quote, el("div", "fields", fields), people, wrong(self.refused), el("div", "acts", acts)];
        let id = vec![("data-compose", self.id.get_value()), self.draft.attribute()];
        acting("div", "unsent no-print", id, vec![on("keydown", key)], parts)
    }

    /// The words that the comment is about, and the way to speak of all of the line.
    fn quotation(self, words: &str) -> AnyView {
        if words.is_empty() {
            return nothing();
        }
        let words = written("q", "", words);
        let all = button("btn word", "Not about these words", move || self.quote(String::new(), String::new()));
        el("div", "quoted", vec![words, all])
    }

    fn field(self, (name, label, hint): Asked) -> AnyView {
        let own = |name: &'static str, value: &str| (name, value.to_owned());
        // Plain words are said to everybody.
        let may_mention = name == TEXT && self.what.with_value(|what| !matches!(what, What::Plainly));
        let attributes: Attributes = vec![
            own("aria-autocomplete", if may_mention { "list" } else { "none" }),
            own("aria-label", label),
            own("placeholder", hint),
            own("rows", "1"),
            own("dir", "auto"),
            own("spellcheck", "true"),
        ];
        let mut acts = vec![on("input", move |event| self.write(name, event_target_value(&event)))];
        if may_mention {
            let looks = move |event: Event| self.look(&event);
            acts.extend(["input", "keyup", "click"].map(|event| on(event, looks)));
            acts.push(on("blur", alive(move |_: Event| self.talk.mentions.leave())));
            let active = move || self.id.with_value(|id| self.talk.mentions.active_id(id));
            acts.push(follows("aria-activedescendant", active));
        }
        let written = acting("textarea", "", attributes, acts, vec![self.text(name).into_any()]);
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

    /// Sees whether a name is typed where the caret stands.
    fn look(self, event: &Event) {
        let node = event.target().and_then(|node| node.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(node) = node {
            self.id.with_value(|id| self.talk.mentions.look(self.talk.about.doc, id, node));
        }
    }

    /// Takes a person into the draft.
    fn mention(self, account: &Account) {
        let Some((text, words)) = self.talk.mentions.pick(account) else { return };
        self.write(TEXT, text);
        let before = self.draft.text(PEOPLE).unwrap_or_default();
        self.draft.write(PEOPLE, format!("{before}{words}\n"));
    }

    fn key(self, event: &KeyboardEvent) {
        let (is_taken, picked) = self.id.with_value(|id| self.talk.mentions.key(id, event));
        if let Some(account) = picked {
            self.mention(&account);
        }
        if is_taken {
            event.prevent_default();
            return event.stop_propagation();
        }
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
            Ok(unasked) => {
                self.discard();
                self.unasked.set(unasked);
            }
            Err(why) => self.refused.set(Some(why)),
        }
    }

    /// Sends it. Answers why those whom it mentions were not asked, where that is so: it stands all the same.
    fn sent(self) -> Result<Option<String>, String> {
        let talk = self.talk;
        let Some(doc) = talk.doc.get_untracked() else { return Err("The talk is not open yet.".to_owned()) };
        let said = |name: &'static str| self.draft.text(name).unwrap_or_default();
        let (text, seen) = (said(TEXT), said(SEEN));
        let text = text.trim();
        let on = (ON, Value::from(self.anchor.with_value(ToString::to_string)));
        // A thread is in one document.
        let (doc, list, texts, values) = match self.what.get_value() {
            What::Suggestion(_) if said(PROPOSED) == seen => {
                return Err("These are the words that stand there. Change them first.".to_owned());
            }
            What::Suggestion(_) => (doc, SUGGESTIONS, vec![(PROPOSED, said(PROPOSED)), (SEEN, seen)], vec![on]),
            _ if text.is_empty() => return Err("Write something first.".to_owned()),
            What::Comment => {
                let about = [AT, QUOTED].map(|name| (name, said(name))).into_iter();
                let about = about.filter(|(_, words)| !words.is_empty()).map(|(name, words)| (name, words.into()));
                (doc, COMMENTS, Vec::new(), [on].into_iter().chain(about).collect())
            }
            What::Answer(head) => {
                let answers = (ANSWERS, head.row.as_str().into());
                (talk.talk_of(&head).unwrap_or(doc), COMMENTS, Vec::new(), vec![on, answers])
            }
            What::Plainly => {
                let about = self.anchor.with_value(|on| talk.plainly(on)).unwrap_or_default();
                let Some(asked) = about.asked.first() else {
                    return Err("Nobody asks for plain words any more.".to_owned());
                };
                let answers = (ANSWERS, asked.remark.row.as_str().into());
                (talk.talk_of(&asked.remark).unwrap_or(doc), PLAINLY, Vec::new(), vec![on, answers])
            }
        };
        let texts: Vec<(&str, &str)> =
            [(TEXT, text)].into_iter().chain(texts.iter().map(|(name, text)| (*name, text.as_str()))).collect();
        let row = talk.add_to(doc, list, &texts, &values)?;
        Ok(row.and_then(|row| self.not_asked(doc, row.as_str(), text)))
    }

    /// Asks those whom the remark mentions. Answers why somebody was not.
    fn not_asked(self, doc: LiveDoc, row: &str, text: &str) -> Option<String> {
        let picked = self.draft.text(PEOPLE).unwrap_or_default();
        let ask = |words: &str| {
            let on = (ON, Value::from(self.anchor.with_value(ToString::to_string)));
            self.talk.add_to(doc, MENTIONED, &[], &[on, (ANSWERS, row.into()), (OF, words.into())]).err()
        };
        let refused: Vec<String> = mentioned(text, picked.lines()).into_iter().filter_map(ask).collect();
        let why = refused.first()?;
        Some(format!("It is sent, but not everybody whom it mentions is asked. {why}"))
    }

    fn discard(self) {
        self.draft.clear();
        self.quoted.set(String::new());
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
