//! The bytes that a session of ten thousand edits leaves on disk, and those that were written for it.

use std::time::Duration;

use anyhow::{Context, Result};
use muster_shared::sync::wire::Frame;
use rusqlite::{Connection, OpenFlags};
use tokio::time::sleep;

use crate::partner::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{shown, shown_bytes};
use crate::updates::Trace;

const N_EDITS: usize = 10_000;
const WINDOW: usize = 100;
const TIMES_MAX: f64 = 2.0;
const STOP_MAX: Duration = Duration::from_secs(15);

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let server = site.serve(&data, &["--idle-room-ms", "100"])?;
    let mut socket = Partner::Muster.take_in(server.address, "writes").await?;
    let mut n_admitted = 0;
    for (edit, update) in Trace::new().take(N_EDITS).enumerate() {
        n_admitted += update.len();
        socket.send(Frame::Update(&update).write()).await?;
        if (edit + 1) % WINDOW == 0 {
            socket.until_acked(edit as u64 + 1).await?;
        }
    }
    drop(socket);
    // The room closes and is compacted once more.
    sleep(Duration::from_secs(2)).await;
    let written = written(server.id())?;
    server.signal("TERM")?;
    server.ended(STOP_MAX)?;
    let log = Connection::open_with_flags(data.path().join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sum = |table: &str| {
        log.query_row(&format!("SELECT total(length(bytes)) FROM {table}"), [], |row| row.get::<_, f64>(0))
    };
    let (rows, packs, snapshots) = (sum("updates")?, sum("packs")?, sum("snapshots")?);
    let stored = rows + packs + snapshots;
    let row = Row::new(format!("{N_EDITS} edits: log rows, packs and snapshots"), shown_bytes(stored as usize));
    let row =
        row.beside(format!("of updates {}; snapshots {}", shown_bytes(n_admitted), shown_bytes(snapshots as usize)));
    section.row(row.at_most_times(stored, n_admitted as f64, TIMES_MAX, "the updates"));
    let n_packed = n_admitted as f64 - rows;
    let row = Row::new("… old updates in packs", shown_bytes(packs as usize));
    section.row(row.remark(format!("{} of what they were", shown(packs / n_packed))));
    let row = Row::new("… written to the disk meanwhile", shown_bytes(written as usize));
    section.row(row.remark(format!("{} times the updates", shown(written / n_admitted as f64))));
    Ok(())
}

/// The bytes that a process has had written to disks.
fn written(pid: u32) -> Result<f64> {
    let io = std::fs::read_to_string(format!("/proc/{pid}/io"))?;
    let line = io.lines().find_map(|line| line.strip_prefix("write_bytes: ")).context("bytes written")?;
    Ok(line.parse()?)
}
