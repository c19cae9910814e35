//! Part `cold`: opening a document of 100,000 edits after a restart, next to sending the same bytes from a file.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use muster_shared::sync::wire::Frame;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::large::{Filled, ROUNDS, STOP_MAX, fill, reopen};
use crate::partner::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown, shown_bytes};
use muster_tests::socket::Socket;

/// Edits of the document.
pub(crate) const N_EDITS: usize = 100_000;
const FILL_MAX: Duration = Duration::from_secs(240);
const DOC: &str = "cold";

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let data = site.folder()?;
    let writing = timeout(FILL_MAX, write(site, &data)).await;
    let (filled, took) = writing.context("filling the document took too long")??;
    let disk = OnDisk::of(data.path())?;
    let (ours, told) = reopen(site, Partner::Muster, data.path(), DOC, filled.n_written).await?;
    let theirs = from_file(site, &data, &told).await?;
    let mut section = Section::new(format!("A document of {N_EDITS} edits, opened after a restart of the server"));
    let row = Row::new("connect → step 2, new client", ours.median_and_range("ms"));
    let row = row.beside(format!("file over WebSocket {}", theirs.median_and_range("ms")));
    section.row(row.times(ours.median(), theirs.median()));
    section.row(
        Row::new("database on disk: log and snapshot", shown_bytes(disk.database))
            .beside(format!("the updates alone {}", shown_bytes(filled.n_bytes)))
            .times(disk.database as f64, filled.n_bytes as f64),
    );
    section.row(Row::new("write-ahead file beside it", shown_bytes(disk.ahead)).remark("used again and again"));
    section.row(Row::new("sent to the new client", shown_bytes(told.len())));
    let per_second = format!("{} edits/s, all acknowledged", shown(N_EDITS as f64 / took.as_secs_f64()));
    section.row(Row::new("taking the edits from one connection", per_second));
    section.note(format!("median (least to most) of {ROUNDS} restarts; the operating system has the files in memory"));
    section.note("20 people in 40 texts, 12 characters at a time at random places, every tenth edit a deletion");
    Ok(section)
}

/// Writes the document; answers what was written, how long that took, and stops the server.
async fn write(site: &Site, data: &TempDir) -> Result<(Filled, Duration)> {
    let server = Partner::Muster.serve(site, data.path())?;
    let start = Instant::now();
    let filled = fill(Partner::Muster, server.address, DOC, N_EDITS).await?;
    let took = start.elapsed();
    server.signal("TERM")?;
    server.ended(STOP_MAX)?;
    Ok((filled, took))
}

/// The same number of bytes, read from a file by a process that has just started.
async fn from_file(site: &Site, data: &TempDir, told: &[u8]) -> Result<Samples> {
    let file = data.path().join("told");
    std::fs::write(&file, told)?;
    let mut samples = Samples::default();
    for _ in 0..ROUNDS {
        let relay = site.relay(Some(file.clone()))?;
        sleep(Duration::from_millis(500)).await;
        let start = Instant::now();
        let mut socket = Socket::connect(relay.address, DOC).await?;
        socket.send(Frame::Step1(&[0]).write()).await?;
        let came = socket.hear().await?;
        samples.add_ms(start.elapsed());
        ensure!(came.len() == told.len(), "the file came back in another length");
    }
    Ok(samples)
}

/// The sizes of what lies in a data folder, in bytes.
#[derive(Default)]
struct OnDisk {
    database: usize,
    /// Written before the database; it does not grow with the document.
    ahead: usize,
}

impl OnDisk {
    fn of(folder: &Path) -> Result<Self> {
        let mut sizes = Self::default();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            let n_bytes = if about.is_file() { usize::try_from(about.len())? } else { 0 };
            let is_ahead = entry.file_name().to_string_lossy().ends_with("-wal");
            *(if is_ahead { &mut sizes.ahead } else { &mut sizes.database }) += n_bytes;
        }
        Ok(sizes)
    }
}
