//! SMART: whether a metric is specific, measurable and bound in time is read from it; whether it can be reached and whether it
//! matters is asked of people.

use super::super::view::Metric;
use super::metric::{gaps, is_work};
use crate::text::words::{listed, long_day, measured};

/// How far one of the five is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The metric says so.
    Yes,
    /// The metric lacks something for it.
    Not,
    /// People are asked.
    Ask,
}

/// One of the five, with its reason in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smart {
    /// Its word.
    pub word: &'static str,
    /// How far it is so.
    pub mark: Mark,
    /// The reason.
    pub why: String,
}

/// The five of a metric.
pub fn smart(metric: &Metric) -> [Smart; 5] {
    [specific(metric), measurable(metric), achievable(metric), relevant(), timed(metric)]
}

fn told(word: &'static str, gap: Option<String>, so: String) -> Smart {
    match gap {
        Some(why) => Smart { word, mark: Mark::Not, why },
        None => Smart { word, mark: Mark::Yes, why: so },
    }
}

fn specific(metric: &Metric) -> Smart {
    let gap = match metric {
        _ if metric.name.trim().is_empty() => Some("It has no name yet."),
        _ if is_work(metric) => Some("Its name reads like a piece of work."),
        _ if metric.definition.trim().is_empty() => Some("It does not say yet how it is counted."),
        _ => None,
    };
    told("Specific", gap.map(str::to_owned), "It says what is counted, and how.".to_owned())
}

fn measurable(metric: &Metric) -> Smart {
    let mut gaps = gaps(metric);
    gaps.retain(|gap| ["unit", "baseline", "target", "source"].contains(gap));
    let gaps: Vec<String> = gaps.into_iter().map(str::to_owned).collect();
    let gap = (!gaps.is_empty()).then(|| format!("Its {} missing.", is_or_are(&gaps)));
    told("Measurable", gap, format!("It is read from {}.", metric.source))
}

fn is_or_are(gaps: &[String]) -> String {
    format!("{} {}", listed(gaps), if gaps.len() == 1 { "is" } else { "are" })
}

fn achievable(metric: &Metric) -> Smart {
    let said = |number: f64| measured(number, &metric.unit);
    let way = metric.baseline.zip(metric.target.number());
    let way = way.map_or_else(|| "that far".to_owned(), |(from, to)| format!("from {} to {}", said(from), said(to)));
    let why = format!("Can the team get {way}? Everybody who agrees to the metrics says so.");
    Smart { word: "Achievable", mark: Mark::Ask, why }
}

fn relevant() -> Smart {
    let why = "Does it tell whether the mission is reached? Everybody who agrees to the metrics says so.".to_owned();
    Smart { word: "Relevant", mark: Mark::Ask, why }
}

fn timed(metric: &Metric) -> Smart {
    let gap = metric.due.is_vacant().then(|| "It has no due date yet.".to_owned());
    told("Time-bound", gap, format!("It is due on {}.", long_day(metric.due.words())))
}
