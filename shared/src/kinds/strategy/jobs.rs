//! The jobs of customers against the teams: who works on each, and when somebody last heard of it.

use super::remark::Remark;
use super::schema::{JOB, JOBS};
use super::sight::{Sight, Team};
use crate::id::RowId;
use crate::sheet::Sheet;
use crate::text::words::days_later;

/// A job is to be heard of again after so many days.
const HEARD_DAYS: i64 = 90;

/// A job with the teams that know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobOfTeams {
    /// Its row.
    pub row: RowId,
    /// The job.
    pub job: String,
    /// The teams whose own job it is, by their places among those of the sight.
    pub teams: Vec<usize>,
    /// Those whose research tells of it.
    pub told_by: Vec<usize>,
    /// The day on which somebody last heard of it; empty where nobody noted it.
    pub heard_on: String,
}

/// All jobs of a strategy that say something, in their order.
pub fn jobs_of_teams(sheet: &Sheet, sight: &Sight) -> Vec<JobOfTeams> {
    let teams: Vec<&Team> = sight.teams.iter().map(|(team, _)| team).collect();
    let jobs = sheet.rows(JOBS).filter(|row| !row.text(JOB).trim().is_empty());
    jobs.map(|row| {
        let job = row.text(JOB).trim();
        let known = |is_own: bool| {
            let knows = |team: &Team| team.jobs.iter().any(|one| one.is_own == is_own && one.is(job));
            (0..teams.len()).filter(|at| teams.get(*at).is_some_and(|team| knows(team))).collect::<Vec<_>>()
        };
        let heard = teams.iter().flat_map(|team| &team.jobs).filter(|one| one.is(job)).map(|one| one.heard_on.as_str());
        let heard_on = heard.max().unwrap_or_default().to_owned();
        JobOfTeams { row: row.id.clone(), job: job.to_owned(), teams: known(true), told_by: known(false), heard_on }
    })
    .collect()
}

/// The jobs of which no team heard for long, each with its row. Where there is no team, there is nobody to hear.
pub(super) fn unheard(sheet: &Sheet, sight: &Sight, today: &str) -> Vec<(RowId, Remark)> {
    let is_old = |job: &JobOfTeams| job.heard_on.is_empty() || days_later(&job.heard_on, HEARD_DAYS).as_str() < today;
    let jobs = jobs_of_teams(sheet, sight).into_iter().filter(|job| !sight.teams.is_empty() && is_old(job));
    jobs.map(|job| (job.row, Remark::JobUnheard(job.heard_on))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::job::Job;
    use super::*;
    use crate::sheet::Row;

    fn team(name: &str, jobs: &[(&str, &str, bool)]) -> Team {
        let job = |(words, on, is_own): &(&str, &str, bool)| Job {
            words: (*words).to_owned(),
            heard_on: (*on).to_owned(),
            is_own: *is_own,
        };
        Team {
            doc: name.to_lowercase().parse().unwrap(),
            name: name.to_owned(),
            mission: String::new(),
            serves: Vec::new(),
            owns: Vec::new(),
            shares: Vec::new(),
            jobs: jobs.iter().map(job).collect(),
        }
    }

    fn strategy() -> Sheet {
        let job = |(id, words): (&str, &str)| {
            let mut row = Row::new(id.parse().unwrap());
            row.texts.insert(JOB.to_owned(), words.to_owned());
            row
        };
        let mut sheet = Sheet::default();
        sheet.lists.insert(JOBS.to_owned(), [("j1", "Move in"), ("j2", " "), ("j3", "Let a flat")].map(job).to_vec());
        sheet
    }

    #[test]
    fn a4_each_job_stands_against_the_teams_that_work_on_it_and_one_that_nobody_heard_of_for_ninety_days_is_noticed() {
        let today = "2026-11-30";
        for (teams, told, unheard_ones) in [
            (vec![], [(vec![], vec![], ""), (vec![], vec![], "")], vec![]),
            (
                vec![team("A", &[("move IN", "2026-09-01", true)]), team("B", &[("Move in", "2026-09-01", true)])],
                [(vec![0, 1], vec![], "2026-09-01"), (vec![], vec![], "")],
                vec!["j3"],
            ),
            (
                vec![team("A", &[("Move in", "2026-08-31", true), ("Let a flat", "2026-11-01", false)])],
                [(vec![0], vec![], "2026-08-31"), (vec![], vec![0], "2026-11-01")],
                vec!["j1"],
            ),
        ] {
            let sight = Sight::of(&"ours".parse().unwrap(), &[], teams);
            let found = jobs_of_teams(&strategy(), &sight);
            let found: Vec<_> = found.into_iter().map(|one| (one.teams, one.told_by, one.heard_on)).collect();
            let told: Vec<_> = told.into_iter().map(|(own, by, on)| (own, by, on.to_owned())).collect();
            assert_eq!(found, told);
            let unheard = unheard(&strategy(), &sight, today);
            assert_eq!(unheard.iter().map(|(row, _)| row.as_str()).collect::<Vec<_>>(), unheard_ones);
            assert!(unheard.iter().all(|(_, remark)| remark.advice().ends_with('.')));
        }
    }
}
