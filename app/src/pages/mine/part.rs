//! A part of the page.

use leptos::prelude::*;

use crate::form::plain::{el, words};

/// A part of the page under a heading.
pub(super) fn part(name: &'static str, inside: Vec<AnyView>) -> AnyView {
    let side = el("div", "side", vec![words("h2", "", name)]);
    el("section", "part", vec![side, el("div", "", inside)])
}
