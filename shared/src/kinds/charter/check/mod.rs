//! Advice in the margin, computed and never stored: what a charter lacks, why that matters, and what to do next. A document
//! keeps only that somebody dismissed one, and for which reason.

mod across;
mod crossed;
mod decided;
mod found;
mod heard;
mod mandate;
mod metric;
mod moved;
mod peers;
mod research;
mod sheet;
mod smart;
mod sort;
#[cfg(test)]
mod tests;

pub use across::{Beside, TEAMS_MAX, across, over_all};
pub use crossed::{Crossing, of_rules};
pub use decided::{Decided, of_decision};
pub use found::Check;
pub(in crate::kinds) use metric::begins_with_work;
pub use peers::of_peers;
pub use research::of_reading;
pub use sheet::{few_own_words, unconfirmed};
pub use smart::{Mark, Smart, smart};
pub use sort::{CheckSort, Leads};

use super::summary::Summary;
use super::view::CharterView;
use crate::sheet::Sheet;

/// Everything noticed about a charter by itself, dismissed or not. `contested` gives, for a surface's compared name, the other
/// teams that own it. Of a team that was closed nothing is noticed.
pub fn checks(sheet: &Sheet, view: &CharterView, contested: &dyn Fn(&str) -> Vec<String>) -> Vec<Check> {
    if view.closed.is_some() {
        return Vec::new();
    }
    let head = sheet::of_head(sheet, view).into_iter();
    let mandate = mandate::of_mandate(view, contested).into_iter();
    let metrics = metric::of_metrics(view).into_iter().chain(moved::of_moves(sheet, view));
    let team = sheet::of_team(sheet, view).into_iter().chain(heard::of_heard(sheet, view));
    let team = team.chain(research::of_research(sheet));
    head.chain(mandate).chain(metrics).chain(team).collect()
}

/// The summary of a charter for the list of all, with the checks that nobody dismissed. Those that other charters tell of are
/// found where the list is: see [`across()`].
pub fn summary(sheet: &Sheet, view: &CharterView, org: &Sheet, example: bool) -> Summary {
    let mut summary = view.compared(org, example);
    let found = checks(sheet, view, &|_| Vec::new());
    let open = found.iter().filter(|check| !view.is_dismissed(&check.named()));
    summary.checks = open.map(Check::noted).collect();
    summary
}
