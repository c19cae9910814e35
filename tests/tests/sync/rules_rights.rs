//! The server's rules about who may do what, and under which name.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::{Role, Visitor};
use muster_shared::id::{RowId, SessionId};
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::{Edit, Place, Splice, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{Output, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::presence::{self, Presence};
use muster_tests::words::{ADA, BO, CY, ada_and_bo, copy, make, person, room_for, room_with, said, send, types};
use yrs::{Any, Map, MapRef, Text, TextPrelim, TextRef, WriteTxn};

const NOTHING: [&str; 0] = [];

fn answer(room: &mut Room, from: SessionId, update: &[u8]) -> Vec<String> {
    said(room.receive(from, &Frame::Step2(update).write(), 0))
}

fn settle(room: &mut Room, ticket: u64) {
    room.written(ticket);
    room.flushed(ticket);
}

/// The room of a talk: Ada and Bo comment, Cy may do everything.
fn talk_room() -> Room {
    let mut room = room_for(Some(Kind::Talk), Limits::DEFAULT);
    for (session, name, role) in [(ADA, "ada", Role::Commenter), (BO, "bo", Role::Commenter), (CY, "cy", Role::Editor)]
    {
        room.join(session, Protocol::Muster, person(name, role), 0);
        room.receive(session, &Frame::Step1(&[0]).write(), 0);
    }
    room
}

fn talk_copy(client: u64) -> GatedDoc {
    GatedDoc::new(Some(Kind::Talk.schema()), client)
}

fn comments(copy: &mut GatedDoc) -> (RowId, Arc<[u8]>) {
    let texts = vec![(talk::TEXT.to_owned(), "Why?".to_owned())];
    let values = vec![(talk::ON.to_owned(), Value::from("mission"))];
    let update = make(copy, &Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts, values });
    (copy.sheet().unwrap().all_rows(talk::COMMENTS)[0].id.clone(), update)
}

fn words_of(row: &RowId) -> Place {
    Place::in_row(talk::COMMENTS, row, talk::TEXT)
}

fn writes(copy: &mut GatedDoc, row: &RowId, remove: u32, insert: &str) -> Arc<[u8]> {
    make(copy, &Edit::Write { at: words_of(row), splice: Splice { at: 0, remove, insert: insert.to_owned() } })
}

/// The update of whatever `change` does to a copy, with any means of yrs.
fn by_hand(copy: &mut GatedDoc, change: impl FnOnce(&mut yrs::TransactionMut<'_>)) -> Arc<[u8]> {
    copy.transact("test", change).updates.into_iter().next().expect("something changes")
}

fn overwrites(copy: &mut GatedDoc, row: &RowId) -> Arc<[u8]> {
    by_hand(copy, |txn| {
        txn.get_or_insert_map(talk::COMMENTS).insert(txn, row.as_str(), "mine");
    })
}

fn row_of(txn: &mut yrs::TransactionMut<'_>, row: &RowId) -> MapRef {
    match txn.get_or_insert_map(talk::COMMENTS).get(txn, row.as_str()) {
        Some(yrs::Out::YMap(map)) => map,
        other => panic!("a row: {other:?}"),
    }
}

fn text_of(txn: &mut yrs::TransactionMut<'_>, row: &RowId) -> TextRef {
    match row_of(txn, row).get(txn, talk::TEXT) {
        Some(yrs::Out::YText(text)) => text,
        other => panic!("a text: {other:?}"),
    }
}

/// Ada's comment, in the room and in Bo's copy.
fn commented() -> (Room, GatedDoc, GatedDoc, RowId) {
    let (mut room, mut ada, mut bo) = (talk_room(), talk_copy(1), talk_copy(2));
    let (row, update) = comments(&mut ada);
    assert_eq!(send(&mut room, ADA, &update), ["append 1, [1] are of ada"]);
    bo.admit(&update).unwrap();
    settle(&mut room, 1);
    (room, ada, bo, row)
}

#[test]
fn r19_who_may_comment_writes_and_takes_back_their_own_words() {
    let (mut room, mut ada, mut bo, row) = commented();
    assert_eq!(send(&mut room, ADA, &writes(&mut ada, &row, 4, "How?")), ["append 2"]);
    let resolved = Place::in_row(talk::COMMENTS, &row, talk::RESOLVED);
    for (to, ticket) in [(true, 3), (false, 4)] {
        let update = make(&mut ada, &Edit::Set { at: resolved.clone(), to: Value::from(to) });
        assert_eq!(send(&mut room, ADA, &update), [format!("append {ticket}")]);
    }
    let list = talk::COMMENTS.to_owned();
    let update = make(&mut ada, &Edit::Move { list, row: row.clone(), after: Some(RowId::made_by(9, 9)) });
    assert_eq!(send(&mut room, ADA, &update), ["append 5"]);
    let (_, update) = comments(&mut bo);
    assert_eq!(send(&mut room, BO, &update), ["append 6, [2] are of bo"]);
    let list = talk::COMMENTS.to_owned();
    assert_eq!(send(&mut room, ADA, &make(&mut ada, &Edit::Archive { list, row })), ["append 7"]);
}

#[test]
fn r19_who_may_not_delete_what_others_wrote_is_refused_it_whatever_the_detour() {
    type Detour = fn(&mut GatedDoc, &RowId) -> Arc<[u8]>;
    let detours: [(&str, Detour); 9] = [
        ("their words", |bo, row| writes(bo, row, 1, "")),
        ("into their words", |bo, row| writes(bo, row, 0, "Never mind. ")),
        ("a mark on their words", |bo, row| {
            by_hand(bo, |txn| {
                let text = text_of(txn, row);
                text.format(txn, 0, 2, [(Arc::from("strike"), Any::Bool(true))].into_iter().collect());
            })
        }),
        ("an embed into their words", |bo, row| {
            by_hand(bo, |txn| {
                text_of(txn, row).insert_embed(txn, 0, Any::from("look"));
            })
        }),
        ("a text of one's own in their row", |bo, row| {
            by_hand(bo, |txn| {
                row_of(txn, row).insert(txn, "more", TextPrelim::new("more"));
            })
        }),
        ("their words, pasted under the same key", |bo, row| {
            by_hand(bo, |txn| {
                row_of(txn, row).insert(txn, talk::TEXT, TextPrelim::new("Because."));
            })
        }),
        ("their words, among words of one's own", |bo, row| writes(bo, row, 2, "No. ")),
        ("their whole row", |bo, row| {
            by_hand(bo, |txn| drop(txn.get_or_insert_map(talk::COMMENTS).remove(txn, row.as_str())))
        }),
        ("their row, by another under its key", |bo, row| overwrites(bo, row)),
    ];
    for (what, detour) in detours {
        let (mut room, _, mut bo, row) = commented();
        let before = room.sheet();
        let update = detour(&mut bo, &row);
        assert_eq!(send(&mut room, BO, &update), ["2: nack 1 read_only", "2: ack 1"], "{what}");
        assert_eq!(room.sheet(), before, "{what}");
        let update = detour(&mut talk_of_cy(&mut room), &row);
        assert_eq!(send(&mut room, CY, &update)[0], "3: nack 1 read_only", "nor who edits: {what}");
    }
}

#[test]
fn r19_who_may_comment_sets_nothing_in_rows_of_others_and_everything_in_their_own() {
    let (mut room, _, mut bo, row) = commented();
    let resolve = |copy: &mut GatedDoc, row: &RowId| {
        let resolved = Place::in_row(talk::COMMENTS, row, talk::RESOLVED);
        make(copy, &Edit::Set { at: resolved, to: Value::from(true) })
    };
    let mut cy = talk_of_cy(&mut room);
    assert_eq!(send(&mut room, CY, &resolve(&mut cy, &row)), ["append 2, [3] are of cy"], "who may edit deals with it");
    let (own, update) = comments(&mut bo);
    assert_eq!(send(&mut room, BO, &update), ["append 3, [2] are of bo"]);
    settle(&mut room, 3);
    assert_eq!(send(&mut room, BO, &writes(&mut bo, &own, 0, "Well. ")), ["append 4"], "their own is theirs");
    assert_eq!(send(&mut room, BO, &resolve(&mut bo, &own)), ["append 5"]);
    assert_eq!(send(&mut room, BO, &resolve(&mut bo, &row)), ["2: nack 4 read_only"]);
}

#[test]
fn r19_a_key_is_not_overwritten_by_not_saying_that_something_is_deleted() {
    let (mut room, _, mut bo, row) = commented();
    let update = overwrites(&mut bo, &row);
    let ends = (1..update.len()).rev().map(|end| [&update[..end], &[0]].concat());
    let blocks =
        ends.into_iter().find(|cut| muster_shared::sync::gate::parse(cut).is_ok()).expect("blocks without deletes");
    assert_eq!(send(&mut room, BO, &blocks), ["2: nack 1 read_only", "2: ack 1"]);
    assert_eq!(room.sheet().unwrap().all_rows(talk::COMMENTS).len(), 1);
}

fn talk_of_cy(room: &mut Room) -> GatedDoc {
    let mut cy = talk_copy(3);
    cy.admit(&room.encode().into()).unwrap();
    cy
}

#[test]
fn r19_what_an_editor_set_in_ones_own_goes_with_it() {
    let (mut room, mut ada, _, row) = commented();
    let mut cy = talk_of_cy(&mut room);
    let resolved = Place::in_row(talk::COMMENTS, &row, talk::RESOLVED);
    let dealt_with = make(&mut cy, &Edit::Set { at: resolved, to: Value::from(true) });
    assert_eq!(send(&mut room, CY, &dealt_with), ["append 2, [3] are of cy"]);
    settle(&mut room, 2);
    ada.admit(&dealt_with).unwrap();
    let removed = by_hand(&mut ada, |txn| drop(txn.get_or_insert_map(talk::COMMENTS).remove(txn, row.as_str())));
    assert_eq!(send(&mut room, ADA, &removed), ["append 3"]);
}

#[test]
fn r19_an_answer_may_hold_a_deletion_the_server_lost_but_not_for_ever() {
    let (mut room, mut ada, mut bo, row) = commented();
    let gone = writes(&mut ada, &row, 2, "");
    bo.admit(&gone).unwrap();
    let whole = bo.encode();
    assert_eq!(answer(&mut room, BO, &whole), ["2: nack 1 resync again", "2: ack 1", "2: step 1"]);
    assert_eq!(send(&mut room, ADA, &gone), ["append 2"], "its author has come back");
    settle(&mut room, 2);
    assert_eq!(answer(&mut room, BO, &whole), ["2: ack 2"]);
    let own = writes(&mut bo, &row, 1, "");
    assert_eq!(answer(&mut room, BO, &own), ["2: nack 3 resync again", "2: ack 3", "2: step 1"]);
    assert_eq!(answer(&mut room, BO, &own), ["2: nack 4 resync again", "2: ack 4", "2: step 1"]);
    assert_eq!(answer(&mut room, BO, &own), ["2: nack 5 resync again", "2: ack 5"]);
    let mut cy = talk_of_cy(&mut room);
    for (ticket, refused) in [(3, "6 resync again"), (4, "7 resync again"), (5, "8 read_only")] {
        send(&mut room, CY, &comments(&mut cy).1);
        settle(&mut room, ticket);
        assert_eq!(said(room.tick(ticket * 2_000)), ["2: step 1"], "others have written");
        assert_eq!(answer(&mut room, BO, &own)[0], format!("2: nack {refused}"));
    }
}

#[test]
fn r19_format_marks_hold_no_words_so_anybody_who_writes_may_take_them_out() {
    let (mut room, mut ada, mut bo, row) = commented();
    let bold = |copy: &mut GatedDoc, bold: Any| {
        by_hand(copy, |txn| {
            let text = text_of(txn, &row);
            text.format(txn, 0, 2, [(Arc::from("bold"), bold)].into_iter().collect());
        })
    };
    let marked = bold(&mut ada, Any::Bool(true));
    assert_eq!(send(&mut room, ADA, &marked), ["append 2"]);
    bo.admit(&marked).unwrap();
    let update = bold(&mut bo, Any::Null);
    assert_eq!(update[0], 0, "it deletes marks of Ada's and writes nothing");
    assert_eq!(send(&mut room, BO, &update), ["append 3"]);
    assert_eq!(room.sheet().unwrap().all_rows(talk::COMMENTS)[0].text(talk::TEXT), "Why?");
}

#[test]
fn r19_what_is_gone_already_may_be_said_to_be_gone_by_anybody() {
    let (mut room, mut ada, mut bo, row) = commented();
    let gone = writes(&mut ada, &row, 2, "");
    send(&mut room, ADA, &gone);
    bo.admit(&gone).unwrap();
    comments(&mut bo);
    assert_eq!(send(&mut room, BO, &bo.encode()), ["append 3, [2] are of bo"]);
}

#[test]
fn r19_a_reader_of_a_talk_writes_nothing_and_a_commenter_of_a_charter_neither() {
    let mut room = talk_room();
    room.change_role(ADA, Role::Reader);
    let (_, update) = comments(&mut talk_copy(1));
    assert_eq!(send(&mut room, ADA, &update), ["1: nack 1 read_only", "1: ack 1"]);
    let mut room = room_with(Limits::DEFAULT);
    room.join(ADA, Protocol::Muster, person("ada", Role::Commenter), 0);
    assert_eq!(send(&mut room, ADA, &types(&mut copy(1), "a")), ["1: nack 1 read_only", "1: ack 1"]);
}

#[test]
fn r20_a_role_that_changes_counts_from_the_next_frame_on_and_is_told() {
    let (mut room, mut ada) = (ada_and_bo(), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    settle(&mut room, 1);
    assert_eq!(said(room.change_role(ADA, Role::Reader)), ["1: role reader"]);
    assert_eq!(said(room.change_role(ADA, Role::Reader)), NOTHING, "it is that already");
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "b")), ["1: nack 2 read_only", "1: ack 2"]);
    assert_eq!(send(&mut room, ADA, &[0, 0]), ["1: ack 3"], "what brings nothing new is acked all the same");
    assert_eq!(said(room.change_role(ADA, Role::Editor)), ["1: role editor"]);
    assert_eq!(answer(&mut room, ADA, &ada.encode()), ["append 2"]);
    room.join(CY, Protocol::Plain, person("cy", Role::Editor), 0);
    assert_eq!(said(room.change_role(CY, Role::Reader)), NOTHING, "a plain session would not understand");
    assert_eq!(send(&mut room, CY, &types(&mut copy(3), "c")), ["3: close 4403"]);
    assert_eq!(said(room.change_role(CY, Role::Editor)), NOTHING, "nor is there anybody to tell");
}

#[test]
fn r20_nobody_becomes_an_editor_of_what_cannot_be_read_to_its_end() {
    let mut room = ada_and_bo();
    room.change_role(ADA, Role::Reader);
    room.cut_short("a damaged row".to_owned());
    assert_eq!(said(room.change_role(ADA, Role::Editor)), ["1: role reader"]);
}

#[test]
fn r30_a_session_by_a_link_is_told_of_nobodys_presence_and_others_are_told_of_its() {
    let mut room = ada_and_bo();
    let say = |client, clock| {
        let state = Some(r#"{"user":{"name":"?"}}"#.to_owned());
        Frame::Awareness(&presence::write([Presence { client, clock, state }].iter())).write()
    };
    room.receive(ADA, &say(1, 1), 0);
    let by_link = Visitor { sees_people: false, ..person("cy (by link)", Role::Commenter) };
    let outputs = room.join(CY, Protocol::Muster, by_link, 1_000);
    assert!(said(outputs).iter().all(|one| one != "3: awareness"), "when it comes");
    assert_eq!(said(room.receive(BO, &say(2, 1), 2_000)), ["1: awareness"], "of news");
    assert_eq!(said(room.receive(CY, &Frame::QueryAwareness.write(), 3_000)), NOTHING, "when it asks");
    assert_eq!(said(room.receive(CY, &say(3, 1), 4_000)), ["1: awareness", "2: awareness"]);
    assert_eq!(said(room.leave(CY)), NOTHING, "news waits for its time");
    assert_eq!(said(room.tick(5_000)), ["1: awareness", "2: awareness"]);
}

#[test]
fn r21_whose_name_the_server_knows_is_present_under_no_other() {
    let mut room = ada_and_bo();
    let say = |client, clock, state: &str| {
        let state = Some(state.to_owned());
        Frame::Awareness(&presence::write([Presence { client, clock, state }].iter())).write()
    };
    room.receive(BO, &say(2, 1, r#"{"user":{"name":"Ada, really","color":"red"},"caret":7}"#), 0);
    let outputs = room.join(CY, Protocol::Plain, person("cy", Role::Reader), 1_000);
    let heard = outputs.iter().find_map(|output| match output {
        Output::Send { frame, .. } => match Frame::read(frame) {
            Ok(Frame::Awareness(bytes)) => presence::read(bytes, 9).unwrap()[0].state.clone(),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(heard.as_deref(), Some(r#"{"caret":7,"user":{"color":"red","name":"bo"}}"#), "and all else stays");
    assert_eq!(said(room.receive(BO, &say(2, 2, "[\"Ada\"]"), 2_000)), NOTHING, "where no name fits, nothing is told");
    assert_eq!(room.names_here(), ["bo"]);
}
