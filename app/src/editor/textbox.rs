//! The text box's own life: what is typed goes into the shared text, what others type comes out of it, and the caret
//! stays at its letter.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::web_sys::{HtmlTextAreaElement, KeyboardEvent};
use muster_shared::sheet::Place;
use muster_shared::sync::document::Delta;
use muster_shared::text::pasted::lines;
use muster_shared::text::typing::{Field, steps};

use super::Noted;
use super::markdown::{find_link, may_link};
use super::opens::open;
use crate::boxed::effect;
use crate::chunk::{self, chunk};
use crate::keyboard;
use crate::live::{EditorId, LiveDoc, TypedGuard};

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

/// The actions of keys beside typing.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    pub(super) line: bool,
    pub(super) on_enter: Option<Callback<()>>,
    pub(super) on_empty_backspace: Option<Callback<()>>,
    pub(super) on_move: Option<Callback<i32>>,
    /// Lines that were pasted behind the first.
    pub(super) on_lines: Option<Callback<Vec<String>>>,
}

/// The words that a text box has for the field around it.
#[derive(Clone, Copy, Default)]
pub(super) struct Tells {
    /// The link the caret stands in.
    pub(super) link: RwSignal<Option<String>>,
    /// Why what was typed last is not in the text.
    pub(super) refused: RwSignal<Option<String>>,
}

/// A text box bound to a shared text.
pub(super) struct TextBox {
    inner: Rc<Inner>,
    _typed: Option<TypedGuard>,
}

chunk!(later:
/// Makes a step back or forth in a document.
fn step(doc: LiveDoc, back: bool) -> () {
    let _ = if back { doc.undo() } else { doc.redo() };
});

struct Inner {
    doc: LiveDoc,
    place: Place,
    id: EditorId,
    node: NodeRef<Textarea>,
    keys: Keys,
    tells: Tells,
    noted: Option<Noted>,
    /// The box's view of the text.
    field: RefCell<Field>,
}

impl TextBox {
    pub(super) fn new(doc: LiveDoc, place: Place, node: NodeRef<Textarea>, keys: Keys, tells: Tells) -> Self {
        let id = EditorId(NEXT.replace(NEXT.get() + 1));
        let inner =
            Rc::new(Inner { doc, place, id, node, keys, tells, noted: use_context(), field: RefCell::default() });
        let hearer = Rc::downgrade(&inner);
        let typed = doc.on_typed(&inner.place, id, move |steps| {
            if let Some(inner) = hearer.upgrade() {
                inner.typed_elsewhere(steps);
            }
        });
        let filler = StoredValue::new_local(Rc::downgrade(&inner));
        effect(move || {
            if node.get().is_some()
                && let Some(inner) = filler.with_value(std::rc::Weak::upgrade)
            {
                inner.take_text();
            }
        });
        Self { inner, _typed: typed }
    }

    pub(super) fn typed(&self) {
        self.inner.typed();
    }

    pub(super) fn focused(&self) {
        self.inner.show_caret();
    }

    pub(super) fn caret_moved(&self) {
        self.inner.show_caret();
    }

    pub(super) fn left(&self) {
        self.composed();
        self.inner.doc.show_caret(None);
        set_if_new(self.inner.tells.link, None);
        set_if_new(self.inner.tells.refused, None);
    }

    /// From here on nothing may be put into the box: it would end the composition.
    pub(super) fn compose(&self) {
        self.inner.field.borrow_mut().compose();
    }

    /// The composition is over: the box takes what came meanwhile.
    pub(super) fn composed(&self) {
        let Some(node) = self.inner.element() else { return };
        if !self.inner.field.borrow().is_composing() {
            return;
        }
        self.inner.typed();
        let Some(lag) = self.inner.field.borrow_mut().composed() else { return };
        let (start, end) = selection(&node);
        self.inner.take_text();
        let _ = node.set_selection_range(lag.in_text(start), lag.in_text(end));
    }

    pub(super) fn key(&self, event: &KeyboardEvent) {
        let inner = &self.inner;
        let Some(key) = keyboard::key(event) else { return };
        let command = event.ctrl_key() || event.meta_key();
        let handled = match (key.as_str(), keyboard::shortcut(event)) {
            (_, Some('z')) => inner.step(!event.shift_key()),
            (_, Some('y')) => inner.step(false),
            ("Escape", _) => inner.element().is_some_and(|node| node.blur().is_ok()),
            ("Enter", _) if command && inner.open_link() => true,
            ("Enter", _) if inner.keys.line => {
                inner.keys.on_enter.iter().for_each(|on_enter| on_enter.run(()));
                true
            }
            ("Backspace", _) if inner.field.borrow().shown().is_empty() => {
                inner.keys.on_empty_backspace.is_some_and(|remove| inner.run(|| remove.run(())))
            }
            ("ArrowUp", _) if event.alt_key() => inner.keys.on_move.is_some_and(|step| inner.run(|| step.run(-1))),
            ("ArrowDown", _) if event.alt_key() => inner.keys.on_move.is_some_and(|step| inner.run(|| step.run(1))),
            _ => false,
        };
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
    }
}

impl Inner {
    fn element(&self) -> Option<HtmlTextAreaElement> {
        self.node.try_get_untracked().flatten()
    }

    fn run(&self, f: impl FnOnce()) -> bool {
        f();
        true
    }

    fn step(&self, back: bool) -> bool {
        self.run(|| chunk::step(step::show(self.doc, back), step::load))
    }

    /// Something was typed into the box.
    fn typed(&self) {
        let Some(node) = self.element() else { return };
        let mut value = node.value();
        let (_, caret) = selection(&node);
        // A line stays a line, whatever is pasted into it.
        let mut rows = Vec::new();
        if self.keys.line && value.contains(['\n', '\r']) {
            if self.keys.on_lines.is_some() {
                rows = lines(&value);
                value = if rows.is_empty() { String::new() } else { rows.remove(0) };
            } else {
                value = value.replace("\r\n", " ").replace(['\n', '\r'], " ");
            }
            node.set_value(&value);
            let _ = node.set_selection_range(caret, caret);
        }
        let caret = caret.min(value.encode_utf16().count() as u32);
        let splices = self.field.borrow_mut().typed(value, caret);
        if splices.is_empty() && rows.is_empty() {
            return;
        }
        let refused = splices.into_iter().find_map(|splice| self.doc.write(&self.place, splice, self.id).err());
        if refused.is_some() {
            self.take_text();
        } else {
            self.noted.iter().for_each(|noted| noted.0.run(self.doc));
        }
        set_if_new(self.tells.refused, refused.map(|error| error.sentence()));
        self.keep_up();
        self.show_caret();
        if !rows.is_empty() {
            self.keys.on_lines.iter().for_each(|on_lines| on_lines.run(rows.clone()));
        }
    }

    /// Somebody else typed, or undo did.
    fn typed_elsewhere(&self, steps: &[Vec<Delta>]) {
        let Some(node) = self.element() else { return };
        let moved = self.field.borrow_mut().typed_elsewhere(steps, selection(&node));
        if let Some((start, end)) = moved {
            self.take_text();
            let _ = node.set_selection_range(start, end);
        }
    }

    /// Where the box shows something else than the document says, it takes that, and the caret stays at its letter.
    fn keep_up(&self) {
        let text = self.doc.text(&self.place);
        if text.with_untracked(|text| self.field.borrow().is_behind(text)) {
            let steps = text.with_untracked(|text| steps(self.field.borrow().shown(), text, Vec::new()));
            self.typed_elsewhere(&steps);
        }
    }

    /// The box takes the text as it is.
    fn take_text(&self) {
        let text = self.doc.text(&self.place).get_untracked();
        if let Some(node) = self.element().filter(|node| node.value() != text) {
            node.set_value(&text);
        }
        self.field.borrow_mut().took(text);
    }

    fn show_caret(&self) {
        let Some(node) = self.element() else { return };
        let (start, end) = selection(&node);
        let of_text = |offset| self.field.borrow().in_text(offset);
        self.doc.show_caret(Some((&self.place, of_text(start), of_text(end))));
        let text = Some(self.field.borrow().shown()).filter(|text| may_link(text)).map(str::to_owned);
        let told = self.tells.link;
        match text {
            Some(text) => find_link(text, end, move |link| set_if_new(told, link)),
            None => set_if_new(told, None),
        }
    }

    /// Opens the link the caret stands in. Answers whether there is one.
    fn open_link(&self) -> bool {
        self.tells.link.with_untracked(|link| link.as_deref().map(open)).is_some()
    }
}

/// Sets a signal, if the field that shows it is still there.
fn set_if_new(signal: RwSignal<Option<String>>, to: Option<String>) {
    if signal.try_with_untracked(|shown| *shown != to) == Some(true) {
        signal.set(to);
    }
}

fn selection(node: &HtmlTextAreaElement) -> (u32, u32) {
    let of = |offset: Result<Option<u32>, _>| offset.ok().flatten().unwrap_or(0);
    (of(node.selection_start()), of(node.selection_end()))
}
