//! R26: who may write what, as the schema says it: rule by rule, for every role, whatever the detour and the form.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::{Author, Role};
use muster_shared::id::{DocId, RowId, SessionId, Since};
use muster_shared::kinds::{Kind, charter, edition, pair, pressure, talk};
use muster_shared::sheet::{Edit, Place, Row, Rule, Sheet, Splice, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{About, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_tests::network::lineage;
use muster_tests::words::{ADA, BO, CY, anybody, make, person, said, send};
use yrs::{Map, MapPrelim, WriteTxn};

use super::trespasses::{
    DETOURS, DETOURS_OF_TEXT, Detour, ROLES, SCHEMA, adds, by_hand, copy_of, forms, parted, room_of, row_of, rows,
    rows_but, stamp, value, was_taken, with_row, writes,
};

/// Nobody but the maker changes a row of `list` by any of these ways: neither its role nor the form of its update counts.
fn expect_refused(list: &str, detours: &[(&str, Detour)]) {
    for (what, detour) in detours {
        for (session, _, role) in &ROLES[1..] {
            let n_forms = {
                let (mut room, _, row) = with_row(list);
                let mut copy = copy_of(&mut room, 2);
                let free = types(&mut copy);
                forms(&detour(&mut copy, list, &row), &free).len()
            };
            for nth in 0..n_forms {
                let (mut room, _, row) = with_row(list);
                let mut copy = copy_of(&mut room, 2);
                let free = types(&mut copy);
                let before = rows(&mut room);
                let (form, frames) = forms(&detour(&mut copy, list, &row), &free).swap_remove(nth);
                if form != "split, behind an honest edit" {
                    send(&mut room, *session, &free);
                }
                let heard: Vec<String> = frames.iter().flat_map(|frame| send(&mut room, *session, frame)).collect();
                assert_eq!(rows(&mut room), before, "{list}: {what}, {form}, by {role:?}: {heard:?}");
                assert!(heard.iter().any(|word| word.contains("read_only")), "{list}: {what}, {form}: {heard:?}");
            }
        }
    }
}

/// An edit that everybody may make.
fn types(copy: &mut GatedDoc) -> Arc<[u8]> {
    let splice = Splice { at: 0, remove: 0, insert: "free ".to_owned() };
    make(copy, &Edit::Write { at: Place::on_sheet("free"), splice })
}

#[test]
fn r26_a_row_of_its_makers_own_is_changed_by_nobody_else_whatever_role_detour_and_form() {
    expect_refused("own", &DETOURS);
    expect_refused("own", &DETOURS_OF_TEXT);
    for list in ["own", "once"] {
        expect_refused(list, &[("it is archived", |copy, list, row| archives(copy, list, row))]);
    }
}

#[test]
fn r26_the_maker_of_a_row_changes_it_as_they_like() {
    for (what, detour) in DETOURS.iter().chain(&DETOURS_OF_TEXT) {
        let (mut room, mut ada, row) = with_row("own");
        let update = detour(&mut ada, "own", &row);
        // A row has one maker for good: under its id no other comes.
        let is_another = what.ends_with("under its id");
        assert_eq!(was_taken(&send(&mut room, ADA, &update)), !is_another, "{what}");
    }
    let (mut room, _, row) = with_row("own");
    let mut elsewhere = copy_of(&mut room, 11);
    room.leave(ADA);
    room.join(ADA, Protocol::Muster, person("ada", Role::Commenter), 0);
    assert!(was_taken(&send(&mut room, ADA, &writes(&mut elsewhere, "own", &row, 4, "How?"))), "on another device");
    assert!(was_taken(&send(&mut room, ADA, &archives(&mut elsewhere, "own", &row))));
}

#[test]
fn r26_shared_values_are_for_editors_and_for_the_maker_and_for_nobody_else() {
    let hide = |copy: &mut GatedDoc, row: &RowId, to: bool| {
        make(copy, &Edit::Set { at: Place::in_row("own", row, "hidden"), to: Value::from(to) })
    };
    let (mut room, mut ada, row) = with_row("own");
    let (mut bo, mut cy) = (copy_of(&mut room, 2), copy_of(&mut room, 3));
    assert!(!was_taken(&send(&mut room, BO, &hide(&mut bo, &row, true))));
    let hidden = hide(&mut cy, &row, true);
    assert!(was_taken(&send(&mut room, CY, &hidden)));
    ada.admit(&hidden).unwrap();
    assert!(was_taken(&send(&mut room, ADA, &hide(&mut ada, &row, false))), "the maker writes over what an editor set");
    let mut cy = copy_of(&mut room, 4);
    assert!(was_taken(&send(&mut room, CY, &hide(&mut cy, &row, true))));
    let nested = by_hand(&mut cy, |txn| {
        row_of(txn, "own", &row).insert(txn, "hid:x", MapPrelim::from([("v", "x")]));
    });
    assert!(!was_taken(&send(&mut room, CY, &nested)), "a name that only begins alike is another");
}

#[test]
fn r26_a_row_that_is_written_once_is_changed_by_nobody_not_even_its_maker() {
    for list in ["once", "reveals", "editors"] {
        expect_refused_to_all(list);
    }
}

fn expect_refused_to_all(list: &str) {
    let maker = if list == "editors" { CY } else { ADA };
    for (what, detour) in DETOURS {
        for session in [ADA, BO, CY] {
            let (mut room, own, row) = with_row(list);
            let mut copy = if session == maker { own } else { copy_of(&mut room, 2) };
            let before = rows(&mut room);
            let heard = send(&mut room, session, &detour(&mut copy, list, &row));
            assert!(!was_taken(&heard), "{list}: {what}: {heard:?}");
            assert_eq!(rows(&mut room), before, "{list}: {what}");
        }
    }
}

fn archives(copy: &mut GatedDoc, list: &str, row: &RowId) -> Arc<[u8]> {
    make(copy, &Edit::Archive { list: list.to_owned(), row: row.clone() })
}

#[test]
fn r26_a_row_that_is_written_once_is_taken_back_by_its_maker_once_and_a_reveal_never() {
    let (mut room, mut ada, row) = with_row("once");
    assert!(was_taken(&send(&mut room, ADA, &archives(&mut ada, "once", &row))));
    let back = make(&mut ada, &Edit::Restore { list: "once".to_owned(), row: row.clone() });
    assert!(!was_taken(&send(&mut room, ADA, &back)), "it does not come back");
    assert!(room.sheet().unwrap().all_rows("once")[0].archived.is_some());
    let (mut room, mut ada, row) = with_row("reveals");
    assert!(!was_taken(&send(&mut room, ADA, &archives(&mut ada, "reveals", &row))));
}

#[test]
fn r26_values_that_are_written_once_come_in_any_order_and_update() {
    let (mut room, mut ada, row) = with_row("once");
    let more = Place::in_row("once", &row, "more");
    let mut bo = copy_of(&mut room, 2);
    let others = make(&mut bo, &Edit::Set { at: more.clone(), to: Value::from("theirs") });
    assert!(!was_taken(&send(&mut room, BO, &others)), "a gap is the maker's to fill");
    assert!(was_taken(&send(&mut room, ADA, &make(&mut ada, &Edit::Set { at: more.clone(), to: Value::from("a") }))));
    assert!(!was_taken(&send(&mut room, ADA, &make(&mut ada, &Edit::Set { at: more, to: Value::from("b") }))));
    let twice = |copy: &mut GatedDoc| {
        by_hand(copy, |txn| {
            let rows = txn.get_or_insert_map("once");
            let row = rows.insert(txn, "new-row", MapPrelim::from([("order", "a")]));
            row.insert(txn, "on:a-a", value("one"));
            row.insert(txn, "on:b-b", value("two"));
        })
    };
    let mut fresh = copy_of(&mut room, 12);
    assert!(!was_taken(&send(&mut room, ADA, &twice(&mut fresh))), "nor twice in one update");
}

#[test]
fn r26_a_value_that_was_struck_before_anybody_saw_it_counts_nothing() {
    let mut room = room_of(&SCHEMA);
    let mut ada = copy_of(&mut room, 1);
    let (row, _) = adds(&mut ada, "once", "", "a slip");
    make(&mut ada, &Edit::Set { at: Place::in_row("once", &row, "on"), to: Value::from("goal") });
    let heard = said(room.receive(ADA, &Frame::Own(vec![1]).write(), 0));
    assert!(heard.is_empty());
    assert!(
        was_taken(&said(room.receive(ADA, &Frame::Step2(&ada.encode()).write(), 0))),
        "an offline slip is nobody's loss"
    );
    assert_eq!(room.sheet().unwrap().all_rows("once")[0].value("on").words(), "goal");
}

#[test]
fn r26_rows_are_added_by_the_role_that_the_list_asks_for() {
    for (session, _, role) in ROLES {
        let mut room = room_of(&SCHEMA);
        let mut copy = copy_of(&mut room, 5);
        let (_, update) = adds(&mut copy, "editors", "", "goal");
        assert_eq!(was_taken(&send(&mut room, session, &update)), role == Role::Editor, "{role:?}");
        let (_, update) = adds(&mut copy_of(&mut room, 6), "once", "", "goal");
        assert!(was_taken(&send(&mut room, session, &update)), "{role:?}");
    }
}

#[test]
fn r26_ids_that_the_server_gives_are_taken_by_nobody_in_advance() {
    let mut room = room_of(&SCHEMA);
    for list in ["own", "once"] {
        for (id, may) in [("iAb3", false), ("example_iAb3", false), ("a-b", true)] {
            let mut copy = copy_of(&mut room, if may { 8 } else { 9 });
            let update = by_hand(&mut copy, |txn| {
                txn.get_or_insert_map(list).insert(txn, id, MapPrelim::from([("order", "a")]));
            });
            assert_eq!(was_taken(&send(&mut room, CY, &update)), may, "{list}/{id}");
        }
    }
}

#[test]
fn r26_what_the_server_planted_or_nobody_is_known_to_have_made_is_nobodys() {
    let mut room = room_of(&SCHEMA);
    let mut sheet = Sheet::default();
    let mut row = Row::new("iAb3".parse().unwrap());
    row.texts.insert("text".to_owned(), "imported".to_owned());
    sheet.lists.insert("own".to_owned(), vec![row.clone()]);
    room.fill(&sheet, false).unwrap();
    let before = rows(&mut room);
    for (session, _, role) in ROLES {
        let mut copy = copy_of(&mut room, 20 + session.0);
        let heard = send(&mut room, session, &writes(&mut copy, "own", &row.id, 1, ""));
        assert!(!was_taken(&heard), "{role:?}");
    }
    assert_eq!(rows(&mut room), before);
    // A row of before people signed in.
    let mut old = copy_of(&mut room, 30);
    let (id, update) = adds(&mut old, "own", "before", "goal");
    room.replay(&update).unwrap();
    let mut cy = copy_of(&mut room, 31);
    assert!(!was_taken(&send(&mut room, CY, &writes(&mut cy, "own", &id, 1, ""))));
}

#[test]
fn r26_under_another_id_or_out_of_order_it_is_refused_too() {
    let (mut room, ada, row) = with_row("own");
    let mut forged = GatedDoc::new(Some(&SCHEMA), ada.client());
    forged.admit(&room.encode().into()).unwrap();
    let update = writes(&mut forged, "own", &row, 1, "");
    let (_, blocks) = parted(&writes(&mut forged, "own", &row, 0, "x"));
    assert!(!was_taken(&send(&mut room, CY, &update)));
    assert_eq!(send(&mut room, CY, &blocks.unwrap())[0], "3: nack 2 forged_author");
    let mut bo = copy_of(&mut room, 2);
    let (own, first) = adds(&mut bo, "own", "mine", "goal");
    let second = writes(&mut bo, "own", &row, 0, "x");
    let third = writes(&mut bo, "own", &own, 0, "x");
    let before = rows(&mut room);
    assert!(send(&mut room, BO, &second)[0].contains("resync again"), "what it builds on is not here");
    assert!(was_taken(&send(&mut room, BO, &first)));
    assert!(send(&mut room, BO, &second)[0].contains("read_only"));
    assert!(send(&mut room, BO, &third)[0].contains("resync again"), "its clock stands still");
    assert_eq!(rows_but(&mut room, &own), before);
}

#[test]
fn r26_a_map_keyed_by_person_takes_everybodys_value_under_their_own_key() {
    let mut room = room_of(&SCHEMA);
    for (session, name, _) in ROLES {
        for other in ["ada", "bo", "cy"] {
            let mut copy = copy_of(&mut room, 40 + session.0 * 4 + other.len() as u64 + u64::from(other.as_bytes()[0]));
            let vote = make(&mut copy, &Edit::Set { at: Place::under_key("votes", other), to: Value::from(name) });
            assert_eq!(was_taken(&send(&mut room, session, &vote)), name == other, "{name} for {other}");
        }
        let mut copy = copy_of(&mut room, 200 + session.0);
        let free =
            make(&mut copy, &Edit::Set { at: Place::under_key("open", &format!("for-{name}")), to: Value::from(name) });
        assert!(was_taken(&send(&mut room, session, &free)), "a map that is not keyed by person is everybody's");
    }
    let mut cy = copy_of(&mut room, 300);
    let gone = make(&mut cy, &Edit::Clear { at: Place::under_key("votes", "ada") });
    assert!(!was_taken(&send(&mut room, CY, &gone)), "nor is it taken back by another");
    assert_eq!(room.sheet().unwrap().under_key("votes", "ada").words(), "ada");
}

#[test]
fn r26_what_a_document_says_of_itself_is_said_once_and_by_one_device() {
    for (key, to) in [("kind", "org"), ("example", "yes"), ("schema", "9")] {
        let mut room = room_of(&SCHEMA);
        let mut cy = copy_of(&mut room, 3);
        let update = by_hand(&mut cy, |txn| {
            txn.get_or_insert_map("about").insert(txn, key, to);
        });
        assert!(!was_taken(&send(&mut room, CY, &update)), "{key}");
    }
    let mut room = room_of(&SCHEMA);
    let mut cy = copy_of(&mut room, 3);
    let update = by_hand(&mut cy, |txn| drop(txn.get_or_insert_map("about").remove(txn, "kind")));
    assert!(!was_taken(&send(&mut room, CY, &update)));
    // A document that a device began says so itself, in one update or in several.
    let about = About {
        doc: DocId::from_random(7),
        schema: Some(&SCHEMA),
        lineage: lineage(),
        epoch: 0,
        limits: Limits::DEFAULT.into(),
    };
    let mut room = Room::new(about, 1 << 50);
    room.join(CY, Protocol::Muster, person("cy", Role::Editor), 0);
    let mut begun = GatedDoc::new(Some(&SCHEMA), 3);
    for (key, to) in [("kind", "ruled"), ("schema", "1")] {
        let update = by_hand(&mut begun, |txn| {
            txn.get_or_insert_map("about").insert(txn, key, to);
        });
        assert!(was_taken(&send(&mut room, CY, &update)), "{key}");
    }
}

#[test]
fn r26_on_an_open_server_each_device_is_whoever_it_says_and_nothing_is_refused() {
    let mut room = room_of(&SCHEMA);
    room.bind(Since { client: 1, clock: 0 }, Author::new("ada"));
    let session = SessionId(9);
    room.join(session, Protocol::Muster, anybody(Role::Editor), 0);
    for list in ["own", "once"] {
        let mut ada = copy_of(&mut room, if list == "own" { 51 } else { 52 });
        let (row, update) = adds(&mut ada, list, "", "goal");
        assert!(was_taken(&send(&mut room, session, &update)));
        let mut other = copy_of(&mut room, if list == "own" { 53 } else { 54 });
        let set = make(&mut other, &Edit::Set { at: Place::in_row(list, &row, "on"), to: Value::from("mission") });
        assert!(was_taken(&send(&mut room, session, &set)), "{list}");
    }
}

#[test]
fn r26_the_rules_of_todays_kinds_are_these() {
    use charter::{DISMISSED, HEARD, LOOKS, MOVES, PEERS, READINGS};
    let ruled = |kind: Kind| -> Vec<(&str, bool, &[&str])> {
        let lists = kind.schema().lists.iter().filter(|list| list.rule.is_own());
        lists.map(|list| (list.name, list.rule != Rule::Own, list.shared)).collect()
    };
    let resolved: &[&str] = &[talk::RESOLVED];
    let none: &[&str] = &[];
    assert_eq!(
        ruled(Kind::Talk),
        [
            (talk::COMMENTS, false, resolved),
            (talk::SUGGESTIONS, false, resolved),
            (talk::AGREEMENTS, false, none),
            (talk::PLAINLY, false, none),
            (talk::JUDGED, true, none),
            (talk::OWN_WORDS, false, none),
            (talk::MENTIONED, false, none),
            (talk::READS, true, none)
        ]
    );
    let of_a_charter =
        [READINGS, HEARD, PEERS, LOOKS, DISMISSED, edition::EDITIONS, MOVES].map(|list| (list, true, none));
    assert_eq!(ruled(Kind::Charter), of_a_charter);
    assert_eq!(ruled(Kind::Pressure), [(pressure::ANSWERS, false, none)]);
    assert_eq!(ruled(Kind::Pair), [(pair::GIVEN, false, none), (pair::RECEIVED, false, none)]);
    for kind in Kind::ALL {
        for list in kind.schema().lists {
            let is_once = list.rule.is_own() && list.rule != Rule::Own;
            assert!(!is_once || list.texts.is_empty(), "{kind}/{}: what is written once is plain values", list.name);
        }
    }
}

#[test]
fn r26_a_row_that_editors_write_is_changed_and_removed_by_nobody_below_them() {
    for (session, _, role) in ROLES {
        let (mut room, _, row) = with_row("theirs");
        let splice = Splice { at: 0, remove: 1, insert: "H".to_owned() };
        let edits = [
            Edit::Set { at: Place::in_row("theirs", &row, "on"), to: Value::from("mission") },
            Edit::Write { at: Place::in_row("theirs", &row, "text"), splice },
            Edit::Archive { list: "theirs".to_owned(), row: row.clone() },
        ];
        for (edit, client) in edits.into_iter().zip(60..) {
            let mut copy = copy_of(&mut room, client);
            let update = make(&mut copy, &edit);
            assert_eq!(was_taken(&send(&mut room, session, &update)), role == Role::Editor, "{edit:?} by {role:?}");
        }
        let mut copy = copy_of(&mut room, 70);
        let (_, added) = adds(&mut copy, "theirs", "", "goal");
        assert_eq!(was_taken(&send(&mut room, session, &added)), role == Role::Editor, "a row by {role:?}");
    }
}

#[test]
fn r26_an_archived_mark_is_a_stamp_of_the_makers() {
    let (mut room, _, row) = with_row("once");
    let mut cy = copy_of(&mut room, 3);
    let mark = by_hand(&mut cy, |txn| {
        row_of(txn, "once", &row).insert(txn, "archived", stamp());
    });
    assert!(!was_taken(&send(&mut room, CY, &mark)));
    assert!(room.sheet().unwrap().all_rows("once")[0].archived.is_none());
}
