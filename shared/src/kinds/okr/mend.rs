//! The guided mend of a key result: how it will read, and what a change in percent comes to.

use crate::text::words::{long_day, measured};

/// The answers to a mend's questions, as far as they are given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mended {
    /// The thing that is counted.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// How many it was.
    pub baseline: Option<f64>,
    /// On which day.
    pub baseline_on: String,
    /// How many it should be.
    pub target: Option<f64>,
    /// By which day.
    pub due: String,
}

impl Mended {
    /// The key result in one sentence.
    pub fn reads(&self) -> String {
        let name = match self.name.trim().trim_end_matches(['.', ':']) {
            "" => "…",
            name => name,
        };
        let said = |number: Option<f64>| number.map_or_else(|| "…".to_owned(), |number| measured(number, &self.unit));
        let day = |word: &str, day: &str| {
            if day.is_empty() { String::new() } else { format!(" {word} {}", long_day(day)) }
        };
        let (on, by) = (day("on", &self.baseline_on), day("by", &self.due));
        format!("{name}: from {}{on} to {}{by}.", said(self.baseline), said(self.target))
    }
}

/// A percentage of change over a baseline in the same unit, and in points: what each of both comes to.
pub fn comes_to(percent: f64, baseline: f64, unit: &str) -> String {
    let round = |number: f64| (number * 10.0).round() / 10.0;
    let of = round(baseline * (1.0 + percent / 100.0));
    let first = format!("{} more than {} is {}.", measured(percent, "%"), measured(baseline, unit), measured(of, unit));
    match unit {
        "%" => format!(
            "{first} If you meant {} points more, it is {}.",
            round(percent),
            measured(round(baseline + percent), unit)
        ),
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mended_key_result_reads_as_one_sentence_and_shows_what_is_still_open() {
        let whole = Mended {
            name: "Renters who check in by themselves".to_owned(),
            unit: "%".to_owned(),
            baseline: Some(31.0),
            baseline_on: "2026-09-30".to_owned(),
            target: Some(37.0),
            due: "2026-12-31".to_owned(),
        };
        let reads =
            "Renters who check in by themselves: from 31\u{a0}% on 30 September 2026 to 37\u{a0}% by 31 December 2026.";
        assert_eq!(whole.reads(), reads);
        assert_eq!(Mended { unit: "h".to_owned(), ..Mended::default() }.reads(), "…: from … to ….");
    }

    #[test]
    fn a_change_in_percent_is_told_in_numbers_and_in_points_where_these_may_be_meant() {
        assert_eq!(
            comes_to(20.0, 31.0, "%"),
            "20\u{a0}% more than 31\u{a0}% is 37.2\u{a0}%. If you meant 20 points more, it is 51\u{a0}%."
        );
        assert_eq!(comes_to(20.0, 50.0, "calls"), "20\u{a0}% more than 50\u{a0}calls is 60\u{a0}calls.");
    }
}
