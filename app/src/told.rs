//! Words that must be true on the screen, whatever else runs in the page.
//!
//! Translators, grammar tools and other extensions replace text nodes, and what a view writes into a node that was
//! replaced is seen by nobody. Such words are therefore no text nodes of a view: they are set through their element, and
//! what anybody else makes of them is put right.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, Node};

use crate::browser::{Pause, ticks_ms};

/// Where an element remembers what it has to say. Scripts of extensions do not see it, and copies of it have none.
const SAYS: &str = "musterSays";
/// So many elements of the tree above a change are asked whether they have something to say.
const DEPTH: usize = 4;
/// So much is put right at once within a second; somebody who goes on is answered once a second.
const AT_ONCE: u32 = 100;
const SECOND_MS: u64 = 1000;

/// The words that an element says, followed from signals.
#[derive(Clone)]
pub(crate) struct Words(Rc<dyn Fn() -> String>);

/// Words as [`told`] takes them.
pub(crate) fn to_say<S: Into<String>>(says: impl Fn() -> S + 'static) -> Words {
    Words(Rc::new(move || says().into()))
}

/// Makes an element say `words` and nothing else, for as long as its view is shown: `<span use:told=to_say(words)></span>`.
pub(crate) fn told(element: Element, words: Words) {
    let _ = element.set_attribute("translate", "no");
    let effect = RenderEffect::new(move |_| {
        let says = (words.0)();
        let _ = Reflect::set(&element, &SAYS.into(), &says.as_str().into());
        put_right(&element);
    });
    let _kept = StoredValue::new_local(effect);
}

/// Answers whether something had to be put right.
fn put_right(element: &Element) -> bool {
    let says = Reflect::get(element, &SAYS.into()).ok().and_then(|says| says.as_string());
    let Some(says) = says.filter(|says| element.text_content().as_ref() != Some(says)) else { return false };
    match only_text(element) {
        // Styles that look at what an element holds are asked again for a new node, and of a whole page that is dear.
        Some(text) => text.set_node_value(Some(&says)),
        None => element.set_text_content(Some(&says)),
    }
    true
}

/// The text node that is all there is in an element.
fn only_text(element: &Element) -> Option<Node> {
    element.first_child().filter(|node| node.node_type() == Node::TEXT_NODE && node.next_sibling().is_none())
}

/// Watches over everything that is told in a part of the page, until it is dropped.
pub(crate) struct Guard {
    observer: MutationObserver,
    _changed: Closure<dyn FnMut(Array)>,
}

impl Guard {
    /// Watches over what stands in `root`.
    pub(crate) fn over(root: &Node) -> Option<Self> {
        let (later, since, n) = (Rc::new(Pause::default()), Cell::new(0), Cell::new(0));
        let all = root.clone();
        let changed = Closure::<dyn FnMut(Array)>::new(move |records: Array| {
            let now = ticks_ms();
            if now - since.get() > SECOND_MS {
                since.set(now);
                n.set(0);
            }
            if n.get() < AT_ONCE {
                n.set(n.get() + records.iter().filter(is_put_right).count() as u32);
            } else {
                let all = all.clone();
                later.ask(SECOND_MS, SECOND_MS, move || put_all_right(&all));
            }
        });
        let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_character_data(true);
        what.set_subtree(true);
        observer.observe_with_options(root, &what).ok()?;
        Some(Self { observer, _changed: changed })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn is_put_right(record: &JsValue) -> bool {
    let record: &MutationRecord = record.unchecked_ref();
    let target = record.target();
    let above = std::iter::successors(target, Node::parent_node).take(DEPTH);
    above.filter_map(|node| node.dyn_into::<Element>().ok()).any(|element| put_right(&element))
}

fn put_all_right(root: &Node) {
    let root: &Element = root.unchecked_ref();
    let Ok(all) = root.query_selector_all("[translate=no]") else { return };
    for element in (0..all.length()).filter_map(|at| all.get(at)) {
        put_right(element.unchecked_ref());
    }
}
