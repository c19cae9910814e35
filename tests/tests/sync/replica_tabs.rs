//! The client's rules where they show between tabs, their devices and the server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::replica::{Reason, Status};
use muster_tests::network::{Crash, Move, Network};

fn types(letters: &str) -> Edit {
    let splice = Splice { at: 0, remove: 0, insert: letters.to_owned() };
    Edit::Write { at: Place::on_sheet("mission"), splice }
}

#[test]
fn c02_saved_is_shown_only_when_the_servers_disk_has_everything() {
    let mut network = Network::new(Kind::Charter, 1);
    let ada = network.join();
    network.run_until_quiet();
    assert_eq!(network.status(ada), Status::Saved);
    network.edit(ada, &types("a")).unwrap();
    assert_eq!(network.status(ada), Status::Saving { n: 1 });
    network.cut(ada);
    assert_eq!(network.status(ada), Status::Saving { n: 1 }, "neither has it yet");
    while !network.peer(ada).queue.is_empty() {
        network.make(Move::Store(ada));
    }
    assert_eq!(network.status(ada), Status::OnThisDevice { n: 1 });
    network.connect(ada);
    assert_eq!(network.status(ada), Status::OnThisDevice { n: 1 }, "the server has not said hello yet");
    network.run_until_quiet();
    assert_eq!(network.status(ada), Status::Saved);
}

#[test]
fn c02_the_status_is_true_after_a_reload_and_with_storage_refused() {
    let mut network = Network::new(Kind::Charter, 2);
    let ada = network.join();
    network.run_until_quiet();
    network.cut(ada);
    network.edit(ada, &types("a")).unwrap();
    network.run_until_quiet();
    network.kill_tab(ada);
    let ada = network.open_tab(0);
    assert_eq!(network.status(ada), Status::OnThisDevice { n: 1 });
    network.replica(ada).storage_failed(true);
    assert_eq!(network.status(ada), Status::NotSaved(Reason::OnlyInMemory { n: 1 }));
    network.connect(ada);
    network.run_until_quiet();
    assert_eq!(network.status(ada), Status::Saved, "the server has it: the device need not");
}

#[test]
fn c02_who_is_ahead_of_a_server_that_lost_its_tail_goes_back_from_saved() {
    let mut network = Network::new(Kind::Charter, 3);
    let (ada, bo) = (network.join(), network.join());
    network.run_until_quiet();
    network.edit(ada, &types("a")).unwrap();
    while !network.sheet(bo).text("mission").contains('a') {
        let moves = network.moves();
        let next = moves.iter().find(|next| **next != Move::Flush).copied();
        network.make(next.expect("the edit is on its way"));
    }
    network.kill_tab(ada);
    network.crash(Crash::PowerCut);
    network.run_until_quiet();
    network.server.start();
    assert_eq!(network.status(bo), Status::Saved, "nothing of their own is at risk");
    network.connect(bo);
    while network.status(bo) == Status::Saved {
        assert!(network.step(), "the hello tells");
    }
    assert_eq!(network.status(bo), Status::Saving { n: 1 });
    network.cut(bo);
    assert_eq!(network.status(bo), Status::OnThisDevice { n: 1 }, "and stays there until the server has it again");
    network.connect(bo);
    network.run_until_quiet();
    assert_eq!(network.status(bo), Status::Saved);
    assert_eq!(network.server.reread().sheet().unwrap().text("mission"), "a");
}

#[test]
fn c07_what_another_tab_wrote_is_taken_over_and_sent_by_whoever_is_online() {
    let mut network = Network::new(Kind::Charter, 4);
    let ada = network.join();
    network.run_until_quiet();
    network.cut(ada);
    let second = network.open_tab(0);
    network.edit(ada, &types("a")).unwrap();
    network.connect(second);
    network.run_until_quiet();
    assert_eq!(network.sheet(second).text("mission"), "a");
    assert_eq!(network.server.reread().sheet().unwrap().text("mission"), "a");
    assert_eq!(network.status(ada), Status::Saved, "it heard from the other tab, and never connected");
}

#[test]
fn c07_what_a_tab_wrote_on_another_tabs_edit_outlives_both() {
    let mut network = Network::new(Kind::Charter, 5);
    let ada = network.join();
    network.run_until_quiet();
    let second = network.open_tab(0);
    network.cut(ada);
    network.edit(ada, &types("a")).unwrap();
    network.make(Move::Tab(second));
    network.edit(second, &types("b")).unwrap();
    network.kill_tab(ada);
    network.run_until_quiet();
    network.kill_tab(second);
    let third = network.open_tab(0);
    assert_eq!(network.sheet(third).text("mission"), "ba", "the killed tab had stored nothing");
    assert_eq!(network.status(third), Status::OnThisDevice { n: 2 });
}
