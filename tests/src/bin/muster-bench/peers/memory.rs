//! The memory that an idle connection and an open document cost.

use anyhow::Result;
use muster_shared::sync::wire::Frame;

use crate::memory::per_connection;
use crate::partner::{Partner, beside};
use crate::process::settled;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;
use crate::updates::typed_at_end;

const N_CONNECTIONS: usize = 1_000;
const N_DOCS: usize = 300;
const CONNECTION_KB_MAX: f64 = 8.0;

struct Cost {
    partner: Partner,
    connection_kb: f64,
    document_kb: f64,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let mut costs = Vec::new();
    for partner in Partner::OURS_AND_PEERS {
        costs.push(cost(site, partner).await?);
    }
    let others = |of: fn(&Cost) -> f64| beside(costs[1..].iter().map(|cost| (cost.partner, shown(of(cost)))));
    let ours = &costs[0];
    let row = Row::new(format!("KB an idle connection, of {N_CONNECTIONS}"), shown(ours.connection_kb));
    let row = row.beside(others(|cost| cost.connection_kb));
    section.row(row.limit(ours.connection_kb, CONNECTION_KB_MAX, "KB"));
    let row = Row::new(format!("KB an open document with one connection, of {N_DOCS}"), shown(ours.document_kb));
    section.row(row.beside(others(|cost| cost.document_kb)));
    Ok(())
}

async fn cost(site: &Site, partner: Partner) -> Result<Cost> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    let connection_kb = per_connection(&server, partner, N_CONNECTIONS).await?;
    drop(server);
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    let mut sockets = vec![partner.take_in(server.address, "first").await?];
    let before = settled(&server).await?;
    for number in 0..N_DOCS {
        let doc = format!("open-{number}");
        let mut socket = partner.take_in(server.address, &doc).await?;
        socket.send(partner.write(&doc, &Frame::Update(&typed_at_end(1 << 31, 0, "t")))).await?;
        sockets.push(socket);
    }
    let document_kb = (settled(&server).await? - before) / 1e3 / N_DOCS as f64;
    Ok(Cost { partner, connection_kb, document_kb })
}
