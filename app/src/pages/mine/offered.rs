//! Lines that the logs and reviews on this device have of this person, each to take into the mirror or to leave.

use leptos::prelude::*;
use muster_shared::mirror::{Did, Line};

use super::use_mine::UseMine;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{button, el, following, nothing, with, words, written};
use crate::pages::mirrored::Offered;
use crate::words::short_day;

/// So many are shown at a time.
const LINES_MAX: usize = 20;

/// The way to look for lines, and those that were neither taken nor left.
pub(super) fn to_take(mine: UseMine, offered: Offered) -> AnyView {
    let fresh = memo(move || {
        let known = |line: &Line| mine.notes.with(|notes| notes.knows(line));
        offered.lines.with(|lines| {
            lines
                .as_ref()
                .map(|lines| lines.iter().filter(|line| !known(line)).take(LINES_MAX).cloned().collect::<Vec<_>>())
        })
    });
    let list = following(move || match fresh.get() {
        None => nothing(),
        Some(lines) if lines.is_empty() => {
            words("p", "small quiet", "The logs and reviews on this device say nothing of you that is not here.")
        }
        Some(lines) => el("ul", "rows", lines.into_iter().map(|line| one(mine, line)).collect()),
    });
    let says = "Your own decisions in a team’s stead, reversals, advice, directives and meetings of teams, out of the logs and reviews \
        that this device keeps. They are read here, and nobody is told which of them you take.";
    let look = button("btn", "Look through the logs on this device", move || offered.look.run(()));
    let list = with("div", "offered", vec![("role", "status".to_owned())], vec![list]);
    el("div", "", vec![el("p", "acts", vec![look]), words("p", "small quiet", says), list])
}

fn one(mine: UseMine, line: Line) -> AnyView {
    let did = match line.did {
        Did::Advised => "Advice",
        Did::Directed => "Directive",
        Did::Decided => "Decided in the team’s stead",
        Did::Met => "Meeting",
    };
    let about = if line.about.is_empty() { String::new() } else { format!(", {}", line.about) };
    let head = format!("{did}{about}, {}", short_day(&line.on, &today()));
    let left = line.clone();
    let said = written("p", "", &line.what);
    let acts = vec![
        button("btn", "Take it", move || mine.take(&line)),
        button("btn word", "Leave it", move || mine.leave(&left)),
    ];
    el("li", "", vec![written("p", "small", &head), said, el("div", "acts", acts)])
}
