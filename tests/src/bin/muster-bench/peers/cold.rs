//! Opening a large document after a restart.

use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use crate::large::{STOP_MAX, fill, reopen};
use crate::partner::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;

const N_EDITS: usize = 260_000;
/// Hocuspocus stores 10 s after the first edit that is not stored, at the latest.
const STORED_AFTER: Duration = Duration::from_secs(12);
/// Of the better peer's time.
const TIMES_PEER_MAX: f64 = 0.25;
const DOC: &str = "cold";

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let ours = open_cold(site, Partner::Muster).await?;
    let theirs = open_cold(site, Partner::Hocuspocus).await?;
    let row = Row::new(format!("cold open of {N_EDITS} edits"), ours.median_and_range("ms"));
    let row = row.beside(format!("hocuspocus {}", theirs.median_and_range("ms")));
    section.row(row.at_most_times(ours.median(), theirs.median(), TIMES_PEER_MAX, "the peer"));
    Ok(())
}

async fn open_cold(site: &Site, partner: Partner) -> Result<Samples> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    let filled = fill(partner, server.address, DOC, N_EDITS).await?;
    if partner == Partner::Hocuspocus {
        sleep(STORED_AFTER).await;
    }
    drop(filled.socket);
    server.signal("TERM")?;
    server.ended(STOP_MAX)?;
    Ok(reopen(site, partner, data.path(), DOC, filled.n_written).await?.0)
}
