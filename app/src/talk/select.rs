//! The words that somebody has selected in a text of the document, in its box or where it is only read, and the line at which
//! a comment about them stands.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use muster_shared::kinds::talk::Anchor;
use muster_shared::sheet::{Place, Rule, Spot};
use muster_shared::text::quoted::{nth, part, times_before};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement, Node, Range, Selection};

use super::UseTalk;
use crate::browser::all;
use crate::form::focus::active_in;
use crate::live::LiveDoc;

/// Words of the document that a comment is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picked {
    /// The line at which the comment stands.
    pub(super) anchor: Anchor,
    /// The words, tied to their characters.
    pub(super) span: String,
    /// The words as they are.
    pub(super) words: String,
}

impl UseTalk {
    /// The words that are selected; nothing where none are, or they stand where nothing can be said.
    pub(super) fn selected(self) -> Option<Picked> {
        let root: Element = self.about.root.try_get_untracked().flatten()?.into();
        self.in_text(&root).or_else(|| self.in_row(&root))
    }

    /// Begins a comment about the words that are selected, or else about the line in which the focus is.
    pub(super) fn comment_here(self) {
        let line = || {
            let root: Element = self.about.root.try_get_untracked().flatten()?.into();
            let anchor = anchor_near(&root, &active_in(&root)?.into())?;
            Some(Picked { anchor, span: String::new(), words: String::new() })
        };
        if let Some(picked) = self.selected().or_else(line) {
            self.picked.set(Some(picked));
        }
    }

    /// Words of a text that people write together: they are tied to their characters.
    fn in_text(self, root: &Element) -> Option<Picked> {
        let (field, (from, to)) = in_box(root).or_else(|| self.in_shown(root))?;
        let doc = self.about.doc;
        let place = place_of(doc, &field)?;
        let words = doc.text(&place).with_untracked(|text| part(text, from, to));
        let span = doc.tie_words(&place, from, to)?.to_string();
        (!words.trim().is_empty()).then_some(())?;
        Some(Picked { anchor: anchor_near(root, &field)?, span, words })
    }

    /// Words that are selected where a text is shown with its Markdown rendered.
    fn in_shown(self, root: &Element) -> Option<(Element, (u32, u32))> {
        let (range, inner) = range(root)?;
        let shown = inner.closest(".shown").ok().flatten()?;
        let field = shown.closest("[data-text]").ok().flatten()?;
        let before = range.clone_range();
        before.select_node_contents(&shown).ok()?;
        before.set_end(&range.start_container().ok()?, range.start_offset().ok()?).ok()?;
        let (words, before) = (words_of(&range), words_of(&before));
        let words = words.trim();
        let place = place_of(self.about.doc, &field)?;
        let n = times_before(&before, words, u32::MAX);
        let found = self.about.doc.text(&place).with_untracked(|text| nth(text, words, n))?;
        Some((field, found))
    }

    /// Words of a row that is written once: they stay as they are, and need no characters to be tied to.
    fn in_row(self, root: &Element) -> Option<Picked> {
        let (range, inner) = range(root)?;
        let is_elsewhere = inner.closest(".margin, .note, .unsent, [data-text]").ok().flatten().is_some();
        let anchor = anchor_near(root, &inner)?;
        let list = self.about.doc.which()?.1.schema().list(&anchor.name)?;
        let words = words_of(&range).trim().to_owned();
        let is_once = matches!(list.rule, Rule::Append { .. }) && anchor.row.is_some();
        (is_once && !is_elsewhere && !words.is_empty()).then(|| Picked { anchor, span: String::new(), words })
    }
}

/// Words that are selected in the box in which somebody writes.
fn in_box(root: &Element) -> Option<(Element, (u32, u32))> {
    let node = active_in(root)?.dyn_into::<HtmlTextAreaElement>().ok()?;
    let field = node.closest("[data-text]").ok().flatten().filter(|field| root.contains(Some(field)))?;
    let from = node.selection_start().ok().flatten()?;
    let to = node.selection_end().ok().flatten()?;
    (from < to).then_some((field, (from, to)))
}

/// The words that are selected in the tree that an element is in, the page's or a shadow root's, and the innermost element
/// that has them all, if it is in that element.
fn range(root: &Element) -> Option<(Range, Element)> {
    let tree = root.get_root_node();
    let get = Reflect::get(&tree, &"getSelection".into()).ok()?.dyn_into::<Function>().ok()?;
    let selection = get.call0(&tree).ok()?.dyn_into::<Selection>().ok()?;
    if selection.range_count() == 0 || selection.is_collapsed() {
        return None;
    }
    let range = selection.get_range_at(0).ok()?;
    let inner = range.common_ancestor_container().ok()?;
    let inner = inner.dyn_ref::<Element>().cloned().or_else(|| inner.parent_element())?;
    root.contains(Some(&inner)).then_some((range, inner))
}

/// Whether words are selected in an element, its boxes aside.
pub(super) fn is_selecting(root: &Element) -> bool {
    range(root).is_some()
}

fn words_of(range: &Range) -> String {
    let range: &Object = range.unchecked_ref();
    range.to_string().into()
}

/// The text of a document that a field shows; nothing where that is another document's.
fn place_of(doc: LiveDoc, field: &Element) -> Option<Place> {
    let (_, kind) = doc.which()?;
    let place: Place = field.get_attribute("data-text")?.parse().ok()?;
    let name = place.name.as_str();
    let is_here = match &place.spot {
        Spot::Sheet => kind.schema().texts.contains(&name),
        Spot::Keyed { .. } => false,
        Spot::Row { list, row } => kind.schema().list(list).is_some_and(|list| {
            list.texts.contains(&name) && doc.rows(list.name).with_untracked(|rows| rows.contains(row))
        }),
    };
    is_here.then_some(place)
}

/// The nearest line around a field at which something can be said: its row's, or its section's.
fn anchor_near(root: &Element, field: &Element) -> Option<Anchor> {
    let mut at = field.parent_element();
    while let Some(element) = at {
        if let Some(on) = line_in(&element, field) {
            return Some(Anchor::read(&on));
        }
        at = element.parent_element().filter(|above| root.contains(Some(above)));
    }
    None
}

/// A line in an element at which something can be said, if it is no other row's.
fn line_in(element: &Element, field: &Element) -> Option<String> {
    let node: &Node = field;
    let is_ours = |line: &Element| {
        let row = line.closest("[data-row]").ok().flatten();
        row.is_none_or(|row| row.contains(Some(node)))
    };
    all(element, "[data-on]").into_iter().find(is_ours).and_then(|line| line.get_attribute("data-on"))
}
