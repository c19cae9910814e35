//! The time this disk takes to make 64 bytes durable: no honest acknowledgement is faster.

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::stats::Samples;

const TIMES_MAX: usize = 200;
const TIME_MAX: Duration = Duration::from_secs(5);
/// Ends before the round beside it does.
const PAUSE: Duration = Duration::from_millis(20);

/// Appends 64 bytes and calls `fdatasync`, again and again, in a thread of its own.
pub(crate) async fn syncs(folder: PathBuf) -> Result<Samples> {
    tokio::task::spawn_blocking(move || {
        let mut file = std::fs::File::create(folder.join("fdatasync"))?;
        let (start, mut samples) = (Instant::now(), Samples::default());
        while samples.len() < TIMES_MAX && start.elapsed() < TIME_MAX {
            let begun = Instant::now();
            file.write_all(&[7; 64])?;
            file.sync_data()?;
            samples.add_ms(begun.elapsed());
            std::thread::sleep(PAUSE);
        }
        Ok(samples)
    })
    .await?
}
