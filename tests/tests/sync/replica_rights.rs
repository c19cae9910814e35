//! The client's rules about rights that change while somebody works, and about whose edits are whose.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::access::Role;
use muster_shared::files::export;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::Sources;
use muster_shared::sheet::{Edit, EditError, Place, Sheet, Splice, Stamp};
use muster_shared::sync::replica::{Reason, Replica, Status};
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::network::{Crash, Move, Network};

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

fn mission(network: &mut Network) -> String {
    network.server.reread().sheet().unwrap().text("mission").to_owned()
}

/// The words that the tab shows can be copied out: as they are and as a file.
fn assert_exportable(replica: &mut Replica, words: &str) {
    let sheet = replica.sheet();
    assert!(sheet.text("mission").contains(words), "it is still shown");
    assert!(
        export::markdown(
            Kind::Charter,
            &Sources { sheet: &sheet, org: &Sheet::default(), doc: &DocId::from_random(1) }
        )
        .contains(words),
        "and can be taken away"
    );
}

#[test]
fn c05_what_a_downgrade_refuses_is_kept_aside_shown_and_exportable() {
    let mut network = people(2, 11);
    network.edit(0, &types("kept ")).unwrap();
    network.run_until_quiet();
    network.edit(0, &types("refused ")).unwrap();
    // It is on its way when the role changes.
    network.change_role(0, Role::Reader);
    network.run_until_quiet();
    assert!(matches!(network.status(0), Status::NotSaved(Reason::Refused { code: NackCode::ReadOnly, .. })));
    assert!(network.peer(0).aside.is_some(), "the device keeps the copy aside");
    assert_eq!(network.replica(0).n_unsaved(), 1);
    assert_exportable(network.replica(0), "refused");
    assert_eq!(mission(&mut network), "kept ", "nothing of it has landed");
    assert_eq!(network.sheet(1).text("mission"), "kept ");
}

#[test]
fn c05_edits_made_offline_under_rights_since_lost_stay_on_the_device_and_are_shown() {
    let mut network = people(2, 12);
    network.cut(0);
    network.edit(0, &types("offline ")).unwrap();
    network.run_until_quiet();
    network.role = Role::Reader;
    network.connect(0);
    network.run_until_quiet();
    assert_eq!(network.status(0), Status::NotSaved(Reason::ReadOnly));
    assert_eq!(network.edit(0, &types("more ")).err(), Some(EditError::ReadOnly));
    assert_exportable(network.replica(0), "offline");
    assert_eq!(mission(&mut network), "");
    network.kill_tab(0);
    let tab = network.open_tab(0);
    network.connect(tab);
    network.run_until_quiet();
    assert_eq!(network.status(tab), Status::NotSaved(Reason::ReadOnly), "also after a reload");
    assert_exportable(network.replica(tab), "offline");
    assert!(network.peer(tab).nacks.is_empty(), "it did not even send them");
    network.change_role(tab, Role::Editor);
    network.run_until_quiet();
    assert_eq!((network.status(tab), mission(&mut network)), (Status::Saved, "offline ".to_owned()));
}

#[test]
fn c05_a_forged_edit_reaches_nobody_and_its_victim_is_unaffected() {
    let mut network = people(3, 13);
    network.edit(0, &types("true ")).unwrap();
    network.run_until_quiet();
    let victim = network.replica(0).client();
    let session = network.session(1);
    let mut forger = Replica::new(Kind::Charter.schema(), victim, || 0);
    forger.begin(muster_tests::network::lineage());
    forger.copy().admit(&network.server.reread().encode().into()).unwrap();
    forger.edit(&types("forged "), &Stamp::default()).unwrap();
    let forged = forger.copy().encode();
    for frame in [Frame::Update(&forged).write(), Frame::Step2(&forged).write()] {
        network.send(session, &frame);
        network.run_until_quiet();
    }
    assert_eq!(mission(&mut network), "true ");
    let codes: Vec<NackCode> = network.peer(1).nacks.iter().map(|nack| nack.code).collect();
    assert_eq!(codes, [NackCode::ForgedAuthor, NackCode::Resync], "as an edit it is refused for good");
    network.edit(0, &types("still ")).unwrap();
    network.run_until_quiet();
    assert_eq!((network.status(0), network.sheet(2).text("mission")), (Status::Saved, "still true "));
}

#[test]
fn c11_the_ids_of_all_tabs_that_wrote_offline_are_their_authors() {
    let mut network = people(2, 14);
    network.cut(0);
    let second = network.open_tab(0);
    for (tab, letters) in [(0, "one "), (second, "two ")] {
        network.edit(tab, &types(letters)).unwrap();
    }
    network.run_until_quiet();
    network.kill_tab(0);
    network.kill_tab(second);
    let third = network.open_tab(0);
    network.connect(third);
    network.run_until_quiet();
    assert_eq!(network.status(third), Status::Saved);
    let authors = network.server.authors();
    for client in network.server.reread().state_vector().0.keys() {
        assert_eq!(authors.get(client), Some(&network.author_of(0)), "{client}");
    }
}

#[test]
fn c11_what_a_power_cut_took_comes_back_by_its_authors_and_nobody_is_refused_for_good() {
    for lost_whole_id in [false, true] {
        let mut network = people(2, 15);
        if !lost_whole_id {
            network.edit(0, &types("a ")).unwrap();
            network.run_until_quiet();
        }
        network.edit(0, &types("b ")).unwrap();
        run_unflushed(&mut network);
        network.edit(1, &types("c ")).unwrap();
        run_unflushed(&mut network);
        network.crash(Crash::PowerCut);
        network.run_until_quiet();
        network.server.start();
        // Bo comes back first, with what Ada wrote and the server lost.
        network.connect(1);
        network.run_until_quiet();
        network.heal();
        for tab in [0, 1] {
            assert_eq!(network.status(tab), Status::Saved, "{tab} {lost_whole_id}");
            assert!(network.peer(tab).aside.is_none());
            let refused = network.peer(tab).nacks.iter().find(|nack| !nack.retryable);
            assert_eq!(refused, None, "{tab} {lost_whole_id}");
            network.edit(tab, &types("more ")).unwrap();
        }
        network.run_until_quiet();
        let authors = network.server.authors();
        for tab in [0, 1] {
            assert_eq!(network.status(tab), Status::Saved);
            let client = network.replica(tab).client();
            assert_eq!(authors.get(&client), Some(&network.author_of(tab)), "whose {client} is, {lost_whole_id}");
        }
    }
}

#[test]
fn c05_saved_is_never_said_of_a_document_the_server_withholds() {
    for (reason, is_withheld) in [
        (Reason::Forbidden, true),
        (Reason::Gone, true),
        (Reason::OtherKind, true),
        (Reason::OtherHistory, true),
        (Reason::ReadOnly, false),
        (Reason::AppTooOld, false),
    ] {
        let mut network = people(1, 15);
        network.edit(0, &types("acknowledged ")).unwrap();
        network.run_until_quiet();
        assert_eq!(network.status(0), Status::Saved);
        network.replica(0).refused(reason.clone());
        let status = if is_withheld { Status::NotSaved(reason.clone()) } else { Status::Saved };
        assert_eq!(network.status(0), status);
        assert_eq!(network.replica(0).refusal(), Some(reason));
        assert_exportable(network.replica(0), "acknowledged");
    }
}
