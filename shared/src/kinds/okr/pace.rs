//! How far a key result is, and how far it would be today on a straight way from its baseline to its target. Pure: numbers and
//! days in, words out.

use crate::kinds::charter::Metric;
use crate::text::words::{day_number, measured};

/// A number that is so much of the way before the expected one is ahead.
const AHEAD: f64 = 0.1;
/// One that is so much behind it is behind.
const BEHIND: f64 = 0.05;
/// The days after which a number is old.
const OLD_DAYS: i64 = 14;

/// The days of a cycle, where a key result says none of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days<'a> {
    /// The first day of the cycle.
    pub starts: &'a str,
    /// The last.
    pub ends: &'a str,
    /// Today.
    pub today: &'a str,
}

/// A way from a baseline to a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Where it starts.
    pub from: f64,
    /// Where it should get.
    pub to: f64,
    /// The latest number; the baseline while there is none.
    pub now: f64,
    /// The number that is expected today; `None` where no days are known, or they run backwards.
    pub expected: Option<f64>,
}

/// How a key result stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// There is no way to be on.
    NotCountable,
    /// Its numbers stand in a charter that is not at hand.
    Elsewhere,
    /// The target is reached.
    Reached,
    /// Before the expected number.
    Ahead,
    /// About at it.
    AtPace,
    /// So much behind it, in the unit of the number.
    Behind(f64),
    /// Nobody has read the number for long: the day of the last one, empty where there is none.
    Old(String),
}

impl Pace {
    /// The way of a metric; `None` where it says no baseline, no target, or one and the same.
    pub fn of(metric: &Metric, days: &Days<'_>) -> Option<Self> {
        let (from, to) = (metric.baseline?, metric.target.number()?);
        let is_way = (to - from).is_finite() && (to - from).abs() > f64::EPSILON;
        let now = metric.readings.last().map_or(from, |reading| reading.value);
        let gone = share_gone(or(&metric.baseline_on, days.starts), or(metric.due.words(), days.ends), days.today);
        is_way.then(|| Self { from, to, now, expected: gone.map(|gone| from + (to - from) * gone) })
    }

    /// The part of the way that a number stands for.
    pub fn share(&self, number: f64) -> f64 {
        (number - self.from) / (self.to - self.from)
    }

    /// The part of the way that is done.
    pub fn done(&self) -> f64 {
        self.share(self.now)
    }
}

fn or<'a>(own: &'a str, otherwise: &'a str) -> &'a str {
    if own.is_empty() { otherwise } else { own }
}

/// The part of a time that has gone by today; `None` where it is none.
pub fn share_gone(from: &str, to: &str, today: &str) -> Option<f64> {
    let (from, to, today) = (day_number(from)?, day_number(to)?, day_number(today)?);
    (to > from).then(|| ((today - from) as f64 / (to - from) as f64).clamp(0.0, 1.0))
}

/// The days since the last number of a metric, or since its cycle began.
fn days_unread(metric: &Metric, days: &Days<'_>) -> Option<(String, i64)> {
    let last = metric.readings.last().map_or("", |reading| reading.on.as_str());
    let since = if last.is_empty() { or(&metric.baseline_on, days.starts).max(days.starts) } else { last };
    let ago = day_number(days.today)? - day_number(since)?;
    Some((last.to_owned(), ago))
}

/// How a metric stands on a day of its cycle.
pub fn standing(metric: &Metric, days: &Days<'_>) -> Standing {
    let Some(pace) = Pace::of(metric, days) else { return Standing::NotCountable };
    if pace.done() >= 1.0 && !metric.readings.is_empty() {
        return Standing::Reached;
    }
    if let Some((last, _)) = days_unread(metric, days).filter(|(_, ago)| *ago > OLD_DAYS) {
        return Standing::Old(last);
    }
    let Some(expected) = pace.expected else { return Standing::AtPace };
    match pace.done() - pace.share(expected) {
        before if before >= AHEAD => Standing::Ahead,
        before if before >= -BEHIND => Standing::AtPace,
        _ => Standing::Behind((expected - pace.now).abs()),
    }
}

impl Standing {
    /// In a few words. Percent lie points apart.
    pub fn says(&self, unit: &str) -> String {
        match self {
            Self::NotCountable => "Not countable yet".to_owned(),
            Self::Elsewhere => "Counted in the charter".to_owned(),
            Self::Reached => "Reached".to_owned(),
            Self::Ahead => "Ahead".to_owned(),
            Self::AtPace => "At pace".to_owned(),
            Self::Behind(by) => {
                let by = (by * 10.0).round() / 10.0;
                let by = if unit == "%" { format!("{by} points") } else { measured(by, unit) };
                format!("Behind by {by}")
            }
            Self::Old(last) if last.is_empty() => "No reading yet".to_owned(),
            Self::Old(_) => "Old reading".to_owned(),
        }
    }

    /// Whether it is at pace, ahead or there.
    pub fn is_well(&self) -> bool {
        matches!(self, Self::Reached | Self::Ahead | Self::AtPace)
    }

    /// Whether people should look at it.
    pub fn is_behind(&self) -> bool {
        matches!(self, Self::Behind(_) | Self::Old(_))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::charter::Reading;
    use crate::sheet::{Register, Value, Write};

    const CYCLE: Days<'_> = Days { starts: "2026-10-01", ends: "2026-12-31", today: "2026-11-20" };

    fn said(value: impl Into<Value>) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value: value.into(), by: String::new(), at_ms: 0 }] }
    }

    fn metric(from: Option<f64>, to: Option<f64>, read: Option<(&str, f64)>) -> Metric {
        let row = crate::sheet::Row::new("r1".parse().unwrap());
        let readings = read.map(|(on, value)| Reading { on: on.to_owned(), value }).into_iter().collect();
        let target = to.map_or_else(Register::default, said);
        Metric { baseline: from, target, readings, ..Metric::of(&row, &[]) }
    }

    #[test]
    fn the_expected_number_lies_on_a_straight_way_and_its_days_are_those_of_the_cycle_unless_others_are_said() {
        for (on, due, today, expected) in [
            ("", "", "2026-10-01", Some(79.0)),
            ("", "", "2026-12-31", Some(86.0)),
            ("", "", "2027-03-01", Some(86.0)),
            ("", "", "2026-09-01", Some(79.0)),
            ("2026-10-11", "2026-10-21", "2026-10-16", Some(82.5)),
            ("2026-12-31", "2026-10-01", "2026-11-16", None),
            ("soon", "", "2026-11-16", None),
        ] {
            let due = if due.is_empty() { Register::default() } else { said(due) };
            let metric = Metric { baseline_on: on.to_owned(), due, ..metric(Some(79.0), Some(86.0), None) };
            let pace = Pace::of(&metric, &Days { today, ..CYCLE }).unwrap();
            assert_eq!(pace.expected, expected, "{on} {today}");
        }
    }

    #[test]
    fn a_number_stands_by_where_it_would_be_on_the_straight_way_whichever_way_is_better() {
        // 50 of 91 days have gone: 0.55 of the way.
        for (from, to, read, stands) in [
            (None, Some(86.0), None, Standing::NotCountable),
            (Some(79.0), None, None, Standing::NotCountable),
            (Some(79.0), Some(79.0), Some(("2026-11-17", 79.0)), Standing::NotCountable),
            (Some(79.0), Some(86.0), Some(("2026-11-17", 83.0)), Standing::AtPace),
            (Some(5.5), Some(3.0), Some(("2026-11-17", 4.0)), Standing::AtPace),
            (Some(28.0), Some(20.0), Some(("2026-11-16", 22.0)), Standing::Ahead),
            (Some(18.0), Some(8.0), Some(("2026-11-20", 8.0)), Standing::Reached),
            (Some(18.0), Some(8.0), Some(("2026-11-20", 7.0)), Standing::Reached),
            (Some(6.0), Some(9.0), Some(("2026-11-02", 7.0)), Standing::Old("2026-11-02".to_owned())),
            (Some(6.0), Some(9.0), Some(("2026-11-06", 8.0)), Standing::Ahead),
            (Some(6.0), Some(9.0), None, Standing::Old(String::new())),
        ] {
            assert_eq!(standing(&metric(from, to, read), &CYCLE), stands, "{from:?} {to:?} {read:?}");
        }
        let behind = standing(&metric(Some(67.0), Some(76.0), Some(("2026-11-17", 70.0))), &CYCLE);
        assert_eq!((behind.says("%").as_str(), behind.is_behind()), ("Behind by 1.9 points", true));
        let worse = standing(&metric(Some(39.0), Some(15.0), Some(("2026-11-16", 41.0))), &CYCLE);
        assert!(matches!(worse, Standing::Behind(by) if by > 15.0), "{worse:?}");
    }
}
