//! Votes with dots: on the items of the agenda, or on the questions about one item. A person's dots stand in their draft
//! until the vote is closed, and then here, under their name.

use super::said::{MakerOf, nobodys_word, writer};
use super::schema::*;
use super::view::ReviewView;
use crate::id::RowId;
use crate::order::sort_by_key;
use crate::sheet::people::ByPerson;
use crate::sheet::{Named, Row, Sheet};

/// A vote.
#[derive(Debug, Clone, PartialEq)]
pub struct Ballot {
    /// Its row.
    pub row: Row,
    /// How many dots each person has.
    pub dots: usize,
    /// The time at which it was closed, by the server's clock.
    pub closed_ms: Option<u64>,
    /// The dots that people gave, as far as they are in the review.
    pub given: Vec<Given>,
}

/// The dots that one person gave to one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The person's name.
    pub by: String,
    /// The person, as a person field would name them.
    pub who: String,
    /// The row of the item or question.
    pub to: String,
    /// How many of them count.
    pub dots: usize,
    /// How many do not, as the person gave more than there are.
    pub cut: usize,
}

/// The outcome for one item or question: how many dots, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The row of the item or question.
    pub of: String,
    /// All dots.
    pub dots: usize,
    /// Names, each with so many dots.
    pub by: Vec<(String, usize)>,
}

impl Ballot {
    /// The votes of a review: on the agenda, or on the questions about one item. The latest stands last.
    pub fn all(sheet: &Sheet) -> Vec<Self> {
        Self::all_said_by(sheet, &nobodys_word)
    }

    /// The same, with the server's word on who gave dots.
    pub fn all_said_by(sheet: &Sheet, maker: MakerOf<'_>) -> Vec<Self> {
        let mut rows: Vec<&Row> = sheet.all_rows(BALLOTS).iter().collect();
        sort_by_key(&mut rows, |row| (row.value(DOTS).writes.first().map(|write| write.at_ms), row.id.clone()));
        rows.into_iter().map(|row| Self::of(sheet, row, maker)).collect()
    }

    fn of(sheet: &Sheet, row: &Row, maker: MakerOf<'_>) -> Self {
        let closes = sheet.all_rows(CLOSES).iter().filter(|close| close.value(BALLOT).words() == row.id.as_str());
        let closed_ms = closes.filter_map(|close| close.value(AT).number()).map(|at| at.max(0.0) as u64).min();
        let dots = row.value(DOTS).number().map_or(0, |dots| dots.max(0.0) as usize);
        let given = if closed_ms.is_some() { given(sheet, row.id.as_str(), dots, maker) } else { Vec::new() };
        Self { row: row.clone(), dots, closed_ms, given }
    }

    /// The item whose questions are voted on; nothing for a vote on the agenda.
    pub fn about(&self) -> Option<&str> {
        Some(self.row.value(ITEM).words()).filter(|item| !item.is_empty())
    }

    /// The rows that dots may be given to.
    pub fn choices(&self, view: &ReviewView) -> Vec<RowId> {
        match self.about() {
            None => view.items.iter().map(|item| item.row.id.clone()).collect(),
            Some(item) => {
                let questions = view.item(item).into_iter().flat_map(|item| &item.questions);
                questions.map(|question| question.row.id.clone()).collect()
            }
        }
    }

    /// The outcome for each of the choices, the one with the most dots first; those of equal dots stay in their order.
    pub fn tallies(&self, choices: &[RowId]) -> Vec<Tally> {
        let tally = |choice: &RowId| {
            let given = self.given.iter().filter(|given| given.to == choice.as_str() && given.dots > 0);
            let mut by: Vec<(String, usize)> = given.map(|given| (given.by.clone(), given.dots)).collect();
            sort_by_key(&mut by, |(name, dots)| (std::cmp::Reverse(*dots), name.clone()));
            Tally { of: choice.to_string(), dots: by.iter().map(|(_, dots)| dots).sum(), by }
        };
        let mut tallies: Vec<Tally> = choices.iter().map(tally).collect();
        sort_by_key(&mut tallies, |tally| std::cmp::Reverse(tally.dots));
        tallies
    }

    /// How many people gave dots.
    pub fn n_voters(&self) -> usize {
        let gave = self.given.iter().filter(|given| given.dots > 0);
        ByPerson::count(gave.map(|given| given.who.as_str()))
    }
}

/// The dots of everybody in a vote: of what one person gave to one thing from two devices the later one, and of all that one
/// person gave no more than there are, the latest first.
fn given(sheet: &Sheet, ballot: &str, dots: usize, maker: MakerOf<'_>) -> Vec<Given> {
    let mut rows: Vec<&Row> = sheet.rows(VOTES).filter(|row| row.value(BALLOT).words() == ballot).collect();
    sort_by_key(&mut rows, |row| {
        (std::cmp::Reverse(row.value(WRITTEN).number().map_or(0, |ms| ms.max(0.0) as u64)), row.id.clone())
    });
    let mut left: ByPerson<usize> = ByPerson::default();
    let mut given: Vec<Given> = Vec::new();
    for row in rows {
        let who = maker(VOTES, &row.id).words(writer(row.value(BALLOT)));
        let (named, to) = (Named::read(&who), row.value(GIVEN).words().to_owned());
        if given.iter().any(|one| one.to == to && Named::read(&one.who).is(&named)) {
            continue;
        }
        let left = left.of(&who, || dots);
        let wanted = row.value(DOTS).number().map_or(0, |dots| dots.max(0.0) as usize);
        let counts = wanted.min(*left);
        *left -= counts;
        given.push(Given { by: named.name.to_owned(), to, dots: counts, cut: wanted - counts, who });
    }
    given
}
