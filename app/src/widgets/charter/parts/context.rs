//! The context notes of the strategy that touch the team, as far as the list tells of them.

use leptos::prelude::*;
use muster_shared::kinds::{Line, log, strategy};

use crate::boxed::memo;
use crate::form::plain::{el, following, while_so, with, words, written};
use crate::form::section;
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::origin::origin;
use crate::words::{counted, long_day};

/// A note: the way to it, its words, its day.
type Note = (String, String, String);

/// The section, where a note touches the team.
pub(crate) fn context(cx: UseCharter) -> AnyView {
    let all = memo(move || notes(cx));
    while_so(
        move || all.with(|all| !all.is_empty()),
        move || {
            let list = following(move || el("ul", "heard", all.with(|all| all.iter().map(one).collect())));
            let aside = move || all.with(|all| counted(all.len(), "note", "notes"));
            section(cx.charter, "Context that touches us", "context-notes", aside, vec![list])
        },
    )
}

fn notes(cx: UseCharter) -> Vec<Note> {
    let (team, name) = (cx.id(), cx.view().with(|view| view.name.clone()));
    let (log, is_example) = (log::KIND.about(&team), cx.charter.doc.is_example.get());
    cx.listing.digests.with(|all| {
        let here = all.iter().filter(|one| one.kind == strategy::KIND && one.digest.example == is_example);
        let lines = here.flat_map(|one| {
            let note =
                |line: &Line| (format!("{}/d/{}#{}", origin(), one.id, line.row), line.text.clone(), line.on.clone());
            strategy::touching(&one.digest, &team, log.as_ref(), &name).into_iter().map(note).collect::<Vec<Note>>()
        });
        lines.collect()
    })
}

fn one((href, text, on): &Note) -> AnyView {
    let way = with("a", "small", vec![("href", href.clone())], vec!["See it in the strategy".into_any()]);
    let day = words("span", "small quiet", format!(" {} · ", long_day(on)));
    el("li", "", vec![written("span", "", text), day, way])
}
