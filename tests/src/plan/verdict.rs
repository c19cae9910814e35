//! The verdict on any plan: every copy says the same, every acked update is durable, and nothing is there twice.
#![allow(clippy::expect_used, reason = "a simulation that goes wrong should stop")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use muster_shared::sheet::Sheet;
use muster_shared::sync::replica::Status;
use muster_shared::sync::wire::NackCode;

use super::meeting::assert_nothing_is_lost;
use super::{Plan, Step};
use crate::network::Network;

/// Runs a plan to its end, and a little further.
///
/// # Panics
/// When a promise is broken: something shown as saved is not durable, an edit is neither acked nor nacked in the end,
/// something is there twice, or copies differ. The plan is printed then.
pub fn run(plan: &Plan) {
    watched(plan, || {
        let mut network = plan.network();
        plan.steps.iter().for_each(|step| step.run(&mut network));
        network.heal();
        assert_all_is_well(&mut network);
        // And once more from what the devices have stored.
        network.peers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|peer| network.kill_tab(peer));
        network.heal();
        assert_all_is_well(&mut network);
        assert_devices_are_clean(&network);
        assert_letters_are_there_once(&mut network, plan);
        let said = std::mem::take(&mut network.said);
        if !said.is_empty() {
            assert_nothing_is_lost(&network.server.room().sheet().expect("the document has a kind"), &said);
        }
    });
}

/// Runs a plan in which edits may be refused for good; answers how many tabs were told so.
///
/// # Panics
/// When an edit is neither durable nor refused in the end, or is refused and shown as saved. The plan is printed then.
pub fn run_refused(plan: &Plan) -> usize {
    let mut n_refused = 0;
    watched(plan, || {
        let mut network = plan.network();
        plan.steps.iter().for_each(|step| step.run(&mut network));
        network.heal();
        for number in network.peers.keys().copied().collect::<Vec<_>>() {
            let status = network.status(number);
            if network.peer(number).aside.is_some() {
                n_refused += 1;
                assert!(matches!(status, Status::NotSaved(_)), "tab {number} was refused and shows {status:?}");
                let told = network.peer(number).nacks.iter().any(|nack| nack.code == NackCode::Quota);
                assert!(told, "tab {number} was set aside and not told why");
            } else {
                assert_eq!(status, Status::Saved, "tab {number}");
                assert!(network.is_confirmed(number), "tab {number}: an edit is neither durable nor refused");
            }
        }
        network.assert_acked_is_there();
        assert_letters_are_there_once(&mut network, plan);
    });
    n_refused
}

/// Runs a plan of people whom the server knows, with power cuts; answers whether all came to say the same in the end.
/// Updates that a cut took only their author can hand back, and some authors' devices have lost them too.
///
/// # Panics
/// When anybody is refused for good, an id is said to be of somebody who never wrote under it, or what was acked is
/// missing. The plan is printed then.
pub fn run_cut(plan: &Plan) -> bool {
    let mut is_whole = false;
    watched(plan, || {
        let mut network = healed(plan);
        is_whole = network.statuses().iter().all(|(_, status)| *status == Status::Saved);
        if is_whole {
            assert_copies_agree(&mut network);
        }
    });
    is_whole
}

/// A network after a plan with power cuts, in which nobody is refused for good and nobody has another's id.
fn healed(plan: &Plan) -> Network {
    let mut network = plan.network();
    plan.steps.iter().for_each(|step| step.run(&mut network));
    network.heal();
    for number in network.peers.keys().copied().collect::<Vec<_>>() {
        let peer = network.peer(number);
        assert_eq!(peer.aside, None, "tab {number}");
        let refused = peer.nacks.iter().find(|nack| !nack.retryable);
        assert_eq!(refused, None, "tab {number}");
    }
    for (client, author) in network.server.authors() {
        assert_eq!(network.clients.get(&client), Some(&author), "whose client id {client} is");
    }
    network.assert_acked_is_there();
    network
}

fn assert_copies_agree(network: &mut Network) {
    let sheet = network.server.reread().sheet();
    let numbers: Vec<usize> = network.peers.keys().copied().collect();
    assert!(numbers.into_iter().all(|number| Some(network.sheet(number)) == sheet), "copies differ");
}

/// Runs a plan of people some of whom are gone for good, whose edits the server lost and others still have.
///
/// # Panics
/// When anybody who is left is not saved in the end, or whose anything is has been forgotten. The plan is printed then.
pub fn run_gone(plan: &Plan) {
    watched(plan, || {
        let mut network = healed(plan);
        for (number, status) in network.statuses() {
            assert_eq!(status, Status::Saved, "tab {number}");
        }
        assert_copies_agree(&mut network);
        assert_ids_are_their_authors(&mut network);
    });
}

fn watched(plan: &Plan, run: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
        let steps: Vec<String> = plan.steps.iter().map(|step: &Step| format!("  {step:?}")).collect();
        eprintln!("seed {} failed, {} {:?}:\n{}", plan.seed, plan.kind, plan.begins, steps.join("\n"));
        resume_unwind(panic);
    }
}

fn assert_all_is_well(network: &mut Network) {
    let mut room = network.server.reread();
    let sheet = room.sheet().expect("the document has a kind");
    let live = network.server.room().sheet();
    assert_eq!(live, Some(sheet.clone()), "the live room says what the log says");
    let snapshot = room.compact().expect("the document can be compacted");
    assert!(!snapshot.is_empty());
    let content = network.peers.values_mut().next().map(|peer| peer.replica.copy().content());
    let numbers: Vec<usize> = network.peers.keys().copied().collect();
    for number in numbers {
        assert_eq!(network.status(number), Status::Saved, "tab {number}");
        assert_eq!(network.sheet(number), sheet, "tab {number}");
        let peer = network.peer(number);
        assert_eq!(Some(peer.replica.copy().content()), content, "tab {number}");
        assert_eq!(peer.aside, None, "tab {number}");
        let refused = peer.nacks.iter().find(|nack| nack.code != NackCode::Unavailable);
        assert_eq!(refused, None, "no honest update is refused, tab {number}");
        assert_eq!(peer.replica.n_unsaved(), 0, "tab {number}");
    }
    assert_rows_are_there_once(&sheet);
    assert_ids_are_their_authors(network);
    network.assert_acked_is_there();
}

/// Every client id in the log is known to be of the author who wrote under it, if the server knows anybody.
fn assert_ids_are_their_authors(network: &mut Network) {
    let wrote = network.server.reread().state_vector();
    let authors = network.server.authors();
    for client in wrote.0.keys().filter(|_| network.n_authors > 0) {
        assert_eq!(authors.get(client), network.clients.get(client), "whose client id {client} is");
    }
}

fn assert_devices_are_clean(network: &Network) {
    for device in &network.devices {
        assert_eq!(device.n_unsaved(), 0, "nothing on a device bears the mark of the unsaved");
        let missing = device.rows().into_iter().find(|row| !network.server.is_written(&row.bytes));
        assert!(missing.is_none(), "what a device has stored is on the server: {missing:?}");
    }
}

/// A letter that only one edit types is there at most once, and somewhere in the plan.
fn assert_letters_are_there_once(network: &mut Network, plan: &Plan) {
    let typed = plan.letters();
    let room = network.server.room();
    let mission = room.sheet().expect("the document has a kind").text("mission").to_owned();
    for (at, letter) in mission.chars().enumerate().filter(|_| !typed.is_empty()) {
        assert!(typed.contains(&letter), "nobody typed {letter}");
        assert!(!mission.chars().take(at).any(|before| before == letter), "{letter} was applied twice");
    }
}

fn assert_rows_are_there_once(sheet: &Sheet) {
    for (list, rows) in &sheet.lists {
        let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "a row of {list} is there twice");
    }
}
