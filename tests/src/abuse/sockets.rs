//! Abuse over WebSockets.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use futures_util::future::join_all;
use muster_shared::sync::state_vector::StateVector;
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::presence::{self, Presence};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Piece;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use yrs::{Doc, Text, Transact, WriteTxn};

use super::Stage;
use crate::socket::Socket;

/// Connections of one abuser.
const SOCKETS: usize = 4;
/// Connections that each hold half a message.
const HALVES: usize = 200;
/// The bytes of such a message that have been sent so far.
const HALF_BYTES: usize = 900 << 10;
/// A piece of it.
const PIECE_BYTES: usize = 64 << 10;
/// Present clients of one abuser, and what each says of itself.
const PRESENT: u64 = 60;
const STATE_BYTES: usize = 3_900;
/// The bytes that an editor writes and deletes at once.
const GROWTH_BYTES: usize = 400 << 10;

/// Sends the beginning of a message of which nothing more will come.
///
/// # Errors
/// When the server hangs up meanwhile.
pub async fn half_send(socket: &mut Socket, n_bytes: usize) -> Result<()> {
    let mut kind = Data::Binary;
    for begin in (0..n_bytes).step_by(PIECE_BYTES) {
        let piece = vec![99; PIECE_BYTES.min(n_bytes - begin)];
        socket.say(Message::Frame(Piece::message(piece, OpCode::Data(kind), false))).await?;
        kind = Data::Continue;
    }
    Ok(())
}

/// Says one thing after another over a few connections of one abuser until `end`, coming back when hung up on. The
/// server's answers are read, as they would be by somebody who wants them.
async fn say_on(stage: &Stage, role: &str, end: Instant, say: impl Fn(u64) -> Vec<u8>) -> Result<u64> {
    let count = AtomicU64::new(0);
    let saying = (0..SOCKETS).map(|_| async {
        while Instant::now() < end {
            let Ok(socket) = stage.with_token(role).await else {
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            drop(timeout_at(end, say_over(socket, &count, &say)).await);
        }
    });
    join_all(saying).await;
    Ok(count.into_inner())
}

async fn say_over(socket: Socket, count: &AtomicU64, say: &impl Fn(u64) -> Vec<u8>) -> Result<()> {
    use futures_util::{SinkExt, StreamExt};
    let (mut out, mut back) = socket.split();
    let talking = async {
        loop {
            let nth = count.fetch_add(1, Ordering::Relaxed);
            out.send(Message::Binary(say(nth).into())).await?;
        }
    };
    tokio::select! {
        outcome = talking => outcome,
        () = async { while let Some(Ok(_)) = back.next().await {} } => Ok(()),
    }
}

pub(super) async fn half_sent(stage: &Stage, end: Instant) -> Result<u64> {
    let count = AtomicU64::new(0);
    let holding = (0..HALVES).map(|_| async {
        while Instant::now() < end {
            let Ok(mut socket) = stage.with_token("reader").await else {
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            count.fetch_add(1, Ordering::Relaxed);
            if half_send(&mut socket, HALF_BYTES).await.is_ok() {
                drop(timeout_at(end, async { while socket.hear().await.is_ok() {} }).await);
            }
            // A client that was put out does not come back at once, or it would only measure how fast one can connect.
            sleep(Duration::from_millis(500)).await;
        }
    });
    join_all(holding).await;
    Ok(count.into_inner())
}

pub(super) async fn questions(stage: &Stage, end: Instant) -> Result<u64> {
    say_on(stage, "reader", end, |nth| {
        let vector = StateVector([(1 << 40 | nth, 1)].into());
        Frame::Step1(&vector.encode()).write()
    })
    .await
}

pub(super) async fn presence(stage: &Stage, end: Instant) -> Result<u64> {
    say_on(stage, "reader", end, |nth| {
        let clock = u32::try_from(nth + 1).unwrap_or(u32::MAX);
        let state = Some(format!("{{\"x\":\"{}\"}}", "y".repeat(STATE_BYTES)));
        let all: Vec<Presence> =
            (0..PRESENT).map(|client| Presence { client: 1 << 40 | client, clock, state: state.clone() }).collect();
        Frame::Awareness(&presence::write(all.iter())).write()
    })
    .await
}

pub(super) async fn who_is_here(stage: &Stage, end: Instant) -> Result<u64> {
    say_on(stage, "reader", end, |_| Frame::QueryAwareness.write()).await
}

pub(super) async fn unknown(stage: &Stage, end: Instant) -> Result<u64> {
    let message = vec![99; 1 << 20];
    say_on(stage, "reader", end, move |_| message.clone()).await
}

/// One connection, as the updates of one build on each other.
pub(super) async fn growth(stage: &Stage, end: Instant) -> Result<u64> {
    let mut count = 0;
    while Instant::now() < end {
        let Ok(socket) = stage.with_token("editor").await else {
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let counted = AtomicU64::new(0);
        let doc = Doc::new();
        let storm = |nth: u64| {
            let mut txn = doc.transact_mut();
            let text = txn.get_or_insert_text("goal");
            if nth.is_multiple_of(2) {
                text.insert(&mut txn, 0, &"z".repeat(GROWTH_BYTES));
            } else {
                text.remove_range(&mut txn, 0, GROWTH_BYTES as u32);
            }
            Frame::Update(&txn.encode_update_v1()).write()
        };
        drop(timeout_at(end, say_over(socket, &counted, &storm)).await);
        count += counted.into_inner();
    }
    Ok(count)
}
