//! The panel of one surface: who claims it, since when, what looks like it, and the card where teams have to settle it.

use leptos::prelude::*;
use muster_shared::kinds::org::SURFACES;
use muster_shared::map::{Claimant, Likeness, State, Surface};
use muster_shared::order;
use muster_shared::text::words::{day_of_ms, long_day};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::card::card;
use super::matrix::{flag, sign};
use super::settling::add;
use super::use_map::{PANEL, UseMap, address};
use crate::boxed::memo;
use crate::form::plain::{acting, button, el, following, icon, nothing, on, says, while_so, with, words, written};
use crate::keyboard;
use crate::pages::words::first_of;

/// The panel, while a surface is open.
pub(super) fn panel(cx: UseMap) -> AnyView {
    let is_there = move || cx.surface.with(Option::is_some);
    while_so(is_there, move || {
        let closes = on("keydown", move |event: Event| {
            let pressed = event.dyn_ref::<KeyboardEvent>().and_then(keyboard::key);
            if pressed.as_deref() == Some("Escape") {
                event.prevent_default();
                cx.close();
            }
        });
        let about = vec![
            ("id", PANEL.to_owned()),
            ("tabindex", "-1".to_owned()),
            ("role", "region".to_owned()),
            ("aria-label", "One surface".to_owned()),
        ];
        let close = button("btn word", "Close", move || cx.close());
        let said = following(move || {
            cx.surface.with(|surface| surface.as_ref().map_or_else(nothing, |one| about_it(cx, one)))
        });
        let wrong =
            acting("p", "wrong", vec![("role", "alert".to_owned())], vec![says(move || cx.wrong.get())], Vec::new());
        acting("aside", "panel", about, vec![closes], vec![said, settle(cx), wrong, el("p", "acts", vec![close])])
    })
}

/// The card of a surface that is to be settled. It stays as it is while the same teams claim the surface.
fn settle(cx: UseMap) -> AnyView {
    let parties = memo(move || {
        cx.surface.with(|surface| {
            let open = surface.as_ref().filter(|surface| surface.state().is_open())?;
            // In the order of the teams, which no step changes: a team that shares goes behind those that own.
            let mut places: Vec<usize> = open.answering().map(|claim| claim.team).collect();
            order::sort(&mut places);
            let teams: Vec<_> = places.into_iter().filter_map(|at| cx.team(at)).collect();
            Some((open.name.clone(), teams))
        })
    });
    following(move || parties.get().map_or_else(nothing, |(surface, teams)| card(cx, &surface, teams)))
}

fn about_it(cx: UseMap, surface: &Surface) -> AnyView {
    let flag = flag(surface.state(), surface).map(|(sign, says)| {
        let since = match (surface.state(), surface.since_ms()) {
            (State::Contested | State::OneSided, at_ms) if at_ms > 0 => {
                format!(", since {}", long_day(&day_of_ms(at_ms)))
            }
            _ => String::new(),
        };
        el("p", "flag", vec![icon(sign), format!("{says}{since}").into_any()])
    });
    let about = (!surface.about.is_empty()).then(|| written("p", "", &surface.about));
    let claims = surface.claims.iter().filter_map(|claim| claimant(cx, claim)).collect::<Vec<_>>();
    let claims = match claims.is_empty() {
        true => words("p", "quiet", "No team claims it."),
        false => el("ul", "claims", claims),
    };
    let parts =
        [Some(written("h3", "", &surface.name)), flag, about, Some(claims), alike(cx, surface), confirm(cx, surface)];
    el("div", "about", parts.into_iter().flatten().collect())
}

fn claimant(cx: UseMap, claim: &Claimant) -> Option<AnyView> {
    let team = cx.team(claim.team)?;
    let (mark, word) = sign(claim.mode);
    let link =
        with("a", "", vec![("href", address(&team.doc)), ("dir", "auto".to_owned())], vec![team.name.into_any()]);
    let since = (claim.since_ms > 0).then(|| format!("since {}", long_day(&day_of_ms(claim.since_ms))));
    let captain = Some(first_of(&team.captains)).filter(|captain| !captain.is_empty());
    let below: Vec<String> = captain.into_iter().chain(since).collect();
    Some(el(
        "li",
        "",
        vec![
            icon(mark),
            el("span", "", vec![link, format!(" {word}").into_any(), words("span", "sub", below.join(", "))]),
        ],
    ))
}

/// Other surfaces whose names look like this one's.
fn alike(cx: UseMap, surface: &Surface) -> Option<AnyView> {
    let own = Likeness::of(&surface.name);
    let others = cx.map.with_untracked(|map| {
        let near = map.surfaces.iter().filter(|other| Likeness::of(&other.name).is_near(&own));
        near.map(|other| (other.key.clone(), other.name.clone())).collect::<Vec<_>>()
    });
    let open = |(key, name): (String, String)| button("btn word", name, move || cx.open(&key));
    let said = words("span", "", "Looks like: ");
    (!others.is_empty()).then(|| el("p", "alike", std::iter::once(said).chain(others.into_iter().map(open)).collect()))
}

/// The press with which a leader takes a proposed surface into the registry.
fn confirm(cx: UseMap, surface: &Surface) -> Option<AnyView> {
    if surface.is_registered {
        return None;
    }
    let name = StoredValue::new(surface.name.clone());
    let take = move || {
        let values = vec![("name", name.get_value())];
        match add(cx.shell.org, SURFACES, values) {
            Ok(_) => cx.shell.say("The surface is in the registry."),
            Err(why) => cx.wrong.set(why),
        }
    };
    let says = words("p", "small quiet", "It is proposed, and waits for a leader to confirm it.");
    let may = move || cx.shell.org.can_edit.get();
    Some(el("div", "", vec![says, while_so(may, move || button("btn", "Confirm this surface", take))]))
}
