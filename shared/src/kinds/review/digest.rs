//! The digest of a review for a list of documents.

use super::themes::learned;
use super::view::ReviewView;
use crate::kinds::digest::{Digest, Line};
use crate::sheet::Sheet;
use crate::text::words::counted;

/// How many items there are, what became of the advice, the items' titles, and themes of interviews.
pub(in crate::kinds) fn digest(sheet: &Sheet) -> Digest {
    let view = ReviewView::of(sheet);
    let lines =
        view.items.iter().take(Digest::LINES_MAX).map(|item| Line::new(&item.row.id, "", item.title(), "")).collect();
    Digest { sentence: sentence(&view), lines, waits: view.waits(), learned: learned(&view), ..Digest::default() }
}

fn sentence(view: &ReviewView) -> String {
    let items = counted(view.items.len(), "item", "items");
    let ledger = view.ledger();
    let advice = match ledger.all() {
        0 => String::new(),
        all => format!(", {} of {all} pieces of advice answered", all - ledger.open),
    };
    let asked = match view.open_questions().len() {
        0 => String::new(),
        n => format!(", {} open", counted(n, "question", "questions")),
    };
    let n_carried = view.items.iter().filter(|item| item.state() == "carried").count();
    let carried = if n_carried == 0 { String::new() } else { format!(", {n_carried} carried") };
    format!("{items}{advice}{asked}{carried}.")
}
