//! The news of a week: what was decided, what was learned and which small wins there were, as far as somebody may still act on
//! it. A decision that another one stands in for is no news any more: the later one is.

use serde::{Deserialize, Serialize};

use crate::id::RowId;
use crate::kinds::Line;
use crate::kinds::log::{self, LogView};
use crate::kinds::review::{self, ReviewView};
use crate::sheet::{Named, Register, Row, Sheet};
use crate::text::words::day_number;

/// How many days a week of news has.
pub const DAYS: i64 = 7;

/// The sort of a piece of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Somebody decided something.
    Decision,
    /// A team learned something.
    Learning,
    /// Something small went well.
    Win,
    /// Somebody thanked somebody.
    Thanks,
}

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The sort.
    pub sort: Sort,
    /// The row it is about.
    pub row: RowId,
    /// Its words, on one line.
    pub words: String,
    /// The person it comes from, and what else there is to know, on one line.
    pub more: String,
    /// Its day.
    pub on: String,
}

impl News {
    fn new(sort: Sort, row: &Row, (question, words): (&str, &str), more: &str, on: &str) -> Self {
        let [words, more] = [Line::new(&row.id, question, words, on), Line::new(&row.id, "", more, on)];
        Self { sort, row: row.id.clone(), words: words.words(), more: more.text, on: on.to_owned() }
    }

    /// Whether it is of the week that ends with the day `today`.
    pub fn is_of_week(&self, today: &str) -> bool {
        let days_ago = day_number(today).zip(day_number(&self.on)).map(|(today, on)| today - on);
        days_ago.is_some_and(|days| (0..DAYS).contains(&days))
    }
}

/// The news in a decision log, the newest first.
pub fn of_log(sheet: &Sheet) -> Vec<News> {
    let view = LogView::of(sheet);
    let decided = view.decisions.iter().filter(|decision| decision.stands());
    let decided = decided
        .map(|one| News::new(Sort::Decision, &one.row, (one.question(), one.choice()), one.decided_by(), one.on()));
    let of_decisions = view.decisions.iter().flat_map(|decision| {
        let learned = decision.outcomes.iter().filter(|outcome| !outcome.learned().trim().is_empty());
        learned.map(|one| News::new(Sort::Learning, &one.row, ("", one.learned()), decision.choice(), one.on()))
    });
    let learned =
        view.learnings.iter().map(|one| News::new(Sort::Learning, &one.row, ("", one.learned()), one.bet(), one.on()));
    let of_bets = view.bets.iter().flat_map(|bet| {
        let learned = bet.ends.iter().filter(|end| !end.learned().trim().is_empty());
        let of = bet.row.value(log::BET).words();
        learned.map(move |end| News::new(Sort::Learning, &end.row, ("", end.learned()), of, end.on()))
    });
    let said = |news: &News| !news.words.is_empty();
    decided.chain(of_decisions).chain(of_bets).chain(learned).filter(said).collect()
}

/// The news in a review that takes place on a day: an agenda is no news, its small wins and its thanks are.
pub fn of_review(sheet: &Sheet, day: &str) -> Vec<News> {
    let by = |register: &Register| register.writes.first().map(|write| write.by.clone()).unwrap_or_default();
    let wins = ReviewView::of(sheet).wins;
    let wins = wins.iter().map(|row| {
        let said = row.value(review::TEXT);
        News::new(Sort::Win, row, ("", said.words()), &by(said), day)
    });
    let thanks = sheet.rows(review::KUDOS).map(|row| {
        let (said, to) = (row.value(review::TEXT), Named::read(row.value(review::THANKED).words()).name);
        News::new(Sort::Thanks, row, (to, said.words()), &by(said), day)
    });
    wins.chain(thanks).filter(|news| !news.words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Value, Write};

    fn row(id: &str, values: &[(&str, &str)]) -> Row {
        let mut row = Row::new(id.parse().unwrap_or_else(|_| panic!("{id}")));
        for (name, words) in values {
            let write = Write { id: "w".to_owned(), value: Value::from(*words), by: "Ines".to_owned(), at_ms: 1 };
            row.values.insert((*name).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    fn sheet(lists: &[(&str, Vec<Row>)]) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.lists.extend(lists.iter().map(|(name, rows)| ((*name).to_owned(), rows.clone())));
        sheet
    }

    #[test]
    fn a_week_has_seven_days_and_ends_today() {
        let news = |on: &str| News::new(Sort::Win, &row("a-1", &[]), ("", "x"), "", on);
        for (on, is) in [
            ("2026-11-29", true),
            ("2026-11-23", true),
            ("2026-11-22", false),
            ("2026-11-30", false),
            ("", false),
            ("soon", false),
        ] {
            assert_eq!(news(on).is_of_week("2026-11-29"), is, "{on}");
        }
    }

    #[test]
    fn a_log_tells_decisions_that_stand_and_what_was_learned_from_them_and_from_bets() {
        let decisions = vec![
            row(
                "a-1",
                &[
                    (log::QUESTION, "Who inspects?"),
                    (log::CHOICE, "We do."),
                    (log::ON, "2026-11-24"),
                    (log::DECIDED_BY, "Ines"),
                ],
            ),
            row("a-2", &[(log::CHOICE, "Nobody."), (log::ON, "2026-11-23")]),
            row(
                "a-3",
                &[
                    (log::CHOICE, "Everybody."),
                    (log::ON, "2026-11-25"),
                    (log::INSTEAD_OF, "a-2"),
                    (log::HOW, "reverses"),
                ],
            ),
        ];
        let outcomes =
            vec![row("b-1", &[(log::DECISION, "a-1"), (log::LEARNED, "Ask first."), (log::ON, "2026-11-26")])];
        let learnings = vec![
            row("c-1", &[(log::BET, "People read."), (log::LEARNED, "They do not."), (log::ON, "2026-11-27")]),
            row("c-2", &[(log::BET, "An empty one."), (log::ON, "2026-11-27")]),
        ];
        let sheet = sheet(&[(log::DECISIONS, decisions), (log::OUTCOMES, outcomes), (log::LEARNINGS, learnings)]);
        let told: Vec<_> = of_log(&sheet).into_iter().map(|news| (news.sort, news.words, news.more)).collect();
        let expected = [
            (Sort::Decision, "Everybody.", ""),
            (Sort::Decision, "Who inspects? We do.", "Ines"),
            (Sort::Learning, "Ask first.", "We do."),
            (Sort::Learning, "They do not.", "People read."),
        ];
        assert_eq!(told, expected.map(|(sort, words, more)| (sort, words.to_owned(), more.to_owned())));
    }

    #[test]
    fn a_review_tells_its_small_wins_with_those_who_said_them_and_nothing_else() {
        let wins = vec![row("a-1", &[(review::TEXT, "Keys on\ntime.")]), row("a-2", &[(review::TEXT, " ")])];
        let items = vec![row("b-1", &[(review::TYPE, "debate")])];
        let told = of_review(&sheet(&[(review::WINS, wins), (review::ITEMS, items)]), "2026-11-24");
        let thanks = vec![row("d-9", &[(review::THANKED, "Bo <@p1eCf>"), (review::TEXT, "The depot keys.")])];
        let thanked = of_review(&sheet(&[(review::KUDOS, thanks)]), "2026-11-24");
        let said: Vec<(Sort, &str, &str)> =
            thanked.iter().map(|one| (one.sort, one.words.as_str(), one.more.as_str())).collect();
        assert_eq!(said, [(Sort::Thanks, "Bo: The depot keys.", "Ines")]);
        let told: Vec<_> = told.iter().map(|news| (&*news.words, &*news.more, &*news.on)).collect();
        assert_eq!(told, [("Keys on time.", "Ines", "2026-11-24")]);
    }
}
