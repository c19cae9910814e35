//! The server's rules, one test a rule at least; those about bounds are in `rules_bounds.rs`, those about who
//! wrote what in `rules_authors.rs`. They stand in `shared/src/sync/room.rs`; what is missing on either side fails here.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::access::Role;
use muster_shared::sheet::{self, Edit, Place, Splice};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{Output, Protocol};
use muster_shared::sync::state_vector::StateVector;
use muster_shared::sync::wire::Frame;
use muster_tests::words::{
    ADA, BO, CY, anybody, copy, editors, make, mission, present, room_of, room_with, said, send, types,
};

#[test]
fn r01_an_update_is_appended_before_anybody_else_hears_of_it() {
    let (mut room, mut ada) = (editors(&[ADA, BO]), copy(1));
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "a")), ["append 1"]);
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "b")), ["append 2"]);
    // A session that joins meanwhile waits too: the answer holds an update that is not written yet.
    assert_eq!(said(room.join(CY, Protocol::Plain, anybody(Role::Reader), 0)), ["3: step 1"]);
    assert_eq!(said(room.receive(CY, &Frame::Step1(&[0]).write(), 0)), [""; 0]);
    assert_eq!(said(room.written(1)), ["2: update"]);
    assert_eq!(said(room.written(2)), ["2: update", "3: step 2"]);
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "c")), ["append 3"]);
    assert_eq!(said(room.written(3)), ["2: update", "3: update"]);
}

#[test]
fn r02_an_update_is_broadcast_once_it_is_written_to_everybody_but_its_author() {
    let (mut room, mut ada) = (editors(&[ADA, BO, CY]), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    assert_eq!(said(room.written(1)), ["2: update", "3: update"]);
    assert_eq!(said(room.written(1)), [""; 0], "and only once");
}

#[test]
fn r02_what_the_server_itself_writes_is_heard_by_everybody() {
    let mut room = editors(&[ADA, BO]);
    let mut sheet = sheet::Sheet::default();
    sheet.texts.insert("name".to_owned(), "Atlas".to_owned());
    let (filled, outputs) = room.fill(&sheet, false).expect("a sheet that fits");
    let append = format!("append 1, [{}] are of server", 1_u64 << 50);
    assert_eq!((filled.texts, said(outputs)), (1, vec![append]));
    assert_eq!(said(room.written(1)), ["1: update", "2: update"]);
    assert!(!room.is_durable());
    assert_eq!(said(room.flushed(1)), [""; 0]);
    assert!(room.is_durable());
}

#[test]
fn r03_an_update_is_acked_once_it_is_flushed() {
    let (mut room, mut ada) = (editors(&[ADA, BO]), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    send(&mut room, ADA, &types(&mut ada, "b"));
    assert_eq!(said(room.written(1)), ["2: update"]);
    assert_eq!(said(room.written(2)), ["2: update"]);
    assert_eq!(said(room.flushed(1)), ["1: ack 1"]);
    assert_eq!(said(room.flushed(2)), ["1: ack 2"]);
    assert_eq!(said(room.flushed(2)), [""; 0]);
}

#[test]
fn r03_an_ack_never_runs_ahead_of_an_earlier_frame_of_the_session() {
    let (mut room, mut ada, mut bo) = (editors(&[ADA, BO]), copy(1), copy(2));
    let first = types(&mut ada, "a");
    send(&mut room, ADA, &first);
    send(&mut room, BO, &types(&mut bo, "b"));
    assert_eq!(send(&mut room, ADA, &[0, 0]), [""; 0], "it brings nothing, but the one before it is not flushed");
    assert_eq!(send(&mut room, ADA, &[9, 9]), ["1: nack 3 malformed"]);
    room.written(1);
    room.written(2);
    assert_eq!(said(room.flushed(1)), ["1: ack 1"]);
    assert_eq!(said(room.flushed(2)), ["1: ack 3", "2: ack 1"]);
}

#[test]
fn r03_what_repeats_an_update_still_on_its_way_is_acked_with_it() {
    let (mut room, mut ada) = (editors(&[ADA, BO]), copy(1));
    let update = types(&mut ada, "a");
    send(&mut room, ADA, &update);
    room.leave(ADA);
    assert_eq!(send(&mut room, BO, &update), [""; 0], "sent again over a new connection");
    room.written(1);
    assert!(!room.is_durable());
    assert_eq!(said(room.flushed(1)), ["2: ack 1"]);
    assert_eq!(send(&mut room, BO, &update), ["2: ack 2"], "now that it is on the disk, at once");
}

#[test]
fn r04_a_refused_frame_changes_nothing_and_is_nacked_by_its_number() {
    let (mut room, mut ada) = (editors(&[ADA, BO]), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    let before = mission(&mut room);
    assert_eq!(send(&mut room, ADA, &[1, 2, 3]), ["1: nack 2 malformed"]);
    assert_eq!(mission(&mut room), before);
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "b")), ["append 2"], "and the next one is taken");
}

#[test]
fn r04_a_plain_session_whose_frame_is_refused_is_closed() {
    let mut room = room_of(&[(ADA, Protocol::Plain, Role::Editor)]);
    assert_eq!(send(&mut room, ADA, &[1, 2, 3]), ["1: close 4403"]);
    assert_eq!(said(room.receive(ADA, &[0, 9, 9], 0)), [""; 0], "a later sync message is not ours to judge");
    assert_eq!(said(room.receive(ADA, &[0, 0, 9], 0)), ["1: close 4400"]);
}

#[test]
fn r04_a_document_at_its_limit_grows_no_further_and_can_be_made_smaller() {
    let mut room = room_with(Limits { document_bytes_max: 200, ..Limits::DEFAULT });
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    let mut ada = copy(1);
    let long = types(&mut ada, &"a".repeat(150));
    assert_eq!(send(&mut room, ADA, &long), ["append 1"]);
    room.written(1);
    room.flushed(1);
    assert_eq!(send(&mut room, ADA, &long), ["1: ack 2"], "what is here already makes it no larger");
    let mut other = copy(2);
    assert_eq!(send(&mut room, ADA, &types(&mut other, &"b".repeat(150))), ["1: nack 3 quota", "1: ack 3"]);
    let splice = Splice { at: 0, remove: 100, insert: String::new() };
    let shorter = make(&mut ada, &Edit::Write { at: Place::on_sheet("mission"), splice });
    assert_eq!(send(&mut room, ADA, &shorter), ["append 2"]);
}

#[test]
fn r04_what_was_typed_and_deleted_again_does_not_fill_a_document_for_ever() {
    let mut room = room_with(Limits { document_bytes_max: 1000, ..Limits::DEFAULT });
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    let mut ada = copy(1);
    for ticket in (1..60).step_by(2) {
        assert_eq!(send(&mut room, ADA, &types(&mut ada, &"a".repeat(200))), [format!("append {ticket}")]);
        let splice = Splice { at: 0, remove: 200, insert: String::new() };
        let gone = make(&mut ada, &Edit::Write { at: Place::on_sheet("mission"), splice });
        assert_eq!(send(&mut room, ADA, &gone), [format!("append {}", ticket + 1)]);
    }
    assert_eq!(send(&mut room, ADA, &types(&mut ada, &"a".repeat(990))), ["1: nack 61 quota"]);
}

#[test]
fn r05_a_frame_that_lacks_a_dependency_is_answered_with_our_state_vector_and_not_kept() {
    let (mut room, mut ada) = (editors(&[ADA]), copy(1));
    let (first, second) = (types(&mut ada, "a"), types(&mut ada, "b"));
    assert_eq!(send(&mut room, ADA, &second), ["1: nack 1 resync again", "1: ack 1", "1: step 1"]);
    assert_eq!(send(&mut room, ADA, &first), ["append 1"]);
    assert_eq!(mission(&mut room), "a", "the refused one was not kept");
    let whole = ada.encode();
    assert_eq!(said(room.receive(ADA, &Frame::Step2(&whole).write(), 0)), ["append 2"]);
    assert_eq!(mission(&mut room), "ba");
}

#[test]
fn r05_a_plain_session_is_asked_without_a_nack() {
    let (mut room, mut ada) = (room_of(&[(ADA, Protocol::Plain, Role::Editor)]), copy(1));
    types(&mut ada, "a");
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "b")), ["1: step 1"]);
}

#[test]
fn r06_a_frame_that_brings_nothing_new_is_acked_whatever_the_role() {
    let (mut ada, roles) = (copy(1), [Role::Reader, Role::Commenter, Role::Editor]);
    let update = types(&mut ada, "a");
    for role in roles {
        let mut room = room_of(&[(BO, Protocol::Muster, role), (CY, Protocol::Plain, role)]);
        room.replay(&update).expect("what the gate admits");
        assert_eq!(send(&mut room, BO, &update), ["2: ack 1"], "{role:?}");
        assert_eq!(send(&mut room, BO, &[0, 0]), ["2: ack 2"], "{role:?}");
        assert_eq!(send(&mut room, CY, &update), [""; 0], "{role:?}: and nobody else hears of it");
        assert!(room.is_durable());
    }
}

#[test]
fn r06_what_every_copy_deletes_by_itself_is_nothing_new_even_from_a_reader() {
    let (mut ada, mut bo, mut cy) = (copy(1), copy(2), copy(3));
    let mut room = room_of(&[(CY, Protocol::Muster, Role::Reader)]);
    let add = Edit::Add { list: "in_scope".to_owned(), after: None, texts: Vec::new(), values: Vec::new() };
    let added = make(&mut ada, &add);
    bo.admit(&added).expect("it fits");
    let row = ada.sheet().expect("a charter").all_rows("in_scope")[0].id.clone();
    // Two move one row at once: of the two order keys every copy keeps one and deletes the other.
    let archive = Edit::Archive { list: "in_scope".to_owned(), row };
    for update in [added, make(&mut ada, &archive), make(&mut bo, &archive)] {
        room.replay(&update).expect("what the gate admits");
        cy.admit(&update).expect("what the gate admits");
    }
    let answer = cy.encode_diff(&cy.state_vector());
    assert_eq!(said(room.receive(CY, &Frame::Step2(&answer).write(), 0)), ["3: ack 1"]);
}

#[test]
fn r07_who_may_not_edit_is_refused_what_they_send_and_hears_everything() {
    for role in [Role::Reader, Role::Commenter] {
        let mut room = room_of(&[(ADA, Protocol::Muster, Role::Editor), (BO, Protocol::Muster, role)]);
        let (mut ada, mut bo) = (copy(1), copy(2));
        assert_eq!(send(&mut room, BO, &types(&mut bo, "b")), ["2: nack 1 read_only", "2: ack 1"], "{role:?}");
        send(&mut room, ADA, &types(&mut ada, "a"));
        assert_eq!(said(room.written(1)), ["2: update"], "{role:?}");
        assert_eq!(mission(&mut room), "a", "{role:?}");
    }
    let mut room = room_of(&[(CY, Protocol::Plain, Role::Reader)]);
    assert_eq!(send(&mut room, CY, &types(&mut copy(3), "c")), ["3: close 4403"]);
}

#[test]
fn r08_a_session_hears_updates_only_after_it_was_told_what_it_lacks() {
    let (mut room, mut ada) = (editors(&[ADA]), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    room.written(1);
    assert_eq!(said(room.join(BO, Protocol::Muster, anybody(Role::Editor), 0)), ["2: hello", "2: step 1"]);
    send(&mut room, ADA, &types(&mut ada, "b"));
    assert_eq!(said(room.written(2)), [""; 0]);
    let nothing = StateVector::default().encode();
    let outputs = room.receive(BO, &Frame::Step1(&nothing).write(), 0);
    let [Output::Send { frame, .. }] = outputs.as_slice() else { panic!("one answer: {outputs:?}") };
    let Ok(Frame::Step2(update)) = Frame::read(frame) else { panic!("a step 2") };
    let mut bo = copy(2);
    bo.admit(&update.into()).expect("a whole document");
    assert_eq!(bo.sheet().expect("a charter").text("mission"), "ba");
    send(&mut room, ADA, &types(&mut ada, "c"));
    assert_eq!(said(room.written(3)), ["2: update"]);
}

#[test]
fn r09_presence_belongs_to_its_connection_and_goes_with_it() {
    let mut room = editors(&[ADA, BO]);
    assert_eq!(said(room.receive(ADA, &present(1, 1), 0)), ["2: awareness"]);
    assert_eq!(said(room.receive(BO, &present(1, 1), 0)), [""; 0], "saying again what one heard is no news");
    assert_eq!(room.names_here(), ["Ada"]);
    assert_eq!(said(room.join(CY, Protocol::Plain, anybody(Role::Reader), 1_000)), ["3: step 1", "3: awareness"]);
    assert_eq!(said(room.leave(BO)), [""; 0]);
    assert_eq!(said(room.leave(ADA)), ["3: awareness"]);
    assert_eq!(room.names_here(), [""; 0]);
    assert_eq!(said(room.receive(CY, &present(1, 1), 2_000)), [""; 0], "an echo does not bring back who has gone");
    assert_eq!(said(room.receive(CY, &present(1, 2), 2_000)), [""; 0], "a newer word does, and CY need not hear it");
    assert_eq!(room.names_here(), ["Ada"]);
}

#[test]
fn r09_a_newer_word_of_a_newer_connection_takes_a_presence_over() {
    let mut room = editors(&[ADA, BO, CY]);
    room.receive(ADA, &present(1, 1), 0);
    // The same person, back before the old connection was found dead.
    assert_eq!(said(room.receive(BO, &present(1, 2), 1_000)), ["1: awareness", "3: awareness"]);
    assert_eq!(said(room.leave(ADA)), [""; 0], "the late close of the old connection ends nothing");
    assert_eq!(room.names_here(), ["Ada"]);
    assert_eq!(said(room.receive(CY, &present(1, 2 + (1 << 16) + 1), 2_000)), [""; 0], "no clock jumps ahead");
    room.tick(3_000);
    assert_eq!(said(room.leave(BO)), ["3: awareness"]);
}

#[test]
fn r09_presence_that_nobody_renews_goes_and_everybody_hears_of_it() {
    let mut room = editors(&[ADA, BO]);
    room.receive(ADA, &present(1, 1), 0);
    assert_eq!(said(room.tick(30_000)), [""; 0]);
    assert_eq!(said(room.tick(30_001)), ["1: awareness", "2: awareness"]);
    room.receive(ADA, &present(1, 2), 40_000);
    // Also when it is somebody who joins that finds it gone.
    let heard = ["1: awareness", "2: awareness", "3: hello", "3: step 1"];
    assert_eq!(said(room.join(CY, Protocol::Muster, anybody(Role::Editor), 90_000)), heard);
}

#[test]
fn r10_a_failed_append_is_never_acked_and_every_session_is_closed() {
    let mut room = room_of(&[
        (ADA, Protocol::Muster, Role::Editor),
        (BO, Protocol::Muster, Role::Editor),
        (CY, Protocol::Plain, Role::Editor),
    ]);
    let mut ada = copy(1);
    send(&mut room, ADA, &types(&mut ada, "a"));
    send(&mut room, ADA, &types(&mut ada, "b"));
    room.written(1);
    let nacks = ["1: nack 1 unavailable again", "1: nack 2 unavailable again", "1: close 1013"];
    assert_eq!(said(room.append_failed()), [&nacks[..], &["2: close 1013", "3: close 1013"]].concat());
    assert_eq!(said(room.written(2)), [""; 0]);
    assert_eq!(said(room.flushed(2)), [""; 0]);
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "c")), [""; 0], "the room takes no more");
}

/// The ids of the rules a source states, and of those that tests prove.
fn check(source: &str, tests: &str, letter: char) {
    let mut stated: Vec<String> = source.lines().filter_map(|line| line.strip_prefix("//! * ")).map(first).collect();
    let mark = format!("fn {}", letter.to_ascii_lowercase());
    let proven = tests.lines().filter_map(|line| line.strip_prefix(&mark)).filter(|name| name[..1] > *"/");
    let mut proven: Vec<String> = proven.map(|name| format!("{letter}{}", &name[..2])).collect();
    proven.dedup();
    proven.retain(|id| id[1..].chars().all(|digit| digit.is_ascii_digit()));
    stated.sort();
    proven.sort();
    proven.dedup();
    assert!(!stated.is_empty());
    assert_eq!(stated, proven, "every rule has a test, and every such test a rule");
}

fn first(line: &str) -> String {
    line.split(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn every_rule_has_a_test_and_every_test_a_rule() {
    let rules = concat!(
        include_str!("rules.rs"),
        include_str!("rules_bounds.rs"),
        include_str!("rules_authors.rs"),
        include_str!("rules_rights.rs"),
        include_str!("rules_receipts.rs"),
        include_str!("rules_own.rs"),
        include_str!("rules_back.rs")
    );
    check(include_str!("../../../shared/src/sync/room.rs"), rules, 'R');
    let rules = concat!(
        include_str!("replica_rules.rs"),
        include_str!("replica_tabs.rs"),
        include_str!("replica_rights.rs"),
        include_str!("replica_receipts.rs"),
        include_str!("replica_device.rs"),
        include_str!("replica_own.rs"),
        include_str!("replica_back.rs")
    );
    check(include_str!("../../../shared/src/sync/replica.rs"), rules, 'C');
}
