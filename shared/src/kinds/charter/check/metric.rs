//! The checks on a charter's metrics.

use super::super::asks::period;
use super::super::view::{CharterView, Metric};
use super::found::Check;
use super::sort::{INCOMPLETE, NO_METRICS, NO_READING, OUTPUT, TARGET_IS_BASELINE, WRONG_DIRECTION};
use crate::names;
use crate::text::words::{days_later, long_day};

/// The words that name work, not its effect.
const WORK: [&str; 10] =
    ["launch", "implement", "build", "ship", "deliver", "create", "migrate", "roll", "release", "develop"];
/// A number is old after so many periods of its metric.
const PERIODS: i64 = 2;

/// The checks on all metrics.
pub(super) fn of_metrics(view: &CharterView) -> Vec<Check> {
    if view.metrics.is_empty() {
        return vec![Check::of(&NO_METRICS, "")];
    }
    view.metrics.iter().flat_map(of_metric).collect()
}

/// The checks on one metric.
fn of_metric(metric: &Metric) -> Vec<Check> {
    let in_row = |sort, about: String| Check::in_row(sort, &metric.row, about);
    let mut found = Vec::new();
    found.extend(is_work(metric).then(|| in_row(&OUTPUT, String::new())));
    let gaps = gaps(metric);
    if !gaps.is_empty() && !metric.name.is_empty() {
        found.push(in_row(&INCOMPLETE, gaps.join(", no ")));
    }
    if let (Some(baseline), Some(target)) = (metric.baseline, metric.target.number()) {
        match metric.up_is_good {
            _ if (target - baseline).abs() < f64::EPSILON => found.push(in_row(&TARGET_IS_BASELINE, String::new())),
            Some(up) if up != (target > baseline) => found.push(in_row(&WRONG_DIRECTION, String::new())),
            _ => {}
        }
        let days = period(&metric.readings) * PERIODS + 1;
        found.extend(last_day(metric).map(|day| in_row(&NO_READING, long_day(day)).since(days_later(day, days))));
    }
    found
}

/// Whether a metric is called by a piece of work.
pub(super) fn is_work(metric: &Metric) -> bool {
    begins_with_work(&metric.name)
}

/// Whether words begin with one that names work, not its effect.
pub(in crate::kinds) fn begins_with_work(words: &str) -> bool {
    let first = names::key(words.split_whitespace().next().unwrap_or(""));
    WORK.contains(&first.as_str())
}

/// The things that a metric does not say yet.
pub(super) fn gaps(metric: &Metric) -> Vec<&'static str> {
    let gaps = [
        ("unit", metric.unit.is_empty()),
        ("baseline", metric.baseline.is_none()),
        ("target", metric.target.number().is_none()),
        ("due date", metric.due.is_vacant()),
        ("source", metric.source.is_empty()),
        ("owner", metric.owner.is_empty()),
    ];
    gaps.into_iter().filter_map(|(gap, is_open)| is_open.then_some(gap)).collect()
}

/// The day of the latest number; none where no number has a day.
fn last_day(metric: &Metric) -> Option<&str> {
    let read = metric.readings.iter().map(|reading| reading.on.as_str());
    read.chain([metric.baseline_on.as_str()]).max().filter(|day| !day.is_empty())
}
