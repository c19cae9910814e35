//! One kind of abuse for a minute, beside people who write: nothing of theirs is lost, and every bound is kept.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::{Instant, sleep};

use super::{Abuse, Stage, bystanders};
use crate::onslaught::resident;
use crate::server::get;

/// How long it goes on.
const LENGTH: Duration = Duration::from_secs(60);
/// The edits that the bystanders write in a second.
const PER_SECOND: u32 = 50;
/// Edits in the history of the document that is asked for.
const N_EDITS: u64 = 20_000;
/// The memory that the server may take more because of it, in bytes: for messages half read, for reads that are
/// remembered, for a long document and its answers, and for an allocator's reserves.
const GROWTH_MAX: u64 = 160 << 20;
/// The bytes that may be half read: the budget, or one message of the greatest length.
const HALF_READ_MAX: f64 = (24 << 20) as f64;

/// The outcome of a minute of abuse.
#[derive(Debug, Clone, Copy)]
pub struct Endured {
    /// How often somebody did it.
    pub n_abuses: u64,
    /// Edits of the others, all of them kept and heard.
    pub n_edits: u64,
    /// When 99 of 100 of those had been heard, in milliseconds.
    pub p99_ms: u64,
    /// How much more memory the server took at the most, in megabytes.
    pub grown_mb: u64,
}

/// Lets a kind of abuse go on for a minute beside people who write.
///
/// # Errors
/// When anything of theirs is lost, or a bound is not kept.
pub async fn run(program: &str, beside: &Path, abuse: Abuse) -> Result<Endured> {
    for_so_long(program, beside, abuse, LENGTH, N_EDITS).await
}

/// The same for another time, beside a history of so many edits.
///
/// # Errors
/// As [`run`].
pub async fn for_so_long(
    program: &str,
    beside: &Path,
    abuse: Abuse,
    length: Duration,
    n_edits: u64,
) -> Result<Endured> {
    let stage = Stage::open(program, beside, n_edits, &[]).await?;
    bystanders::write(&stage, Duration::from_secs(1), PER_SECOND).await?;
    let before = resident(stage.server.id())?;
    let end = Instant::now() + length;
    let (n_abuses, seen, most) =
        tokio::join!(abuse.go_on(&stage, end), bystanders::write(&stage, length, PER_SECOND), watch(&stage, end));
    let (n_abuses, seen, most) = (n_abuses?, seen.context("those who write")?, most?);
    ensure!(n_abuses > 0, "nothing was done");
    ensure!(seen.is_whole(), "{} sent, {} heard, {} kept", seen.n_sent, seen.n_heard, seen.n_acked);
    ensure!(stage.metric("muster_panics_total").await? == 0.0, "it panicked");
    ensure!(get(stage.address(), "/livez", &[]).await?.status == 200, "it is not well");
    // The edits that were written are there for everybody who comes.
    let again = bystanders::read(&stage).await?;
    ensure!(again >= seen.n_sent, "{again} of {} characters are there", seen.n_sent);
    let grown = most.saturating_sub(before);
    ensure!(grown <= GROWTH_MAX, "the server grew by {grown} bytes");
    let p99_ms = seen.percentile_ms(99).ceil() as u64;
    Ok(Endured { n_abuses, n_edits: seen.n_sent as u64, p99_ms, grown_mb: grown / 1_000_000 })
}

/// Looks now and then at what has a bound; answers the most memory it saw.
async fn watch(stage: &Stage, end: Instant) -> Result<u64> {
    let mut most = 0;
    while Instant::now() < end {
        most = most.max(resident(stage.server.id())?);
        let half_read = stage.metric("muster_half_read_bytes").await?;
        ensure!(half_read <= HALF_READ_MAX, "{half_read} bytes are half read");
        sleep(Duration::from_millis(500)).await;
    }
    Ok(most)
}
