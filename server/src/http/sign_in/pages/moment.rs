//! Moments as text, for whoever reads without scripts. All of it is UTC.

use chrono::DateTime;

/// `2026-11-22T09:48:00Z`.
pub(super) fn iso(ms: u64) -> String {
    written(ms, "%Y-%m-%dT%H:%M:%SZ")
}

/// `22 November 2026`.
pub(super) fn day(ms: u64) -> String {
    written(ms, "%-d %B %Y")
}

/// `22 November 2026, 09:48 UTC`.
pub(super) fn minute(ms: u64) -> String {
    written(ms, "%-d %B %Y, %H:%M UTC")
}

/// `09:48 UTC`.
pub(super) fn clock(ms: u64) -> String {
    written(ms, "%H:%M UTC")
}

/// A moment in words; empty for one further off than calendars go.
fn written(ms: u64, form: &str) -> String {
    let moment = i64::try_from(ms).ok().and_then(DateTime::from_timestamp_millis);
    moment.map(|moment| moment.format(form).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_calendar() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399_000, "2000-02-28T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (951_868_800_000, "2000-03-01T00:00:00Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59Z"),
            (1_795_340_880_000, "2026-11-22T09:48:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (u64::MAX, ""),
        ] {
            assert_eq!(iso(ms), text);
        }
        assert_eq!(minute(1_795_340_880_000), "22 November 2026, 09:48 UTC");
    }
}
