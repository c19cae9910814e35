//! Part `edits`: how soon others see a keystroke, and how soon its author may see *Saved*.

use anyhow::Result;

use crate::crowd::{Heard, Load, type_together};
use crate::disk;
use crate::partner::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;

const CROWDS: [u64; 3] = [2, 10, 50];

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let data = site.folder()?;
    let per_second = Load::of(2).per_second;
    let mut section =
        Section::new(format!("One document, {per_second} one-character edits a second by all clients together"));
    let (muster, relay) = (site.serve(&data, &[])?, site.relay(None)?);
    let mut acks = Vec::new();
    let mut syncs = Samples::default();
    for n_clients in CROWDS {
        let ours = type_together(muster.address, Partner::Muster, Load::of(n_clients)).await?;
        // Beside the relay's round, not ours: as busy a machine, and a disk that is ours alone while it counts.
        let relayed = type_together(relay.address, Partner::Relay, Load::of(n_clients));
        let (theirs, synced) = tokio::try_join!(relayed, disk::syncs(data.path().to_owned()))?;
        section.row(broadcast_row(n_clients, &ours, &theirs));
        acks.push((n_clients, ours));
        syncs.extend(synced);
    }
    for (n_clients, ours) in acks {
        let row = Row::new(format!("edit → ack, {n_clients} clients"), ours.ack.p50_and(99, "ms"));
        let row = row.beside(format!("fdatasync here {}", syncs.p50_and(99, "ms")));
        section.row(complete(row.times(ours.ack.median(), syncs.median()), &ours));
    }
    section.note("peer: a relay without CRDT, gate or log in Rust: the same frames to the same clients, same machine");
    section.note(
        "verdicts compare medians; fdatasync: 64 bytes appended and synced, one at a time, during the relay's rounds",
    );
    Ok(section)
}

fn broadcast_row(n_clients: u64, ours: &Heard, theirs: &Heard) -> Row {
    let row = Row::new(format!("edit → broadcast, {n_clients} clients"), ours.broadcast.p50_and(99, "ms"));
    let row = row.beside(format!("relay {}", theirs.broadcast.p50_and(99, "ms")));
    complete(row.times(ours.broadcast.median(), theirs.broadcast.median()), ours)
}

/// A figure over what arrived says nothing while something did not, or was never sent at the rate.
fn complete(row: Row, heard: &Heard) -> Row {
    if heard.n_missing > 0 {
        return row.remark(format!("MISSED: {} deliveries or acks never came", heard.n_missing));
    }
    if heard.per_second < Load::of(2).per_second as f64 * 0.95 {
        return row.remark(format!("only {:.0} edits a second were sent", heard.per_second));
    }
    row
}
