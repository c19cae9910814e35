//! Words that open comments are about, underlined lightly where the text is shown and where somebody writes it. The browser
//! draws the lines over ranges of the page (its custom highlights), so that no text is cut into pieces for them; a browser
//! without such highlights shows the quoted words beside the comment alone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Map, Reflect, Set};
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::talk::{AT, Anchor, COMMENTS, QUOTED, Remark, Thread};
use muster_shared::sheet::{Found, Span};
use muster_shared::text::quoted::{lines_of, nth_in_pieces, part};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, MouseEvent, MutationObserver, MutationObserverInit, Node, Range};

use super::UseTalk;
use super::lead::{Going, is_over, to_thread};
use super::select::is_selecting;
use crate::boxed::effect;
use crate::browser::{Listener, all, window};

/// The name of the lines in the style sheet.
const NAME: &str = "muster-said";
/// The type of a node of text.
const TEXT_NODE: u16 = 3;

/// Words of a text or a row, a line each, with how often they stand before.
struct Marked {
    /// The selector of the elements that show the text or the row.
    shown: String,
    lines: Vec<(String, usize)>,
    /// The comment's row.
    row: RowId,
}

/// The observer of the text, with the function that it calls, and the listener to presses of the words.
type Observed = (MutationObserver, Closure<dyn FnMut()>, Listener);

/// The lines that are drawn now, and those to be drawn.
struct Painter {
    root: Element,
    marked: RefCell<Vec<Marked>>,
    ranges: RefCell<Vec<(Range, RowId)>>,
    is_due: Cell<bool>,
    observer: RefCell<Option<Observed>>,
}

impl UseTalk {
    /// Marks the words that open comments are about, for as long as the component that asks is shown.
    pub(super) fn mark_words(self) {
        let painter = StoredValue::new_local(None::<Rc<Painter>>);
        effect(move || {
            let marked = self.marked();
            let root = self.about.root.get();
            if let Some(painter) = painter.get_value() {
                painter.take(marked);
            } else if let Some(root) = root.filter(|_| !marked.is_empty()) {
                let made = Rc::new(Painter::over(root.into()));
                made.take(marked);
                painter.set_value(Some(made));
            }
        });
        on_cleanup(move || {
            if let Some(painter) = painter.try_get_value().flatten() {
                painter.take(Vec::new());
            }
        });
    }

    /// The words that open comments are about, where the texts have them now.
    fn marked(self) -> Vec<Marked> {
        let threads = self.threads.get().map(|threads| threads.get()).unwrap_or_default();
        let of_line = |(on, threads): (Anchor, Vec<Thread>)| {
            let open = threads.into_iter().filter(|thread| !thread.is_resolved && thread.head.list == COMMENTS);
            open.filter_map(|thread| self.marked_by(&thread.head, &on)).collect::<Vec<_>>()
        };
        threads.into_iter().flat_map(of_line).collect()
    }

    fn marked_by(self, remark: &Remark, on: &Anchor) -> Option<Marked> {
        let row = self.talk_of(remark)?.row(COMMENTS, &remark.row);
        let [at, quote] = row.with(|row| [AT, QUOTED].map(|name| row.value(name).words().to_owned()));
        let comment = remark.row.clone();
        let Ok(span) = at.parse::<Span>() else {
            let lines: Vec<_> = quote.lines().map(|line| (line.trim().to_owned(), 0)).collect();
            let row = on.row.as_ref().filter(|_| !quote.is_empty())?;
            return Some(Marked { shown: format!("[data-row=\"{row}\"]"), lines, row: comment });
        };
        let text = self.about.doc.text(&span.at).get();
        let Found::At(from, to) = self.about.doc.find_words(&span) else { return None };
        let lines = lines_of(&text, &part(&text, from, to), from);
        Some(Marked { shown: format!("[data-text=\"{}\"]", span.at), lines, row: comment })
    }
}

impl Painter {
    fn over(root: Element) -> Self {
        Self {
            root,
            marked: RefCell::default(),
            ranges: RefCell::default(),
            is_due: Cell::default(),
            observer: RefCell::default(),
        }
    }

    /// Takes the words to mark from now on. The page is watched while there are some: what shows a text is made anew when
    /// it changes and when somebody writes in it.
    fn take(self: &Rc<Self>, marked: Vec<Marked>) {
        let is_watched = self.observer.borrow().is_some();
        match (marked.is_empty(), is_watched) {
            (false, false) => self.watch(),
            (true, true) => self.observer.take().into_iter().for_each(|(observer, ..)| observer.disconnect()),
            _ => {}
        }
        *self.marked.borrow_mut() = marked;
        self.ask();
    }

    fn watch(self: &Rc<Self>) {
        let painter = Rc::downgrade(self);
        let changed = Closure::<dyn FnMut()>::new(move || {
            if let Some(painter) = painter.upgrade() {
                painter.ask();
            }
        });
        let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else { return };
        let changes = MutationObserverInit::new();
        changes.set_child_list(true);
        changes.set_subtree(true);
        if observer.observe_with_options(&self.root, &changes).is_ok() {
            *self.observer.borrow_mut() = Some((observer, changed, self.hear_presses()));
        }
    }

    fn hear_presses(self: &Rc<Self>) -> Listener {
        let painter = Rc::downgrade(self);
        Listener::new(Some(self.root.clone().into()), "click", move |event| {
            if let Some(painter) = painter.upgrade() {
                let _ = painter.pressed(&event);
            }
        })
    }

    /// Leads to the comment whose words were pressed. The lines have no events of their own, so a press is compared with the
    /// places of their words. In a box the caret is what the press is for: there the comment is only shown.
    fn pressed(&self, event: &Event) -> Option<()> {
        let mouse = event.dyn_ref::<MouseEvent>()?;
        let at = event.target()?.dyn_into::<Element>().ok()?;
        let is_near = |selector: &str| at.closest(selector).is_ok_and(|near| near.is_some());
        if is_near("a, button, summary, .margin, .note, .unsent") || is_selecting(&self.root) {
            return None;
        }
        let (x, y) = (f64::from(mouse.client_x()), f64::from(mouse.client_y()));
        let ranges = self.ranges.borrow().clone();
        let (_, row) = ranges.into_iter().find(|(range, _)| is_over(range, x, y))?;
        let going = if is_near(".box") { Going::Looking } else { Going::There };
        to_thread(&self.root, &row, going).then_some(())
    }

    /// Draws once the page has its texts.
    fn ask(self: &Rc<Self>) {
        if !self.is_due.replace(true) {
            let painter = Rc::clone(self);
            request_animation_frame(move || {
                painter.is_due.set(false);
                let _ = painter.paint();
            });
        }
    }

    fn paint(&self) -> Option<()> {
        let lines = highlight()?;
        for (range, _) in self.ranges.take() {
            lines.delete(&range);
        }
        for field in all(&self.root, "[data-said]") {
            let _ = field.remove_attribute("data-said");
            let _ = heard_of(&field).remove_attribute("aria-details");
        }
        for one in self.marked.borrow().iter() {
            for field in all(&self.root, &one.shown) {
                // The mirror of a box is seen only for its lines.
                let _ = field.set_attribute("data-said", "");
                let heard = heard_of(&field);
                let before = heard.get_attribute("aria-details").unwrap_or_default();
                let _ = heard.set_attribute("aria-details", format!("{before} {}", note_id(&one.row)).trim());
                for range in one.lines.iter().flat_map(|line| ranges_in(&field, line)) {
                    lines.add(&range);
                    self.ranges.borrow_mut().push((range, one.row.clone()));
                }
            }
        }
        Some(())
    }
}

/// The id of the element that shows a thread.
pub(super) fn note_id(row: &RowId) -> String {
    format!("said-{row}")
}

/// The element by which the words of a field or a row are heard: the box of a field where it has one.
fn heard_of(field: &Element) -> Element {
    let its_box = field.query_selector(":scope[data-text] > .box").ok().flatten();
    its_box.unwrap_or_else(|| field.clone())
}

/// Where words stand in a field, where it is read and in the mirror of its box, or in a row.
fn ranges_in(field: &Element, (words, n): &(String, usize)) -> Vec<Range> {
    let in_layer = |layer: Element| {
        let nodes = texts_in(&layer);
        let pieces: Vec<String> = nodes.iter().map(|node| node.node_value().unwrap_or_default()).collect();
        let [from, to] = nth_in_pieces(&pieces, words, *n)?;
        let range = Range::new().ok()?;
        range.set_start(nodes.get(from.0)?, from.1).ok()?;
        range.set_end(nodes.get(to.0)?, to.1).ok()?;
        Some(range)
    };
    let is_text = field.has_attribute("data-text");
    let layers = if is_text { all(field, ".shown, .mirror") } else { vec![field.clone()] };
    layers.into_iter().filter_map(in_layer).collect()
}

/// The nodes of text in a node, in their order, but for those of remarks and of buttons.
fn texts_in(node: &Node) -> Vec<Node> {
    let children = node.child_nodes();
    let children = (0..children.length()).filter_map(|at| children.get(at));
    let is_apart = |child: &Node| {
        let element = child.dyn_ref::<Element>();
        element.is_some_and(|element| element.matches(".margin, .note, .unsent, .acts").unwrap_or_default())
    };
    let of_child = |child: Node| if child.node_type() == TEXT_NODE { vec![child] } else { texts_in(&child) };
    children.filter(|child| !is_apart(child)).flat_map(of_child).collect()
}

/// All lines of this name, which every document on a page shares; nothing where the browser draws none.
fn highlight() -> Option<Set> {
    let window = window()?;
    let registry = Reflect::get(&Reflect::get(&window, &"CSS".into()).ok()?, &"highlights".into()).ok()?;
    if registry.is_undefined() {
        return None;
    }
    let registry: Map = registry.unchecked_into();
    if !registry.has(&NAME.into()) {
        let class = Reflect::get(&window, &"Highlight".into()).ok()?.dyn_into::<Function>().ok()?;
        registry.set(&NAME.into(), &Reflect::construct(&class, &Array::new()).ok()?);
    }
    Some(registry.get(&NAME.into()).unchecked_into())
}
