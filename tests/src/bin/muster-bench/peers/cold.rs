//! Opening a large document after a restart.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::gate::{Gate, Schema, parse};
use muster_shared::wire::Frame;
use muster_tests::socket::{Said, Socket};
use tokio::time::{Instant, sleep};

use crate::partner::{Partner, Word};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;
use crate::updates::Trace;

const N_EDITS: usize = 260_000;
const ROUNDS: usize = 5;
/// Edits sent before it is waited for that they have been taken.
const WINDOW: usize = 500;
/// Hocuspocus stores 10 s after the first edit that is not stored, at the latest.
const STORED_AFTER: Duration = Duration::from_secs(12);
const STOP_MAX: Duration = Duration::from_secs(60);
/// Of the better peer's time.
const TIMES_PEER_MAX: f64 = 0.25;
const DOC: &str = "cold";

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let ours = open_cold(site, Partner::Muster).await?;
    let theirs = open_cold(site, Partner::Hocuspocus).await?;
    let row = Row::new(format!("cold open of {N_EDITS} edits"), ours.median_and_range("ms"));
    let row = row.beside(format!("hocuspocus {}", theirs.median_and_range("ms")));
    section.row(row.at_most_times(ours.median(), theirs.median(), TIMES_PEER_MAX, "the peer"));
    Ok(())
}

async fn open_cold(site: &Site, partner: Partner) -> Result<Samples> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    let (socket, n_written) = fill(partner, server.address, DOC, N_EDITS).await?;
    if partner == Partner::Hocuspocus {
        sleep(STORED_AFTER).await;
    }
    drop(socket);
    server.signal("TERM")?;
    server.ended(STOP_MAX)?;
    let mut samples = Samples::default();
    for _ in 0..ROUNDS {
        let server = partner.serve(site, data.path())?;
        sleep(Duration::from_millis(500)).await;
        let start = Instant::now();
        let (_socket, told) = partner.join(server.address, DOC).await?;
        samples.add_ms(start.elapsed());
        check(&told, n_written).with_context(|| partner.name())?;
        server.signal("TERM")?;
        server.ended(STOP_MAX)?;
    }
    Ok(samples)
}

/// Fast and wrong does not count: everything that was written must be there.
fn check(told: &[u8], n_written: u64) -> Result<()> {
    let mut gate = Gate::new(Schema::Any);
    gate.admit(&parse(told)?)?;
    let n_told: u64 = gate.state_vector().0.values().copied().map(u64::from).sum();
    ensure!(n_told == n_written, "{n_written} characters were written, {n_told} came back");
    Ok(())
}

/// Writes so many edits of the trace from one connection; answers it and how many characters were written.
pub(super) async fn fill(partner: Partner, address: SocketAddr, doc: &str, n_edits: usize) -> Result<(Socket, u64)> {
    let mut socket = partner.take_in(address, doc).await?;
    let mut trace = Trace::new();
    let mut n_taken = 0;
    for n_sent in 1..=n_edits {
        let update = trace.next().context("the trace goes on for ever")?;
        socket.feed(partner.write(doc, &Frame::Update(&update))).await?;
        if n_sent % WINDOW == 0 || n_sent == n_edits {
            socket.flush().await?;
            until_taken(partner, &mut socket, &mut n_taken, n_sent).await?;
        }
    }
    Ok((socket, trace.n_written()))
}

/// Waits until everything sent has been taken: acked, "synced", or said again.
async fn until_taken(partner: Partner, socket: &mut Socket, n_taken: &mut usize, n_sent: usize) -> Result<()> {
    while *n_taken < n_sent {
        let Said::Frame(bytes) = socket.listen().await? else { bail!("{} hung up", partner.name()) };
        match partner.read(&bytes)? {
            Word::Frame(Frame::Ack(seq)) => *n_taken = usize::try_from(seq)?,
            Word::Synced => *n_taken += 1,
            // It says every edit to everybody, its author among them.
            Word::Frame(Frame::Update(_)) if partner == Partner::YWebsocket => *n_taken += 1,
            _ => {}
        }
    }
    Ok(())
}
