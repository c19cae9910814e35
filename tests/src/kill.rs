//! `kill -9` in the middle of a storm, again and again, and nothing is gone that was acked or that anybody else saw.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fastrand::Rng;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::many::Bridge;
use crate::server::Process;
use crate::storm::{Promises, Storm, Weather, wrongs};
use crate::toll::toll;

/// Kills of one seed, all on one data folder.
pub const KILLS_A_SEED: u64 = 5;
/// Rooms close so soon after the last has left that a storm is full of evictions.
const IDLE_ROOM_MS: &str = "5";
/// Every other seed's rooms gather what they write and tell, as very busy ones do.
const CALM: [&str; 2] = ["15000", "0"];
/// The most events before a kill: edits sent and messages heard.
const EVENTS_MAX: u64 = 4_000;

toll! {
    /// The counts of some storms.
    pub struct Toll {
        /// Times the server was killed.
        pub n_kills: u64 = sum,
        /// Promises that were made, and kept.
        pub n_promises: usize = sum,
        /// Snapshots in the log at the end.
        pub n_snapshots: u64 = sum,
        /// The longest time from starting to listening.
        pub recovery_max: Duration = max,
    }
}

/// Runs the storms of a seed against a `muster` program. Its data lie in a new folder inside `beside`.
///
/// # Errors
/// When anything that was promised is gone, or the server does not come back.
pub async fn run(program: &str, beside: &Path, seed: u64) -> Result<Toll> {
    let mut rng = Rng::with_seed(seed);
    let data = TempDir::with_prefix_in("kill-", beside)?;
    let weather = Weather::new(Promises::AckedOrSeen, Arc::new(|| 0));
    let mut writers = weather.writers(&mut rng);
    let calm = CALM[seed as usize % CALM.len()];
    let more = ["--idle-room-ms", IDLE_ROOM_MS, "--calm-deliveries-per-second", calm];
    let mut toll = Toll::default();
    for kill in 0..=KILLS_A_SEED {
        let start = Instant::now();
        let server = Process::start(program, data.path(), &more)?;
        toll.recovery_max = toll.recovery_max.max(start.elapsed());
        // Before any of the writers is back, who would bring again what the server has lost.
        let wrongs = wrongs(&weather, server.address, u64::MAX).await?;
        ensure!(wrongs.is_empty(), "after kill {kill}: {}", wrongs.join(", "));
        if kill == KILLS_A_SEED {
            break;
        }
        // Half of the writers share one socket, for all documents.
        let bridge = Bridge::to(server.address).await?;
        let storm = Storm::begin(&weather, &[server.address, bridge.address], writers);
        // Most storms are short: the first edits after a start are as good as any.
        let n_events_max = EVENTS_MAX >> rng.u32(0..6);
        storm.until(rng.u64(10..n_events_max)).await?;
        tokio::time::sleep(Duration::from_micros(rng.u64(0..3_000))).await;
        server.kill()?;
        writers = storm.end().await?;
        toll.n_kills += 1;
    }
    toll.n_promises = weather.ledger().n_promises();
    toll.n_snapshots = n_snapshots(data.path())?;
    Ok(toll)
}

fn n_snapshots(data: &Path) -> Result<u64> {
    let log = Connection::open_with_flags(data.join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(log.query_row("SELECT count(*) FROM snapshots", [], |row| row.get::<_, i64>(0))?.cast_unsigned())
}
