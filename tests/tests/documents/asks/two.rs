//! The things that documents of two people ask of each of them.

use muster_shared::asks::{Sort, Waits};
use muster_shared::kinds::{pair, pressure};
use muster_shared::sheet::Sheet;

use super::{asked, of, row, sheet, value};

#[test]
fn a_pressure_test_asks_each_of_its_two_people_for_the_answers_that_are_their_own_and_nobody_else() {
    use pressure::*;
    let answers = |by: &'static str, n: usize| {
        let row = move |at: usize| {
            let values = [(TESTED, TESTED_WORDS[at].into()), (RATING, "yes".into())];
            row(&format!("{by}-{at}"), by, &[], &values)
        };
        (0..n).map(row).collect::<Vec<_>>()
    };
    for (cap, lin) in [(0, 0), (11, 0), (11, 11), (3, 11)] {
        let mut test = sheet(vec![(ANSWERS, [answers("Cap", cap), answers("Lin", lin)].concat())]);
        for (field, name) in [(CAPTAIN, "Cap"), (LEADER, "Lin")] {
            test.values.insert(field.to_owned(), value(name.into(), ""));
        }
        let waits = asked(KIND, "t-1", &test, &Sheet::default());
        for (name, n) in [("Cap", cap), ("Lin", lin)] {
            let told = if n < 11 {
                vec![(Sort::Pressure, "A pressure test waits for your answers", "2026-11-24", "")]
            } else {
                Vec::new()
            };
            assert_eq!(of(&waits, name), told, "{name}: {n}");
        }
        assert_eq!(of(&waits, "Ada"), [], "whoever captains a team is not asked for it");
    }
}

#[test]
fn feedback_asks_the_other_one_for_an_answer_and_each_for_a_talk_on_the_day_they_chose_without_a_word_of_it() {
    use pair::*;
    let given = row("g-1", "Cap", &[], &[(SEEN, "Nightjar".into()), (FOLLOW_UP, "2026-12-08".into())]);
    let answer = |day: &str| {
        row("r-1", "Lin", &[], &[(FEEDBACK, "g-1".into()), (HEARD, "Nightjar".into()), (ASK_ON, day.into())])
    };
    let waits = |lists| {
        let mut page = sheet(lists);
        for (field, name) in [(ONE, "Cap"), (OTHER, "Lin")] {
            page.values.insert(field.to_owned(), value(name.into(), ""));
        }
        asked(KIND, "p-1", &page, &Sheet::default())
    };
    let sorts = |waits: &Waits, name: &str| {
        of(waits, name).iter().map(|(sort, title, ..)| (*sort, (*title).to_owned())).collect::<Vec<_>>()
    };
    let waiting = waits(vec![(GIVEN, vec![given.clone()])]);
    let answers = (Sort::Feedback, "Feedback waits for your answer".to_owned());
    let follow = (Sort::Feedback, "Follow up on the feedback that you gave".to_owned());
    assert!(sorts(&waiting, "Lin").contains(&answers));
    assert!(!sorts(&waiting, "Cap").contains(&answers), "whoever gave it owes no answer");
    let answered = waits(vec![(GIVEN, vec![given]), (RECEIVED, vec![answer("2026-12-15")])]);
    assert!(!sorts(&answered, "Lin").contains(&answers));
    for waits in [&waiting, &answered] {
        assert!(waits.waiting.iter().all(|one| !format!("{one:?}").contains("Nightjar")));
        assert_eq!(sorts(waits, "Ada"), []);
    }
    let days: Vec<_> =
        answered.waiting.iter().map(|one| (one.ask.title.as_str(), one.from.as_str(), one.until.as_str())).collect();
    assert_eq!(
        days,
        [(follow.1.as_str(), "2026-12-08", "2026-12-15"), ("Ask for feedback again", "2026-12-15", "2026-12-22")]
    );
}
