//! Leaving and coming back after 0 to 50 ms. `cargo xtask soak rejoin` does it ten thousand times.

use anyhow::{Context, Result};
use muster_tests::rejoin::run;

/// One for each delay after which an empty room closes.
const SEEDS: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_back_finds_everything_that_was_saved_or_heard() -> Result<()> {
    let one = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = one.map_or(0..SEEDS, |seed| seed..seed + 1);
    let beside = tempfile::tempdir()?;
    for seed in seeds {
        let program = env!("CARGO_BIN_EXE_muster-under-test");
        let n_promises = run(program, beside.path(), seed).await.with_context(|| format!("seed {seed}"))?;
        println!("seed {seed}: {n_promises} promises kept");
    }
    Ok(())
}
