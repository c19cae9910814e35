//! A meeting of the example as it is written, and as the document that it becomes. Rows that somebody says begin with the name of
//! who does.

use serde::Deserialize;

use super::dates::{Moved, ms};
use super::rows::{example, push, put_all, row, said};
use crate::files::made::one;
use crate::kinds::Slot;
use crate::kinds::review::*;
use crate::sheet::Sheet;

/// The minutes of an hour at which something is said in a review: advice, the answers to it, and all else.
const ADVISED: u64 = 24;
const ANSWERED_AT: u64 = 40;
const SAID: u64 = 5;
/// The day of the last review that was held, as it is written: what was promised for a day before it is done.
const LAST_HELD: &str = "2026-11-24";
/// The answer to advice that was followed.
const DONE_AS_SAID: &str = "done";

/// A meeting.
#[derive(Deserialize)]
pub(super) struct Written {
    /// Its slot.
    pub(super) slot: String,
    #[serde(default)]
    facilitator: String,
    there: Vec<String>,
    items: Vec<WrittenItem>,
    /// Words, owner, day, whether it is done, item.
    actions: Vec<(String, String, String, bool, String)>,
    /// Name, team, words.
    wins: Vec<(String, String, String)>,
    #[serde(default)]
    thanks: Vec<Thanked>,
}

/// Thanks: by whom, whom, for what, what it was good for, and whether it is for the effort, whatever came of it.
#[derive(Deserialize)]
struct Thanked(String, String, String, String, bool);

#[derive(Deserialize)]
struct WrittenItem {
    id: String,
    #[serde(rename = "type")]
    sort: String,
    title: String,
    by: String,
    #[serde(default)]
    team: String,
    minutes: f64,
    #[serde(default)]
    claim: String,
    #[serde(default)]
    because: String,
    #[serde(default)]
    evidence: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    state: String,
    /// The item as it was raised first: its review's slot and its id.
    #[serde(default)]
    from: String,
    #[serde(default)]
    carried: f64,
    /// The time of the reveal.
    #[serde(default)]
    revealed: String,
    /// Name, stance, words.
    #[serde(default)]
    wrote: Vec<(String, f64, String)>,
    #[serde(default)]
    asked: Vec<Question>,
    /// Name, words, how it ended, by which day, for which reason.
    #[serde(default)]
    advice: Vec<(String, String, String, String, String)>,
}

/// A question: by whom, its words, whether it was answered, and then how; else who owes the answer, and by which day.
#[derive(Deserialize)]
struct Question {
    by: String,
    words: String,
    is_answered: bool,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due: String,
}

impl Written {
    /// The review of a slot.
    pub(super) fn sheet(self, slot: &Slot, moved: Moved) -> Sheet {
        let mut sheet = Sheet::default();
        let at = |minute: u64| ms(slot.day(), &slot.time()) + minute * 60_000;
        put_all(&mut sheet.values, &[(FACILITATOR, self.facilitator.as_str().into())]);
        for item in &self.items {
            item.write(&mut sheet, slot, moved);
        }
        for (nth, (words, owner, due, done, item)) in self.actions.iter().enumerate() {
            let due = moved.day(due);
            let values = [
                (ITEM, example(item).into()),
                (OWNER, owner.as_str().into()),
                (DUE, due.into()),
                (DONE, (*done).into()),
            ];
            push(&mut sheet, ACTIONS, row(&format!("action_{nth}"), &[(ACTION, words)], &values));
        }
        for (nth, (by, team, words)) in self.wins.iter().enumerate() {
            let values = [(TEAM, team.as_str().into()), (TEXT, words.as_str().into())];
            push(&mut sheet, WINS, said(&format!("win_{nth}"), by, at(SAID), &values));
        }
        for (nth, Thanked(by, whom, words, good_for, is_effort)) in self.thanks.iter().enumerate() {
            let effort = if *is_effort { EFFORT_WORDS[0] } else { "" };
            let values = [
                (THANKED, whom.as_str().into()),
                (TEXT, words.as_str().into()),
                (GOOD_FOR, good_for.as_str().into()),
                (EFFORT, effort.into()),
            ];
            push(&mut sheet, KUDOS, said(&format!("thanks_{nth}"), by, at(SAID), &values));
        }
        for (nth, by) in self.there.iter().enumerate() {
            push(&mut sheet, PRESENT, said(&format!("here_{nth}"), by, at(0), &[(HERE, true.into())]));
        }
        sheet
    }
}

impl WrittenItem {
    fn write(&self, sheet: &mut Sheet, slot: &Slot, moved: Moved) {
        let item = example(&self.id);
        let texts = [
            (TITLE, &*self.title),
            (CLAIM, &self.claim),
            (BECAUSE, &self.because),
            (EVIDENCE, &self.evidence),
            (ITEM_NOTES, &self.notes),
        ];
        let mut values = vec![
            (TYPE, self.sort.as_str().into()),
            (PRESENTER, self.by.as_str().into()),
            (TEAM, self.team.as_str().into()),
            (MINUTES, self.minutes.into()),
            (STATE, self.state.as_str().into()),
        ];
        if let Some((first, raised)) = self.from.split_once('/') {
            let first = moved.slot(first);
            values.push((ORIGIN, format!("{first}/{}", example(raised)).into()));
            values.push((FIRST, first.into()));
        }
        if self.carried > 0.0 {
            values.push((CARRIED, self.carried.into()));
        }
        push(sheet, ITEMS, row(&self.id, &texts, &values));
        self.write_what_was_said(sheet, &item, slot);
        self.write_questions(sheet, &item, slot, moved);
        self.write_advice(sheet, &item, slot, moved);
    }

    /// Words that people wrote in silence.
    fn write_what_was_said(&self, sheet: &mut Sheet, item: &str, slot: &Slot) {
        let revealed = ms(slot.day(), &self.revealed);
        if !self.revealed.is_empty() {
            let values = [(ITEM, item.into()), (AT, (revealed as f64).into())];
            push(sheet, REVEALS, said(&format!("{}_reveal", self.id), "Pauline Achterberg", revealed, &values));
            sheet.keyed.entry(PHASE.to_owned()).or_default().insert(item.to_owned(), one("close"));
        }
        for (nth, (by, stance, words)) in self.wrote.iter().enumerate() {
            let written = revealed.saturating_sub(60_000 * (1 + nth as u64));
            let values = [
                (ITEM, item.into()),
                (TEXT, words.as_str().into()),
                (STANCE, (*stance).into()),
                (WRITTEN, (written as f64).into()),
            ];
            push(sheet, REMARKS, said(&format!("{}_remark_{nth}", self.id), by, revealed, &values));
        }
    }

    fn write_questions(&self, sheet: &mut Sheet, item: &str, slot: &Slot, moved: Moved) {
        let at = ms(slot.day(), &slot.time()) + SAID * 60_000;
        for (nth, asked) in self.asked.iter().enumerate() {
            let values = [
                (ITEM, item.into()),
                (TEXT, asked.words.as_str().into()),
                (ANSWERED, asked.is_answered.into()),
                (ANSWER, asked.answer.as_str().into()),
                (OWNER, asked.owner.as_str().into()),
                (DUE, moved.day(&asked.due).into()),
            ];
            push(sheet, QUESTIONS, said(&format!("{}_question_{nth}", self.id), &asked.by, at, &values));
        }
    }

    /// Advice, and the answers of whoever presents the item.
    fn write_advice(&self, sheet: &mut Sheet, item: &str, slot: &Slot, moved: Moved) {
        let at = |minute: u64| ms(slot.day(), &slot.time()) + minute * 60_000;
        for (nth, (by, words, ending, day, reason)) in self.advice.iter().enumerate() {
            let (id, n) = (format!("{}_advice_{nth}", self.id), nth as u64);
            let values = [(ITEM, item.into()), (TEXT, words.as_str().into())];
            push(sheet, ADVICE, said(&id, by, at(ADVISED + n), &values));
            if ending.is_empty() {
                continue;
            }
            let mut values = vec![(TO, example(&id).into()), (ENDING, ending.as_str().into())];
            let by = (!day.is_empty()).then(|| (BY, moved.day(day).into()));
            let reason = (!reason.is_empty()).then(|| (REASON, reason.as_str().into()));
            values.extend(by.into_iter().chain(reason));
            push(sheet, ANSWERS, said(&format!("{id}_answer"), &self.by, at(ANSWERED_AT + n), &values));
            if !day.is_empty() && day.as_str() < LAST_HELD {
                let values = [(TO, example(&id).into()), (ENDING, DONE_AS_SAID.into())];
                let done = said(&format!("{id}_done"), &self.by, ms(&moved.day(day), "12:00"), &values);
                push(sheet, ANSWERS, done);
            }
        }
    }
}
