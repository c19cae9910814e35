//! Things that wait in a review: questions that nobody has answered, advice, and blockers with their age.

use super::advice::Ending;
use super::said::{MakerOf, name_of};
use super::schema::*;
use super::view::{Item, Question, ReviewView};
use crate::kinds::Slot;
use crate::kinds::outline::is_nameless;
use crate::sheet::{Row, Value};
use crate::text::words::{counted, day_number};

impl ReviewView {
    /// Every question, whichever item it is about.
    pub fn all_questions(&self) -> impl Iterator<Item = &Question> {
        self.items.iter().flat_map(|item| &item.questions)
    }

    /// Questions that nobody has answered, those with the nearest day first.
    pub fn open_questions(&self) -> Vec<&Question> {
        let mut open: Vec<&Question> = self.all_questions().filter(|question| !question.is_answered()).collect();
        crate::order::sort_by_key(&mut open, |question| (question.due().is_empty(), question.due().to_owned()));
        open
    }

    /// The day from which on advice or a question waits for an answer; empty where one waits already.
    pub fn waits(&self) -> Option<String> {
        let advice = self.all_advice().filter_map(|(_, advice)| match &advice.ending {
            Ending::Open => Some(String::new()),
            Ending::WillDo(day) => Some(day.clone()).filter(|day| !day.is_empty()),
            Ending::NotNow(_) | Ending::Done => None,
        });
        let questions = self.open_questions().into_iter().map(|_| String::new());
        advice.chain(questions).min()
    }
}

impl Question {
    /// The question of a row.
    pub(super) fn of(row: Row, maker: MakerOf<'_>) -> Self {
        let by = if is_nameless(&row) { String::new() } else { name_of(maker, QUESTIONS, &row) };
        Self { row, by }
    }

    /// Its words.
    pub fn words(&self) -> &str {
        self.row.value(TEXT).words()
    }

    /// Whether somebody said that it is answered.
    pub fn is_answered(&self) -> bool {
        self.row.value(ANSWERED).shown() == Some(&Value::Flag(true))
    }

    /// The answer, as far as it is written down.
    pub fn answer(&self) -> &str {
        self.row.value(ANSWER).words().trim()
    }

    /// The day by which somebody answers it; empty where none is named.
    pub fn due(&self) -> &str {
        self.row.value(DUE).words()
    }

    /// Whether the day of its answer has passed on the day `today`, and it has none.
    pub fn is_late(&self, today: &str) -> bool {
        !self.is_answered() && !self.due().is_empty() && self.due() < today
    }
}

impl Item {
    /// Whether it is something that blocks somebody.
    pub fn is_blocker(&self) -> bool {
        self.row.value(TYPE).words() == "blocker"
    }

    /// Whether nobody has said that it is gone: it may have been carried, or not reached.
    pub fn still_blocks(&self) -> bool {
        self.is_blocker() && !matches!(self.state(), "done" | "dropped" | "parked")
    }

    /// How many days it is open in the review of the slot `now`, from the review in which it was raised first. It stands in
    /// the review of the slot `stands`.
    pub fn days_open(&self, stands: &Slot, now: &Slot) -> u64 {
        let first = self.row.value(FIRST).words().parse::<Slot>();
        let from = first.as_ref().map_or(stands.day(), Slot::day);
        let [from, to] = [from, now.day()].map(day_number);
        from.zip(to).map_or(0, |(from, to)| (to - from).max(0).unsigned_abs())
    }

    /// The age of what blocks somebody, in words: nothing for other items.
    pub fn age(&self, stands: &Slot, now: &Slot) -> Option<String> {
        let days = self.days_open(stands, now) as usize;
        self.is_blocker().then(|| match (days, days.is_multiple_of(7)) {
            (0, _) => "blocks since today".to_owned(),
            (_, true) => format!("blocks for {}", counted(days / 7, "week", "weeks")),
            (_, false) => format!("blocks for {}", counted(days, "day", "days")),
        })
    }
}
