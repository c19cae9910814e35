//! `kill -9`, the real server, and a ledger. `cargo xtask soak kill` runs a thousand; `MUSTER_SEED=n` one seed alone.

use anyhow::{Context, Result, ensure};
use muster_tests::kill::{Toll, run};

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
/// Each kills five times.
const SEEDS: u64 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_has_everything_that_was_acked_or_seen() -> Result<()> {
    let one = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = one.map_or_else(|| REGRESSIONS.iter().copied().chain(0..SEEDS).collect(), |seed| vec![seed]);
    let beside = tempfile::tempdir()?;
    let mut sum = Toll::default();
    for seed in seeds {
        let program = env!("CARGO_BIN_EXE_muster-under-test");
        sum.add(run(program, beside.path(), seed).await.with_context(|| format!("seed {seed}"))?);
    }
    println!("{sum:?}");
    ensure!(one.is_some() || (sum.n_promises > 1_000 && sum.n_snapshots > 0), "too little happened: {sum:?}");
    Ok(())
}
