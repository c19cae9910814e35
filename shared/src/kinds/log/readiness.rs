//! Readiness: whether the captain is ready for more authority, as the captain sees it and as leaders do, side by side.

use super::schema::*;
use crate::access::Side;
use crate::kinds::outline::newest_first;
use crate::names;
use crate::sheet::{Row, Sheet};
use crate::text::words::day_number;

/// After so many days evidence is asked for anew.
const EVIDENCE_DAYS: i64 = 90;

/// A statement that both sides answer for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// The word for it in a document.
    pub word: &'static str,
    /// The statement.
    pub says: &'static str,
}

/// The statements, in the order of [`STATEMENT_WORDS`].
pub static STATEMENTS: [Statement; 4] = [
    Statement { word: "customer", says: "The captain deeply understands who the customer is." },
    Statement { word: "problem", says: "The captain deeply understands which problem is being solved." },
    Statement { word: "context", says: "The captain has the context for judgment calls." },
    Statement { word: "confidence", says: "Captain and leader are confident in the captain’s calls." },
];

/// The answers of both sides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readiness {
    /// For each statement the answers of the captain's side, one a person, the newest first.
    captain: Vec<Vec<Row>>,
    /// The same of leaders.
    leader: Vec<Vec<Row>>,
}

impl Readiness {
    /// The answers in a log. Of one person the newest answer counts.
    pub fn of(sheet: &Sheet) -> Self {
        Self::with(sheet, |_, _| true)
    }

    /// The same of the rows that speak for their side.
    pub fn with(sheet: &Sheet, speaks: impl Fn(&str, &Row) -> bool) -> Self {
        let side = |side: Side| {
            let rows = sheet.rows(views_of(side)).filter(|row| speaks(views_of(side), row));
            let rows = newest_first(rows.collect(), ON);
            STATEMENTS.iter().map(|statement| answers(statement, &rows)).collect()
        };
        Self { captain: side(Side::Captain), leader: side(Side::Leader) }
    }

    /// The answers of a side to the statement at a place, one a person, the newest first.
    pub fn answers(&self, side: Side, statement: usize) -> &[Row] {
        let of_side = if side == Side::Captain { &self.captain } else { &self.leader };
        of_side.get(statement).map_or(&[], Vec::as_slice)
    }

    /// Whether nobody has answered anything.
    pub fn is_empty(&self) -> bool {
        self.captain.iter().chain(&self.leader).all(Vec::is_empty)
    }

    /// Whether the newest answers of the two sides differ.
    pub fn is_apart(&self, statement: usize) -> bool {
        let view = |side| self.answers(side, statement).first().map(|row| row.value(VIEW).words());
        view(Side::Captain).zip(view(Side::Leader)).is_some_and(|(one, other)| one != other)
    }

    /// Whether a newest answer is older than evidence should be on the day `today`.
    pub fn is_old(&self, statement: usize, today: &str) -> bool {
        Side::ALL.into_iter().filter_map(|side| self.answers(side, statement).first()).any(|row| {
            let days = day_number(today).zip(day_number(row.value(ON).words())).map(|(now, then)| now - then);
            days.is_some_and(|days| days > EVIDENCE_DAYS)
        })
    }

    /// Statements that somebody's newest answer calls open.
    pub fn n_open(&self) -> usize {
        let is_open = |statement: &usize| {
            let newest = Side::ALL.into_iter().filter_map(|side| self.answers(side, *statement).first());
            newest.into_iter().any(|row| row.value(VIEW).words() == "not yet")
        };
        (0..STATEMENTS.len()).filter(is_open).count()
    }
}

/// The answers to one statement, of each person the newest.
fn answers(statement: &Statement, rows: &[&Row]) -> Vec<Row> {
    let mut people: Vec<String> = Vec::new();
    let of_statement = rows.iter().filter(|row| row.value(STATEMENT).words() == statement.word);
    let newest = of_statement.filter(|row| {
        let person = names::key(row.value(VIEW).writes.first().map_or("", |write| write.by.as_str()));
        let is_first = !people.contains(&person);
        people.push(person);
        is_first
    });
    newest.map(|row| (*row).clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::levels::tests::row;
    use super::*;

    fn views(said: &[(Side, &str, &str, &str)]) -> Readiness {
        let mut sheet = Sheet::default();
        for (nth, (side, by, view, on)) in said.iter().enumerate() {
            let values = [(STATEMENT, "customer"), (VIEW, *view), (ON, *on)];
            let row = row(&format!("r{nth}"), by, nth as u64, &values);
            sheet.lists.entry(views_of(*side).to_owned()).or_default().push(row);
        }
        Readiness::of(&sheet)
    }

    #[test]
    fn the_statements_are_those_that_a_document_has_words_for() {
        assert_eq!(STATEMENTS.map(|statement| statement.word), STATEMENT_WORDS);
    }

    #[test]
    fn both_columns_are_kept_apart_and_of_one_person_the_newest_answer_counts() {
        use Side::{Captain, Leader};
        for (said, captain, leader, is_apart, n_open) in [
            (vec![], 0, 0, false, 0),
            (vec![(Captain, "Ines", "yes", "2026-11-01")], 1, 0, false, 0),
            (vec![(Captain, "Ines", "not yet", "2026-11-01"), (Captain, "Ines", "yes", "2026-11-02")], 1, 0, false, 0),
            (vec![(Captain, "Ines", "yes", "2026-11-01"), (Leader, "Halima", "not yet", "2026-11-02")], 1, 1, true, 1),
            (vec![(Captain, "Ines", "yes", "2026-11-01"), (Leader, "Halima", "yes", "2026-11-02")], 1, 1, false, 0),
            (
                vec![(Leader, "Halima", "yes", "2026-11-02"), (Leader, "Sanjay", "not yet", "2026-11-01")],
                0,
                2,
                false,
                0,
            ),
        ] {
            let readiness = views(&said);
            let n = |side| readiness.answers(side, 0).len();
            let is = (n(Captain), n(Leader), readiness.is_apart(0), readiness.n_open());
            assert_eq!(is, (captain, leader, is_apart, n_open), "{said:?}");
        }
    }

    #[test]
    fn evidence_is_old_after_ninety_days() {
        let readiness = views(&[(Side::Captain, "Ines", "yes", "2026-08-31")]);
        for (today, is_old) in [("2026-08-31", false), ("2026-11-29", false), ("2026-11-30", true)] {
            assert_eq!(readiness.is_old(0, today), is_old, "{today}");
        }
    }
}
