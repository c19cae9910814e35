//! Elements made of data. One function makes them all, so that a place which only shows words costs the module a call and
//! no view of its own.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Reflect;
use leptos::html::custom;
use leptos::prelude::*;
use muster_shared::id::RowId;
use web_sys::{Element, Event};

use crate::boxed::{For, memo};
use crate::browser::Listener;
use crate::editor::Wrong;
use crate::redrawn::keep_focus;
use crate::told::{to_say, told};

/// Names and values of attributes.
pub(crate) type Attributes = Vec<(&'static str, String)>;

/// Something that an element does for as long as it is shown.
pub(crate) type Act = Box<dyn FnOnce(&Element)>;

/// An element with classes and children.
pub(crate) fn el(tag: &'static str, class: &'static str, children: Vec<AnyView>) -> AnyView {
    with(tag, class, Vec::new(), children)
}

/// The same with attributes.
pub(crate) fn with(tag: &'static str, class: &'static str, attributes: Attributes, children: Vec<AnyView>) -> AnyView {
    acting(tag, class, attributes, Vec::new(), children)
}

/// The same that does something.
pub(crate) fn acting(
    tag: &'static str,
    class: &'static str,
    attributes: Attributes,
    acts: Vec<Act>,
    children: Vec<AnyView>,
) -> AnyView {
    let dressed = Rc::new(RefCell::new(Some(Dress { class, attributes, acts })));
    custom(tag).directive(dress, dressed).child(children).into_any()
}

/// Does something when an event comes.
pub(crate) fn on(event: &'static str, act: impl FnMut(Event) + 'static) -> Act {
    heard(event, Box::new(act))
}

fn heard(event: &'static str, act: Box<dyn FnMut(Event)>) -> Act {
    Box::new(move |element| {
        // It goes with the view, so that no event of an element that is taken out finds signals that are gone.
        StoredValue::new_local(Listener::new(Some(element.clone().into()), event, act));
    })
}

/// Says words that follow signals, and nothing else.
pub(crate) fn says<S: Into<String>>(words: impl Fn() -> S + 'static) -> Act {
    let words = to_say(words);
    Box::new(move |element| told(element.clone(), words))
}

/// Has an attribute that follows signals.
pub(crate) fn follows(name: &'static str, value: impl Fn() -> String + 'static) -> Act {
    let value: Box<dyn Fn() -> String> = Box::new(value);
    kept(Box::new(move |element| {
        let value = value();
        if element.get_attribute(name).as_ref() != Some(&value) {
            drop(element.set_attribute(name, &value));
        }
    }))
}

/// Holds the value that signals say: a field that is typed or chosen in.
pub(crate) fn holds(value: impl Fn() -> String + 'static) -> Act {
    let value: Box<dyn Fn() -> String> = Box::new(value);
    kept(Box::new(move |element| drop(Reflect::set(element, &"value".into(), &value().into()))))
}

/// Has a property that is on or off as signals say.
pub(crate) fn has(name: &'static str, is_so: impl Fn() -> bool + 'static) -> Act {
    let is_so: Box<dyn Fn() -> bool> = Box::new(is_so);
    kept(Box::new(move |element| drop(Reflect::set(element, &name.into(), &is_so().into()))))
}

fn kept(set: Box<dyn Fn(&Element)>) -> Act {
    Box::new(move |element| {
        let element = element.clone();
        StoredValue::new_local(RenderEffect::new(move |_| set(&element)));
    })
}

/// An element with the product's own words.
pub(crate) fn words(tag: &'static str, class: &'static str, text: impl Into<String>) -> AnyView {
    el(tag, class, vec![text.into().into_any()])
}

/// An element with words that people wrote, in whatever direction their language runs.
pub(crate) fn written(tag: &'static str, class: &'static str, text: &str) -> AnyView {
    with(tag, class, vec![("dir", "auto".to_owned())], vec![text.to_owned().into_any()])
}

/// A heading below the first one of a form.
pub(crate) fn heading(level: u8, class: &'static str, attributes: Attributes, children: Vec<AnyView>) -> AnyView {
    let own = [("role", "heading".to_owned()), ("aria-level", level.to_string())];
    with("div", class, own.into_iter().chain(attributes).collect(), children)
}

/// An icon, which says nothing to those who do not see it.
pub(crate) fn icon(class: &'static str) -> AnyView {
    with("span", class, vec![("aria-hidden", "true".to_owned())], Vec::new())
}

/// A button that says what it does.
pub(crate) fn button(class: &'static str, label: impl Into<String>, press: impl FnMut() + 'static) -> AnyView {
    pressed(class, label.into(), Box::new(press))
}

fn pressed(class: &'static str, label: String, mut press: Box<dyn FnMut()>) -> AnyView {
    acting("button", class, of_button(), vec![on("click", move |_| press())], vec![label.into_any()])
}

/// The attributes of a button that sends nothing.
pub(crate) fn of_button() -> Attributes {
    vec![("type", "button".to_owned())]
}

/// A view that follows signals.
pub(crate) fn following(show: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    followed(Box::new(show))
}

fn followed(show: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let show = move || {
        keep_focus();
        show()
    };
    show.into_any()
}

/// Shows something while it is so.
pub(crate) fn while_so(
    is_so: impl Fn() -> bool + Send + Sync + 'static,
    show: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    shown_while(memo(is_so), Box::new(show))
}

fn shown_while(is_so: Memo<bool>, show: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    following(move || if is_so.get() { show() } else { nothing() })
}

/// Nothing to see.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

/// Rows of a list; one that stays, stays as it is.
pub(crate) fn each(
    ids: impl Fn() -> Vec<RowId> + Send + 'static,
    draw: impl Fn(RowId) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let ids: Box<dyn Fn() -> Vec<RowId> + Send> = Box::new(ids);
    let draw: Arc<dyn Fn(RowId) -> AnyView + Send + Sync> = Arc::new(draw);
    view! { <For each=ids key=Clone::clone children=move |row| draw(row)/> }.into_any()
}

/// Rows of what is known of them. One that stays keeps its place on the page, and what somebody writes in it, while its view
/// follows what is known of it. Within the view only what says no more than that is drawn anew.
pub(crate) fn each_known<T: Clone + PartialEq + Send + Sync + 'static>(
    all: Memo<Vec<T>>,
    id: fn(&T) -> &RowId,
    draw: impl Fn(RowId, Memo<Option<T>>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let ids = move || all.with(|all| all.iter().map(|one| id(one).clone()).collect());
    each(ids, move |row| {
        let of = row.clone();
        draw(row, memo(move || all.with(|all| all.iter().find(|one| *id(one) == of).cloned())))
    })
}

/// The first of a list. One that is shown stays for as long as the list has it, whatever comes before it: somebody may be
/// writing in it.
pub(crate) fn first<T: Clone + PartialEq + Send + Sync + 'static>(
    all: Memo<Vec<T>>,
    id: fn(&T) -> &RowId,
    at_most: impl Fn() -> usize + Send + Sync + 'static,
) -> Memo<Vec<T>> {
    let shown = StoredValue::new(Vec::<RowId>::new());
    memo(move || {
        let most = at_most();
        let is_shown = |one: &T| shown.with_value(|shown| shown.contains(id(one)));
        let first: Vec<T> = all.with(|all| {
            let those = all.iter().enumerate().filter(|(nth, one)| *nth < most || is_shown(one));
            those.map(|(_, one)| one.clone()).collect()
        });
        shown.set_value(first.iter().map(|one| id(one).clone()).collect());
        first
    })
}

/// One thing as it reads; nothing to see once nothing is known of it.
pub(crate) fn known<T: Send + Sync + 'static>(
    one: Memo<Option<T>>,
    draw: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    following(move || one.with(|one| one.as_ref().map_or_else(nothing, &draw)))
}

/// The sentence that a field is not right, while there is one.
pub(crate) fn wrong(error: RwSignal<Option<String>>) -> AnyView {
    view! { <Wrong error/> }.into_any()
}

/// All that is done to an element once it is made.
struct Dress {
    class: &'static str,
    attributes: Attributes,
    acts: Vec<Act>,
}

fn dress(element: Element, dressed: Rc<RefCell<Option<Dress>>>) {
    // An element is made once: shown again, it is another one.
    let Some(Dress { class, attributes, acts }) = dressed.take() else { return };
    if !class.is_empty() {
        element.set_class_name(class);
    }
    for (name, value) in attributes {
        let _ = element.set_attribute(name, &value);
    }
    acts.into_iter().for_each(|act| act(&element));
}
