//! The client's rules, one test a rule at least; those of several tabs are in `replica_tabs.rs`, those about rights
//! in `replica_rights.rs`. They stand in `shared/src/sync/replica.rs`; `rules.rs` compares the ids.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::Role;
use muster_shared::id::Lineage;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, EditError, Place, Splice, Stamp};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::replica::{Output, Reason, Replica, Status, StoreKey, Stored};
use muster_shared::sync::room::Protocol;
use muster_shared::sync::wire::{Frame, Hello, Nack, NackCode};
use muster_tests::network::{Network, StoreOp, lineage};
use muster_tests::words::{ADA, anybody, room_with, said as said_by_room};

fn types(letters: &str) -> Edit {
    let splice = Splice { at: 0, remove: 0, insert: letters.to_owned() };
    Edit::Write { at: Place::on_sheet("mission"), splice }
}

fn hello(role: Role) -> Hello {
    Hello {
        version: 1,
        lineage: lineage(),
        epoch: 0,
        kind: "charter".to_owned(),
        schema: 1,
        role,
        state_vector: vec![0],
        frame_bytes_max: 1000,
        upload_bytes: 500,
    }
}

fn replica() -> Replica {
    Replica::new(Kind::Charter.schema(), 9, || 0)
}

/// A copy that has been hydrated from an empty device and is not connected.
fn offline() -> Replica {
    let mut replica = replica();
    replica.hydrate(Some(lineage()), Vec::new());
    replica
}

/// The same, connected, with its first upload sent as frame 1.
fn online() -> Replica {
    let mut replica = offline();
    replica.opened();
    replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    replica
}

fn edit(replica: &mut Replica, edit: &Edit) -> Vec<Output> {
    replica.edit(edit, &Stamp::default()).expect("an edit that fits").1
}

/// The key of this copy's nth edit.
fn own(n: u64) -> StoreKey {
    StoreKey { client: 9, n }
}

fn nack(seq: u64, code: NackCode, retryable: bool) -> Vec<u8> {
    Frame::Nack(Nack { seq, code, retryable, detail: "no".to_owned() }).write()
}

/// The outputs of a replica, in words.
fn said(outputs: &[Output]) -> Vec<String> {
    let words = |output: &Output| match output {
        Output::Store { unsaved: true, .. } => "store unsaved".to_owned(),
        Output::Store { .. } => "store".to_owned(),
        Output::MarkSaved(keys) => format!("{} saved", keys.len()),
        Output::TellTabs { .. } => "tell tabs".to_owned(),
        Output::Close { again } => format!("close, {}", if *again { "again" } else { "for good" }),
        Output::Adopt(_) => "adopt".to_owned(),
        Output::SetAside(reason) => format!("set aside: {}", reason.sentence()),
        Output::Send(frame) => match Frame::read(frame).expect("a well-formed frame") {
            Frame::Step1(_) => "send step 1".to_owned(),
            Frame::Step2(_) => "send step 2".to_owned(),
            Frame::Update(_) => "send update".to_owned(),
            Frame::Own(clients) => format!("send own {clients:?}"),
            other => format!("send {other:?}"),
        },
    };
    outputs.iter().map(words).collect()
}

fn mission(replica: &mut Replica) -> String {
    replica.sheet().text("mission").to_owned()
}

fn update_of(letters: &str, client: u64) -> Arc<[u8]> {
    let mut other = Replica::new(Kind::Charter.schema(), client, || 0);
    other.begin(lineage());
    edit(&mut other, &types(letters));
    other.copy().encode().into()
}

#[test]
fn c01_an_own_edit_is_stored_before_it_is_sent() {
    assert_eq!(said(&edit(&mut online(), &types("a"))), ["store unsaved", "tell tabs", "send update"]);
    assert_eq!(said(&edit(&mut offline(), &types("a"))), ["store unsaved", "tell tabs"]);
}

#[test]
fn a_copy_is_told_once_the_server_has_sent_what_it_lacks_and_for_as_long_as_they_are_connected() {
    let mut replica = online();
    assert!(!replica.is_told(), "hello says only what the server has");
    replica.receive(&Frame::Step2(&update_of("theirs", 5)).write());
    assert!(replica.is_told());
    edit(&mut replica, &types("mine"));
    assert!(replica.is_told(), "an edit on its way makes the copy no older");
    replica.closed();
    assert!(!replica.is_told());
}

#[test]
fn c01_a_long_paste_is_several_updates_that_fit_into_a_frame() {
    let outputs = edit(&mut online(), &types(&"é".repeat(100_000)));
    let frames: Vec<usize> = outputs
        .iter()
        .filter_map(|output| if let Output::Send(frame) = output { Some(frame.len()) } else { None })
        .collect();
    assert!(frames.len() > 3 && frames.iter().all(|len| *len < 70_000), "{frames:?}");
}

#[test]
fn c02_an_ack_does_not_speak_for_a_frame_that_was_refused_before() {
    let mut replica = offline();
    edit(&mut replica, &types("a"));
    replica.opened();
    replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    edit(&mut replica, &types("b"));
    replica.receive(&nack(1, NackCode::Resync, true));
    assert_eq!(said(&replica.receive(&Frame::Ack(1).write())), [""; 0]);
    assert_eq!(said(&replica.receive(&Frame::Ack(2).write())), ["1 saved"], "only what the second frame carried");
    assert_eq!(replica.status(), Status::Saving { n: 1 });
    replica.receive(&Frame::Step1(&[0]).write());
    assert_eq!(
        said(&replica.receive(&Frame::Step1(&[0]).write())),
        ["send own [9]", "send step 2"],
        "asked again, all is sent again"
    );
    assert_eq!(said(&replica.receive(&Frame::Ack(3).write())), ["1 saved"]);
    assert_eq!(replica.status(), Status::Saved);
}

#[test]
fn c02_a_nack_of_a_frame_that_another_has_superseded_takes_nothing_back() {
    let mut replica = online();
    edit(&mut replica, &types("a"));
    replica.receive(&Frame::Step1(&[0]).write());
    replica.receive(&Frame::Step1(&[0]).write());
    replica.receive(&nack(2, NackCode::Resync, true));
    assert_eq!(said(&replica.receive(&Frame::Ack(3).write())), ["1 saved"], "frame 3 carried it too");
    assert_eq!(replica.status(), Status::Saved);
}

#[test]
fn c03_what_was_not_acked_is_sent_again_after_the_next_hello() {
    let mut replica = online();
    edit(&mut replica, &types("abc"));
    replica.receive(&Frame::Ack(2).write());
    let splice = Splice { at: 0, remove: 1, insert: String::new() };
    edit(&mut replica, &Edit::Write { at: Place::on_sheet("mission"), splice });
    replica.closed();
    replica.opened();
    let mut has_abc = hello(Role::Editor);
    has_abc.state_vector = replica.copy().state_vector().encode();
    // The server's state vector says nothing of deletions; they are sent all the same.
    let outputs = replica.receive(&Frame::Hello(has_abc).write());
    assert_eq!(said(&outputs), ["send step 1", "send own [9]", "send step 2"]);
    assert_eq!(replica.status(), Status::Saving { n: 1 });
    assert_eq!(said(&replica.receive(&Frame::Ack(1).write())), ["1 saved"]);
    let Output::Send(frame) = &outputs[2] else { panic!("a frame") };
    let Ok(Frame::Step2(update)) = Frame::read(frame) else { panic!("a step 2") };
    assert!(update.len() > 2, "it holds the deletion");
}

#[test]
fn c03_a_refusal_for_now_closes_the_link_and_keeps_the_edit() {
    let mut replica = online();
    edit(&mut replica, &types("a"));
    assert_eq!(said(&replica.receive(&nack(2, NackCode::Unavailable, true))), ["close, again"]);
    replica.closed();
    replica.stored(&[own(1)]);
    assert_eq!(replica.status(), Status::OnThisDevice { n: 1 });
    assert!(replica.can_edit());
}

#[test]
fn c04_a_copy_of_another_lineage_never_merges() {
    let mut replica = offline();
    edit(&mut replica, &types("mine"));
    replica.opened();
    let theirs = Hello { lineage: Lineage::from_random(5), ..hello(Role::Editor) };
    let outputs = replica.receive(&Frame::Hello(theirs).write());
    assert_eq!(said(&outputs)[1..], ["close, for good"], "{outputs:?}");
    assert!(matches!(outputs[0], Output::SetAside(Reason::OtherHistory)));
    assert_eq!(said(&replica.receive(&Frame::Step2(&update_of("theirs", 5)).write())), [""; 0]);
    assert_eq!(mission(&mut replica), "mine", "it can still be read and copied out");
    assert_eq!(replica.status(), Status::NotSaved(Reason::OtherHistory));
}

#[test]
fn c05_a_permanent_refusal_sets_the_copy_aside_and_nothing_after_it_is_lost() {
    let mut replica = online();
    edit(&mut replica, &types("a"));
    edit(&mut replica, &types("b"));
    let outputs = replica.receive(&nack(2, NackCode::Quota, false));
    assert_eq!(said(&outputs), ["set aside: The server refused an edit: no.", "close, for good"]);
    assert_eq!(mission(&mut replica), "ba");
    assert!(matches!(replica.status(), Status::NotSaved(Reason::Refused { code: NackCode::Quota, .. })));
    assert_eq!(replica.edit(&types("c"), &Stamp::default()).err(), Some(EditError::ReadOnly));
    assert_eq!(said(&replica.receive(&Frame::Ack(3).write())), [""; 0], "no later ack makes it look saved");
    assert_eq!(replica.n_unsaved(), 2);
}

#[test]
fn c05_a_reader_sends_nothing_that_would_be_refused() {
    let mut replica = offline();
    edit(&mut replica, &types("a"));
    replica.opened();
    assert_eq!(said(&replica.receive(&Frame::Hello(hello(Role::Reader)).write())), ["send step 1"]);
    assert_eq!(replica.status(), Status::NotSaved(Reason::ReadOnly));
    let key = StoreKey { client: 4, n: 1 };
    assert_eq!(said(&replica.hear_tab(key, &update_of("b", 4))), ["store unsaved"]);
    let outputs = replica.receive(&Frame::Role(Role::Editor).write());
    assert_eq!(said(&outputs), ["send own [4, 9]", "send step 2"], "until they may edit: then everything goes out");
    assert_eq!(said(&replica.receive(&Frame::Ack(1).write())), ["2 saved"]);
    assert_eq!(replica.status(), Status::Saved);
}

#[test]
fn c06_nothing_is_sent_before_the_servers_hello() {
    let mut replica = offline();
    replica.opened();
    assert_eq!(said(&edit(&mut replica, &types("a"))), ["store unsaved", "tell tabs"]);
    let outputs = replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    assert_eq!(said(&outputs), ["send step 1", "send own [9]", "send step 2"]);
    assert_eq!(replica.limits().upload_bytes, 500, "and it keeps to the server's bounds");
}

#[test]
fn c06_nothing_can_be_edited_before_the_copy_is_hydrated() {
    let mut replica = replica();
    assert_eq!(replica.hydrate(None, Vec::new()), 0);
    replica.opened();
    replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    assert_eq!(replica.edit(&types("a"), &Stamp::default()).err(), Some(EditError::ReadOnly));
    let outputs = replica.receive(&Frame::Step2(&update_of("b", 5)).write());
    assert_eq!(said(&outputs), ["store", "adopt"], "the lineage is kept once there is a document to find by it");
    assert!(replica.is_hydrated());
    edit(&mut replica, &types("a"));
}

#[test]
fn c06_a_tab_killed_before_the_lineage_was_kept_starts_from_the_server() {
    let mut replica = replica();
    let row = Stored { key: StoreKey { client: 5, n: 1 }, bytes: update_of("b", 5), unsaved: false };
    assert_eq!(replica.hydrate(None, vec![row]), 1);
    assert!(!replica.can_edit());
    assert_eq!(mission(&mut replica), "");
}

#[test]
fn c06_a_document_of_a_newer_app_is_read_and_not_written() {
    let mut replica = offline();
    replica.opened();
    replica.receive(&Frame::Hello(Hello { schema: 2, ..hello(Role::Editor) }).write());
    replica.receive(&Frame::Role(Role::Editor).write());
    assert!(!replica.can_edit());
    assert_eq!(replica.refusal(), Some(Reason::AppTooOld));
}

#[test]
fn c08_bytes_the_gate_refuses_change_nothing_wherever_they_come_from() {
    let hostile: [&[u8]; 3] =
        [&[1, 1, 1, 0xfc, 0xff, 0xff, 0xff, 0x0f, 0, 1, 0], &[9], &[1, 1, 0, 0, 0x82, 0, 0, 0, 1, 0, 0]];
    for bytes in hostile {
        let mut replica = online();
        edit(&mut replica, &types("a"));
        assert_eq!(said(&replica.receive(&Frame::Update(bytes).write())), ["close, again"]);
        assert_eq!(said(&replica.receive(&Frame::Step2(bytes).write())), ["close, again"]);
        assert_eq!(said(&replica.hear_tab(StoreKey { client: 3, n: 1 }, &bytes.into())), [""; 0]);
        assert_eq!(mission(&mut replica), "a");
        let mut reopened = self::replica();
        let row = Stored { key: StoreKey { client: 3, n: 1 }, bytes: bytes.into(), unsaved: true };
        assert_eq!(reopened.hydrate(Some(lineage()), vec![row]), 1);
        assert_eq!(mission(&mut reopened), "");
        assert!(reopened.copy().broken().is_none());
    }
}

#[test]
fn c10_a_document_of_another_kind_is_not_opened() {
    for kind in ["org", ""] {
        let mut replica = replica();
        replica.hydrate(None, Vec::new());
        replica.opened();
        let outputs = replica.receive(&Frame::Hello(Hello { kind: kind.to_owned(), ..hello(Role::Editor) }).write());
        assert_eq!(said(&outputs), ["close, for good"], "{kind}");
        assert_eq!((replica.is_hydrated(), replica.can_edit()), (false, false));
        assert_eq!(replica.refusal(), Some(Reason::OtherKind));
        assert_eq!(replica.status(), Status::NotSaved(Reason::OtherKind));
    }
}

#[test]
fn c02_a_document_the_server_does_not_know_is_not_saved() {
    let mut replica = online();
    assert_eq!(replica.status(), Status::Saved);
    replica.refused(Reason::Gone);
    assert_eq!(replica.status(), Status::NotSaved(Reason::Gone));
    replica.opened();
    replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    assert_eq!(replica.status(), Status::Saved, "it is back");
}

#[test]
fn c08_rows_stored_out_of_order_are_all_taken() {
    let mut network = Network::new(Kind::Charter, 6);
    let ada = network.join();
    network.run_until_quiet();
    network.cut(ada);
    ["c", "b", "a"].iter().for_each(|letter| drop(network.edit(ada, &types(letter))));
    let puts = network.peer(ada).queue.iter().filter_map(|op| match op {
        StoreOp::Put(key, bytes, unsaved) => Some(Stored { key: *key, bytes: Arc::clone(bytes), unsaved: *unsaved }),
        _ => None,
    });
    let mut rows: Vec<Stored> = puts.collect();
    rows.reverse();
    let mut reopened = replica();
    assert_eq!(reopened.hydrate(Some(lineage()), rows.clone()), 0);
    assert_eq!(mission(&mut reopened), "abc");
    // An update that lacks a dependency still counts as not saved, and is sent once that has come.
    let first = rows.pop().expect("three rows");
    let mut reopened = replica();
    assert_eq!(reopened.hydrate(Some(lineage()), rows), 2);
    assert_eq!(reopened.status(), Status::OnThisDevice { n: 2 });
    reopened.opened();
    reopened.receive(&Frame::Hello(hello(Role::Editor)).write());
    assert_eq!(said(&reopened.receive(&Frame::Ack(1).write())), [""; 0]);
    let outputs = reopened.receive(&Frame::Step2(&first.bytes).write());
    assert_eq!(said(&outputs), ["store", "send update", "send update"]);
    assert_eq!(said(&reopened.receive(&Frame::Ack(3).write())), ["2 saved"]);
    assert_eq!(mission(&mut reopened), "abc");
}

/// A document that was begun offline and holds about so many bytes.
fn begun_offline(n_bytes: usize) -> Replica {
    let mut replica = replica();
    replica.begin(lineage());
    for _ in 0..n_bytes / 100_000 {
        edit(&mut replica, &types(&"a long story ".repeat(100_000 / 13)));
    }
    replica
}

fn sent(outputs: &[Output]) -> Vec<&[u8]> {
    outputs.iter().filter_map(|output| if let Output::Send(frame) = output { Some(&frame[..]) } else { None }).collect()
}

#[test]
fn c09_a_long_document_goes_up_in_frames_no_longer_than_the_server_asks_for() {
    let upload_bytes = Limits::DEFAULT.upload_bytes;
    let mut replica = begun_offline(5 << 20);
    replica.opened();
    let outputs =
        replica.receive(&Frame::Hello(Hello { upload_bytes: upload_bytes as u64, ..hello(Role::Editor) }).write());
    let frames = sent(&outputs);
    assert!(frames.len() > 10 && frames.iter().all(|frame| frame.len() <= upload_bytes + 16), "{}", frames.len());
    let mut room = room_with(Limits::DEFAULT);
    room.join(ADA, Protocol::Muster, anybody(Role::Editor), 0);
    for frame in &frames {
        let refused = said_by_room(room.receive(ADA, frame, 0)).into_iter().find(|word| word.contains("nack"));
        assert_eq!(refused, None);
    }
    assert_eq!(room.sheet(), Some(replica.sheet()));
}

#[test]
fn c09_what_is_cut_is_saved_with_its_last_piece_and_refused_with_any() {
    for refused in [false, true] {
        let mut replica = begun_offline(100_000);
        replica.opened();
        let outputs = replica.receive(&Frame::Hello(Hello { upload_bytes: 30_000, ..hello(Role::Editor) }).write());
        assert_eq!(
            said(&outputs),
            ["send step 1", "send own [9]", "send step 2", "send step 2", "send step 2", "send step 2"]
        );
        let n_unsaved = replica.n_unsaved();
        assert_eq!(said(&replica.receive(&Frame::Ack(3).write())), [""; 0], "not all of it");
        assert_eq!(replica.status(), Status::Saving { n: n_unsaved });
        if refused {
            replica.receive(&nack(2, NackCode::Resync, true));
        }
        replica.receive(&Frame::Ack(4).write());
        assert_eq!(replica.status() == Status::Saved, !refused);
    }
}

#[test]
fn c12_what_this_person_may_do_holds_offline_until_the_server_says_otherwise() {
    let mut replica = offline();
    replica.recall(Role::Commenter);
    assert!(!replica.can_edit());
    assert_eq!((replica.refusal(), replica.status()), (Some(Reason::ReadOnly), Status::Saved));
    replica.opened();
    replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    assert!(replica.can_edit());
    assert_eq!((replica.role(), replica.refusal()), (Some(Role::Editor), None));
    replica.receive(&Frame::Role(Role::Reader).write());
    assert_eq!((replica.role(), replica.can_edit()), (Some(Role::Reader), false));
}

#[test]
fn c12_who_is_signed_out_writes_on_and_it_is_sent_once_they_are_back() {
    let mut replica = online();
    replica.refused(Reason::SignedOut);
    assert!(replica.can_edit());
    assert_eq!(said(&edit(&mut replica, &types("a"))), ["store unsaved", "tell tabs"]);
    replica.stored(&[own(1)]);
    assert_eq!((replica.refusal(), replica.status()), (Some(Reason::SignedOut), Status::OnThisDevice { n: 1 }));
    replica.opened();
    let outputs = replica.receive(&Frame::Hello(hello(Role::Editor)).write());
    assert!(said(&outputs).iter().any(|said| said.starts_with("send step 2")), "{:?}", said(&outputs));
    assert_eq!(replica.refusal(), None);
}

#[test]
fn c12_a_reader_who_is_signed_out_becomes_no_writer() {
    let mut replica = offline();
    replica.recall(Role::Reader);
    replica.refused(Reason::SignedOut);
    assert!(!replica.can_edit());
}

#[test]
fn c05_who_lost_the_right_to_write_keeps_what_they_wrote_and_may_go_on_without_it() {
    let mut replica = offline();
    edit(&mut replica, &types("a"));
    replica.opened();
    replica.receive(&Frame::Hello(hello(Role::Reader)).write());
    assert_eq!(replica.status(), Status::NotSaved(Reason::ReadOnly));
    assert_eq!(replica.sheet().text("mission"), "a");
    assert_eq!(said(&replica.give_up()), ["set aside: You may read this document, not change it.", "close, for good"]);
    assert_eq!(said(&replica.give_up()), [""; 0], "once is enough");
}
