//! Power cuts under the real server, and the same without its flush, which must be found out.
//! `cargo xtask soak power` cuts two hundred times; `MUSTER_SEED=n` runs one seed alone.

use anyhow::{Context, Result, ensure};
use muster_tests::power::{Flush, Toll, compile_shim, run};

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
/// Each cuts twelve times.
const SEEDS: u64 = 1;
const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_power_cut_takes_what_was_acked() -> Result<()> {
    let one = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = one.map_or_else(|| REGRESSIONS.iter().copied().chain(0..SEEDS).collect(), |seed| vec![seed]);
    let scratch = tempfile::tempdir()?;
    let shim = compile_shim(scratch.path())?;
    let mut sum = Toll::default();
    for seed in seeds {
        let toll = run(PROGRAM, &shim, scratch.path(), seed, Flush::Honest).await;
        sum.add(toll.with_context(|| format!("seed {seed}"))?);
    }
    println!("{sum:?}");
    ensure!(sum.n_waiting > 0, "nothing waited to be flushed: the cuts took nothing");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_its_flush_is_found_out() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let shim = compile_shim(scratch.path())?;
    let toll = run(PROGRAM, &shim, scratch.path(), 1, Flush::Lie).await?;
    println!("{toll:?}");
    ensure!(toll.n_lost > 0, "a server that flushes nothing passes: {toll:?}");
    Ok(())
}
