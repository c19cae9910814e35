//! The teams of this person, each at a glance, in the margin of the list.

use leptos::prelude::*;
use muster_shared::for_you::{Aim, TeamCard};
use muster_shared::kinds::talk::Whole;
use muster_shared::text::words::counted;

use super::UseForYou;
use super::saying::n_contested;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{Attributes, el, following, icon, with, words, written};
use crate::pages::ring::ring;
use crate::widgets::listing::Listed;

/// So many cards stand open; the names of the other teams stand below.
const OPEN: usize = 2;

/// The cards; nothing for somebody who is in no team.
pub(super) fn cards(cx: UseForYou) -> AnyView {
    let teams = memo(move || cx.told.with(|told| told.teams.clone()));
    let listed = cx.shell.catalogue.listed;
    following(move || {
        let (teams, day) = (teams.get(), today());
        let (open, rest) = teams.split_at(teams.len().min(OPEN));
        let mut shown = listed.with(|listed| open.iter().map(|team| card(team, listed, &day)).collect::<Vec<_>>());
        if !rest.is_empty() {
            let links = rest.iter().map(|team| el("li", "", vec![named(team)])).collect();
            shown.push(el("div", "note", vec![words("p", "by", "Also yours"), el("ul", "", links)]));
        }
        el("div", "margin my-teams", shown)
    })
}

fn named(team: &TeamCard) -> AnyView {
    let name = if team.name.is_empty() { "A team without a name".to_owned() } else { team.name.clone() };
    let about = vec![("href", format!("/d/{}", team.doc)), ("dir", "auto".to_owned())];
    with("a", "", about, vec![name.into_any()])
}

fn card(team: &TeamCard, listed: &[Listed], today: &str) -> AnyView {
    let role = if team.is_captain { "you are captain" } else { "you are in it" };
    let mut parts = vec![el("p", "by", vec![el("b", "", vec![named(team)]), role.into_any()])];
    parts.push(match team.mission.as_str() {
        "" => words("p", "quiet", "No mission yet."),
        mission => written("p", "says", mission),
    });
    if !team.owns.is_empty() {
        parts.push(written("p", "quiet", &format!("Owns {}", team.owns.join(", "))));
    }
    if !team.metrics.is_empty() {
        parts.push(el("ul", "aims", team.metrics.iter().map(aim).collect()));
    }
    parts.push(with("ul", "fit", label("How ready the team is"), fit(team, listed, today)));
    with("aside", "note team-card", label("My team"), parts)
}

fn label(words: &str) -> Attributes {
    vec![("aria-label", words.to_owned())]
}

fn aim(one: &Aim) -> AnyView {
    let now = if one.now.is_empty() { "–" } else { &one.now };
    let mut says = vec![written("bdi", "", &one.name)];
    if !one.target.is_empty() {
        says.push(format!(", towards {}", one.target).into_any());
    }
    el("li", "", vec![words("b", "num", now), el("span", "", says)])
}

/// The lines on how far the team is: agreement, what is to be looked at, and its authority.
fn fit(team: &TeamCard, listed: &[Listed], today: &str) -> Vec<AnyView> {
    let n_contested = n_contested(&team.doc, listed);
    let contested = (n_contested > 0).then(|| counted(n_contested, "contested surface", "contested surfaces"));
    let look = |words: String| el("li", "look", vec![icon("i i-look"), words.into_any()]);
    let looks = team.look.iter().cloned().chain(contested).map(look);
    let authority = team.authority.says(today).map(|says| {
        let way = with("a", "", vec![("href", format!("/d/{}-log", team.doc))], vec![says.into_any()]);
        el("li", "", vec![way])
    });
    std::iter::once(agreed(team.agreed)).chain(looks).chain(authority).collect()
}

fn agreed(whole: Whole) -> AnyView {
    let says = match whole {
        Whole { of: 0, .. } => "Nobody in it yet".to_owned(),
        Whole { agreed: 0, .. } => "Not agreed yet".to_owned(),
        Whole { agreed, of, .. } => format!("{agreed} of {of} agreed"),
    };
    el("li", "", vec![ring(whole), says.into_any()])
}
