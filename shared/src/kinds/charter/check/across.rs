//! The checks that show only beside other charters: two owners of one surface, one mission twice, a captain of many teams; and
//! all checks of all charters.

use std::collections::BTreeSet;

use super::super::view::Summary;
use super::found::Check;
use super::sort::{CAPTAIN_OF_MANY, CONTESTED, SAME_MISSION};
use crate::{names, order};

/// A person captains so many teams at most.
pub const TEAMS_MAX: usize = 2;
/// Two missions are nearly the same when so large a part of their words is.
const ALIKE: f64 = 0.75;
/// Missions of fewer words are alike by chance.
const WORDS_MIN: usize = 4;

/// A charter as it is compared with others.
#[derive(Debug)]
pub struct Beside<'a> {
    summary: &'a Summary,
    /// The words of its mission as they are compared, signs aside.
    mission: BTreeSet<String>,
}

impl<'a> Beside<'a> {
    /// A charter of the list.
    pub fn of(summary: &'a Summary) -> Self {
        let words = summary.mission.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        Self { summary, mission: order::gather(words.map(names::key)) }
    }

    fn is_like(&self, other: &Self) -> bool {
        let both = self.mission.intersection(&other.mission).count();
        let all = self.mission.len() + other.mission.len() - both;
        self.mission.len().min(other.mission.len()) >= WORDS_MIN && both as f64 >= all as f64 * ALIKE
    }
}

/// The checks on a charter that others tell of, dismissed or not. The example's charters and real ones do not meet.
pub fn across(own: &Beside<'_>, others: &[&Beside<'_>]) -> Vec<Check> {
    let others: Vec<&Beside<'_>> =
        others.iter().filter(|other| other.summary.example == own.summary.example).copied().collect();
    let summaries: Vec<&Summary> = others.iter().map(|other| other.summary).collect();
    let contested = own.summary.contested(&summaries).into_iter();
    let contested = contested.map(|(surface, teams)| Check::of(&CONTESTED, teams.join(" and ")).part(surface));
    let twice = others.iter().find(|other| own.is_like(other)).map(|other| other.summary.name.clone());
    let twice = twice.map(|name| Check::of(&SAME_MISSION, name.clone()).part(names::key(&name)));
    captain_of_many(own.summary, &summaries).into_iter().chain(twice).chain(contested).collect()
}

fn captain_of_many(own: &Summary, others: &[&Summary]) -> Option<Check> {
    let [captain] = own.captains.as_slice() else { return None };
    let is_theirs = |other: &&&Summary| other.captains.iter().any(|name| names::same(name, captain));
    let n = 1 + others.iter().filter(is_theirs).count();
    let is_too_many = n > TEAMS_MAX && !captain.trim().is_empty();
    is_too_many.then(|| Check::of(&CAPTAIN_OF_MANY, format!("{captain} captains {n} teams")))
}

/// Every check that stands on the day `today` and that nobody dismissed, each with the place of its charter in the list.
pub fn over_all(listed: &[&Summary], today: &str) -> Vec<(usize, Check)> {
    let all: Vec<Beside<'_>> = listed.iter().map(|summary| Beside::of(summary)).collect();
    let mut found = Vec::new();
    for (at, own) in all.iter().enumerate() {
        let others: Vec<&Beside<'_>> =
            all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other).collect();
        let known = own.summary.checks.iter().filter_map(Check::read);
        let stand = known.chain(across(own, &others));
        let open = stand.filter(|check| check.is_due(today) && !own.summary.is_dismissed(&check.named()));
        found.extend(open.map(|check| (at, check)));
    }
    found
}
