//! Undo over the documents of a page: it begins in the one that was edited last.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::plain::{while_so, with};
use crate::chunk::{self, chunk, is_without_steps};
use crate::keyboard;
use crate::live::LiveDoc;

/// The place of an edit: a document, and whether other pages' steps lie between those of this one, so that each is counted.
#[derive(Clone, Copy)]
struct Step {
    doc: LiveDoc,
    is_shared: bool,
}

/// The places of this person's latest edits, and of those that were taken back.
#[derive(Clone, Copy)]
pub(crate) struct Undo {
    /// The document that the page is about.
    first: LiveDoc,
    edited: StoredValue<Vec<Step>>,
    undone: StoredValue<Vec<Step>>,
}

chunk!(later:
/// Makes a step back or forth: nobody takes back what is not written yet.
fn step(undo: Undo, back: bool) -> () {
    if back { undo.undo() } else { undo.redo() }
});

impl Undo {
    /// No steps yet on a page about `first`.
    pub(super) fn of(first: LiveDoc) -> Self {
        Self { first, edited: StoredValue::new(Vec::new()), undone: StoredValue::new(Vec::new()) }
    }

    /// Remembers the document of the latest edit, so that undo begins there.
    pub(crate) fn note(self, doc: LiveDoc, is_shared: bool) {
        self.undone.update_value(Vec::clear);
        self.add(Step { doc, is_shared });
    }

    /// Typing makes many edits and few steps, so only those that others' steps lie between are counted.
    fn add(self, step: Step) {
        self.edited.update_value(|edited| {
            if step.is_shared || edited.last().is_none_or(|last| last.doc.id() != step.doc.id()) {
                edited.push(step);
            }
        });
    }

    /// Whether there is a step to take back.
    pub(crate) fn can_undo(self) -> bool {
        self.first.can_undo() || self.edited.with_value(|edited| edited.iter().any(|step| step.doc.can_undo()))
    }

    /// Takes back the latest own step, in whichever document it was made.
    pub(crate) fn undo(self) {
        let Self { first, edited, undone } = self;
        let last = || edited.with_value(|edited| edited.last().copied());
        while let Some(step) = last() {
            let is_done = step.doc.undo();
            if step.is_shared || !is_done {
                edited.update_value(|edited| _ = edited.pop());
            }
            if is_done {
                return undone.update_value(|undone| undone.push(step));
            }
        }
        // A step that was made before this page was shown.
        if first.undo() {
            undone.update_value(|undone| undone.push(Step { doc: first, is_shared: false }));
        }
    }

    /// Does again what was last taken back.
    pub(crate) fn redo(self) {
        let first = Step { doc: self.first, is_shared: false };
        let step = self.undone.try_update_value(Vec::pop).flatten().unwrap_or(first);
        if step.doc.redo() {
            self.add(step);
        }
    }

    /// The keys of undo and redo outside of texts, which see to them themselves. Answers whether the key was one of them.
    pub(crate) fn key(self, event: &KeyboardEvent) -> bool {
        // The browser takes back words that are half typed into a small field.
        if is_half_typed(event) {
            return false;
        }
        let back = match keyboard::shortcut(event) {
            Some('z') => !event.shift_key(),
            Some('y') => false,
            _ => return false,
        };
        chunk::step(step::show(self, back), step::load);
        true
    }
}

/// The sentence that no step can be made yet, while that is so.
pub(crate) fn without_steps() -> AnyView {
    let says = "Undo is not there while the rest of this page could not be fetched. It is asked for again when the \
                network is back.";
    let alert = move || {
        with("p", "banner missing without-steps no-print", vec![("role", "alert".to_owned())], vec![says.into_any()])
    };
    while_so(is_without_steps, alert)
}

fn is_half_typed(event: &KeyboardEvent) -> bool {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.is_some_and(|input| input.value() != input.default_value())
}
