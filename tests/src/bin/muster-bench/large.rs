//! A large document: written edit by edit, and opened after restarts of its server.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::sync::gate::{Gate, Schema, parse};
use muster_shared::sync::wire::Frame;
use muster_tests::socket::{Said, Socket};
use tokio::time::{Instant, sleep};

use crate::partner::{Partner, Word};
use crate::site::Site;
use crate::stats::Samples;
use crate::updates::Trace;

/// How often it is opened after a restart.
pub(crate) const ROUNDS: usize = 5;
/// How long a server may take to stop.
pub(crate) const STOP_MAX: Duration = Duration::from_secs(60);
/// Edits sent before it is waited for that they have been taken.
const WINDOW: usize = 500;

/// A document that was written.
pub(crate) struct Filled {
    /// The socket of the client who wrote it, still there.
    pub(crate) socket: Socket,
    /// Characters ever written.
    pub(crate) n_written: u64,
    /// Of all updates together.
    pub(crate) n_bytes: usize,
}

/// Writes so many edits of the trace from one connection, and waits until all of them have been taken.
pub(crate) async fn fill(partner: Partner, address: SocketAddr, doc: &str, n_edits: usize) -> Result<Filled> {
    let mut socket = partner.take_in(address, doc).await?;
    let (mut trace, mut n_bytes, mut n_taken) = (Trace::new(), 0, 0);
    for n_sent in 1..=n_edits {
        let update = trace.next().context("the trace goes on for ever")?;
        n_bytes += update.len();
        socket.feed(partner.write(doc, &Frame::Update(&update))).await?;
        if n_sent % WINDOW == 0 || n_sent == n_edits {
            socket.flush().await?;
            until_taken(partner, &mut socket, &mut n_taken, n_sent).await?;
        }
    }
    Ok(Filled { socket, n_written: trace.n_written(), n_bytes })
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

/// Opens it after each of some restarts; answers how long that took, and what was told.
pub(crate) async fn reopen(
    site: &Site,
    partner: Partner,
    data: &Path,
    doc: &str,
    n_written: u64,
) -> Result<(Samples, Vec<u8>)> {
    let (mut samples, mut last) = (Samples::default(), Vec::new());
    for _ in 0..ROUNDS {
        let server = partner.serve(site, data)?;
        sleep(Duration::from_millis(500)).await;
        let start = Instant::now();
        let (_socket, told) = partner.join(server.address, doc).await?;
        samples.add_ms(start.elapsed());
        check(&told, n_written).with_context(|| partner.name())?;
        server.signal("TERM")?;
        server.ended(STOP_MAX)?;
        last = told;
    }
    Ok((samples, last))
}

/// Fast and wrong does not count: everything that was written must be there.
fn check(told: &[u8], n_written: u64) -> Result<()> {
    let mut gate = Gate::new(Schema::Any);
    gate.admit(&parse(told)?)?;
    let n_told: u64 = gate.state_vector().0.values().copied().map(u64::from).sum();
    ensure!(n_told == n_written, "{n_written} characters were written, {n_told} came back");
    Ok(())
}
