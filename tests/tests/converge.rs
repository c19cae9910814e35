//! Random plans of what people, devices, links and the server may do. Whatever happens, once all is well again every
//! copy says the same, nothing that was acked is missing, and *Saved* was never shown too early.
//!
//! `MUSTER_CONVERGE=n` runs n seeds. A failure prints its seed and its plan; add the seed to `SEEDS`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use muster_shared::replica::Status;
use muster_shared::sheet::Sheet;
use muster_shared::wire::NackCode;
use muster_tests::network::Network;
use muster_tests::plan::{Plan, Step};

/// Seeds that once failed.
const SEEDS: [u64; 3] = [146, 5069, 8250];

fn n_seeds(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn run_seed(seed: u64, make: fn(u64) -> Plan) {
    let plan = make(seed);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut network = plan.network();
        for step in &plan.steps {
            step.run(&mut network);
        }
        network.heal();
        assert_all_is_well(&mut network);
        // And once more from what the devices have stored.
        network.peers.keys().copied().collect::<Vec<_>>().into_iter().for_each(|peer| network.kill_tab(peer));
        network.heal();
        assert_all_is_well(&mut network);
        assert_devices_are_clean(&network);
        assert_letters_are_there_once(&mut network, &plan);
    }));
    if let Err(panic) = outcome {
        let steps: Vec<String> = plan.steps.iter().map(|step: &Step| format!("  {step:?}")).collect();
        eprintln!("seed {seed} failed, {} {:?}:\n{}", plan.kind, plan.begins, steps.join("\n"));
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
    network.assert_acked_is_there();
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

#[test]
fn whatever_happens_all_copies_say_the_same_in_the_end() {
    for seed in SEEDS.into_iter().chain(0..n_seeds("MUSTER_CONVERGE", 300)) {
        run_seed(seed, Plan::any);
    }
}

#[test]
fn what_is_shown_saved_is_durable_and_nothing_is_applied_twice() {
    for seed in SEEDS.into_iter().chain(0..n_seeds("MUSTER_ACKS", 3000)) {
        run_seed(seed, Plan::typing);
    }
}
