//! The quarter of a day: the days and the name that a new cycle begins with.

use super::words::{days_later, long_day};

/// A quarter of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarter {
    /// Its first day.
    pub starts: String,
    /// Its last day.
    pub ends: String,
    /// Its months in words, as `October to December 2026`.
    pub name: String,
}

impl Quarter {
    /// The quarter of a day, as `2026-11-29`; `None` of what is no day.
    pub fn of(day: &str) -> Option<Self> {
        let mut parts = day.split('-').map(|part| part.parse::<u32>().ok());
        let (year, month) = (parts.next()??, parts.next()??);
        let first = (month.checked_sub(1)? / 3) * 3 + 1;
        let (next_year, next) = if first == 10 { (year + 1, 1) } else { (year, first + 3) };
        let starts = format!("{year:04}-{first:02}-01");
        let ends = days_later(&format!("{next_year:04}-{next:02}-01"), -1);
        let month = |day: &str| long_day(day).split(' ').nth(1).unwrap_or_default().to_owned();
        let name = format!("{} to {} {year}", month(&starts), month(&ends));
        Some(Self { starts, ends, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_lies_in_one_quarter_of_whole_months() {
        for (day, quarter) in [
            ("2026-11-29", Some(("2026-10-01", "2026-12-31", "October to December 2026"))),
            ("2028-01-01", Some(("2028-01-01", "2028-03-31", "January to March 2028"))),
            ("2026-06-30", Some(("2026-04-01", "2026-06-30", "April to June 2026"))),
            ("2026-09-01", Some(("2026-07-01", "2026-09-30", "July to September 2026"))),
            ("2026-00-01", None),
            ("soon", None),
        ] {
            let found = Quarter::of(day);
            let found = found.as_ref().map(|one| (one.starts.as_str(), one.ends.as_str(), one.name.as_str()));
            assert_eq!(found, quarter, "{day}");
        }
    }
}
