//! The functions that nobody fills, each with the way to begin a role canvas, and the canvases there are.

use leptos::prelude::*;
use muster_shared::kinds::role::KIND;

use super::functions::found;
use super::use_map::UseMap;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, while_so, with, words, written, wrong};
use crate::live::Opened;
use crate::pages::role::begin;
use crate::pages::router::Route;
use crate::visitor::rank;
use crate::widgets::digests::Digested;

/// All of it, where something is missing or a canvas is there.
pub(super) fn roles(cx: UseMap) -> AnyView {
    let functions = found(cx);
    let holes = memo(move || {
        let teams = cx.map.with(|map| map.teams.iter().map(|team| team.name.clone()).collect::<Vec<String>>());
        let of = |function: &muster_shared::map::Function| {
            let name = function.name.clone();
            let holes = function.holes().filter_map(|at| teams.get(at).cloned());
            holes.map(move |team| (name.clone(), team)).collect::<Vec<_>>()
        };
        functions.with(|functions| functions.iter().flat_map(of).collect::<Vec<(String, String)>>())
    });
    let canvases = memo(move || {
        let digests = cx.shell.catalogue.digests.shown;
        digests.with(|all| all.iter().filter(|one| one.kind == KIND).cloned().collect::<Vec<Digested>>())
    });
    let (said, opened) = (RwSignal::new(None::<String>), StoredValue::new_local(None::<Opened>));
    let start = move |function: &str, team: &str| match begin(function, team) {
        Ok(begun) => {
            let doc = begun.live().id();
            opened.set_value(Some(begun));
            doc.into_iter().for_each(|doc| cx.shell.router.go(Route::Document(doc)));
        }
        Err(why) => said.set(Some(why)),
    };
    let may = KIND.may_be_begun_by(rank());
    let hole = move |(function, team): (String, String)| {
        let says = written("span", "", &format!("{function}, {team}"));
        let way = may.then(|| button("btn word", "Begin a role canvas", move || start(&function, &team)));
        el("li", "", [says].into_iter().chain(way).collect())
    };
    let canvas = |one: Digested| {
        let name = if one.digest.title.is_empty() { KIND.outline().untitled } else { &one.digest.title };
        let href = vec![("href", format!("/d/{}", one.id)), ("dir", "auto".to_owned())];
        el("li", "", vec![with("a", "", href, vec![name.to_owned().into_any()])])
    };
    let part = move || {
        let side = el("div", "side", vec![words("h2", "", "Roles to fill")]);
        let rows = canvases.get().into_iter().map(canvas).chain(holes.get().into_iter().map(hole)).collect();
        el("section", "part", vec![side, el("ul", "also", rows), wrong(said)])
    };
    let is_any = move || holes.with(|holes| !holes.is_empty()) || canvases.with(|all| !all.is_empty());
    while_so(is_any, move || following(part))
}
