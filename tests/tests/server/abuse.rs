//! Each kind of abuse for a moment beside people who write; `cargo xtask soak abuse` does it for a minute each.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_tests::abuse::{Abuse, endure};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const MOMENT: Duration = Duration::from_millis(500);
/// Edits in the history that is asked for.
const N_EDITS: u64 = 500;

#[tokio::test(flavor = "multi_thread")]
async fn people_who_write_lose_nothing_whatever_somebody_else_does() -> Result<()> {
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for abuse in Abuse::ALL {
        let endured = endure::for_so_long(PROGRAM, beside, abuse, MOMENT, N_EDITS).await;
        let endured = endured.with_context(|| abuse.name())?;
        ensure!(endured.n_edits > 0, "{}: nobody wrote", abuse.name());
    }
    Ok(())
}
