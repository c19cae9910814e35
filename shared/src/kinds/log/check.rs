//! Advice on a decision log, computed and never stored.

use super::schema::{DECISIONS, REQUESTS};
use super::view::{Decision, LogView, Request};
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

impl Decision {
    /// Everything noticed about it on the day `today`, as `2026-11-29`.
    pub fn remarks(&self, today: &str) -> Vec<Remark> {
        let n_open = self.open_reversals().count();
        // A record from elsewhere says what it says, and nobody here can add to it.
        let nobody = (self.decided_by().is_empty() && self.record().is_empty()).then_some(Remark::NoDecider);
        let due = self.due(today).map(|day| Remark::LookAgain(day.to_owned()));
        let contested = self.is_contested().then_some(Remark::ReversedBy(n_open));
        [nobody, due, contested].into_iter().flatten().collect()
    }
}

impl Request {
    /// The same about a request.
    pub fn remarks(&self, today: &str) -> Vec<Remark> {
        let late = self.is_late(today).then(|| Remark::Unanswered(self.needed_by().to_owned()));
        late.into_iter().collect()
    }
}

/// Everything noticed about a log on the day `today`.
pub fn checks(view: &LogView, today: &str) -> Vec<Check> {
    let of = |list: &'static str, row: &RowId, remarks: Vec<Remark>| {
        let row = row.clone();
        remarks.into_iter().map(move |remark| Check { list, row: row.clone(), remark })
    };
    let decisions = view.decisions.iter().flat_map(|one| of(DECISIONS, &one.row.id, one.remarks(today)));
    let requests = view.requests.iter().flat_map(|one| of(REQUESTS, &one.row.id, one.remarks(today)));
    decisions.chain(requests).collect()
}
