//! The server's rules about bounds: at each limit, and one past it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::{ByRank, Rank, Role, Visitor};
use muster_shared::id::SessionId;
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::gate::CLIENTS_MAX;
use muster_shared::sync::lib0::Writer;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{Cost, Output, Protocol, Room};
use muster_shared::sync::wire::presence::{self, Presence};
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::words::{
    ADA, BO, CY, anybody, copy, editors, make, mission, person, present, room_of, room_with, said, send, types,
};

const NOTHING: [&str; 0] = [];

/// A frame of this many bytes that types into the mission.
fn frame_of(n_bytes: usize, client: u64, write: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let sizes = (0..n_bytes).rev();
    let frames = sizes.map(|letters| write(&types(&mut copy(client), &"a".repeat(letters))));
    frames.skip_while(|frame| frame.len() > n_bytes).find(|frame| frame.len() == n_bytes).expect("a frame that long")
}

fn update_of(n_bytes: usize, client: u64) -> Vec<u8> {
    frame_of(n_bytes, client, |update| Frame::Update(update).write())
}

fn answer_of(n_bytes: usize, client: u64) -> Vec<u8> {
    frame_of(n_bytes, client, |update| Frame::Step2(update).write())
}

#[test]
fn r11_a_frame_at_the_limit_is_taken_and_one_byte_more_is_refused() {
    let limits = Limits { frame_bytes_max: 500, ..Limits::DEFAULT };
    for protocol in [Protocol::Muster, Protocol::Plain] {
        let mut room = room_with(limits);
        room.join(ADA, protocol, anybody(Role::Editor), 0);
        assert_eq!(said(room.receive(ADA, &update_of(500, 1), 0)), ["append 1"]);
        room.written(1);
        room.flushed(1);
        let refused = said(room.receive(ADA, &update_of(501, 2), 0));
        match protocol {
            Protocol::Muster => assert_eq!(refused, ["1: nack 2 too_large", "1: ack 2"]),
            Protocol::Plain => assert_eq!(refused, ["1: close 4403"]),
        }
    }
}

#[test]
fn r11_only_the_answer_to_a_question_may_be_as_long_as_a_document() {
    let limits = Limits { frame_bytes_max: 300, document_bytes_max: 2000, ..Limits::DEFAULT };
    let mut room = room_with(limits);
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    assert_eq!(said(room.receive(ADA, &answer_of(1500, 1), 0)), ["append 1"], "the first sync");
    room.written(1);
    room.flushed(1);
    assert_eq!(said(room.receive(ADA, &answer_of(301, 2), 0)), ["1: nack 2 too_large", "1: ack 2"], "nobody asked");
    let mut cy = copy(3);
    types(&mut cy, "x");
    let lacking = types(&mut cy, "y");
    assert_eq!(send(&mut room, ADA, &lacking), ["1: nack 3 resync again", "1: ack 3", "1: step 1"]);
    assert_eq!(said(room.receive(ADA, &answer_of(301, 4), 0)), ["append 2"], "asked again, it may answer at length");
    let first_sync = Frame::Step2(&vec![0; limits.first_sync_bytes_max()]).write();
    let mut room = room_with(limits);
    room.join(BO, Protocol::Muster, anybody(Role::Editor), 0);
    assert_eq!(said(room.receive(BO, &first_sync, 0)), ["2: nack 1 too_large", "2: ack 1"], "but no longer than that");
}

#[test]
fn r05_while_an_answer_is_on_its_way_nothing_more_is_asked_nor_for_ever() {
    let (mut room, mut ada) = (editors(&[ADA]), copy(1));
    types(&mut ada, "a");
    let (second, third) = (types(&mut ada, "b"), types(&mut ada, "c"));
    assert_eq!(send(&mut room, ADA, &second), ["1: nack 1 resync again", "1: ack 1", "1: step 1"]);
    assert_eq!(send(&mut room, ADA, &third), ["1: nack 2 resync again", "1: ack 2"]);
    // It has not got it either: the answer lacks the same, again and again.
    let answer = Frame::Step2(&third).write();
    assert_eq!(said(room.receive(ADA, &answer, 0)), ["1: nack 3 resync again", "1: ack 3", "1: step 1"]);
    assert_eq!(said(room.receive(ADA, &answer, 0)), ["1: nack 4 resync again", "1: ack 4", "1: step 1"]);
    assert_eq!(said(room.receive(ADA, &answer, 0)), ["1: nack 5 resync again", "1: ack 5"]);
    assert_eq!(send(&mut room, ADA, &types(&mut copy(2), "x")), ["append 1"]);
    assert_eq!(send(&mut room, ADA, &third), ["1: nack 7 resync again", "1: step 1"], "now it makes sense again");
}

#[test]
fn r04_a_document_full_of_client_ids_takes_no_further_one() {
    let mut room = room_with(Limits::DEFAULT);
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    let full = Frame::Step2(&one_letter_each(0..CLIENTS_MAX as u64)).write();
    assert_eq!(said(room.receive(ADA, &full, 0)), ["append 1"]);
    let one_more = one_letter_each(CLIENTS_MAX as u64..CLIENTS_MAX as u64 + 1);
    room.written(1);
    room.flushed(1);
    assert_eq!(send(&mut room, ADA, &one_more), ["1: nack 2 quota", "1: ack 2"]);
}

/// An update in which each of these clients types one letter into the mission.
fn one_letter_each(clients: std::ops::Range<u64>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(clients.end - clients.start);
    for client in clients.rev() {
        writer.uint(1).uint(client).uint(0).u8(4).uint(1).string("mission").string("a");
    }
    writer.u8(0);
    writer.into_bytes()
}

/// The frames of a room's outputs, as a full queue gives them back.
fn frames(outputs: Vec<Output>) -> Vec<Arc<[u8]>> {
    let frame = |output| if let Output::Send { frame, .. } = output { Some(frame) } else { None };
    outputs.into_iter().filter_map(frame).collect()
}

fn typed(room: &mut Room, from: SessionId, update: &[u8], ticket: u64) -> Vec<Output> {
    send(room, from, update);
    room.written(ticket)
}

#[test]
fn r12_who_misses_updates_is_told_all_of_them_at_once_and_nothing_twice() {
    let (mut room, mut ada, mut bo) = (editors(&[ADA, BO]), copy(1), copy(2));
    for frame in frames(typed(&mut room, ADA, &types(&mut ada, "before"), 1)) {
        let Ok(Frame::Update(update)) = Frame::read(&frame) else { panic!("an update") };
        bo.admit(&update.into()).expect("it fits");
    }
    let missed = frames(typed(&mut room, ADA, &types(&mut ada, "missed "), 2));
    assert_eq!(said(room.missed(BO, &missed, 0)), NOTHING);
    assert_eq!(said(typed(&mut room, ADA, &types(&mut ada, "also "), 3)), NOTHING, "it waits, nobody else does");
    assert_eq!(said(room.receive(BO, &present(2, 1), 0)), ["1: awareness"], "and is heard all the same");
    let caught_up = room.catch_up(BO);
    assert_eq!(said(caught_up.clone()), ["2: step 2", "2: awareness"]);
    let caught_up = frames(caught_up);
    let Ok(Frame::Step2(update)) = Frame::read(&caught_up[0]) else { panic!("a step 2") };
    assert!(!String::from_utf8_lossy(update).contains("before"), "only what it missed");
    bo.admit(&update.into()).expect("it fits on what it had");
    assert_eq!(bo.sheet().expect("a charter").text("mission"), "also missed before");
    assert_eq!(said(typed(&mut room, ADA, &types(&mut ada, "after "), 4)), ["2: update"]);
    assert_eq!(said(room.catch_up(BO)), NOTHING, "once");
}

#[test]
fn r12_what_is_told_at_once_waits_until_it_is_written() {
    let (mut room, mut ada) = (editors(&[ADA, BO]), copy(1));
    let missed = frames(typed(&mut room, ADA, &types(&mut ada, "a"), 1));
    send(&mut room, ADA, &types(&mut ada, "b"));
    room.missed(BO, &missed, 0);
    assert_eq!(said(room.catch_up(BO)), NOTHING);
    assert_eq!(said(room.written(2)), ["2: step 2"]);
}

#[test]
fn r12_who_falls_behind_again_and_again_is_closed_and_old_falls_do_not_count() {
    let limits = Limits { collapses_max: 3, collapse_window_ms: 60_000, ..Limits::DEFAULT };
    for (times, closed) in [([0, 30_000, 60_000], true), ([0, 30_000, 60_001], false)] {
        let mut room = room_with(limits);
        room.join(BO, Protocol::Muster, anybody(Role::Editor), 0);
        let mut said_last = Vec::new();
        for now_ms in times {
            assert_eq!(said_last, NOTHING);
            said_last = said(room.missed(BO, &[], now_ms));
            assert_eq!(said(room.missed(BO, &[], now_ms)), NOTHING, "it is behind already");
            room.catch_up(BO);
        }
        assert_eq!(said_last, if closed { vec!["2: close 1013"] } else { vec![] });
    }
}

#[test]
fn r13_a_document_cut_short_is_served_and_takes_no_edits() {
    let mut ada = copy(1);
    let readable = types(&mut ada, "good");
    let mut room = room_with(Limits::DEFAULT);
    room.replay(&readable).expect("what the gate admits");
    room.open().expect("what yrs reads");
    room.cut_short("row 2 cannot be read".to_owned());
    let outputs = room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    let frames = frames(outputs);
    let Ok(Frame::Hello(hello)) = Frame::read(&frames[0]) else { panic!("hello") };
    assert_eq!(hello.role, Role::Reader);
    room.join(BO, Protocol::Plain, anybody(Role::Editor), 0);
    assert_eq!(said(room.receive(BO, &Frame::Step1(&[0]).write(), 0)), ["2: step 2"]);
    assert_eq!(mission(&mut room), "good");
    let more = types(&mut ada, "more ");
    assert_eq!(send(&mut room, ADA, &more), ["1: nack 1 unavailable again", "1: ack 1"]);
    let answer = Frame::Step2(&more).write();
    assert_eq!(said(room.receive(BO, &answer, 0)), NOTHING, "a stock client may stay with what it had");
    assert_eq!(send(&mut room, BO, &more), ["2: close 1013"], "and comes back with what it writes");
    assert_eq!(send(&mut room, ADA, &readable), ["1: ack 2"], "what is here is here");
    assert_eq!(room.compact(), None, "and nothing is replaced");
}

fn presences(clients: std::ops::Range<u64>, state: &str) -> Vec<u8> {
    let one = |client| Presence { client, clock: 1, state: Some(state.to_owned()) };
    Frame::Awareness(&presence::write(clients.map(one).collect::<Vec<_>>().iter())).write()
}

fn heard(outputs: Vec<Output>) -> Vec<Presence> {
    let frames = frames(outputs);
    let Some(Ok(Frame::Awareness(bytes))) = frames.first().map(|frame| Frame::read(frame)) else { return Vec::new() };
    presence::read(bytes, 10_000).expect("our own words")
}

#[test]
fn r14_presence_is_told_ten_times_a_second_at_most_and_the_newest_wins() {
    let mut room = editors(&[ADA, BO, CY]);
    assert_eq!(said(room.receive(ADA, &present(1, 1), 0)), ["2: awareness", "3: awareness"], "the first at once");
    for clock in 2..50 {
        assert_eq!(said(room.receive(ADA, &present(1, clock), u64::from(clock))), NOTHING);
    }
    room.receive(BO, &present(2, 1), 60);
    assert_eq!(room.due_ms(), Some(100));
    assert_eq!(said(room.tick(99)), NOTHING);
    let told = room.tick(100);
    assert_eq!(said(told.clone()), ["1: awareness", "2: awareness", "3: awareness"], "one frame for all of it");
    assert_eq!(heard(told).iter().map(|one| (one.client, one.clock)).collect::<Vec<_>>(), [(1, 49), (2, 1)]);
    assert_eq!(room.due_ms(), None);
}

#[test]
fn r14_a_state_at_the_limit_is_told_and_one_byte_more_is_ignored() {
    let limits = Limits { presence_bytes_max: 100, ..Limits::DEFAULT };
    let mut room = room_with(limits);
    room.join(ADA, Protocol::Muster, anybody(Role::Reader), 0);
    room.join(BO, Protocol::Muster, anybody(Role::Reader), 0);
    let state = |n_bytes: usize| format!("\"{}\"", "x".repeat(n_bytes - 2));
    assert_eq!(heard(room.receive(ADA, &presences(1..2, &state(100)), 0)).len(), 1);
    assert_eq!(said(room.receive(ADA, &presences(2..3, &state(101)), 1_000)), NOTHING);
}

#[test]
fn r14_a_document_and_a_connection_have_room_for_so_many_presences_and_no_more() {
    let limits = Limits { presences_max: 10, presences_of_session_max: 6, ..Limits::DEFAULT };
    let mut room = room_with(limits);
    for session in [ADA, BO, CY] {
        room.join(session, Protocol::Muster, anybody(Role::Reader), 0);
    }
    assert_eq!(heard(room.receive(ADA, &presences(0..7, "1"), 0)).len(), 6, "of one connection");
    assert_eq!(heard(room.receive(BO, &presences(10..15, "1"), 1_000)).len(), 4, "of the document");
    room.leave(ADA);
    assert_eq!(heard(room.receive(BO, &presences(14..16, "1"), 1_500)).len(), 2 + 6, "who left leaves room");
    assert_eq!(said(room.receive(CY, &presences(20..31, "1"), 2_000)), ["3: close 4400"], "nobody knows that many");
    let long = Frame::Awareness(&vec![9; limits.frame_bytes_max]).write();
    assert_eq!(said(room.receive(BO, &long, 3_000)), NOTHING, "longer than any frame may be: not even read");
}

#[test]
fn r09_a_room_of_stock_clients_hears_of_everybody_who_joined() {
    let mut room = room_of(&[(ADA, Protocol::Plain, Role::Reader), (BO, Protocol::Plain, Role::Editor)]);
    room.receive(ADA, &present(1, 1), 0);
    assert_eq!(said(room.receive(BO, &Frame::QueryAwareness.write(), 0)), ["2: awareness"]);
}

#[test]
fn r15_who_asks_the_same_is_given_the_same_bytes_and_what_came_since_before_step_2() {
    let mut room = room_with(Limits::DEFAULT);
    let mut ada = copy(1);
    room.replay(&types(&mut ada, &"a".repeat(70_000))).expect("what the gate admits");
    let ask = |room: &mut Room, session, now_ms| {
        room.join(session, Protocol::Plain, anybody(Role::Editor), now_ms);
        frames(room.receive(session, &Frame::Step1(&[0]).write(), now_ms))
    };
    let first = ask(&mut room, ADA, 0);
    let second = ask(&mut room, BO, 1_000);
    assert!(first.len() == 1 && Arc::ptr_eq(&first[0], &second[0]), "made once");
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "later ")), ["append 1"]);
    assert_eq!(ask(&mut room, CY, 2_000).len(), 0, "what came since is not written yet");
    let third = frames(room.written(1).into_iter().skip(1).collect());
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "and later ")), ["append 2"]);
    room.written(2);
    let fourth = ask(&mut room, SessionId(4), 2_500);
    assert!(Arc::ptr_eq(&third[0], &fourth[0]), "once more made once");
    let mut cy = copy(3);
    for (frame, n_later) in fourth.iter().zip((0..fourth.len()).rev()) {
        let (update, is_last) = match Frame::read(frame) {
            Ok(Frame::Step2(update)) => (update, true),
            Ok(Frame::Update(update)) => (update, false),
            other => panic!("{other:?}"),
        };
        assert_eq!(is_last, n_later == 0, "step 2 comes last, and once");
        cy.admit(&update.into()).expect("it fits");
    }
    assert_eq!((fourth.len(), cy.sheet()), (4, ada.sheet()));
    let behind = ada.state_vector().encode();
    assert_eq!(said(room.receive(CY, &Frame::Step1(&behind).write(), 3_000)), ["3: step 2"], "who asks other things");
    room.tick(9_000);
    assert!(!Arc::ptr_eq(&first[0], &ask(&mut room, BO, 9_000)[0]), "it is not kept for ever");
}

#[test]
fn r24_what_a_frame_makes_the_room_do_is_said_and_what_a_session_may_send_follows_from_what_it_was_asked() {
    let limits = Limits { frame_bytes_max: 500, document_bytes_max: 9_000, ..Limits::DEFAULT };
    let mut room = room_with(limits);
    room.replay(&types(&mut copy(9), &"a".repeat(5_000))).expect("what the gate admits");
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    room.join(BO, Protocol::Muster, anybody(Role::Reader), 0);
    let upload = limits.first_sync_bytes_max();
    assert_eq!(
        [ADA, BO, CY].map(|id| room.message_bytes_max(id)),
        [upload, 500, 500],
        "who writes, reads, is not here"
    );
    assert_eq!(room.take_cost(), Cost::default(), "to join costs nothing that is counted here");
    room.receive(BO, &Frame::Step1(&[0]).write(), 0);
    let asked = room.take_cost();
    assert!(asked.answer_bytes >= 10_000, "it is read and made: {asked:?}");
    assert_eq!(room.take_cost(), Cost::default(), "it is told once");
    room.receive(BO, &presences(2..4, "\"here\""), 0);
    let told = room.take_cost();
    assert!((8..200).contains(&told.presence_bytes) && told.answer_bytes == 0, "{told:?}");
    room.receive(ADA, &presences(2..4, "\"somebody else\""), 0);
    room.receive(ADA, &Frame::QueryAwareness.write(), 0);
    let query = room.take_cost();
    assert!(query.answer_bytes > 8, "{query:?}");
    room.receive(ADA, &Frame::Step2(&[0, 0]).write(), 0);
    assert_eq!(room.message_bytes_max(ADA), 500, "it has answered");
    room.change_role(BO, Role::Editor);
    assert_eq!(room.message_bytes_max(BO), upload, "it may write now, and has not answered yet");
    room.change_role(BO, Role::Reader);
    assert_eq!(room.message_bytes_max(BO), 500);
}

#[test]
fn r25_a_history_at_its_limit_takes_no_growth_and_lets_deletions_pass() {
    let limits = Limits { history_bytes_max: 400, ..Limits::DEFAULT };
    let mut room = room_with(limits);
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    let mut ada = copy(1);
    let first = types(&mut ada, &"a".repeat(100));
    room.remember_history(400 - first.len() as u64 + 1);
    assert_eq!(send(&mut room, ADA, &first), ["1: nack 1 quota", "1: ack 1"], "one byte past the limit");
    room.remember_history(400 - first.len() as u64);
    assert_eq!(send(&mut room, ADA, &first), ["append 1"], "at the limit");
    assert!(room.is_past_full() && room.n_history() == 400);
    room.written(1);
    room.flushed(1);
    assert_eq!(send(&mut room, ADA, &first), ["1: ack 3"], "what is here already is nothing more");
    let splice = Splice { at: 0, remove: 50, insert: String::new() };
    let deletion = make(&mut ada, &Edit::Write { at: Place::on_sheet("mission"), splice });
    assert_eq!(send(&mut room, ADA, &deletion), ["append 2"], "a deletion");
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "b")), ["1: nack 5 quota"], "growth");
    room.remember_history(100);
    assert_eq!(send(&mut room, ADA, &types(&mut copy(2), "c")), ["append 3"], "it was measured anew");
}

/// A room that a member and a guest are in, who both edit, with another limit of a document's bytes for guests.
fn member_and_guest(document_bytes_max: usize) -> Room {
    let guests = Limits { document_bytes_max, ..Limits::DEFAULT };
    let mut room = room_with(ByRank { guests, everybody: Limits::DEFAULT });
    for (id, name, rank) in [(ADA, "ada", Rank::Member), (BO, "bo", Rank::Guest)] {
        room.join(id, Protocol::Muster, Visitor { rank: Some(rank), ..person(name, Role::Editor) }, 0);
    }
    room
}

fn types_at(room: &mut Room, from: SessionId, update: &[u8]) -> String {
    let heard = said(room.receive(from, &Frame::Update(update).write(), 0));
    heard.first().map_or(String::new(), |first| first.split(',').next().unwrap_or_default().to_owned())
}

#[test]
fn r29_a_guest_lets_a_document_grow_to_the_guests_limit_and_not_past_it_and_a_member_beside_goes_on() {
    let (mut ada, mut bo) = (copy(1), copy(2));
    let theirs = types(&mut ada, &"a".repeat(300));
    bo.admit(&theirs).expect("what the gate admits");
    let (n_there, own) = (ada.encode().len(), types(&mut bo, &"b".repeat(100)));
    for past in [0, 1] {
        let mut room = member_and_guest(n_there + own.len() - past);
        assert_eq!(types_at(&mut room, ADA, &theirs), "append 1");
        let outputs = room.receive(BO, &Frame::Update(&own).write(), 0);
        if past == 0 {
            assert!(said(outputs)[0].starts_with("append 2"), "at the limit");
            continue;
        }
        let Some(Output::Send { frame, .. }) = outputs.first() else { panic!("an answer") };
        let Ok(Frame::Nack(nack)) = Frame::read(frame) else { panic!("a refusal") };
        assert_eq!((nack.code, nack.retryable), (NackCode::Quota, false), "one byte past it");
        assert_eq!(nack.detail, "the document is as large as guests may make it");
        assert_eq!(types_at(&mut room, ADA, &types(&mut ada, &"c".repeat(5_000))), "append 2", "a member goes on");
        let mut again = copy(3);
        again.admit(&theirs).expect("what the gate admits");
        let splice = Splice { at: 0, remove: 100, insert: String::new() };
        let shorter = make(&mut again, &Edit::Write { at: Place::on_sheet("mission"), splice });
        assert_eq!(types_at(&mut room, BO, &shorter), "append 3", "a guest may still delete");
    }
}

#[test]
fn r29_a_guests_frames_may_be_as_long_as_guests_frames_may_and_hello_tells_them_so() {
    let guests = Limits { frame_bytes_max: 200, upload_bytes: 100, ..Limits::DEFAULT };
    let mut room = room_with(ByRank { guests, everybody: Limits::DEFAULT });
    for (id, name, rank) in [(ADA, "ada", Rank::Member), (BO, "bo", Rank::Guest)] {
        let visitor = Visitor { rank: Some(rank), ..person(name, Role::Editor) };
        let limits = if rank == Rank::Guest { guests } else { Limits::DEFAULT };
        let outputs = room.join(id, Protocol::Muster, visitor, 0);
        let Some(Output::Send { frame, .. }) = outputs.first() else { panic!("a greeting") };
        let Ok(Frame::Hello(hello)) = Frame::read(frame) else { panic!("hello comes first") };
        let told = (hello.frame_bytes_max, hello.upload_bytes);
        assert_eq!(told, (limits.frame_bytes_max as u64, limits.upload_bytes as u64), "{rank:?}");
        room.receive(id, &Frame::Step2(&[0, 0]).write(), 0);
        assert_eq!(room.message_bytes_max(id), limits.frame_bytes_max, "{rank:?}");
    }
    let long = types(&mut copy(2), &"b".repeat(300));
    assert_eq!(types_at(&mut room, BO, &long), "2: nack 2 too_large");
    assert_eq!(types_at(&mut room, ADA, &long), "append 1", "a member beside may");
    room.change_rank(BO, Some(Rank::Member));
    assert_eq!(types_at(&mut room, BO, &types(&mut copy(3), &"c".repeat(300))), "append 2", "no guest any more");
}

#[test]
fn r29_a_rank_that_changes_counts_from_the_next_frame_on_and_who_has_none_is_no_guest() {
    let mut room = member_and_guest(150);
    assert_eq!(types_at(&mut room, BO, &types(&mut copy(9), &"b".repeat(200))), "2: nack 1 quota");
    for (nth, rank) in [(1, Some(Rank::Member)), (2, Some(Rank::Owner)), (3, None)] {
        let mut writer = copy(10 + nth);
        room.change_rank(BO, rank);
        let update = types(&mut writer, &"b".repeat(200));
        assert_eq!(types_at(&mut room, BO, &update), format!("append {nth}"), "{rank:?}");
    }
    room.change_rank(BO, Some(Rank::Guest));
    assert_eq!(types_at(&mut room, BO, &types(&mut copy(20), "b")), "2: nack 5 quota", "and back");
}
