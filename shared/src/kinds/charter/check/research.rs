//! The checks on the reports of research that a team reads.

use super::super::research::Report;
use super::super::view::CharterView;
use super::found::Check;
use super::sort::{RESEARCH_NO_JOB, RESEARCH_UNREAD};
use crate::kinds::org::Captain;
use crate::sheet::{Named, Sheet};
use crate::text::words::{days_later, long_day};

/// A report waits so many days for its readers.
const DAYS: i64 = 14;

/// The checks on all reports: those that the captain, or nobody of the team, has read for long, and those that name no job.
pub(super) fn of_research(sheet: &Sheet, view: &CharterView) -> Vec<Check> {
    let reports = Report::all(sheet);
    let no_job = |report: &Report| {
        (report.job.is_empty() && !report.what.is_empty()).then(|| Check::in_row(&RESEARCH_NO_JOB, &report.row, ""))
    };
    reports.iter().flat_map(|report| [unread(view, report), no_job(report)]).flatten().collect()
}

fn unread(view: &CharterView, report: &Report) -> Option<Check> {
    let captain = match &view.captain {
        Captain::One { name, .. } => Some(name.as_str()),
        Captain::Vacant | Captain::Several(_) => None,
    };
    let team: Vec<&str> = captain.into_iter().chain(view.members.iter().map(|member| member.name.as_str())).collect();
    let n_team = team.iter().filter(|name| !name.trim().is_empty()).count();
    let is_read = match n_team {
        0 => !report.read_by.is_empty(),
        _ => team.iter().any(|person| report.is_read_by(person)),
    };
    let who = match captain.filter(|captain| !report.is_read_by(captain)) {
        _ if !is_read => "Nobody of the team".to_owned(),
        Some(captain) => format!("{}, who is captain,", Named::read(captain).name),
        None => return None,
    };
    if report.on.is_empty() {
        return None;
    }
    let about = match is_read {
        true => format!("{who} has not read it since {}.", long_day(&report.on)),
        false => format!("{who} has read it since {}.", long_day(&report.on)),
    };
    Some(Check::in_row(&RESEARCH_UNREAD, &report.row, about).since(days_later(&report.on, DAYS + 1)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::super::schema::*;
    use super::*;
    use crate::id::DocId;
    use crate::kinds::org::CAPTAINS;
    use crate::sheet::{Register, Row, Write};

    fn held(words: &str) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value: words.into(), by: "Ada".to_owned(), at_ms: 1 }] }
    }

    fn row(id: &str, values: &[(&str, &str)]) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        row.values = values.iter().map(|(name, words)| ((*name).to_owned(), held(words))).collect();
        row
    }

    /// A charter of Ada, who is captain, and Bo, with one report of 3 November for a job, and its readings.
    fn charter(job: &str, reads: &[(&str, &str, &str)]) -> (Sheet, CharterView) {
        let (mut sheet, mut org) = (Sheet::default(), Sheet::default());
        let (doc, report): (DocId, _) = ("team-1".parse().unwrap(), [(RESEARCH_WHAT, "Renters carry keys")]);
        let report = [report[0], (RESEARCH_ON, "2026-11-03"), (RESEARCH_JOB, job)];
        org.keyed.entry(CAPTAINS.to_owned()).or_default().insert(doc.to_string(), held("Ada <@p1>"));
        let read = |(nth, (of, called, by)): (usize, &(&str, &str, &str))| {
            row(&format!("x{nth}"), &[(READ_REPORT, of), (READ_CALLED, called), (READ_BY, by)])
        };
        sheet.lists.insert(RESEARCH.to_owned(), vec![row("r1", &report)]);
        sheet.lists.insert(RESEARCH_READ.to_owned(), reads.iter().enumerate().map(read).collect());
        sheet.lists.insert(MEMBERS.to_owned(), vec![row("m1", &[("name", "Bo")])]);
        let view = CharterView::of(&sheet, &org, &doc);
        (sheet, view)
    }

    #[test]
    fn a33_a_report_that_the_captain_or_nobody_of_the_team_has_read_for_two_weeks_is_noticed_with_its_row() {
        let nobody = "Nobody of the team has read it since 3 November 2026.";
        let captain = "Ada, who is captain, has not read it since 3 November 2026.";
        for (reads, about) in [
            (&[][..], Some(nobody)),
            (&[("r1", "", "Zoe")], Some(nobody)),
            (&[("r1", "", "Bo")], Some(captain)),
            (&[("r1", "", "Ada L. <@p1>")], None),
            // Whoever is known by an id is nobody else of the same name.
            (&[("r1", "", "Ada <@p2>")], Some(nobody)),
            (&[("r2", "Renters carry keys", "Ada <@p1>")], Some(nobody)),
            // A file names the report by its words.
            (&[("", "renters CARRY keys", "Ada <@p1>")], None),
        ] {
            let (sheet, view) = charter("Move in", reads);
            let found = of_research(&sheet, &view);
            assert_eq!(found.first().map(|check| check.about.as_str()), about, "{reads:?}");
            for check in found {
                assert_eq!((check.named(), check.from.as_str()), ("research-unread/r1".to_owned(), "2026-11-18"));
                assert!(check.advice().ends_with("Read it, and say so."));
            }
        }
    }

    #[test]
    fn a33_a_report_that_names_no_job_is_noticed_and_who_has_not_read_it_is_named_once() {
        let (sheet, view) = charter("", &[("r1", "", "Ada <@p1>"), ("r1", "", "Ada <@p1>"), ("r1", "", "Bo")]);
        let named: Vec<String> = of_research(&sheet, &view).iter().map(Check::named).collect();
        assert_eq!(named, ["research-no-job/r1"]);
        let report = &Report::all(&sheet)[0];
        assert_eq!(report.read_by, ["Ada <@p1>", "Bo"]);
        assert_eq!(report.unread_by(["Ada", "Cy", "", "cy", "Bo"]), ["Cy"]);
    }
}
