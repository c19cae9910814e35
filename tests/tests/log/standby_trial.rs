//! Servers of one database under blows, and a ledger. `cargo xtask soak standby` runs thirty seeds; `MUSTER_SEED=n` one of them.

use anyhow::{Result, ensure};
use muster_tests::standby::run;

use crate::commands::PROGRAM;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_are_killed_paused_and_cut_off_by_turns_lose_nothing_and_never_do_two_of_them_serve() -> Result<()>
{
    let seed = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    println!("seed {seed}");
    let beside = tempfile::tempdir()?;
    let toll = run(PROGRAM, beside.path(), seed).await?;
    println!("{toll:?}");
    ensure!(toll.n_promises > 1_000 && toll.n_followed > 0, "too little happened: {toll:?}");
    Ok(())
}
