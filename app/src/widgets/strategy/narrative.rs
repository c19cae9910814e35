//! The narrative, the link to the strategy map, and what is noticed and said about them.

use leptos::prelude::*;
use muster_shared::kinds::strategy::{MAP, NARRATIVE, guide};
use muster_shared::sheet::Place;
use muster_shared::text::links::is_harmless;

use super::own::{noticed, said_of};
use super::use_strategy::UseStrategy;
use crate::editor::TextField;
use crate::form::plain::{el, following, nothing, while_so, with, written};
use crate::form::{Ask, Head};
use crate::widgets::outline::{Face, note, values};

const A_MAP: [Ask; 1] = [Ask::new(MAP, "Strategy map", "Put a link to it")];

/// The section.
pub(super) fn narrative(cx: UseStrategy, face: Face) -> AnyView {
    let (doc, label, hint) = (cx.form.doc, guide::NARRATIVE.label, guide::NARRATIVE.hint);
    let text = view! { <TextField doc place=Place::on_sheet(NARRATIVE) label hint/> }.into_any();
    let remarks = following(move || {
        let remarks = [NARRATIVE, MAP].into_iter().flat_map(|beside| noticed(cx, beside, None));
        remarks.map(|(head, advice)| note(&head, &advice)).collect_view().into_any()
    });
    let field = while_so(move || cx.form.can_edit.get(), move || values(face, A_MAP));
    let head = Head { about: Some(&guide::NARRATIVE), ..Head::default() };
    let margin = el("div", "margin", vec![remarks, said_of(cx, NARRATIVE)]);
    let content = vec![el("div", "statement", vec![text]), field, following(move || way(cx)), margin];
    cx.form.section(label, NARRATIVE, head, content)
}

/// The way to the map; words that are no link are read as they stand.
fn way(cx: UseStrategy) -> AnyView {
    let map = cx.form.on_sheet(MAP).register.with(|map| map.words().trim().to_owned());
    match is_harmless(&map) && !map.contains(char::is_whitespace) {
        true => {
            let to = vec![("href", map), ("rel", "noopener noreferrer".to_owned())];
            el("p", "", vec![with("a", "", to, vec!["See the strategy map".into_any()])])
        }
        false if map.is_empty() || cx.form.can_edit.get() => nothing(),
        false => el("p", "", vec!["Strategy map: ".into_any(), written("span", "", &map)]),
    }
}
