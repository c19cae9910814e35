//! Advice in the margin, computed and never stored: what a line lacks, and what to do next.

use super::schema::*;
use super::stand::Mode;
use super::view::{CharterView, Metric};
use crate::id::RowId;
use crate::names;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The list it stands beside: `mission`, `claims`, `metrics`, `members`.
    pub beside: &'static str,
    /// The row it is about, if it is about one.
    pub row: Option<RowId>,
    /// The remark.
    pub remark: Remark,
}

/// The remarks that can be made on a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The mission is over 40 words.
    LongMission(usize),
    /// Another team owns the surface too.
    Contested(Vec<String>),
    /// The registry does not know the surface.
    Unregistered,
    /// Nothing is said to be out of scope.
    NoOutOfScope,
    /// A metric lacks these.
    Incomplete(Vec<&'static str>),
    /// A metric's name reads like a piece of work.
    OutputNotOutcome,
    /// The target is where the metric started.
    TargetIsBaseline,
    /// The target lies on the wrong side of the baseline.
    WrongDirection,
    /// Required functions with nobody in them.
    Holes(Vec<String>),
}

impl Remark {
    /// Two or three words for the note's head.
    pub fn head(&self) -> &'static str {
        match self {
            Self::LongMission(_) => "Long for a mission",
            Self::Contested(_) => "Two owners",
            Self::Unregistered => "Not in the registry",
            Self::NoOutOfScope => "Nothing out of scope yet",
            Self::Incomplete(_) => "Not measurable yet",
            Self::OutputNotOutcome => "Output, not outcome?",
            Self::TargetIsBaseline => "Target is the baseline",
            Self::WrongDirection => "Wrong direction?",
            Self::Holes(_) => "Not fully staffed",
        }
    }

    /// The state of things in words, and the next step.
    pub fn advice(&self) -> String {
        match self {
            Self::LongMission(n) => {
                format!("{n} words. What would you say to a new colleague in one breath?")
            }
            Self::Contested(teams) => {
                format!("Also owned by {}. Talk to them, or offer to share it.", teams.join(" and "))
            }
            Self::Unregistered => "No surface of this name is known here. Choose one, or add it.".to_owned(),
            Self::NoOutOfScope => {
                "Write down one thing that people may expect of you and that is not yours.".to_owned()
            }
            Self::Incomplete(gaps) => format!("It has no {} yet.", gaps.join(", no ")),
            Self::OutputNotOutcome => {
                "What would customers do more of, or less of, once it is there? Write that, with a number.".to_owned()
            }
            Self::TargetIsBaseline => "Reaching it would change nothing. Where should it get?".to_owned(),
            Self::WrongDirection => "The target moves away from better. Turn the direction or the number.".to_owned(),
            Self::Holes(holes) => match holes.as_slice() {
                [one] => format!("{one} is required and empty."),
                many => format!("{} are required and empty.", many.join(", ")),
            },
        }
    }
}

/// Everything noticed about a charter. `contested` gives, for a surface's compared name, the other teams that own it.
pub fn checks(view: &CharterView, contested: &dyn Fn(&str) -> Vec<String>) -> Vec<Check> {
    let mut checks = Vec::new();
    let n_words = view.mission.split_whitespace().count();
    if n_words > 40 {
        checks.push(Check { beside: MISSION, row: None, remark: Remark::LongMission(n_words) });
    }
    checks.extend(claim_checks(view, contested));
    if !view.claims.is_empty() && view.n_out_of_scope == 0 {
        checks.push(Check { beside: OUT_OF_SCOPE, row: None, remark: Remark::NoOutOfScope });
    }
    for metric in &view.metrics {
        let remarks = metric_remarks(metric).into_iter();
        checks.extend(remarks.map(|remark| Check { beside: METRICS, row: Some(metric.row.clone()), remark }));
    }
    let holes = view.holes();
    if !holes.is_empty() {
        checks.push(Check { beside: MEMBERS, row: None, remark: Remark::Holes(holes) });
    }
    checks
}

fn claim_checks(view: &CharterView, contested: &dyn Fn(&str) -> Vec<String>) -> Vec<Check> {
    let remark = |claim: &super::view::Claim| {
        if claim.name.is_empty() {
            return Some(Remark::Unregistered);
        }
        let teams = if claim.mode == Mode::Own { contested(&claim.name) } else { Vec::new() };
        (!teams.is_empty()).then_some(Remark::Contested(teams))
    };
    let found = view.claims.iter().filter_map(|claim| Some((claim.row.clone(), remark(claim)?)));
    found.map(|(row, remark)| Check { beside: CLAIMS, row: Some(row), remark }).collect()
}

/// The remarks on one metric.
pub(super) fn metric_remarks(metric: &Metric) -> Vec<Remark> {
    const WORK: [&str; 10] =
        ["launch", "implement", "build", "ship", "deliver", "create", "migrate", "roll", "release", "develop"];
    let mut remarks = Vec::new();
    let first = names::key(metric.name.split_whitespace().next().unwrap_or(""));
    if WORK.contains(&first.as_str()) {
        remarks.push(Remark::OutputNotOutcome);
    }
    let target = metric.target.number();
    let gaps = [
        ("unit", metric.unit.is_empty()),
        ("baseline", metric.baseline.is_none()),
        ("target", target.is_none()),
        ("due date", metric.due.is_vacant()),
        ("source", metric.source.is_empty()),
        ("owner", metric.owner.is_empty()),
    ];
    let gaps: Vec<_> = gaps.into_iter().filter_map(|(gap, open)| open.then_some(gap)).collect();
    if !gaps.is_empty() && !metric.name.is_empty() {
        remarks.push(Remark::Incomplete(gaps));
    }
    if let (Some(baseline), Some(target)) = (metric.baseline, target) {
        match metric.up_is_good {
            _ if (target - baseline).abs() < f64::EPSILON => remarks.push(Remark::TargetIsBaseline),
            Some(up) if up != (target > baseline) => remarks.push(Remark::WrongDirection),
            _ => {}
        }
    }
    remarks
}
