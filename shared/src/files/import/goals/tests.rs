//! Tables of goals, our own and other people's.

#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::super::read;
use super::*;
use crate::files::export::{csv, markdown};
use crate::kinds::outline::Sources;
use crate::sheet::Sheet;

fn goals(text: &str) -> Draft {
    let mut drafts = read("Goals-Q4.csv", text.as_bytes()).unwrap();
    assert_eq!(drafts.len(), 1);
    drafts.remove(0)
}

fn told(draft: &Draft) -> Vec<(usize, &str)> {
    draft.told.iter().map(|told| (told.line, told.words.as_str())).collect()
}

fn results(sheet: &Sheet) -> Vec<String> {
    OkrView::of(sheet, None).results().map(|result| result.metric.name.clone()).collect()
}

const OWN: &str = "Objective,Why,Key result,Sort,Definition,Unit,Direction,Baseline,Baseline on,Target,Due,Source,Owner,Read on,Reading,Learned\r\n\
    Nobody waits at the door,\"One in four, every week\",Keys on the day,committed,,%,up,79,2026-10-01,86,2026-12-31,Handover app,Bruno,2026-10-08,80,The hour matters\r\n\
    Nobody waits at the door,\"One in four, every week\",Keys on the day,committed,,%,up,79,2026-10-01,86,2026-12-31,Handover app,Bruno,2026-11-17,83,The hour matters\r\n\
    Nobody waits at the door,\"One in four, every week\",'=1+1 renters,stretch,,,,,,,,,,,,\r\n\
    The home is ready,,,,,,,,,,,,,,,\r\n";

#[test]
fn our_own_table_comes_back_as_it_was_written() {
    let draft = goals(OWN);
    assert_eq!((draft.kind, told(&draft)), (KIND, Vec::new()));
    assert_eq!(results(&draft.sheet), ["Keys on the day", "=1+1 renters"]);
    let again = csv(KIND, &draft.sheet).unwrap();
    assert_eq!(again.trim_start_matches('\u{feff}'), OWN);
    let view = OkrView::of(&draft.sheet, None);
    let first = &view.objectives[0].results[0];
    assert_eq!((first.metric.readings.len(), first.metric.target.number()), (2, Some(86.0)));
    assert_eq!(goals(OWN), draft, "a second time makes the same rows");
}

#[test]
fn goals_in_markdown_come_back_with_each_key_result_below_its_objective() {
    let draft = goals(OWN);
    let (org, doc) = (Sheet::default(), "goals-1".parse().unwrap());
    let page = markdown(KIND, &Sources { sheet: &draft.sheet, org: &org, doc: &doc });
    let again = read("page.md", page.as_bytes()).unwrap().remove(0);
    assert_eq!(again.kind, KIND);
    assert_eq!(csv(KIND, &again.sheet), csv(KIND, &draft.sheet), "{page}");
}

#[test]
fn other_peoples_sheets_are_read_by_their_heads_and_what_has_no_place_is_told_of() {
    let draft = goals("KR;Target;Weight;Due date\nLess churn;8 %;2;1 March 2027\nCalls;about 1.200;1;soon\n");
    assert_eq!(results(&draft.sheet), ["Less churn", "Calls"]);
    assert_eq!(
        told(&draft),
        [
            (1, "the column “Weight” has no place in goals"),
            (3, "“about 1.200” is left out: it is no target"),
            (3, "“soon” is left out: it is no due"),
        ]
    );
    let view = OkrView::of(&draft.sheet, None);
    assert_eq!(view.loose[0].metric.due.words(), "2027-03-01");
}

#[test]
fn a_table_of_something_else_and_one_that_is_cut_are_refused_in_a_sentence_with_their_line() {
    for (text, line, says) in [
        ("Name,Age\nAda,36\n", 1, "no column"),
        ("Key result\nfine\n\"never closed\n", 3, "never closed"),
        ("\n\n", 1, "empty"),
    ] {
        let error = read("x.csv", text.as_bytes()).unwrap_err();
        assert!(error.line == line && error.reason.contains(says), "{error}");
    }
    let odd = goals("Key result,Date,Current\nCalls,yesterday,12\n");
    assert_eq!(told(&odd), [(2, "“12” on “yesterday” is no reading: it needs a number and a day")]);
}
