//! The teams beside this one, each with the way to its charter, and whether somebody here read what it says now.

use leptos::prelude::*;
use muster_shared::kinds::charter::Peer;

use crate::boxed::memo;
use crate::form::plain::{button, el, following, while_so, with, words};
use crate::form::section;
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::origin::origin;
use crate::words::long_day;

/// The section, where there are such teams.
pub(crate) fn peers(cx: UseCharter) -> AnyView {
    let all = memo(move || cx.peers());
    while_so(
        move || all.with(|all| !all.is_empty()),
        move || {
            let list = following(move || {
                let each = all.with(|all| all.iter().map(|peer| one(cx, peer)).collect());
                el("ul", "heard", each)
            });
            section(cx.charter, "Teams beside us", "peers", move || all.with(|all| far(all)), vec![list])
        },
    )
}

/// How many of them are read as they are now, in words.
fn far(all: &[Peer]) -> String {
    let n = all.iter().filter(|peer| peer.read.is_some() && !peer.is_changed).count();
    format!("{n} of {} read", all.len())
}

fn one(cx: UseCharter, peer: &Peer) -> AnyView {
    let team = peer.team.clone();
    let name = if team.name.is_empty() { "A team without a name".to_owned() } else { team.name.clone() };
    let to = vec![("href", format!("{}/d/{}", origin(), team.doc)), ("dir", "auto".to_owned())];
    let is_due = peer.read.is_none() || peer.is_changed;
    let press = while_so(
        move || is_due && cx.charter.can_edit.get(),
        move || {
            let team = team.clone();
            button("btn word no-print", "We have read it", move || cx.read_peer(&team))
        },
    );
    let stands = words("span", "small quiet", stands(peer));
    el("li", "", vec![with("a", "", to, vec![name.into_any()]), " ".into_any(), stands, " ".into_any(), press])
}

fn stands(peer: &Peer) -> String {
    match &peer.read {
        None => "Nobody here has noted yet that they read it.".to_owned(),
        Some((day, _)) if peer.is_changed => format!("Read on {}. It reads otherwise now.", long_day(day)),
        Some((day, _)) => format!("Read on {}.", long_day(day)),
    }
}
