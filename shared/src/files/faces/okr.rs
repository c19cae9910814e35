//! The view of goals: how they stand, and each objective with its key results.

use super::Told;
use super::card::{Card, LINES_MAX, Line};
use crate::kinds::okr::{KeyResult, OkrView, counts};
use crate::text::words::{long_day, measured};

/// The card: a sentence, the key results of open cycles first, and the day on which the cycle ends.
pub(super) fn card(told: &Told<'_>) -> Card {
    let view = OkrView::of(told.from.sheet, None);
    let [well, behind, open] = counts(&view, told.today);
    let parts = [(well, "at pace or ahead"), (behind, "behind"), (open, "not countable yet")];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}"));
    let lead = parts.collect::<Vec<_>>().join(", ");
    let lead = if lead.is_empty() { lead } else { format!("{lead}.") };
    let named = || view.results().filter(|one| !one.metric.name.trim().is_empty());
    let lines = named().take(LINES_MAX).map(|one| line(&view, one, told.today)).collect();
    let n_more = named().count().saturating_sub(LINES_MAX);
    let more = if n_more > 0 { format!("And {n_more} more. ") } else { String::new() };
    let ends = match (&view.closed, view.ends.as_str()) {
        (Some(_), _) => "The cycle is closed.".to_owned(),
        (None, "") => String::new(),
        (None, ends) => format!("Until {}.", long_day(ends)),
    };
    Card::new(told, "goals")
        .lead(lead)
        .lines(lines)
        .foot(format!("{more}{ends}"))
        .or_says("No goal is written down yet.")
}

fn line(view: &OkrView, result: &KeyResult, today: &str) -> Line {
    let metric = &result.metric;
    let said = |number: f64| measured(number, &metric.unit);
    let way = metric.now().zip(metric.target.number()).map(|(now, to)| format!(", {} to {}", said(now), said(to)));
    let stands = view.standing(result, today).says(&metric.unit);
    Line::new(metric.name.trim(), format!("{stands}{}", way.unwrap_or_default()))
}
