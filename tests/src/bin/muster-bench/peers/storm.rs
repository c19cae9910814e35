//! Everybody comes back at once.

use anyhow::{Result, ensure};
use tokio::time::Instant;

use super::cold::fill;
use crate::partner::Partner;
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
    for partner in [Partner::Muster].into_iter().chain(Partner::PEERS) {
        storms.push(storm(site, partner).await?);
    }
    let beside: Vec<String> =
        storms[1..].iter().map(|storm| format!("{} {}", storm.partner.name(), line(storm))).collect();
    let row = Row::new(format!("{N_CLIENTS} clients join a document of {N_EDITS} edits at once"), line(&storms[0]));
    let better = storms[1..].iter().map(|storm| storm.told.percentile(100.0)).fold(f64::INFINITY, f64::min);
    section.row(row.beside(beside.join(", ")).times(storms[0].told.percentile(100.0), better));
    Ok(())
}

fn line(storm: &Storm) -> String {
    format!("last after {} ms, {} s of CPU", shown(storm.told.percentile(100.0)), shown(storm.cpu))
}

async fn storm(site: &Site, partner: Partner) -> Result<Storm> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    // One stays, so that the document is open wherever documents are closed.
    let (stays, _) = fill(partner, server.address, DOC, N_EDITS).await?;
    let (before, start) = (Cpu::of(server.id())?, Instant::now());
    let address = server.address;
    let joining = (0..N_CLIENTS).map(|_| {
        tokio::spawn(async move {
            let (socket, told) = partner.join(address, DOC).await?;
            ensure!(told.len() > N_EDITS / 2, "{} bytes are not the document", told.len());
            anyhow::Ok((socket, start.elapsed()))
        })
    });
    let (mut told, mut sockets) = (Samples::default(), Vec::new());
    for joined in joining.collect::<Vec<_>>() {
        let (socket, after) = joined.await??;
        told.add_ms(after);
        sockets.push(socket);
    }
    let cpu = Cpu::of(server.id())?.since(before).seconds();
    drop((stays, sockets));
    Ok(Storm { partner, told, cpu })
}
