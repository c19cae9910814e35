//! The checks that show only beside other charters: two owners of one surface, one mission twice, a captain of many teams,
//! people promised to several, what a team decides of another one's; and all checks of all charters.

use super::super::summary::Summary;
use super::super::week::{Share, WEEK};
use super::found::Check;
use super::sort::{CAPTAIN_OF_MANY, CONTESTED, OVER_ALL_TEAMS, SAME_JOB, SAME_MISSION, TOUCHED};
use crate::names;
use crate::sheet::Named;
use crate::text::Bag;
use crate::text::words::listed;

/// A person captains so many teams at most.
pub const TEAMS_MAX: usize = 2;

/// A charter as it is compared with others.
#[derive(Debug)]
pub struct Beside<'a> {
    summary: &'a Summary,
    /// The words of its mission as they are compared.
    mission: Bag,
    /// Its people.
    people: Vec<Person<'a>>,
}

/// A person of a charter as they are compared with those of others: by their id, else by their compared name.
#[derive(Debug)]
struct Person<'a> {
    share: &'a Share,
    named: Named<'a>,
    key: String,
}

impl<'a> Beside<'a> {
    /// A charter of the list.
    pub fn of(summary: &'a Summary) -> Self {
        let people = summary.people.iter().map(Person::of).collect();
        Self { summary, mission: Bag::of(&summary.mission), people }
    }

    /// Whether both have one job of their own.
    fn has_job_of(&self, other: &Self) -> bool {
        let own = |summary: &'a Summary| summary.jobs.iter().filter(|job| job.is_own);
        own(self.summary).any(|one| own(other.summary).any(|two| one.is(&two.words) || two.is(&one.words)))
    }
}

impl<'a> Person<'a> {
    fn of(share: &'a Share) -> Self {
        let named = Named::read(&share.person);
        Self { share, named, key: names::key(named.name) }
    }

    fn is(&self, other: &Person<'_>) -> bool {
        match (self.named.id, other.named.id) {
            (Some(one), Some(other)) => one == other,
            _ => self.key == other.key,
        }
    }

    /// The check that all teams together have no more of them than a week.
    fn over_all(&self, others: &[&Beside<'_>]) -> Option<Check> {
        let there = |other: &&Beside<'_>| {
            let person = other.people.iter().find(|person| self.is(person))?;
            Some((other.summary.name.clone(), person.share.share))
        };
        let elsewhere: Vec<(String, f64)> = others.iter().filter_map(there).collect();
        let all = self.share.share + elsewhere.iter().map(|(_, share)| share).sum::<f64>();
        if elsewhere.is_empty() || all <= WEEK {
            return None;
        }
        let teams: Vec<String> =
            std::iter::once("this team".to_owned()).chain(elsewhere.into_iter().map(|(name, _)| name)).collect();
        let about = format!("{} is promised for {:.0} % of a week to {}", self.named.name, all * 100.0, listed(&teams));
        let key = self.named.id.map_or_else(|| self.key.clone(), ToOwned::to_owned);
        Some(Check::in_row(&OVER_ALL_TEAMS, &self.share.row, about).part(key))
    }
}

/// The checks on a charter that others tell of, dismissed or not. The example's charters and real ones do not meet.
pub fn across(own: &Beside<'_>, others: &[&Beside<'_>]) -> Vec<Check> {
    if own.summary.is_closed() {
        return Vec::new();
    }
    let is_beside = |other: &&&Beside<'_>| other.summary.example == own.summary.example && !other.summary.is_closed();
    let others: Vec<&Beside<'_>> = others.iter().filter(is_beside).copied().collect();
    let summaries: Vec<&Summary> = others.iter().map(|other| other.summary).collect();
    let contested = own.summary.contested(&summaries).into_iter();
    let contested = contested.map(|(surface, teams)| Check::of(&CONTESTED, teams.join(" and ")).part(surface));
    let twice = others.iter().find(|other| own.mission.is_like(&other.mission)).map(|other| other.summary.name.clone());
    let twice = twice.map(|name| Check::of(&SAME_MISSION, name.clone()).part(names::key(&name)));
    let job = others.iter().find(|other| own.has_job_of(other)).map(|other| other.summary.name.clone());
    let job = job.map(|name| Check::of(&SAME_JOB, name.clone()).part(names::key(&name)));
    let promised = own.people.iter().filter_map(|person| person.over_all(&others));
    let touched = touched(own.summary, &summaries).into_iter();
    let found = captain_of_many(own.summary, &summaries).into_iter().chain(twice).chain(job).chain(contested);
    found.chain(promised).chain(touched).collect()
}

/// The surfaces of other teams that a team decides about.
fn touched(own: &Summary, others: &[&Summary]) -> Vec<Check> {
    let touched = own.touches.iter().filter_map(|touch| {
        let surface = names::key(&touch.surface);
        let owners = others.iter().filter(|other| other.owns.contains(&surface));
        let owners: Vec<String> = owners.map(|other| other.name.clone()).collect();
        let about = format!("“{}”, which is owned by {}", touch.surface, listed(&owners));
        (!owners.is_empty()).then(|| Check::in_row(&TOUCHED, &touch.row, about).part(surface))
    });
    touched.collect()
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
