//! How soon a server that waits serves after the one before it has ended.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use muster_tests::client::Client;
use muster_tests::cluster::Cluster;
use muster_tests::server::{Process, get};
use tokio::time::sleep;

use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;

/// The ends of a server, by the signals that bring them.
const ENDS: [(&str, &str); 3] = [("is killed", "KILL"), ("falls asleep", "STOP"), ("is told to end", "TERM")];
const N_TIMES: usize = 5;
/// The longest that people may be without a server.
const MS_MAX: f64 = 5_000.0;
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    for (what, signal) in ENDS {
        let mut took = Samples::default();
        for _ in 0..N_TIMES {
            took.add_ms(once(site, signal).await?);
        }
        let row = Row::new(format!("a server {what} → the one that waited serves"), took.median_and_range("ms"));
        section.row(row.limit(took.percentile(100.0), MS_MAX, "ms"));
    }
    section.note(format!("{N_TIMES} times each, with one document open; what was saved is there each time"));
    Ok(())
}

async fn once(site: &Site, signal: &str) -> Result<Duration> {
    let cluster = Cluster::new(&[])?;
    let store = cluster.address()?;
    let more = ["--standby", "--store", &store, "--log", "off"];
    let folders = [site.folder()?, site.folder()?];
    let first = site.serve(&folders[0], &more)?;
    until_ready(&first).await?;
    let second = site.serve(&folders[1], &more)?;
    let mut ada = Client::synced(first.address, "one").await?;
    ada.insert("kept").await?;
    ada.until_saved().await?;
    first.signal(signal)?;
    let took = until_ready(&second).await?;
    ensure!(Client::synced(second.address, "one").await?.text() == "kept", "what was saved is lost");
    Ok(took)
}

async fn until_ready(server: &Process) -> Result<Duration> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if get(server.address, "/readyz", &[]).await.is_ok_and(|answer| answer.status == 200) {
            return Ok(began.elapsed());
        }
        sleep(Duration::from_millis(2)).await;
    }
    bail!("no server serves after {PATIENCE:?}")
}
