//! The dates of a series of reviews: its rhythm, followed on the calendar and in its time zone. The server has the only
//! database of time zones; pages are told moments.

mod days;
mod plan;
mod rule;
mod trouble;
mod zone;

#[cfg(test)]
mod tests;

use std::iter;

use jiff::civil::DateTime;
use muster_shared::kinds::Slot;

pub(crate) use plan::{Occurrence, Plan, State};
use rule::Rule;
pub(crate) use trouble::Trouble;
pub(crate) use zone::Zone;

/// The years in which a first review may lie. Beyond them no time zone's rules are known, or none has been made yet.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2399;

/// When a series' reviews are planned for.
#[derive(Debug, Clone)]
pub(crate) struct Rhythm {
    zone: Zone,
    first: Slot,
    /// Without a rule there is one review.
    rule: Option<Rule>,
}

impl Rhythm {
    /// Reads the words of a series: the day and time of its first review, its rule, and the name of its time zone.
    ///
    /// # Errors
    /// [`Trouble`], a sentence for whoever wrote them.
    pub(crate) fn read(first: &str, rule: &str, zone: &str) -> Result<Self, Trouble> {
        let zone = Zone::read(zone)?;
        let first = first_slot(first.trim())?;
        let rhythm = Self { zone, first, rule: Rule::read(rule)? };
        let names_a_day = rhythm.slots().next().is_some();
        if names_a_day { Ok(rhythm) } else { Err(Trouble::NoDay(rule.trim().to_owned())) }
    }

    /// The slots that are planned, from the first on, in their order. There are never more than days in
    /// [`days::YEARS_FOLLOWED`] years.
    pub(crate) fn slots(&self) -> Box<dyn Iterator<Item = Slot> + '_> {
        let Some((rule, first)) = self.rule.as_ref().zip(local(&self.first)) else {
            return Box::new(iter::once(self.first.clone()));
        };
        let time = self.first.time();
        let slots = rule.days(first.date()).filter_map(move |day| Slot::new(&day.to_string(), &time).ok());
        let end_ms = rule.end_ms(&self.zone);
        Box::new(slots.take_while(move |slot| end_ms.is_none_or(|end| self.zone.ms(slot).is_some_and(|ms| ms <= end))))
    }

    /// The time zone of the slots.
    pub(crate) fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The rule as RFC 5545 has it beside a beginning with a time zone; `None` where there is one review.
    pub(crate) fn rule(&self) -> Option<String> {
        self.rule.as_ref().map(|rule| rule.written(&self.zone))
    }
}

fn first_slot(text: &str) -> Result<Slot, Trouble> {
    if text.is_empty() {
        return Err(Trouble::NoFirst);
    }
    let slot: Slot = text.parse()?;
    let near = local(&slot).is_some_and(|local| YEARS.contains(&local.year()));
    if near { Ok(slot) } else { Err(Trouble::FarFirst(text.to_owned())) }
}

/// A slot as the calendar and the clocks of its time zone have it.
pub(crate) fn local(slot: &Slot) -> Option<DateTime> {
    slot.to_string().parse().ok()
}
