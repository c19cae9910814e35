//! The worked example to be read, for a person who cannot bring it here: there is no network, or it is not theirs to bring.
//! Nothing of it is a document: nothing is kept, and nothing can be sent by mistake.

use leptos::prelude::*;
use muster_shared::files::export::{Beside, First, Head, Item, Line, Piece, name, pieces};
use muster_shared::files::sample::{COMPANY, Shown, Toured, tour};
use muster_shared::kinds::outline::Sources;
use muster_shared::sheet::Sheet;

use crate::browser::today;
use crate::chunk::{Chunk, chunk, nothing};
use crate::editor::marked;
use crate::form::plain::{el, heading, with, words, written};

/// The level of the heading above the teams; those in a document follow below.
const LEVEL: u8 = 2;

chunk!(files:
/// The example as it is on a day. It comes with the readers of files, whose words it is made of.
fn example(today: String) {
    page(&today)
});

/// The example, as soon as its part of the app is here.
pub(super) fn shown() -> AnyView {
    Chunk::come("The example", example::load).show(nothing, || example::show(today()))
}

fn page(today: &str) -> AnyView {
    let tour = tour(today);
    let all = tour.teams.iter().chain(&tour.others).map(|one| folded(one, &tour.org)).collect();
    let title = format!("{COMPANY}, a made-up company");
    let about = "To read: nothing of it is kept on this device, and nothing is sent. A leader with a connection brings it into the workspace, with its talk and its reviews, to be tried out.";
    let head = [heading(LEVEL, "h", Vec::new(), vec![title.clone().into_any()]), words("p", "quiet", about)];
    let section = vec![("aria-label", title)];
    with("section", "example-tour", section, head.into_iter().chain([el("div", "", all)]).collect())
}

fn folded(toured: &Toured, org: &Sheet) -> AnyView {
    let Toured { itself, beside } = toured;
    let title = name(itself.kind, &itself.sheet).to_owned();
    let beside = beside.as_ref().map_or_else(nothing, |beside| {
        let noun = beside.kind.outline().untitled;
        [heading(LEVEL + 1, "h", Vec::new(), vec![noun.into_any()]), document(beside, org, LEVEL + 1)].into_any()
    });
    el("details", "example-team", vec![written("summary", "", &title), document(itself, org, LEVEL), beside])
}

/// A document below a heading of a level.
fn document(shown: &Shown, org: &Sheet, level: u8) -> AnyView {
    let from = Sources { sheet: &shown.sheet, org, doc: &shown.doc };
    let beside = Beside::default();
    pieces(shown.kind.outline(), &from, &beside).iter().map(|piece| one(piece, level)).collect_view().into_any()
}

fn one(piece: &Piece<'_>, below: u8) -> AnyView {
    match piece {
        Piece::Heading(level, words, _) => {
            // The headings of a document begin with level 2, and those here one below.
            let level = below + u8::try_from(level.saturating_sub(1)).unwrap_or(u8::MAX - below);
            heading(level, "h", vec![("dir", "auto".to_owned())], vec![(*words).to_owned().into_any()])
        }
        Piece::Text(text) => marked(text),
        Piece::Labelled(label, text) => [words("p", "quiet", *label), marked(text)].into_any(),
        // There is no way to what is no document.
        Piece::Link(words, _) => written("p", "", words),
        Piece::Facts(facts) => said(facts),
        Piece::Bullets(items) => el("ul", "", items.iter().map(bullet).collect()),
        Piece::Table(heads, lines) => table(heads, lines.iter()),
        // The newest line says how it is now.
        Piece::Log(heads, lines) => table(heads, lines.iter().max_by(|a, b| a.cells.first().cmp(&b.cells.first()))),
    }
}

fn said(facts: &[(&'static str, String)]) -> AnyView {
    let all: Vec<String> = facts.iter().map(|(label, value)| format!("{label}: {value}")).collect();
    if all.is_empty() { nothing() } else { written("p", "quiet", &all.join(" · ")) }
}

fn bullet(item: &Item<'_>) -> AnyView {
    let first = match &item.first {
        First::Text(text) => marked(text),
        First::Name(name) => written("b", "", name),
    };
    let below = if item.below.trim().is_empty() { nothing() } else { marked(&item.below) };
    el("li", "", vec![first, below, said(&item.facts)])
}

fn table<'a>(heads: &[Head], lines: impl IntoIterator<Item = &'a Line<'a>>) -> AnyView {
    let head = el("tr", "", heads.iter().map(|head| words("th", "", head.words)).collect());
    let cell = |values: &Vec<String>| written("td", "", &values.join(" / "));
    let lines = lines.into_iter().map(|line| el("tr", "", line.cells.iter().map(cell).collect()));
    let rows = std::iter::once(head).chain(lines).collect();
    // A wide table scrolls in itself, and a person with keys alone must be able to do that too.
    let scrolls = vec![("tabindex", "0".to_owned()), ("role", "region".to_owned()), ("aria-label", "Table".to_owned())];
    with("div", "example-table", scrolls, vec![el("table", "", rows)])
}
