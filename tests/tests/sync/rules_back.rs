//! R27 and R28: what stands under an id before its author comes is nobody's, and what is handed back is judged as one.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::access::Role;
use muster_shared::id::{DocId, RowId};
use muster_shared::sheet::{Edit, Place, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{About, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_tests::network::lineage;
use muster_tests::words::{ADA, BO, CY, make, person, present, said, send, with_receipts};
use yrs::{Map, WriteTxn};

use super::trespasses::{
    DETOURS, DETOURS_OF_TEXT, ROLES, SCHEMA, adds, by_hand, copy_of, room_of, row_of, rows, rows_but, value, was_taken,
    writes,
};

/// The id under which somebody wrote before anybody was known.
const OLD: u64 = 30;

/// A room with a row of a list that nobody is known to have made.
fn with_nobodys(list: &str) -> (Room, RowId) {
    let mut room = room_of(&SCHEMA);
    let mut old = copy_of(&mut room, OLD);
    let text = if list == "own" { "before" } else { "" };
    let (row, update) = adds(&mut old, list, text, "goal");
    room.replay(&update).unwrap();
    (room, row)
}

fn types(copy: &mut GatedDoc, words: &str) -> std::sync::Arc<[u8]> {
    let splice = muster_shared::sheet::Splice { at: 0, remove: 0, insert: words.to_owned() };
    make(copy, &Edit::Write { at: Place::on_sheet("free"), splice })
}

/// How somebody may come to go on under an id: by writing, by a presence before it, or by an answer that claims it.
const WAYS: [&str; 3] = ["writes", "is present", "claims"];

fn goes_on(room: &mut Room, way: &str) -> Vec<String> {
    let mut cy = copy_of(room, OLD);
    let update = types(&mut cy, "mine ");
    match way {
        "is present" => drop(room.receive(CY, &present(OLD, 1), 0)),
        "claims" => {
            room.receive(CY, &Frame::Own(vec![OLD]).write(), 0);
            return said(room.receive(CY, &Frame::Step2(&update).write(), 0));
        }
        _ => {}
    }
    send(room, CY, &update)
}

#[test]
fn r27_who_goes_on_under_an_id_of_nobodys_owns_nothing_that_stood_there_before() {
    for (list, detours) in [("own", DETOURS.iter().chain(&DETOURS_OF_TEXT)), ("once", DETOURS.iter().chain(&[]))] {
        for (what, detour) in detours {
            for way in WAYS {
                for client in [OLD, 31] {
                    let (mut room, row) = with_nobodys(list);
                    let heard = goes_on(&mut room, way);
                    assert!(heard[0].contains("[30 from ") && heard[0].ends_with("are of cy"), "{way}: {heard:?}");
                    let before = rows(&mut room);
                    let mut copy = copy_of(&mut room, client);
                    let update = detour(&mut copy, list, &row);
                    let heard = send(&mut room, CY, &update);
                    assert!(!was_taken(&heard), "{way}, {what} as {client} in {list}: {heard:?}");
                    let whole = Frame::Step2(&copy.encode()).write();
                    assert!(!was_taken(&said(room.receive(CY, &whole, 0))), "{way}, {what} as {client}, as an answer");
                    assert_eq!(rows(&mut room), before, "{way}, {what} as {client} in {list}");
                }
            }
        }
    }
}

#[test]
fn r27_what_is_written_from_there_on_is_its_authors_on_every_device() {
    let (mut room, old) = with_nobodys("own");
    goes_on(&mut room, "writes");
    let mut here = copy_of(&mut room, OLD);
    let (row, update) = adds(&mut here, "own", "new", "goal");
    assert!(was_taken(&send(&mut room, CY, &update)));
    let mut elsewhere = copy_of(&mut room, 31);
    assert!(was_taken(&send(&mut room, CY, &writes(&mut elsewhere, "own", &row, 3, "newer"))));
    let mut bo = copy_of(&mut room, 32);
    assert!(!was_taken(&send(&mut room, BO, &writes(&mut bo, "own", &row, 0, "x"))));
    let kept = rows_but(&mut room, &row).into_iter().find(|(list, _)| list == "own").unwrap().1;
    assert_eq!((kept.len(), kept[0].text("text")), (1, "before"));
    assert_eq!(kept[0].id, old);
}

#[test]
fn r27_an_update_that_says_again_what_was_nobodys_bears_no_receipt() {
    let (mut room, _) = with_nobodys("own");
    room = with_receipts(room);
    goes_on(&mut room, "writes");
    let mut cy = copy_of(&mut room, OLD);
    let next = types(&mut cy, "more ");
    for (update, bears) in [(next.to_vec(), true), (cy.encode(), false)] {
        let (mut room, _) = with_nobodys("own");
        room = with_receipts(room);
        goes_on(&mut room, "writes");
        // The server's own append comes first.
        (1..=2).for_each(|ticket| drop(room.written(ticket)));
        let heard = send(&mut room, CY, &update);
        assert_eq!(heard[0], "append 3");
        let told = said(room.written(3));
        assert_eq!(told.iter().any(|word| word.contains("update of cy")), bears, "{told:?}");
    }
}

/// The room of a document that the server has just been told of.
fn empty_room(role: Role) -> Room {
    let about = About {
        doc: DocId::from_random(7),
        schema: Some(&SCHEMA),
        lineage: lineage(),
        epoch: 0,
        limits: Limits::DEFAULT.into(),
    };
    let mut room = Room::new(about, 1 << 50);
    for (session, name, _) in ROLES {
        room.join(session, Protocol::Muster, person(name, role), 0);
        room.receive(session, &Frame::Step1(&[0]).write(), 0);
    }
    room
}

/// A document of several clients: rows that others went on with, words that went, values that were set again, a row that
/// was taken back.
fn written() -> GatedDoc {
    let mut first = GatedDoc::new(Some(&SCHEMA), 1);
    by_hand(&mut first, |txn| {
        let about = txn.get_or_insert_map("about");
        about.insert(txn, "kind", "ruled");
    });
    let (row, _) = adds(&mut first, "own", &"Why? ".repeat(100), "goal");
    let mut second = GatedDoc::new(Some(&SCHEMA), 2);
    second.admit(&first.encode().into()).unwrap();
    writes(&mut second, "own", &row, 7, &"How? ".repeat(100));
    for to in [true, false, true] {
        make(&mut second, &Edit::Set { at: Place::in_row("own", &row, "hidden"), to: Value::from(to) });
        let on = if to { "mission" } else { "goal" };
        make(&mut second, &Edit::Set { at: Place::in_row("own", &row, "on"), to: Value::from(on) });
    }
    let (slip, _) = adds(&mut second, "once", "", "goal");
    make(&mut second, &Edit::Archive { list: "once".to_owned(), row: slip });
    types(&mut second, "free ");
    second
}

#[test]
fn r28_a_document_comes_back_in_one_frame_or_in_many_whoever_hands_it_back() {
    let whole = written().encode();
    for role in [Role::Commenter, Role::Editor] {
        for own in [vec![], vec![1], vec![2], vec![1, 2]] {
            for bytes_max in [usize::MAX, 512, 256] {
                let mut room = empty_room(role);
                room.receive(ADA, &Frame::Own(own.clone()).write(), 0);
                let pieces = gate::split(&whole, bytes_max).unwrap();
                assert_eq!(pieces.len() > 1, bytes_max < usize::MAX);
                for piece in &pieces {
                    let heard = said(room.receive(ADA, &Frame::Step2(piece).write(), 0));
                    assert!(was_taken(&heard), "{role:?}, {own:?}, {bytes_max}: {heard:?}");
                }
                assert_eq!(room.sheet(), written().sheet(), "{role:?}, {own:?}, {bytes_max}");
            }
        }
    }
}

#[test]
fn r28_what_is_older_than_the_rules_is_handed_back_as_it_is_and_not_written_today() {
    let mut first = GatedDoc::new(Some(&SCHEMA), 1);
    by_hand(&mut first, |txn| {
        txn.get_or_insert_map("about").insert(txn, "kind", "ruled");
    });
    let (row, _) = adds(&mut first, "once", "", "goal");
    let mut second = GatedDoc::new(Some(&SCHEMA), 2);
    second.admit(&first.encode().into()).unwrap();
    by_hand(&mut second, |txn| {
        txn.get_or_insert_map("about").insert(txn, "schema", "1");
        txn.get_or_insert_map("about").insert(txn, "kind", "ruled");
        row_of(txn, "once", &row).insert(txn, "on:zz-zz", value("other"));
    });
    let whole = second.encode();
    for own in [vec![], vec![1], vec![1, 2]] {
        let mut room = empty_room(Role::Editor);
        room.receive(ADA, &Frame::Own(own.clone()).write(), 0);
        let heard = said(room.receive(ADA, &Frame::Step2(&whole).write(), 0));
        assert!(was_taken(&heard), "{own:?}: {heard:?}");
        assert_eq!(room.sheet(), second.sheet(), "{own:?}");
    }
    let mut room = empty_room(Role::Editor);
    assert!(!was_taken(&send(&mut room, ADA, &whole)), "as an edit of today");
}

#[test]
fn r28_nothing_that_was_here_is_changed_by_what_somebody_hands_back() {
    // A row that nobody is known to have made, and one that another session has handed back.
    for handed_back in [false, true] {
        let (mut room, row) = if handed_back {
            (empty_room(Role::Editor), None)
        } else {
            let (room, row) = with_nobodys("own");
            (room, Some(row))
        };
        let row = row.unwrap_or_else(|| {
            let mut old = GatedDoc::new(Some(&SCHEMA), OLD);
            let (row, update) = adds(&mut old, "own", "before", "goal");
            assert!(was_taken(&said(room.receive(BO, &Frame::Step2(&update).write(), 0))));
            row
        });
        let before = rows(&mut room);
        for (what, detour) in DETOURS.iter().chain(&DETOURS_OF_TEXT) {
            for client in [OLD, 40] {
                let mut copy = copy_of(&mut room, client);
                detour(&mut copy, "own", &row);
                let heard = said(room.receive(CY, &Frame::Step2(&copy.encode()).write(), 0));
                assert!(!was_taken(&heard), "{what} as {client}: {heard:?}");
            }
        }
        assert_eq!(rows(&mut room), before);
    }
}

#[test]
fn r28_what_a_document_says_of_itself_is_not_said_beside_by_what_is_handed_back() {
    let mut room = room_of(&SCHEMA);
    let mut other = copy_of(&mut room, 40);
    by_hand(&mut other, |txn| {
        txn.get_or_insert_map("about").insert(txn, "example", true);
    });
    let heard = said(room.receive(CY, &Frame::Step2(&other.encode()).write(), 0));
    assert!(!was_taken(&heard), "{heard:?}");
}
