//! The views of a decision log.

use super::Told;
use super::card::{Card, Line, Part, Steps};
use super::view::View;
use crate::kinds::log::{Decision, Dial, Level, LogView};
use crate::sheet::Named;
use crate::text::words::long_day;

/// The most decisions and classes on a card.
const LINES_MAX: usize = 5;

/// The card of a view; `None` where the whole is shown.
pub(super) fn card(view: View, told: &Told<'_>) -> Option<Card> {
    let log = LogView::of(told.from.sheet);
    Some(match view {
        View::Recent => recent(told, &log, LINES_MAX),
        View::Card => recent(told, &log, 1).foot(log.brief().says(told.today).unwrap_or_default()),
        View::Dial => dial(told, &log),
        _ => return None,
    })
}

fn recent(told: &Told<'_>, log: &LogView, n: usize) -> Card {
    let latest = log.decisions.iter().filter(|decision| decision.stands()).take(n);
    Card::new(told, "decisions").lines(latest.map(decided).collect()).or_says("Nothing is decided here yet.")
}

fn decided(decision: &Decision) -> Line {
    let said = if decision.choice().is_empty() { decision.question() } else { decision.choice() };
    let note = [Named::read(decision.decided_by()).name.to_owned(), long_day(decision.on())];
    Line::new(said, note.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", "))
}

fn dial(told: &Told<'_>, log: &LogView) -> Card {
    let dials = log.dials(told.today);
    let n_more = dials.len().saturating_sub(LINES_MAX);
    let more = if n_more > 0 { format!("And {n_more} more.") } else { String::new() };
    Card::new(told, "authority")
        .with(Part::Steps(dials.iter().take(LINES_MAX).map(steps).collect()))
        .foot(more)
        .or_says("No authority is agreed here yet.")
}

fn steps(dial: &Dial<'_>) -> Steps {
    let level = match dial.level() {
        Some(level) => level.name().to_owned(),
        None => "no level agreed".to_owned(),
    };
    Steps {
        name: dial.class.to_owned(),
        at: dial.level().map_or(0, Level::number),
        of: Level::ALL.len(),
        words: if dial.measured.is_shown() { format!("{level}, {}", dial.measured.says()) } else { level },
    }
}
