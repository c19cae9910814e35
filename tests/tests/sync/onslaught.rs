//! Thirty thousand hostile inputs through the public WebSocket. `cargo xtask soak hostile` sends a million.

use anyhow::{Result, ensure};
use muster_tests::onslaught::{page, run};

const INPUTS: u64 = 30_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_clients_get_what_is_due_and_hurt_nobody() -> Result<()> {
    let seed = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let beside = tempfile::tempdir()?.keep();
    let toll = run(env!("CARGO_BIN_EXE_muster-under-test"), &beside, seed, INPUTS).await?;
    println!("{toll:?}");
    ensure!(toll.n_nacked > 1_000 && toll.n_closed > 100 && toll.n_acked > 1_000, "too tame: {toll:?}");
    // Kept only where something is found in it.
    Ok(std::fs::remove_dir_all(beside)?)
}

#[test]
fn a_page_survives_what_a_malicious_server_says() {
    let seeds =
        std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok()).map_or(0..500, |seed| seed..seed + 1);
    let mut n_frames = 0;
    for seed in seeds {
        let outcome = std::panic::catch_unwind(|| page::survive(seed));
        n_frames += outcome.unwrap_or_else(|_| panic!("seed {seed}"));
    }
    println!("{n_frames} frames");
}
