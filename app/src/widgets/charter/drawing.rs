//! Where the marks of a metric's pictures stand. Pure: numbers in, shares of the width out.

use muster_shared::kinds::charter::{Metric, Reading};
use muster_shared::order;

use crate::words::{day_number, long_day, measured, short_day};

/// The space left free on either side of the marks, as a share of what lies between them.
const ROOM: f64 = 0.28;

/// The meaning of a mark on a bullet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Baseline,
    Now,
    Target,
}

/// One mark of a bullet with what is written under it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub(crate) kind: Kind,
    /// In percent of the width.
    pub(crate) at: f64,
    pub(crate) number: String,
    pub(crate) under: String,
    /// About how wide the writing is, in em.
    pub(crate) width: f64,
}

/// Baseline, now and target on one line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bullet {
    /// From left to right.
    pub(crate) marks: Vec<Mark>,
    /// Now is worse than the baseline was.
    pub(crate) is_off: bool,
    /// The picture in words.
    pub(crate) words: String,
}

/// Readings over time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spark {
    /// An SVG path in a box of 120 by 28.
    pub(crate) path: String,
    /// Where the latest reading stands.
    pub(crate) end: (f64, f64),
    /// The target's height, if it has one.
    pub(crate) goal: Option<f64>,
    pub(crate) words: String,
}

impl Bullet {
    /// The picture of a metric that says where it started and where it should get, and that these differ.
    pub(crate) fn of(metric: &Metric, today: &str) -> Option<Self> {
        let (baseline, target) = (metric.baseline?, metric.target.number()?);
        let now = metric.readings.last().map(|reading| reading.value);
        let values: Vec<f64> = [Some(baseline), now, Some(target)].into_iter().flatten().collect();
        let (low, high) = edges(&values)?;
        let scale = Scale::around(low, high, &metric.unit);
        let is_off = now.is_some_and(|now| (now - baseline) * (target - baseline) < 0.0);
        let due = metric.due.words();
        let mark = |kind, value: f64, under: String| {
            // A long unit would push the numbers away from their marks; it is in the table.
            let unit = if metric.unit.chars().count() > 4 { "" } else { &metric.unit };
            let number = measured(value, unit);
            let letters = number.chars().count().max(under.chars().count());
            Mark { kind, at: scale.percent(value), number, under, width: letters as f64 * 0.58 + 1.0 }
        };
        let mut marks = vec![mark(Kind::Baseline, baseline, under(&metric.baseline_on, today, "baseline"))];
        if let Some(now) = now {
            let word = if is_off { "now, worse" } else { "now" };
            marks.push(mark(Kind::Now, now, word.to_owned()));
        }
        marks.push(mark(Kind::Target, target, under(due, today, "target")));
        order::sort_by(&mut marks, |a, b| a.at.total_cmp(&b.at));
        Some(Self { marks, is_off, words: words(metric, baseline, now, target) })
    }

    /// Where a mark stands, in percent.
    pub(crate) fn at(&self, kind: Kind) -> Option<f64> {
        self.marks.iter().find(|mark| mark.kind == kind).map(|mark| mark.at)
    }
}

fn under(day: &str, today: &str, word: &str) -> String {
    if day.is_empty() { word.to_owned() } else { short_day(day, today) }
}

fn words(metric: &Metric, baseline: f64, now: Option<f64>, target: f64) -> String {
    let said = |value: f64| measured(value, &metric.unit);
    let day = |word: &str, day: &str| if day.is_empty() { String::new() } else { format!(" {word} {}", long_day(day)) };
    let now = now.map(|now| format!(", {} now", said(now))).unwrap_or_default();
    format!(
        "{}{}{now}, target {}{}",
        said(baseline),
        day("on", &metric.baseline_on),
        said(target),
        day("by", metric.due.words())
    )
}

fn edges(values: &[f64]) -> Option<(f64, f64)> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_wide = (high - low).is_finite() && high > low;
    is_wide.then_some((low, high))
}

struct Scale {
    from: f64,
    width: f64,
}

impl Scale {
    /// A little more than what lies between the marks, but no percentage outside 0 and 100.
    fn around(low: f64, high: f64, unit: &str) -> Self {
        let room = (high - low) * ROOM;
        let (mut from, mut to) = (low - room, high + room);
        if unit == "%" && low >= 0.0 && high <= 100.0 {
            (from, to) = (from.max(0.0), to.min(100.0));
        }
        Self { from, width: to - from }
    }

    fn percent(&self, value: f64) -> f64 {
        ((value - self.from) / self.width * 100.0).clamp(0.0, 100.0)
    }
}

impl Spark {
    /// The picture of at least two readings on different days.
    pub(crate) fn of(metric: &Metric) -> Option<Self> {
        let points = points(&metric.readings);
        let ([first, ..], [.., last]) = (points.as_slice(), points.as_slice()) else { return None };
        if last.0 <= first.0 {
            return None;
        }
        let goal = metric.target.number();
        let values: Vec<f64> = points.iter().map(|(_, value)| *value).chain(goal).collect();
        let (low, high) = edges(&values).unwrap_or((values[0] - 1.0, values[0] + 1.0));
        let x = |day: i64| 1.0 + (day - first.0) as f64 / (last.0 - first.0) as f64 * 116.0;
        let y = |value: f64| 25.0 - (value - low) / (high - low) * 22.0;
        let path = points.iter().map(|(day, value)| format!("{:.1} {:.1}", x(*day), y(*value))).collect::<Vec<_>>();
        let said = |value| measured(value, &metric.unit);
        let words = format!("{} readings, from {} to {}", points.len(), said(first.1), said(last.1));
        Some(Self { path: format!("M{}", path.join("L")), end: (x(last.0), y(last.1)), goal: goal.map(y), words })
    }
}

/// One point a day: a later reading of the same day corrects an earlier one.
fn points(readings: &[Reading]) -> Vec<(i64, f64)> {
    let mut points: Vec<(i64, f64)> = Vec::new();
    for reading in readings {
        let Some(day) = day_number(&reading.on) else { continue };
        match points.last_mut() {
            Some(point) if point.0 == day => point.1 = reading.value,
            _ => points.push((day, reading.value)),
        }
    }
    points
}
