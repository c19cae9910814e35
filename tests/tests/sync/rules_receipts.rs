//! The server's rules about what a power cut takes: told with a receipt, and taken back with it from whoever has it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_server::rooms::receipts::Receipts;
use muster_shared::access::{Author, ByRank, Rank, Role, Visitor};
use muster_shared::id::{DocId, Lineage, SessionId, Since};
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::limits::{Limits, RECEIPTS_BYTES_MAX};
use muster_shared::sync::room::{Notary, Output, Protocol, Room};
use muster_shared::sync::wire::{Frame, Receipted};
use muster_tests::network::lineage;
use muster_tests::words::{
    ADA, BO, CY, ada_and_bo, copy, make, mission, notary, person, room_of, room_with, said, send, types, with_receipts,
};

const NOTHING: [&str; 0] = [];

/// Ada and Bo in a room that gives a receipt with what it tells, and Cy, who may only read.
fn three() -> Room {
    let mut room = with_receipts(ada_and_bo());
    join(&mut room, CY, Protocol::Muster, "cy", Role::Reader);
    room
}

fn join(room: &mut Room, id: SessionId, protocol: Protocol, name: &str, role: Role) -> Vec<String> {
    room.join(id, protocol, person(name, role), 0);
    said(room.receive(id, &Frame::Step1(&[0]).write(), 0))
}

fn settle(room: &mut Room, ticket: u64) -> Vec<Output> {
    let told = room.written(ticket);
    room.flushed(ticket);
    told
}

/// The frame that a session was told.
fn told(outputs: &[Output], session: SessionId) -> Arc<[u8]> {
    let frame = outputs.iter().find_map(|output| match output {
        Output::Send { to, frame } if *to == session => Some(Arc::clone(frame)),
        _ => None,
    });
    frame.expect("it was told something")
}

fn receipted_by(notary: &dyn Notary, author: &str, update: &[u8]) -> Vec<u8> {
    let (author, receipt) = notary.receipt(&Author::new(author), update);
    Frame::Receipted(Receipted { author: &author, n_at_risk: 0, receipt, update }).write()
}

/// An update of an author, as it comes back.
fn back(author: &str, update: &[u8]) -> Vec<u8> {
    receipted_by(&*notary(), author, update)
}

fn hand(room: &mut Room, from: SessionId, frame: &[u8]) -> Vec<String> {
    said(room.receive(from, frame, 0))
}

fn deletes(copy: &mut GatedDoc, remove: u32) -> Arc<[u8]> {
    let splice = Splice { at: 0, remove, insert: String::new() };
    make(copy, &Edit::Write { at: Place::on_sheet("mission"), splice })
}

#[test]
fn r22_what_a_power_cut_took_comes_back_as_its_authors_from_a_reader() {
    let (mut before, mut ada) = (three(), copy(1));
    send(&mut before, ADA, &types(&mut ada, "lost"));
    let heard = told(&before.written(1), CY);
    // The power goes: nothing of Ada was on disk, not even that the id is hers.
    let mut room = three();
    room.leave(ADA);
    assert_eq!(hand(&mut room, CY, &heard), ["append 1, [1] are of ada"]);
    let told = ["2: update of ada, 1 at risk", "3: update of ada, 1 at risk"];
    assert_eq!(said(room.written(1)), told, "and is told to everybody");
    assert_eq!(said(room.flushed(1)), ["3: ack 1"]);
    assert_eq!(mission(&mut room), "lost");
    assert_eq!(send(&mut room, BO, &types(&mut ada, "x")), ["2: nack 1 forged_author", "2: ack 1"], "it is hers again");
}

#[test]
fn r22_what_builds_on_it_is_let_in_then_though_its_author_never_comes_back() {
    let (mut room, mut ada, mut bo) = (three(), copy(1), copy(2));
    let first = types(&mut ada, "a");
    send(&mut room, ADA, &first);
    settle(&mut room, 1);
    room.leave(ADA);
    let lost = types(&mut ada, "b");
    bo.admit(&first).unwrap();
    bo.admit(&lost).unwrap();
    types(&mut bo, "c");
    room.receive(BO, &Frame::Own(vec![2]).write(), 0);
    assert_eq!(hand(&mut room, BO, &back("ada", &lost)), ["append 2"]);
    assert_eq!(hand(&mut room, BO, &Frame::Step2(&bo.encode()).write()), ["append 3, [2] are of bo"]);
    assert_eq!(mission(&mut room), "cba");
}

#[test]
fn r22_a_mark_that_does_not_fit_is_refused_and_changes_nothing() {
    let (mut ada, mut other) = (copy(1), copy(5));
    let (update, foreign) = (types(&mut ada, "a"), types(&mut other, "x"));
    let (author, receipt) = notary().receipt(&Author::new("ada"), &update);
    let frame =
        |author: &[u8], receipt, update| Frame::Receipted(Receipted { author, n_at_risk: 0, receipt, update }).write();
    let (another, anothers) = notary().receipt(&Author::new("bo"), &update);
    let (doc, other_doc) = (DocId::from_random(7), DocId::from_random(8));
    let receipts = Receipts::new(&[7; 32]);
    let mut flipped = receipt;
    flipped[15] ^= 0x80;
    for (what, forged) in [
        ("no receipt", frame(&author, [0; 16], &update)),
        ("one bit of the receipt", frame(&author, flipped, &update)),
        ("another author", frame(&another, receipt, &update)),
        ("another author's receipt", frame(&author, anothers, &update)),
        ("nobody", frame(b"", receipt, &update)),
        ("an author in the clear", frame(b"ada", receipt, &update)),
        ("another update", frame(&author, receipt, &foreign)),
        ("an update cut off", frame(&author, receipt, &update[..update.len() - 1])),
        ("an update gone on", frame(&author, receipt, &[&update[..], &[0]].concat())),
        ("another document's", receipted_by(&*receipts.of(&other_doc, &lineage()), "ada", &update)),
        ("another history's", receipted_by(&*receipts.of(&doc, &Lineage::from_random(1)), "ada", &update)),
        ("another server's", receipted_by(&*Receipts::new(&[8; 32]).of(&doc, &lineage()), "ada", &update)),
    ] {
        let mut room = three();
        assert_eq!(hand(&mut room, CY, &forged), ["3: nack 1 forged_author", "3: ack 1"], "{what}");
        assert_eq!((mission(&mut room).as_str(), room.n_clients()), ("", 0), "{what}");
        assert_eq!(hand(&mut room, CY, &back("ada", &update)).len(), 1, "{what}: the right one is as good as ever");
    }
}

#[test]
fn r22_a_frame_cut_off_within_the_mark_is_no_frame() {
    let frame = back("ada", &types(&mut copy(1), "a"));
    for len in 2..22 {
        assert_eq!(hand(&mut three(), CY, &frame[..len]), ["3: close 4400"], "{len}");
    }
}

#[test]
fn r22_what_is_here_already_is_acked_however_often_it_comes() {
    let (mut room, mut ada) = (three(), copy(1));
    let update = types(&mut ada, "a");
    send(&mut room, ADA, &update);
    let gone = deletes(&mut ada, 1);
    send(&mut room, ADA, &gone);
    settle(&mut room, 1);
    for from in [CY, BO] {
        assert_eq!(hand(&mut room, from, &back("ada", &update)), NOTHING, "the last append is not flushed");
        assert_eq!(hand(&mut room, from, &back("ada", &gone)), NOTHING);
    }
    room.written(2);
    assert_eq!(said(room.flushed(2)), ["1: ack 2", "2: ack 2", "3: ack 2"]);
    assert_eq!(hand(&mut room, CY, &back("ada", &update)), ["3: ack 3"]);
    assert_eq!(mission(&mut room), "");
}

#[test]
fn r22_a_deletion_comes_back_as_its_authors_from_who_may_delete_nothing() {
    let mut room = with_receipts(room_with(Limits::DEFAULT));
    let (mut ada, mut bo) = (copy(1), copy(2));
    join(&mut room, ADA, Protocol::Muster, "ada", Role::Editor);
    join(&mut room, BO, Protocol::Muster, "bo", Role::Editor);
    let typed = types(&mut bo, "mine");
    send(&mut room, BO, &typed);
    settle(&mut room, 1);
    ada.admit(&typed).unwrap();
    let splice = Splice { at: 0, remove: 4, insert: String::new() };
    let gone = make(&mut ada, &Edit::Write { at: Place::on_sheet("mission"), splice });
    join(&mut room, CY, Protocol::Muster, "cy", Role::Reader);
    assert_eq!(hand(&mut room, CY, &back("ada", &gone)), ["append 2"]);
    settle(&mut room, 2);
    assert_eq!(mission(&mut room), "");
}

#[test]
fn r22_an_id_that_somebody_else_has_by_now_is_theirs() {
    let (mut room, mut ada, mut bo) = (three(), copy(1), copy(1));
    send(&mut room, BO, &types(&mut bo, "taken"));
    settle(&mut room, 1);
    assert_eq!(hand(&mut room, CY, &back("ada", &types(&mut ada, "a"))), ["3: ack 1"], "these clocks are here");
    let more = types(&mut ada, "more than what took its place");
    assert_eq!(hand(&mut room, CY, &back("ada", &more)), ["3: nack 2 forged_author", "3: ack 2"]);
    assert_eq!(mission(&mut room), "taken");
}

#[test]
fn r22_what_builds_on_something_that_is_not_here_yet_may_come_again() {
    let (mut room, mut ada) = (three(), copy(1));
    let (first, second) = (types(&mut ada, "a"), types(&mut ada, "b"));
    let again = ["3: nack 1 resync again", "3: ack 1", "3: step 1"];
    assert_eq!(hand(&mut room, CY, &back("ada", &second)), again);
    assert_eq!(hand(&mut room, CY, &back("ada", &first)), ["append 1, [1] are of ada"]);
    assert_eq!(hand(&mut room, CY, &back("ada", &second)), ["append 2"]);
    assert_eq!(mission(&mut room), "ba");
}

#[test]
fn r22_a_plain_session_and_an_open_server_know_no_marks() {
    let update = types(&mut copy(1), "a");
    let mut room = three();
    join(&mut room, SessionId(4), Protocol::Plain, "dee", Role::Editor);
    assert_eq!(hand(&mut room, SessionId(4), &back("ada", &update)), NOTHING);
    let mut open = room_of(&[(ADA, Protocol::Muster, Role::Editor)]);
    assert_eq!(hand(&mut open, ADA, &back("ada", &update)), ["1: nack 1 forged_author", "1: ack 1"]);
}

#[test]
fn r22_a_frame_is_as_long_as_any_other_and_no_longer() {
    let update = types(&mut copy(1), "a long word, to be cut");
    let frame = back("ada", &update);
    for (frame_bytes_max, is_taken) in [(frame.len(), true), (frame.len() - 1, false)] {
        let mut room = with_receipts(room_with(Limits { frame_bytes_max, ..Limits::DEFAULT }));
        join(&mut room, CY, Protocol::Muster, "cy", Role::Reader);
        let heard = hand(&mut room, CY, &frame);
        assert_eq!(heard[0], if is_taken { "append 1, [1] are of ada" } else { "3: nack 1 too_large" });
    }
}

#[test]
fn r22_a_document_at_its_limit_does_not_outgrow_it_this_way() {
    let update = types(&mut copy(1), "a");
    let mut room = with_receipts(room_with(Limits { document_bytes_max: update.len() - 1, ..Limits::DEFAULT }));
    join(&mut room, CY, Protocol::Muster, "cy", Role::Reader);
    assert_eq!(hand(&mut room, CY, &back("ada", &update)), ["3: nack 1 quota", "3: ack 1"]);
}

#[test]
fn r29_what_a_guest_hands_back_with_a_receipt_is_its_authors_and_goes_by_everybodys_limit() {
    let update = types(&mut copy(1), "a");
    let guests = Limits { document_bytes_max: update.len() - 1, ..Limits::DEFAULT };
    let mut room = with_receipts(room_with(ByRank { guests, everybody: Limits::DEFAULT }));
    let guest = Visitor { rank: Some(Rank::Guest), ..person("cy", Role::Editor) };
    room.join(CY, Protocol::Muster, guest, 0);
    assert_eq!(send(&mut room, CY, &types(&mut copy(3), "c")), ["3: nack 1 quota", "3: ack 1"], "a word of their own");
    assert_eq!(hand(&mut room, CY, &back("ada", &update)), ["append 1, [1] are of ada"]);
}

#[test]
fn r23_what_is_told_bears_its_authors_mark_and_how_much_is_not_flushed() {
    let (mut room, mut ada) = (three(), copy(1));
    join(&mut room, SessionId(4), Protocol::Plain, "dee", Role::Reader);
    for letters in ["a", "b", "c"] {
        send(&mut room, ADA, &types(&mut ada, letters));
    }
    let said_of = |n| {
        let receipted = format!("update of ada, {n} at risk");
        [format!("2: {receipted}"), format!("3: {receipted}"), "4: update".to_owned()]
    };
    let first = room.written(1);
    assert_eq!(told(&first, BO).as_ptr(), told(&first, CY).as_ptr(), "it is written once for all of them");
    assert_eq!(said(first), said_of(1));
    assert_eq!(said(room.written(2)), said_of(2));
    room.flushed(2);
    assert_eq!(said(room.written(3)), said_of(1));
}

#[test]
fn r23_who_joins_is_told_with_its_mark_what_is_not_flushed() {
    let (mut room, mut ada) = (three(), copy(1));
    for letters in ["a", "b", "c"] {
        send(&mut room, ADA, &types(&mut ada, letters));
    }
    (1..=3).for_each(|ticket| drop(room.written(ticket)));
    room.flushed(1);
    let (fourth, fifth) = (SessionId(4), SessionId(5));
    // The receipts first: the connection may break in between.
    let receipted = ["4: update of ada, 2 at risk", "4: update of ada, 3 at risk", "4: step 2"];
    assert_eq!(join(&mut room, fourth, Protocol::Muster, "dee", Role::Reader), receipted);
    assert_eq!(join(&mut room, fifth, Protocol::Plain, "eve", Role::Reader), ["5: step 2"]);
    room.flushed(3);
    assert_eq!(join(&mut room, SessionId(6), Protocol::Muster, "fay", Role::Reader), ["6: step 2"]);
}

#[test]
fn r23_who_waits_for_what_is_not_written_is_told_it_with_its_mark_too() {
    let (mut room, mut ada) = (three(), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    assert_eq!(join(&mut room, SessionId(4), Protocol::Muster, "dee", Role::Reader), NOTHING);
    let last = ["4: update of ada, 1 at risk", "4: step 2"];
    assert_eq!(said(room.written(1))[2..], last);
}

#[test]
fn r23_who_missed_it_is_told_it_with_its_mark_too() {
    let (mut room, mut ada) = (three(), copy(1));
    send(&mut room, ADA, &types(&mut ada, "a"));
    let missed = told(&room.written(1), CY);
    room.missed(CY, &[missed], 0);
    assert_eq!(said(room.catch_up(CY)), ["3: step 2", "3: update of ada, 1 at risk"]);
}

#[test]
fn r23_an_update_that_holds_more_than_its_senders_own_bears_no_mark() {
    let (mut room, mut ada, mut bo) = (three(), copy(1), copy(2));
    let first = types(&mut ada, "a");
    send(&mut room, ADA, &first);
    settle(&mut room, 1);
    // Said again among his own: it is passed over unread, and might come back as his, had it a receipt.
    bo.admit(&first).unwrap();
    types(&mut bo, "b");
    assert_eq!(send(&mut room, BO, &bo.encode()), ["append 2, [2] are of bo"]);
    assert_eq!(said(room.written(2)), ["1: update", "3: update"]);
    // Nobody's, as the server has lost it: Cy cannot prove whose.
    let mut room = three();
    assert_eq!(hand(&mut room, BO, &Frame::Step2(&first).write()), ["append 1"]);
    assert_eq!(said(room.written(1)), ["1: update", "3: update"]);
}

#[test]
fn r23_an_open_server_marks_nothing() {
    let mut room =
        with_receipts(room_of(&[(ADA, Protocol::Muster, Role::Editor), (BO, Protocol::Muster, Role::Editor)]));
    room.bind(Since { client: 1, clock: 0 }, Author::new("ada"));
    send(&mut room, ADA, &types(&mut copy(1), "a"));
    assert_eq!(said(room.written(1)), ["2: update"]);
}

#[test]
fn r23_a_disk_that_hangs_does_not_fill_the_memory_with_marks() {
    let (mut room, mut ada) = (with_receipts(ada_and_bo()), copy(1));
    let page = "x".repeat(RECEIPTS_BYTES_MAX / 2 - 200);
    for ticket in 1..=3 {
        send(&mut room, ADA, &types(&mut ada, &page));
        room.written(ticket);
        let n_marked = join(&mut room, CY, Protocol::Muster, "cy", Role::Reader).len() - 1;
        assert_eq!(n_marked as u64, ticket.min(2));
        room.leave(CY);
    }
}
