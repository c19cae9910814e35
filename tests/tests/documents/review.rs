//! A review as people read it: one item though two carried it, one reveal though two pressed, advice with the answer that
//! counts, words that came late, a timer by the server's clock. The rules are those of reviews, by their numbers.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use muster_shared::files::export::markdown;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::review::*;
use muster_shared::kinds::{Kind, Slot, companion, root};
use muster_shared::sheet::{Edit, Place, Sheet, Stamp, Value, apply};
use muster_shared::sync::document::GatedDoc;

/// A reveal of the tests, by the server's clock.
const REVEALED: u64 = 1_700_000_600_000;

/// An answer: to which advice, by whom, and its values.
type Answer<'a> = (&'a str, &'a str, &'a [(&'a str, Value)]);

fn empty(client: u64) -> GatedDoc {
    GatedDoc::new(Some(&SCHEMA), client)
}

fn run(review: &mut GatedDoc, edit: &Edit, by: &str, at_ms: u64) -> Option<RowId> {
    let stamp = Stamp { by: by.to_owned(), at_ms };
    review.transact("a test", |txn| apply(&SCHEMA, txn, edit, &stamp)).result.unwrap()
}

/// Adds a row as somebody does at a time, and gives its id.
fn add(review: &mut GatedDoc, list: &str, title: &str, values: &[(&str, Value)], (by, at_ms): (&str, u64)) -> String {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    let texts = if title.is_empty() { Vec::new() } else { vec![(TITLE.to_owned(), title.to_owned())] };
    let after = review.sheet().unwrap().all_rows(list).last().map(|row| row.id.clone());
    let edit = Edit::Add { list: list.to_owned(), after, texts, values };
    run(review, &edit, by, at_ms).unwrap().to_string()
}

fn item(review: &mut GatedDoc, title: &str, values: &[(&str, Value)]) -> String {
    add(review, ITEMS, title, values, ("Ines", 1))
}

fn reveal(review: &mut GatedDoc, item: &str, at: u64) {
    add(review, REVEALS, "", &[(ITEM, item.into()), (AT, (at as f64).into())], ("Pauline", at));
}

fn hear(one: &mut GatedDoc, other: &mut GatedDoc) {
    let update = other.encode_diff(&one.state_vector());
    one.admit(&update.into()).unwrap();
}

fn view(review: &mut GatedDoc) -> ReviewView {
    ReviewView::of(&review.sheet().unwrap())
}

#[test]
fn v02_two_reveals_at_once_are_one_and_nobody_goes_back_to_silence() {
    let mut pauline = empty(1);
    let plan = item(&mut pauline, "Inspect 48 hours ahead", &[]);
    run(&mut pauline, &Edit::Set { at: Place::under_key(PHASE, &plan), to: "write".into() }, "Pauline", 2);
    assert_eq!((view(&mut pauline).items[0].phase, view(&mut pauline).items[0].revealed_ms), (Phase::Write, None));
    let mut leila = empty(2);
    hear(&mut leila, &mut pauline);
    reveal(&mut pauline, &plan, REVEALED + 900);
    reveal(&mut leila, &plan, REVEALED);
    hear(&mut pauline, &mut leila);
    hear(&mut leila, &mut pauline);
    for review in [&mut pauline, &mut leila] {
        let shown = &view(review).items[0];
        assert_eq!((shown.revealed_ms, shown.phase), (Some(REVEALED), Phase::Debate));
    }
    let archive = Edit::Archive {
        list: REVEALS.to_owned(),
        row: pauline.sheet().unwrap().rows(REVEALS).next().unwrap().id.clone(),
    };
    run(&mut pauline, &archive, "Pauline", REVEALED + 2000);
    assert!(view(&mut pauline).items[0].revealed_ms.is_some(), "whatever somebody does to the row");
}

#[test]
fn v03_words_that_come_after_the_reveal_say_whether_they_were_written_before() {
    let mut review = empty(1);
    let plan = item(&mut review, "Inspect 48 hours ahead", &[]);
    reveal(&mut review, &plan, REVEALED);
    for (by, written, came) in [
        ("Bruno", REVEALED - 60_000, REVEALED + 800),
        ("Sanjay", REVEALED - 60_000, REVEALED + 300_000),
        ("Mei", REVEALED + 200_000, REVEALED + 300_000),
    ] {
        let values = [
            (ITEM, plan.as_str().into()),
            (TEXT, "Two visits instead of one.".into()),
            (WRITTEN, (written as f64).into()),
        ];
        add(&mut review, REMARKS, "", &values, (by, came));
    }
    let came: Vec<(String, Came)> =
        view(&mut review).items[0].remarks.iter().map(|one| (one.by.clone(), one.came)).collect();
    let expected =
        [("Bruno", Came::InTime), ("Mei", Came::After), ("Sanjay", Came::LateButWrittenBefore(REVEALED + 300_000))];
    let mut sorted = came.clone();
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(sorted, expected.map(|(by, came)| (by.to_owned(), came)));
}

#[test]
fn v05_a_timer_is_an_end_so_every_clock_that_is_set_by_the_server_shows_the_same() {
    let mut review = empty(1);
    assert_eq!(Timer::of(&review.sheet().unwrap()), None);
    let set = |review: &mut GatedDoc, name: &str, to: f64| {
        run(review, &Edit::Set { at: Place::on_sheet(name), to: to.into() }, "Pauline", 1);
    };
    set(&mut review, TIMED, 6.0);
    set(&mut review, ENDS, 400_000.0);
    let timer = Timer::of(&review.sheet().unwrap()).unwrap();
    assert_eq!(
        (timer.minutes, [0, 399_001, 400_000, 500_000].map(|now| timer.seconds_left(now))),
        (6.0, [400, 1, 0, 0])
    );
    set(&mut review, ENDS, 0.0);
    assert_eq!(Timer::of(&review.sheet().unwrap()), None, "somebody stopped it");
}

#[test]
fn v09_an_item_that_two_people_carry_at_once_is_one_and_what_was_typed_into_either_is_there() {
    let (mut halima, mut leila) = (empty(1), empty(2));
    let origin = || (ORIGIN, Value::from("2026-11-10T10:00/a-1"));
    let carried = [origin(), (CARRIED, 2.0.into()), (FIRST, "2026-11-10T10:00".into())];
    item(&mut halima, "Who tells the landlord?", &carried);
    let second = item(&mut leila, "Who tells the landlord when a repair slips?", &carried);
    item(&mut leila, "Something else", &[]);
    add(&mut leila, ADVICE, "", &[(ITEM, second.as_str().into()), (TEXT, "Ask them.".into())], ("Bruno", 5));
    hear(&mut halima, &mut leila);
    hear(&mut leila, &mut halima);
    for review in [&mut halima, &mut leila] {
        let shown = view(review);
        assert_eq!(shown.items.len(), 2);
        let one = shown.items.iter().find(|item| item.n_carried() == 2).unwrap();
        let titles = [one.title(), one.also(TITLE)[0]];
        assert!(
            titles.contains(&"Who tells the landlord?")
                && titles.contains(&"Who tells the landlord when a repair slips?")
        );
        assert_eq!((one.twins.len(), one.advice.len(), one.is(&second)), (1, 1, true));
    }
}

#[test]
fn v09_what_nobody_decided_on_is_open() {
    let mut review = empty(1);
    let [done, _] = ["Porto’s peak", "Self check-in"].map(|title| item(&mut review, title, &[]));
    let at = Place::in_row(ITEMS, &done.parse().unwrap(), STATE);
    run(&mut review, &Edit::Set { at, to: "carried".into() }, "Pauline", 9);
    assert_eq!(view(&mut review).open_items().map(Item::title).collect::<Vec<_>>(), ["Self check-in"]);
}

#[test]
fn v10_advice_ends_with_the_latest_answer_of_the_presenter_and_with_a_reason_or_not_at_all() {
    let mut review = empty(1);
    let plan = item(&mut review, "Inspect 48 hours ahead", &[(PRESENTER, "Ines".into())]);
    let advised = |review: &mut GatedDoc| {
        add(review, ADVICE, "", &[(ITEM, plan.as_str().into()), (TEXT, "Try it in Matosinhos.".into())], ("Leila", 2))
    };
    let [first, second, third, fourth] = [(); 4].map(|()| advised(&mut review));
    let answers: [Answer<'_>; 6] = [
        (&first, "Ines", &[(ENDING, "not now".into()), (REASON, "There is no depot.".into())]),
        (&first, "Ines", &[(ENDING, "will do".into()), (BY, "2026-12-11".into())]),
        (&second, "Bruno", &[(ENDING, "will do".into()), (BY, "2026-12-04".into())]),
        (&third, "Ines", &[(ENDING, "not now".into())]),
        (&fourth, "Ines", &[(ENDING, "not now".into()), (REASON, "There is no depot.".into())]),
        (&fourth, "Sanjay", &[(ENDING, "will do".into()), (BY, "2026-12-04".into())]),
    ];
    for (at_ms, (to, by, values)) in (10..).zip(answers) {
        add(&mut review, ANSWERS, "", &[&[(TO, to.into())][..], values].concat(), (by, at_ms));
    }
    let shown = view(&mut review);
    let endings: Vec<&Ending> = shown.items[0].advice.iter().map(|advice| &advice.ending).collect();
    let no_depot = Ending::NotNow("There is no depot.".to_owned());
    assert_eq!(endings, [&Ending::WillDo("2026-12-11".to_owned()), &Ending::Open, &Ending::Open, &no_depot]);
    assert_eq!(shown.ledger(), Ledger { will_do: 1, not_now: 1, open: 2 });
    let due = |today: &str| endings.iter().filter(|ending| ending.is_due(today)).count();
    assert_eq!((due("2026-12-10"), due("2026-12-11")), (2, 3));
}

#[test]
fn people_are_ready_for_one_moment_and_not_for_the_next() {
    let mut review = empty(1);
    let plan: RowId = item(&mut review, "Inspect 48 hours ahead", &[]).parse().unwrap();
    let (read, write) = (Moment::of(&plan, Phase::Read), Moment::of(&plan, Phase::Write));
    for person in ["p1", "p2"] {
        run(&mut review, &Edit::Set { at: Place::under_key(READY, person), to: read.0.as_str().into() }, person, 3);
    }
    let sheet = review.sheet().unwrap();
    assert_eq!((read.ready(&sheet).count(), write.ready(&sheet).count()), (2, 0));
}

#[test]
fn an_occurrence_has_one_id_on_every_device_and_belongs_to_its_series() {
    let series = DocId::from_random(u128::MAX);
    let slot: Slot = "2026-11-24T10:00".parse().unwrap();
    let review = occurrence(&series, &slot).unwrap();
    assert_eq!(review.as_str(), format!("{series}-r20261124T1000"));
    assert_eq!(companion(&review), Some((Kind::Review, series.clone())));
    assert_eq!(KIND.slot_of(&review), Some(slot));
    let talk = Kind::Talk.about(&review).unwrap();
    assert_eq!(companion(&talk), Some((Kind::Talk, review.clone())));
    for (doc, kind) in [(&series, Kind::Series), (&review, Kind::Review), (&talk, Kind::Talk)] {
        assert_eq!(root(doc, Some(kind)), series, "{doc}");
    }
    let stock: DocId = "a-r20261399T1000".parse().unwrap();
    assert_eq!(companion(&stock), None, "no day of the calendar");
}

#[test]
fn a_summary_says_items_with_what_people_wrote_advised_and_took_on() {
    let mut review = empty(1);
    let plan = item(&mut review, "Inspect 48 hours ahead", &[(PRESENTER, "Ines".into()), (TYPE, "debate".into())]);
    reveal(&mut review, &plan, REVEALED);
    let about = |values: &[(&'static str, Value)]| [&[(ITEM, Value::from(plan.as_str()))][..], values].concat();
    add(
        &mut review,
        REMARKS,
        "",
        &about(&[(TEXT, "Two visits instead of one.".into()), (STANCE, (-6.0).into())]),
        ("Bruno", REVEALED),
    );
    let advice = add(&mut review, ADVICE, "", &about(&[(TEXT, "Try it in Matosinhos.".into())]), ("Leila", REVEALED));
    add(
        &mut review,
        ANSWERS,
        "",
        &[(TO, advice.as_str().into()), (ENDING, "will do".into()), (BY, "2026-12-11".into())],
        ("Ines", REVEALED),
    );
    let (sheet, org) = (review.sheet().unwrap(), Sheet::default());
    let page = markdown(Kind::Review, &Sources { sheet: &sheet, org: &org, doc: &DocId::org() });
    let mut rest = page.as_str();
    for words in [
        "## Agenda",
        "### Inspect 48 hours ahead",
        "Presents: Ines",
        "**Written before anyone spoke**",
        "Two visits instead of one.",
        r"Stance: \-6",
        "**Advice**",
        "Try it in Matosinhos.",
        "Answer: will do",
        "By the day: 2026-12-11",
    ] {
        let at = rest.find(words);
        assert!(at.is_some(), "“{words}” in its place:\n{page}");
        rest = &rest[at.unwrap()..];
    }
}

#[test]
fn a_question_is_open_until_somebody_says_that_it_is_answered_and_those_with_the_nearest_day_come_first() {
    let mut forum = empty(1);
    let questions = item(&mut forum, "Questions", &[]);
    let mut ask = |text: &str, due: &str, answered: bool| {
        let mut values: Vec<(&str, Value)> =
            vec![(ITEM, questions.as_str().into()), (TEXT, text.into()), (ANSWERED, answered.into())];
        values.extend(Some(due).filter(|due| !due.is_empty()).map(|due| (DUE, due.into())));
        add(&mut forum, QUESTIONS, "", &values, ("Mei", 5))
    };
    ask("Who pays?", "", false);
    ask("When?", "2026-12-11", false);
    ask("Where?", "2026-12-04", false);
    ask("Why?", "2026-12-01", true);
    let view = view(&mut forum);
    let open: Vec<(&str, bool)> =
        view.open_questions().iter().map(|question| (question.words(), question.is_late("2026-12-05"))).collect();
    assert_eq!(open, [("Where?", true), ("When?", false), ("Who pays?", false)]);
    assert_eq!(view.waits().as_deref(), Some(""), "an open question waits already");
    let digest = review_digest(&mut forum);
    assert_eq!((digest.sentence.as_str(), digest.waits.as_deref()), ("1 item, 3 questions open.", Some("")));
}

#[test]
fn advice_that_will_be_done_waits_from_its_day_on_and_what_was_heard_waits_no_more() {
    for (answer, waits) in [
        (None, Some("")),
        (Some([(ENDING, "will do"), (BY, "2026-12-11")]), Some("2026-12-11")),
        (Some([(ENDING, "not now"), (REASON, "No depot.")]), None),
    ] {
        let mut meeting = empty(1);
        let plan = item(&mut meeting, "Inspect", &[]);
        let advice =
            add(&mut meeting, ADVICE, "", &[(ITEM, plan.as_str().into()), (TEXT, "Try it.".into())], ("Leila", 5));
        if let Some(answer) = answer {
            let values: Vec<(&str, Value)> = answer
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .chain([(TO, advice.as_str().into())])
                .collect();
            add(&mut meeting, ANSWERS, "", &values, ("Ines", 6));
        }
        assert_eq!(view(&mut meeting).waits().as_deref(), waits, "{answer:?}");
    }
}

#[test]
fn a_blocker_says_how_long_it_blocks_from_the_review_it_was_raised_in_until_somebody_says_that_it_is_gone() {
    let slot: Slot = "2026-11-24T10:00".parse().unwrap();
    for (first, state, age, still) in [
        ("", "", Some("blocks since today"), true),
        ("2026-11-24T10:00", "carried", Some("blocks since today"), true),
        ("2026-11-23T10:00", "", Some("blocks for 1 day"), true),
        ("2026-11-17T10:00", "carried", Some("blocks for 1 week"), true),
        ("2026-11-10T16:30", "", Some("blocks for 2 weeks"), true),
        ("2026-11-12T10:00", "done", Some("blocks for 12 days"), false),
        ("2026-11-12T10:00", "dropped", Some("blocks for 12 days"), false),
        ("2026-12-01T10:00", "", Some("blocks since today"), true),
    ] {
        let mut meeting = empty(1);
        let mut values: Vec<(&str, Value)> = vec![(TYPE, "blocker".into())];
        values.extend(
            [(FIRST, first), (STATE, state)]
                .into_iter()
                .filter(|(_, it)| !it.is_empty())
                .map(|(name, it)| (name, it.into())),
        );
        item(&mut meeting, "No access to the depot", &values);
        let view = view(&mut meeting);
        let blocker = &view.items[0];
        assert_eq!((blocker.age(&slot, &slot).as_deref(), blocker.still_blocks()), (age, still), "{first} {state}");
    }
    let mut meeting = empty(1);
    item(&mut meeting, "No access to the depot", &[(TYPE, "blocker".into())]);
    let next = "2026-12-01T10:00".parse().unwrap();
    assert_eq!(
        view(&mut meeting).items[0].age(&slot, &next).as_deref(),
        Some("blocks for 1 week"),
        "seen from the next one"
    );
    let mut meeting = empty(1);
    item(&mut meeting, "A plan", &[(TYPE, "debate".into())]);
    let view = view(&mut meeting);
    assert_eq!((view.items[0].age(&slot, &slot), view.items[0].still_blocks()), (None, false));
}

fn review_digest(review: &mut GatedDoc) -> muster_shared::kinds::Digest {
    KIND.digest(&review.sheet().unwrap()).unwrap()
}
