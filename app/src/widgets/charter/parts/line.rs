//! The line below a team's name, to read and to write: its captain, since when, and how long the charter runs; and what
//! there is to pick where people wrote several of these. It comes with the rest of the charter.

use leptos::prelude::*;
use muster_shared::kinds::charter::{BEGAN, CLOSED, DEPUTY, ENDS};
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::sheet::Named;

use super::captain::{CaptainField, to_be};
use super::title::{closed_on, runs_until, since_day};
use crate::boxed::memo;
use crate::form::plain::{self, acting, el, following, while_so, with};
use crate::form::{Looks, PersonField, Pick, Takes, ValueField};
use crate::visitor::rank;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::long_day;

/// The line.
pub(crate) fn line(cx: UseCharter) -> AnyView {
    [captain(cx), deputy(cx), began(cx), tenure(cx), closed(cx), test(cx)].into_any()
}

/// The choices there are to make.
pub(crate) fn picks(cx: UseCharter) -> AnyView {
    let (held, ends) = (cx.of_team(CAPTAINS), cx.charter.on_sheet(ENDS));
    let reads = Callback::new(|day| long_day(&format!("{day}")));
    let captains = view! { <Pick held what="" many="people are named captain" face=cx.person_face()/> }.into_any();
    let deputy = cx.charter.on_sheet(DEPUTY);
    let deputies = view! { <Pick held=deputy what="The deputy" face=cx.person_face()/> }.into_any();
    let (began, closed) = (cx.charter.on_sheet(BEGAN), cx.charter.on_sheet(CLOSED));
    let days = [
        view! { <Pick held=began what="The first day" face=reads/> }.into_any(),
        view! { <Pick held=ends what="The end" face=reads/> }.into_any(),
        view! { <Pick held=closed what="The day on which it was closed" face=reads/> }.into_any(),
    ];
    [captains, deputies].into_iter().chain(days).collect_view().into_any()
}

/// The captain.
fn captain(cx: UseCharter) -> AnyView {
    let held = cx.of_team(CAPTAINS);
    let since = cx.of_team(CAPTAIN_SINCE);
    let several = memo(move || held.register.with(|held| held.is_open()));
    let name = memo(move || held.register.with(|held| cx.names.label(held.words())));
    let is_known = memo(move || name.with(|name| !name.is_empty()) && !several.get());
    let to_be = to_be(cx);
    let is_somebody = move || cx.org.can_edit.get() || is_known.get() || to_be.with(Option::is_some);
    let is_shown = memo(move || !several.get() && is_somebody());
    let phrase = move || el("span", "phrase", vec!["Captain ".into_any(), view! { <CaptainField cx/> }.into_any()]);
    let day = move || {
        let typed = since.typed(Takes::Day);
        view! { <ValueField typed takes=Takes::Day looks=since_looks(typed.text)/> }.into_any()
    };
    let nobody = move || {
        let says = move || if several.get() { "Which of these is the captain?" } else { "No captain yet." };
        acting("span", "", Vec::new(), vec![plain::says(says)], Vec::new())
    };
    let shown = move || [phrase(), while_so(move || is_known.get(), day)].into_any();
    following(move || if is_shown.get() { shown() } else { nobody() })
}

/// The deputy, where there is a captain to stand in for.
fn deputy(cx: UseCharter) -> AnyView {
    let held = cx.charter.on_sheet(DEPUTY);
    let captain = cx.of_team(CAPTAINS).register;
    let has_captain = memo(move || captain.with(|captain| !captain.is_vacant()));
    let is_named = memo(move || held.register.with(|held| !held.is_vacant()));
    let field = move || {
        let looks = Looks { label: "Deputy".to_owned(), hint: "Add deputy".to_owned(), ..Looks::default() };
        el("span", "phrase", vec!["Deputy ".into_any(), view! { <PersonField held names=cx.names looks/> }.into_any()])
    };
    while_so(move || is_named.get() || (cx.charter.can_edit.get() && has_captain.get()), field)
}

/// The way to the captain's pressure test, for the captain and for leaders. In other people's pages nobody is signed in.
fn test(cx: UseCharter) -> AnyView {
    let (captain, doc) = (cx.of_team(CAPTAINS).register, cx.charter.doc);
    let is_theirs = move |id: &str| rank().may_manage() || doc.is_me(id);
    let may = move || captain.with(|captain| Named::read(captain.words()).id.is_some_and(is_theirs));
    let way = move || {
        let href = vec![("href", format!("/pressure/{}", cx.id()))];
        with("a", "small quiet no-print", href, vec!["Pressure test".into_any()])
    };
    while_so(move || doc.is_signed_in() && may(), way)
}

fn since_looks(day: Signal<String>) -> Looks {
    let face = memo(move || day.with(|day| since_day(day)));
    let (label, hint) = ("Captain since".to_owned(), "Add date".to_owned());
    Looks { label, hint, face: Some(face.into()), ..Looks::default() }
}

fn tenure(cx: UseCharter) -> AnyView {
    let ends = cx.charter.on_sheet(ENDS);
    let typed = ends.typed(Takes::Day);
    let face = memo(move || typed.text.with(|day| runs_until(day)));
    let looks = Looks { label: "Runs until".to_owned(), face: Some(face.into()), ..Looks::default() };
    view! { <ValueField typed takes=Takes::Day looks/> }.into_any()
}

/// The first day of the team.
fn began(cx: UseCharter) -> AnyView {
    day(cx, (BEGAN, "Began on", "Add first day"), |day| format!("Began on {}", long_day(day)))
}

/// The day on which it was closed: nothing is noticed about it from then on. Nobody closes a team that never began, so
/// that the field comes with the first day or the last.
fn closed(cx: UseCharter) -> AnyView {
    let [began, ends, closed] = [BEGAN, ENDS, CLOSED].map(|field| cx.charter.on_sheet(field).register);
    let has_a_day = move || [began, ends, closed].iter().any(|day| day.with(|day| !day.is_vacant()));
    while_so(has_a_day, move || day(cx, (CLOSED, "Closed on", "Close the team"), closed_on))
}

/// A day of the charter, to read and to write: its field, its label, and the words while it is empty.
fn day(
    cx: UseCharter,
    (field, label, hint): (&'static str, &'static str, &'static str),
    reads: fn(&str) -> String,
) -> AnyView {
    let typed = cx.charter.on_sheet(field).typed(Takes::Day);
    let face = memo(move || typed.text.with(|day| if day.is_empty() { String::new() } else { reads(day) }));
    let show = move || {
        let looks =
            Looks { label: label.to_owned(), hint: hint.to_owned(), face: Some(face.into()), ..Looks::default() };
        view! { <ValueField typed takes=Takes::Day looks/> }.into_any()
    };
    while_so(move || cx.charter.can_edit.get() || face.with(|face| !face.is_empty()), show)
}
