//! The sentences of a person's page, and where things on it are said to be from.
#![allow(clippy::expect_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::asks::{Me, Sort, Waiting, Whose};
use crate::id::DocId;
use crate::kinds::org::CAPTAINS;
use crate::kinds::talk::Whole;
use crate::sheet::{Register, Sheet, Write};
use crate::text::words::days_later;

const TODAY: &str = "2026-11-29";

#[test]
fn the_sentence_of_a_team_says_how_far_it_is_agreed_what_is_contested_and_when_it_meets() {
    let whole = |agreed, of| Whole { agreed, stale: 0, of };
    for (agreed, n_contested, review, said) in [
        (whole(6, 7), 1, Some(1), "is agreed by 6 of 7, has one contested surface, and meets for review tomorrow."),
        (whole(7, 7), 2, None, "is agreed by all 7 and has 2 contested surfaces."),
        (whole(0, 7), 0, Some(0), "is not agreed yet and meets for review today."),
        (whole(0, 0), 0, Some(5), "has nobody in it yet and meets for review on Friday."),
        (whole(1, 1), 0, Some(7), "is agreed by 1 of 1 and meets for review on 6 Dec."),
        (whole(1, 2), 0, None, "is agreed by 1 of 2."),
    ] {
        let day = review.map(|days| days_later(TODAY, days));
        assert_eq!(team_saying(agreed, n_contested, day.as_deref(), TODAY), said);
    }
    for (days_ago, said) in [
        (0, "Since earlier today"),
        (1, "Since yesterday"),
        (2, "Since Friday"),
        (6, "Since Monday"),
        (7, "Since 22 Nov"),
        (400, "Since 25 Oct 2025"),
        (-1, "Since 30 Nov"),
    ] {
        assert_eq!(since_saying(&days_later(TODAY, -days_ago), TODAY), said);
    }
}

#[test]
fn a_thing_says_below_it_which_review_or_team_it_is_from_unless_it_says_so_already() {
    let id = |id: &str| -> DocId { id.parse().expect("an id") };
    let captains =
        Register { writes: vec![Write { id: "w".to_owned(), value: "Ada".into(), by: String::new(), at_ms: 1 }] };
    let org =
        Sheet { keyed: [(CAPTAINS.to_owned(), [("ours".to_owned(), captains)].into())].into(), ..Sheet::default() };
    let mut places = Places::default();
    places.note(id("weekly"), "Product review".to_owned());
    places.note_team(id("ours"), "First Keys".to_owned(), &org);
    let [ada, bo] = ["Ada", "Bo"].map(|name| Me { id: None, name: name.to_owned() });
    for (doc, detail, below) in [
        ("weekly-r20261201T1000", "", "Product review, 1 Dec"),
        ("weekly-r20261201T1000", "A plan", "A plan · Product review, 1 Dec"),
        ("weekly-r20261201T1000-d-p1", "", "Product review, 1 Dec"),
        ("ours-log", "", "First Keys"),
        ("ours-talk", "In First Keys", "In First Keys"),
        ("ours", "84 %", "84 %"),
    ] {
        let row = "a-1".parse().expect("an id");
        let ask = Ask::at(Sort::Action, &id(doc), &row, "Do it").below(detail);
        let waiting = Waiting::of(Whose::Captain("first keys".to_owned()), ask);
        let asks = places.asks([&waiting], &ada, TODAY);
        assert_eq!(asks.iter().map(|ask| ask.detail.as_str()).collect::<Vec<_>>(), [below], "{doc}");
        assert_eq!(places.asks([&waiting], &bo, TODAY), [], "Bo captains nothing");
    }
}
