//! The linter over the seven sets, whose remarks are counted, and rule by rule over key results that are whole but for one thing.

#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::kinds::okr::{
    BASELINE, BASELINE_ON, DIRECTION, DUE, KEY_RESULTS, NAME, OWNER, OkrView, SOURCE, TARGET, UNIT,
};
use crate::kinds::okr::{SETS, Suggested};
use crate::sheet::{Register, Row as SheetRow, Sheet, Value, Write};

type Said<'a> = (&'a str, Value);

fn result(name: &str, values: &[Said<'_>]) -> KeyResult {
    let mut row = SheetRow::new("r1".parse().unwrap());
    row.texts.insert(NAME.to_owned(), name.to_owned());
    for (field, value) in values {
        let write = Write { id: "w".to_owned(), value: value.clone(), by: String::new(), at_ms: 0 };
        row.values.insert((*field).to_owned(), Register { writes: vec![write] });
    }
    let mut sheet = Sheet::default();
    sheet.lists.insert(KEY_RESULTS.to_owned(), vec![row]);
    OkrView::of(&sheet, None).loose.remove(0)
}

fn rules(name: &str, values: &[Said<'_>]) -> Vec<Rule> {
    lint(&result(name, values)).into_iter().map(|one| one.rule).collect()
}

fn of_sets() -> Vec<(&'static str, Vec<Rule>)> {
    SETS.iter().flat_map(|set: &Suggested| set.results).map(|words| (words, rules(words, &[]))).collect()
}

/// A key result that lacks nothing.
fn whole() -> Vec<Said<'static>> {
    vec![
        (UNIT, "%".into()),
        (DIRECTION, "up".into()),
        (BASELINE, 31.0.into()),
        (BASELINE_ON, "2026-09-30".into()),
        (TARGET, 37.0.into()),
        (DUE, "2026-12-31".into()),
        (SOURCE, "Handover app".into()),
        (OWNER, "Mei Harada".into()),
    ]
}

#[test]
fn each_rule_stands_at_its_place_and_says_a_reason_and_what_to_do() {
    for (at, rule) in Rule::all().enumerate() {
        assert_eq!((rule as usize, rule.row().rule), (at, rule));
        assert!(rule.advice().ends_with('.') && !rule.head().ends_with('.'), "{rule:?}");
        assert!(Rule::all().filter(|other| other.key() == rule.key()).count() == 1, "{rule:?}");
    }
}

#[test]
fn the_twenty_one_key_results_of_the_sets_arrive_with_their_remarks_which_are_counted() {
    let found = of_sets();
    assert_eq!(found.len(), 21);
    for (rule, n) in [
        (Rule::NoNumber, 0),
        (Rule::NoUnit, 0),
        // None of them says where it starts: of four that is asked in another way.
        (Rule::NoBaseline, 17),
        (Rule::MoreThanWhat, 4),
        // Four have a deadline.
        (Rule::NoDay, 5),
        (Rule::OnlyRhythm, 9),
        (Rule::NextSurvey, 3),
        (Rule::TwoMeasures, 6),
        (Rule::Output, 17),
        (Rule::NoSource, 21),
        (Rule::NoOwner, 21),
        (Rule::NothingMoves, 0),
        (Rule::WrongWay, 0),
        (Rule::Backwards, 0),
    ] {
        let with: Vec<&str> =
            found.iter().filter(|(_, rules)| rules.contains(&rule)).map(|(words, _)| *words).collect();
        assert_eq!(with.len(), n, "{rule:?}: {with:#?}");
    }
    assert_eq!(found.iter().map(|(_, rules)| rules.len()).sum::<usize>(), 103);
}

#[test]
fn a_key_result_that_says_all_is_left_alone_and_each_thing_that_is_taken_from_it_is_asked_for() {
    const NAMED: &str = "Renters who check in by themselves";
    assert_eq!(rules(NAMED, &whole()), []);
    for (field, rule) in [
        (UNIT, Rule::NoUnit),
        (BASELINE, Rule::NoBaseline),
        (DUE, Rule::NoDay),
        (SOURCE, Rule::NoSource),
        (OWNER, Rule::NoOwner),
    ] {
        let values: Vec<Said<'_>> = whole().into_iter().filter(|(name, _)| *name != field).collect();
        assert_eq!(rules(NAMED, &values), [rule], "{field}");
    }
    let without: Vec<Said<'_>> = whole().into_iter().filter(|(name, _)| ![TARGET, UNIT].contains(name)).collect();
    assert_eq!(rules(NAMED, &without), [Rule::NoNumber]);
    for (field, value, rule) in [
        (TARGET, Value::from(31.0), Rule::NothingMoves),
        (TARGET, Value::from(20.0), Rule::WrongWay),
        (DUE, Value::from("2026-09-30"), Rule::Backwards),
    ] {
        let values: Vec<Said<'_>> = whole().into_iter().chain([(field, value)]).collect();
        assert_eq!(rules(NAMED, &values), [rule], "{field}");
    }
    assert_eq!(rules("", &[]), [], "one that is just begun is not scolded");
}

#[test]
fn a_remark_shows_the_words_that_it_is_about() {
    for (words, rule, quoted) in [
        ("20 % more renters use self check-in", Rule::MoreThanWhat, "20 %"),
        ("Train every crew on lockboxes and cut calls to the desk", Rule::TwoMeasures, "and cut"),
        ("Train every crew on lockboxes and cut calls to the desk", Rule::Output, "Train"),
        ("Allocate 10% of time, with 5 ideas tested", Rule::TwoMeasures, "5"),
    ] {
        let found = lint(&result(words, &[]));
        let quote = found.into_iter().find(|one| one.rule == rule).and_then(|one| one.quote).unwrap();
        assert_eq!(&words[quote], quoted, "{words}");
    }
}
