//! One hostile connection: what it says, what is due for that, and whether the server does it.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_shared::sync::wire::{Frame, SUBPROTOCOL};
use tokio_tungstenite::tungstenite::Message;

use super::Toll;
use super::inputs::{Attacker, Due, due};
use crate::socket::{Said, Socket};

/// Things said on one connection, unless it is closed before.
const SEQUENCE_MAX: usize = 24;
/// How RFC 6455 calls a message of a type that is not taken.
const UNSUPPORTED: u16 = 1003;
/// The state vector of somebody who has nothing.
const NOTHING: &[u8] = &[0];

/// One connection, and what has been said and heard on it.
struct Visit {
    socket: Socket,
    muster: bool,
    n_changes: u64,
    acked: u64,
    nacked: u64,
    /// The code of the server's goodbye.
    closed: Option<u16>,
    answered: bool,
}

/// A connection that says what `said` holds and then hostile things, which it notes there.
pub(super) async fn visit(
    address: SocketAddr,
    doc: &str,
    attacker: &mut Attacker,
    said: &mut Vec<Vec<u8>>,
    muster: bool,
    rng: &mut Rng,
) -> Result<Toll> {
    let socket = Socket::open(address, &format!("/sync/{doc}"), muster.then_some(SUBPROTOCOL)).await?;
    let n_changes = said.len() as u64;
    let mut visit = Visit { socket, muster, n_changes, acked: 0, nacked: 0, closed: None, answered: false };
    for frame in said.iter() {
        visit.socket.feed(frame.clone()).await?;
    }
    // A client that waits for each answer knows better what the document has, and comes closer to updates that it
    // takes.
    let patient = muster && rng.bool();
    let mut n_inputs = 0;
    let mut last = Due::Nothing;
    // A client of another kind that is refused is hung up on; whatever it says after that races with the goodbye.
    let over = |last| matches!(last, Due::Close(_)) || (last == Due::Outcome && !muster);
    for _ in 0..rng.usize(1..=SEQUENCE_MAX) {
        let frame = attacker.frame();
        said.push(frame.clone());
        last = visit.say(frame).await;
        n_inputs += 1;
        if over(last) {
            break;
        }
        if patient && last == Due::Outcome && visit.is_refused().await? {
            attacker.forget();
        }
    }
    if rng.u8(0..200) == 0 && !over(last) {
        n_inputs += 1;
        last = Due::Close(UNSUPPORTED);
        said.push(b"text".to_vec());
        let _ = visit.socket.say(Message::text("frames are binary")).await;
    }
    visit.end(last).await?;
    let n_closed = u64::from(visit.closed.is_some());
    Ok(Toll {
        n_inputs,
        n_nacked: visit.nacked,
        n_acked: visit.acked.saturating_sub(visit.nacked),
        n_closed,
        ..Toll::default()
    })
}

impl Visit {
    /// Says something; answers what is due for it.
    async fn say(&mut self, frame: Vec<u8>) -> Due {
        let due = due(&frame, self.muster);
        self.n_changes += u64::from(due == Due::Outcome);
        // The server may have hung up already; that shows in what it said.
        let _ = self.socket.feed(frame).await;
        due
    }

    /// Whether the change that was said last is refused.
    async fn is_refused(&mut self) -> Result<bool> {
        let nacked = self.nacked;
        self.socket.flush().await?;
        while self.acked < self.n_changes && self.closed.is_none() {
            self.listen().await?;
        }
        Ok(self.nacked > nacked)
    }

    async fn listen(&mut self) -> Result<()> {
        match self.socket.listen().await? {
            Said::Goodbye(code) => self.closed = Some(code),
            Said::Frame(bytes) => match Frame::read(&bytes)? {
                Frame::Ack(seq) => self.acked = seq,
                Frame::Nack(nack) => {
                    ensure!(nack.seq > self.acked && nack.seq <= self.n_changes, "{nack:?} after ack {}", self.acked);
                    self.nacked += 1;
                }
                Frame::Step2(_) => self.answered = true,
                _ => {}
            },
        }
        Ok(())
    }

    /// Every change has its outcome, and a last question its answer; or the connection is closed, if that is due.
    async fn end(&mut self, last: Due) -> Result<()> {
        let _ = self.socket.feed(Frame::Step1(NOTHING).write()).await;
        let _ = self.socket.flush().await;
        loop {
            if let Some(code) = self.closed {
                let refused = last == Due::Outcome && !self.muster && code == 4403;
                ensure!(refused || last == Due::Close(code), "closed with {code} where {last:?} is due");
                return Ok(());
            }
            if self.answered && !matches!(last, Due::Close(_)) && (self.acked == self.n_changes || !self.muster) {
                return Ok(());
            }
            let (acked, n) = (self.acked, self.n_changes);
            self.listen().await.with_context(|| format!("{last:?} is due, {acked} of {n} are acked"))?;
        }
    }
}
