//! A series of reviews, or several, as a calendar that programs subscribe to (RFC 5545).

mod lines;
mod observances;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::{Slot, review};

use crate::rhythm::{Plan, Rhythm, Trouble, Zone, local};
use lines::Lines;

/// How long programs may wait until they ask again.
const AGAIN_AFTER: &str = "PT1H";

/// A series, and all that its calendar says of it.
pub(crate) struct Series<'a> {
    pub(crate) id: &'a DocId,
    pub(crate) lineage: &'a Lineage,
    pub(crate) name: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) plan: &'a Plan,
    /// When it was changed last, in milliseconds since 1970.
    pub(crate) edited_ms: u64,
    /// Where browsers reach this server, without a slash at the end.
    pub(crate) origin: &'a str,
}

/// A series whose dates can be told: its rhythm, its first slot and the moment of that.
struct Dated<'a> {
    series: &'a Series<'a>,
    rhythm: &'a Rhythm,
    first: Slot,
    first_ms: i64,
}

impl Series<'_> {
    /// The calendar, at a moment in milliseconds since 1970. The rhythm stays a rule; a review that was moved stands beside
    /// it as one of its own, and one that is not held is left out of the rule.
    ///
    /// # Errors
    /// [`Trouble`] where there are no dates. A calendar without them would empty every calendar that it was put into.
    pub(crate) fn calendar(&self, now_ms: u64) -> Result<String, Trouble> {
        Ok(written_of(self.name, &[self.dated()?], now_ms))
    }

    fn dated(&self) -> Result<Dated<'_>, Trouble> {
        let rhythm = self.plan.rhythm.as_ref().map_err(Clone::clone)?;
        let first = rhythm.slots().next().ok_or(Trouble::NoFirst)?;
        let first_ms = rhythm.zone().ms(&first).unwrap_or_default();
        Ok(Dated { series: self, rhythm, first, first_ms })
    }
}

/// Several series as one calendar. Those without dates are left out of it: they hold back nobody's other meetings.
///
/// # Errors
/// [`Trouble`] of the first where all of them are without.
pub(crate) fn of_all(name: &str, all: &[Series<'_>], now_ms: u64) -> Result<String, Trouble> {
    let (mut dated, mut trouble) = (Vec::with_capacity(all.len()), None);
    for series in all {
        match series.dated() {
            Ok(one) => dated.push(one),
            Err(why) => trouble = trouble.or(Some(why)),
        }
    }
    match trouble.filter(|_| dated.is_empty()) {
        Some(trouble) => Err(trouble),
        None => Ok(written_of(name, &dated, now_ms)),
    }
}

fn written_of(name: &str, all: &[Dated<'_>], now_ms: u64) -> String {
    let mut lines = Lines::default();
    lines.component("VCALENDAR", |lines| {
        head(lines, name);
        zones(lines, all, i64::try_from(now_ms).unwrap_or(i64::MAX));
        all.iter().for_each(|one| one.series.events(lines, one.rhythm, &one.first));
    });
    lines.written()
}

fn head(lines: &mut Lines, name: &str) {
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//Muster//Reviews//EN");
    lines.add("CALSCALE", "GREGORIAN");
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", AGAIN_AFTER);
    lines.add("X-PUBLISHED-TTL", AGAIN_AFTER);
}

/// Each time zone once, from the first review in it on. A calendar has a part at least, so that one without reviews has a
/// zone too.
fn zones(lines: &mut Lines, all: &[Dated<'_>], now_ms: i64) {
    let mut zones: BTreeMap<&str, (&Zone, i64)> = BTreeMap::new();
    for Dated { rhythm, first_ms, .. } in all {
        let (_, from_ms) = zones.entry(rhythm.zone().name()).or_insert((rhythm.zone(), *first_ms));
        *from_ms = (*from_ms).min(*first_ms);
    }
    let none = Zone::utc();
    if zones.is_empty() {
        zones.insert(none.name(), (&none, now_ms));
    }
    zones.into_values().for_each(|(zone, from_ms)| observances::write(lines, zone, from_ms, now_ms));
}

impl Series<'_> {
    fn events(&self, lines: &mut Lines, rhythm: &Rhythm, first: &Slot) {
        let (zone, moved, not_held) = (rhythm.zone().name(), self.plan.moved(), self.plan.not_held());
        let Some(rule) = rhythm.rule() else {
            let at = moved.first().map_or(first, |(_, at)| at);
            self.event(lines, zone, self.id, at, |lines| {
                lines.add("STATUS", if not_held.is_empty() { "CONFIRMED" } else { "CANCELLED" });
            });
            return;
        };
        self.event(lines, zone, self.id, first, |lines| {
            lines.add("RRULE", &rule);
            if !not_held.is_empty() {
                lines.add(&timed("EXDATE", zone), &not_held.iter().map(clock).collect::<Vec<_>>().join(","));
            }
        });
        for (slot, at) in &moved {
            let page = review::KIND.about_slot(self.id, slot);
            self.event(lines, zone, page.as_ref().unwrap_or(self.id), at, |lines| {
                lines.add(&timed("RECURRENCE-ID", zone), &clock(slot));
            });
        }
    }

    /// One event: `page` is the document that its address leads to.
    fn event(&self, lines: &mut Lines, zone: &str, page: &DocId, at: &Slot, more: impl FnOnce(&mut Lines)) {
        let (address, edited) = (format!("{}/d/{page}", self.origin), moment(self.edited_ms));
        lines.component("VEVENT", |lines| {
            lines.add("UID", &format!("{}@muster", self.lineage));
            lines.add("DTSTAMP", &edited);
            lines.add("LAST-MODIFIED", &edited);
            lines.add(&timed("DTSTART", zone), &clock(at));
            lines.add("DURATION", &format!("PT{}M", self.plan.minutes));
            more(lines);
            lines.text("SUMMARY", self.name);
            lines.text("DESCRIPTION", format!("{}\n\n{address}", self.purpose.trim()).trim());
            lines.add("URL", &address);
        });
    }
}

fn timed(name: &str, zone: &str) -> String {
    format!("{name};TZID={zone}")
}

/// A slot as calendars write it.
fn clock(slot: &Slot) -> String {
    local(slot).map(written).unwrap_or_default()
}

fn written(local: DateTime) -> String {
    local.strftime("%Y%m%dT%H%M%S").to_string()
}

fn moment(ms: u64) -> String {
    let moment = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or_default();
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}
