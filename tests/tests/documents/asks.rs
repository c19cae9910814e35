//! The things that documents ask of people, kind by kind: each row that waits and each that does not.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

mod two;

use muster_shared::asks::{Asked, Me, Sort, Waits, of_person};
use muster_shared::for_you::{Aim, OfTeam, TeamCard};
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::talk::Whole;
use muster_shared::kinds::{Kind, charter, draft, log, org, review, strategy, talk};
use muster_shared::sheet::{Labels, Maker, Register, Row, Sheet, Value, Write};

const TODAY: &str = "2026-11-29";

fn value(value: Value, by: &str) -> Register {
    // 24 November 2026.
    Register { writes: vec![Write { id: "w".to_owned(), value, by: by.to_owned(), at_ms: 1_795_507_200_000 }] }
}

/// A row that `by` wrote: texts first, then values.
fn row(id: &str, by: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Row {
    let mut row = Row::new(id.parse().unwrap());
    row.texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    row.values = values.iter().map(|(name, to)| ((*name).to_owned(), value(to.clone(), by))).collect();
    row
}

fn sheet(lists: Vec<(&str, Vec<Row>)>) -> Sheet {
    let lists = lists.into_iter().map(|(list, rows)| (list.to_owned(), rows)).collect();
    Sheet { lists, ..Sheet::default() }
}

/// All that a document asks for, with the people who made its rows as the rows say.
fn asked(kind: Kind, doc: &str, sheet: &Sheet, subject: &Sheet) -> Waits {
    let (doc, org, labels): (DocId, _, _) = (doc.parse().unwrap(), org_of_ada(), Labels::default());
    let maker = |_: &str, _: &RowId| Maker::Unsaid;
    let asked = Asked { doc: &doc, sheet, shown: sheet, subject, org: &org, labels: &labels, maker: &maker };
    (kind.asks().unwrap().of)(&asked)
}

fn org_of_ada() -> Sheet {
    let captains = [("ours".to_owned(), value("Ada".into(), ""))].into();
    Sheet { keyed: [(org::CAPTAINS.to_owned(), captains)].into(), ..Sheet::default() }
}

/// Sort, title, day since which and day by which it waits, of everything that is asked of somebody who captains `ours`.
fn of<'w>(waits: &'w Waits, name: &str) -> Vec<(Sort, &'w str, &'w str, &'w str)> {
    let me = Me { id: None, name: name.to_owned() };
    let is_captain = |team: &str| name == "Ada" && team == "ours";
    let theirs = of_person(&waits.waiting, &me, &is_captain, TODAY);
    let is_theirs = |one: &&muster_shared::asks::Waiting| theirs.contains(&one.ask);
    let mut told: Vec<_> = waits.waiting.iter().filter(is_theirs).map(|one| &one.ask).collect();
    // The same is asked of several people.
    told.dedup();
    told.into_iter().map(|ask| (ask.sort, ask.title.as_str(), ask.since.as_str(), ask.due.as_str())).collect()
}

#[test]
fn a_review_asks_the_presenter_for_answers_until_one_that_counts_is_given_and_again_when_its_day_has_come() {
    use review::*;
    let item = |id: &str, by: &str| row(id, "Pauline", &[(TITLE, "A plan")], &[(PRESENTER, by.into())]);
    let advice =
        |id: &str, item: &str| row(id, "Bruno", &[], &[(ITEM, item.into()), (TEXT, format!("Try {id}").into())]);
    let answer = |id: &str, to: &str, by: &str, ending: &str, day: &str, why: &str| {
        let said = [(TO, to.into()), (ENDING, ending.into()), (BY, day.into()), (REASON, why.into())];
        row(id, by, &[], &said)
    };
    let given = sheet(vec![
        (ITEMS, vec![item("i-1", "Ada"), item("i-2", "")]),
        (
            ADVICE,
            ["a-1", "a-2", "a-3", "a-4", "a-5", "a-6"]
                .map(|id| advice(id, "i-1"))
                .into_iter()
                .chain([advice("a-7", "i-2")])
                .collect(),
        ),
        (
            ANSWERS,
            vec![
                answer("n-2", "a-2", "Ada", "will do", "2026-11-28", ""),
                answer("n-3", "a-3", "Ada", "will do", "2026-11-30", ""),
                answer("n-4", "a-4", "Ada", "not now", "", "No depot"),
                answer("n-5", "a-5", "Bruno", "not now", "", "No depot"),
                answer("n-6", "a-6", "Ada", "done", "", ""),
            ],
        ),
    ]);
    let waits = asked(review::KIND, "weekly-r20261124T1000", &given, &Sheet::default());
    let day = "2026-11-24";
    let expected = [
        (Sort::Advice, "Bruno advised: Try a-1", day, ""),
        (Sort::Promise, "You said that you would: Try a-2", day, "2026-11-28"),
        (Sort::Advice, "Bruno advised: Try a-5", day, ""),
    ];
    assert_eq!(of(&waits, "Ada"), expected);
    assert_eq!(of(&waits, "Bruno"), []);
}

#[test]
fn a_review_asks_the_owner_of_an_action_for_it_from_a_week_before_its_day_until_it_is_done() {
    use review::*;
    let action = |id: &str, owner: &str, due: &str, done: bool| {
        row(id, "Pauline", &[(ACTION, id)], &[(OWNER, owner.into()), (DUE, due.into()), (DONE, done.into())])
    };
    let taken_on = sheet(vec![(
        ACTIONS,
        vec![
            action("late", "Ada", "2026-11-20", false),
            action("soon", "Ada", "2026-12-06", false),
            action("far", "Ada", "2026-12-07", false),
            action("dayless", "Ada", "", false),
            action("done", "Ada", "2026-11-20", true),
            action("others", "Bruno", "2026-11-20", false),
            action("nobodys", "", "2026-11-20", false),
        ],
    )]);
    let waits = asked(review::KIND, "weekly-r20261124T1000", &taken_on, &Sheet::default());
    let titles: Vec<&str> = of(&waits, "Ada").into_iter().map(|(_, title, ..)| title).collect();
    assert_eq!(titles, ["late", "soon", "dayless"]);
    assert_eq!(waits.waiting[0].ask.href, "/d/weekly-r20261124T1000#late");
}

#[test]
fn a_log_asks_the_decider_on_the_day_and_teams_for_answers_and_whoever_waits_for_one_when_it_is_late() {
    use log::*;
    let decision = |id: &str, by: &str, again: &str, instead: &str| {
        let said =
            [(QUESTION, id.into()), (DECIDED_BY, by.into()), (LOOK_AGAIN, again.into()), (INSTEAD_OF, instead.into())];
        row(id, "Pauline", &[], &said)
    };
    let request = |id: &str, to: &str, by: &str| {
        let said = [
            (FROM, "Homecare".into()),
            (TO, to.into()),
            (NEED, id.into()),
            (NEEDED_BY, by.into()),
            (ON, "2026-11-01".into()),
        ];
        row(id, "Bruno", &[], &said)
    };
    let answer = |id: &str, to: &str, state: &str| row(id, "Ada", &[], &[(REQUEST, to.into()), (STATE, state.into())]);
    let said = sheet(vec![
        (
            DECISIONS,
            vec![
                decision("d-1", "Ada", "2026-11-29", ""),
                decision("d-2", "", "2026-11-01", ""),
                decision("d-3", "Ada", "2026-11-30", ""),
                decision("d-4", "Bruno", "2026-11-01", ""),
                decision("d-5", "Ada", "2026-11-01", ""),
                decision("d-6", "Bruno", "", "d-5"),
                decision("d-7", "Ada", "2026-11-01", ""),
            ],
        ),
        (OUTCOMES, vec![row("o-1", "Ada", &[], &[(DECISION, "d-7".into()), (HAPPENED, "It went well".into())])]),
        (
            REQUESTS,
            vec![
                request("r-1", "ours", "2026-12-20"),
                request("r-2", "ours", "2026-11-28"),
                request("r-3", "ours", "2026-11-28"),
                request("r-4", "ours", ""),
                request("r-5", "theirs", ""),
            ],
        ),
        (ANSWERS, vec![answer("n-3", "r-3", "yes"), answer("n-4", "r-4", "no")]),
    ]);
    let waits = asked(log::KIND, "ours-log", &said, &Sheet::default());
    let sorted = |name: &str| {
        let mut all =
            of(&waits, name).into_iter().map(|(sort, title, ..)| (format!("{sort:?}"), title)).collect::<Vec<_>>();
        all.sort();
        all
    };
    let expected = [
        ("LookAgain", "Look again: d-1"),
        ("LookAgain", "Look again: d-2"),
        ("Owed", "Promised to Homecare: r-3"),
        ("Request", "Homecare asks: r-1"),
        ("Request", "Homecare asks: r-2"),
    ];
    assert_eq!(sorted("Ada"), expected.map(|(sort, title)| (sort.to_owned(), title)));
    let expected = [("LookAgain", "Look again: d-4"), ("Unanswered", "No answer from ours: r-2")];
    assert_eq!(sorted("Bruno"), expected.map(|(sort, title)| (sort.to_owned(), title)));
}

#[test]
fn a_charter_asks_the_owner_of_a_metric_or_the_captain_for_a_number_once_a_period_while_the_team_is_there() {
    use charter::*;
    let metric = |id: &str, owner: &str| row(id, "", &[("name", id)], &[("owner", owner.into())]);
    let reading = |n: usize, metric: &str, on: &str| {
        row(&format!("g-{n}"), "", &[], &[("metric", metric.into()), ("on", on.into()), ("value", 5.0.into())])
    };
    let readings = [
        ("weekly", "2026-11-15"),
        ("weekly", "2026-11-22"),
        ("read", "2026-11-16"),
        ("read", "2026-11-23"),
        ("once", "2026-10-29"),
    ];
    let readings = readings.iter().enumerate().map(|(n, (metric, on))| reading(n, metric, on)).collect();
    let metrics = vec![metric("weekly", ""), metric("read", ""), metric("once", "Bruno"), metric("never", "")];
    let mut team = sheet(vec![(METRICS, metrics), (READINGS, readings)]);
    team.lists.get_mut(METRICS).unwrap().push(row("nameless", "", &[], &[]));
    let waits = asked(charter::KIND, "ours", &team, &Sheet::default());
    let expected = [
        (Sort::Metric, "weekly is due for a number", "2026-11-22", TODAY),
        (Sort::Metric, "never has no number yet", "", ""),
    ];
    assert_eq!(of(&waits, "Ada"), expected);
    assert_eq!(of(&waits, "Bruno"), [(Sort::Metric, "once is due for a number", "2026-10-29", TODAY)]);
    team.values.insert(ENDS.to_owned(), value("2026-11-28".into(), ""));
    assert_eq!(of(&asked(charter::KIND, "ours", &team, &Sheet::default()), "Ada"), [], "the team has ended");
}

#[test]
fn a_talk_asks_those_who_signed_other_words_and_the_captain_about_suggestions_of_others() {
    use talk::*;
    let team = Sheet {
        texts: [(charter::NAME, "Homecare"), (charter::MISSION, "Care that comes on time")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
        ..Sheet::default()
    };
    let signed = |id: &str, by: &str, stand: &str, seen: &str| {
        row(id, by, &[(SEEN, seen)], &[(ON, "mission".into()), (STAND, stand.into())])
    };
    let suggests = |id: &str, by: &str, resolved: bool| {
        row(id, by, &[(PROPOSED, id)], &[(ON, "mission".into()), (RESOLVED, resolved.into())])
    };
    let said = sheet(vec![
        (
            AGREEMENTS,
            vec![
                signed("s-1", "Bruno", "agree", "Care that never comes on time"),
                signed("s-2", "Mei", "agree", "care that comes on time."),
                signed("s-3", "Sanjay", "object", "No care"),
                signed("s-4", "Nia", "agree", "Care that comes soon"),
            ],
        ),
        (
            SUGGESTIONS,
            vec![suggests("o-1", "Bruno", false), suggests("o-2", "Bruno", true), suggests("o-3", "Ada", false)],
        ),
    ]);
    for beside in ["ours-log-talk", "ours-r20261124T1000-talk"] {
        let waits = asked(talk::KIND, beside, &said, &team);
        assert_eq!(waits.waiting, [], "{beside} is about no charter, and has no captain");
    }
    let waits = asked(talk::KIND, "ours-talk", &said, &team);
    assert_eq!(
        of(&waits, "Ada"),
        [
            (Sort::Agreement, "Does the new wording change what was agreed? Mission of Homecare", "", ""),
            (Sort::Suggestion, "Bruno suggests: o-1", "2026-11-24", ""),
        ]
    );
    assert_eq!(of(&waits, "Nia"), [], "nobody signs again before the captain has answered");
    assert_eq!(of(&waits, "Mei"), [], "points and case are no words");
    let [(Sort::Agreement, says, ..)] = of(&waits, "Bruno")[..] else { panic!("one thing for Bruno") };
    assert_eq!(says, "Your agreement to mission of Homecare is stale");
    let changed = waits.waiting.iter().find_map(|one| one.ask.changed.clone()).unwrap();
    assert_eq!((changed.words.as_str(), changed.agreed), ("Care that comes on time", true));
    assert_eq!(
        (changed.gone, changed.come),
        (vec!["Care that never comes on time".to_owned()], vec!["Care that comes on time".to_owned()])
    );
    let objected = waits.waiting.iter().filter_map(|one| one.ask.changed.as_ref()).find(|one| !one.agreed);
    assert!(objected.is_some(), "an objection is to other words too");
}

#[test]
fn a_talk_about_anything_asks_those_whom_a_remark_mentions_until_they_answer_or_it_is_dealt_with() {
    use talk::*;
    let said = |id: &str, by: &str, to: &str, resolved: bool| {
        let on = (ON, "decisions/d-1".into());
        row(id, by, &[(TEXT, id)], &[on, (ANSWERS, to.into()), (RESOLVED, resolved.into())])
    };
    let mentions = |id: &str, by: &str, remark: &str, who: &str| {
        row(id, by, &[], &[(ON, "decisions/d-1".into()), (ANSWERS, remark.into()), (OF, who.into())])
    };
    let held = |comments: Vec<Row>, mentioned: Vec<Row>| sheet(vec![(COMMENTS, comments), (MENTIONED, mentioned)]);
    let of_mei = |said: &Sheet| {
        let waits = asked(talk::KIND, "ours-log-talk", said, &Sheet::default());
        of(&waits, "Mei").iter().map(|(sort, says, ..)| (*sort, (*says).to_owned())).collect::<Vec<_>>()
    };
    let later = |mut row: Row| {
        row.values.values_mut().flat_map(|register| &mut register.writes).for_each(|write| write.at_ms += 1000);
        row
    };
    let of_mei_and_bruno = vec![mentions("m-1", "Bruno", "c-1", "Mei"), mentions("m-2", "Bruno", "c-1", "Bruno")];
    let waits = vec![(Sort::Mention, "Bruno mentions you: c-1".to_owned())];
    let open = said("c-1", "Bruno", "", false);
    assert_eq!(of_mei(&held(vec![open.clone()], of_mei_and_bruno.clone())), waits);
    let by_sanjay = later(said("c-2", "Sanjay", "c-1", false));
    assert_eq!(of_mei(&held(vec![open.clone(), by_sanjay], of_mei_and_bruno.clone())), waits, "another's answer");
    let by_mei = later(said("c-2", "Mei", "c-1", false));
    assert_eq!(of_mei(&held(vec![open.clone(), by_mei], of_mei_and_bruno.clone())), [], "answered");
    assert_eq!(of_mei(&held(vec![said("c-1", "Bruno", "", true)], of_mei_and_bruno.clone())), [], "dealt with");
    assert_eq!(of_mei(&held(vec![], of_mei_and_bruno.clone())), [], "withdrawn");
    // An answer from before the mention is none to it, and the last one in a thread counts, whichever row it is.
    let before = said("c-2", "Mei", "c-1", false);
    let in_thread = vec![open.clone(), before.clone(), later(said("c-3", "Bruno", "c-1", false))];
    let of_c3 = vec![mentions("m-3", "Bruno", "c-3", "Mei")];
    let waits = vec![(Sort::Mention, "Bruno mentions you: c-3".to_owned())];
    assert_eq!(of_mei(&held(in_thread.clone(), of_c3.clone())), waits, "answered before it");
    let answer = later(later(said("c-4", "Mei", "c-1", false)));
    assert_eq!(of_mei(&held([vec![answer], in_thread].concat(), of_c3)), [], "answered after it");
    let all = asked(talk::KIND, "ours-log-talk", &held(vec![open], of_mei_and_bruno), &Sheet::default());
    assert_eq!(of(&all, "Bruno"), [], "nobody asks themselves");
    assert_eq!(all.waiting[0].ask.href, "/d/ours-log#c-1");
}

#[test]
fn a_strategy_asks_its_owner_for_an_answer_to_each_idea_until_one_is_given() {
    use strategy::*;
    let pitch = |id: &str| row(id, "Mei", &[], &[(TITLE, format!("Idea {id}").into()), (ON, "2026-11-24".into())]);
    let answer =
        row("x-1", "Halima", &[], &[(PITCH, "p-1".into()), (STATE, "not now".into()), (ON, "2026-11-25".into())]);
    let mut of_ideas = sheet(vec![(PITCHES, vec![pitch("p-1"), pitch("p-2")]), (ANSWERS, vec![answer])]);
    let waits = asked(KIND, "oriel", &of_ideas, &Sheet::default());
    assert_eq!(of(&waits, "Halima"), [], "of a strategy that nobody answers for nothing is asked");
    of_ideas.values.insert(OWNER.to_owned(), value("Halima".into(), ""));
    of_ideas.values.insert(ANSWER_BY.to_owned(), value("2026-12-04".into(), ""));
    let waits = asked(KIND, "oriel", &of_ideas, &Sheet::default());
    let owed = "An idea waits for an answer: Idea p-2";
    assert_eq!(of(&waits, "Halima"), [(Sort::Pitch, owed, "2026-11-24", "2026-12-04")]);
    assert_eq!(of(&waits, "Mei"), []);
}

#[test]
fn a_draft_asks_its_author_to_put_in_what_was_revealed_or_closed_without_it_and_nothing_before() {
    use draft::*;
    // 24 November 2026.
    const REVEALED: f64 = 1_795_507_200_000.0;
    let item = |id: &str| row(id, "Pauline", &[(review::TITLE, id)], &[]);
    let at = |id: &str, field: &str, of: &str| row(id, "", &[], &[(field, of.into()), (review::AT, REVEALED.into())]);
    let ballot = |id: &str| row(id, "Pauline", &[], &[(review::DOTS, 3.0.into())]);
    let held = sheet(vec![
        (review::ITEMS, ["open", "shown", "in", "since", "silent"].map(item).to_vec()),
        (
            review::REVEALS,
            ["shown", "in", "since", "silent"].map(|of| at(&format!("v-{of}"), review::ITEM, of)).to_vec(),
        ),
        (review::BALLOTS, ["b-open", "b-shut"].map(ballot).to_vec()),
        (review::CLOSES, vec![at("c-1", review::BALLOT, "b-shut")]),
    ]);
    let words =
        |id: &str, on: &str, text: &str| row(id, "", &[(TEXT, text)], &[(ITEM, on.into()), (WRITTEN, 5.0.into())]);
    let dot = |id: &str, on: &str| row(id, "", &[], &[(BALLOT, on.into()), (GIVEN, "shown".into())]);
    let written = [("s-1", "open"), ("s-2", "shown"), ("s-3", "in"), ("s-4", "since"), ("s-5", "gone")];
    let mut own = sheet(vec![
        (REMARKS, written.iter().map(|(id, on)| words(id, on, "Mine")).chain([words("s-6", "silent", " ")]).collect()),
        (DOTS, vec![dot("d-1", "b-open"), dot("d-2", "b-shut")]),
    ]);
    let put_in = [("s-3".to_owned(), value(5.0.into(), "")), ("s-4".to_owned(), value(4.0.into(), ""))];
    own.keyed.insert(PUT_IN.to_owned(), put_in.into());
    let waits = asked(draft::KIND, "weekly-r20261124T1000-d-p1", &own, &held);
    let of_id = |id: &str| {
        let me = Me { id: Some(id.to_owned()), name: "Ada".to_owned() };
        of_person(&waits.waiting, &me, &|_| true, TODAY)
    };
    let told: Vec<_> = of_id("p1")
        .into_iter()
        .map(|ask| (ask.sort, ask.title, ask.href, ask.row.map(String::from), ask.since))
        .collect();
    let review = "/d/weekly-r20261124T1000";
    let out = |title: &str, part: &str, row: Option<&str>| {
        let (row, since) = (row.map(ToOwned::to_owned), "2026-11-24".to_owned());
        (Sort::Draft, title.to_owned(), format!("{review}#{part}"), row, since)
    };
    let expected = [
        out("Your remark on shown is still out", "shown", Some("s-2")),
        out("Your remark on since is still out", "since", Some("s-4")),
        out("Your dots are still out", "b-shut", None),
    ];
    assert_eq!(told, expected);
    assert_eq!(of_id("p2"), [], "it is its author's alone, whoever captains what");
    assert!(waits.waiting.iter().all(|one| !one.ask.detail.contains("Mine") && !one.ask.title.contains("Mine")));
}

#[test]
fn a_card_says_what_a_team_owns_where_its_numbers_are_how_far_it_is_agreed_and_what_to_look_at() {
    use charter::*;
    let texts =
        [(NAME, "First Keys"), (MISSION, "Keys on the day")].map(|(name, text)| (name.to_owned(), text.to_owned()));
    let claim =
        |id: &str, surface: &str, mode: &str| row(id, "", &[], &[("surface", surface.into()), ("mode", mode.into())]);
    let metric = |id: &str, name: &str, now: Option<f64>| {
        let values: Vec<(&str, Value)> = [("unit", "%".into()), ("target", 92.0.into())]
            .into_iter()
            .chain(now.map(|now| ("baseline", now.into())))
            .collect();
        row(id, "", &[("name", name)], &values)
    };
    let member = |id: &str, name: &str| row(id, "", &[], &[("name", name.into()), ("function", "Design".into())]);
    let team = Sheet {
        texts: texts.into(),
        ..sheet(vec![
            (CLAIMS, vec![claim("k-1", "s-1", "own"), claim("k-2", "s-2", "share")]),
            (METRICS, vec![metric("m-1", "Keys", Some(84.0)), metric("m-2", "Homes", None), metric("m-3", "", None)]),
            (MEMBERS, vec![member("p-1", "Ada"), member("p-2", "Bo"), member("p-3", "Cy")]),
        ])
    };
    let mut org = org_of_ada();
    let surface = |id: &str, name: &str| row(id, "", &[], &[("name", name.into())]);
    org.lists.insert(org::SURFACES.to_owned(), vec![surface("s-1", "handover"), surface("s-2", "inspection")]);
    let function = row("f-1", "", &[], &[("name", "Data".into()), (org::TEAM, "ours".into())]);
    org.lists.insert(org::FUNCTIONS.to_owned(), vec![function]);
    let doc: DocId = "ours".parse().unwrap();
    let labels = Labels::default();
    let from = muster_shared::kinds::outline::Sources { sheet: &team, org: &org, doc: &doc };
    let words: Vec<(&str, String)> = talk::Section::ALL.into_iter().map(|one| (one.name(), one.words(&from))).collect();
    let signed = |by: &str, is_stale: bool| {
        let said = words.iter().filter(|(_, words)| !words.is_empty());
        let row = |(n, (on, words)): (usize, &(&str, String))| {
            let seen = if is_stale && n == 0 { "Other words" } else { words.as_str() };
            row(
                &format!("{by}-{n}"),
                by,
                &[(talk::SEEN, seen)],
                &[(talk::ON, (*on).into()), (talk::STAND, "agree".into())],
            )
        };
        said.enumerate().map(row).collect::<Vec<_>>()
    };
    let said = sheet(vec![(talk::AGREEMENTS, [signed("Ada", false), signed("Bo", true)].concat())]);
    let (log, maker) = (Sheet::default(), |_: &Row| Maker::Unsaid);
    let card = TeamCard::of(&OfTeam {
        doc: &doc,
        charter: &team,
        org: &org,
        talk: &said,
        log: &log,
        labels: &labels,
        maker: &maker,
        neighbours: &[],
    });
    assert_eq!(
        (card.name.as_str(), card.mission.as_str(), card.owns),
        ("First Keys", "Keys on the day", vec!["handover".to_owned()])
    );
    assert_eq!(card.agreed, Whole { agreed: 1, stale: 1, of: 3 });
    let aim =
        |name: &str, now: &str| Aim { name: name.to_owned(), now: now.to_owned(), target: "92\u{a0}%".to_owned() };
    assert_eq!(card.metrics, [aim("Keys", "84\u{a0}%"), aim("Homes", "")]);
    let look = ["Nobody in Data", "1 metric without a number", "1 person signed older words"];
    assert_eq!(card.look, look);
    assert_eq!(card.authority, muster_shared::kinds::Brief::default());
}
