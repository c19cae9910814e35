//! The narrative, the link to the strategy map, and what is noticed and said about them.

use leptos::prelude::*;
use muster_shared::kinds::strategy::{Clock, MAP, NARRATIVE, guide, read_as};
use muster_shared::sheet::Place;
use muster_shared::text::links::is_harmless;

use super::own::{noticed, said_of};
use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::editor::TextField;
use crate::form::plain::{el, following, nothing, while_so, with, written};
use crate::form::{Ask, Head};
use crate::talk::read::Reading;
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
    let content =
        vec![el("div", "statement", vec![text]), field, following(move || way(cx)), read_by(cx).show(), margin];
    cx.form.section(label, NARRATIVE, head, content)
}

/// The readers of the strategy: the captains of all teams are asked, from the day of the last material change on.
fn read_by(cx: UseStrategy) -> Reading {
    let strategy = cx.form.doc;
    let is_example = strategy.is_example;
    let captains = memo(move || {
        cx.listing.charters.with(|all| {
            let teams = all.iter().filter(|one| one.summary.example == is_example.get());
            teams.flat_map(|one| one.summary.captains.clone()).collect::<Vec<String>>()
        })
    });
    let since = memo(move || {
        let clock = cx.view.with(|view| Clock::of(view, &cx.today.get_value()));
        clock.map(|clock| clock.since).unwrap_or_default()
    });
    let now = memo(move || strategy.sheet.with(read_as));
    Reading { talk: cx.talk, names: cx.names, now: now.into(), asked: captains.into(), since: since.into() }
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
