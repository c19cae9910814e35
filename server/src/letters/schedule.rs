//! The times of letters: when the next digest of a person is due, and when one is tried again that nobody took.

use std::time::Duration;

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};

use crate::config::Weekly;
use crate::rhythm::Zone;

const DAY_MS: u64 = 24 * 3600 * 1000;
/// Digests that come no oftener keep to their day of the week.
const WEEK_MS: u64 = 7 * DAY_MS;
/// The longest that a letter waits until it is tried again.
const LATEST_MS: u64 = 6 * 3600 * 1000;

/// The moment from which on the next digest is due, in milliseconds since 1970: the first time of the week in the person's time
/// zone that is far enough from the last digest. `last_ms` is 0 before the first, which is due at the first such time after
/// `confirmed_ms`.
pub(crate) fn due_ms(at: Weekly, every: Duration, zone: &Zone, (confirmed_ms, last_ms): (u64, u64)) -> u64 {
    let every_ms = u64::try_from(every.as_millis()).unwrap_or(u64::MAX);
    if every_ms < WEEK_MS {
        return confirmed_ms.max(last_ms).saturating_add(every_ms);
    }
    // A digest that was late by days is not followed by the next at once.
    let far_enough = if last_ms == 0 { confirmed_ms } else { last_ms.saturating_add(every_ms - WEEK_MS / 2) };
    next_ms(at, zone, far_enough).unwrap_or(u64::MAX)
}

/// The last time of the week that is not after a moment: 0 where there was none.
pub(crate) fn last_ms(at: Weekly, zone: &Zone, now_ms: u64) -> u64 {
    let week_ago = now_ms.saturating_sub(WEEK_MS + DAY_MS);
    let weekly = std::iter::successors(next_ms(at, zone, week_ago), |last| next_ms(at, zone, *last));
    weekly.take_while(|moment| *moment <= now_ms).last().unwrap_or_default()
}

/// The first moment after another one at which the clocks of a zone show a time of the week.
fn next_ms(at: Weekly, zone: &Zone, after_ms: u64) -> Option<u64> {
    let after = Timestamp::from_millisecond(i64::try_from(after_ms).ok()?).ok()?;
    let time = Time::new(at.hour.cast_signed(), at.minute.cast_signed(), 0, 0).ok()?;
    let today = zone.rules().to_datetime(after).date();
    let days = (0..=7).filter_map(|n| today.checked_add(i64::from(n).days()).ok());
    let days = days.filter(|day| day.weekday().to_monday_zero_offset() == at.day.cast_signed());
    let moments = days.filter_map(|day| zone.moment(day.to_datetime(time)));
    let next = moments.into_iter().find(|moment| *moment > after)?;
    u64::try_from(next.as_millisecond()).ok()
}

/// The time at which a letter is tried again that was not taken for the `tries`th time.
pub(crate) fn again_ms(now_ms: u64, tries: u32, first: Duration) -> u64 {
    let first_ms = u64::try_from(first.as_millis()).unwrap_or(u64::MAX);
    let wait_ms = first_ms.saturating_mul(1_u64.checked_shl(tries.min(40)).unwrap_or(u64::MAX));
    now_ms.saturating_add(wait_ms.min(LATEST_MS.max(first_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY_8: Weekly = Weekly { day: 0, hour: 8, minute: 0 };
    const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

    fn ms(text: &str) -> u64 {
        text.parse::<Timestamp>().unwrap_or_default().as_millisecond().unsigned_abs()
    }

    fn zone(name: &str) -> Zone {
        Zone::read(name).unwrap_or_else(|_| Zone::utc())
    }

    #[test]
    fn a_digest_is_due_at_its_time_of_the_week_in_the_persons_zone_and_once_a_week() {
        for (name, confirmed, last, due) in [
            ("UTC", "2026-11-27T10:00:00Z", None, "2026-11-30T08:00:00Z"),
            ("UTC", "2026-11-30T07:59:59Z", None, "2026-11-30T08:00:00Z"),
            ("UTC", "2026-11-30T08:00:00Z", None, "2026-12-07T08:00:00Z"),
            ("Asia/Tokyo", "2026-11-27T10:00:00Z", None, "2026-11-29T23:00:00Z"),
            ("America/New_York", "2026-11-27T10:00:00Z", None, "2026-11-30T13:00:00Z"),
            ("UTC", "2026-11-01T10:00:00Z", Some("2026-11-30T08:00:20Z"), "2026-12-07T08:00:00Z"),
            // The mail server was away until Wednesday, or until Saturday.
            ("UTC", "2026-11-01T10:00:00Z", Some("2026-12-02T10:00:00Z"), "2026-12-07T08:00:00Z"),
            ("UTC", "2026-11-01T10:00:00Z", Some("2026-12-05T10:00:00Z"), "2026-12-14T08:00:00Z"),
            // The clocks change in between.
            ("Europe/Lisbon", "2026-03-01T10:00:00Z", Some("2026-03-23T08:00:05Z"), "2026-03-30T07:00:00Z"),
            // The server was away for weeks: one digest is due, and not one for each.
            ("UTC", "2026-01-01T10:00:00Z", Some("2026-10-05T08:00:00Z"), "2026-10-12T08:00:00Z"),
        ] {
            let times = (ms(confirmed), last.map_or(0, ms));
            assert_eq!(due_ms(MONDAY_8, WEEK, &zone(name), times), ms(due), "{name} {confirmed} {last:?}");
        }
    }

    #[test]
    fn the_last_time_of_the_week_is_up_to_a_week_ago() {
        for (now, last) in [
            ("2026-11-29T10:00:00Z", "2026-11-23T08:00:00Z"),
            ("2026-11-30T07:59:59Z", "2026-11-23T08:00:00Z"),
            ("2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z"),
        ] {
            assert_eq!(last_ms(MONDAY_8, &Zone::utc(), ms(now)), ms(last), "{now}");
        }
    }

    #[test]
    fn every_second_week_stays_on_its_day_and_less_than_a_week_is_counted_from_the_last() {
        let last = ms("2026-11-30T08:00:20Z");
        assert_eq!(due_ms(MONDAY_8, 2 * WEEK, &Zone::utc(), (1, last)), ms("2026-12-14T08:00:00Z"));
        assert_eq!(due_ms(MONDAY_8, 4 * WEEK, &Zone::utc(), (1, last)), ms("2026-12-28T08:00:00Z"));
        assert_eq!(due_ms(MONDAY_8, Duration::from_secs(3), &Zone::utc(), (last, 0)), last + 3000);
        assert_eq!(due_ms(MONDAY_8, Duration::from_secs(3), &Zone::utc(), (1, last)), last + 3000);
        assert_eq!(due_ms(MONDAY_8, WEEK, &Zone::utc(), (u64::MAX, 0)), u64::MAX);
    }

    #[test]
    fn a_letter_is_tried_again_later_and_later_and_at_least_every_six_hours() {
        let minute = Duration::from_secs(60);
        for (tries, seconds) in [(0, 60), (1, 120), (3, 480), (8, 15_360), (9, 21_600), (1000, 21_600)] {
            assert_eq!(again_ms(5, tries, minute), 5 + seconds * 1000, "{tries}");
        }
        assert_eq!(again_ms(0, 0, Duration::from_secs(7 * 3600)), 7 * 3_600_000, "somebody wants it seldom");
    }
}
