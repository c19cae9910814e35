//! Tests of the things that are looked at over several reviews.

use super::*;
use crate::id::RowId;
use crate::kinds::review::Thanked;
use crate::sheet::{Register, Value, Write};

const TODAY: &str = "2026-11-25";

fn held(value: impl Into<Value>) -> Register {
    Register { writes: vec![Write { id: "w".to_owned(), value: value.into(), by: "Ada".to_owned(), at_ms: 1 }] }
}

fn row(nth: u32, title: &str, values: &[(&str, &str)]) -> Row {
    let mut row = Row::new(RowId::made_by(1, nth));
    row.texts.insert(TITLE.to_owned(), title.to_owned());
    row.values.extend(values.iter().map(|(name, value)| ((*name).to_owned(), held(*value))));
    row
}

/// A series of a sort, with a rhythm, two teams and time for feedback.
fn series(sort: &str, rhythm: &str) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.values.extend([(PRESET.to_owned(), held(sort)), (RHYTHM.to_owned(), held(rhythm))]);
    let team = |nth, id, name| row(nth, "", &[(TEAM, id), (TEAM_NAME, name)]);
    sheet.lists.insert(TEAMS.to_owned(), vec![team(1, "keys", "First Keys"), team(2, "ledger", "Ledger")]);
    sheet.lists.insert(STANDING.to_owned(), vec![row(3, "Feedback", &[])]);
    sheet
}

/// A review in which people met.
fn met(day: &str) -> Record {
    Record {
        day: day.to_owned(),
        is_held: true,
        items: Vec::new(),
        voices: Vec::new(),
        thanks: Vec::new(),
        wins: vec!["keys".to_owned(), "ledger".to_owned()],
    }
}

fn weeks(n: usize) -> Vec<Record> {
    ["2026-11-24", "2026-11-17", "2026-11-10", "2026-11-03"].into_iter().take(n).map(met).collect()
}

fn thanked(by: &str, is_for_effort: bool) -> Thanked {
    Thanked { by: by.to_owned(), to: "Bruno".to_owned(), is_for_effort }
}

fn item(title: &str, by: &str, state: &str) -> Brought {
    let [title, by, state] = [title, by, state].map(str::to_owned);
    Brought { title, team: String::new(), by, state, has_notes: false }
}

fn leaders(names: &[&str]) -> Leaders {
    Leaders(names.iter().map(|name| (format!("p{name}"), (*name).to_owned())).collect())
}

/// Everything that is said of a series of a sort with these reviews, that is about a part of a sentence.
fn says(sort: &str, reviews: &[Record], leads: &[&str], about: &str) -> usize {
    let (series, leaders) = (series(sort, "FREQ=WEEKLY"), leaders(leads));
    let lately = Lately { series: &series, reviews, leaders: &leaders, large: &[], today: TODAY };
    lately.watched().iter().filter(|says| says.contains(about)).count()
}

#[test]
fn a31_good_news_alone_is_noticed_after_four_reviews() {
    let with = |n: usize, bad_in: Option<usize>| {
        let mut reviews = weeks(n);
        for (nth, review) in reviews.iter_mut().enumerate() {
            review.voices = vec![("keys".to_owned(), true), ("ledger".to_owned(), false)];
            review.voices.extend((bad_in == Some(nth)).then(|| ("keys".to_owned(), false)));
        }
        says("metrics", &reviews, &[], "First Keys had good news alone in 4 reviews running, up to 24 November 2026")
    };
    for (n, bad_in, found) in [(4, None, 1), (3, None, 0), (4, Some(3), 0), (4, Some(0), 0)] {
        assert_eq!(with(n, bad_in), found, "{n} {bad_in:?}");
    }
    assert_eq!(says("metrics", &weeks(4), &[], "good news"), 0, "a team without a voice");
    assert_eq!(says("product", &weeks(4), &[], "good news"), 0, "a sort without metrics");
}

#[test]
fn a63_time_for_feedback_that_was_skipped_three_times_is_noticed() {
    for (n, last, found) in [
        (3, item("Feedback", "", "dropped"), 1),
        (3, item("Feedback", "", "done"), 0),
        (3, Brought { has_notes: true, ..item("feedback ", "", "") }, 0),
        (2, item("Feedback", "", "dropped"), 0),
    ] {
        let mut reviews = weeks(n);
        reviews[0].items = vec![last.clone()];
        assert_eq!(says("check-in", &reviews, &[], "skipped 3 times running"), found, "{n} {last:?}");
    }
}

#[test]
fn a35_two_that_were_skipped_are_noticed() {
    for (rhythm, last, n) in [
        ("FREQ=WEEKLY", "2026-11-24", 0),
        ("FREQ=WEEKLY", "2026-11-11", 0),
        ("FREQ=WEEKLY", "2026-11-10", 1),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-11-10", 0),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-10-27", 1),
        ("FREQ=MONTHLY", "2026-10-01", 0),
        ("", "2026-01-01", 0),
    ] {
        let (series, reviews) = (series("one to one", rhythm), [met(last)]);
        let lately =
            Lately { series: &series, reviews: &reviews, leaders: &Leaders::default(), large: &[], today: TODAY };
        assert_eq!(lately.watched().len(), n, "{rhythm} {last}");
    }
}

#[test]
fn a42_a_forum_to_which_no_leader_brings_anything_is_noticed() {
    for (by, leads, found) in [
        ("Bruno", &["Ada"][..], 1),
        ("Ada <@pAda>", &["Ada"], 0),
        ("ada", &["Ada"], 0),
        // Nobody says of anybody that they lead.
        ("Bruno", &[], 0),
    ] {
        let mut reviews = weeks(1);
        reviews[0].items = vec![item("The wrong keys", by, ""), item("Feedback", "Cleo", "")];
        assert_eq!(says("failures", &reviews, leads, "none was brought by a leader"), found, "{by} {leads:?}");
    }
    assert_eq!(says("failures", &weeks(1), &["Ada"], "by a leader"), 0, "a forum without an item");
}

#[test]
fn a40_a_large_decision_that_was_never_explained_is_named() {
    let line = |on: &str, replaced: bool| {
        let line = Line::new(&RowId::made_by(1, 9), "Where?", "In Porto.", on);
        Line { replaced, ..line }
    };
    for (on, replaced, title, found) in [
        ("2026-11-20", false, "Questions", 1),
        ("2026-11-20", false, "Where? In Porto.", 0),
        ("2026-11-20", false, "where?", 0),
        ("2026-11-20", true, "", 0),
        ("2026-11-25", false, "", 0),
        ("2026-08-01", false, "", 0),
    ] {
        let series = series("transparency", "FREQ=MONTHLY");
        let mut reviews = weeks(1);
        reviews[0].items = vec![item(title, "", "")];
        let large = [line(on, replaced)];
        let lately =
            Lately { series: &series, reviews: &reviews, leaders: &Leaders::default(), large: &large, today: TODAY };
        let says = lately.watched();
        let is_named = says.iter().filter(|says| says.contains("“Where? In Porto.”")).count();
        assert_eq!(is_named, found, "{on} {title}: {says:?}");
    }
}

#[test]
fn a65_a_month_without_thanks_and_thanks_by_leaders_alone_are_noticed() {
    let with = |n: usize, by: &[&str], about: &str| {
        let mut reviews = weeks(n);
        if let Some(first) = reviews.first_mut() {
            first.thanks = by.iter().map(|by| thanked(by, false)).collect();
        }
        says("product", &reviews, &["Ada", "Bo"], about)
    };
    for (n, by, quiet, alone) in [
        (3, &[][..], 1, 0),
        (2, &[], 0, 0),
        (3, &["Cleo"], 0, 0),
        (3, &["Ada", "Ada", "Bo", "ada"], 0, 1),
        (3, &["Ada", "Ada", "Bo"], 0, 0),
        (3, &["Ada", "Ada", "Bo", "Cleo"], 0, 0),
    ] {
        assert_eq!(with(n, by, "Nobody was thanked"), quiet, "{n} {by:?}");
        assert_eq!(with(n, by, "are by leaders"), alone, "{n} {by:?}");
    }
}

#[test]
fn a66_a_team_that_tells_no_small_win_for_a_month_is_named() {
    let with = |n: usize, wins: &[&str]| {
        let mut reviews = weeks(n);
        for review in &mut reviews {
            review.wins = wins.iter().map(|win| (*win).to_owned()).collect();
        }
        says("updates", &reviews, &[], "No small win of Ledger was told in 3 reviews")
    };
    for (n, wins, found) in [
        (3, &["keys"][..], 1),
        (3, &["keys", "ledger"], 0),
        (3, &["keys", "LEDGER"], 0),
        (3, &["keys", ""], 0),
        (2, &["keys"], 0),
    ] {
        assert_eq!(with(n, wins), found, "{n} {wins:?}");
    }
}

#[test]
fn a77_the_share_of_leaders_who_thank_for_the_hard_path_is_counted_with_n_and_few_are_hidden() {
    for (leads, by, says) in [
        (&["Ada", "Bo", "Cleo"][..], &["Ada"][..], None),
        (
            &["Ada", "Bo", "Cleo", "Dan"],
            &["Ada", "ada", "Eve"],
            Some("1 of 4 leaders thanked somebody for the hard path in 1 review here up to 24 November 2026"),
        ),
        (
            &["Ada", "Bo", "Cleo", "Dan"],
            &[],
            Some("0 of 4 leaders thanked somebody for the hard path in 1 review here up to 24 November 2026"),
        ),
    ] {
        let (series, leaders, mut reviews) = (series("product", ""), leaders(leads), weeks(1));
        reviews[0].thanks = by.iter().map(|by| thanked(by, true)).chain([thanked("Bo", false)]).collect();
        let lately = Lately { series: &series, reviews: &reviews, leaders: &leaders, large: &[], today: TODAY };
        let found = lately.hard_path();
        assert_eq!(found.is_some(), says.is_some(), "{leads:?}");
        assert!(found.unwrap_or_default().contains(says.unwrap_or_default()), "{leads:?} {by:?}");
    }
}
