//! How loosely a team is coupled, in the facts of its log that a picture of all teams is made of: days, and no words but those that
//! the team wrote beside its place.

use super::schema::{NOTE, ON, PLACE, SIGNAL};
use super::signals::week_of;
use super::view::{LogView, Request};
use crate::kinds::brief::{Brief, is_counted_on};

/// The facts of a log, on whatever day they are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coupled {
    /// The days of the latest decisions, and whether each was taken in the team.
    pub decisions: Vec<(String, bool)>,
    /// The days of decisions that were pulled up.
    pub pulled_up: Vec<String>,
    /// The days of decisions that went up and came back as the team had proposed them.
    pub avoidable: Vec<String>,
    /// The days on which requests were asked, and whether each was settled without going up to a leader.
    pub requests: Vec<(String, bool)>,
    /// Words of the team beside its place: the day, and the words, the newest first.
    pub notes: Vec<(String, String)>,
}

impl Coupled {
    /// The facts of a log.
    pub fn of(log: &LogView) -> Self {
        let Brief { taken: decisions, .. } = log.brief();
        let request = |request: &Request| {
            let went_up = request.answers.iter().any(|answer| answer.state() == "escalated");
            (request.on().to_owned(), !went_up)
        };
        let beside = log.annotations.iter().filter(|row| row.value(SIGNAL).words() == PLACE);
        let note = beside.map(|row| (row.value(ON).words().to_owned(), row.value(NOTE).words().trim().to_owned()));
        Self {
            decisions,
            pulled_up: log.pulled_up().map(|one| one.on().to_owned()).collect(),
            avoidable: log.avoidable().map(|one| one.on().to_owned()).collect(),
            requests: log.requests.iter().map(request).collect(),
            notes: note.filter(|(_, note)| !note.is_empty()).collect(),
        }
    }

    /// The decisions that are counted on the day `today`: how many were taken in the team, and how many there are.
    pub fn decided(&self, today: &str) -> (usize, usize) {
        let counted = || self.decisions.iter().filter(|(on, _)| is_counted_on(on, today));
        (counted().filter(|(_, here)| *here).count(), counted().count())
    }

    /// The requests of the last eight weeks: how many were settled between teams, and how many there are.
    pub fn settled(&self, today: &str) -> (usize, usize) {
        let counted = || self.requests.iter().filter(|(on, _)| week_of(on, today).is_some());
        (counted().filter(|(_, between)| *between).count(), counted().count())
    }

    /// How many decisions of the last eight weeks were pulled up.
    pub fn n_pulled_up(&self, today: &str) -> usize {
        self.pulled_up.iter().filter(|on| week_of(on, today).is_some()).count()
    }

    /// How many decisions of the last eight weeks could have stayed in the team.
    pub fn n_avoidable(&self, today: &str) -> usize {
        self.avoidable.iter().filter(|on| week_of(on, today).is_some()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::levels::tests::row;
    use super::super::schema::*;
    use super::*;
    use crate::sheet::Sheet;

    const TODAY: &str = "2026-11-29";

    #[test]
    fn n13_decisions_and_requests_of_eight_weeks_are_counted_by_whether_they_stayed_between_teams() {
        let mut sheet = Sheet::default();
        let decision = |(nth, (on, role)): (usize, &(&str, &str))| {
            row(&format!("d{nth}"), "Ines", nth as u64, &[(QUESTION, "?"), (ON, on), (ROLE, role)])
        };
        let decisions = [(TODAY, "captain"), (TODAY, "leader"), ("2026-09-01", "captain"), (TODAY, "")];
        sheet.lists.insert(DECISIONS.to_owned(), decisions.iter().enumerate().map(decision).collect());
        let request = |(id, on): (&str, &str)| row(id, "Ines", 1, &[(NEED, "Keys"), (ON, on)]);
        let requests = [("r1", TODAY), ("r2", "2026-11-02"), ("r3", "2026-09-01")].map(request);
        sheet.lists.insert(REQUESTS.to_owned(), requests.into());
        let answer = |(id, state): (&str, &str)| row(id, "Rui", 2, &[(REQUEST, "r2"), (STATE, state), (ON, TODAY)]);
        // A request that went up has gone up, whatever came of it.
        sheet.lists.insert(ANSWERS.to_owned(), [("a1", "escalated"), ("a2", "done")].map(answer).into());
        let note =
            |(id, signal, note): (&str, &str, &str)| row(id, "Ines", 3, &[(SIGNAL, signal), (NOTE, note), (ON, TODAY)]);
        let notes = [("n1", PLACE, "Nine people are reading it."), ("n2", "meetings", "A strike."), ("n3", PLACE, " ")];
        sheet.lists.insert(ANNOTATIONS.to_owned(), notes.map(note).into());
        let coupled = Coupled::of(&LogView::of(&sheet));
        for (today, decided, settled) in
            [(TODAY, (1, 2), (1, 2)), ("2026-10-01", (1, 1), (1, 1)), ("2027-11-29", (0, 0), (0, 0))]
        {
            assert_eq!((coupled.decided(today), coupled.settled(today)), (decided, settled), "{today}");
        }
        assert_eq!(coupled.n_pulled_up(TODAY), 0, "no level is agreed");
        assert_eq!(coupled.notes, [(TODAY.to_owned(), "Nine people are reading it.".to_owned())]);
    }
}
