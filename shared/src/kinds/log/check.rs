//! Advice on a decision log, computed and never stored.

use super::authority::Dial;
use super::bet::Bet;
use super::readiness::Readiness;
use super::schema::{BETS, DECISIONS, REQUESTS};
use super::view::{Decision, LogView, Outcome, Request};
use crate::id::RowId;
use crate::text::words::day_number;

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
    /// The agreed level of a class and its decisions lie apart, in a sentence.
    Apart(String),
    /// Nobody has spoken about the level of a class for so many weeks.
    NotSpokenOf(i64),
    /// A level above what is agreed was proposed while so many statements of readiness are open.
    RaisedWhileOpen(usize),
    /// The two sides see a statement of readiness differently.
    SeenDifferently,
    /// The evidence for a statement of readiness is old.
    OldEvidence,
    /// The stop date of a bet has passed, and it is alive.
    Alive(String),
    /// The stop date of a bet lies before the day it was made.
    StopsBefore(String, String),
    /// Somebody wrote what happened, and not what was learned.
    NothingLearned,
}

impl Remark {
    /// A few words for the note's head.
    pub fn head(&self) -> &'static str {
        match self {
            Self::NoDecider => "No decider",
            Self::LookAgain(_) => "Time to look again",
            Self::ReversedBy(_) => "Both stand",
            Self::Unanswered(_) => "No answer yet",
            Self::Apart(_) => "Agreed and done differ",
            Self::NotSpokenOf(_) => "Not spoken of for a while",
            Self::RaisedWhileOpen(_) => "Readiness is open",
            Self::SeenDifferently => "Seen differently",
            Self::OldEvidence => "Old evidence",
            Self::Alive(_) => "Past its stop date, and alive",
            Self::StopsBefore(..) => "It stops before it begins",
            Self::NothingLearned => "Nothing learned yet",
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
            Self::Apart(says) => format!("{says} Talk about which of the two still fits."),
            Self::NotSpokenOf(weeks) => {
                format!("This level was agreed {weeks} weeks ago. Ask each other whether it still fits.")
            }
            Self::RaisedWhileOpen(n) => {
                let open = if *n == 1 { "One statement" } else { "Some statements" };
                format!("{open} of readiness below is answered with “not yet”. Talk about that first.")
            }
            Self::SeenDifferently => "The two of you see this differently. Each has a reason: ask for it.".to_owned(),
            Self::OldEvidence => "This was answered more than 90 days ago. What do you see now?".to_owned(),
            Self::Alive(day) => {
                format!("It was to stop on {day}. Say that it stopped, or that it goes on, why, and until when.")
            }
            Self::StopsBefore(stop, on) => {
                format!("It was made on {on} and stops on {stop}. Say below that it goes on, and until when.")
            }
            Self::NothingLearned => {
                "What happened is written, and what you learned is not. Both weigh the same: write it as a learning."
                    .to_owned()
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
        let is_silent = |one: &Outcome| !one.happened().trim().is_empty() && one.learned().trim().is_empty();
        let silent = self.outcomes.first().is_some_and(is_silent).then_some(Remark::NothingLearned);
        [nobody, due, contested, silent].into_iter().flatten().collect()
    }
}

impl Request {
    /// The same about a request.
    pub fn remarks(&self, today: &str) -> Vec<Remark> {
        let late = self.is_late(today).then(|| Remark::Unanswered(self.needed_by().to_owned()));
        late.into_iter().collect()
    }
}

impl Bet {
    /// The same about a bet.
    pub fn remarks(&self, today: &str) -> Vec<Remark> {
        let alive = self.past_stop(today).map(|day| Remark::Alive(day.to_owned()));
        let (stop, on) = (self.stop_on(), self.on());
        let is_before = self.is_alive() && !stop.is_empty() && !on.is_empty() && stop < on;
        let before = is_before.then(|| Remark::StopsBefore(stop.to_owned(), on.to_owned()));
        let silent = self.end().is_some_and(|end| end.learned().trim().is_empty()).then_some(Remark::NothingLearned);
        // A day that was wrong from the start has not passed.
        [alive.filter(|_| before.is_none()), before, silent].into_iter().flatten().collect()
    }
}

/// So many days after it was agreed a level is looked at again.
const LEVEL_DAYS: i64 = 56;

impl Dial<'_> {
    /// The same about a class of decisions.
    pub fn remarks(&self, readiness: &Readiness, today: &str) -> Vec<Remark> {
        let apart = self.apart().map(Remark::Apart);
        let agreed = self.levels.and_then(|levels| levels.agreed.as_ref());
        let days = agreed.and_then(|agreed| Some(day_number(today)? - day_number(agreed.since())?));
        let old = days.filter(|days| *days > LEVEL_DAYS).map(|days| Remark::NotSpokenOf(days / 7));
        let is_raised =
            self.levels.is_some_and(|levels| levels.proposals().any(|said| Some(said.level) > self.level()));
        let open = Some(readiness.n_open()).filter(|n| is_raised && *n > 0).map(Remark::RaisedWhileOpen);
        [apart, old, open].into_iter().flatten().collect()
    }
}

impl Readiness {
    /// The same about the statement at a place.
    pub fn remarks(&self, statement: usize, today: &str) -> Vec<Remark> {
        let apart = self.is_apart(statement).then_some(Remark::SeenDifferently);
        let old = self.is_old(statement, today).then_some(Remark::OldEvidence);
        apart.into_iter().chain(old).collect()
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
    let bets = view.bets.iter().flat_map(|one| of(BETS, &one.row.id, one.remarks(today)));
    decisions.chain(requests).chain(bets).collect()
}
