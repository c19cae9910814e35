//! The digest of a decision log for a list of documents.

use super::view::{Decision, Learning, LogView};
use crate::kinds::brief::Brief;
use crate::kinds::digest::{Digest, Findable, Line};
use crate::sheet::Sheet;
use crate::text::words::long_day;

/// How many decisions there are and which was the last, and the words of the latest ones.
pub(in crate::kinds) fn digest(sheet: &Sheet) -> Digest {
    let view = LogView::of(sheet);
    let lines = view.decisions.iter().take(Digest::LINES_MAX);
    let authority = Some(view.brief()).filter(|brief| *brief != Brief::default());
    let (learned, offered) = (learned(&view), offered(&view));
    Digest {
        sentence: sentence(&view),
        lines: lines.map(line).collect(),
        authority,
        learned,
        offered,
        ..Digest::default()
    }
}

/// Learnings that apply to something, the newest first, each with what it applies to.
fn learned(view: &LogView) -> Vec<Line> {
    let applies = view.learnings.iter().filter(|one| !one.applies_to().trim().is_empty());
    let line = |one: &Learning| Line::new(&one.row.id, one.applies_to(), one.learned(), one.on());
    applies.take(Digest::LEARNED_MAX).map(line).collect()
}

/// Learnings that their authors bring to the failure forum, the newest first.
fn offered(view: &LogView) -> Vec<Line> {
    let offered = view.learnings.iter().filter(|one| one.is_offered());
    offered.take(Digest::LEARNED_MAX).map(|one| Line::new(&one.row.id, "", one.learned(), one.on())).collect()
}

/// Every decision by all that it says.
pub(in crate::kinds) fn findable(sheet: &Sheet) -> Vec<Findable> {
    LogView::of(sheet).decisions.iter().map(|decision| Findable::new(line(decision), &decision.said())).collect()
}

fn line(decision: &Decision) -> Line {
    let line = Line::new(&decision.row.id, decision.question(), decision.choice(), decision.on());
    let large = matches!(decision.reversible(), "costly" | "impossible");
    Line { replaced: !decision.stands(), large, ..line.advised(decision.advice()) }
}

fn sentence(view: &LogView) -> String {
    let counted = match view.decisions.len() {
        0 => return "No decision has been logged.".to_owned(),
        1 => "1 decision".to_owned(),
        n => format!("{n} decisions"),
    };
    let latest = view.decisions[0].on();
    let latest = if latest.is_empty() { String::new() } else { format!(", the latest on {}", long_day(latest)) };
    let n_open = view.requests.iter().filter(|request| request.is_open()).count();
    let requests = match n_open {
        0 => String::new(),
        1 => ", 1 open request".to_owned(),
        n => format!(", {n} open requests"),
    };
    format!("{counted}{latest}{requests}.")
}
