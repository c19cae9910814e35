//! The things that a pressure test asks for: answers of its two people, so that the one who did not begin it hears of it.

use std::collections::BTreeSet;

use super::schema::*;
use super::view::QUESTIONS;
use crate::asks::{Ask, Asked, Sort, Waiting, Waits, Whose};
use crate::order::gather;
use crate::sheet::{Named, Row};
use crate::text::words::{counted, day_of_ms};

/// Answers of each of the two, until they have answered every question.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    Waits { waiting: [CAPTAIN, LEADER].into_iter().filter_map(|who| of(asked, who)).collect(), ..Waits::default() }
}

fn of(asked: &Asked<'_>, who: &str) -> Option<Waiting> {
    let write = asked.sheet.value(who).writes.first()?;
    let words = write.value.words()?;
    let person = Named::read(words);
    let is_theirs = |row: &&Row| Named::read(&asked.made_by(ANSWERS, row, RATING)).is(&person);
    let rows = asked.shown.rows(ANSWERS).filter(is_theirs);
    let answered: BTreeSet<&str> = gather(rows.map(|row| row.value(TESTED).words()));
    let open = QUESTIONS.iter().filter(|question| !answered.contains(question.word)).count();
    let ask = Ask {
        sort: Sort::Pressure,
        doc: asked.doc.clone(),
        row: None,
        href: format!("/d/{}", asked.doc),
        title: "A pressure test waits for your answers".to_owned(),
        detail: format!("{} without one.", counted(open, "question", "questions")),
        since: day_of_ms(write.at_ms),
        due: String::new(),
        changed: None,
        presents: false,
    };
    (open > 0).then(|| Waiting::of(Whose::People(vec![words.to_owned()]), ask))
}
