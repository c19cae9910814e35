//! Part `memory`: what the server takes while nobody does anything.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use muster_tests::server::{Process, get};
use tokio::time::sleep;

use crate::charter;
use crate::crowd::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;

const IDLE_MB_MAX: f64 = 30.0;
const N_CHARTERS: usize = 40;
const N_IDLE: usize = 200;
/// Until a figure stands still.
const SETTLE_MAX: Duration = Duration::from_secs(15);

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let mut section = Section::new("Memory of the server while nobody does anything (resident set)");
    let data = site.folder()?;
    let server = site.serve(&data, &[])?;
    section.row(idle_row("empty data folder", settled(&server).await?));
    for _ in 0..N_CHARTERS {
        charter::make(server.address).await?;
    }
    section.row(idle_row(&format!("{N_CHARTERS} charters of 60 rows just made and open"), settled(&server).await?));
    server.signal("TERM")?;
    server.ended(SETTLE_MAX)?;
    let server = site.serve(&data, &[])?;
    section.row(idle_row(&format!("{N_CHARTERS} charters, after a restart"), settled(&server).await?));
    let listed = get(server.address, "/api/docs", &[]).await?;
    ensure!(listed.status == 200, "the list is answered {}", listed.status);
    section.row(idle_row("… and listed once, as the first page does", settled(&server).await?));
    drop(server);
    let ours = per_connection(&site.serve(&data, &[])?, Partner::Muster).await?;
    let theirs = per_connection(&site.relay(None)?, Partner::Relay).await?;
    let row = Row::new(format!("an idle connection, of {N_IDLE}"), format!("{} KB", shown(ours)));
    section.row(row.beside(format!("relay {} KB", shown(theirs))).times(ours, theirs));
    Ok(section)
}

fn idle_row(what: &str, bytes: f64) -> Row {
    let mb = bytes / 1e6;
    Row::new(what, format!("{} MB", shown(mb))).limit(mb, IDLE_MB_MAX, "MB")
}

/// Kilobytes that each of many idle connections to one document adds.
async fn per_connection(server: &Process, partner: Partner) -> Result<f64> {
    // The document is made, and the room open, before it is counted.
    let mut sockets = vec![partner.take_in(server.address, "idle").await?];
    let before = settled(server).await?;
    for _ in 0..N_IDLE {
        sockets.push(partner.take_in(server.address, "idle").await?);
    }
    let after = settled(server).await?;
    drop(sockets);
    Ok((after - before) / 1e3 / N_IDLE as f64)
}

/// The resident set in bytes once it has stood still for a while.
async fn settled(server: &Process) -> Result<f64> {
    let (start, mut last) = (Instant::now(), resident(server.id())?);
    let mut still = 0;
    while still < 3 && start.elapsed() < SETTLE_MAX {
        sleep(Duration::from_secs(1)).await;
        let now = resident(server.id())?;
        still = if (now - last).abs() < last / 200.0 { still + 1 } else { 0 };
        last = now;
    }
    Ok(last)
}

fn resident(pid: u32) -> Result<f64> {
    let status =
        std::fs::read_to_string(format!("/proc/{pid}/status")).context("resident sets are read on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the process has gone")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024.0)
}
