//! How well a team's decisions turn out against how sure it was of them, and how much of what happened it learned from. All of
//! it is counted for the team, with its number and its days; under a number that says something nothing is shown.

use super::schema::SURE;
use super::view::{Decision, LogView};
use crate::text::words::{counted, day_number, long_day};

/// The fewest decisions that were looked at again of which anything is said.
pub const CALIBRATED_FROM: usize = 20;
/// The fewest decisions of one band of which anything is said.
const BAND_MIN: usize = 5;
/// The days of a quarter.
const QUARTER: i64 = 91;

/// Decisions that were looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calibration {
    /// How many.
    pub n: usize,
    /// How many of them the team would take again.
    pub again: usize,
    /// Of how many it is not sure.
    pub unsure: usize,
    /// The first and the last day on which one was looked at again.
    pub days: Option<(String, String)>,
    /// The same by how sure it was, for those that say it.
    pub bands: Vec<Band>,
}

/// Decisions that the team was so sure of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// How sure, in percent.
    pub sure: &'static str,
    /// How many.
    pub n: usize,
    /// How many of them the team would take again.
    pub again: usize,
}

/// Results and learnings of the last quarter, side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weighed {
    /// How often somebody wrote what happened.
    pub results: usize,
    /// How often somebody wrote what was learned.
    pub learnings: usize,
    /// How many bets came to an end.
    pub tested: usize,
}

impl LogView {
    /// The calibration of the log's decisions by their latest outcomes.
    pub fn calibration(&self) -> Calibration {
        let answer = |one: &&Decision| one.outcomes.first().is_some_and(|outcome| !outcome.again().is_empty());
        let looked_at: Vec<&Decision> = self.decisions.iter().filter(answer).collect();
        let is = |one: &Decision, word: &str| one.outcomes.first().is_some_and(|outcome| outcome.again() == word);
        let count = |word: &str| looked_at.iter().filter(|one| is(one, word)).count();
        let days = || looked_at.iter().filter_map(|one| one.outcomes.first()).map(|outcome| outcome.on());
        let days = || days().filter(|day| !day.is_empty());
        let band = |sure: &&'static str| {
            let of = || looked_at.iter().filter(|one| one.row.value(SURE).words() == *sure);
            Band { sure, n: of().count(), again: of().filter(|one| is(one, "yes")).count() }
        };
        Calibration {
            n: looked_at.len(),
            again: count("yes"),
            unsure: count("unsure"),
            days: days().min().zip(days().max()).map(|(first, last)| (first.to_owned(), last.to_owned())),
            bands: super::SURE_WORDS.iter().map(band).filter(|band| band.n > 0).collect(),
        }
    }

    /// Results and learnings of the quarter that ends with the day `today`.
    pub fn weighed(&self, today: &str) -> Weighed {
        let is_near = |on: &str| {
            let days = day_number(today).zip(day_number(on)).map(|(today, on)| today - on);
            days.is_some_and(|days| (0..QUARTER).contains(&days))
        };
        let outcomes = self.decisions.iter().flat_map(|one| &one.outcomes);
        let outcomes = outcomes.map(|one| (one.on(), one.happened(), one.learned()));
        let ends = || self.bets.iter().filter_map(|bet| bet.end());
        let of_bets = ends().map(|one| (one.on(), one.happened(), one.learned()));
        let learnings = self.learnings.iter().map(|one| (one.on(), one.happened(), one.learned()));
        let said = |words: &str| usize::from(!words.trim().is_empty());
        let near = outcomes.chain(of_bets).chain(learnings).filter(|(on, ..)| is_near(on));
        let weighed = near.fold(Weighed::default(), |sum, (_, happened, learned)| Weighed {
            results: sum.results + said(happened),
            learnings: sum.learnings + said(learned),
            ..sum
        });
        Weighed { tested: ends().filter(|end| is_near(end.on())).count(), ..weighed }
    }
}

impl Calibration {
    /// Whether there are enough of them to say anything.
    pub fn is_shown(&self) -> bool {
        self.n >= CALIBRATED_FROM
    }

    /// The count, in a sentence with its number and its days.
    pub fn says(&self) -> String {
        if !self.is_shown() {
            let decisions = counted(self.n, "decision was", "decisions were");
            return format!("{decisions} looked at again. From {CALIBRATED_FROM} on this says how they turned out.");
        }
        let days = self.days.as_ref().map(|(first, last)| format!(", from {} to {}", long_day(first), long_day(last)));
        let unsure = if self.unsure == 0 { String::new() } else { format!(", of {} it is not sure", self.unsure) };
        format!(
            "The team would take {} of {} decisions again{unsure}; looked at again{}.",
            self.again,
            self.n,
            days.unwrap_or_default()
        )
    }
}

impl Band {
    /// The count, in a sentence. Few decisions say how many they are and no more.
    pub fn says(&self) -> String {
        match self.n < BAND_MIN {
            true => format!("{} % sure: {}, too few to say more.", self.sure, counted(self.n, "decision", "decisions")),
            false => format!("{} % sure: {} of {} again.", self.sure, self.again, self.n),
        }
    }

    /// Whether anything is shown of it besides its number.
    pub fn is_shown(&self) -> bool {
        self.n >= BAND_MIN
    }

    /// The share that the team would take again, in percent.
    pub fn share(&self) -> usize {
        self.again * 100 / self.n.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::*;
    use super::*;
    use crate::sheet::Sheet;
    use crate::sheet::made::row;

    /// So many decisions that the team was so sure of, each with an outcome that says this.
    fn log(of: &[(usize, &str, &str)]) -> LogView {
        let mut sheet = Sheet::default();
        let all = of.iter().flat_map(|(n, sure, again)| std::iter::repeat_n((*sure, *again), *n)).enumerate();
        let (decisions, outcomes) = all
            .map(|(nth, (sure, again))| {
                let (decision, day) = (format!("d-{nth}"), format!("2026-11-{:02}", nth % 28 + 1));
                let outcome = [(DECISION, decision.as_str()), (AGAIN, again), (ON, day.as_str())];
                (row(&decision, &[(SURE, sure)]), row(&format!("o-{nth}"), &outcome))
            })
            .unzip();
        sheet.lists.insert(DECISIONS.to_owned(), decisions);
        sheet.lists.insert(OUTCOMES.to_owned(), outcomes);
        LogView::of(&sheet)
    }

    #[test]
    fn a58_nothing_is_said_of_fewer_than_twenty_decisions() {
        for (of, shown, says) in [
            (vec![], false, "0 decisions were looked at again. From 20 on this says how they turned out."),
            (
                vec![(19, "80", "yes"), (5, "80", "")],
                false,
                "19 decisions were looked at again. From 20 on this says how they turned out.",
            ),
            (
                vec![(12, "80", "yes"), (5, "80", "no"), (3, "50", "unsure")],
                true,
                "The team would take 12 of 20 decisions again, of 3 it is not sure; looked at again, from 1 November 2026 to 20 November 2026.",
            ),
        ] {
            let calibration = log(&of).calibration();
            assert_eq!((calibration.is_shown(), calibration.says().as_str()), (shown, says), "{of:?}");
        }
    }

    #[test]
    fn a58_a_band_of_few_decisions_says_only_how_many_they_are() {
        let bands = log(&[(12, "80", "yes"), (5, "80", "no"), (3, "50", "unsure"), (4, "", "yes")]).calibration().bands;
        let says: Vec<String> = bands.iter().map(Band::says).collect();
        assert_eq!(says, ["50 % sure: 3 decisions, too few to say more.", "80 % sure: 12 of 17 again."]);
        assert_eq!((bands[1].share(), bands[0].is_shown()), (70, false));
    }

    #[test]
    fn n17_results_and_learnings_of_a_quarter_are_counted_side_by_side() {
        let mut sheet = Sheet::default();
        let near = [(HAPPENED, "It rained"), (LEARNED, "Take a coat"), (ON, "2026-11-20")];
        let old = [(HAPPENED, "It rained"), (LEARNED, "Take a coat"), (ON, "2026-08-20")];
        let silent = [(DECISION, "d-1"), (HAPPENED, "It rained"), (ON, "2026-11-20")];
        sheet.lists.insert(DECISIONS.to_owned(), vec![row("d-1", &[(CHOICE, "Walk")])]);
        sheet.lists.insert(OUTCOMES.to_owned(), vec![row("o-1", &silent)]);
        sheet.lists.insert(LEARNINGS.to_owned(), vec![row("l-1", &near), row("l-2", &old)]);
        sheet.lists.insert(BETS.to_owned(), vec![row("b-1", &[(BET, "Walk")])]);
        let end = [(OF_BET, "b-1"), (BET_END, "stopped"), (LEARNED, "Boots"), (ON, "2026-11-29")];
        sheet.lists.insert(BET_ENDS.to_owned(), vec![row("e-1", &end)]);
        assert_eq!(LogView::of(&sheet).weighed("2026-11-30"), Weighed { results: 2, learnings: 2, tested: 1 });
    }
}
