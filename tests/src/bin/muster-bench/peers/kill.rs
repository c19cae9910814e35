//! The edits that `kill -9` takes: those that were acknowledged, and those that somebody else had seen.

use std::time::Duration;

use anyhow::Result;
use futures_util::SinkExt;
use muster_shared::sync::gate::{Gate, Schema, parse};
use muster_shared::sync::wire::Frame;
use muster_tests::socket::{In, next};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;

use crate::partner::{Partner, Word};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::updates::{authors, typed_at_end};

const PER_SECOND: u64 = 200;
/// Edits before the kill, another number each time.
const N_EDITS: [u64; 3] = [700, 1_300, 2_100];
const AUTHOR: u64 = 1 << 31;
const DOC: &str = "killed";

/// The edits that one kill took, of how many.
#[derive(Default)]
struct Loss {
    acked: u64,
    seen: u64,
    acked_lost: u64,
    seen_lost: u64,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let ours = losses(site, Partner::Muster).await?;
    let mut beside = Vec::new();
    for partner in Partner::PEERS {
        beside.push(format!("{} {}", partner.name(), line(&losses(site, partner).await?)));
    }
    let n_lost = ours.acked_lost + ours.seen_lost;
    let row = Row::new(format!("lost by kill -9, {} kills at {PER_SECOND} edits/s", N_EDITS.len()), line(&ours));
    section.row(row.beside(beside.join("; ")).remark(if n_lost == 0 { "kept" } else { "MISSED" }));
    Ok(())
}

fn line(loss: &Loss) -> String {
    let acked =
        if loss.acked == 0 { "acks none".to_owned() } else { format!("{} of {} acked", loss.acked_lost, loss.acked) };
    format!("{acked}, {} of {} seen", loss.seen_lost, loss.seen)
}

async fn losses(site: &Site, partner: Partner) -> Result<Loss> {
    let mut sum = Loss::default();
    for n_edits in N_EDITS {
        let one = loss(site, partner, n_edits).await?;
        sum.acked += one.acked;
        sum.seen += one.seen;
        sum.acked_lost += one.acked_lost;
        sum.seen_lost += one.seen_lost;
    }
    Ok(sum)
}

async fn loss(site: &Site, partner: Partner, n_edits: u64) -> Result<Loss> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    let (mut out, back) = partner.take_in(server.address, DOC).await?.split();
    let (_quiet, other) = partner.take_in(server.address, DOC).await?.split();
    let acked = tokio::spawn(count_acked(partner, back));
    let seen = tokio::spawn(count_seen(partner, other));
    let begin = Instant::now();
    for edit in 0..n_edits {
        let update = typed_at_end(AUTHOR, u32::try_from(edit)?, "t");
        sleep_until(begin + Duration::from_micros(edit * 1_000_000 / PER_SECOND)).await;
        out.send(Message::Binary(partner.write(DOC, &Frame::Update(&update)).into())).await?;
    }
    server.kill()?;
    let (acked, seen) = (acked.await?, seen.await?);
    let server = partner.serve(site, data.path())?;
    let (_socket, told) = partner.join(server.address, DOC).await?;
    let mut gate = Gate::new(Schema::Any);
    gate.admit(&parse(&told)?)?;
    let there = u64::from(gate.state_vector().get(AUTHOR));
    Ok(Loss { acked, seen, acked_lost: acked.saturating_sub(there), seen_lost: seen.saturating_sub(there) })
}

/// How many edits were acked before the connection broke.
async fn count_acked(partner: Partner, mut stream: In) -> u64 {
    let mut n = 0;
    while let Ok(bytes) = next(&mut stream).await {
        match partner.read(&bytes) {
            Ok(Word::Frame(Frame::Ack(seq))) => n = seq,
            Ok(Word::Synced) => n += 1,
            _ => {}
        }
    }
    n
}

/// How many edits somebody else saw before the connection broke.
async fn count_seen(partner: Partner, mut stream: In) -> u64 {
    let mut n = 0;
    while let Ok(bytes) = next(&mut stream).await {
        if let Ok(Word::Frame(Frame::Update(update))) = partner.read(&bytes) {
            let last = authors(update).into_iter().map(|(_, clock)| u64::from(clock) + 1).max();
            n = n.max(last.unwrap_or_default());
        }
    }
    n
}
