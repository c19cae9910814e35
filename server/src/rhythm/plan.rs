//! A series' plan: its rhythm, how long a review takes, and what was moved or is not held.

use std::collections::{BTreeMap, BTreeSet};

use muster_shared::kinds::{Slot, series};
use muster_shared::sheet::Sheet;
use serde::Serialize;

use super::{Rhythm, Trouble};

const MINUTE_MS: i64 = 60_000;
/// The most minutes that a review takes: a day.
const MINUTES_MAX: f64 = 1_440.0;

/// How an occurrence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// It takes place at its slot.
    Planned,
    /// It takes place at another time.
    Moved,
    /// It does not take place.
    NotHeld,
}

/// A review as it is planned, begun or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(crate) slot: Slot,
    /// In milliseconds since 1970, as its end; where it is not held, those of its slot.
    pub(crate) starts_ms: i64,
    pub(crate) ends_ms: i64,
    pub(crate) state: State,
}

/// The end of a slot that somebody settled by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Settled {
    At(Slot),
    NotHeld,
}

/// All that a series says of its dates.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The name of the time zone, as somebody wrote it.
    pub(crate) zone: String,
    /// The minutes that a review takes.
    pub(crate) minutes: u32,
    /// The rhythm, or why it cannot be followed.
    pub(crate) rhythm: Result<Rhythm, Trouble>,
    settled: BTreeMap<Slot, Settled>,
    bad_move: Option<Trouble>,
}

impl Plan {
    /// The plan that a series' words are.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        let words = |name| sheet.value(name).words();
        let (zone, rhythm) = (words(series::ZONE), words(series::RHYTHM));
        let (settled, bad_move) = settled(sheet);
        Self {
            zone: zone.trim().to_owned(),
            minutes: minutes(sheet),
            rhythm: Rhythm::read(words(series::FIRST), rhythm, zone),
            settled,
            bad_move,
        }
    }

    /// The reason why the dates are not those that somebody meant, if there is one.
    pub(crate) fn trouble(&self) -> Option<&Trouble> {
        self.rhythm.as_ref().err().or(self.bad_move.as_ref())
    }

    /// The occurrence of a slot, whether the rhythm names it or not. `None` where no time can be told.
    pub(crate) fn occurrence(&self, slot: &Slot) -> Option<Occurrence> {
        let rhythm = self.rhythm.as_ref().ok()?;
        let (at, state) = match self.settled.get(slot) {
            Some(Settled::At(at)) => (at, State::Moved),
            Some(Settled::NotHeld) => (slot, State::NotHeld),
            None => (slot, State::Planned),
        };
        let starts_ms = rhythm.zone().ms(at)?;
        let ends_ms = starts_ms.checked_add(i64::from(self.minutes) * MINUTE_MS)?;
        Some(Occurrence { slot: slot.clone(), starts_ms, ends_ms, state })
    }

    /// The day and time of a slot's occurrence by the clocks of the series' zone, where it was moved too.
    pub(crate) fn takes_place<'a>(&'a self, slot: &'a Slot) -> &'a Slot {
        match self.settled.get(slot) {
            Some(Settled::At(at)) => at,
            Some(Settled::NotHeld) | None => slot,
        }
    }

    /// The first `n` occurrences that are not over at a moment, in milliseconds since 1970, by their time. A review that is
    /// `begun` is one of them also when the rhythm does not name its slot any more.
    pub(crate) fn upcoming(&self, from_ms: i64, n: usize, begun: &BTreeSet<Slot>) -> Vec<Occurrence> {
        let mut found: Vec<Occurrence> = begun.iter().filter_map(|slot| self.occurrence(slot)).collect();
        let rhythm = self.rhythm.as_ref().ok();
        let last_settled = self.settled.keys().next_back();
        let mut n_plain = 0;
        for slot in rhythm.iter().flat_map(|rhythm| rhythm.slots()) {
            // Those as the rhythm has them come in their order; one that was moved may come from anywhere.
            let is_settled = self.settled.contains_key(&slot);
            if n_plain >= n && last_settled.is_none_or(|last| slot > *last) {
                break;
            }
            if begun.contains(&slot) || !is_settled && n_plain >= n {
                continue;
            }
            let Some(occurrence) = self.occurrence(&slot).filter(|one| one.ends_ms > from_ms) else { continue };
            n_plain += usize::from(!is_settled);
            found.push(occurrence);
        }
        found.retain(|one| one.ends_ms > from_ms);
        found.sort_by(|one, other| (one.starts_ms, &one.slot).cmp(&(other.starts_ms, &other.slot)));
        found.truncate(n);
        found
    }

    /// How many slots somebody settled by themselves.
    pub(crate) fn n_settled(&self) -> usize {
        self.settled.len()
    }

    /// The slots that the rhythm names and that are not held, in their order.
    pub(crate) fn not_held(&self) -> Vec<Slot> {
        self.named_and_settled().filter(|(_, settled)| **settled == Settled::NotHeld).map(|(slot, _)| slot).collect()
    }

    /// The slots that the rhythm names and the times to which they were moved, in the slots' order.
    pub(crate) fn moved(&self) -> Vec<(Slot, Slot)> {
        let moved = self.named_and_settled().filter_map(|(slot, settled)| match settled {
            Settled::At(at) => Some((slot, at.clone())),
            Settled::NotHeld => None,
        });
        moved.collect()
    }

    fn named_and_settled(&self) -> impl Iterator<Item = (Slot, &Settled)> {
        let last = self.settled.keys().next_back();
        let slots = self.rhythm.iter().flat_map(Rhythm::slots);
        let slots = slots.take_while(move |slot| last.is_some_and(|last| slot <= last));
        slots.filter_map(|slot| self.settled.get(&slot).map(|settled| (slot, settled)))
    }
}

fn minutes(sheet: &Sheet) -> u32 {
    let said = sheet.value(series::MINUTES).number().filter(|minutes| (1.0..=MINUTES_MAX).contains(minutes));
    said.map_or_else(|| series::preset(sheet.value(series::PRESET).words()).minutes, |minutes| minutes.round() as u32)
}

/// Slots that were settled by themselves, and the first that cannot be read.
fn settled(sheet: &Sheet) -> (BTreeMap<Slot, Settled>, Option<Trouble>) {
    let (mut settled, mut bad) = (BTreeMap::new(), None);
    for (slot, said) in sheet.keyed.get(series::MOVED).into_iter().flatten() {
        let Some(slot) = Slot::of_id(slot) else { continue };
        match said.words().trim() {
            "" => {}
            series::NOT_HELD => drop(settled.insert(slot, Settled::NotHeld)),
            to => match to.parse() {
                Ok(to) => drop(settled.insert(slot, Settled::At(to))),
                Err(_) => bad = bad.or_else(|| Some(Trouble::BadMove { slot, to: to.to_owned() })),
            },
        }
    }
    (settled, bad)
}
