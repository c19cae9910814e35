//! The client's rules about its device: one that answers late, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::Role;
use muster_shared::id::Lineage;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice, Stamp};
use muster_shared::sync::replica::{Output, Reason, Replica, Status, StoreKey, Stored};
use muster_shared::sync::wire::{Frame, Hello};
use muster_tests::network::lineage;

fn said_hello() -> Hello {
    Hello {
        version: 1,
        lineage: lineage(),
        epoch: 0,
        kind: "charter".to_owned(),
        schema: 1,
        role: Role::Editor,
        state_vector: vec![0],
        frame_bytes_max: 1000,
        upload_bytes: 500,
    }
}

fn hello() -> Frame<'static> {
    Frame::Hello(said_hello())
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

fn types(replica: &mut Replica, letters: &str) -> Vec<Output> {
    let splice = Splice { at: 0, remove: 0, insert: letters.to_owned() };
    let edit = Edit::Write { at: Place::on_sheet("mission"), splice };
    replica.edit(&edit, &Stamp::default()).expect("an edit that fits").1
}

fn update_of(letters: &str, client: u64) -> Arc<[u8]> {
    let mut other = Replica::new(Kind::Charter.schema(), client, || 0);
    other.begin(lineage());
    types(&mut other, letters);
    other.copy().encode().into()
}

fn mission(replica: &mut Replica) -> String {
    replica.sheet().text("mission").to_owned()
}

fn n_sent(outputs: &[Output]) -> usize {
    outputs.iter().filter(|output| matches!(output, Output::Send(_))).count()
}

fn row(letters: &str, client: u64, unsaved: bool) -> Stored {
    Stored { key: StoreKey { client, n: 1 }, bytes: update_of(letters, client), unsaved }
}

#[test]
fn c14_a_device_that_answers_late_adds_what_it_keeps_to_what_the_server_gave() {
    let mut replica = replica();
    replica.opened();
    replica.receive(&hello().write());
    replica.receive(&Frame::Step2(&update_of("server", 5)).write());
    assert_eq!(replica.status(), Status::Saved);
    let joined = replica.join(Some(lineage()), vec![row("device", 6, true), row("old", 7, false)]);
    assert_eq!(joined.map(|outputs| n_sent(&outputs)), Some(1), "only what no server has is sent");
    assert_eq!(replica.n_unsaved(), 1);
    for letters in ["server", "device", "old"] {
        assert!(mission(&mut replica).contains(letters), "{letters}");
    }
    replica.receive(&Frame::Ack(2).write());
    assert_eq!(replica.status(), Status::Saved);
}

#[test]
fn c02_on_this_device_is_said_once_the_device_has_confirmed_every_edit() {
    let mut replica = offline();
    replica.join(Some(lineage()), vec![row("b", 6, true)]);
    assert_eq!(replica.status(), Status::OnThisDevice { n: 1 }, "what the device gave it has");
    let mine = |n| StoreKey { client: 9, n };
    types(&mut replica, "a");
    types(&mut replica, "c");
    let other = StoreKey { client: 7, n: 1 };
    replica.hear_tab(other, &update_of("another tab's", 7));
    // The transactions end in any order.
    for (keys, status) in [
        (vec![], Status::Saving { n: 4 }),
        (vec![mine(2)], Status::Saving { n: 4 }),
        (vec![other], Status::Saving { n: 4 }),
        (vec![StoreKey { client: 8, n: 1 }], Status::Saving { n: 4 }),
        (vec![mine(1)], Status::OnThisDevice { n: 4 }),
    ] {
        replica.stored(&keys);
        assert_eq!(replica.status(), status, "{keys:?}");
    }
    types(&mut replica, "d");
    assert_eq!(replica.status(), Status::Saving { n: 5 });
    replica.storage_failed(true);
    assert_eq!(replica.status(), Status::NotSaved(Reason::OnlyInMemory { n: 5 }));
    replica.storage_failed(false);
    assert_eq!(replica.status(), Status::Saving { n: 5 }, "what it refused before is not kept yet");
    replica.stored(&[mine(3)]);
    assert_eq!(replica.status(), Status::OnThisDevice { n: 5 });
}

#[test]
fn c14_what_is_here_already_is_neither_added_nor_sent_again() {
    let mut replica = offline();
    let edited = types(&mut replica, "a");
    let own = edited.iter().find_map(|output| match output {
        Output::Store { key, bytes, unsaved } => Some(Stored { key: *key, bytes: bytes.clone(), unsaved: *unsaved }),
        _ => None,
    });
    let rows = vec![own.expect("an edit is stored"), row("b", 6, true)];
    assert_eq!(replica.join(Some(lineage()), rows.clone()), Some(Vec::new()));
    assert_eq!(replica.join(Some(lineage()), rows), Some(Vec::new()));
    assert_eq!(replica.n_unsaved(), 2);
    assert_eq!(mission(&mut replica).len(), 2);
}

#[test]
fn c14_a_device_that_answers_first_is_taken_over_as_ever() {
    let mut replica = replica();
    assert_eq!(replica.join(Some(lineage()), vec![row("device", 6, true)]), Some(Vec::new()));
    assert!(replica.can_edit());
    assert_eq!((mission(&mut replica).as_str(), replica.status()), ("device", Status::OnThisDevice { n: 1 }));
}

#[test]
fn c14_what_is_kept_of_another_history_does_not_mix_with_this_one() {
    let mut replica = offline();
    types(&mut replica, "a");
    let other: Lineage = "anotherlineage".parse().expect("a lineage");
    assert_eq!(replica.join(Some(other), vec![row("b", 6, true)]), None);
    assert_eq!(replica.join(None, vec![row("c", 6, false)]), Some(Vec::new()), "nor what is of nobody knows which");
    assert_eq!((mission(&mut replica).as_str(), replica.n_unsaved()), ("a", 1));
}

#[test]
fn c02_a_silent_device_is_never_called_saved_whatever_the_server_has() {
    let mut replica = offline();
    replica.storage_silent(true);
    assert_eq!(replica.status(), Status::NotSaved(Reason::StorageSilent { n: 0 }));
    assert!(!replica.status().is_only_here(), "nothing is at risk here");
    types(&mut replica, "a");
    assert_eq!(replica.status(), Status::NotSaved(Reason::StorageSilent { n: 1 }));
    assert!(replica.status().is_only_here());
    replica.opened();
    replica.receive(&hello().write());
    assert_eq!(replica.status(), Status::NotSaved(Reason::StorageSilent { n: 1 }), "on its way is not kept");
    replica.storage_silent(false);
    assert_eq!(replica.status(), Status::Saving { n: 1 }, "and goes on when it answers");
    replica.receive(&Frame::Ack(1).write());
    assert_eq!(replica.status(), Status::Saved);
}

/// A device's copy of a talk or a log that it never had, begun with the history of the document that it is about.
fn begun_apart(client: u64) -> Replica {
    let mut replica = Replica::new(Kind::Charter.schema(), client, || 0);
    replica.join(Some(lineage()), Vec::new()).expect("nothing stands in the way");
    replica
}

#[test]
fn c14_what_two_devices_begin_apart_with_one_history_meets_in_one_document() {
    let [mut ada, mut bo] = [begun_apart(3), begun_apart(4)];
    types(&mut ada, "hers. ");
    types(&mut bo, "his. ");
    let of_ada: Arc<[u8]> = ada.copy().encode().into();
    bo.opened();
    // By now the server has what she wrote.
    let theirs = Hello { state_vector: ada.copy().state_vector().encode(), ..said_hello() };
    let outputs = bo.receive(&Frame::Hello(theirs).write());
    let is_told = |output: &Output| match output {
        Output::Send(frame) => matches!(Frame::read(frame), Ok(Frame::Step2(_))),
        _ => false,
    };
    assert!(outputs.iter().any(is_told), "what he wrote is sent: {outputs:?}");
    bo.receive(&Frame::Step2(&of_ada).write());
    bo.receive(&Frame::Ack(1).write());
    assert_eq!(bo.n_unsaved(), 0);
    for words in ["hers. ", "his. "] {
        assert!(mission(&mut bo).contains(words), "{words}");
    }
}

#[test]
fn c04_a_copy_that_was_begun_here_and_never_written_in_takes_the_servers_history() {
    let mut replica = begun_apart(3);
    let other = Lineage::from_random(5);
    replica.opened();
    let outputs = replica.receive(&Frame::Hello(Hello { lineage: other.clone(), ..said_hello() }).write());
    assert!(outputs.iter().all(|output| matches!(output, Output::Send(_))), "{outputs:?}");
    assert!(!replica.can_edit(), "nothing is written before the server has told what there is");
    let outputs = replica.receive(&Frame::Step2(&update_of("theirs", 5)).write());
    assert!(outputs.contains(&Output::Adopt(other)), "{outputs:?}");
    assert!(replica.can_edit());
    assert_eq!((mission(&mut replica).as_str(), replica.status()), ("theirs", Status::Saved));
}
