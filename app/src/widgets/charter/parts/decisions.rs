//! The team's latest decisions, under how it decides: from the list's digest of its log. Nothing is opened for them.

use leptos::prelude::*;
use muster_shared::kinds::charter::{Check, Decided, JOB, dismissals};
use muster_shared::kinds::{Digest, Line, log};
use muster_shared::sheet::Place;

use super::answered::answered;
use super::moved::learned;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{el, following, nothing, with, words, written};
use crate::widgets::charter::link;
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::touching::in_brief;
use crate::words::{counted, short_day};

/// So many are shown.
const LATEST: usize = 3;

/// The latest decisions; the way to log the first one, for those who may; else nothing.
pub(crate) fn latest_decisions(cx: UseCharter) -> AnyView {
    let log = log::KIND.about(&cx.id());
    let says_something = |digest: &Digest| !digest.lines.is_empty() || digest.authority.is_some();
    let digest = memo(move || cx.listing.digests.of(log.as_ref()?).filter(says_something));
    let shown = following(move || match digest.get() {
        Some(digest) => strip(cx, &digest, way(cx, "All decisions")),
        None if cx.charter.can_edit.get() => el("p", "strip no-print", vec![way(cx, "Log a decision")]),
        None => ().into_any(),
    });
    let job = cx.charter.doc.text(&Place::on_sheet(JOB));
    el("div", "part decisions-strip", vec![shown, answered(cx), learned(cx, job.into())])
}

fn way(cx: UseCharter, says: &'static str) -> AnyView {
    with("a", "", vec![("href", format!("{}-log", link(cx)))], vec![says.into_any()])
}

fn strip(cx: UseCharter, digest: &Digest, way: AnyView) -> AnyView {
    let today = today();
    let stands = digest.lines.iter().filter(|line| !line.replaced).take(LATEST).map(|one| line(cx, one, &today));
    let latest = el("ol", "latest", stands.collect());
    let says = words("p", "quiet", this_month(&digest.lines, &today));
    let authority = digest.authority.as_ref().and_then(|brief| brief.says(&today));
    let authority = authority.map(|says| written("p", "authority", &says));
    let head = [words("p", "label", "Latest decisions"), says].into_iter().chain(authority);
    el("div", "strip", head.chain([latest, way]).collect())
}

/// The number of decisions this month, as far as the digest goes.
fn this_month(lines: &[Line], today: &str) -> String {
    let month = today.get(..7).unwrap_or(today);
    match lines.iter().filter(|line| line.on.starts_with(month)).count() {
        0 => "No decision this month.".to_owned(),
        n if n >= Digest::LINES_MAX => format!("{n} decisions this month, or more"),
        n => format!("{} this month", counted(n, "decision", "decisions")),
    }
}

fn line(cx: UseCharter, one: &Line, today: &str) -> AnyView {
    let day = vec![short_day(&one.on, today).into_any()];
    let day = with("time", "quiet small", vec![("datetime", one.on.clone())], day);
    let said = vec![written("p", "choice", &one.text), written("p", "small quiet", &one.question), touched(cx, one)];
    el("li", "", vec![day, el("div", "", said)])
}

/// The surfaces of other teams that a decision changes without their advice, until somebody says in the log why that is all
/// right. It is said where the advice is known to its end, as the rest of it may name the team.
fn touched(cx: UseCharter, one: &Line) -> AnyView {
    let one = one.clone();
    let dismissed = memo(move || cx.charter.doc.sheet.with(dismissals));
    following(move || {
        let Some(advice) = one.whole_advice() else { return nothing() };
        let words = format!("{}\n{}", one.question, one.text);
        let found = cx.listing.charters.touched(&cx.id(), Decided { row: &one.row, words: &words, advice });
        let is_open = |check: &Check| dismissed.with(|all| all.iter().all(|one| one.key != check.named()));
        found.iter().filter(|check| is_open(check)).map(in_brief).collect_view().into_any()
    })
}
