//! Moments as text, for whoever reads without scripts. All of it is UTC.

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Year, month from 1 and day of a moment in milliseconds since 1970.
fn date(ms: u64) -> (u64, u64, u64) {
    // Counted from 1 March of the year 0: leap days come last then.
    let days = ms / 86_400_000 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

fn time(ms: u64) -> (u64, u64, u64) {
    let seconds = ms / 1000 % 86_400;
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `2026-11-22T09:48:00Z`.
pub(super) fn iso(ms: u64) -> String {
    let ((year, month, day), (hour, minute, second)) = (date(ms), time(ms));
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `22 Nov 2026`.
pub(super) fn day(ms: u64) -> String {
    let (year, month, day) = date(ms);
    let name = usize::try_from(month).ok().and_then(|month| MONTHS.get(month - 1)).copied().unwrap_or_default();
    format!("{day} {name} {year}")
}

/// `22 Nov 2026, 09:48 UTC`.
pub(super) fn minute(ms: u64) -> String {
    let (hour, minute, _) = time(ms);
    format!("{}, {hour:02}:{minute:02} UTC", day(ms))
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
        ] {
            assert_eq!(iso(ms), text);
        }
        assert_eq!(minute(1_795_340_880_000), "22 Nov 2026, 09:48 UTC");
    }
}
