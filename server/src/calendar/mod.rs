//! A series of reviews as a calendar that programs subscribe to (RFC 5545).

mod lines;
mod observances;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::DateTime;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::{Slot, review};

use crate::rhythm::{Plan, Rhythm, Trouble, local};
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

impl Series<'_> {
    /// The calendar, at a moment in milliseconds since 1970. The rhythm stays a rule; a review that was moved stands beside
    /// it as one of its own, and one that is not held is left out of the rule.
    ///
    /// # Errors
    /// [`Trouble`] where there are no dates. A calendar without them would empty every calendar that it was put into.
    pub(crate) fn calendar(&self, now_ms: u64) -> Result<String, Trouble> {
        let rhythm = self.plan.rhythm.as_ref().map_err(Clone::clone)?;
        let first = rhythm.slots().next().ok_or(Trouble::NoFirst)?;
        let first_ms = rhythm.zone().ms(&first).unwrap_or_default();
        let mut lines = Lines::default();
        lines.component("VCALENDAR", |lines| {
            self.head(lines);
            observances::write(lines, rhythm.zone(), first_ms, i64::try_from(now_ms).unwrap_or(first_ms));
            self.events(lines, rhythm, &first);
        });
        Ok(lines.written())
    }

    fn head(&self, lines: &mut Lines) {
        lines.add("VERSION", "2.0");
        lines.add("PRODID", "-//Muster//Reviews//EN");
        lines.add("CALSCALE", "GREGORIAN");
        lines.text("NAME", self.name);
        lines.text("X-WR-CALNAME", self.name);
        lines.add("REFRESH-INTERVAL;VALUE=DURATION", AGAIN_AFTER);
        lines.add("X-PUBLISHED-TTL", AGAIN_AFTER);
    }

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
