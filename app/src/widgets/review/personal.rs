//! The note beside words that tell who somebody is.

use leptos::prelude::*;
use muster_shared::kinds::review::{Personal, personal};

use crate::form::plain::{el, icon, nothing, with, words};
use crate::words::listed;

/// The most things that one note names.
const NAMED: usize = 3;

/// A note on words that tell who somebody is. It stands beside them, and holds nothing back.
pub(super) fn personal_in(texts: &[String]) -> AnyView {
    let found: Vec<(Personal, &str)> = texts
        .iter()
        .flat_map(|text| personal(text).into_iter().map(move |(sort, range)| (sort, &text[range])))
        .take(NAMED)
        .collect();
    if found.is_empty() {
        return nothing();
    }
    let named = listed(&found.iter().map(|(sort, words)| format!("{} (“{words}”)", sort.says())).collect::<Vec<_>>());
    let head = el("p", "by", vec![icon("i i-look"), "This tells who somebody is".into_any()]);
    let says = format!("It says {named}. Everybody here reads it: leave it out, or say what matters instead.");
    let label = vec![("aria-label", "Advice: this tells who somebody is".to_owned())];
    with("aside", "note check", label, vec![head, words("p", "", says)])
}
