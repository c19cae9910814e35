//! A decision log as people read it: the newest first, ties between decisions, and those that are due.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use muster_shared::files::export::{Strip, html};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::log::*;
use muster_shared::kinds::outline::Sources;
use muster_shared::sheet::{Edit, Sheet, Stamp, Value, apply};
use muster_shared::sync::document::GatedDoc;

type Values<'a> = &'a [(&'a str, &'a str)];

/// Adds a row as somebody does who logs it, and gives its id.
fn add(log: &mut GatedDoc, list: &str, values: Values<'_>, at_ms: u64) -> String {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), Value::from(*value))).collect();
    let after = log.sheet().unwrap().all_rows(list).last().map(|row| row.id.clone());
    let edit = Edit::Add { list: list.to_owned(), after, texts: Vec::new(), values };
    let stamp = Stamp { by: "Ines".to_owned(), at_ms };
    log.transact("a test", |txn| apply(Kind::Log.schema(), txn, &edit, &stamp)).result.unwrap().unwrap().to_string()
}

fn decide(log: &mut GatedDoc, choice: &str, on: &str, more: Values<'_>) -> String {
    let values =
        [&[(QUESTION, "Until what hour?"), (CHOICE, choice), (ON, on), (DECIDED_BY, "Ines")][..], more].concat();
    add(log, DECISIONS, &values, 1)
}

fn empty(client: u64) -> GatedDoc {
    GatedDoc::new(Some(Kind::Log.schema()), client)
}

fn choices(view: &LogView) -> Vec<&str> {
    view.decisions.iter().map(Decision::choice).collect()
}

fn hear(one: &mut GatedDoc, other: &mut GatedDoc) {
    let update = other.encode_diff(&one.state_vector());
    one.admit(&update.into()).unwrap();
}

#[test]
fn decisions_are_shown_newest_first_whenever_they_were_written_down() {
    let mut log = empty(1);
    decide(&mut log, "second", "2026-11-02", &[]);
    decide(&mut log, "first", "2026-09-14", &[]);
    decide(&mut log, "third", "2026-11-20", &[]);
    decide(&mut log, "third, a little later", "2026-11-20", &[]);
    let view = LogView::of(&log.sheet().unwrap());
    assert_eq!(choices(&view), ["third, a little later", "third", "second", "first"]);
    assert_eq!((view.n_this_month("2026-11-29"), view.n_this_month("2026-12-01")), (3, 0));
}

#[test]
fn a_correction_and_what_it_corrects_name_each_other_and_both_stay() {
    let mut log = empty(1);
    let first = decide(&mut log, "Until 21:00", "2026-11-02", &[]);
    decide(&mut log, "Until 21:30", "2026-11-03", &[(INSTEAD_OF, &first), (HOW, "corrects")]);
    let view = LogView::of(&log.sheet().unwrap());
    assert_eq!(choices(&view), ["Until 21:30", "Until 21:00"]);
    let tie = view.decisions[0].instead_of.as_ref().unwrap();
    assert_eq!((tie.how, tie.choice.as_str(), tie.on.as_str()), (How::Corrects, "Until 21:00", "2026-11-02"));
    assert_eq!((view.decisions[0].stands(), view.decisions[1].stands()), (true, false));
    assert_eq!(view.decisions[1].followed_by[0].choice, "Until 21:30");
}

#[test]
fn a_decision_knows_the_review_and_the_item_it_was_taken_in_if_it_says_one() {
    let mut log = empty(1);
    let item = decide(&mut log, "first", "2026-11-02", &[]);
    let whole = format!("weekly-1-review/{item}");
    for (says, review, row) in [
        ("weekly-1-review", Some("weekly-1-review"), None),
        (whole.as_str(), Some("weekly-1-review"), Some(item.as_str())),
        ("No review!", None, None),
    ] {
        let mut log = empty(1);
        decide(&mut log, "second", "2026-11-02", &[(REVIEW, says)]);
        let view = LogView::of(&log.sheet().unwrap());
        let taken_in = view.decisions[0].taken_in();
        assert_eq!(taken_in.as_ref().map(|(doc, _)| doc.as_str()), review, "{says}");
        assert_eq!(taken_in.and_then(|(_, row)| row).map(|row| row.to_string()).as_deref(), row, "{says}");
    }
}

#[test]
fn two_reversals_at_once_stand_side_by_side_until_one_is_logged_as_holding() {
    let mut ines = empty(1);
    let first = decide(&mut ines, "Until 21:00", "2026-11-02", &[]);
    let mut halima = empty(2);
    hear(&mut halima, &mut ines);
    let reverses: Values<'_> = &[(INSTEAD_OF, &first), (HOW, "reverses")];
    let held = decide(&mut ines, "Until 22:00", "2026-11-17", reverses);
    let dropped = decide(&mut halima, "Until 20:00", "2026-11-17", reverses);
    hear(&mut ines, &mut halima);
    let today = "2026-11-29";
    let view = LogView::of(&ines.sheet().unwrap());
    let of_first = |view: &LogView| view.decision(&first.parse().unwrap()).unwrap().clone();
    assert!(of_first(&view).is_contested() && of_first(&view).open_reversals().count() == 2);
    assert!(checks(&view, today).iter().any(|check| check.remark == Remark::ReversedBy(2)));
    decide(&mut ines, "Until 22:00", "2026-11-18", &[(INSTEAD_OF, &dropped), (HOW, "reverses")]);
    let view = LogView::of(&ines.sheet().unwrap());
    assert!(!of_first(&view).is_contested());
    assert!(view.decision(&held.parse().unwrap()).unwrap().stands());
    assert!(checks(&view, today).is_empty(), "{:?}", checks(&view, today));
}

#[test]
fn what_became_of_a_decision_is_asked_on_its_day_and_not_after_it_was_said() {
    let mut log = empty(1);
    let crews = decide(&mut log, "Two crews", "2026-09-28", &[(LOOK_AGAIN, "2026-11-23")]);
    let due = |log: &mut GatedDoc, today: &str| LogView::of(&log.sheet().unwrap()).due(today).count();
    assert_eq!([due(&mut log, "2026-11-22"), due(&mut log, "2026-11-23"), due(&mut log, "2027-01-01")], [0, 1, 1]);
    let outcome = [(DECISION, crews.as_str()), (HAPPENED, "31 minutes"), (LEARNED, "The drive"), (ON, "2026-11-24")];
    add(&mut log, OUTCOMES, &[&outcome[..], &[(LOOK_AGAIN, "2027-03-01")]].concat(), 2);
    assert_eq!([due(&mut log, "2026-11-25"), due(&mut log, "2027-03-01")], [0, 1], "once more, on the day it names");
    add(&mut log, OUTCOMES, &[(DECISION, &crews), (HAPPENED, "As before"), (ON, "2027-03-02")], 3);
    assert_eq!(due(&mut log, "2028-01-01"), 0);
    let view = LogView::of(&log.sheet().unwrap());
    assert_eq!(
        view.decisions[0].outcomes.iter().map(Outcome::happened).collect::<Vec<_>>(),
        ["As before", "31 minutes"]
    );
    // A decision that another stands in for is asked about no more.
    let other = decide(&mut log, "Bikes", "2026-11-01", &[(LOOK_AGAIN, "2026-11-02")]);
    decide(&mut log, "Vans", "2026-11-03", &[(INSTEAD_OF, &other)]);
    assert_eq!(due(&mut log, "2028-01-01"), 0);
}

#[test]
fn a_request_stands_as_its_latest_answer_says_and_is_late_only_without_one() {
    let mut log = empty(1);
    let asked = [(FROM, "First Keys"), (TO, "Ledger"), (NEED, "Somebody who counts"), (NEEDED_BY, "2026-11-20")];
    let request = add(&mut log, REQUESTS, &asked, 1);
    let stands = |log: &mut GatedDoc| {
        let view = LogView::of(&log.sheet().unwrap());
        let request = &view.requests[0];
        (
            request.state().to_owned(),
            request.is_open(),
            request.is_late("2026-11-21"),
            checks(&view, "2026-11-21").len(),
        )
    };
    assert_eq!(stands(&mut log), ("open".to_owned(), true, true, 1));
    for (state, on, is_open) in [("escalated", "2026-11-21", true), ("done", "2026-11-22", false)] {
        add(&mut log, ANSWERS, &[(REQUEST, &request), (STATE, state), (ON, on)], 2);
        assert_eq!(stands(&mut log), (state.to_owned(), is_open, false, 0));
    }
}

#[test]
fn a_row_that_names_itself_or_nothing_that_is_here_is_shown_all_the_same() {
    let mut log = empty(1);
    let first = decide(&mut log, "A", "2026-11-01", &[(INSTEAD_OF, "nowhere")]);
    add(&mut log, OUTCOMES, &[(DECISION, "nowhere"), (HAPPENED, "rain"), (ON, "2026-11-02")], 1);
    let sheet = log.sheet().unwrap();
    let view = LogView::of(&sheet);
    assert_eq!((view.decisions[0].instead_of.clone(), view.decisions[0].stands()), (None, true));
    let page = html(Kind::Log, &Sources { sheet: &sheet, org: &Sheet::default(), doc: &DocId::org() });
    assert!(page.contains("rain") && page.contains("What became of other decisions"), "{page}");
    let mut rows = sheet.clone();
    let row = &mut rows.lists.get_mut(DECISIONS).unwrap()[0];
    row.values.get_mut(INSTEAD_OF).unwrap().writes[0].value = Value::from(first.as_str());
    assert!(LogView::of(&rows).decisions[0].stands());
}

#[test]
fn a_charter_shows_the_latest_three_decisions_that_stand_and_counts_those_of_the_month() {
    let mut log = empty(1);
    let doc: DocId = "team-log".parse().unwrap();
    assert_eq!(Strip::of(doc.clone(), &log.sheet().unwrap(), "2026-11-29"), None);
    let reversed = decide(&mut log, "five", "2026-11-19", &[]);
    for (choice, on) in [("one", "2026-08-01"), ("two", "2026-10-30"), ("three", "2026-11-02"), ("four", "2026-11-03")]
    {
        decide(&mut log, choice, on, &[]);
    }
    decide(&mut log, "six", "2026-11-20", &[(INSTEAD_OF, &reversed), (HOW, "reverses")]);
    let strip = Strip::of(doc, &log.sheet().unwrap(), "2026-11-29").unwrap();
    assert_eq!(strip.latest.iter().map(|(choice, _)| choice.as_str()).collect::<Vec<_>>(), ["six", "four", "three"]);
    assert_eq!(
        (strip.latest[0].1.as_str(), strip.counted()),
        ("Ines, 2026-11-20", "4 decisions this month".to_owned())
    );
}

#[test]
fn a_list_finds_a_log_by_the_words_of_its_decisions() {
    let mut log = empty(1);
    assert_eq!(Kind::Log.digest(&log.sheet().unwrap()).unwrap().sentence, "No decision has been logged.");
    for n in 0..40 {
        decide(&mut log, &format!("choice {n} {}", "and so on ".repeat(40)), "2026-11-20", &[]);
    }
    let digest = Kind::Log.digest(&log.sheet().unwrap()).unwrap();
    assert_eq!(digest.sentence, "40 decisions, the latest on 20 November 2026.");
    assert_eq!(digest.lines.len(), 30);
    assert!(digest.lines[0].words().starts_with("Until what hour? choice 39 and so on"), "{}", digest.lines[0].text);
    assert!(digest.lines.iter().all(|line| line.text.chars().count() <= 161));
    assert_eq!(Kind::Talk.digest(&log.sheet().unwrap()), None);
    assert_eq!(Kind::Log.findable(&log.sheet().unwrap()).len(), 40, "however old they are");
}
