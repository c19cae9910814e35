//! The example’s goals: the remarks that are meant, the gaps on both sides of the tree, and days that move.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::super::{linked, sample};
use super::*;
use crate::id::DocId;
use crate::kinds::charter;

/// The seven days of a week on which the example is as it is on its Tuesday.
const WEEK: [&str; 7] =
    ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"];

fn at(source: &str) -> Option<DocId> {
    source.replace(':', "-").parse().ok()
}

/// The goals with their ids, linked as the documents of a workspace are.
fn views(today: &str) -> Vec<(DocId, OkrView)> {
    let goals = goals(today).into_iter().map(|draft| linked(draft, at));
    let charters = sample();
    let charter = |draft: &Draft| {
        let team = draft.sheet.value(TEAM).words();
        charters.iter().find(|one| at(&one.source).is_some_and(|doc| doc.as_str() == team)).map(|one| &one.sheet)
    };
    goals.map(|draft| (at(&draft.source).unwrap(), OkrView::of(&draft.sheet, charter(&draft)))).collect()
}

#[test]
fn the_goals_of_the_example_give_the_remarks_that_are_meant_and_no_others() {
    for today in WEEK {
        let heads: Vec<Vec<(&str, String)>> = views(today)
            .iter()
            .map(|(_, view)| {
                let name = |row: &crate::id::RowId| view.result(row).map(|one| one.metric.name.clone());
                let named = |check: Check| (check.key, check.row.as_ref().and_then(name).unwrap_or_default());
                checks(view, today).into_iter().map(named).collect()
            })
            .collect();
        let expected = [
            vec![("no-reading", "Days that a home stands empty between leases".to_owned())],
            vec![("falling", "Handovers at which nobody is there".to_owned())],
            Vec::new(),
            Vec::new(),
        ];
        assert_eq!(heads, expected, "{today}");
    }
}

#[test]
fn each_key_result_has_all_its_numbers_its_reader_readings_and_confidence_and_one_target_moved() {
    let views = views("2026-11-29");
    let mut moved = Vec::new();
    for (doc, view) in &views {
        assert!(view.loose.is_empty() && view.results().count() >= 3, "{doc}");
        for result in view.results() {
            let metric = &result.metric;
            assert!(metric.baseline.is_some() && metric.target.number().is_some(), "{}", metric.name);
            assert!(!metric.owner.is_empty() && metric.readings.len() >= 2, "{}", metric.name);
            assert!(!result.confidence().is_empty() && result.is_committed.is_some(), "{}", metric.name);
            moved.extend(result.moves.iter().map(|row| (row.value(WAS).number(), metric.target.number())));
            assert!(result.moves.iter().all(|row| !row.value(WHY).words().is_empty()));
        }
    }
    assert_eq!(moved, [(Some(12.0), Some(20.0))]);
}

#[test]
fn one_key_result_is_a_metric_of_its_teams_charter_and_its_number_stands_there_alone() {
    let (views, drafts) = (views("2026-11-29"), goals("2026-11-29"));
    let of_charter: Vec<&KeyResult> =
        views.iter().flat_map(|(_, view)| view.results()).filter(|one| one.of_charter.is_some()).collect();
    let said: Vec<_> =
        of_charter.iter().map(|one| (one.metric.name.as_str(), one.is_elsewhere, one.metric.target.number())).collect();
    assert_eq!(said, [("Keys on the promised day", false, Some(92.0))]);
    let row = drafts[1].sheet.rows(KEY_RESULTS).find(|row| !row.value(METRIC).is_vacant()).unwrap();
    assert!([UNIT, BASELINE, TARGET, DUE, SOURCE].iter().all(|field| row.value(field).is_vacant()));
    let readings = drafts[1].sheet.rows(READINGS).filter(|one| one.value(KEY_RESULT).words() == row.id.as_str());
    assert_eq!(readings.count(), 0);
}

#[test]
fn the_goals_of_the_quarter_before_are_closed_with_what_was_learned_of_each() {
    let (views, drafts) = (views("2026-11-29"), goals("2026-11-29"));
    let closed: Vec<bool> = views.iter().map(|(_, view)| view.closed.is_some()).collect();
    assert_eq!(closed, [false, false, false, true]);
    let before = &views[3].1;
    assert!(before.results().all(|result| result.learnings.len() == 1));
    assert!(before.closed.as_ref().is_some_and(|row| !row.value(LEARNED).words().is_empty()));
    assert!(unlearned(&drafts[3].sheet).is_empty());
    assert!(views[..3].iter().all(|(_, view)| before.ends < view.starts), "its quarter is over");
}

#[test]
fn the_tree_of_the_example_has_a_gap_on_each_side() {
    let teams: Vec<(DocId, String)> =
        sample().iter().map(|draft| (at(&draft.source).unwrap(), draft.sheet.text(charter::NAME).to_owned())).collect();
    let views = views("2026-11-29");
    let cycles = views.iter().map(|(doc, view)| Cycle { doc: doc.clone(), team: String::new(), aims: aims(view) });
    let tree = Tree::around(&at("sample:goals").unwrap(), cycles.collect(), &teams);
    let words = |node: Node| tree.of(node).unwrap().1.words.clone();
    assert_eq!(tree.tops.iter().map(|(_, below)| below.len()).collect::<Vec<_>>(), [2, 0, 0]);
    assert!(tree.unserved().map(words).any(|one| one == "A landlord whose lease ends lets with us again"));
    let astray: Vec<String> = tree.astray().map(words).collect();
    assert_eq!(astray, ["On a crew everybody says what goes wrong while it goes wrong"]);
    assert_eq!(tree.silent.len(), 4, "{:?}", tree.silent);
}

#[test]
fn links_lead_to_documents_that_are_there_and_names_stay_where_there_is_none() {
    for (is_there, team, above) in [(true, "sample-first-keys", "sample-goals/example_goal_day"), (false, "", "")] {
        let keys = linked(goals("2026-11-29").remove(1), |source| at(source).filter(|_| is_there));
        let aim = keys.sheet.rows(OBJECTIVES).next().unwrap();
        assert_eq!((keys.sheet.value(TEAM).words(), aim.value(TOWARDS).words()), (team, above));
        assert_eq!(keys.sheet.value(TEAM_NAME).words(), "First Keys");
        assert!(!aim.value(TOWARDS_NAME).is_vacant());
    }
}

#[test]
fn the_days_of_the_goals_move_with_the_day_on_which_the_example_is_made() {
    let [then, later] = ["2026-11-29", "2027-02-03"].map(|today| views(today).remove(0).1);
    assert_eq!((then.starts.as_str(), later.starts.as_str()), ("2026-09-29", "2026-12-08"));
    let last = |view: &OkrView| view.results().next().and_then(|one| one.metric.readings.last()).unwrap().on.clone();
    assert_eq!((last(&then).as_str(), last(&later).as_str()), ("2026-11-24", "2027-02-02"));
    assert_eq!(checks(&later, "2027-02-03").len(), 1);
}
