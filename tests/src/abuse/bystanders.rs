//! People who do nothing but write, beside whatever else happens: when each edit was heard, and whether all were.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use futures_util::SinkExt;
use muster_shared::sync::wire::Frame;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, GetString, ReadTxn, Text, Transact, Update, WriteTxn};

use super::Stage;
use crate::cast::THEIRS;
use crate::socket::{In, Out, Socket, next};

/// The text they write.
const TEXT: &str = "mission";
/// How long the last deliveries may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The edits as the bystanders saw them.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// From sending each edit until the other one heard it, in milliseconds.
    pub latencies_ms: Vec<f64>,
    /// Edits that were sent.
    pub n_sent: usize,
    /// Edits that the other one heard.
    pub n_heard: usize,
    /// Edits that the server said are kept.
    pub n_acked: usize,
}

impl Seen {
    /// Whether everything was heard and kept.
    pub fn is_whole(&self) -> bool {
        self.n_sent == self.n_heard && self.n_sent == self.n_acked
    }
}

impl Seen {
    /// When so many of a hundred edits had been heard, in milliseconds.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let mut sorted = self.latencies_ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// How many characters somebody who comes is told.
///
/// # Errors
/// When they cannot connect.
pub async fn read(stage: &Stage) -> Result<usize> {
    Ok(length(&join(stage, "owner").await?.1))
}

/// Lets the leader write a character so often a second, for so long, in a charter of which the owner hears.
///
/// # Errors
/// When they cannot connect, or one of their connections ends.
pub async fn write(stage: &Stage, length: Duration, per_second: u32) -> Result<Seen> {
    let (mut writer, written) = join(stage, "leader").await?;
    let (reader, heard) = join(stage, "owner").await?;
    writer.flush().await?;
    let n_edits = (length.as_secs_f64() * f64::from(per_second)) as usize;
    let end = Instant::now() + length + PATIENCE;
    let (out, back) = writer.split();
    let (_quiet, ahead) = reader.split();
    let typing = tokio::spawn(type_on(out, written, n_edits, per_second));
    let keeping = tokio::spawn(hear_acks(back, n_edits, end));
    let hearing = tokio::spawn(hear(ahead, heard, n_edits, end));
    let (sent, _out) = typing.await??;
    let (heard, n_acked) = (hearing.await??, keeping.await?);
    let latency = |(sent, heard): (&Instant, &Instant)| heard.duration_since(*sent).as_secs_f64() * 1e3;
    let latencies_ms = sent.iter().zip(&heard).map(latency).collect();
    Ok(Seen { latencies_ms, n_sent: sent.len(), n_heard: heard.len(), n_acked })
}

/// A connection that has been told all there is, and its copy.
async fn join(stage: &Stage, who: &str) -> Result<(Socket, Doc)> {
    let mut socket = stage.signed_in(who, THEIRS).await?;
    let doc = Doc::new();
    let vector = doc.transact().state_vector().encode_v1();
    socket.send(Frame::Step1(&vector).write()).await?;
    let told = socket.until(|frame| if let Frame::Step2(update) = frame { Some(update.to_vec()) } else { None });
    doc.transact_mut().apply_update(Update::decode_v1(&told.await?)?)?;
    Ok((socket, doc))
}

async fn type_on(mut out: Out, doc: Doc, n_edits: usize, per_second: u32) -> Result<(Vec<Instant>, Out)> {
    let begin = Instant::now();
    let mut sent = Vec::with_capacity(n_edits);
    for edit in 0..n_edits {
        sleep_until(begin + Duration::from_secs_f64(edit as f64 / f64::from(per_second))).await;
        let update = {
            let mut txn = doc.transact_mut();
            let text = txn.get_or_insert_text(TEXT);
            text.push(&mut txn, "x");
            txn.encode_update_v1()
        };
        sent.push(Instant::now());
        out.send(Message::Binary(Frame::Update(&update).write().into())).await?;
    }
    // The connection lasts until everything sent is acknowledged, which its other half waits for.
    Ok((sent, out))
}

/// How many edits the server has said are kept.
async fn hear_acks(mut back: In, n_edits: usize, end: Instant) -> usize {
    let mut n_acked = 0;
    while n_acked < n_edits {
        let Ok(Ok(bytes)) = timeout_at(end, next(&mut back)).await else { break };
        if let Ok(Frame::Ack(seq)) = Frame::read(&bytes) {
            n_acked = usize::try_from(seq).unwrap_or(usize::MAX);
        }
    }
    n_acked
}

/// When each edit was heard.
async fn hear(mut ahead: In, doc: Doc, n_edits: usize, end: Instant) -> Result<Vec<Instant>> {
    let n_before = length(&doc);
    let mut heard = Vec::with_capacity(n_edits);
    while heard.len() < n_edits {
        let Ok(bytes) = timeout_at(end, next(&mut ahead)).await else { break };
        match Frame::read(&bytes.context("the one who listens was put out")?)? {
            Frame::Update(update) | Frame::Step2(update) => {
                doc.transact_mut().apply_update(Update::decode_v1(update)?)?
            }
            Frame::Receipted(receipted) => doc.transact_mut().apply_update(Update::decode_v1(receipted.update)?)?,
            Frame::Nack(nack) => bail!("refused: {nack:?}"),
            _ => continue,
        }
        ensure!(length(&doc) >= n_before, "what was there is gone");
        heard.resize(length(&doc) - n_before, Instant::now());
    }
    Ok(heard)
}

fn length(doc: &Doc) -> usize {
    let text = doc.get_or_insert_text(TEXT);
    text.get_string(&doc.transact()).len()
}
