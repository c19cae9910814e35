//! Part `abuse`: what people who only write notice of somebody who costs as much as they can, and what the server takes for
//! a thousand connections that hold half a message each.

use std::time::Duration;

use anyhow::{Result, ensure};
use futures_util::future::join_all;
use muster_tests::abuse::{Abuse, Stage, bystanders, half_send};
use tokio::time::{Instant, sleep};

use crate::Pieces;
use crate::process::{resident, settled};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown};

/// How long each abuse lasts while it is measured.
const LENGTH: Duration = Duration::from_secs(8);
/// Until it is in full swing, or over.
const BEFORE: Duration = Duration::from_secs(1);
/// The edits that the bystanders write in a second.
const PER_SECOND: u32 = 50;
/// Edits in the history of the document that is asked for.
const N_EDITS: u64 = 20_000;
const TIMES_CALM_MAX: f64 = 1.5;

const N_HOSTILE: usize = 1_000;
/// The bytes of a message that each of them sends.
const HALF_BYTES: usize = 1 << 20;
const HOSTILE_MIB_MAX: f64 = 64.0;

pub(crate) async fn measure(site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
    let mut section = Section::new("Somebody costs as much as they can, and two people write");
    let stage = Stage::open(&site.muster, site.scratch(), N_EDITS, &[]).await?;
    // Sockets, caches and the processor come to speed.
    bystanders::write(&stage, BEFORE, PER_SECOND).await?;
    for abuse in Abuse::ALL.into_iter().filter(|abuse| pieces.wants(abuse.name())) {
        section.row(beside(&stage, abuse).await?);
    }
    drop(stage);
    if pieces.wants("memory") {
        section.row(hostile_sockets(site).await?);
    }
    section
        .note("whoever abuses runs on the same two processors; before and after each, the same two write undisturbed");
    Ok(section)
}

/// The calm is measured before and after, so that what else the machine does hits both.
async fn beside(stage: &Stage, abuse: Abuse) -> Result<Row> {
    let calm = bystanders::write(stage, LENGTH / 2, PER_SECOND).await?;
    let end = Instant::now() + BEFORE + LENGTH;
    let writing = async {
        sleep(BEFORE).await;
        bystanders::write(stage, LENGTH, PER_SECOND).await
    };
    let (abused, n_times) = tokio::join!(writing, abuse.go_on(stage, end));
    let (abused, n_times) = (abused?, n_times?);
    sleep(BEFORE).await;
    let after = bystanders::write(stage, LENGTH / 2, PER_SECOND).await?;
    let whole = [&calm, &abused, &after].iter().all(|seen| seen.is_whole());
    let calm: Samples = calm.latencies_ms.into_iter().chain(after.latencies_ms).collect();
    let abused: Samples = abused.latencies_ms.into_iter().collect();
    let row = Row::new(format!("{}, {n_times} times", abuse.name()), abused.p50_and(99, "ms"));
    let row = row.beside(format!("calm {}", calm.p50_and(99, "ms")));
    Ok(match whole {
        true => row.at_most_times(abused.percentile(99.0), calm.percentile(99.0), TIMES_CALM_MAX, "the calm p99"),
        false => row.remark("MISSED: an edit was not heard, or not kept"),
    })
}

async fn hostile_sockets(site: &Site) -> Result<Row> {
    let stage = Stage::open(&site.muster, site.scratch(), 0, &["--connections-per-address-max", "2000"]).await?;
    bystanders::write(&stage, BEFORE, PER_SECOND).await?;
    let before = settled(&stage.server).await?;
    let holding = (0..N_HOSTILE).map(|_| async {
        let mut socket = stage.with_token("reader").await?;
        // A socket that gives way is hung up on meanwhile.
        drop(half_send(&mut socket, HALF_BYTES).await);
        anyhow::Ok(socket)
    });
    let held = join_all(holding).await;
    let most = resident(stage.server.id())?;
    ensure!(held.iter().filter(|socket| socket.is_ok()).count() == N_HOSTILE, "not all could connect");
    let seen = bystanders::write(&stage, BEFORE, PER_SECOND).await?;
    ensure!(seen.is_whole(), "those who write are not served");
    let grown = (most.max(resident(stage.server.id())?) - before).max(0.0) / f64::from(1 << 20);
    let row =
        Row::new(format!("{N_HOSTILE} connections hold 1 MiB of a message each"), format!("{} MiB", shown(grown)));
    Ok(row.limit(grown, HOSTILE_MIB_MAX, "MiB more than before"))
}
