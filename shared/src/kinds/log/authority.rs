//! Measured authority: how many of the latest decisions the team took itself, class by class and over all, beside what was
//! agreed. It is counted, never changed by anything but the decisions, and the same for whoever looks.

use super::level::Level;
use super::levels::{ClassLevels, Levels};
use super::view::{Decision, How, LogView};
use crate::kinds::brief::{AGREED_MAX, Brief, DECISIONS_MAX, DECISIONS_MIN, is_counted_on};
use crate::text::words::counted;
use crate::{names, order};

/// Decisions that are counted, the newest first, and how many of them the team took.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured<'a> {
    /// The decisions: those of the last eight weeks, or the last twenty, whichever is fewer.
    pub counted: Vec<&'a Decision>,
    /// The number of those that were taken in the team.
    pub here: usize,
}

/// One class of decisions: the agreed level beside the measured share.
#[derive(Debug, Clone, PartialEq)]
pub struct Dial<'a> {
    /// The class.
    pub class: &'a str,
    /// The words of captain and leader about it.
    pub levels: Option<&'a ClassLevels>,
    /// The decisions that are counted.
    pub measured: Measured<'a>,
}

/// Whether a decision counts at all. One that was corrected counts by its correction, and one that does not say in which
/// role it was taken does not count.
fn counts(one: &Decision) -> bool {
    !one.role().is_empty() && !one.followed_by.iter().any(|tie| tie.how == How::Corrects)
}

impl Measured<'_> {
    /// The number of decisions.
    pub fn of(&self) -> usize {
        self.counted.len()
    }

    /// The number of those that were taken above the team.
    pub fn above(&self) -> usize {
        self.of() - self.here
    }

    /// Whether they are enough for a share.
    pub fn is_shown(&self) -> bool {
        self.of() >= DECISIONS_MIN
    }

    /// The share in a sentence.
    pub fn says(&self) -> String {
        match (self.is_shown(), self.of(), self.above()) {
            (false, 0, _) => "No decision in eight weeks. Shown from 5.".to_owned(),
            (false, n, _) => format!("{} in eight weeks. Shown from 5.", counted(n, "decision", "decisions")),
            (true, n, 0) => format!("All of the last {n} decisions taken here."),
            (true, n, above) => format!("{} of the last {n} decisions taken here, {above} above the team.", self.here),
        }
    }
}

impl LogView {
    /// The decisions of a class, or of all, that are counted on the day `today`.
    pub fn measured(&self, class: Option<&str>, today: &str) -> Measured<'_> {
        let key = class.map(names::key);
        let is_meant = |one: &&Decision| counts(one) && key.as_ref().is_none_or(|key| names::key(one.class()) == *key);
        // They stand newest first, so that a log of years is not read to its end.
        let later = self.decisions.iter().skip_while(|one| one.on() > today);
        let of_the_weeks = later.take_while(|one| is_counted_on(one.on(), today));
        let counted: Vec<&Decision> = of_the_weeks.filter(is_meant).take(DECISIONS_MAX).collect();
        let here = counted.iter().filter(|one| !one.is_above()).count();
        Measured { counted, here }
    }

    /// Every class that was decided in or spoken about, in the order of their names.
    pub fn dials(&self, today: &str) -> Vec<Dial<'_>> {
        let of_decisions = self.decisions.iter().map(Decision::class);
        let of_levels = self.levels.iter().map(|class| class.class.as_str());
        let mut written: Vec<&str> = of_levels.chain(of_decisions).collect();
        order::sort(&mut written);
        written.dedup();
        let mut classes: Vec<(String, &str)> = written.into_iter().map(|class| (names::key(class), class)).collect();
        order::sort_by_key(&mut classes, |(key, _)| key.clone());
        classes.dedup_by(|(one, _), (other, _)| one == other);
        let classes = classes.into_iter().filter(|(key, _)| !key.is_empty());
        classes.map(|(_, class)| self.dial(class, today)).collect()
    }

    /// The dial of one class.
    pub fn dial<'a>(&'a self, class: &'a str, today: &str) -> Dial<'a> {
        Dial { class, levels: self.levels.class(class), measured: self.measured(Some(class), today) }
    }

    /// The authority of the team in a few facts.
    pub fn brief(&self) -> Brief {
        let level = |class: &ClassLevels| {
            let agreed = class.agreed.as_ref()?;
            Some(format!("{} on {}", agreed.level.name(), class.class))
        };
        let is_released =
            |class: &&ClassLevels| class.agreed.as_ref().is_some_and(|agreed| agreed.level.is_the_teams());
        let released = self.levels.iter().filter(is_released).map(|class| class.class.clone());
        // The last twenty on whatever day they are read: which of them still count is a question of that day.
        let taken = self.decisions.iter().filter(|one| counts(one)).take(DECISIONS_MAX);
        Brief {
            agreed: self.levels.iter().filter_map(level).take(AGREED_MAX + 1).collect(),
            taken: taken.map(|one| (one.on().to_owned(), !one.is_above())).collect(),
            released: released.take(AGREED_MAX).collect(),
        }
    }

    /// Decisions that were taken above the team in a class that was the team's to decide by then.
    pub fn pulled_up(&self) -> impl Iterator<Item = &Decision> {
        let is_the_teams =
            |one: &&Decision| self.levels.agreed_on(one.class(), one.on()).is_some_and(Level::is_the_teams);
        self.decisions.iter().filter(|one| one.is_above()).filter(is_the_teams)
    }

    /// Decisions that went up to a leader and came back as the team had proposed them; a corrected one counts by its correction.
    pub fn avoidable(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|one| counts(one) && one.is_avoidable())
    }
}

impl Dial<'_> {
    /// The level that is agreed.
    pub fn level(&self) -> Option<Level> {
        self.levels.and_then(|levels| levels.agreed.as_ref()).map(|agreed| agreed.level)
    }

    /// A sentence where the agreed level and the decisions lie apart. It names nobody.
    pub fn apart(&self) -> Option<String> {
        let (level, measured) = (self.level()?, &self.measured);
        if !measured.is_shown() {
            return None;
        }
        let (n, above, here) = (measured.of(), measured.above(), measured.here);
        let says =
            |n_apart: usize, place: &str| format!("Agreed {}, but {n_apart} of {n} taken {place}.", level.name());
        match level.is_the_teams() {
            true if above > 0 => Some(says(above, "above")),
            false if level < Level::Agree && here * 2 > n => Some(says(here, "here")),
            _ => None,
        }
    }
}

impl Levels {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::levels::tests::row;
    use super::super::schema::*;
    use super::*;
    use crate::sheet::{Row, Sheet};

    const TODAY: &str = "2026-11-29";

    /// A decision on a day, in a class, taken in a role.
    fn decision(nth: usize, on: &str, class: &str, role: &str) -> Row {
        row(&format!("d{nth}"), "Ines", nth as u64, &[(QUESTION, "?"), (ON, on), (CLASS, class), (ROLE, role)])
    }

    fn view(decisions: &[(&str, &str, &str)]) -> LogView {
        let rows = decisions.iter().enumerate().map(|(nth, (on, class, role))| decision(nth, on, class, role));
        let mut sheet = Sheet::default();
        sheet.lists.insert(DECISIONS.to_owned(), rows.collect());
        LogView::of(&sheet)
    }

    #[test]
    fn v14_eight_weeks_end_with_today() {
        for (day, is_counted) in
            [("2026-11-29", true), ("2026-10-05", true), ("2026-10-04", false), ("2026-11-30", false), ("", false)]
        {
            assert_eq!(is_counted_on(day, TODAY), is_counted, "{day}");
        }
    }

    #[test]
    fn v14_the_share_is_of_the_last_twenty_or_of_eight_weeks_whichever_is_fewer_and_under_five_nothing_is_shown() {
        let of = |n: usize, on: &'static str, role: &'static str| vec![(on, "Pricing", role); n];
        for (decisions, here, n, says) in [
            (vec![], 0, 0, "No decision in eight weeks. Shown from 5."),
            (of(1, TODAY, "captain"), 1, 1, "1 decision in eight weeks. Shown from 5."),
            (of(4, TODAY, "captain"), 4, 4, "4 decisions in eight weeks. Shown from 5."),
            (of(5, TODAY, "captain"), 5, 5, "All of the last 5 decisions taken here."),
            (
                [of(6, TODAY, "deputy"), of(2, "2026-10-05", "leader"), of(9, "2026-10-04", "leader")].concat(),
                6,
                8,
                "6 of the last 8 decisions taken here, 2 above the team.",
            ),
            (
                [of(9, "2026-11-01", "leader"), of(20, TODAY, "member")].concat(),
                20,
                20,
                "All of the last 20 decisions taken here.",
            ),
            ([of(5, TODAY, "captain"), of(7, TODAY, "")].concat(), 5, 5, "All of the last 5 decisions taken here."),
            (
                [of(5, TODAY, "captain"), of(7, "2026-12-24", "leader")].concat(),
                5,
                5,
                "All of the last 5 decisions taken here.",
            ),
        ] {
            let view = view(&decisions);
            for class in [None, Some(" pricing")] {
                let measured = view.measured(class, TODAY);
                let is = (measured.here, measured.of(), measured.is_shown(), measured.says());
                assert_eq!(is, (here, n, n >= 5, says.to_owned()), "{decisions:?}");
            }
            assert_eq!(view.measured(Some("Hiring"), TODAY).of(), 0);
        }
    }

    #[test]
    fn v14_the_very_decisions_are_those_that_are_counted_the_newest_first_and_a_corrected_one_once() {
        let mut sheet = Sheet::default();
        let mut rows: Vec<Row> = (0..5).map(|nth| decision(nth, "2026-11-10", "Pricing", "captain")).collect();
        rows.push(decision(5, "2026-11-20", "Pricing", "leader"));
        let mut corrected = decision(6, "2026-11-21", "Pricing", "captain");
        let ties = row("x", "Ines", 0, &[(INSTEAD_OF, "d5"), (HOW, "corrects")]);
        corrected.values.extend(ties.values);
        rows.push(corrected);
        sheet.lists.insert(DECISIONS.to_owned(), rows);
        let view = LogView::of(&sheet);
        let measured = view.measured(Some("Pricing"), TODAY);
        let ids: Vec<&str> = measured.counted.iter().map(|one| one.row.id.as_str()).collect();
        assert_eq!((ids, measured.above()), (vec!["d6", "d4", "d3", "d2", "d1", "d0"], 0));
    }

    /// A log with a level that both sides said, and decisions of its class by role.
    fn agreed(level: Level, on: &str, roles: &[&str]) -> LogView {
        let rows = roles.iter().enumerate().map(|(nth, role)| decision(nth, "2026-11-20", "Pricing", role));
        let mut sheet = Sheet::default();
        sheet.lists.insert(DECISIONS.to_owned(), rows.collect());
        for (list, by) in [(CAPTAIN_LEVELS, "Ines"), (LEADER_LEVELS, "Halima")] {
            let values = [(CLASS, "pricing"), (LEVEL, level.word()), (ON, on)];
            sheet.lists.insert(list.to_owned(), vec![row(by, by, 1, &values)]);
        }
        LogView::of(&sheet)
    }

    #[test]
    fn v14_what_is_agreed_and_what_is_done_are_told_apart_without_a_name() {
        let (c, l) = ("captain", "leader");
        for (level, roles, apart) in [
            (Level::Advise, vec![c, c, c, c, c, l, l, l], Some("Agreed 5 Advise, but 3 of 8 taken above.")),
            (Level::Advise, vec![c; 8], None),
            (Level::Advise, vec![c, l, l, l], None),
            (Level::Agree, vec![c, c, c, l, l], None),
            (Level::Sell, vec![c, c, c, l, l], Some("Agreed 2 Sell, but 3 of 5 taken here.")),
            (Level::Sell, vec![c, c, l, l, l], None),
        ] {
            let view = agreed(level, "2026-11-01", &roles);
            let dials = view.dials(TODAY);
            assert_eq!((dials.len(), dials[0].apart().as_deref()), (1, apart), "{level:?} {roles:?}");
        }
    }

    #[test]
    fn v15_a_decision_is_pulled_up_only_against_the_level_that_was_agreed_on_its_day() {
        for (level, on, n) in [
            (Level::Advise, "2026-11-01", 2),
            (Level::Delegate, "2026-11-20", 2),
            (Level::Advise, "2026-11-21", 0),
            (Level::Agree, "2026-11-01", 0),
        ] {
            let view = agreed(level, on, &["leader", "captain", "leader"]);
            assert_eq!(view.pulled_up().count(), n, "{level:?} {on}");
            assert_eq!(view.own_trends(TODAY)[0].n(), n);
        }
    }

    #[test]
    fn n5_a_decision_of_a_leader_that_the_team_had_proposed_is_avoidable_and_nothing_else_is() {
        for (role, proposed, n) in [
            ("leader", "the same", 1),
            ("leader", "something else", 0),
            ("leader", "nothing", 0),
            ("leader", "", 0),
            ("captain", "the same", 0),
        ] {
            let mut one = decision(0, "2026-11-20", "Pricing", role);
            one.values.extend(row("x", "Ines", 0, &[(PROPOSED, proposed)]).values);
            let mut sheet = Sheet::default();
            sheet.lists.insert(DECISIONS.to_owned(), vec![one]);
            let view = LogView::of(&sheet);
            assert_eq!((view.avoidable().count(), view.own_trends(TODAY)[1].n()), (n, n), "{role} {proposed}");
        }
    }

    #[test]
    fn v14_a_charter_says_in_one_line_what_is_agreed_and_what_is_measured() {
        let roles = ["captain"; 6];
        let brief = agreed(Level::Advise, "2026-11-01", &roles).brief();
        for (today, says) in [
            (TODAY, Some("Agreed: 5 Advise on pricing; 6 of the last 6 taken here.")),
            ("2027-11-29", Some("Agreed: 5 Advise on pricing.")),
        ] {
            assert_eq!(brief.says(today).as_deref(), says);
        }
        assert_eq!(view(&[(TODAY, "", "captain")]).brief().says(TODAY), None);
        let told: Brief = serde_json::from_str(&serde_json::to_string(&brief).unwrap()).unwrap();
        assert_eq!(told, brief);
    }
}
