//! The example’s reviews: what they show, and that they move with the day.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::super::dates::ms;
use super::*;
use crate::kinds::review::*;
use crate::kinds::series::{BACK_IN, FIRST as SERIES_FIRST, NAME, PARKED};

fn made_for(today: &str) -> (Sheet, Vec<(Slot, ReviewView, Sheet)>) {
    let mut drafts = reviews(today).into_iter();
    let series = drafts.next().unwrap();
    assert_eq!((series.kind, series.sheet.text(NAME)), (series::KIND, "Product review"));
    let of = |draft: Draft| (draft.slot.unwrap(), ReviewView::of(&draft.sheet), draft.sheet);
    (series.sheet, drafts.map(of).collect())
}

#[test]
fn six_reviews_were_held_a_week_apart_and_the_next_one_is_prepared() {
    let (series, reviews) = made_for("2026-11-29");
    let days: Vec<&str> = reviews.iter().map(|(slot, ..)| slot.day()).collect();
    assert_eq!(
        days,
        ["2026-10-20", "2026-10-27", "2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24", "2026-12-01"]
    );
    assert_eq!(series.value(SERIES_FIRST).words(), "2026-10-20T10:00");
    for (slot, view, sheet) in &reviews {
        let is_held = slot.day() < "2026-11-29";
        assert!(view.items.iter().all(|item| item.row.id.is_example() && item.state().is_empty() != is_held));
        let n_insights = view.items.iter().filter(|item| item.row.value(TYPE).words() == "insight").count();
        assert_eq!((n_insights, !view.wins.is_empty()), (1, is_held), "{slot}");
        assert_eq!(sheet.rows(PRESENT).count() >= 7, is_held, "{slot}");
        let is_debated = |item: &Item| item.row.value(TYPE).words() == "debate" && item.state() == "done";
        assert!(view.items.iter().filter(|item| is_debated(item)).all(|item| item.revealed_ms.is_some()));
    }
    let parked: Vec<bool> = series.rows(PARKED).map(|row| row.value(BACK_IN).is_vacant()).collect();
    assert_eq!(parked, [false, true]);
}

#[test]
fn advice_was_answered_and_is_open_and_nothing_is_noticed_but_what_is_late() {
    let (_, reviews) = made_for("2026-11-29");
    let ledgers: Vec<Ledger> = reviews.iter().map(|(_, view, _)| view.ledger()).collect();
    assert!(ledgers[..5].iter().all(|ledger| ledger.open == 0 && ledger.all() > 0));
    assert_eq!(ledgers[5], Ledger { will_do: 2, not_now: 1, open: 2 });
    assert_eq!(ledgers.iter().map(|ledger| ledger.not_now).sum::<usize>(), 5);
    let noticed: Vec<(usize, Noticed)> = reviews
        .iter()
        .enumerate()
        .flat_map(|(nth, (_, view, _))| checks(view, "2026-11-29").into_iter().map(move |check| (nth, check.remark)))
        .collect();
    assert_eq!(noticed, [(5, Noticed::Late)]);
    let actions = || reviews.iter().flat_map(|(_, view, _)| &view.actions);
    assert_eq!((actions().count(), actions().filter(|action| !action.is_done()).count()), (13, 4));
}

#[test]
fn an_item_that_was_carried_three_times_names_the_one_that_was_raised_first() {
    let (_, reviews) = made_for("2026-11-29");
    let carried: Vec<&Item> =
        reviews.iter().flat_map(|(_, view, _)| &view.items).filter(|item| item.state() == "carried").collect();
    assert_eq!(carried.iter().map(|item| item.n_carried()).collect::<Vec<_>>(), [0, 1, 2]);
    let first = format!("2026-11-10T10:00/{}", carried[0].row.id);
    assert!(carried[1..].iter().all(|item| item.row.value(ORIGIN).words() == first));
}

#[test]
fn words_that_were_written_in_silence_came_with_the_reveal_and_the_farthest_apart_are_known() {
    let (_, reviews) = made_for("2026-11-29");
    let ahead = reviews[5].1.items.iter().find(|item| item.title().starts_with("Inspect")).unwrap();
    assert!(ahead.remarks.iter().all(|remark| remark.came == Came::InTime));
    let stances = ahead.stances();
    let farthest = |far: fn(f64, f64) -> bool| {
        let first = &stances[0];
        stances.iter().fold(first, |one, other| if far(other.at, one.at) { other } else { one }).by.clone()
    };
    assert_eq!((farthest(|a, b| a < b), farthest(|a, b| a > b)), ("Bruno Salgado".into(), "Leila Farahani".into()));
}

#[test]
fn a_fortnight_later_everything_lies_a_fortnight_later() {
    let (_, now) = made_for("2026-11-29");
    let (_, later) = made_for("2026-12-13");
    for ((was, view, _), (is, other, _)) in now.iter().zip(&later) {
        let [was, is] = [was, is].map(|slot| ms(slot.day(), &slot.time()));
        assert_eq!(is - was, 14 * 24 * 3_600_000);
        assert_eq!(view.ledger(), other.ledger());
        assert!(view.items.iter().zip(&other.items).all(|(one, other)| one.row.id == other.row.id));
    }
    assert_eq!(checks(&later[5].1, "2026-12-13").len(), 1);
}
