//! The example's product reviews: six that were held, a week apart, and the agenda of the next one. Advice was answered and
//! is open, one item was carried three times, two were parked, and of the actions some are done and one is late.

use serde::Deserialize;

use super::dates::{Moved, ms};
use crate::files::import::Draft;
use crate::files::made::one;
use crate::id::RowId;
use crate::kinds::review::*;
use crate::kinds::{Slot, series};
use crate::sheet::{Register, Row, Sheet, Value, Write};

/// The words by which the series is found again that the example was loaded into.
pub const SERIES_SOURCE: &str = "sample:product-review";

/// The reviews as they are written. Rows that somebody says begin with the name of who does.
const REVIEWS: &str = include_str!("reviews.json");

/// The minutes of an hour at which something is said in a review: advice, the answers to it, and all else.
const ADVISED: u64 = 24;
const ANSWERED_AT: u64 = 40;
const SAID: u64 = 5;
/// The day of the last review that was held, as it is written: what was promised for a day before it is done.
const LAST_HELD: &str = "2026-11-24";
/// The answer to advice that was followed.
const DONE_AS_SAID: &str = "done";

#[derive(Deserialize)]
struct Written {
    slot: String,
    #[serde(default)]
    facilitator: String,
    there: Vec<String>,
    items: Vec<WrittenItem>,
    /// Words, owner, day, whether it is done, item.
    actions: Vec<(String, String, String, bool, String)>,
    /// Name, team, words.
    wins: Vec<(String, String, String)>,
}

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
    /// Name, words, whether it was answered.
    #[serde(default)]
    asked: Vec<(String, String, bool)>,
    /// Name, words, how it ended, by which day, for which reason.
    #[serde(default)]
    advice: Vec<(String, String, String, String, String)>,
}

/// The series and its reviews, as they are on the day `today`, as `2026-11-29`. They come after the charters.
pub fn reviews(today: &str) -> Vec<Draft> {
    let moved = Moved::to(today);
    // A test proves that they can be read.
    let written: Vec<Written> = serde_json::from_str(REVIEWS).unwrap_or_default();
    let reviews = written.into_iter().filter_map(|review| {
        let slot: Slot = moved.slot(&review.slot).parse().ok()?;
        Some(Draft { slot: Some(slot.clone()), ..Draft::example(SERIES_SOURCE, KIND, review.sheet(&slot, moved)) })
    });
    std::iter::once(Draft::example(SERIES_SOURCE, series::KIND, the_series(moved))).chain(reviews).collect()
}

fn the_series(moved: Moved) -> Sheet {
    let preset = &series::PRESETS[0];
    let mut sheet = Sheet::default();
    for (name, text) in [(series::NAME, preset.name), (series::PURPOSE, preset.purpose)] {
        sheet.texts.insert(name.to_owned(), text.to_owned());
    }
    put_all(
        &mut sheet.values,
        &[
            (series::PRESET, preset.word.into()),
            (series::FACILITATOR, "Pauline Achterberg".into()),
            (series::FIRST, moved.slot("2026-10-20T10:00").into()),
            (series::RHYTHM, "FREQ=WEEKLY".into()),
            (series::ZONE, "Europe/Lisbon".into()),
            (series::MINUTES, f64::from(preset.minutes).into()),
        ],
    );
    let standing = preset.standing.iter().filter_map(|(title, sort, minutes)| {
        let values = [(series::TYPE, (*sort).into()), (series::ITEM_MINUTES, f64::from(*minutes).into())];
        row("standing", &[(series::TITLE, title)], &values)
    });
    sheet.lists.insert(series::STANDING.to_owned(), standing.collect());
    let parked = [
        ("furnished", "Furnished homes in self check-in", "strategy", "Sanjay Pillai", "2026-10-27", "2026-11-24"),
        ("pets", "Homes that take a dog", "topic", "Jonas Adeyemi", "2026-11-03", ""),
    ];
    let parked = parked.into_iter().filter_map(|(id, title, sort, by, parked, back)| {
        let slot = |day: &str| moved.slot(&format!("{day}T10:00"));
        let values = [
            (series::TYPE, sort.into()),
            (series::PRESENTER, by.into()),
            (series::PARKED_IN, slot(parked).into()),
            (series::ORIGIN, format!("{}/{}", slot(parked), example(id)).into()),
            (series::BACK_IN, if back.is_empty() { "".into() } else { slot(back).into() }),
        ];
        row(id, &[(series::TITLE, title)], &values)
    });
    sheet.lists.insert(series::PARKED.to_owned(), parked.collect());
    sheet
}

impl Written {
    fn sheet(self, slot: &Slot, moved: Moved) -> Sheet {
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
        self.write_advice(sheet, &item, slot, moved);
    }

    /// Words that people wrote in silence, and their questions.
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
        for (nth, (by, words, answered)) in self.asked.iter().enumerate() {
            let values = [(ITEM, item.into()), (TEXT, words.as_str().into()), (ANSWERED, (*answered).into())];
            let at = ms(slot.day(), &slot.time()) + SAID * 60_000;
            push(sheet, QUESTIONS, said(&format!("{}_question_{nth}", self.id), by, at, &values));
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

fn example(id: &str) -> String {
    format!("example_{id}")
}

fn push(sheet: &mut Sheet, list: &str, row: Option<Row>) {
    sheet.lists.entry(list.to_owned()).or_default().extend(row);
}

/// A row of everybody's. Values that say nothing are left out.
fn row(id: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Option<Row> {
    let mut row = Row::new(example(id).parse::<RowId>().ok()?);
    let texts = texts.iter().filter(|(_, text)| !text.is_empty());
    row.texts = texts.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    put_all(&mut row.values, values);
    Some(row)
}

/// A row that somebody says at a moment.
fn said(id: &str, by: &str, at_ms: u64, values: &[(&str, Value)]) -> Option<Row> {
    let mut row = row(id, &[], values)?;
    for write in row.values.values_mut().flat_map(|register| &mut register.writes) {
        *write = Write { by: by.to_owned(), at_ms, ..write.clone() };
    }
    Some(row)
}

fn put_all(into: &mut std::collections::BTreeMap<String, Register>, values: &[(&str, Value)]) {
    let some = values.iter().filter(|(_, value)| value.words() != Some(""));
    into.extend(some.map(|(name, value)| ((*name).to_owned(), one(value.clone()))));
}

#[cfg(test)]
mod tests;
