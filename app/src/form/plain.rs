//! Elements made of data. One function makes them all, so that a place which only shows words costs the module a call and
//! no view of its own.

use leptos::html::custom;
use leptos::prelude::*;
use web_sys::Element;

/// Names and values of attributes.
pub(crate) type Attributes = Vec<(&'static str, String)>;

/// An element with classes and children.
pub(crate) fn el(tag: &'static str, class: &'static str, children: Vec<AnyView>) -> AnyView {
    with(tag, class, Vec::new(), children)
}

/// The same with attributes.
pub(crate) fn with(tag: &'static str, class: &'static str, attributes: Attributes, children: Vec<AnyView>) -> AnyView {
    custom(tag).directive(dress, (class, attributes)).child(children).into_any()
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
    view! { <button class=class type="button" on:click=move |_| press()>{label}</button> }.into_any()
}

/// A view that follows signals.
pub(crate) fn following(show: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let show: Box<dyn Fn() -> AnyView + Send> = Box::new(show);
    show.into_any()
}

fn dress(element: Element, (class, attributes): (&'static str, Attributes)) {
    if !class.is_empty() {
        element.set_class_name(class);
    }
    for (name, value) in attributes {
        let _ = element.set_attribute(name, &value);
    }
}
