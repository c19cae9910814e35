//! The list of one person: whose things are, on which day they are asked for, and in which order they stand.
#![allow(clippy::expect_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::text::words::days_later;

const TODAY: &str = "2026-11-29";

fn me(id: Option<&str>, name: &str) -> Me {
    Me { id: id.map(str::to_owned), name: name.to_owned() }
}

fn ask(row: &str, since: &str, due: &str) -> Ask {
    let doc = "weekly".parse().expect("an id");
    let ask = Ask::at(Sort::Action, &doc, &row.parse().expect("an id"), row);
    Ask { since: since.to_owned(), due: due.to_owned(), ..ask }
}

#[test]
fn a_person_is_meant_by_their_id_where_both_are_known_and_else_by_their_name() {
    for (id, name, words, is_meant) in [
        (Some("p1"), "Mara", "Mara Lindt <@p1>", true),
        (Some("p1"), "Mara", "Mara <@p2>", false),
        (Some("p1"), "Mara", " mara ", true),
        (Some("p1"), "Mara", "Bo", false),
        (None, "Mara", "Mara <@p2>", true),
        (None, "Mara", "", false),
        (None, "", "", false),
        (None, "", " ", false),
        (Some("p1"), "", "<@p1>", true),
    ] {
        assert_eq!(me(id, name).is(words), is_meant, "{id:?} {name}, {words:?}");
    }
}

#[test]
fn what_is_asked_of_a_person_is_theirs_or_their_teams_and_only_within_its_days_and_not_of_whose_doing_it_is() {
    let people = |names: &[&str]| Whose::People(names.iter().map(|name| (*name).to_owned()).collect());
    let waiting = |whose: Whose| Waiting::of(whose, ask("a-1", "", ""));
    let day = |days: i64| days_later(TODAY, days);
    for (one, is_asked) in [
        (waiting(people(&["Bo", "Ada"])), true),
        (waiting(people(&["Bo"])), false),
        (waiting(people(&[])), false),
        (waiting(Whose::Captain("ours".to_owned())), true),
        (waiting(Whose::Captain("theirs".to_owned())), false),
        (waiting(Whose::or_captain(Vec::new(), "ours")), true),
        (waiting(Whose::or_captain(vec!["Bo".to_owned()], "ours")), false),
        (Waiting { not: "ada".to_owned(), ..waiting(Whose::Captain("ours".to_owned())) }, false),
        (Waiting { not: "Bo".to_owned(), ..waiting(Whose::Captain("ours".to_owned())) }, true),
        (Waiting { from: day(0), ..waiting(people(&["Ada"])) }, true),
        (Waiting { from: day(1), ..waiting(people(&["Ada"])) }, false),
        (Waiting { until: day(0), ..waiting(people(&["Ada"])) }, true),
        (Waiting { until: day(-1), ..waiting(people(&["Ada"])) }, false),
    ] {
        let asked = of_person([&one], &me(None, "Ada"), &|team| team == "ours", TODAY);
        assert_eq!(asked.len() == 1, is_asked, "{one:?}");
    }
}

#[test]
fn the_overdue_stand_first_then_those_of_today_then_what_waits_longest_and_last_what_comes() {
    let mut asks = vec![
        ask("coming-2", "", "2026-12-04"),
        ask("waits-2", "2026-11-20", ""),
        ask("today", "", TODAY),
        ask("overdue-2", "", "2026-11-28"),
        ask("waits-1", "2026-09-28", ""),
        ask("coming-1", "2020-01-01", "2026-11-30"),
        ask("waits-0", "", ""),
        ask("overdue-1", "", "2026-11-01"),
    ];
    soonest_first(&mut asks, TODAY);
    let order: Vec<&str> = asks.iter().map(|ask| ask.title.as_str()).collect();
    let expected = ["overdue-1", "overdue-2", "today", "waits-0", "waits-1", "waits-2", "coming-1", "coming-2"];
    assert_eq!(order, expected);
}

#[test]
fn a_review_asks_those_who_take_part_to_read_a_week_before_and_to_come_two_days_before() {
    let point = |row: &str, by: &[&str], is_to_read: bool, readers: &[&str]| Point {
        row: row.parse().expect("an id"),
        presenters: by.iter().map(|name| (*name).to_owned()).collect(),
        is_to_read,
        readers: readers.iter().map(|name| (*name).to_owned()).collect(),
    };
    let agenda = |points: Vec<Point>| Agenda { points, people: vec!["Ada".to_owned()], teams: Vec::new() };
    let meeting = |days: i64| Meeting {
        doc: "weekly-r20261201T1000".parse().expect("an id"),
        name: "Product review".to_owned(),
        day: days_later(TODAY, days),
        time: "10:00".to_owned(),
    };
    let ada = me(None, "Ada");
    let own = || point("a-1", &["Ada"], true, &[]);
    let others = |readers: &[&str]| point("b-1", &["Bo"], true, readers);
    for (points, days, said) in [
        (vec![own(), others(&[])], 7, Some("You present item 1 of 2. 1 item you have not read.")),
        (vec![own(), others(&[])], 8, None),
        (vec![own(), others(&["ADA"])], 3, None),
        (vec![own(), others(&["ADA"])], 2, Some("You present item 1 of 2.")),
        (vec![own()], 1, Some("You present the one item.")),
        (vec![own(), own()], 1, Some("You present 2 of 2 items.")),
        (vec![others(&["Ada"]), point("c-1", &[], false, &[])], 0, Some("2 items.")),
        (vec![], 0, Some("")),
    ] {
        let asked = agenda(points.clone()).ask(&ada, &meeting(days), TODAY);
        let presents = said.is_some_and(|said| said.starts_with("You present"));
        assert_eq!(asked.as_ref().is_some_and(|ask| ask.presents), presents, "{points:?} in {days} days");
        assert_eq!(asked.map(|ask| ask.detail).as_deref(), said, "{points:?} in {days} days");
    }
    let asked = agenda(vec![own(), others(&[])]).ask(&ada, &meeting(2), TODAY).expect("an ask");
    assert_eq!(
        (asked.href.as_str(), asked.title.as_str()),
        ("/d/weekly-r20261201T1000#b-1", "Product review, 1 Dec at 10:00")
    );
    assert_eq!((agenda(vec![]).names(&ada), agenda(vec![]).names(&me(None, "Bo"))), (true, false));
}
