//! The checks on the reports of research that a team reads.

use super::super::research::Report;
use super::super::view::CharterView;
use super::found::Check;
use super::sort::{RESEARCH_NO_JOB, RESEARCH_UNREAD};
use crate::id::RowId;
use crate::kinds::org::Captain;
use crate::sheet::{Named, Sheet};
use crate::text::words::{days_later, long_day};

/// A report waits so many days for its readers.
const DAYS: i64 = 14;

/// The reports that name no job of the customer.
pub(super) fn of_research(sheet: &Sheet) -> Vec<Check> {
    let reports = Report::all(sheet).into_iter().filter(|report| report.job.is_empty() && !report.what.is_empty());
    reports.map(|report| Check::in_row(&RESEARCH_NO_JOB, &report.row, "")).collect()
}

/// The reports that the captain, or nobody of the team, has read for long, as far as it is known who has: `read_by` names the
/// readers of one as person fields do.
pub fn of_reading(sheet: &Sheet, view: &CharterView, read_by: &dyn Fn(&RowId) -> Vec<String>) -> Vec<Check> {
    let reports = Report::all(sheet).into_iter().filter(|report| !report.on.is_empty());
    reports.filter_map(|report| unread(view, &report, &read_by(&report.row))).collect()
}

fn unread(view: &CharterView, report: &Report, read_by: &[String]) -> Option<Check> {
    let team = view.team();
    let has_read = |person: &str| read_by.iter().any(|reader| Named::read(reader).is(&Named::read(person)));
    let is_read = if team.is_empty() { !read_by.is_empty() } else { team.iter().any(|person| has_read(person)) };
    let captain = match &view.captain {
        Captain::One { name, .. } if !has_read(name) => Some(Named::read(name).name),
        Captain::One { .. } | Captain::Vacant | Captain::Several(_) => None,
    };
    let day = long_day(&report.on);
    let about = match (is_read, captain) {
        (false, _) => format!("Nobody of the team has said since {day} that they have read it."),
        (true, Some(captain)) => format!("{captain}, who is captain, has not said since {day} that they have read it."),
        (true, None) => return None,
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

    /// A charter of Ada, who is captain, and Bo, with one report of 3 November for a job.
    fn charter(job: &str) -> (Sheet, CharterView) {
        let (mut sheet, mut org) = (Sheet::default(), Sheet::default());
        let doc: DocId = "team-1".parse().unwrap();
        let report = [(RESEARCH_WHAT, "Renters carry keys"), (RESEARCH_ON, "2026-11-03"), (RESEARCH_JOB, job)];
        org.keyed.entry(CAPTAINS.to_owned()).or_default().insert(doc.to_string(), held("Ada <@p1>"));
        sheet.lists.insert(RESEARCH.to_owned(), vec![row("r1", &report)]);
        sheet.lists.insert(MEMBERS.to_owned(), vec![row("m1", &[("name", "Bo")])]);
        let view = CharterView::of(&sheet, &org, &doc);
        (sheet, view)
    }

    #[test]
    fn a33_a_report_that_the_captain_or_nobody_of_the_team_has_read_for_two_weeks_is_noticed_with_its_row() {
        let nobody = "Nobody of the team has said since 3 November 2026 that they have read it.";
        let captain = "Ada, who is captain, has not said since 3 November 2026 that they have read it.";
        for (readers, about) in [
            (&[][..], Some(nobody)),
            (&["Zoe"], Some(nobody)),
            (&["Bo"], Some(captain)),
            (&["Ada L. <@p1>"], None),
            // A person who is known by an id is nobody else of the same name.
            (&["Ada <@p2>"], Some(nobody)),
        ] {
            let (sheet, view) = charter("Move in");
            let read_by = |_: &RowId| readers.iter().map(|reader| (*reader).to_owned()).collect::<Vec<String>>();
            let found = of_reading(&sheet, &view, &read_by);
            assert_eq!(found.first().map(|check| check.about.as_str()), about, "{readers:?}");
            for check in found {
                assert_eq!((check.named(), check.from.as_str()), ("research-unread/r1".to_owned(), "2026-11-18"));
                assert!(check.advice().ends_with("Read it, and say so."));
            }
        }
    }

    #[test]
    fn a33_a_report_that_names_no_job_of_the_customer_is_noticed() {
        for (job, keys) in [("", &["research-no-job/r1"][..]), ("Move in", &[])] {
            let (sheet, _) = charter(job);
            assert_eq!(of_research(&sheet).iter().map(Check::named).collect::<Vec<_>>(), keys, "{job}");
        }
    }
}
