//! The client's rule about what others wrote and the server may lose: kept with its receipt, and handed back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::Role;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::limits::RECEIPTS_BYTES_MAX;
use muster_shared::sync::replica::{Output, Reason, Replica, Status};
use muster_shared::sync::state_vector::StateVector;
use muster_shared::sync::wire::{Frame, Hello, Nack, NackCode, RECEIPT_BYTES, Receipted};
use muster_tests::network::{Crash, Move, Network, lineage};
use muster_tests::words::{self, copy};

fn types(letters: &str) -> Edit {
    let splice = Splice { at: 0, remove: 0, insert: letters.to_owned() };
    Edit::Write { at: Place::on_sheet("mission"), splice }
}

/// A network of so many people, each with a tab that is connected and quiet.
fn people(n: usize, seed: u64) -> Network {
    let mut network = Network::new(Kind::Charter, seed);
    network.n_authors = n;
    for _ in 0..n {
        network.join();
    }
    network.run_until_quiet();
    network
}

/// Everything that does not need the disk happens.
fn run_unflushed(network: &mut Network) {
    while let Some(next) = network.moves().into_iter().find(|next| *next != Move::Flush) {
        network.make(next);
    }
}

/// Everybody hears it, and no disk has it.
fn edit_unflushed(network: &mut Network, tab: usize, letters: &str) {
    network.edit(tab, &types(letters)).unwrap();
    run_unflushed(network);
}

fn cut_power(network: &mut Network) {
    network.crash(Crash::PowerCut);
    network.run_until_quiet();
    network.server.start();
}

fn mission(network: &mut Network) -> String {
    network.server.reread().sheet().unwrap().text("mission").to_owned()
}

fn hello(state_vector: Vec<u8>, role: Role) -> Vec<u8> {
    let (frame_bytes_max, upload_bytes) = (1 << 20, 1 << 19);
    let (kind, version, schema, epoch) = ("charter".to_owned(), 1, 1, 0);
    let lineage = lineage();
    Frame::Hello(Hello { version, lineage, epoch, kind, schema, role, state_vector, frame_bytes_max, upload_bytes })
        .write()
}

/// A copy that is told of `said` in this order, each with how much of what came is not flushed; then the server greets
/// it anew and has nothing. Answers what it hands back.
fn handed_back(said: &[(Arc<[u8]>, u64)], role: Role, then: impl FnOnce(&mut Replica)) -> Vec<Vec<u8>> {
    let mut replica = Replica::new(Kind::Charter.schema(), 9, || 0);
    replica.hydrate(Some(lineage()), Vec::new());
    replica.opened();
    replica.receive(&hello(vec![0], role));
    replica.receive(&Frame::Step2(&[0, 0]).write());
    for (update, n_at_risk) in said {
        let receipted = Receipted { author: b"ada", n_at_risk: *n_at_risk, receipt: [7; RECEIPT_BYTES], update };
        replica.receive(&Frame::Receipted(receipted).write());
    }
    then(&mut replica);
    replica.closed();
    replica.opened();
    marked_in(&replica.receive(&hello(vec![0], role)))
}

fn marked_in(outputs: &[Output]) -> Vec<Vec<u8>> {
    let receipted = outputs.iter().filter_map(|output| match output {
        Output::Send(frame) => match Frame::read(frame) {
            Ok(Frame::Receipted(receipted)) => {
                assert_eq!(
                    (receipted.author, receipted.n_at_risk, receipted.receipt),
                    (&b"ada"[..], 0, [7; RECEIPT_BYTES])
                );
                Some(receipted.update.to_vec())
            }
            _ => None,
        },
        _ => None,
    });
    receipted.collect()
}

fn updates(n: usize, letters: &str) -> Vec<Arc<[u8]>> {
    let mut ada = copy(1);
    (0..n).map(|_| words::types(&mut ada, letters)).collect()
}

#[test]
fn c13_a_reader_hands_back_what_the_server_lost_of_an_author_who_is_gone() {
    for lost_whole_id in [false, true] {
        let mut network = people(3, 21);
        network.change_role(2, Role::Reader);
        if !lost_whole_id {
            network.edit(0, &types("a ")).unwrap();
            network.run_until_quiet();
        }
        edit_unflushed(&mut network, 0, "b ");
        edit_unflushed(&mut network, 0, "c ");
        let whole = network.sheet(2).text("mission").to_owned();
        cut_power(&mut network);
        network.lose_device(0);
        network.lose_device(1);
        network.role = Role::Reader;
        network.connect(2);
        network.run_until_quiet();
        assert_eq!((mission(&mut network), network.status(2)), (whole, Status::Saved));
        let author = network.author_of(0);
        assert_eq!(network.server.authors().values().collect::<Vec<_>>(), [&author], "and it is still its author's");
    }
}

#[test]
fn c13_what_builds_on_it_is_saved_without_its_author() {
    let mut network = people(2, 22);
    // Each builds on the other, and the server loses all of it.
    for (tab, letters) in [(0, "a "), (1, "b "), (0, "c "), (1, "d ")] {
        edit_unflushed(&mut network, tab, letters);
    }
    cut_power(&mut network);
    network.lose_device(0);
    network.connect(1);
    network.run_until_quiet();
    assert_eq!((mission(&mut network).as_str(), network.status(1)), ("d c b a ", Status::Saved));
    for tab in [0, 1] {
        let client = 100 + tab as u64;
        assert_eq!(network.server.authors().get(&client), Some(&network.author_of(tab)), "{tab}");
    }
}

#[test]
fn c13_what_was_written_offline_and_built_upon_comes_back_in_its_place() {
    let mut network = people(2, 23);
    network.cut(1);
    network.edit(1, &types("offline ")).unwrap();
    network.connect(1);
    run_unflushed(&mut network);
    edit_unflushed(&mut network, 0, "a ");
    cut_power(&mut network);
    network.lose_device(0);
    network.connect(1);
    network.run_until_quiet();
    assert_eq!((mission(&mut network).as_str(), network.status(1)), ("a offline ", Status::Saved));
}

#[test]
fn c13_who_joined_just_before_the_cut_hands_it_back_too() {
    let mut network = people(2, 24);
    edit_unflushed(&mut network, 0, "a ");
    let device = network.add_device();
    let late = network.open_tab(device);
    network.connect(late);
    run_unflushed(&mut network);
    cut_power(&mut network);
    network.lose_device(0);
    network.lose_device(1);
    network.connect(late);
    network.run_until_quiet();
    assert_eq!((mission(&mut network).as_str(), network.status(late)), ("a ", Status::Saved));
}

#[test]
fn c13_a_second_cut_before_it_is_flushed_takes_nothing_either() {
    let mut network = people(3, 25);
    edit_unflushed(&mut network, 0, "a ");
    edit_unflushed(&mut network, 0, "b ");
    cut_power(&mut network);
    network.lose_device(0);
    for tab in [1, 2] {
        network.connect(tab);
    }
    run_unflushed(&mut network);
    edit_unflushed(&mut network, 2, "c ");
    cut_power(&mut network);
    network.lose_device(2);
    network.connect(1);
    network.run_until_quiet();
    assert_eq!((mission(&mut network).as_str(), network.status(1)), ("c b a ", Status::Saved));
}

#[test]
fn c13_after_a_reload_what_builds_on_it_waits_for_whoever_still_has_the_mark() {
    let mut network = people(3, 26);
    network.edit(0, &types("a ")).unwrap();
    network.run_until_quiet();
    edit_unflushed(&mut network, 0, "b ");
    edit_unflushed(&mut network, 1, "c ");
    cut_power(&mut network);
    network.lose_device(0);
    network.kill_tab(1);
    let reloaded = network.open_tab(1);
    network.connect(reloaded);
    network.run_until_quiet();
    let status = network.status(reloaded);
    assert!(matches!(status, Status::NotSaved(Reason::NotTaken { .. })), "it says that it is not saved: {status:?}");
    assert_eq!(mission(&mut network), "a ");
    network.connect(2);
    network.run_until_quiet();
    network.tick();
    network.run_until_quiet();
    assert_eq!((mission(&mut network).as_str(), network.status(reloaded)), ("c b a ", Status::Saved));
}

#[test]
fn c13_only_what_is_at_risk_is_kept_and_only_what_is_lost_is_handed_back() {
    let said = updates(4, "a");
    let with = |risks: [u64; 4]| said.iter().cloned().zip(risks).collect::<Vec<_>>();
    assert_eq!(handed_back(&with([1, 1, 1, 1]), Role::Reader, |_| {}).len(), 1, "the last may not be flushed");
    assert_eq!(handed_back(&with([1, 2, 3, 4]), Role::Reader, |_| {}).len(), 4);
    assert_eq!(handed_back(&with([1, 2, 3, 2]), Role::Reader, |_| {}).len(), 2);
    let has_all = |replica: &mut Replica| {
        let theirs = replica.copy().state_vector().encode();
        replica.closed();
        replica.opened();
        assert_eq!(marked_in(&replica.receive(&hello(theirs, Role::Reader))).len(), 0, "the server has it");
    };
    assert_eq!(handed_back(&with([1, 2, 3, 4]), Role::Reader, has_all).len(), 4, "and loses it later");
    let has_some = |replica: &mut Replica| {
        let theirs = StateVector([(1, 2)].into()).encode();
        replica.closed();
        replica.opened();
        assert_eq!(marked_in(&replica.receive(&hello(theirs, Role::Reader))).len(), 2);
    };
    assert_eq!(handed_back(&with([1, 2, 3, 4]), Role::Reader, has_some).len(), 4);
}

#[test]
fn c13_what_was_handed_back_is_kept_until_it_is_acked_whatever_comes_meanwhile() {
    let said = updates(3, "a");
    let first: Vec<_> = said[..2].iter().cloned().zip([1, 2]).collect();
    let hand_back = |acked: Option<u64>| {
        let then = |replica: &mut Replica| {
            replica.closed();
            replica.opened();
            assert_eq!(marked_in(&replica.receive(&hello(vec![0], Role::Reader))).len(), 2);
            let receipted = Receipted { author: b"ada", n_at_risk: 1, receipt: [7; RECEIPT_BYTES], update: &said[2] };
            replica.receive(&Frame::Receipted(receipted).write());
            acked.map(|seq| replica.receive(&Frame::Ack(seq).write()));
        };
        handed_back(&first, Role::Reader, then).len()
    };
    assert_eq!([None, Some(1), Some(2)].map(hand_back), [3, 2, 1]);
}

#[test]
fn c13_a_mark_that_the_server_does_not_know_costs_this_person_nothing() {
    let said: Vec<_> = updates(1, "a").into_iter().zip([1]).collect();
    let refused = |replica: &mut Replica| {
        replica.closed();
        replica.opened();
        replica.receive(&hello(vec![0], Role::Editor));
        let detail = "this server gave no such receipt".to_owned();
        let nack = Nack { seq: 1, code: NackCode::ForgedAuthor, retryable: false, detail };
        let outputs = replica.receive(&Frame::Nack(nack).write());
        assert!(matches!(&outputs[..], [Output::Send(frame)] if matches!(Frame::read(frame), Ok(Frame::Step2(_)))));
        assert!(replica.can_edit(), "the copy goes on");
    };
    assert_eq!(handed_back(&said, Role::Editor, refused).len(), 0, "and does not try again");
}

#[test]
fn c13_a_server_that_never_flushes_does_not_fill_the_memory() {
    let page = "x".repeat(RECEIPTS_BYTES_MAX / 4);
    let said: Vec<_> = updates(6, &page).into_iter().zip(1..).collect();
    let back = handed_back(&said, Role::Reader, |_| {});
    let n_bytes: usize = back.iter().map(Vec::len).sum();
    assert!(back.len() == 3 && n_bytes <= RECEIPTS_BYTES_MAX, "{} of {n_bytes} bytes", back.len());
    assert_eq!(back.last().map(Vec::as_slice), said.last().map(|(update, _)| &**update), "the newest are kept");
}
