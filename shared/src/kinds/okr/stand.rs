//! How the key results of goals stand on a day.

use super::pace::{Days, Standing, standing};
use super::schema::{CHECK_INS, KEY_RESULT, KEY_RESULTS, LEARNINGS, NAME, READINGS};
use super::view::{KeyResult, OkrView};
use crate::sheet::{Row, Sheet};
use crate::text::words::{counted, listed};

/// How the key results of goals stand on a day: so many at pace or better, behind, and not countable.
pub fn counts(view: &OkrView, today: &str) -> [usize; 3] {
    let standings: Vec<Standing> = view.results().map(|result| view.standing(result, today)).collect();
    let n = |is: fn(&Standing) -> bool| standings.iter().filter(|one| is(one)).count();
    [n(Standing::is_well), n(Standing::is_behind), n(|one| *one == Standing::NotCountable)]
}

impl OkrView {
    /// The days of the cycle.
    pub fn days<'a>(&'a self, today: &'a str) -> Days<'a> {
        Days { starts: &self.starts, ends: &self.ends, today }
    }

    /// How a key result stands on the day `today`.
    pub fn standing(&self, result: &KeyResult, today: &str) -> Standing {
        match result.is_elsewhere {
            true => Standing::Elsewhere,
            false => standing(&result.metric, &self.days(today)),
        }
    }
}

/// The numbers and words that go with goals which are deleted, in a sentence; `None` where there are none.
pub fn goes_with(sheet: &Sheet) -> Option<String> {
    let all =
        [(READINGS, "reading", "readings"), (CHECK_INS, "check-in", "check-ins"), (LEARNINGS, "learning", "learnings")];
    let parts = all.map(|(list, one, many)| (sheet.rows(list).count(), one, many));
    let parts: Vec<String> =
        parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(n, one, many)).collect();
    (!parts.is_empty()).then(|| format!("With it: {}. They come back with it too.", listed(&parts)))
}

/// The words of key results that were read and of which nobody wrote what was learned.
pub fn unlearned(sheet: &Sheet) -> Vec<&str> {
    let has = |list: &str, row: &Row| sheet.rows(list).any(|one| one.value(KEY_RESULT).words() == row.id.as_str());
    let lacks = |row: &&Row| has(READINGS, row) && !has(LEARNINGS, row);
    sheet.rows(KEY_RESULTS).filter(lacks).map(|row| row.text(NAME).trim()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RowId;
    use crate::sheet::{Register, Write};

    #[test]
    fn goals_that_are_deleted_say_which_numbers_and_words_go_with_them() {
        let mut sheet = Sheet::default();
        assert_eq!(goes_with(&sheet), None);
        let rows = |n: u32| (0..n).map(|nth| Row::new(RowId::made_by(1, nth))).collect::<Vec<_>>();
        sheet.lists.insert(READINGS.to_owned(), rows(2));
        sheet.lists.insert(CHECK_INS.to_owned(), rows(1));
        let says = "With it: 2 readings and 1 check-in. They come back with it too.";
        assert_eq!(goes_with(&sheet).as_deref(), Some(says));
    }

    #[test]
    fn a_key_result_that_was_read_waits_for_what_was_learned_and_one_that_was_not_read_does_not() {
        let row = |id: u32, about: Option<u32>| {
            let mut row = Row::new(RowId::made_by(1, id));
            row.texts.insert(NAME.to_owned(), format!("Result {id}"));
            let about = about.map(|about| RowId::made_by(1, about).to_string());
            row.values.extend(about.map(|about| {
                let write = Write { id: "w".to_owned(), value: about.into(), by: String::new(), at_ms: 0 };
                (KEY_RESULT.to_owned(), Register { writes: vec![write] })
            }));
            row
        };
        let mut sheet = Sheet::default();
        sheet.lists.insert(KEY_RESULTS.to_owned(), vec![row(1, None), row(2, None), row(3, None)]);
        sheet.lists.insert(READINGS.to_owned(), vec![row(11, Some(1)), row(12, Some(2))]);
        sheet.lists.insert(LEARNINGS.to_owned(), vec![row(22, Some(2))]);
        assert_eq!(unlearned(&sheet), ["Result 1"]);
    }
}
