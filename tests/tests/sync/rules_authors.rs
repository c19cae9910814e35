//! The server's rules about who wrote what. Those about who may do what are in `rules_rights.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::access::{Author, Role};
use muster_shared::id::{SessionId, Since};
use muster_shared::sheet;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::lib0::Writer;
use muster_shared::sync::limits::{CLIENTS_OF_SESSION_MAX, Limits};
use muster_shared::sync::room::{Output, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::presence::{self, Presence};
use muster_tests::words::{
    ADA, BO, CY, ada_and_bo, copy, mission, person, present, room_of, room_with, said, send, types,
};

const NOTHING: [&str; 0] = [];

fn answer(room: &mut Room, from: SessionId, update: &[u8]) -> Vec<String> {
    said(room.receive(from, &Frame::Step2(update).write(), 0))
}

fn settle(room: &mut Room, ticket: u64) {
    room.written(ticket);
    room.flushed(ticket);
}

/// A collected, a deleted and a living block of `client`, in bytes.
fn blocks_of(client: u64, clock: u64) -> [Vec<u8>; 3] {
    let block = |write: fn(&mut Writer) -> &mut Writer| {
        let mut writer = Writer::new();
        writer.uint(1).uint(1).uint(client).uint(clock);
        write(&mut writer);
        writer.u8(0);
        writer.into_bytes()
    };
    let gc = block(|writer| writer.u8(0).uint(1));
    let deleted = block(|writer| writer.u8(1).uint(1).string("mission").uint(1));
    [gc, deleted, block(|writer| writer.u8(4).uint(1).string("mission").string("x"))]
}

#[test]
fn r16_an_id_nobody_has_is_from_then_on_its_first_writers_in_the_log_too() {
    let (mut room, mut ada) = (ada_and_bo(), copy(1));
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "a")), ["append 1, [1] are of ada"]);
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "b")), ["append 2"]);
    room.join(CY, Protocol::Plain, person("ada", Role::Editor), 0);
    assert_eq!(send(&mut room, CY, &types(&mut ada, "c")), ["append 3"], "from another device of hers too");
    assert_eq!(mission(&mut room), "cba");
}

#[test]
fn r16_what_is_written_under_another_authors_id_is_refused_and_changes_nothing() {
    for protocol in [Protocol::Muster, Protocol::Plain] {
        let (mut room, mut ada) = (ada_and_bo(), copy(1));
        let first = types(&mut ada, "a");
        send(&mut room, ADA, &first);
        settle(&mut room, 1);
        let mut forged: Vec<Vec<u8>> = blocks_of(1, 1).to_vec();
        forged.push(types(&mut ada, "b").to_vec());
        forged.push(ada.encode());
        for update in forged {
            room.join(CY, protocol, person("cy", Role::Editor), 0);
            let heard = send(&mut room, CY, &update);
            match protocol {
                Protocol::Muster => assert_eq!(heard, ["3: nack 1 forged_author", "3: ack 1"]),
                Protocol::Plain => assert_eq!(heard, ["3: close 4403"]),
            }
            room.leave(CY);
        }
        assert_eq!(mission(&mut room), "a");
        room.join(CY, protocol, person("cy", Role::Editor), 0);
        assert!(!send(&mut room, CY, &first).iter().any(|word| word.contains("nack") || word.contains("close")));
        assert_eq!(send(&mut room, ADA, &types(&mut ada, "c")), ["1: nack 2 resync again", "1: ack 2", "1: step 1"]);
        assert_eq!(answer(&mut room, ADA, &ada.encode()), ["append 2"], "she herself goes on as if nothing had been");
        assert_eq!(mission(&mut room), "cba");
    }
}

#[test]
fn r16_one_forged_block_among_ones_own_refuses_all_of_it() {
    let (mut room, mut ada, mut bo) = (ada_and_bo(), copy(1), copy(2));
    let first = types(&mut ada, "a");
    send(&mut room, ADA, &first);
    bo.admit(&first).unwrap();
    bo.admit(&types(&mut ada, "forged")).unwrap();
    types(&mut bo, "b");
    assert_eq!(send(&mut room, BO, &bo.encode()), ["2: nack 1 forged_author", "2: ack 1"]);
    assert_eq!((mission(&mut room), room.n_clients()), ("a".to_owned(), 1));
}

#[test]
fn r16_whose_ids_are_is_known_again_when_the_document_is_loaded() {
    let (mut room, mut ada) = (room_with(Limits::DEFAULT), copy(1));
    room.bind(Since { client: 1, clock: 0 }, Author::new("ada"));
    room.replay(&types(&mut ada, "a")).unwrap();
    room.join(BO, Protocol::Muster, person("bo", Role::Editor), 0);
    room.join(ADA, Protocol::Muster, person("ada", Role::Editor), 0);
    let next = types(&mut ada, "b");
    assert_eq!(send(&mut room, BO, &next), ["2: nack 1 forged_author", "2: ack 1"]);
    assert_eq!(send(&mut room, ADA, &next), ["append 1"]);
}

#[test]
fn r16_what_the_server_writes_is_the_servers() {
    let mut room = ada_and_bo();
    let mut sheet = sheet::Sheet::default();
    sheet.texts.insert("name".to_owned(), "Atlas".to_owned());
    let server = 1 << 50;
    assert_eq!(send(&mut room, ADA, &blocks_of(server, 0)[2]), ["1: nack 1 forged_author", "1: ack 1"]);
    let (_, outputs) = room.fill(&sheet, false).unwrap();
    assert_eq!(said(outputs), [format!("append 1, [{server}] are of server")]);
    let end = u64::from(room.state_vector().get(server));
    assert_eq!(send(&mut room, ADA, &blocks_of(server, end)[2]), ["1: nack 2 forged_author", "1: ack 2"]);
}

#[test]
fn r16_on_an_open_server_everybody_is_one_and_nothing_is_refused_for_its_author() {
    let mut room = room_of(&[(ADA, Protocol::Muster, Role::Editor), (BO, Protocol::Plain, Role::Editor)]);
    room.bind(Since { client: 1, clock: 0 }, Author::new("ada"));
    let mut ada = copy(1);
    assert_eq!(send(&mut room, ADA, &types(&mut ada, "a")), ["append 1"]);
    assert_eq!(send(&mut room, BO, &types(&mut ada, "b")), ["append 2"]);
    assert_eq!(send(&mut room, BO, &types(&mut copy(5), "c")), ["append 3"]);
    assert_eq!(said(room.receive(BO, &present(1, 1), 0)), ["1: awareness"]);
}

#[test]
fn r17_the_id_that_a_connections_first_presence_names_is_its_authors() {
    let (mut room, mut ada) = (ada_and_bo(), copy(1));
    room.receive(ADA, &present(1, 1), 0);
    let first = types(&mut ada, "a");
    assert_eq!(send(&mut room, BO, &first), ["2: nack 1 forged_author", "2: ack 1"], "before she has written");
    room.leave(ADA);
    assert_eq!(send(&mut room, BO, &first), ["2: nack 2 forged_author", "2: ack 2"], "nor when she is away");
    room.join(CY, Protocol::Muster, person("ada", Role::Editor), 0);
    assert_eq!(send(&mut room, CY, &first), ["append 1, [1] are of ada"]);
}

#[test]
fn r17_what_others_said_of_themselves_binds_nothing_when_it_is_repeated() {
    let mut room = ada_and_bo();
    room.receive(BO, &present(2, 1), 0);
    room.receive(BO, &present(1, 1), 0);
    let both = [1, 3].map(|client| Presence { client, clock: 1, state: Some("{}".to_owned()) });
    room.join(CY, Protocol::Plain, person("cy", Role::Editor), 0);
    room.receive(CY, &Frame::Awareness(&presence::write(both.iter())).write(), 0);
    assert_eq!(send(&mut room, ADA, &types(&mut copy(1), "a")), ["append 1, [1] are of ada"]);
    assert_eq!(send(&mut room, ADA, &types(&mut copy(3), "a")), ["append 2, [3] are of ada"]);
}

#[test]
fn r17_presence_under_another_authors_id_is_not_heard() {
    let mut room = ada_and_bo();
    assert_eq!(said(room.receive(ADA, &present(1, 1), 0)), ["2: awareness"]);
    assert_eq!(said(room.receive(BO, &present(1, 2), 1_000)), NOTHING);
    assert_eq!(room.names_here(), ["ada"]);
    let gone = Presence { client: 1, clock: 3, state: None };
    assert_eq!(said(room.receive(BO, &Frame::Awareness(&presence::write([gone].iter())).write(), 2_000)), NOTHING);
    assert_eq!(room.names_here(), ["ada"], "nobody else can say that she has gone");
    room.leave(ADA);
    assert_eq!(said(room.receive(BO, &present(1, 4), 3_000)), NOTHING, "nor that she is here");
}

/// Ada has typed `a`, which the server has, and `b`, which it has lost; Bo has heard both, and typed `c` behind them.
fn after_a_power_cut() -> (Room, GatedDoc, GatedDoc) {
    let (mut room, mut ada, mut bo) = (ada_and_bo(), copy(1), copy(2));
    let first = types(&mut ada, "a");
    send(&mut room, ADA, &first);
    settle(&mut room, 1);
    bo.admit(&first).unwrap();
    bo.admit(&types(&mut ada, "b")).unwrap();
    types(&mut bo, "c");
    (room, ada, bo)
}

#[test]
fn r18_who_hands_back_what_others_wrote_is_asked_again_once_they_have_come_back() {
    let (mut room, mut ada, mut bo) = after_a_power_cut();
    assert_eq!(answer(&mut room, BO, &bo.encode()), ["2: nack 1 resync again", "2: ack 1", "2: step 1"]);
    assert_eq!(answer(&mut room, BO, &bo.encode()), ["2: nack 2 resync again", "2: ack 2", "2: step 1"]);
    assert_eq!(answer(&mut room, BO, &bo.encode()), ["2: nack 3 resync again", "2: ack 3", "2: step 1"]);
    assert_eq!(answer(&mut room, BO, &bo.encode()), ["2: nack 4 resync again", "2: ack 4"], "not for ever");
    assert_eq!(said(room.tick(5_000)), NOTHING, "nothing has come meanwhile");
    assert_eq!(answer(&mut room, ADA, &ada.encode()), ["append 2"]);
    settle(&mut room, 2);
    assert_eq!(said(room.tick(6_000)), ["2: step 1"]);
    assert_eq!(said(room.tick(9_000)), NOTHING, "asked, it is on its way");
    room.receive(BO, &Frame::Own(vec![2]).write(), 9_000);
    assert_eq!(answer(&mut room, BO, &bo.encode()), ["append 3, [2] are of bo"]);
    assert_eq!(mission(&mut room), "cba");
    settle(&mut room, 3);
    send(&mut room, ADA, &types(&mut ada, "d"));
    assert_eq!(said(room.tick(99_000)), NOTHING, "nothing is lacking any more");
}

#[test]
fn r18_who_lacks_something_is_asked_once_a_second_at_most() {
    let (mut room, mut ada, mut bo) = after_a_power_cut();
    let whole = bo.encode();
    (0..4).for_each(|_| drop(answer(&mut room, BO, &whole)));
    room.join(CY, Protocol::Muster, person("cy", Role::Editor), 0);
    let mut cy = copy(3);
    for (now_ms, asks) in [(5_000, true), (5_500, false), (5_999, false), (6_000, true)] {
        send(&mut room, CY, &types(&mut cy, "x"));
        assert_eq!(said(room.tick(now_ms)).contains(&"2: step 1".to_owned()), asks, "{now_ms}");
        answer(&mut room, BO, &whole);
    }
    assert_eq!(answer(&mut room, ADA, &ada.encode()).len(), 1);
}

#[test]
fn r18_a_plain_session_that_hands_back_what_others_wrote_is_not_closed() {
    let (mut room, _, mut bo) = after_a_power_cut();
    room.join(CY, Protocol::Plain, person("cy", Role::Editor), 0);
    assert_eq!(answer(&mut room, CY, &bo.encode()), ["3: step 1"]);
}

#[test]
fn r18_an_answer_makes_nobody_the_author_of_what_it_hands_back() {
    let (mut room, mut ada, mut bo) = (ada_and_bo(), copy(1), copy(2));
    // The server has lost all of what Ada wrote under this id.
    bo.admit(&types(&mut ada, "a")).unwrap();
    types(&mut bo, "b");
    room.receive(BO, &Frame::Own(vec![2]).write(), 0);
    assert_eq!(answer(&mut room, BO, &bo.encode()), ["append 1, [2] are of bo"]);
    assert_eq!(
        send(&mut room, ADA, &types(&mut ada, "c")),
        ["append 2, [1 from 1] are of ada"],
        "it is still hers to go on"
    );
    assert_eq!(send(&mut room, BO, &types(&mut ada, "d")), ["2: nack 2 forged_author"]);
}

#[test]
fn r18_a_session_may_say_of_so_many_ids_that_they_are_its_own_and_of_no_more() {
    let mut room = ada_and_bo();
    let last = CLIENTS_OF_SESSION_MAX as u64;
    room.receive(ADA, &Frame::Own((1..=last + 1).collect()).write(), 0);
    let binds = |outputs: Vec<Output>| match outputs.into_iter().next() {
        Some(Output::Append { binds, .. }) => binds,
        other => panic!("an append: {other:?}"),
    };
    for (client, is_bound) in [(last, true), (last + 1, false)] {
        let step2 = Frame::Step2(&types(&mut copy(client), "a")).write();
        assert_eq!(!binds(room.receive(ADA, &step2, 0)).is_empty(), is_bound, "{client}");
    }
}
