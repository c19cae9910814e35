//! Part `peers`: our server beside Hocuspocus with SQLite, `@y/websocket-server` and a relay that knows no CRDT, all
//! started here and put under the same load by the same clients.

mod cold;
mod fanout;
mod kill;
mod memory;
mod storm;

use anyhow::Result;

use crate::Pieces;
use crate::report::Section;
use crate::site::Site;

pub(crate) async fn measure(site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
    let mut section =
        Section::new("Beside the peers: Hocuspocus 4.7 with SQLite, @y/websocket-server 0.1, a relay without CRDT");
    if pieces.wants("fanout") {
        fanout::measure(site, &mut section).await?;
    }
    if pieces.wants("storm") {
        storm::measure(site, &mut section).await?;
    }
    if pieces.wants("memory") {
        memory::measure(site, &mut section).await?;
    }
    if pieces.wants("kill") {
        kill::measure(site, &mut section).await?;
    }
    if pieces.wants("cold") {
        cold::measure(site, &mut section).await?;
    }
    section.note("y-websocket keeps documents in memory only: it has no cold start, and a kill takes everything");
    section.note("Hocuspocus says \"synced\" once an edit is in memory; it stores 2 to 10 s later");
    Ok(section)
}
