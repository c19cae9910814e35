//! The items of a review by the team that each is about: who had something on the agenda, which advice to a team was worded as
//! an order, and how many people were there.

use std::collections::BTreeSet;

use super::advice::{Advice, Ending, Ledger};
use super::schema::{ATTENDED, HERE, NAME, PRESENT, TEAM, TEXT, TYPE};
use super::view::{Item, ReviewView};
use super::wording::is_an_order;
use crate::id::RowId;
use crate::names;
use crate::order::gather;
use crate::sheet::{Named, Sheet, Value};

/// A review as signals count it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfTeams {
    /// The items that are about a team.
    pub items: Vec<OfATeam>,
    /// The number of people who were there, as the review records it.
    pub n_there: usize,
}

/// One item of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfATeam {
    /// The team: the id of its charter, or a name.
    pub team: String,
    /// The item.
    pub item: RowId,
    /// Whether customers are heard in it.
    pub is_insight: bool,
    /// Advice on it: the name of its writer, and whether the team promised it or has done it.
    pub advice: Vec<(String, bool)>,
    /// The names of those who said something about it: words that are out, questions, and advice, each as often as they did.
    pub spoke: Vec<String>,
    /// Advice on it that is worded as an order: the row, and the sentence.
    pub orders: Vec<(RowId, String)>,
    /// How many pieces of the advice were answered.
    pub n_answered: usize,
}

impl OfTeams {
    /// The same with the names of writers as they stand in `known`, which is made of the same review with the server's word on who
    /// made each row: a row alone says whatever its writer's device said.
    #[must_use]
    pub fn with_writers_of(mut self, known: &Self) -> Self {
        for item in &mut self.items {
            let known = known.items.iter().find(|one| one.item == item.item);
            let mut names = known.into_iter().flat_map(|one| &one.advice).map(|(by, _)| by.clone());
            item.advice.iter_mut().for_each(|(by, _)| *by = names.next().unwrap_or_default());
            item.spoke = known.map(|one| one.spoke.clone()).unwrap_or_default();
        }
        self
    }
}

/// The items of a review that are about a team, and how many people were there.
pub fn of_teams(sheet: &Sheet) -> OfTeams {
    let view = ReviewView::of(sheet);
    let of_team = |item: &Item| {
        let team = item.row.value(TEAM).words().trim();
        let order = |advice: &Advice| {
            let text = advice.row.value(TEXT).words();
            Some((advice.row.id.clone(), text[is_an_order(text)?].to_owned()))
        };
        let orders = item.advice.iter().filter_map(order).collect();
        let ledger = Ledger::of(item.advice.iter());
        let is_taken = |advice: &Advice| matches!(advice.ending, Ending::WillDo(_) | Ending::Done);
        let given = item.advice.iter().map(|advice| (advice.by.clone(), is_taken(advice))).collect();
        let remarks = item.remarks.iter().map(|one| &one.by).chain(item.questions.iter().map(|one| &one.by));
        let spoke = remarks.chain(item.advice.iter().map(|one| &one.by)).filter(|name| !name.is_empty());
        let spoke = spoke.cloned().collect();
        let (team, is_insight) = (team.to_owned(), item.row.value(TYPE).words() == "insight");
        (!team.is_empty()).then(|| OfATeam {
            team,
            item: item.row.id.clone(),
            is_insight,
            advice: given,
            spoke,
            orders,
            n_answered: ledger.all() - ledger.open,
        })
    };
    OfTeams { items: view.items.iter().filter_map(of_team).collect(), n_there: n_there(sheet) }
}

/// The number of people who said that they were there, or were written down, each once by their name. Marks without a name
/// count one each.
fn n_there(sheet: &Sheet) -> usize {
    let marks = sheet.rows(PRESENT).flat_map(|row| &row.value(HERE).writes);
    let marked = marks.filter(|write| write.value == Value::Flag(true)).map(|write| write.by.as_str());
    let written = sheet.rows(ATTENDED).map(|row| Named::read(row.value(NAME).words()).name);
    let (named, unnamed): (Vec<String>, Vec<String>) = marked
        .map(names::key)
        .chain(written.map(names::key).filter(|name| !name.is_empty()))
        .partition(|name| !name.is_empty());
    gather::<BTreeSet<String>, _>(named).len() + unnamed.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Write};

    fn row(id: &str, field: &str, value: impl Into<Value>, by: &str) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        let write = Write { id: id.to_owned(), value: value.into(), by: by.to_owned(), at_ms: 1 };
        row.values.insert(field.to_owned(), Register { writes: vec![write] });
        row
    }

    #[test]
    fn n7_advice_to_a_team_is_counted_with_what_was_answered() {
        let mut sheet = Sheet::default();
        let two = |mut one: Row, field: &str, value: &str| {
            let write = Write { id: "v".to_owned(), value: value.into(), by: "Ada".to_owned(), at_ms: 2 };
            one.values.insert(field.to_owned(), Register { writes: vec![write] });
            one
        };
        sheet.lists.insert(crate::kinds::review::ITEMS.to_owned(), vec![row("i1", TEAM, "keys", "Ada")]);
        let advice = ["a1", "a2", "a3"].map(|id| row(id, crate::kinds::review::ITEM, "i1", "Bo"));
        sheet.lists.insert(crate::kinds::review::ADVICE.to_owned(), advice.into());
        let answer = |id: &str, to: &str, ending: &str| {
            two(row(id, crate::kinds::review::TO, to, "Ada"), crate::kinds::review::ENDING, ending)
        };
        // Advice that is not done now, without a reason, is not answered.
        let answers = vec![answer("s1", "a1", "done"), answer("s2", "a2", "not now")];
        sheet.lists.insert(crate::kinds::review::ANSWERS.to_owned(), answers);
        let [item] = of_teams(&sheet).items.try_into().unwrap();
        assert_eq!((item.team.as_str(), item.advice.len(), item.n_answered), ("keys", 3, 1));
        // The server knows that it was Cy who wrote one of them, and what became of it stays as it is.
        let mut known = item.clone();
        known.advice = vec![("Cy".to_owned(), false), ("Bo".to_owned(), false), ("Bo".to_owned(), false)];
        known.spoke = vec!["Cy".to_owned()];
        let of = |item: OfATeam| OfTeams { items: vec![item], n_there: 0 };
        let [item] = of(item).with_writers_of(&of(known)).items.try_into().unwrap();
        let advice: Vec<_> = item.advice.iter().map(|(by, is_taken)| (by.as_str(), *is_taken)).collect();
        assert_eq!((advice, item.spoke.len()), (vec![("Cy", true), ("Bo", false), ("Bo", false)], 1));
    }

    #[test]
    fn v15_people_are_counted_once_whether_they_said_so_or_were_written_down() {
        for (marked, written, n) in [
            (vec![], vec![], 0),
            (vec![("Ines", true), ("Halima", true)], vec![], 2),
            (vec![("Ines", true), ("Halima", false)], vec![], 1),
            (vec![("Ines", true), ("ines ", true)], vec!["INES <@p1eCf>", "Bruno"], 2),
            (vec![("", true), ("", true)], vec!["", "Bruno"], 3),
        ] {
            let mut sheet = Sheet::default();
            let marks = marked.iter().enumerate().map(|(nth, (by, here))| row(&format!("p{nth}"), HERE, *here, by));
            sheet.lists.insert(PRESENT.to_owned(), marks.collect());
            let names = written.iter().enumerate().map(|(nth, name)| row(&format!("a{nth}"), NAME, *name, "Ada"));
            sheet.lists.insert(ATTENDED.to_owned(), names.collect());
            assert_eq!(of_teams(&sheet), OfTeams { items: Vec::new(), n_there: n }, "{marked:?} {written:?}");
        }
    }
}
