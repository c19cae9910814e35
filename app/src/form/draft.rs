//! Drafts: the words of a row that is composed on this device until it is sent. They survive a closed tab and a crash.

use std::cell::RefCell;

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};

use crate::browser::storage;
use crate::live::LiveDoc;
use crate::redrawn::{DRAFT, is_in_draft};

/// The word that the names of drafts begin with where the browser keeps them. The person, the document, the draft and
/// the field follow, so that nobody meets another person's draft.
const NAME: &str = "muster-draft";

thread_local! {
    /// Drafts that the browser does not keep, by their names there: one that is drawn anew, as the list around it was, still has it.
    static HELD: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

fn held(name: &str) -> Option<String> {
    HELD.with_borrow(|held| held.iter().find(|(held, _)| held == name).map(|(_, text)| text.clone()))
}

fn hold(name: &str, text: Option<&str>) {
    HELD.with_borrow_mut(|held| {
        held.retain(|(held, _)| held != name);
        held.extend(text.map(|text| (name.to_owned(), text.to_owned())));
    });
}

/// A draft: values by the names of their fields.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    /// The beginning of the names under which the browser keeps it.
    name: StoredValue<String>,
    /// The document, the draft and what it is about, without the person: its name on the page.
    named: StoredValue<String>,
    values: StoredValue<Vec<(&'static str, String)>>,
    /// Whether anything is written.
    has_words: RwSignal<bool>,
    /// Whether the browser keeps what is written.
    is_kept: RwSignal<bool>,
}

impl Draft {
    /// The draft of one thing in a document, as it was left.
    pub(crate) fn of(doc: LiveDoc, of: &[&str], about: Option<&RowId>, fields: &[&'static str]) -> Self {
        let id = doc.id().map(String::from).unwrap_or_default();
        let about = about.map(ToString::to_string).unwrap_or_default();
        let name = name_of(&doc.who(), &id, of, &about);
        let is_kept = fields.iter().all(|field| held(&format!("{name}{field}")).is_none());
        let text = |field: &str| {
            let name = format!("{name}{field}");
            held(&name).or_else(|| storage()?.get_item(&name).ok()?)
        };
        let values: Vec<(&'static str, String)> =
            fields.iter().filter_map(|field| text(field).map(|text| (*field, text))).collect();
        let (has_words, is_kept) = (RwSignal::new(!values.is_empty()), RwSignal::new(is_kept));
        let named = StoredValue::new(format!("{id} {} {about}", of.join(" ")));
        Self { name: StoredValue::new(name), named, values: StoredValue::new(values), has_words, is_kept }
    }

    /// Leaves words in a person's draft in another document, for the page that composes there. A field in which something
    /// is written already keeps its words. Answers whether every one was free.
    pub(crate) fn leave(who: &str, doc: &DocId, of: &[&str], words: &[(&'static str, String)]) -> bool {
        let Some(storage) = storage() else { return false };
        let mut is_all_free = true;
        for (field, text) in words.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let name = format!("{}{field}", name_of(who, doc.as_str(), of, ""));
            let is_free = storage.get_item(&name).ok().flatten().is_none_or(|kept| kept.trim().is_empty());
            if is_free {
                let _ = storage.set_item(&name, text);
            }
            is_all_free &= is_free;
        }
        is_all_free
    }

    /// The attribute by which the element with its fields is known when it is drawn anew.
    pub(crate) fn attribute(self) -> (&'static str, String) {
        (DRAFT, self.named.get_value())
    }

    /// Whether it is begun: something is written, or somebody is about to.
    pub(crate) fn is_begun(self) -> bool {
        self.has_words.get_untracked() || self.named.with_value(|named| is_in_draft(named))
    }

    /// The text that is written for a field.
    pub(crate) fn text(self, field: &'static str) -> Option<String> {
        self.values.with_value(|values| values.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone()))
    }

    /// Takes what somebody writes for a field.
    pub(crate) fn write(self, field: &'static str, text: String) {
        self.is_kept.set(self.keep(field, Some(&text)));
        self.values.update_value(|values| match values.iter_mut().find(|(name, _)| *name == field) {
            Some((_, kept)) => *kept = text,
            None => values.push((field, text)),
        });
        self.has_words.set(true);
    }

    /// Forgets what is written.
    pub(crate) fn clear(self) {
        let values = self.values.try_update_value(std::mem::take).unwrap_or_default();
        for (field, _) in values {
            self.keep(field, None);
        }
        self.has_words.set(false);
    }

    /// Answers whether the browser did as it was asked.
    fn keep(self, field: &str, text: Option<&str>) -> bool {
        let name = self.name.with_value(|name| format!("{name}{field}"));
        let is_kept = storage().is_some_and(|storage| match text {
            Some(text) => storage.set_item(&name, text).is_ok(),
            None => storage.remove_item(&name).is_ok(),
        });
        hold(&name, text.filter(|_| !is_kept));
        is_kept
    }

    /// Whether another tab has sent or discarded it: the browser kept it, and keeps nothing of it any more.
    pub(crate) fn is_gone(self) -> bool {
        let is_there = |field: &str| {
            let name = self.name.with_value(|name| format!("{name}{field}"));
            storage().and_then(|storage| storage.get_item(&name).ok().flatten()).is_some()
        };
        let was_kept = self.is_kept.get_untracked() && self.has_words.get_untracked();
        was_kept && !self.values.with_value(|values| values.iter().any(|(field, _)| is_there(field)))
    }

    /// Whether anything is written, to follow.
    pub(crate) fn has_words(self) -> bool {
        self.has_words.get()
    }

    /// The state of the draft, in a sentence; empty while there is none.
    pub(crate) fn says(self) -> &'static str {
        match (self.has_words.get(), self.is_kept.get()) {
            (false, _) => "",
            (true, true) => "Not sent yet, kept on this device.",
            (true, false) => "Not sent yet, and this browser keeps nothing: it is lost when this page is closed.",
        }
    }
}

/// The beginning of the names under which the browser keeps a draft.
fn name_of(who: &str, doc: &str, of: &[&str], about: &str) -> String {
    format!("{NAME} {who} {doc} {} {about} ", of.join(" "))
}
