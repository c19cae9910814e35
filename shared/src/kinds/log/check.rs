//! Advice on a decision log, computed and never stored.

use super::schema::{DECISIONS, REQUESTS};
use super::view::LogView;
use crate::id::RowId;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The list of the row.
    pub list: &'static str,
    /// The row.
    pub row: RowId,
    /// The remark.
    pub remark: Remark,
}

/// A remark on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Nobody is named who decided.
    NoDecider,
    /// The day to look again has come, and no outcome is written.
    LookAgain(String),
    /// It was reversed by so many at once.
    ReversedBy(usize),
    /// The day by which it was needed has passed without an answer.
    Unanswered(String),
}

impl Remark {
    /// A few words for the note's head.
    pub fn head(&self) -> &'static str {
        match self {
            Self::NoDecider => "No decider",
            Self::LookAgain(_) => "Time to look again",
            Self::ReversedBy(_) => "Both stand",
            Self::Unanswered(_) => "No answer yet",
        }
    }

    /// The advice: the facts, and the next thing to do.
    pub fn advice(&self) -> String {
        match self {
            Self::NoDecider => "A decision is somebody’s. Log it again with the person who took it.".to_owned(),
            Self::LookAgain(day) => {
                format!("This was to be looked at again on {day}. What happened, and what did you learn?")
            }
            Self::ReversedBy(n) => {
                format!("{n} decisions reverse this one, and none of them knew of the others. Log which one holds.")
            }
            Self::Unanswered(day) => format!("It was needed by {day}. Ask again, or take it up to a leader."),
        }
    }
}

/// Everything noticed about a log on the day `today`, as `2026-11-29`.
pub fn checks(view: &LogView, today: &str) -> Vec<Check> {
    let mut checks = Vec::new();
    for decision in &view.decisions {
        let row = decision.row.id.clone();
        let mut note = |remark| checks.push(Check { list: DECISIONS, row: row.clone(), remark });
        // A record from elsewhere says what it says, and nobody here can add to it.
        if decision.decided_by().is_empty() && decision.record().is_empty() {
            note(Remark::NoDecider);
        }
        if let Some(day) = decision.due(today) {
            note(Remark::LookAgain(day.to_owned()));
        }
        if decision.is_contested() {
            note(Remark::ReversedBy(decision.open_reversals().count()));
        }
    }
    let late = view.requests.iter().filter(|request| request.is_late(today));
    checks.extend(late.map(|request| Check {
        list: REQUESTS,
        row: request.row.id.clone(),
        remark: Remark::Unanswered(request.needed_by().to_owned()),
    }));
    checks
}
