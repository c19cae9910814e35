//! The digest of a strategy for a list of documents. Charters choose from it which focus they serve.

use super::schema::*;
use super::touching;
use super::view::StrategyView;
use crate::kinds::digest::{Digest, Line};
use crate::sheet::Sheet;
use crate::text::words::{counted, long_day};

/// The name, how it stands, and its areas of focus in their order.
pub(in crate::kinds) fn digest(sheet: &Sheet) -> Digest {
    let view = StrategyView::of(sheet);
    let lines = view.focuses.iter().take(Digest::LINES_MAX);
    let lines = lines.map(|focus| Line::new(&focus.row, "", &focus.name, "")).collect();
    let touching = touching::lines(&view);
    Digest {
        title: sheet.text(NAME).trim().to_owned(),
        sentence: sentence(&view),
        lines,
        touching,
        ..Digest::default()
    }
}

fn sentence(view: &StrategyView) -> String {
    let focuses = match view.focuses.len() {
        0 => "No area of focus yet".to_owned(),
        n => counted(n, "area of focus", "areas of focus"),
    };
    let changed = view.changes.iter().map(|change| change.on.as_str()).find(|on| !on.is_empty());
    let changed = changed.map(|on| format!(", changed last on {}", long_day(on))).unwrap_or_default();
    let owed = match view.owed().count() {
        0 => String::new(),
        n => format!(", {} owed", counted(n, "answer", "answers")),
    };
    format!("{focuses}{changed}{owed}.")
}
