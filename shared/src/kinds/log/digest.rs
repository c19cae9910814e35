//! The digest of a decision log for a list of documents.

use super::view::{Decision, LogView};
use crate::kinds::digest::{Digest, Line};
use crate::sheet::Sheet;
use crate::text::words::long_day;

/// How many decisions there are and which was the last, and the words of the latest ones.
pub(in crate::kinds) fn digest(sheet: &Sheet) -> Digest {
    let view = LogView::of(sheet);
    let lines = view.decisions.iter().take(Digest::LINES_MAX);
    let lines = lines.map(|decision| Line::new(&decision.row.id, &words(decision), decision.on())).collect();
    Digest { sentence: sentence(&view), lines, ..Digest::default() }
}

fn words(decision: &Decision) -> String {
    match (decision.question(), decision.choice()) {
        (question, "") => question.to_owned(),
        ("", choice) => choice.to_owned(),
        (question, choice) if question.ends_with(['?', '.', '!']) => format!("{question} {choice}"),
        (question, choice) => format!("{question}: {choice}"),
    }
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
