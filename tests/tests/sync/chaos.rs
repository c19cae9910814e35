//! Honest chaos: random edits over a network that drops, doubles and reorders. In the end everybody has the same
//! content, and no gate has refused anything for good.
//!
//! `MUSTER_CHAOS=n` runs n scenarios instead of the usual number, `MUSTER_SEED=n` runs that one alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use muster_tests::chaos::scenario::{Tally, run};
use muster_tests::chaos::yjs::Yjs;

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
/// How many scenarios run if nothing else is said, and one in how many has Yjs peers.
const SCENARIOS: u64 = 2_400;
const YJS_SHARE: u64 = 6;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn seeds(with_yjs: bool) -> Vec<u64> {
    if let Some(seed) = number("MUSTER_SEED") {
        return vec![seed];
    }
    let all = number("MUSTER_CHAOS").unwrap_or(SCENARIOS);
    let of_kind = (0..all).filter(|seed| (seed % YJS_SHARE == 0) == with_yjs);
    REGRESSIONS.iter().copied().chain(of_kind).collect()
}

fn run_all(what: &str, seeds: &[u64], yjs: Option<&Yjs>) {
    let started = Instant::now();
    let mut sum = Tally::default();
    let mut failed = Vec::new();
    for seed in seeds {
        let Ok(tally) = catch_unwind(AssertUnwindSafe(|| run(*seed, yjs))) else {
            println!("seed {seed} failed: MUSTER_SEED={seed} runs it alone");
            failed.push(seed);
            continue;
        };
        sum.edits += tally.edits;
        sum.resyncs += tally.resyncs;
        sum.compactions += tally.compactions;
    }
    println!("{} scenarios {what} in {:.1?}: {sum:?}", seeds.len(), started.elapsed());
    assert!(failed.is_empty(), "failed seeds: {failed:?}");
}

#[test]
fn yrs_peers_behind_gates_converge_and_no_honest_update_is_refused() {
    run_all("of yrs peers", &seeds(false), None);
}

#[test]
fn yjs_peers_converge_with_yrs_peers_and_no_honest_update_is_refused() {
    run_all("with Yjs peers", &seeds(true), Some(&Yjs::start()));
}
