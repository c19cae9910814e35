//! Compaction by the real server, read by the real Yjs. `cargo xtask soak compact` runs all the histories;
//! `MUSTER_SEED=n` runs one seed alone.

use anyhow::{Context, Result, ensure};
use muster_tests::compaction::{Toll, run};

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
/// Each has ten histories.
const SEEDS: u64 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yjs_and_yrs_read_in_every_snapshot_what_the_history_says() -> Result<()> {
    let one = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = one.map_or_else(|| REGRESSIONS.iter().copied().chain(0..SEEDS).collect(), |seed| vec![seed]);
    let scratch = tempfile::tempdir()?;
    let mut sum = Toll::default();
    for seed in seeds {
        let toll = run(env!("CARGO_BIN_EXE_muster-under-test"), scratch.path(), seed).await;
        sum.add(toll.with_context(|| format!("seed {seed}"))?);
    }
    println!("{sum:?}");
    ensure!(sum.n_compactions >= 2 * sum.n_histories, "{sum:?}");
    Ok(())
}
