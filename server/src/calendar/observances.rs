//! The changes of a time zone's clocks in a calendar, for programs that do not know the zone by its name.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::lines::Lines;
use super::written;
use crate::rhythm::Zone;

/// The years ahead for which changes are written out. The calendar is read anew long before they are over.
const YEARS_AHEAD: i64 = 10;
const YEAR_MS: i64 = 366 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The clocks' time from some day on, and the further days on which they change in the same way.
struct Observance {
    is_summer: bool,
    from: Offset,
    to: Offset,
    name: String,
    /// By the clocks as they were before.
    on: Vec<DateTime>,
}

/// Writes the zone's changes from before the first review until some years from now.
pub(super) fn write(lines: &mut Lines, zone: &Zone, first_ms: i64, now_ms: i64) {
    let until_ms = now_ms.max(first_ms).saturating_add(YEARS_AHEAD * YEAR_MS);
    let (from, until) = (Timestamp::from_millisecond(first_ms - DAY_MS), Timestamp::from_millisecond(until_ms));
    let (from, until) = (from.unwrap_or(Timestamp::MIN), until.unwrap_or(Timestamp::MAX));
    lines.component("VTIMEZONE", |lines| {
        lines.add("TZID", zone.name());
        observances(zone.rules(), from, until).iter().for_each(|one| one.write(lines));
    });
}

fn observances(zone: &TimeZone, from: Timestamp, until: Timestamp) -> Vec<Observance> {
    let mut found: Vec<Observance> = Vec::new();
    let before = zone.preceding(from).next();
    if before.is_none() {
        found.push(unchanged(zone, from));
    }
    let changes = before.into_iter().chain(zone.following(from).take_while(|change| change.timestamp() <= until));
    for change in changes {
        let at = change.timestamp();
        let from = zone.to_offset(at.checked_sub(1.second()).unwrap_or(at));
        let one = Observance {
            is_summer: change.dst().is_dst(),
            from,
            to: change.offset(),
            name: change.abbreviation().to_owned(),
            on: vec![from.to_datetime(at)],
        };
        match found.iter_mut().find(|known| known.is_like(&one)) {
            Some(known) => known.on.extend(one.on),
            None => found.push(one),
        }
    }
    found
}

/// The time of clocks that have not changed yet.
fn unchanged(zone: &TimeZone, at: Timestamp) -> Observance {
    let info = zone.to_offset_info(at);
    let (to, name) = (info.offset(), info.abbreviation().to_owned());
    Observance { is_summer: info.dst().is_dst(), from: to, to, name, on: vec![to.to_datetime(Timestamp::UNIX_EPOCH)] }
}

impl Observance {
    fn is_like(&self, other: &Self) -> bool {
        (self.is_summer, self.from, self.to, &self.name) == (other.is_summer, other.from, other.to, &other.name)
    }

    fn write(&self, lines: &mut Lines) {
        let Some((first, later)) = self.on.split_first() else { return };
        lines.component(if self.is_summer { "DAYLIGHT" } else { "STANDARD" }, |lines| {
            lines.add("DTSTART", &written(*first));
            lines.add("TZOFFSETFROM", &offset(self.from));
            lines.add("TZOFFSETTO", &offset(self.to));
            lines.text("TZNAME", &self.name);
            if !later.is_empty() {
                lines.add("RDATE", &later.iter().copied().map(written).collect::<Vec<_>>().join(","));
            }
        });
    }
}

/// As `+0130`, with seconds where there are some.
fn offset(offset: Offset) -> String {
    let (sign, seconds) = (if offset.seconds() < 0 { '-' } else { '+' }, offset.seconds().unsigned_abs());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let seconds = if seconds == 0 { String::new() } else { format!("{seconds:02}") };
    format!("{sign}{hours:02}{minutes:02}{seconds}")
}
