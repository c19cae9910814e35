//! Changes of a document as words struck and new.

use leptos::prelude::*;
use muster_shared::past::{Changed, Fate, Said};
use muster_shared::text::{Change, compare};

use crate::form::plain::{el, nothing, with, words};

/// The most places that are listed.
const PLACES_MAX: usize = 60;

/// A line for each part that changed.
pub(super) fn lines(changes: &[Changed]) -> Vec<AnyView> {
    changes.iter().take(PLACES_MAX).map(line).collect()
}

/// Lines that open under a label; nothing where there are none.
pub(super) fn list(label: &'static str, lines: Vec<AnyView>) -> AnyView {
    if lines.is_empty() {
        return nothing();
    }
    el("details", "", vec![words("summary", "", label), el("ul", "changes", lines)])
}

fn line(changed: &Changed) -> AnyView {
    let heading = match changed.section == changed.part {
        true => changed.part.clone(),
        false => format!("{} · {}", changed.section, changed.part),
    };
    let name = changed.row.as_ref().filter(|_| changed.said.iter().all(|said| !said.label.is_empty()));
    let name = name.map(|row| with("p", "name", auto(), vec![row.name.clone().into_any()]));
    let moved = (changed.fate == Fate::Moved).then(|| words("p", "", "These rows stand in another order."));
    let said = changed.said.iter().map(said);
    let head = std::iter::once(words("p", "small quiet", heading));
    el("li", "", head.chain(name).chain(moved).chain(said).collect())
}

fn auto() -> Vec<(&'static str, String)> {
    vec![("dir", "auto".to_owned())]
}

fn said(said: &Said) -> AnyView {
    let label = (!said.label.is_empty()).then(|| words("span", "label", format!("{}: ", said.label)));
    let pieces = compare(&said.before, &said.after).into_iter().map(|piece| match piece.change {
        Change::Kept => piece.words.into_any(),
        Change::Gone => el("del", "", vec![piece.words.into_any()]),
        Change::New => el("ins", "", vec![piece.words.into_any()]),
    });
    with("p", "", auto(), label.into_iter().chain(pieces).collect())
}
