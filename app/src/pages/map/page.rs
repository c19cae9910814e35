//! The page: one sentence, the matrix with its tools and the open surface beside it, and what else deserves a look.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::map::{Closed, Surface};

use super::checks::checks;
use super::functions::functions;
use super::matrix::matrix;
use super::panel::panel;
use super::roles::roles;
use super::tools::tools;
use super::use_map::UseMap;
use crate::boxed::memo;
use crate::form::plain::{acting, button, el, following, icon, says, while_so, with, words, written};
use crate::pages::router::Route;
use crate::words::{counted, long_day};

/// The whole page.
pub(super) fn page() -> AnyView {
    let cx = UseMap::start();
    cx.shell.name_page(|| "Company map".to_owned());
    let sentence = says(move || cx.map.with(|map| map.sentence()));
    let head = acting("h1", "saying", Vec::new(), vec![sentence], Vec::new());
    let lists = with(
        "a",
        "btn word",
        vec![("href", Route::Document(DocId::org()).path())],
        vec!["Functions and surfaces".into_any()],
    );
    let picture =
        with("a", "btn word", vec![("href", Route::Picture.path())], vec!["Aligned and loosely coupled".into_any()]);
    let shown = move || {
        let n = cx.map.with(|map| map.surfaces.len());
        format!("{} of {n} shown", cx.shown.with(|shown| shown.len()))
    };
    let status = acting("span", "agreed", vec![("role", "status".to_owned())], vec![says(shown)], Vec::new());
    let side = el("div", "side", vec![words("h2", "", "Who owns what"), status]);
    let none = move || cx.shown.with(|shown| shown.is_empty()) && cx.map.with(|map| !map.surfaces.is_empty());
    let mapped = vec![
        side,
        tools(cx),
        while_so(none, || words("p", "quiet", "No surface is so. Choose “All”, or look for other words.")),
        el("div", "with-panel", vec![matrix(cx), panel(cx)]),
    ];
    let parts = vec![
        el("header", "part", vec![head, el("p", "acts", vec![lists, picture])]),
        el("section", "part mapped", mapped),
        also(cx),
        closed(cx),
        functions(cx),
        roles(cx),
        checks(cx),
    ];
    el("div", "sheet muster-map", vec![el("div", "doc", parts)])
}

/// Names that look like one surface, and surfaces that wait for a leader: what is said, and the surfaces that it is about, each
/// with its key and the word on its button.
type Look = (&'static str, String, Vec<(String, String)>);

fn also(cx: UseMap) -> AnyView {
    let looks = memo(move || {
        cx.map.with(|map| {
            let pairs = map.look_alikes().into_iter();
            let pairs = pairs.filter_map(|(one, other)| Some(alike(map.surfaces.get(one)?, map.surfaces.get(other)?)));
            let waits = map.surfaces.iter().filter(|surface| !surface.is_registered && !surface.claims.is_empty());
            pairs.chain(waits.map(proposed)).collect::<Vec<Look>>()
        })
    });
    let part = move || {
        let rows = looks.with(|looks| looks.iter().map(|look| row(cx, look)).collect());
        let count = words("span", "agreed", counted(looks.with(Vec::len), "thing", "things"));
        let side = el("div", "side", vec![words("h2", "", "Also look at"), count]);
        el("section", "part", vec![side, el("ul", "also", rows)])
    };
    while_so(move || looks.with(|looks| !looks.is_empty()), move || following(part))
}

/// The teams that were closed, each with its day.
fn closed(cx: UseMap) -> AnyView {
    let all = memo(move || cx.map.with(|map| map.closed.clone()));
    let one = |team: &Closed| {
        let name = with(
            "a",
            "",
            vec![("href", Route::Document(team.doc.clone()).path())],
            vec![written("bdi", "", &team.name)],
        );
        el("li", "", vec![name, words("span", "quiet", format!(", closed on {}", long_day(&team.on)))])
    };
    let part = move || {
        let rows = all.with(|all| all.iter().map(one).collect());
        let side = el("div", "side", vec![words("h2", "", "Closed teams")]);
        el("section", "part", vec![side, el("ul", "", rows)])
    };
    while_so(move || all.with(|all| !all.is_empty()), move || following(part))
}

fn alike(one: &Surface, other: &Surface) -> Look {
    let both = [one, other].map(|surface| (surface.key.clone(), surface.name.clone())).to_vec();
    ("i i-look", format!("“{}” and “{}” look like one surface.", one.name, other.name), both)
}

fn proposed(surface: &Surface) -> Look {
    let opens = vec![(surface.key.clone(), "Look at it".to_owned())];
    ("i i-clock", format!("“{}” waits for a leader to confirm it.", surface.name), opens)
}

fn row(cx: UseMap, (sign, says, opens): &Look) -> AnyView {
    let open = |(key, word): &(String, String)| {
        let key = key.clone();
        button("btn word", word.clone(), move || cx.open(&key))
    };
    let said = [icon(sign), written("span", "", says)];
    el("li", "", said.into_iter().chain(opens.iter().map(open)).collect())
}
