//! The things that feedback between two asks for: an answer of the one who was given it, and a second talk on the days that the
//! two have chosen. No word of the feedback stands in what is asked.

use super::schema::*;
use crate::asks::{Ask, Asked, Sort, Waiting, Waits, Whose};
use crate::sheet::Row;
use crate::text::words::days_later;

/// For so many days after its day it is asked.
const DAYS_LATE: i64 = 7;

/// All of it.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let given = asked.shown.rows(GIVEN).flat_map(|row| [answer(asked, row), follow_up(asked, row)]);
    let again = asked.shown.rows(RECEIVED).map(|row| ask_again(asked, row));
    Waits { waiting: given.chain(again).flatten().collect(), ..Waits::default() }
}

/// An answer, until the other one has said something of it.
fn answer(asked: &Asked<'_>, row: &Row) -> Option<Waiting> {
    let is_about = |one: &Row| one.value(FEEDBACK).words() == row.id.as_str();
    let is_answered = asked.shown.rows(RECEIVED).any(is_about);
    let ask = Ask::at(Sort::Feedback, asked.doc, &row.id, "Feedback waits for your answer");
    let ask = Ask { since: row.value(ON).words().to_owned(), ..ask };
    let maker = asked.made_by(GIVEN, row, SEEN);
    (!is_answered).then(|| Waiting { not: maker, ..Waiting::of(Whose::People(both(asked)), ask) })
}

/// The talk for which its giver chose a day.
fn follow_up(asked: &Asked<'_>, row: &Row) -> Option<Waiting> {
    on_its_day(asked, (GIVEN, SEEN), row, FOLLOW_UP, "Follow up on the feedback that you gave")
}

/// The day on which its receiver asks for more.
fn ask_again(asked: &Asked<'_>, row: &Row) -> Option<Waiting> {
    on_its_day(asked, (RECEIVED, HEARD), row, ASK_ON, "Ask for feedback again")
}

/// Something that the maker of a row does on a day which stands in it.
fn on_its_day(asked: &Asked<'_>, (list, by): (&str, &str), row: &Row, field: &str, title: &str) -> Option<Waiting> {
    let day = row.value(field).words();
    let maker = asked.made_by(list, row, by);
    let ask = Ask::at(Sort::Feedback, asked.doc, &row.id, title);
    let ask = Ask { since: row.value(ON).words().to_owned(), due: day.to_owned(), ..ask };
    (!day.is_empty()).then(|| Waiting {
        from: day.to_owned(),
        until: days_later(day, DAYS_LATE),
        ..Waiting::of(Whose::People(vec![maker]), ask)
    })
}

/// The two people, as they are written.
fn both(asked: &Asked<'_>) -> Vec<String> {
    let named = [ONE, OTHER].into_iter().flat_map(|field| &asked.sheet.value(field).writes);
    named.filter_map(|write| write.value.words().map(ToOwned::to_owned)).collect()
}
