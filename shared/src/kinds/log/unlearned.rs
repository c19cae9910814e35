//! Results of which nobody wrote what was learned: a file of results alone shows the empty half.

use super::schema::{BET, BET_ENDS, BETS, DECISION, DECISIONS, HAPPENED, LEARNED, OF_BET, OUTCOMES, QUESTION};
use crate::sheet::{Row, Sheet};

/// The questions of decisions, and the bets, whose outcomes say what happened and not what was learned.
pub fn unlearned(sheet: &Sheet) -> Vec<&str> {
    let silent =
        |row: &Row| !row.value(HAPPENED).words().trim().is_empty() && row.value(LEARNED).words().trim().is_empty();
    let of = move |list: &'static str, about: &'static str, of: &'static str, name: &'static str| {
        let has_learned = move |row: &Row| {
            let own = |end: &&Row| end.value(of).words() == row.id.as_str();
            let ends: Vec<&Row> = sheet.rows(list).filter(own).collect();
            ends.iter().any(|end| silent(end)) && ends.iter().all(|end| end.value(LEARNED).words().trim().is_empty())
        };
        sheet.rows(about).filter(move |row| has_learned(row)).map(move |row| row.value(name).words().trim())
    };
    let all = of(OUTCOMES, DECISIONS, DECISION, QUESTION).chain(of(BET_ENDS, BETS, OF_BET, BET));
    all.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::levels::tests::row;
    use super::*;

    #[test]
    fn a76_a_result_without_a_learning_is_named_until_one_of_its_outcomes_has_one() {
        for (outcomes, named) in [
            (vec![], vec![]),
            (vec![("It worked", "")], vec!["Two vans?"]),
            (vec![("It worked", "Ask earlier")], vec![]),
            (vec![("It worked", ""), ("Still works", "Ask earlier")], vec![]),
            (vec![("", "")], vec![]),
        ] {
            let mut sheet = Sheet::default();
            sheet.lists.insert(DECISIONS.to_owned(), vec![row("d1", "Ines", 1, &[(QUESTION, "Two vans?")])]);
            let outcome = |(nth, (happened, learned)): (usize, &(&str, &str))| {
                let values = [(DECISION, "d1"), (HAPPENED, *happened), (LEARNED, *learned)];
                row(&format!("o{nth}"), "Ines", 2, &values)
            };
            sheet.lists.insert(OUTCOMES.to_owned(), outcomes.iter().enumerate().map(outcome).collect());
            assert_eq!(unlearned(&sheet), named, "{outcomes:?}");
        }
        let mut sheet = Sheet::default();
        sheet.lists.insert(BETS.to_owned(), vec![row("b1", "Ines", 1, &[(BET, "Vans by night")])]);
        let values = [(OF_BET, "b1"), (HAPPENED, "Nobody came"), (LEARNED, "")];
        sheet.lists.insert(BET_ENDS.to_owned(), vec![row("e1", "Ines", 2, &values)]);
        assert_eq!(unlearned(&sheet), ["Vans by night"]);
    }
}
