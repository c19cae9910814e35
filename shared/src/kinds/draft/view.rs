//! A draft as its author's devices and the count of drafts read it: what is written, and what of it is still out.

use std::collections::BTreeMap;

use super::schema::*;
use crate::id::RowId;
use crate::kinds::review;
use crate::order::{gather, sort_by_key};
use crate::sheet::{Row, Sheet, Value};

/// Words that somebody wrote in silence on one item, as they stand in the draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Silent {
    /// Its row.
    pub row: Row,
    /// The time up to which it is in the review.
    pub put_in_ms: Option<f64>,
}

/// The dots that somebody gives in one vote, as they stand in the draft.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spent {
    /// How many dots count for what, by the row they are given to; what was given first stands first.
    pub counts: Vec<(String, usize)>,
    /// How many do not count, as two devices gave more than there are: those that were given first.
    pub cut: Vec<(String, usize)>,
    /// The time of the last of them.
    pub written_ms: f64,
    /// The time up to which they are in the review.
    pub put_in_ms: Option<f64>,
}

/// How many people have something in their drafts that is not in the review, by the item it is on or the
/// vote it is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StillOut(pub BTreeMap<String, usize>);

impl Silent {
    /// All that says something.
    pub fn all(sheet: &Sheet) -> Vec<Self> {
        let silent = |row: &Row| Self { row: row.clone(), put_in_ms: put_in(sheet, row.id.as_str()) };
        sheet.rows(REMARKS).map(silent).filter(Self::says_something).collect()
    }

    /// The item it is on.
    pub fn item(&self) -> &str {
        self.row.value(ITEM).words()
    }

    /// Its words.
    pub fn words(&self) -> &str {
        self.row.text(TEXT).trim()
    }

    /// How the author stands to the plan.
    pub fn stance(&self) -> Option<f64> {
        self.row.value(STANCE).number()
    }

    /// The time at which it was last written: of what two devices wrote at once, the later one.
    pub fn written_ms(&self) -> f64 {
        let written = self.row.value(WRITTEN).writes.iter().filter_map(|write| write.value.number());
        let begun = self.row.value(ITEM).writes.first().map_or(0.0, |write| write.at_ms as f64);
        written.reduce(f64::max).unwrap_or(begun)
    }

    /// Whether something of it is not in the review.
    pub fn is_out(&self) -> bool {
        self.put_in_ms.is_none_or(|put_in_ms| put_in_ms < self.written_ms())
    }

    /// The values of the remark in the review. It names the row it came from, so that whichever devices put it in, it is one.
    pub fn remark(&self) -> Vec<(&'static str, Value)> {
        let words = Some(self.words()).filter(|words| !words.is_empty()).map(|words| (review::TEXT, words.into()));
        let stance = self.stance().map(|stance| (review::STANCE, stance.into()));
        let always = [
            (review::ITEM, self.item().into()),
            (review::WRITTEN, self.written_ms().into()),
            (review::FROM, self.row.id.as_str().into()),
        ];
        always.into_iter().chain(words).chain(stance).collect()
    }

    fn says_something(&self) -> bool {
        !self.words().is_empty() || self.stance().is_some()
    }
}

impl Spent {
    /// The dots in one vote, of which each person has so many.
    pub fn of(sheet: &Sheet, ballot: &str, dots: usize) -> Self {
        let given = |row: &Row| {
            let at_ms = row.value(GIVEN).writes.first().map_or(0, |write| write.at_ms);
            (at_ms, row.id.clone(), row.value(GIVEN).words().to_owned())
        };
        let mut all: Vec<_> = sheet.rows(DOTS).filter(|row| row.value(BALLOT).words() == ballot).map(given).collect();
        sort_by_key(&mut all, |(at_ms, row, _)| (*at_ms, row.clone()));
        let written_ms = all.last().map_or(0.0, |(at_ms, ..)| *at_ms as f64);
        let spent = Self::in_order(all.into_iter().map(|(.., to)| to).collect(), dots);
        Self { written_ms, put_in_ms: put_in(sheet, ballot), ..spent }
    }

    /// The same of dots in the order in which they were given.
    pub fn in_order(given: Vec<String>, dots: usize) -> Self {
        let n_cut = given.len().saturating_sub(dots);
        let mut spent = Self::default();
        for (at, to) in given.into_iter().enumerate() {
            let into = if at < n_cut { &mut spent.cut } else { &mut spent.counts };
            match into.iter_mut().find(|(known, _)| *known == to) {
                Some((_, n)) => *n += 1,
                None => into.push((to, 1)),
            }
        }
        spent
    }

    /// How many count for one thing.
    pub fn on(&self, row: &str) -> usize {
        self.counts.iter().find(|(to, _)| to == row).map_or(0, |(_, n)| *n)
    }

    /// How many count.
    pub fn all(&self) -> usize {
        self.counts.iter().map(|(_, n)| n).sum()
    }

    /// Whether some of them are not in the review.
    pub fn is_out(&self) -> bool {
        self.all() > 0 && self.put_in_ms.is_none_or(|put_in_ms| put_in_ms < self.written_ms)
    }
}

impl StillOut {
    /// The same with one person's draft.
    pub fn add(&mut self, draft: &Sheet) {
        let out = Silent::all(draft).into_iter().filter(Silent::is_out);
        let dots = draft.rows(DOTS).map(|row| row.value(BALLOT).words());
        let dots = dots.filter(|ballot| Spent::of(draft, ballot, usize::MAX).is_out()).map(ToOwned::to_owned);
        let on: BTreeMap<String, ()> =
            gather(out.map(|silent| silent.item().to_owned()).chain(dots).map(|on| (on, ())));
        // A draft may say anything; what names no row is counted nowhere, and told to nobody.
        for item in on.into_keys().filter(|item| item.parse::<RowId>().is_ok()) {
            *self.0.entry(item).or_default() += 1;
        }
    }
}

/// Whether a review has words of a draft's row already, as written at a time or later. `is_mine` knows the author's remarks:
/// others may say of theirs what they will.
pub fn is_put_in(review: &Sheet, row: &RowId, written_ms: f64, is_mine: impl Fn(&Row) -> bool) -> bool {
    review.rows(review::REMARKS).any(|remark| {
        remark.value(review::FROM).words() == row.as_str()
            && remark.value(review::WRITTEN).number().is_some_and(|ms| ms >= written_ms)
            && is_mine(remark)
    })
}

/// The time up to which something is in the review: the latest that any device says.
fn put_in(sheet: &Sheet, key: &str) -> Option<f64> {
    let said = sheet.under_key(PUT_IN, key).writes.iter().filter_map(|write| write.value.number());
    said.reduce(f64::max)
}
