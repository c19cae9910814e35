//! The jobs of customers that a team knows: its own, and those that its reports of research tell of, each with the day on which
//! somebody last heard of it. Teams with one job, and jobs of which nobody heard, are found by them.

use super::heard::Heard;
use super::research::Report;
use super::schema::JOB;
use crate::kinds::strategy::Job;
use crate::sheet::Sheet;
use crate::text::words::one_line;

/// So much of a job goes into a list of all teams.
const CHARS_MAX: usize = 200;

/// All that a charter tells of, its own first.
pub(super) fn jobs(charter: &Sheet) -> Vec<Job> {
    let own = one_line(charter.text(JOB).trim(), CHARS_MAX);
    let heard = Heard::all(charter).into_iter().filter(|heard| !heard.what.is_empty()).map(|heard| heard.on);
    let heard_on = heard.max().unwrap_or_default().to_owned();
    let own = (!own.is_empty()).then_some(Job { words: own, heard_on, is_own: true });
    let mut all: Vec<Job> = own.into_iter().collect();
    for Report { job, on, .. } in Report::all(charter).into_iter().filter(|report| !report.job.is_empty()) {
        match all.iter_mut().find(|known| known.is(&job)) {
            Some(known) if known.heard_on < on => known.heard_on = on,
            Some(_) => {}
            None => all.push(Job { words: one_line(&job, CHARS_MAX), heard_on: on, is_own: false }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::schema::{HEARD, HEARD_ON, HEARD_WHAT, RESEARCH, RESEARCH_JOB, RESEARCH_ON};
    use super::*;
    use crate::sheet::made::row;

    #[test]
    fn a4_jobs_come_with_the_day_on_which_somebody_heard_of_them_in_notes_and_in_research() {
        let mut sheet = Sheet::default();
        sheet.texts.insert(JOB.to_owned(), "Move in on one day".to_owned());
        let heard = |id, on, what| row(id, &[(HEARD_ON, on), (HEARD_WHAT, what)]);
        let report = |id, on, job| row(id, &[(RESEARCH_ON, on), (RESEARCH_JOB, job)]);
        sheet
            .lists
            .insert(HEARD.to_owned(), vec![heard("h1", "2026-11-01", "They call"), heard("h2", "2026-11-20", "")]);
        let reports = vec![
            report("r1", "2026-11-10", "move in on ONE day"),
            report("r2", "2026-10-01", "Let a flat"),
            report("r3", "2026-09-01", "Let a flat"),
            report("r4", "2026-11-25", ""),
        ];
        sheet.lists.insert(RESEARCH.to_owned(), reports);
        let told: Vec<_> = jobs(&sheet).into_iter().map(|job| (job.words, job.heard_on, job.is_own)).collect();
        let told: Vec<_> = told.iter().map(|(words, on, own)| (words.as_str(), on.as_str(), *own)).collect();
        assert_eq!(told, [("Move in on one day", "2026-11-10", true), ("Let a flat", "2026-10-01", false)]);
    }
}
