//! Part `memory`: what the server takes while nobody does anything.

use std::time::Duration;

use anyhow::{Result, ensure};
use muster_tests::server::{Process, get};

use crate::charter;
use crate::partner::Partner;
use crate::process::settled;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;

const IDLE_MB_MAX: f64 = 30.0;
const N_CHARTERS: usize = 40;
const N_IDLE: usize = 200;
/// How long the server may take to stop.
const STOP_MAX: Duration = Duration::from_secs(15);

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
    server.ended(STOP_MAX)?;
    let server = site.serve(&data, &[])?;
    section.row(idle_row(&format!("{N_CHARTERS} charters, after a restart"), settled(&server).await?));
    let listed = get(server.address, "/api/docs", &[]).await?;
    ensure!(listed.status == 200, "the list is answered {}", listed.status);
    section.row(idle_row("… and listed once, as the first page does", settled(&server).await?));
    drop(server);
    let ours = per_connection(&site.serve(&data, &[])?, Partner::Muster, N_IDLE).await?;
    let theirs = per_connection(&site.relay(None)?, Partner::Relay, N_IDLE).await?;
    let row = Row::new(format!("an idle connection, of {N_IDLE}"), format!("{} KB", shown(ours)));
    section.row(row.beside(format!("relay {} KB", shown(theirs))).times(ours, theirs));
    Ok(section)
}

fn idle_row(what: &str, bytes: f64) -> Row {
    let mb = bytes / 1e6;
    Row::new(what, format!("{} MB", shown(mb))).limit(mb, IDLE_MB_MAX, "MB")
}

/// Kilobytes that each of many idle connections to one document adds.
pub(crate) async fn per_connection(server: &Process, partner: Partner, n: usize) -> Result<f64> {
    // The document is made, and the room open, before it is counted.
    let mut sockets = vec![partner.take_in(server.address, "idle").await?];
    let before = settled(server).await?;
    for _ in 0..n {
        sockets.push(partner.take_in(server.address, "idle").await?);
    }
    let after = settled(server).await?;
    drop(sockets);
    Ok((after - before) / 1e3 / n as f64)
}
