//! The checks that show only beside other charters: two owners of one surface, one mission twice, a captain of many teams,
//! people promised to several, what a team decides of another one's; and all checks of all charters.

use super::super::summary::Summary;
use super::super::week::{Over, Share, over};
use super::found::Check;
use super::sort::{CAPTAIN_OF_MANY, CONTESTED, OVER_ALL_TEAMS, SAME_JOB, SAME_MISSION, TOUCHED};
use crate::kinds::strategy::JobWords;
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
    /// The words of its own jobs.
    jobs: Vec<JobWords>,
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
        let jobs = summary.jobs.iter().filter(|job| job.is_own).map(|job| JobWords::of(&job.words)).collect();
        Self { summary, mission: Bag::of(&summary.mission), jobs, people }
    }

    /// Whether both have one job of their own.
    fn has_job_of(&self, other: &Self) -> bool {
        self.jobs.iter().any(|one| other.jobs.iter().any(|two| one.is(two) || two.is(one)))
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
}

/// The checks that all teams together have no more of anybody than a week, each in the time in which they have.
fn promised_to_many(own: &Beside<'_>, others: &[&Beside<'_>]) -> Vec<Check> {
    let is_first = |at: usize, person: &Person<'_>| !own.people.iter().take(at).any(|known| known.is(person));
    let people = own.people.iter().enumerate().filter(|(at, person)| is_first(*at, person));
    people.flat_map(|(_, person)| person.over_all(own, others)).collect()
}

impl Person<'_> {
    fn over_all(&self, own: &Beside<'_>, others: &[&Beside<'_>]) -> Vec<Check> {
        let here = own.people.iter().filter(|one| self.is(one)).map(|one| ("this team", one.share));
        let mut shares: Vec<(&str, &Share)> = here.collect();
        let n_here = shares.len();
        for other in others {
            let there = other.people.iter().filter(|one| self.is(one));
            shares.extend(there.map(|one| (other.summary.name.as_str(), one.share)));
        }
        if shares.len() == n_here {
            return Vec::new();
        }
        let key = self.named.id.map_or_else(|| self.key.clone(), ToOwned::to_owned);
        let check = |time: Over| {
            let row = time.places.iter().rfind(|at| **at < n_here).and_then(|at| shares.get(*at))?.1.row.clone();
            let is_elsewhere = time.places.iter().any(|at| *at >= n_here);
            let mut teams: Vec<String> =
                time.places.iter().filter_map(|at| shares.get(*at)).map(|(team, _)| (*team).to_owned()).collect();
            teams.dedup();
            let share = time.sum * 100.0;
            let about = format!("{} is promised for {share:.0} % of a week to {}", self.named.name, listed(&teams));
            let check = Check::in_row(&OVER_ALL_TEAMS, &row, about).part(key.clone());
            is_elsewhere.then(|| check.since(time.from).till(time.until))
        };
        let of_all: Vec<&Share> = shares.iter().map(|(_, share)| *share).collect();
        over(&of_all).into_iter().filter_map(check).collect()
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
    let promised = promised_to_many(own, &others).into_iter();
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
