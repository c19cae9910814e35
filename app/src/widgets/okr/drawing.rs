//! The pictures of a key result: its way from baseline to target with the pace that is expected today, and confidence over time.

use leptos::prelude::*;
use muster_shared::kinds::charter::Metric;
use muster_shared::kinds::okr::{Days, Pace};

use crate::form::picture::{Fixed, Shape, picture, shape};
use crate::form::plain::{self, el};
use crate::words::{long_day, measured, short_day};

/// Where the baseline and the target stand, in percent of the width, so that the pace lies at one place in every row.
const FROM: f64 = 14.0;
const TO: f64 = 84.0;
/// Labels nearer than this cover each other.
const NEAR: f64 = 15.0;
/// So many check-ins are drawn.
const WEEKS: usize = 8;

/// A number on the line.
struct Mark {
    at: f64,
    number: String,
    under: String,
}

/// The line of a way. `class` says how it stands.
pub(super) fn line(metric: &Metric, pace: &Pace, days: &Days<'_>, class: &'static str) -> AnyView {
    let (low, high) = (pace.done().min(0.0), pace.done().max(1.0));
    let at = |share: f64| FROM + (TO - FROM) * ((share - low) / (high - low)).clamp(0.0, 1.0);
    let said = |number: f64| measured((number * 10.0).round() / 10.0, &metric.unit);
    let day = |day: &str, otherwise: &str| short_day(if day.is_empty() { otherwise } else { day }, days.today);
    let read_on = metric.readings.last().map(|reading| day(&reading.on, ""));
    let baseline = Mark { at: at(0.0), number: said(pace.from), under: day(&metric.baseline_on, days.starts) };
    let target = Mark { at: at(1.0), number: said(pace.to), under: day(metric.due.words(), days.ends) };
    let now = read_on.map(|under| Mark { at: at(pace.done()), number: said(pace.now), under });
    let expected = pace.expected.map(|expected| (at(pace.share(expected)), format!("expected {}", said(expected))));
    let reach = now.as_ref().map_or(baseline.at, |now| now.at);
    let (from, to) = (baseline.at.min(reach), baseline.at.max(reach));
    let gap_to = target.at.max(reach);
    let upright = |at: f64, fixed: Fixed| across(at, at, fixed);
    let mut shapes = vec![
        shape("rect", &[("class", "track"), ("y", "21"), ("width", "100%"), ("height", "10"), ("rx", "2")], Vec::new()),
        shape(
            "rect",
            &[("class", "now"), ("y", "21"), ("height", "10")],
            vec![("x", percent(from)), ("width", percent(to - from))],
        ),
        across(reach, gap_to, &[("class", "gap"), ("y1", "26"), ("y2", "26")]),
        upright(baseline.at, &[("class", "base"), ("y1", "18"), ("y2", "36")]),
        upright(target.at, &[("class", "mark"), ("y1", "16"), ("y2", "38")]),
    ];
    if let Some((at, says)) = expected {
        let tip = shape("path", &[("class", "tip"), ("d", "M-4 0H4L0 5z")], Vec::new());
        shapes.extend([
            text(at, &[("y", "11")], "ex", says),
            shape("svg", &[("y", "15"), ("overflow", "visible")], vec![("x", percent(at))]).around(vec![tip]),
            upright(at, &[("class", "due"), ("y1", "20"), ("y2", "32")]),
        ]);
    }
    shapes.extend(labels(baseline, now, target));
    let label = words(metric, pace, days);
    picture(&[("role", "img")], vec![("class", format!("pace {class}")), ("aria-label", label)], shapes)
}

fn percent(at: f64) -> String {
    format!("{at:.1}%")
}

fn across(from: f64, to: f64, fixed: Fixed) -> Shape {
    shape("line", fixed, vec![("x1", percent(from)), ("x2", percent(to))])
}

fn text(at: f64, fixed: Fixed, class: &str, says: String) -> Shape {
    shape("text", fixed, vec![("class", class.to_owned()), ("x", percent(at))]).saying(says)
}

/// The numbers under their marks. The latest one has its room before the other two.
fn labels(baseline: Mark, now: Option<Mark>, target: Mark) -> Vec<Shape> {
    let is_free = |mark: &Mark| now.as_ref().is_none_or(|now| (now.at - mark.at).abs() >= NEAR);
    let ends = [("", baseline), ("n", target)].into_iter().filter(|(_, mark)| is_free(mark)).collect::<Vec<_>>();
    let mut shapes = Vec::new();
    for (class, Mark { at, number, under }) in ends.into_iter().chain(now.map(|now| ("n", now))) {
        shapes.extend([text(at, &[("y", "52")], class, number), text(at, &[("y", "68")], "", under)]);
    }
    shapes
}

/// The picture in words.
fn words(metric: &Metric, pace: &Pace, days: &Days<'_>) -> String {
    rows(metric, pace, days).iter().map(|(label, number)| format!("{label}: {number}")).collect::<Vec<_>>().join("; ")
}

/// The picture as a table: labels and numbers.
pub(super) fn rows(metric: &Metric, pace: &Pace, days: &Days<'_>) -> Vec<(String, String)> {
    let said = |number: f64| measured((number * 10.0).round() / 10.0, &metric.unit);
    let on = |label: &str, day: &str, otherwise: &str| match (day, otherwise) {
        ("", "") => label.to_owned(),
        ("", day) | (day, _) => format!("{label}, {}", long_day(day)),
    };
    let read = metric.readings.last().map(|reading| (on("Last reading", &reading.on, ""), said(reading.value)));
    let expected = pace.expected.map(|expected| ("Expected by today".to_owned(), said(expected)));
    let ends = [
        Some((on("Baseline", &metric.baseline_on, days.starts), said(pace.from))),
        read,
        expected,
        Some((on("Target", metric.due.words(), days.ends), said(pace.to))),
    ];
    ends.into_iter().flatten().collect()
}

/// Confidence over the last check-ins, each as a bar out of ten.
pub(super) fn confidence(all: &[(&str, u8)], today: &str) -> AnyView {
    let first = all.len().saturating_sub(WEEKS);
    let shown = all.get(first..).unwrap_or_default();
    let Some((_, last)) = shown.last() else { return plain::nothing() };
    let said: Vec<String> = shown.iter().map(|(on, n)| format!("{n} on {}", short_day(on, today))).collect();
    let label = format!("Confidence out of 10: {}", said.join(", "));
    let n_falling = shown.windows(2).rev().take_while(|pair| matches!(pair, [(_, a), (_, b)] if b < a)).count();
    let count = shown.len();
    let bar = |(nth, (_, n)): (usize, &(&str, u8))| {
        let height = f64::from(*n) * 2.0;
        let is_falling = n_falling >= 2 && nth + n_falling >= count;
        let class = if is_falling {
            "fall"
        } else if nth + 1 == count {
            "last"
        } else {
            ""
        };
        let (x, y) = ((nth * 11).to_string(), (22.0 - height).to_string());
        let own = vec![("class", class.to_owned()), ("x", x), ("y", y), ("height", height.to_string())];
        shape("rect", &[("width", "8"), ("rx", "1")], own)
    };
    let bars = shown.iter().enumerate().map(bar).collect();
    let drawn = picture(&[("viewBox", "0 0 86 22"), ("role", "img")], vec![("aria-label", label)], bars);
    let says = el("figcaption", "", vec!["confidence ".into_any(), plain::words("b", "", last.to_string())]);
    el("figure", "conf", vec![drawn, says])
}
