//! Hundreds of readers on one document, each of them present, while a few people type and move their carets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use muster_shared::sync::wire::{Frame, presence, presence::Presence};
use muster_tests::socket::{In, Socket, next};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::partner::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;
use crate::updates::{authors, typed_at_end};

const N_READERS: usize = 500;
const N_WRITERS: usize = 4;
const PER_SECOND: u64 = 20;
const N_EDITS: usize = 300;
const PATIENCE: Duration = Duration::from_secs(10);
const P95_MS_MAX: f64 = 100.0;
const FIRST_WRITER: u64 = 1 << 31;
const DOC: &str = "readers";

/// When each edit was sent, in nanoseconds since the start.
type Sent = Arc<(Instant, Vec<AtomicU64>)>;

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let server = Partner::Muster.serve(site, data.path())?;
    let sent: Sent = Arc::new((Instant::now(), (0..N_EDITS).map(|_| AtomicU64::new(0)).collect()));
    let end = Instant::now() + Duration::from_secs(N_EDITS as u64 / PER_SECOND) + PATIENCE + Duration::from_secs(20);
    let mut reading = Vec::new();
    let mut outs = Vec::new();
    for reader in 0..N_READERS {
        let mut socket = Partner::Muster.take_in(server.address, DOC).await?;
        socket.send(here(reader as u64, 1)).await?;
        let (out, back) = socket.split();
        outs.push(out);
        reading.push(tokio::spawn(read(back, Arc::clone(&sent), end)));
    }
    let mut writers = Vec::new();
    for _ in 0..N_WRITERS {
        writers.push(Partner::Muster.take_in(server.address, DOC).await?);
    }
    write(&mut writers, &sent).await?;
    let (mut samples, mut n_missing) = (Samples::default(), 0);
    for reader in reading {
        let one = reader.await?;
        n_missing += N_EDITS - one.len();
        samples.extend(one);
    }
    let row = Row::new(format!("edit → each of {N_READERS} readers with presence"), samples.p50_and(95, "ms"));
    let row = row.beside(format!("{PER_SECOND} edits and as many carets a second, {n_missing} undelivered"));
    let row = row.limit(samples.percentile(95.0), P95_MS_MAX, "ms");
    section.row(if n_missing > 0 { row.remark(format!("MISSED: {n_missing} undelivered")) } else { row });
    Ok(())
}

fn here(client: u64, clock: u32) -> Vec<u8> {
    let state = Some(format!("{{\"user\":{{\"name\":\"Reader {client}\"}},\"caret\":{clock}}}"));
    Frame::Awareness(&presence::write([Presence { client, clock, state }].iter())).write()
}

async fn write(writers: &mut [Socket], sent: &Sent) -> Result<()> {
    let begin = Instant::now();
    for edit in 0..N_EDITS {
        let (writer, clock) = (edit % N_WRITERS, u32::try_from(edit / N_WRITERS)?);
        let client = FIRST_WRITER + writer as u64;
        sleep_until(begin + Duration::from_micros(edit as u64 * 1_000_000 / PER_SECOND)).await;
        let update = typed_at_end(client, clock, &format!("t{writer}"));
        sent.1[edit].store(sent.0.elapsed().as_nanos() as u64, Ordering::Release);
        writers[writer].send(Frame::Update(&update).write()).await?;
        writers[writer].send(here(client, clock + 1)).await?;
    }
    Ok(())
}

/// Hears every edit, or what came until the end.
async fn read(mut stream: In, sent: Sent, end: Instant) -> Samples {
    let mut samples = Samples::default();
    while samples.len() < N_EDITS {
        let Ok(Ok(bytes)) = timeout_at(end, next(&mut stream)).await else { break };
        if let Ok(Frame::Update(update)) = Frame::read(&bytes)
            && let Some((client, clock)) = authors(update).pop()
        {
            let edit = clock as usize * N_WRITERS + (client - FIRST_WRITER) as usize;
            let at = sent.1[edit].load(Ordering::Acquire);
            samples.add((sent.0.elapsed().as_nanos() as f64 - at as f64) / 1e6);
        }
    }
    samples
}
