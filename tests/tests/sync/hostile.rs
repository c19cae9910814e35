//! Hostile updates: nothing the gate admits hurts yrs, and what it refuses changes nothing.
//!
//! yrs can hang or end the process, so the sequences run in a process of their own that writes down each seed before
//! it starts. `MUSTER_HOSTILE=n` runs n sequences instead of the usual number, `MUSTER_SEED=n` that one alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs::File;
use std::io::{Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use fastrand::Rng;
use muster_tests::chaos::Shape;
use muster_tests::chaos::ordeal::{Ordeal, Outcome, run};

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
/// How many sequences of two to five updates run if nothing else is said.
const SEQUENCES: u64 = 8_000;
/// No sequence takes longer than this, on a slow machine either.
const HANG: Duration = Duration::from_secs(20);
const JOURNAL: &str = "MUSTER_HOSTILE_JOURNAL";
const NAME: &str = "hostile_sequences_hurt_neither_the_gate_nor_yrs";

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn hostile_sequences_hurt_neither_the_gate_nor_yrs() {
    if let Ok(journal) = std::env::var(JOURNAL) {
        return run_all(Path::new(&journal));
    }
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("seed");
    let started = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(JOURNAL, &journal)
        .spawn()
        .unwrap();
    let succeeded = watch(&mut child, &journal);
    println!("in {:.1?}", started.elapsed());
    let written = std::fs::read_to_string(&journal).unwrap_or_default();
    assert!(succeeded, "failed at {}", written.split("done").next().unwrap_or_default());
}

/// Waits for the child. Ends it if the journal stands still.
fn watch(child: &mut Child, journal: &Path) -> bool {
    let (mut seen, mut since) = (String::new(), Instant::now());
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        let now = std::fs::read_to_string(journal).unwrap_or_default();
        if now != seen {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() > HANG {
            child.kill().unwrap();
            child.wait().unwrap();
            println!("hangs");
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn run_all(journal: &Path) {
    let seeds: Vec<u64> = match number("MUSTER_SEED") {
        Some(seed) => vec![seed],
        None => REGRESSIONS.iter().copied().chain(0..number("MUSTER_HOSTILE").unwrap_or(SEQUENCES)).collect(),
    };
    let mut sum = Outcome::default();
    let mut failed = Vec::new();
    let mut journal = File::create(journal).unwrap();
    for seed in &seeds {
        // Started over rather than made anew: that would wait for the disk.
        journal.rewind().unwrap();
        writeln!(journal, "seed {seed:<20}").unwrap();
        let mut log = String::new();
        let mut write = |update: &[u8]| {
            log.push_str(&hex(update));
            log.push('\n');
            writeln!(journal, "{}", hex(update)).unwrap();
        };
        match catch_unwind(AssertUnwindSafe(|| run(*seed, &mut write))) {
            Ok(outcome) => sum.add(outcome),
            Err(_) => {
                println!("failed at seed {seed}\n{log}");
                failed.push(*seed);
            }
        }
        writeln!(journal, "done").unwrap();
    }
    println!("{} sequences: {sum:?}", seeds.len());
    assert!(failed.is_empty(), "failed seeds: {failed:?}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every finding is a file: updates in a row, each after its length as four bytes, lowest first.
#[test]
fn every_finding_is_harmless_now() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile");
    let mut n_findings = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        println!("{}", path.display());
        for shape in [Shape::Free, Shape::Typed] {
            replay(&bytes, shape);
        }
        n_findings += 1;
    }
    println!("{n_findings} findings replayed");
}

fn replay(mut bytes: &[u8], shape: Shape) {
    let mut ordeal = Ordeal::new(shape, Rng::with_seed(0));
    while let Some((len, rest)) = bytes.split_first_chunk() {
        let (update, rest) = rest.split_at(u32::from_le_bytes(*len) as usize);
        ordeal.suffer(update);
        bytes = rest;
    }
}
