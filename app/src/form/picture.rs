//! Pictures made of data: lines, bars and dots with a few numbers. One function draws them all, so that a picture costs the
//! module a list and no view of its own.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::svg::svg;
use web_sys::Element;

use super::plain::Attributes;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Attributes that a shape has in every picture.
pub(crate) type Fixed = &'static [(&'static str, &'static str)];

/// A shape of a picture, with those inside of it. Of two shapes of one tag that stand at the same place one after the other,
/// each has the attributes of the other.
pub(crate) struct Shape {
    tag: &'static str,
    fixed: Fixed,
    attributes: Attributes,
    says: String,
    inside: Vec<Shape>,
}

/// A shape.
pub(crate) fn shape(tag: &'static str, fixed: Fixed, attributes: Attributes) -> Shape {
    Shape { tag, fixed, attributes, says: String::new(), inside: Vec::new() }
}

impl Shape {
    /// The same with words.
    pub(crate) fn saying(mut self, words: String) -> Self {
        self.says = words;
        self
    }

    /// The same with shapes inside.
    pub(crate) fn around(mut self, inside: Vec<Self>) -> Self {
        self.inside = inside;
        self
    }
}

/// A picture. Drawn anew, its shapes stay and become what they are now.
pub(crate) fn picture(fixed: Fixed, attributes: Attributes, inside: Vec<Shape>) -> AnyView {
    let drawn = Rc::new(RefCell::new(Some(shape("svg", fixed, attributes).around(inside))));
    svg().directive(draw, drawn).into_any()
}

fn draw(element: Element, drawn: Rc<RefCell<Option<Shape>>>) {
    if let Some(shape) = drawn.take() {
        put(&element, shape);
    }
}

fn put(element: &Element, Shape { fixed, attributes, says, inside, .. }: Shape) {
    fixed.iter().for_each(|(name, value)| set(element, name, value));
    attributes.iter().for_each(|(name, value)| set(element, name, value));
    if !says.is_empty() && element.text_content().as_ref() != Some(&says) {
        element.set_text_content(Some(&says));
    }
    if !says.is_empty() {
        return;
    }
    if !fits(element, &inside) {
        make(element, &inside);
    }
    let mut there = element.first_element_child();
    for one in inside {
        let Some(at) = there else { return };
        put(&at, one);
        there = at.next_element_sibling();
    }
}

fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        drop(element.set_attribute(name, value));
    }
}

/// Whether the elements in it are those of the shapes.
fn fits(element: &Element, inside: &[Shape]) -> bool {
    let mut there = element.first_element_child();
    for one in inside {
        match there {
            Some(at) if at.tag_name() == one.tag => there = at.next_element_sibling(),
            _ => return false,
        }
    }
    there.is_none()
}

/// Puts elements for the shapes in place of those that are there.
fn make(element: &Element, inside: &[Shape]) {
    element.set_text_content(None);
    let Some(document) = element.owner_document() else { return };
    for one in inside {
        if let Ok(made) = document.create_element_ns(Some(NAMESPACE), one.tag) {
            drop(element.append_child(&made));
        }
    }
}
