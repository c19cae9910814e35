//! The checks on a charter, in tables: each lack, and the check that it makes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::collections::BTreeSet;

use super::super::*;
use super::*;
use crate::id::DocId;
use crate::kinds::org::{CAPTAINS, FUNCTIONS, SURFACES};
use crate::kinds::strategy::Job;
use crate::sheet::{Register, Row, Value, Write};

const TODAY: &str = "2026-11-30";

fn one(value: impl Into<Value>) -> Register {
    let write = Write { id: "w".to_owned(), value: value.into(), by: "Ada".to_owned(), at_ms: 5 };
    Register { writes: vec![write] }
}

fn row(id: &str, texts: &[(&str, &str)], values: Vec<(&str, Register)>) -> Row {
    let mut row = Row::new(id.parse().unwrap());
    row.texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    row.values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    row
}

fn add(sheet: &mut Sheet, list: &str, row: Row) {
    sheet.lists.entry(list.to_owned()).or_default().push(row);
}

fn id() -> DocId {
    "team-1".parse().unwrap()
}

/// A charter and its `org` document of which nothing is noticed.
fn whole() -> (Sheet, Sheet) {
    let (mut sheet, mut org) = (Sheet::default(), Sheet::default());
    for (name, words) in [
        (GOAL, "Nobody waits for keys"),
        (MISSION, "People who rent have their keys on the day they move in"),
        (CUSTOMER, "People who rent"),
        (JOB, "Move in on one day"),
        (EXCELLENT, "Nobody who moves in has to call us"),
    ] {
        sheet.texts.insert(name.to_owned(), words.to_owned());
    }
    sheet.values.insert(REVIEW_ON.to_owned(), one("2027-01-15"));
    add(&mut sheet, CLAIMS, row("c1", &[], vec![("surface", one("s1")), ("mode", one("own"))]));
    add(&mut sheet, OUT_OF_SCOPE, row("o1", &[(LINE, "Refunds")], vec![]));
    add(&mut sheet, DECIDE, row("d1", &[(LINE, "The steps of Key Handover")], vec![]));
    add(&mut sheet, NON_NEGOTIABLES, row("n1", &[("rule", "Keys are never posted")], vec![]));
    let member = vec![("name", one("Ada")), ("function", one("Product")), ("allocation", one(1.0))];
    add(&mut sheet, MEMBERS, row("p1", &[], member));
    add(&mut sheet, METRICS, row("m1", &[("name", "On time"), ("definition", "Keys by noon")], metric()));
    add(&mut sheet, HEARD, heard("h1", "2026-11-24", "They call twice a day"));
    let reading = vec![("metric", one("m1")), ("on", one("2026-11-24")), ("value", one(70.0))];
    add(&mut sheet, READINGS, row("r1", &[], reading));
    org.keyed.entry(CAPTAINS.to_owned()).or_default().insert(id().to_string(), one("Ada"));
    add(&mut org, FUNCTIONS, row("f1", &[], vec![("team", one("team-1")), ("name", one("Product"))]));
    add(&mut org, SURFACES, row("s1", &[], vec![("name", one("Key handover"))]));
    (sheet, org)
}

/// A time at which Ada heard a customer.
fn heard(id: &str, on: &str, what: &str) -> Row {
    row(id, &[], vec![(HEARD_BY, one("Ada")), (HEARD_ON, one(on)), (HEARD_WHAT, one(what))])
}

fn metric() -> Vec<(&'static str, Register)> {
    vec![
        ("unit", one("%")),
        ("direction", one("up")),
        ("baseline", one(62.0)),
        ("baseline_on", one("2026-09-01")),
        ("target", one(90.0)),
        ("due", one("2027-03-31")),
        ("source", one("Depot log")),
        ("owner", one("Ada")),
    ]
}

/// The keys of all that stands today.
fn found(sheet: &Sheet, org: &Sheet) -> Vec<String> {
    let view = CharterView::of(sheet, org, &id());
    let found = checks(sheet, &view, &|_| Vec::new());
    found.iter().filter(|check| check.is_due(TODAY)).map(Check::named).collect()
}

fn metric_with(name: &str, value: Register) -> Row {
    let mut values = metric();
    values.retain(|(field, _)| *field != name);
    values.push((name, value));
    row("m1", &[("name", "On time"), ("definition", "Keys by noon")], values)
}

type Change = fn(&mut Sheet, &mut Sheet);

/// A change to a whole charter, and the key of the one check that it makes.
const CHANGES: &[(&str, Change)] = &[
    ("no-goal", |sheet, _| drop(sheet.texts.remove(GOAL))),
    ("no-captain", |_, org| org.keyed.clear()),
    ("several-captains", |_, org| {
        let mut both = one("Ada");
        both.writes.push(Write { id: "x".to_owned(), value: Value::from("Bo"), by: "Bo".to_owned(), at_ms: 6 });
        org.keyed.entry(CAPTAINS.to_owned()).or_default().insert("team-1".to_owned(), both);
    }),
    ("past-end", |sheet, _| drop(sheet.values.insert(ENDS.to_owned(), one("2026-11-29")))),
    ("no-mission", |sheet, _| drop(sheet.texts.remove(MISSION))),
    ("long-mission", |sheet, _| drop(sheet.texts.insert(MISSION.to_owned(), "word ".repeat(41)))),
    ("vague-mission", |sheet, _| drop(sheet.texts.insert(MISSION.to_owned(), "Be the leading landlord".to_owned()))),
    ("no-customer", |sheet, _| drop(sheet.texts.insert(CUSTOMER.to_owned(), " ".to_owned()))),
    ("no-job", |sheet, _| drop(sheet.texts.remove(JOB))),
    ("no-mandate", |sheet, _| drop(sheet.lists.remove(CLAIMS))),
    ("unregistered/c2", |sheet, _| add(sheet, CLAIMS, row("c2", &[], vec![("surface", one("gone"))]))),
    ("no-out-of-scope", |sheet, _| drop(sheet.lists.remove(OUT_OF_SCOPE))),
    ("no-metrics", |sheet, _| drop(sheet.lists.remove(METRICS))),
    ("incomplete/m1", |sheet, _| {
        drop(sheet.lists.insert(METRICS.to_owned(), vec![metric_with("source", one(""))]));
    }),
    ("output/m2", |sheet, _| {
        let mut values = metric();
        values.retain(|(name, _)| *name != "baseline_on");
        add(sheet, METRICS, row("m2", &[("name", "Launch the app")], values));
    }),
    ("target-is-baseline/m1", |sheet, _| {
        drop(sheet.lists.insert(METRICS.to_owned(), vec![metric_with("target", one(62.0))]));
    }),
    ("wrong-direction/m1", |sheet, _| {
        drop(sheet.lists.insert(METRICS.to_owned(), vec![metric_with("target", one(50.0))]));
    }),
    ("no-reading/m1", |sheet, _| drop(sheet.lists.remove(READINGS))),
    ("no-people", |sheet, _| drop(sheet.lists.remove(MEMBERS))),
    ("hole/design", |_, org| {
        add(org, FUNCTIONS, row("f2", &[], vec![("team", one("team-1")), ("name", one("Design"))]));
    }),
    ("over-a-week/p2", |sheet, _| {
        add(sheet, MEMBERS, row("p2", &[], vec![("name", one("Ada")), ("allocation", one(0.5))]));
    }),
    ("no-evidence", |sheet, _| drop(sheet.lists.remove(HEARD))),
    // A person who met a customer and noted no word of it brings no evidence.
    ("no-evidence", |sheet, _| {
        let rows = vec![heard("h1", "2026-08-01", "They call twice a day"), heard("h2", "2026-11-24", "")];
        drop(sheet.lists.insert(HEARD.to_owned(), rows));
    }),
    ("no-contact/p1", |sheet, _| {
        drop(sheet.lists.insert(HEARD.to_owned(), vec![heard("h1", "2026-10-30", "They call twice a day")]));
    }),
    ("no-contact/p2", |sheet, _| add(sheet, MEMBERS, row("p2", &[], vec![("name", one("Bo"))]))),
    ("nothing-decided", |sheet, _| drop(sheet.lists.remove(DECIDE))),
    ("not-decided", |sheet, _| {
        drop(sheet.lists.insert(DECIDE.to_owned(), vec![row("d1", &[(LINE, "Prices")], vec![])]));
    }),
    ("no-rules", |sheet, _| drop(sheet.lists.remove(NON_NEGOTIABLES))),
    ("no-standard", |sheet, _| drop(sheet.texts.remove(EXCELLENT))),
    ("no-review-day", |sheet, _| drop(sheet.values.remove(REVIEW_ON))),
    ("review-due", |sheet, _| drop(sheet.values.insert(REVIEW_ON.to_owned(), one(TODAY)))),
    // A day far away does not put it off for longer than ninety days.
    ("review-due", |sheet, _| add(sheet, LOOKS, row("l1", &[], vec![(LOOKED_ON, one("2026-08-30"))]))),
];

#[test]
fn nothing_is_noticed_about_a_whole_charter_and_each_lack_is_noticed_alone() {
    let (sheet, org) = whole();
    assert_eq!(found(&sheet, &org), Vec::<String>::new());
    for (key, change) in CHANGES {
        let (mut sheet, mut org) = whole();
        change(&mut sheet, &mut org);
        assert_eq!(found(&sheet, &org), [*key]);
    }
}

#[test]
fn a12_nothing_is_noticed_about_a_team_that_was_closed() {
    for (_, change) in CHANGES {
        let (mut sheet, mut org) = whole();
        change(&mut sheet, &mut org);
        sheet.values.insert(CLOSED.to_owned(), one("2026-11-03"));
        assert_eq!(found(&sheet, &org), Vec::<String>::new());
    }
}

#[test]
fn every_sort_is_found_by_some_rule_and_says_what_it_is_why_and_what_to_do() {
    let of_others = [
        "contested",
        "same-mission",
        "same-job",
        "captain-of-many",
        "over-all-teams",
        "touched",
        "peer-changed",
        "unconfirmed",
        "few-own-words",
        "target-late",
        "research-unread",
        "research-no-job",
    ];
    for sort in CheckSort::ALL {
        let is_tried = CHANGES.iter().any(|(key, _)| key.split('/').next() == Some(sort.name));
        assert!(is_tried || of_others.contains(&sort.name), "{}", sort.name);
        for words in [sort.head, sort.why, sort.next, sort.press, sort.section] {
            assert!(!words.is_empty(), "{}", sort.name);
        }
        assert!(sort.why.ends_with('.') && sort.next.ends_with(['.', '?']), "{}", sort.name);
        assert_eq!(CheckSort::called(sort.name), Some(sort));
    }
    let names: BTreeSet<&str> = CheckSort::ALL.iter().map(|sort| sort.name).collect();
    assert_eq!(names.len(), CheckSort::ALL.len());
    assert_eq!(CheckSort::called("of-a-later-version"), None);
}

#[test]
fn a16_evidence_is_asked_for_once_the_customer_or_their_job_is_written_and_its_age_is_said() {
    let (mut sheet, org) = whole();
    sheet.lists.insert(HEARD.to_owned(), vec![heard("h1", "2026-08-01", "They call twice a day")]);
    let view = CharterView::of(&sheet, &org, &id());
    let found = checks(&sheet, &view, &|_| Vec::new());
    let old = found.iter().find(|check| check.sort.name == "no-evidence").unwrap();
    assert_eq!(old.from, "2026-10-31");
    let advice = "The latest is of 1 August 2026. Hear one, and note what they said, or a link to it.";
    assert_eq!(old.advice(), advice);
    let empty = Sheet::default();
    let found = checks(&empty, &CharterView::of(&empty, &org, &id()), &|_| Vec::new());
    assert!(found.iter().all(|check| check.sort.name != "no-evidence"), "the customer comes first");
}

#[test]
fn a22_a_list_tells_when_mission_mandate_or_metrics_of_a_team_are_others_and_not_when_anything_else_is() {
    let (sheet, org) = whole();
    let read_as = |sheet: &Sheet, org: &Sheet| CharterView::of(sheet, org, &id()).compared(org, false).read_as;
    let before = read_as(&sheet, &org);
    let changes: &[(&str, Change, bool)] = &[
        ("mission", |sheet, _| drop(sheet.texts.insert(MISSION.to_owned(), "Keys on time".to_owned())), true),
        ("mandate", |sheet, _| drop(sheet.lists.remove(CLAIMS)), true),
        (
            "metrics",
            |sheet, _| drop(sheet.lists.insert(METRICS.to_owned(), vec![metric_with("target", one(95.0))])),
            true,
        ),
        ("readings", |sheet, _| drop(sheet.lists.remove(READINGS)), false),
        ("goal", |sheet, _| drop(sheet.texts.remove(GOAL)), false),
        ("people", |sheet, _| drop(sheet.lists.remove(MEMBERS)), false),
        ("captain", |_, org| org.keyed.clear(), false),
    ];
    for (what, change, is_other) in changes {
        let (mut sheet, mut org) = whole();
        change(&mut sheet, &mut org);
        assert_eq!(read_as(&sheet, &org) != before, *is_other, "{what}");
    }
    let team = Neighbour { doc: id(), name: "First Keys".to_owned(), read_as: before };
    let peer = |is_changed| Peer { team: team.clone(), read: None, is_changed };
    let found = of_peers(&[peer(false), peer(true)]);
    assert_eq!(found.iter().map(Check::named).collect::<Vec<_>>(), ["peer-changed/team-1"]);
}

#[test]
fn a15_own_words_are_few_while_fewer_than_half_of_several_people_have_said_theirs() {
    for (n_said, n_asked, are_few) in
        [(0, 0, false), (0, 1, false), (0, 2, true), (1, 2, false), (1, 3, true), (2, 3, false), (5, 2, false)]
    {
        assert_eq!(few_own_words(n_said, n_asked).is_some(), are_few, "{n_said} of {n_asked}");
    }
    let advice = "1 of 3 people have said the mission in their own words. Ask the others for theirs.";
    assert_eq!(few_own_words(1, 3).unwrap().advice(), advice);
}

#[test]
fn another_owner_of_a_surface_is_noticed_where_it_is_owned() {
    let (mut sheet, org) = whole();
    let contested = |name: &str| if name == "key handover" { vec!["Homecare".to_owned()] } else { Vec::new() };
    let keys = |sheet: &Sheet| {
        let view = CharterView::of(sheet, &org, &id());
        let found = checks(sheet, &view, &contested);
        found
            .iter()
            .filter(|check| check.is_due(TODAY))
            .map(|check| (check.named(), check.advice()))
            .collect::<Vec<_>>()
    };
    let advice = "Also owned by Homecare. Talk to them, or offer to share it.";
    assert_eq!(keys(&sheet), [("contested/key handover".to_owned(), advice.to_owned())]);
    let shares = row("c1", &[], vec![("surface", one("s1")), ("mode", one("share"))]);
    sheet.lists.insert(CLAIMS.to_owned(), vec![shares]);
    assert!(keys(&sheet).is_empty());
}

#[test]
fn what_a_list_carries_is_read_as_the_same_check_and_a_dismissed_one_is_neither_listed_nor_counted() {
    let (mut sheet, org) = whole();
    sheet.lists.remove(METRICS);
    sheet.lists.remove(NON_NEGOTIABLES);
    let listed = |sheet: &Sheet| {
        let view = CharterView::of(sheet, &org, &id());
        let summary = summary(sheet, &view, &org, false);
        let read: Vec<Check> = summary.checks.iter().filter_map(Check::read).collect();
        let due = read.iter().filter(|check| check.is_due(TODAY)).map(Check::named).collect::<Vec<_>>();
        (due, summary.missing.clone(), read.iter().map(Check::noted).eq(summary.checks.iter().cloned()))
    };
    let missing = vec!["metrics".to_owned()];
    assert_eq!(listed(&sheet), (vec!["no-metrics".to_owned(), "no-rules".to_owned()], missing, true));
    let dismissal = vec![(CHECK, one("no-metrics")), (REASON, one("they come with the budget"))];
    add(&mut sheet, DISMISSED, row("x1", &[], dismissal));
    assert_eq!(listed(&sheet), (vec!["no-rules".to_owned()], vec![], true));
    let unknown = Noted {
        check: "of-a-later-version".to_owned(),
        row: None,
        part: String::new(),
        about: String::new(),
        from: String::new(),
        until: String::new(),
    };
    assert_eq!(Check::read(&unknown), None);
}

#[test]
fn a_hole_that_somebody_said_why_of_is_no_hole_in_the_list_and_a_new_one_is() {
    let (mut sheet, mut org) = whole();
    for (id, name) in [("f2", "Design"), ("f3", "Sales")] {
        add(&mut org, FUNCTIONS, row(id, &[], vec![("team", one("team-1")), ("name", one(name))]));
    }
    add(&mut sheet, DISMISSED, row("x1", &[], vec![(CHECK, one("hole/design")), (REASON, one("borrowed"))]));
    let view = CharterView::of(&sheet, &org, &id());
    assert_eq!(
        (view.holes(), view.summary(false).holes),
        (vec!["Design".to_owned(), "Sales".to_owned()], vec!["Sales".to_owned()])
    );
}

fn team(name: &str, captain: &str, mission: &str, owns: &[&str]) -> Summary {
    let view = CharterView::of(&Sheet::default(), &Sheet::default(), &id());
    Summary {
        name: name.to_owned(),
        captains: vec![captain.to_owned()],
        mission: mission.to_owned(),
        owns: owns.iter().map(|name| (*name).to_owned()).collect(),
        ..view.summary(false)
    }
}

#[test]
fn charters_beside_each_other_show_a_mission_twice_a_surface_twice_and_a_captain_of_many() {
    let keys_move_in = "Renters have their keys on the day they move in";
    let job = |words: &str| Job { words: words.to_owned(), heard_on: String::new(), is_own: true };
    let own = Summary { jobs: vec![job("Move in")], ..team("First Keys", "Ada", keys_move_in, &["key handover"]) };
    for (others, keys) in [
        (vec![], vec![]),
        (vec![team("B", "Bo", "Landlords know what they earn", &["payouts"])], vec![]),
        (vec![team("B", "Ada", "", &[])], vec![]),
        (vec![team("B", "ada", "", &[]), team("C", "Ada", "", &[])], vec!["captain-of-many"]),
        (vec![team("B", "Bo", "Renters have keys on the day they move in.", &[])], vec!["same-mission/b"]),
        (vec![team("B", "Bo", "", &["key handover"])], vec!["contested/key handover"]),
        (vec![Summary { example: true, ..team("B", "Bo", keys_move_in, &["key handover"]) }], vec![]),
        (vec![Summary { jobs: vec![job("move IN")], ..team("B", "Bo", "", &[]) }], vec!["same-job/b"]),
        (vec![Summary { jobs: vec![Job { is_own: false, ..job("Move in") }], ..team("B", "Bo", "", &[]) }], vec![]),
    ] {
        let beside: Vec<Beside<'_>> = others.iter().map(Beside::of).collect();
        let others: Vec<&Beside<'_>> = beside.iter().collect();
        assert_eq!(across(&Beside::of(&own), &others).iter().map(Check::named).collect::<Vec<_>>(), keys);
    }
}

#[test]
fn a54_a_line_of_what_a_team_decides_that_names_a_surface_of_another_is_noticed_unless_the_team_shares_it() {
    for (claim, line, others, found) in [
        (None, "When Payouts go out", vec![("Desk", "payouts")], vec!["touched/payouts d2"]),
        (Some("consult"), "When Payouts go out", vec![("Desk", "payouts")], vec!["touched/payouts d2"]),
        (Some("share"), "When Payouts go out", vec![("Desk", "payouts")], vec![]),
        (Some("own"), "When Payouts go out", vec![("Desk", "keys")], vec![]),
        (None, "When Payouts go out", vec![], vec![]),
        (None, "Who is paid", vec![("Desk", "payouts")], vec![]),
    ] {
        let (mut sheet, mut org) = whole();
        add(&mut org, SURFACES, row("s2", &[], vec![("name", one("Payouts"))]));
        add(&mut sheet, DECIDE, row("d2", &[(LINE, line)], vec![]));
        if let Some(mode) = claim {
            add(&mut sheet, CLAIMS, row("c2", &[], vec![("surface", one("s2")), ("mode", one(mode))]));
        }
        let view = CharterView::of(&sheet, &org, &id());
        let own = Summary { people: Vec::new(), ..summary(&sheet, &view, &org, false) };
        let others: Vec<Summary> = others.into_iter().map(|(name, owns)| team(name, "Bo", "", &[owns])).collect();
        let beside: Vec<Beside<'_>> = others.iter().map(Beside::of).collect();
        let checks = across(&Beside::of(&own), &beside.iter().collect::<Vec<_>>());
        let touched: Vec<&Check> = checks.iter().filter(|check| check.sort.name == "touched").collect();
        let told = touched.iter().map(|check| format!("{} {}", check.named(), check.row.clone().unwrap()));
        assert_eq!(told.collect::<Vec<_>>(), found, "{claim:?} {line}");
        if let [check] = touched.as_slice() {
            let advice = "You decide about “Payouts”, which is owned by Desk. Talk to its owner, and offer to share it, or take \
                          it out of the line.";
            assert_eq!(check.advice(), advice);
        }
    }
}

fn with_people(name: &str, people: &[(&str, f64)]) -> Summary {
    let share = |(at, (person, share)): (usize, &(&str, f64))| Share {
        person: (*person).to_owned(),
        row: format!("m{at}").parse().unwrap(),
        share: *share,
        from: String::new(),
        until: String::new(),
    };
    Summary { people: people.iter().enumerate().map(share).collect(), ..team(name, name, "", &[]) }
}

#[test]
fn a17_whoever_is_promised_to_several_teams_for_more_than_a_week_is_noticed_in_each_by_id_or_by_name() {
    let own = with_people("First Keys", &[("Ada <@p1>", 0.5), ("Bo", 0.75)]);
    for (others, keys) in [
        (vec![], vec![]),
        (vec![with_people("B", &[("Ada <@p1>", 0.5), ("Bo", 0.25)])], vec![]),
        (vec![with_people("B", &[("Ada Lovelace <@p1>", 0.75)])], vec![("over-all-teams/p1", "m0")]),
        (vec![with_people("B", &[("Ada <@p2>", 1.0)])], vec![]),
        (
            vec![with_people("B", &[("ada", 0.75), ("BO", 0.5)])],
            vec![("over-all-teams/p1", "m0"), ("over-all-teams/bo", "m1")],
        ),
        (vec![with_people("B", &[("Bo", 0.25)]), with_people("C", &[("Bo", 0.25)])], vec![("over-all-teams/bo", "m1")]),
        (vec![Summary { example: true, ..with_people("B", &[("Bo", 1.0)]) }], vec![]),
    ] {
        let beside: Vec<Beside<'_>> = others.iter().map(Beside::of).collect();
        let found = across(&Beside::of(&own), &beside.iter().collect::<Vec<_>>());
        let told: Vec<_> = found.iter().map(|check| (check.named(), check.row.clone().unwrap().to_string())).collect();
        let keys: Vec<_> = keys.into_iter().map(|(key, row)| (key.to_owned(), row.to_owned())).collect();
        assert_eq!(told, keys);
    }
    let (b, c) = (with_people("B", &[("Bo", 0.25)]), with_people("C", &[("Bo", 0.5)]));
    let beside = [Beside::of(&b), Beside::of(&c)];
    let found = across(&Beside::of(&own), &beside.iter().collect::<Vec<_>>());
    let advice = "Bo is promised for 150 % of a week to this team, B and C. Agree with the other captains where they are, and \
                  change a share.";
    assert_eq!(found.iter().map(Check::advice).collect::<Vec<_>>(), [advice]);
}

#[test]
fn the_list_over_all_charters_has_every_check_that_stands_today_with_its_charter_and_no_dismissed_one() {
    let (sheet, org) = whole();
    let listed = |sheet: &Sheet, name: &str| {
        let view = CharterView::of(sheet, &org, &id());
        Summary { name: name.to_owned(), captains: vec![name.to_owned()], ..summary(sheet, &view, &org, false) }
    };
    let mut lacking = sheet.clone();
    lacking.lists.remove(NON_NEGOTIABLES);
    lacking.texts.remove(MISSION);
    add(&mut lacking, DISMISSED, row("x1", &[], vec![(CHECK, one("no-rules")), (REASON, one("later"))]));
    let (first, second) = (listed(&sheet, "First"), listed(&lacking, "Second"));
    let keys = |today: &str| {
        let found = over_all(&[&first, &second], today);
        found.into_iter().map(|(at, check)| (at, check.named())).collect::<Vec<_>>()
    };
    let twice = |at: usize| (at, "contested/key handover".to_owned());
    // Both teams have the same people, each for more than half of their week.
    let torn = |at: usize| (at, "over-all-teams/ada".to_owned());
    let job = |at: usize, other: &str| (at, format!("same-job/{other}"));
    let second = [(1, "no-mission".to_owned()), job(1, "first"), twice(1), torn(1)];
    assert_eq!(keys(TODAY), [&[job(0, "second"), twice(0), torn(0)][..], &second].concat());
    assert!(keys("2027-01-15").contains(&(0, "review-due".to_owned())), "a day that was set comes");
}

#[test]
fn a_surface_that_somebody_said_why_of_counts_no_more() {
    let other = team("B", "Bo", "", &["key handover", "payouts"]);
    let own = team("A", "Ada", "", &["key handover", "payouts"]);
    let settled = Summary { dismissed: vec!["contested/payouts".to_owned()], ..own.clone() };
    assert_eq!((own.unsettled(&[&other]).len(), settled.unsettled(&[&other]).len()), (2, 1));
    assert_eq!(settled.contested(&[&other]).len(), 2, "the other owner is still there");
}

#[test]
fn a_metric_is_smart_as_far_as_it_says_so_and_people_are_asked_for_the_rest() {
    let marks = |row: &Row| smart(&Metric::of(row, &[])).map(|one| one.mark);
    let (yes, not, ask) = (Mark::Yes, Mark::Not, Mark::Ask);
    for (row, expected) in [
        (metric_with("unit", one("%")), [yes, yes, ask, ask, yes]),
        (metric_with("source", one("")), [yes, not, ask, ask, yes]),
        (metric_with("due", Register::default()), [yes, yes, ask, ask, not]),
        (row("m1", &[("name", "On time")], metric()), [not, yes, ask, ask, yes]),
        (row("m1", &[("name", "Ship it"), ("definition", "x")], metric()), [not, yes, ask, ask, yes]),
        (row("m1", &[], vec![]), [not, not, ask, ask, not]),
    ] {
        assert_eq!(marks(&row), expected);
    }
    let lacking = smart(&Metric::of(&row("m1", &[("name", "On time")], vec![("unit", one("%"))]), &[]));
    assert_eq!(lacking[1].why, "Its baseline, target and source are missing.");
    assert!(lacking.iter().all(|one| one.why.ends_with('.')));
}
