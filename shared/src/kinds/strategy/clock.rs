//! How long a strategy has not changed in a way that makes teams do something else. Only a change that a leader notes counts:
//! better words move nothing.

use super::view::StrategyView;
use crate::text::words::{counted, day_number};

/// The days after which a year is round.
const DAYS_ROUND: f64 = 365.0;

/// The time since the last material change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The day of the last material change, or since which the strategy holds.
    pub since: String,
    /// The days since then.
    pub days: i64,
    /// The whole months since then.
    pub months: i64,
}

impl Clock {
    /// The clock of a strategy on the day `today`; `None` where no day is known, or the day is still to come.
    pub fn of(view: &StrategyView, today: &str) -> Option<Self> {
        let changed = view.changes.iter().map(|change| change.on.as_str()).filter(|on| *on <= today);
        let since = changed.chain([view.since.as_str()]).filter(|day| day_number(day).is_some()).max()?;
        let days = day_number(today)? - day_number(since)?;
        (days >= 0).then(|| Self { since: since.to_owned(), days, months: months(since, today) })
    }

    /// The time in words.
    pub fn says(&self) -> String {
        let n = |n: i64, one, many| counted(usize::try_from(n).unwrap_or_default(), one, many);
        let time = match (self.days, self.months) {
            (0, _) => return "Changed today".to_owned(),
            (days, 0) if days < 14 => n(days, "day", "days"),
            (days, 0) => n(days / 7, "week", "weeks"),
            (_, months) if months >= 24 => n(months / 12, "year", "years"),
            (_, months) => n(months, "month", "months"),
        };
        format!("{time} unchanged")
    }

    /// The part of a year that has gone, at most a whole one.
    pub fn share(&self) -> f64 {
        (self.days as f64 / DAYS_ROUND).min(1.0)
    }
}

/// The whole months between two days.
fn months(from: &str, to: &str) -> i64 {
    let parts = |day: &str| {
        let mut parts = day.split('-').map(|part| part.parse::<i64>().unwrap_or_default());
        let mut next = || parts.next().unwrap_or_default();
        (next() * 12 + next(), next())
    };
    let ((from, first), (to, last)) = (parts(from), parts(to));
    to - from - i64::from(last < first)
}

#[cfg(test)]
mod tests {
    use super::super::view::Change;
    use super::*;
    use crate::id::RowId;

    #[test]
    fn the_clock_goes_from_the_last_noted_change_and_says_how_long_that_is_ago() {
        for (since, changes, today, says) in [
            ("", &[][..], "2026-11-30", None),
            ("soon", &[], "2026-11-30", None),
            ("2026-12-01", &[], "2026-11-30", None),
            ("2026-11-30", &[], "2026-11-30", Some("Changed today")),
            ("2026-11-29", &[], "2026-11-30", Some("1 day unchanged")),
            ("2026-11-09", &[], "2026-11-30", Some("3 weeks unchanged")),
            ("2026-10-30", &[], "2026-11-30", Some("1 month unchanged")),
            ("2026-10-31", &[], "2026-11-30", Some("4 weeks unchanged")),
            ("2021-01-01", &["2026-04-28"], "2026-11-30", Some("7 months unchanged")),
            ("2021-01-01", &["2025-05-02", "2026-04-28"], "2026-11-30", Some("7 months unchanged")),
            ("2026-06-01", &["2025-05-02"], "2026-11-30", Some("5 months unchanged")),
            ("2021-01-01", &["2027-01-01"], "2026-11-30", Some("5 years unchanged")),
            ("2025-11-30", &[], "2026-11-30", Some("12 months unchanged")),
        ] {
            let change = |on: &&str| Change {
                row: RowId::made_by(1, 1),
                what: String::new(),
                why: String::new(),
                on: (*on).to_owned(),
            };
            let changes = changes.iter().map(change).collect();
            let view = StrategyView { since: since.to_owned(), changes, ..StrategyView::default() };
            let said = Clock::of(&view, today).map(|clock| clock.says());
            assert_eq!(said.as_deref(), says, "{since} {today}");
        }
    }

    #[test]
    fn the_hand_goes_round_once_in_a_year_and_no_further() {
        let clock = |days| Clock { since: String::new(), days, months: 0 };
        assert_eq!([0, 73, 365, 900].map(|days| clock(days).share()), [0.0, 0.2, 1.0, 1.0]);
    }
}
