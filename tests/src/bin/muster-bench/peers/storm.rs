//! Everybody comes back at once.

use anyhow::Result;

use crate::crowd::join_together;
use crate::large::fill;
use crate::partner::{Partner, beside};
use crate::process::Cpu;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown};

const N_EDITS: usize = 10_000;
const N_CLIENTS: usize = 300;
const DOC: &str = "storm";

struct Storm {
    partner: Partner,
    told: Samples,
    cpu: f64,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let mut storms = Vec::new();
    for partner in Partner::OURS_AND_PEERS {
        storms.push(storm(site, partner).await?);
    }
    let others = beside(storms[1..].iter().map(|storm| (storm.partner, line(storm))));
    let row = Row::new(format!("{N_CLIENTS} clients join a document of {N_EDITS} edits at once"), line(&storms[0]));
    let better = storms[1..].iter().map(|storm| storm.told.percentile(100.0)).fold(f64::INFINITY, f64::min);
    section.row(row.beside(others).times(storms[0].told.percentile(100.0), better));
    Ok(())
}

fn line(storm: &Storm) -> String {
    format!("last after {} ms, {} s of CPU", shown(storm.told.percentile(100.0)), shown(storm.cpu))
}

async fn storm(site: &Site, partner: Partner) -> Result<Storm> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    // One stays, so that the document is open wherever documents are closed.
    let stays = fill(partner, server.address, DOC, N_EDITS).await?;
    let before = Cpu::of(server.id())?;
    let (told, sockets) = join_together(server.address, partner, DOC, N_CLIENTS, N_EDITS / 2).await?;
    let cpu = Cpu::of(server.id())?.since(before).seconds();
    drop((stays.socket, sockets));
    Ok(Storm { partner, told, cpu })
}
