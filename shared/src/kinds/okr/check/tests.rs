//! Advice on goals, one piece at a time.

#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::kinds::okr::*;
use crate::sheet::{Register, Row, Sheet, Value, Write};

const TODAY: &str = "2026-11-20";

type Values = Vec<(&'static str, Value)>;

fn said(value: Value) -> Register {
    Register { writes: vec![Write { id: "w".to_owned(), value, by: String::new(), at_ms: 0 }] }
}

fn row(id: &str, texts: &[(&str, &str)], values: Values) -> Row {
    let mut row = Row::new(id.parse().unwrap());
    row.texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    row.values = values.into_iter().map(|(name, value)| (name.to_owned(), said(value))).collect();
    row
}

/// A quarter of a team with one objective and one key result that lacks nothing.
fn quarter() -> Sheet {
    let mut sheet = Sheet::default();
    for (name, value) in [(TEAM, "keys"), (STARTS, "2026-10-01"), (ENDS, "2026-12-31")] {
        sheet.values.insert(name.to_owned(), said(value.into()));
    }
    let result = vec![
        (OBJECTIVE, "o1".into()),
        (UNIT, "%".into()),
        (BASELINE, 79.0.into()),
        (BASELINE_ON, "2026-10-01".into()),
        (TARGET, 86.0.into()),
        (DUE, "2026-12-31".into()),
        (SOURCE, "Handover app".into()),
        (OWNER, "Bruno".into()),
    ];
    add(&mut sheet, OBJECTIVES, row("o1", &[(OBJECTIVE, "Nobody waits at the door")], Vec::new()));
    add(&mut sheet, KEY_RESULTS, row("k1", &[(NAME, "Keys on the promised day")], result));
    add(
        &mut sheet,
        READINGS,
        row("r1", &[], vec![(KEY_RESULT, "k1".into()), (ON, "2026-11-17".into()), (VALUE, 83.0.into())]),
    );
    sheet
}

fn add(sheet: &mut Sheet, list: &str, row: Row) {
    sheet.lists.entry(list.to_owned()).or_default().push(row);
}

fn keys(sheet: &Sheet) -> Vec<&'static str> {
    let found = checks(&OkrView::of(sheet, None), TODAY);
    assert!(found.iter().all(|check| check.advice.ends_with('.') || check.advice.ends_with('?')), "{found:?}");
    found.into_iter().map(|check| check.key).collect()
}

fn check_in(id: &str, on: &str, confidence: f64) -> Row {
    row(id, &[], vec![(KEY_RESULT, "k1".into()), (ON, on.into()), (CONFIDENCE, confidence.into())])
}

#[test]
fn a_team_is_told_of_few_key_results_and_a_company_of_few_objectives_too() {
    let mut sheet = quarter();
    assert_eq!(keys(&sheet), ["count"]);
    sheet.values.remove(TEAM);
    let found = checks(&OkrView::of(&sheet, None), TODAY);
    assert_eq!(found.iter().map(|one| one.head.as_str()).collect::<Vec<_>>(), ["1 objective", "1 key result"]);
}

#[test]
fn days_that_run_backwards_and_readings_outside_are_told_of_and_stay() {
    let mut sheet = quarter();
    sheet.values.insert(ENDS.to_owned(), said("2026-09-30".into()));
    add(
        &mut sheet,
        READINGS,
        row("r2", &[], vec![(KEY_RESULT, "k1".into()), (ON, "2025-11-19".into()), (VALUE, 80.0.into())]),
    );
    let found = keys(&sheet);
    assert!(found.contains(&"backwards") && found.contains(&"outside"), "{found:?}");
    assert_eq!(OkrView::of(&sheet, None).objectives[0].results[0].metric.readings.len(), 2);
}

#[test]
fn confidence_that_falls_twice_is_noticed_and_one_that_rises_between_is_not() {
    for (given, is_noticed) in
        [(&[6.0, 5.0, 4.0][..], true), (&[6.0, 5.0, 5.0], false), (&[6.0, 4.0, 5.0], false), (&[5.0, 4.0], false)]
    {
        let mut sheet = quarter();
        for (at, confidence) in given.iter().enumerate() {
            add(&mut sheet, CHECK_INS, check_in(&format!("c{at}"), &format!("2026-11-0{}", at + 1), *confidence));
        }
        assert_eq!(keys(&sheet).contains(&"falling"), is_noticed, "{given:?}");
    }
}

#[test]
fn a_number_that_nobody_reads_or_that_stays_close_for_weeks_is_noticed() {
    let read = |on: &'static str, value: f64| {
        row("r9", &[], vec![(KEY_RESULT, "k1".into()), (ON, on.into()), (VALUE, value.into())])
    };
    for (on, value, key) in [("2026-11-01", 80.0, "no-reading"), ("2026-10-20", 85.5, "nearly")] {
        let mut sheet = quarter();
        sheet.lists.insert(READINGS.to_owned(), vec![read(on, value)]);
        assert!(keys(&sheet).contains(&key), "{on}");
        add(&mut sheet, CLOSES, row("x", &[], vec![(ON, "2026-11-20".into())]));
        assert!(!keys(&sheet).contains(&key), "a closed cycle asks for no number");
    }
}

#[test]
fn a_target_that_moves_in_its_last_two_weeks_says_so_and_one_before_does_not() {
    for (on, is_late) in [("2026-12-20", true), ("2026-11-01", false)] {
        let mut sheet = quarter();
        let values = vec![(KEY_RESULT, "k1".into()), (WAS_DUE, "2026-12-31".into()), (ON, on.into())];
        add(&mut sheet, MOVES, row("m1", &[], values));
        assert_eq!(keys(&sheet).contains(&"moved-late"), is_late, "{on}");
    }
}

#[test]
fn a_remark_that_is_dismissed_with_a_reason_is_gone_until_that_is_taken_back() {
    let mut sheet = quarter();
    sheet.lists.get_mut(KEY_RESULTS).unwrap()[0].values.remove(SOURCE);
    assert_eq!(keys(&sheet), ["count", "no-source"]);
    let dismissed = |id: &str, on: &'static str, reason: &'static str| {
        row(
            id,
            &[],
            vec![(KEY_RESULT, "k1".into()), (CHECK, "no-source".into()), (REASON, reason.into()), (ON, on.into())],
        )
    };
    add(&mut sheet, DISMISSED, dismissed("d1", "2026-11-01", "Bruno counts them by hand"));
    assert_eq!(keys(&sheet), ["count"]);
    add(&mut sheet, DISMISSED, dismissed("d2", "2026-11-02", ""));
    assert_eq!(keys(&sheet), ["count", "no-source"]);
}

#[test]
fn a80_a_number_of_a_survey_is_asked_for_once_before_its_cycle_begins() {
    let change = |source: &'static str, baseline: Option<&'static str>| {
        let mut sheet = quarter();
        let row = sheet.lists.get_mut(KEY_RESULTS).and_then(|rows| rows.first_mut()).unwrap();
        row.values.insert(SOURCE.to_owned(), said(source.into()));
        match baseline {
            Some(on) => drop(row.values.insert(BASELINE_ON.to_owned(), said(on.into()))),
            None => drop(row.values.remove(BASELINE_ON)),
        }
        keys(&sheet).contains(&"first-survey")
    };
    for (source, baseline, is_noticed) in [
        ("Handover app", None, false),
        ("Comfortable asking, a blind box", Some("2026-10-01"), false),
        ("Employee survey", Some("2026-09-20"), false),
        ("Employee survey", Some("2026-10-02"), true),
        ("Pulse of the team", None, true),
    ] {
        assert_eq!(change(source, baseline), is_noticed, "{source} {baseline:?}");
    }
}
