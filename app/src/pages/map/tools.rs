//! The field that looks for surfaces, and the choice of those that are shown.

use leptos::prelude::*;
use muster_shared::map::{Map, Show, Sift};

use super::use_map::UseMap;
use crate::boxed::memo;
use crate::form::plain::{acting, el, following, has, holds, icon, on, says, words};

/// All of it.
pub(super) fn tools(cx: UseMap) -> AnyView {
    let about = [("role", "search"), ("aria-label", "Search and filter the map")];
    let about = about.map(|(name, value)| (name, value.to_owned())).to_vec();
    let marks = [("i i-full", "owns"), ("i i-half", "shares"), ("i i-hollow", "is consulted")];
    let mark = |(class, says): (&'static str, &'static str)| el("span", "", vec![icon(class), says.into_any()]);
    let marks = el("p", "marks small quiet", marks.map(mark).into_iter().collect());
    acting(
        "form",
        "narrows no-print",
        about,
        vec![on("submit", |event| event.prevent_default())],
        vec![seek(cx), filter(cx), own_team(cx), marks],
    )
}

fn seek(cx: UseMap) -> AnyView {
    let typed = on("input", move |event| cx.typed.set(event_target_value(&event)));
    let about = [("type", "search"), ("aria-label", "Find a surface or a team"), ("placeholder", "Surface or team")];
    let about = about.map(|(name, value)| (name, value.to_owned())).to_vec();
    acting("input", "line", about, vec![holds(move || cx.typed.get()), typed], Vec::new())
}

fn filter(cx: UseMap) -> AnyView {
    let choices = Show::ALL.map(|show| choice(cx, show));
    let legend = words("legend", "vh", "Show");
    el("fieldset", "seg", std::iter::once(legend).chain(choices).collect())
}

fn choice(cx: UseMap, show: Show) -> AnyView {
    let take = on("change", move |_| cx.show.set(show));
    let about = vec![("type", "radio".to_owned()), ("name", "map-show".to_owned())];
    let checked = has("checked", move || cx.show.get() == show);
    let closed = has("disabled", move || show.is_of_a_team() && cx.mine.get().is_none());
    let input = acting("input", "", about, vec![take, checked, closed], Vec::new());
    let n = move || cx.map.with(|map| n_of(map, show, cx.mine.get()));
    let says = says(move || format!("{} {}", show.label(), n()));
    el("label", "", vec![input, acting("span", "", Vec::new(), vec![says], Vec::new())])
}

fn n_of(map: &Map, show: Show, mine: Option<usize>) -> usize {
    map.shown(&Sift { show, mine, ..Sift::default() }).into_iter().filter(|is_shown| *is_shown).count()
}

/// The choice of one's own team: a captain's is known.
fn own_team(cx: UseMap) -> AnyView {
    let option = move |value: String, says: String, at: Option<usize>| {
        let chosen = vec![has("selected", move || cx.mine.get() == at)];
        acting("option", "", vec![("value", value)], chosen, vec![says.into_any()])
    };
    let teams = memo(move || cx.map.with(|map| map.teams.clone()));
    following(move || {
        let none = option(String::new(), "My team".to_owned(), None);
        let teams = teams.get().into_iter().enumerate();
        let teams = teams.map(|(at, team)| option(team.doc.to_string(), team.name, Some(at)));
        let choose = on("change", move |event| cx.choose(event_target_value(&event)));
        let label = vec![("aria-label", "My team".to_owned())];
        acting("select", "line own-team", label, vec![choose], std::iter::once(none).chain(teams).collect())
    })
}
