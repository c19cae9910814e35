//! The things that a charter asks for: numbers of its metrics, each once a period. Its people go along, for the list of teams
//! that are somebody's.

use super::schema::*;
use super::view::{Metric, Reading};
use crate::asks::{Ask, Asked, Sort, Waiting, Waits, Whose, named};
use crate::text::words::{day_number, days_later, long_day, measured};

/// The shortest and the longest period of a metric, in days, and the one of a metric that was read once.
const PERIOD_MIN: i64 = 7;
const PERIOD_MAX: i64 = 92;
const PERIOD_USUAL: i64 = 31;
/// So many of the latest gaps between readings say what the period is.
const GAPS: usize = 4;

/// All of it, until the team ends or is closed.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let ends = asked.shown.value(ENDS).words();
    let metrics = asked.shown.rows(METRICS).map(|row| Metric::of(row, asked.shown.all_rows(READINGS)));
    let metrics = metrics.filter(|metric| !metric.name.trim().is_empty());
    let is_closed = !asked.shown.value(CLOSED).is_vacant();
    let metrics = metrics.filter(|_| !is_closed);
    let waiting = metrics.map(|metric| Waiting { until: ends.to_owned(), ..reading(asked, &metric) });
    let members = asked.sheet.rows(MEMBERS).flat_map(|row| named(row, "name")).collect();
    Waits { waiting: waiting.collect(), members, ..Waits::default() }
}

/// The next reading, asked of the person who reads the metric, or of the captain.
fn reading(asked: &Asked<'_>, metric: &Metric) -> Waiting {
    let whose = asked.people(METRICS, &metric.row, "owner");
    let whose = Whose::or_captain(whose, asked.doc.as_str());
    let ask = |words: String| Ask::at(Sort::Metric, asked.doc, &metric.row, &words);
    let team = asked.shown.text(NAME).trim();
    match metric.readings.last() {
        None => {
            let since = metric.baseline_on.clone();
            Waiting::of(whose, Ask { since, ..ask(format!("{} has no number yet", metric.name)).below(team) })
        }
        Some(last) => {
            let due = days_later(&last.on, period(&metric.readings));
            let was = format!("{} on {}. {team}", measured(last.value, &metric.unit), long_day(&last.on));
            let ask = ask(format!("{} is due for a number", metric.name)).below(was.trim());
            Waiting { from: due.clone(), ..Waiting::of(whose, Ask { since: last.on.clone(), due, ..ask }) }
        }
    }
}

/// How many days lie between the readings of a metric: the middle one of its latest gaps. A charter names no period, and
/// people keep one all the same.
pub(super) fn period(readings: &[Reading]) -> i64 {
    let days: Vec<i64> = readings.iter().filter_map(|reading| day_number(&reading.on)).collect();
    let mut gaps: Vec<i64> = days.windows(2).map(|two| two[1] - two[0]).filter(|gap| *gap > 0).collect();
    gaps = gaps.split_off(gaps.len().saturating_sub(GAPS));
    crate::order::sort(&mut gaps);
    gaps.get(gaps.len() / 2).map_or(PERIOD_USUAL, |middle| (*middle).clamp(PERIOD_MIN, PERIOD_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_a_metric_is_the_middle_one_of_its_latest_gaps_within_reason() {
        for (days, n) in [
            (&[][..], 31),
            (&["2026-11-01"], 31),
            (&["2026-11-01", "2026-11-08"], 7),
            (&["2026-11-01", "2026-11-02"], 7),
            (&["2026-01-01", "2026-11-01"], 92),
            (&["2026-09-01", "2026-10-01", "2026-10-31", "2026-11-02"], 30),
            (&["2020-01-01", "2026-10-04", "2026-10-11", "2026-10-18", "2026-10-25", "2026-11-01"], 7),
            (&["2026-11-01", "2026-11-01"], 31),
            (&["soon", "2026-11-01"], 31),
        ] {
            let readings: Vec<Reading> = days.iter().map(|on| Reading { on: (*on).to_owned(), value: 1.0 }).collect();
            assert_eq!(period(&readings), n, "{days:?}");
        }
    }
}
