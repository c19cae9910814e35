//! The things that a strategy asks for: answers to the ideas that people pitched, of the person who answers for it.

use super::schema::*;
use super::view::StrategyView;
use crate::asks::{Ask, Asked, Sort, Waiting, Waits, Whose};

/// An answer for each pitch that has none. The day is the one by which all of them are answered.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let view = StrategyView::of(asked.shown);
    let owners = asked.sheet.value(OWNER).writes.iter().filter_map(|write| write.value.words());
    let owners: Vec<String> = owners.filter(|words| !words.trim().is_empty()).map(ToOwned::to_owned).collect();
    let owed = |row: &crate::sheet::Row| {
        let title = format!("An idea waits for an answer: {}", row.value(TITLE).words());
        let ask = Ask::at(Sort::Pitch, asked.doc, &row.id, &title).below(row.value(SOLVES).words());
        let (since, due) = (row.value(ON).words().to_owned(), view.window.answer_by.clone());
        Waiting::of(Whose::People(owners.clone()), Ask { since, due, ..ask })
    };
    Waits { waiting: view.owed().map(|pitch| owed(&pitch.row)).collect(), ..Waits::default() }
}
