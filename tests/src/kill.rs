//! `kill -9` in the middle of a storm, again and again, and nothing is gone that was acked or that anybody else saw.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fastrand::Rng;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::cluster::{Cluster, database_of};
use crate::many::Bridge;
use crate::server::Process;
use crate::storm::{Promises, Storm, Weather, wrongs};
use crate::toll::toll;

/// Kills of one seed, all on one data folder.
pub const KILLS_A_SEED: u64 = 5;
/// Rooms close so soon after the last has left that a storm is full of evictions.
pub(crate) const IDLE_ROOM_MS: &str = "5";
/// Every other seed's rooms gather what they write and tell, as very busy ones do.
const CALM: [&str; 2] = ["15000", "0"];
/// The most events before a kill: edits sent and messages heard.
const EVENTS_MAX: u64 = 4_000;

toll! {
    /// The counts of some storms.
    pub struct Toll {
        /// Times the server was killed.
        pub n_kills: u64 = sum,
        /// Times its database was killed.
        pub n_database_kills: u64 = sum,
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
    let data = TempDir::with_prefix_in("kill-", beside)?;
    let mut toll = storms(program, data.path(), seed, None).await?;
    toll.n_snapshots = n_snapshots(data.path())?;
    Ok(toll)
}

/// The same over a PostgreSQL database, which is killed too, in the middle of every other storm.
///
/// # Errors
/// As [`run`].
pub async fn run_over_postgres(program: &str, beside: &Path, seed: u64, cluster: &Cluster) -> Result<Toll> {
    let data = TempDir::with_prefix_in("kill-", beside)?;
    let address = cluster.address()?;
    let mut toll = storms(program, data.path(), seed, Some((cluster, &address))).await?;
    let n_snapshots = cluster.ask(database_of(&address), "SELECT count(*) FROM main.snapshots")?;
    toll.n_snapshots = n_snapshots.parse()?;
    Ok(toll)
}

async fn storms(program: &str, data: &Path, seed: u64, store: Option<(&Cluster, &str)>) -> Result<Toll> {
    let mut rng = Rng::with_seed(seed);
    let weather = Weather::new(Promises::AckedOrSeen, Arc::new(|| 0));
    let mut writers = weather.writers(&mut rng);
    let calm = CALM[seed as usize % CALM.len()];
    let mut more = vec!["--idle-room-ms", IDLE_ROOM_MS, "--calm-deliveries-per-second", calm];
    // A server without its database has a line for each request.
    more.extend(store.into_iter().flat_map(|(_, address)| ["--store", address, "--log", "off"]));
    let mut toll = Toll::default();
    for kill in 0..=KILLS_A_SEED {
        let start = Instant::now();
        let server = Process::start(program, data, &more)?;
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
        let n_events = rng.u64(10..n_events_max);
        storm.until(n_events).await?;
        if let Some((cluster, _)) = store.filter(|_| kill % 2 == 0) {
            cluster.kill()?;
            cluster.start()?;
            toll.n_database_kills += 1;
            storm.until(weather.n_events() + 50).await?;
        }
        tokio::time::sleep(Duration::from_micros(rng.u64(0..3_000))).await;
        server.kill()?;
        writers = storm.end().await?;
        toll.n_kills += 1;
    }
    toll.n_promises = weather.ledger().n_promises();
    Ok(toll)
}

fn n_snapshots(data: &Path) -> Result<u64> {
    let log = Connection::open_with_flags(data.join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(log.query_row("SELECT count(*) FROM snapshots", [], |row| row.get::<_, i64>(0))?.cast_unsigned())
}
