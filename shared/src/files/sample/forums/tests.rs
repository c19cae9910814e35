//! The example’s forums: learnings as their authors brought them, thanks, a question that waits, and a pulse in its own words.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::super::logs;
use super::*;
use crate::blind::{Takes, form_of};
use crate::kinds::Slot;
use crate::kinds::log::{self, LogView};
use crate::kinds::review::{self, ITEM_NOTES, KUDOS, PRESENTER, ReviewView, TEXT, THANKED};
use crate::sheet::Sheet;

const TODAY: &str = "2026-11-29";

/// The reviews of a forum and its series.
fn forum(preset: &str) -> (Sheet, Vec<(Slot, Sheet)>) {
    let of = |draft: &Draft| draft.kind == series::KIND && draft.sheet.value(series::PRESET).words() == preset;
    let all = forums(TODAY);
    let begun = all.iter().find(|draft| of(draft)).unwrap();
    let held = all.iter().filter(|draft| draft.kind == review::KIND && draft.source == begun.source);
    (begun.sheet.clone(), held.map(|draft| (draft.slot.clone().unwrap(), draft.sheet.clone())).collect())
}

#[test]
fn each_forum_has_its_series_and_a_meeting_in_the_slot_that_it_began_with() {
    for (preset, name) in [("failures", "Failure forum"), ("forum", "Open forum")] {
        let (series, held) = forum(preset);
        assert_eq!(series.text(series::NAME), name);
        assert_eq!(held.len(), 1);
        assert_eq!(series.value(series::FIRST).words(), held[0].0.to_string());
    }
}

#[test]
fn the_failure_forum_has_the_learnings_that_were_brought_each_by_its_author() {
    let (_, held) = forum("failures");
    let view = ReviewView::of(&held[0].1);
    let views: Vec<LogView> = logs(TODAY).iter().map(|draft| LogView::of(&draft.sheet)).collect();
    let mut n = 0;
    for learning in views.iter().flat_map(|view| &view.learnings).filter(|one| one.is_offered()) {
        let item = view.items.iter().find(|item| item.title() == learning.learned()).unwrap();
        let by = &learning.row.value(log::LEARNED).writes[0].by;
        assert_eq!(item.row.value(PRESENTER).words(), by, "{}", learning.learned());
        n += 1;
    }
    assert_eq!((n, view.items.len()), (3, 4));
}

#[test]
fn people_are_thanked_in_the_forum_and_in_a_product_review() {
    let (_, held) = forum("failures");
    let product = super::super::reviews(TODAY).into_iter().map(|draft| draft.sheet);
    let thanks: Vec<usize> =
        product.chain(held.into_iter().map(|(_, sheet)| sheet)).map(|sheet| sheet.rows(KUDOS).count()).collect();
    assert_eq!(thanks.iter().filter(|n| **n == 2).count(), 2, "{thanks:?}");
    let (_, held) = forum("failures");
    assert!(held[0].1.rows(KUDOS).all(|row| !row.value(THANKED).is_vacant() && !row.value(TEXT).is_vacant()));
}

#[test]
fn the_pulse_in_the_minutes_asks_in_the_words_of_its_form_and_counts_eleven_answers_to_each() {
    let (_, held) = forum("failures");
    let view = ReviewView::of(&held[0].1);
    let notes = view.items.iter().find(|item| item.title().starts_with("Pulse")).unwrap().row.text(ITEM_NOTES);
    for question in form_of("questions").unwrap().questions {
        let line = notes.lines().find(|line| line.contains(question.asks)).unwrap();
        let Takes::Steps(steps) = question.takes else { continue };
        let said = line.split_once(question.asks).unwrap().1.trim().trim_end_matches('.');
        let counted: Vec<(&str, usize)> = said
            .split(", ")
            .map(|one| one.split_once(": ").unwrap())
            .map(|(step, n)| (step, n.parse().unwrap()))
            .collect();
        assert_eq!(counted.iter().map(|(step, _)| *step).collect::<Vec<_>>(), steps);
        assert_eq!(counted.iter().map(|(_, n)| n).sum::<usize>(), 11, "{line}");
    }
}

#[test]
fn in_the_open_forum_one_question_was_answered_and_one_waits_for_a_person_and_a_day() {
    let (series, held) = forum("forum");
    let view = ReviewView::of(&held[0].1);
    let answered: Vec<&str> = view.all_questions().filter(|one| one.is_answered()).map(|one| one.answer()).collect();
    assert!(answered.len() == 1 && !answered[0].is_empty());
    let open = view.open_questions();
    assert_eq!(open.iter().map(|one| one.due()).collect::<Vec<_>>(), ["2026-12-04"]);
    let seen = series::Seen::Review(&held[0].1, &held[0].0);
    assert_eq!(series::watched(&series, seen, TODAY), Vec::<String>::new());
}
