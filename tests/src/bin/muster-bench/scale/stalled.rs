//! One reader stops reading among ten who write: the others do not notice, the server does not grow, and the one is
//! up to date soon after it reads again.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::sync::gate::{Gate, Schema, parse};
use muster_shared::sync::lib0::Writer;
use muster_shared::sync::wire::Frame;
use muster_tests::socket::{In, Said, Socket, next};
use tokio::time::{Instant, sleep_until, timeout};

use crate::partner::Partner;
use crate::process::{resident, settled};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown};

const N_WRITERS: usize = 10;
const PER_SECOND: u64 = 200;
const LENGTH: Duration = Duration::from_secs(30);
/// Long enough that what nobody reads fills every buffer on the way.
const EDIT_BYTES: usize = 2 << 10;
/// Of either kind.
const ROUNDS: usize = 2;
const TIMES_MAX: f64 = 1.2;
const GROWTH_MB_MAX: f64 = 5.0;
const CONVERGED_MS_MAX: f64 = 1_000.0;
const FIRST_WRITER: u64 = 1 << 31;

struct Round {
    others: Samples,
    growth_mb: f64,
    /// From reading again to knowing everything; 0 if nobody stalled.
    converged_ms: f64,
    /// Whether the reader had to come back for that.
    came_back: bool,
}

impl Round {
    /// All samples, the least growth, as what an allocator keeps beyond need differs from run to run, and the slowest
    /// coming back.
    fn and(mut self, other: Self) -> Self {
        self.others.extend(other.others);
        Self {
            others: self.others,
            growth_mb: self.growth_mb.min(other.growth_mb),
            converged_ms: self.converged_ms.max(other.converged_ms),
            came_back: self.came_back || other.came_back,
        }
    }
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let (mut calm, mut stalled) = (round(site, false).await?, round(site, true).await?);
    // In turn, so that what else the machine does hits both.
    for _ in 1..ROUNDS {
        calm = calm.and(round(site, false).await?);
        stalled = stalled.and(round(site, true).await?);
    }
    let row = Row::new("one of 11 readers stalls for 30 s: the others", stalled.others.p50_and(99, "ms"));
    let row = row.beside(format!("nobody stalls {}", calm.others.p50_and(99, "ms")));
    section.row(row.at_most_times(
        stalled.others.percentile(99.0),
        calm.others.percentile(99.0),
        TIMES_MAX,
        "the calm p99",
    ));
    let more = stalled.growth_mb - calm.growth_mb;
    let row =
        Row::new("… the server grows, beyond what it grows when nobody stalls", format!("{} MB", shown(more.max(0.0))));
    let row =
        row.beside(format!("{} MB, and {} MB when nobody stalls", shown(stalled.growth_mb), shown(calm.growth_mb)));
    section.row(row.limit(more, GROWTH_MB_MAX, "MB"));
    let how = if stalled.came_back { "after its next handshake" } else { "on the same connection" };
    let row = Row::new("… it is up to date again", format!("{} ms {how}", shown(stalled.converged_ms)));
    section.row(row.limit(stalled.converged_ms, CONVERGED_MS_MAX, "ms"));
    section.note(format!("{PER_SECOND} edits of {EDIT_BYTES} bytes a second; {ROUNDS} runs of either kind in turn"));
    Ok(())
}

async fn round(site: &Site, stalls: bool) -> Result<Round> {
    let data = site.folder()?;
    let server = Partner::Muster.serve(site, data.path())?;
    let doc = "stalled";
    let mut reader = Some(Partner::Muster.take_in(server.address, doc).await?);
    let (mut outs, mut hearing) = (Vec::new(), Vec::new());
    let start = Instant::now();
    let n_edits = LENGTH.as_secs() * PER_SECOND;
    // Both rounds have as many connections: here the one that may stall reads like everybody else.
    let _reads = reader.take_if(|_| !stalls).map(|reader| {
        let (out, back) = reader.split();
        hearing.push(tokio::spawn(hear(back, start, n_edits, None)));
        out
    });
    for writer in 0..N_WRITERS {
        let (out, back) = Partner::Muster.take_in(server.address, doc).await?.split();
        outs.push(out);
        let writer = FIRST_WRITER + writer as u64;
        hearing.push(tokio::spawn(hear(back, start, n_edits - n_edits / N_WRITERS as u64, Some(writer))));
    }
    let before = resident(server.id())?;
    let begin = Instant::now();
    let mut clocks = [0_u32; N_WRITERS];
    for edit in 0..n_edits {
        let writer = edit as usize % N_WRITERS;
        sleep_until(begin + Duration::from_micros(edit * 1_000_000 / PER_SECOND)).await;
        let update = stamped(FIRST_WRITER + writer as u64, &mut clocks[writer], start.elapsed());
        let frame = Frame::Update(&update).write();
        futures_util::SinkExt::send(&mut outs[writer], tokio_tungstenite::tungstenite::Message::Binary(frame.into()))
            .await?;
    }
    let mut others = Samples::default();
    for one in hearing {
        others.extend(one.await??);
    }
    // Memory for compacting is given back by then; the frames that wait for the one who reads nothing are not.
    let growth_mb = (settled(&server).await? - before) / 1e6;
    let n_characters: u64 = clocks.iter().copied().map(u64::from).sum();
    let (converged_ms, came_back) = match reader {
        Some(reader) => converge(reader, server.address, doc, n_characters).await?,
        None => (0.0, false),
    };
    Ok(Round { others, growth_mb, converged_ms, came_back })
}

/// An edit that says when it was made: a text of its own under a root of its writer.
fn stamped(client: u64, clock: &mut u32, at: Duration) -> Vec<u8> {
    let text = format!("{:020}{}", at.as_nanos(), "x".repeat(EDIT_BYTES - 20));
    let mut writer = Writer::new();
    writer.uint(1).uint(1).uint(client).uint((*clock).into());
    match clock.checked_sub(1) {
        Some(before) => writer.u8(0x84).uint(client).uint(before.into()),
        None => writer.u8(4).uint(1).string("t"),
    };
    writer.string(&text).uint(0);
    *clock += u32::try_from(text.len()).unwrap_or_default();
    writer.into_bytes()
}

/// When an update was made, if it says so.
fn stamp(update: &[u8]) -> Option<Duration> {
    let at = update.windows(20).position(|window| window.iter().all(u8::is_ascii_digit))?;
    let nanos: u64 = std::str::from_utf8(&update[at..at + 20]).ok()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// Hears until it knows every edit of the others, as they happen or, where it was too slow for that, told later.
async fn hear(mut stream: In, start: Instant, n_edits: u64, own: Option<u64>) -> Result<Samples> {
    let (mut samples, mut gate) = (Samples::default(), Gate::new(Schema::Any));
    let known = |gate: &Gate| -> u64 {
        let clocks = gate.state_vector().0;
        clocks.iter().filter(|(client, _)| Some(**client) != own).map(|(_, clock)| u64::from(*clock)).sum()
    };
    while known(&gate) < n_edits * EDIT_BYTES as u64 {
        let heard = timeout(Duration::from_secs(20), next(&mut stream)).await;
        let bytes = heard.with_context(|| format!("{own:?} hears no more"))??;
        match Frame::read(&bytes) {
            Ok(Frame::Update(update)) => {
                let made = stamp(update).context("an edit says when it was made")?;
                samples.add((start.elapsed().saturating_sub(made)).as_secs_f64() * 1e3);
                gate.admit(&parse(update)?)?;
            }
            Ok(Frame::Step2(update)) => drop(gate.admit(&parse(update)?)?),
            _ => {}
        }
    }
    Ok(samples)
}

/// Reads again until it knows every character; comes back if it was sent away.
async fn converge(mut reader: Socket, address: SocketAddr, doc: &str, n_characters: u64) -> Result<(f64, bool)> {
    let mut gate = Gate::new(Schema::Any);
    let (mut start, mut came_back) = (Instant::now(), false);
    loop {
        let known: u64 = gate.state_vector().0.values().copied().map(u64::from).sum();
        ensure!(known <= n_characters, "it knows more than there is");
        if known == n_characters {
            return Ok((start.elapsed().as_secs_f64() * 1e3, came_back));
        }
        match reader.listen().await? {
            Said::Frame(bytes) => {
                if let Ok(Frame::Step2(update) | Frame::Update(update)) = Frame::read(&bytes) {
                    gate.admit(&parse(update)?)?;
                }
            }
            Said::Goodbye(_) if came_back => bail!("it was sent away twice"),
            Said::Goodbye(_) => {
                (start, came_back) = (Instant::now(), true);
                reader = Partner::Muster.connect(address, doc).await?;
                reader.send(Frame::Step1(&gate.state_vector().encode()).write()).await?;
            }
        }
    }
}
