//! Advice in a review, what became of it, and who answers for that.

use std::collections::BTreeMap;

use super::said::{MakerOf, name_of, of_all, writer};
use super::schema::*;
use crate::sheet::{Named, Row};
use crate::text::words::long_day;

/// Of fewer pieces of advice no share is said.
const FEW: usize = 5;

/// A piece of advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Its row.
    pub row: Row,
    /// The name of the person who gave it.
    pub by: String,
    /// Answers, the latest first.
    pub answers: Vec<Row>,
    /// How it ends, by the answer that counts.
    pub ending: Ending,
}

/// How a piece of advice ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Ending {
    /// Nobody who presents the item has answered.
    #[default]
    Open,
    /// It is done by this day.
    WillDo(String),
    /// It was heard and is not done now, for this reason.
    NotNow(String),
    /// It was followed.
    Done,
}

/// How many pieces of advice ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ledger {
    /// They will be done, or are.
    pub will_do: usize,
    /// They were heard, and are not done now.
    pub not_now: usize,
    /// They are open.
    pub open: usize,
}

impl Advice {
    pub(super) fn of(row: Row, answers: &BTreeMap<&str, Vec<&Row>>, presenter: &Named<'_>, maker: MakerOf<'_>) -> Self {
        let mut answers: Vec<Row> = of_all(answers, &[row.id.as_str()]);
        answers.reverse();
        // The answer that counts is by the item's presenter of today; where nobody presents it, the latest.
        let is_by_presenter = |answer: &Row| {
            let who = maker(ANSWERS, &answer.id).words(writer(answer.value(TO)));
            presenter.is(&Named::read(&who))
        };
        let is_presented = presenter.id.is_some() || !presenter.name.is_empty();
        let counts = |answer: &&Row| !is_presented || is_by_presenter(answer);
        let ending = answers.iter().find(counts).map_or(Ending::Open, Ending::of);
        Self { by: name_of(maker, ADVICE, &row), ending, answers, row }
    }

    /// Its words.
    pub fn words(&self) -> &str {
        self.row.value(TEXT).words()
    }
}

impl Ending {
    fn of(answer: &Row) -> Self {
        match answer.value(ENDING).words() {
            "will do" => Self::WillDo(answer.value(BY).words().to_owned()),
            // A reason is required: without one it is no answer.
            "not now" if !answer.value(REASON).words().trim().is_empty() => {
                Self::NotNow(answer.value(REASON).words().trim().to_owned())
            }
            "done" => Self::Done,
            _ => Self::Open,
        }
    }

    /// Whether it asks for something on the day `today`: it is open, or its day has come.
    pub fn is_due(&self, today: &str) -> bool {
        match self {
            Self::Open => true,
            Self::WillDo(day) => !day.is_empty() && day.as_str() <= today,
            Self::NotNow(_) | Self::Done => false,
        }
    }
}

impl Ledger {
    /// The ledger of some advice.
    pub fn of<'a>(advice: impl Iterator<Item = &'a Advice>) -> Self {
        let mut ledger = Self::default();
        for one in advice {
            match one.ending {
                Ending::WillDo(_) | Ending::Done => ledger.will_do += 1,
                Ending::NotNow(_) => ledger.not_now += 1,
                Ending::Open => ledger.open += 1,
            }
        }
        ledger
    }

    /// How many there are.
    pub fn all(self) -> usize {
        self.will_do + self.not_now + self.open
    }

    /// The share that was answered, with how many there are, in the weeks up to a day. `None` where they are few: the answers of
    /// one person could be known by it.
    pub fn answered(n: usize, answered: usize, today: &str) -> Option<String> {
        let day = long_day(today);
        let rest = if answered < n { " What is open stands on top of the next review." } else { "" };
        (n >= FEW).then(|| {
            format!(
                "{answered} of {n} pieces of advice to the team were answered in the eight weeks up to {day}.{rest}"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n7_the_share_answered_is_said_with_n_and_few_are_hidden() {
        for (n, answered, says) in [
            (0, 0, None),
            (4, 4, None),
            (
                5,
                5,
                Some("5 of 5 pieces of advice to the team were answered in the eight weeks up to 24 November 2026."),
            ),
            (
                8,
                5,
                Some(
                    "5 of 8 pieces of advice to the team were answered in the eight weeks up to 24 November 2026. What is open stands on top of the next review.",
                ),
            ),
        ] {
            assert_eq!(Ledger::answered(n, answered, "2026-11-24").as_deref(), says, "{n} {answered}");
        }
    }
}
