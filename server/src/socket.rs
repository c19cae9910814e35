//! One WebSocket: it carries frames between a connection and its room, keeps both within bounds, and reads none.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use muster_shared::id::DocId;
use muster_shared::limits::Limits;
use muster_shared::room::{Protocol, close};
use muster_shared::wire::{Frame, SUBPROTOCOL, brings_update};
use prometheus_client::metrics::counter::Counter;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Piece;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};
use tracing::{debug, warn};

use crate::http::{Attendance, Entry, Verdict};
use crate::metrics::Counted;
use crate::rooms::outbox::{Closing, Next, Outbox};
use crate::rooms::{RoomError, Rooms, Seat, Unknown};

/// How long the other end may take to answer our goodbye, or to read what was sent before it.
const GOODBYE: Duration = Duration::from_secs(2);

/// What is written at once, and the longest piece of a frame: the library's buffer never shrinks, so with whole frames
/// each connection would keep one as long as the document.
pub(crate) const WRITE_BUFFER_BYTES: usize = 16 << 10;

/// The document is gone, or there never was one.
const NO_DOCUMENT: u16 = 4404;

/// What a WebSocket runs over.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Serves a connection until either end hangs up.
pub(crate) async fn serve<S: Stream>(
    socket: WebSocketStream<S>,
    rooms: Rooms,
    doc: DocId,
    protocol: Protocol,
    unknown: Unknown,
    entry: Entry,
) {
    let limits = rooms.limits();
    let outbox = Arc::new(rooms.outbox());
    let (sink, stream) = socket.split();
    let (visitor, attendance) = match entry {
        Entry::In(visitor, attendance) => (visitor, attendance),
        Entry::Out(closing) => return say_goodbye(sink, closing).await,
    };
    match rooms.join(&doc, protocol, visitor, unknown, &outbox).await {
        Ok(seat) => {
            let _counted = Counted::new(&rooms.metrics().sessions.get_or_create(&[("protocol", name_of(protocol))]));
            let pace = limits.edits_per_second.map(|rate| Pace::new(rate, rooms.metrics().throttled_edits.clone()));
            let line = Line { limits, protocol, pace };
            carry(sink, stream, &seat, &outbox, line, attendance).await;
            seat.leave().await;
        }
        Err(refused) => {
            debug!(doc.id = %doc, error = %refused, "document {doc} cannot be joined");
            say_goodbye(sink, refusal(&refused)).await;
        }
    }
}

fn name_of(protocol: Protocol) -> String {
    match protocol {
        Protocol::Plain => "yjs".to_owned(),
        Protocol::Muster => SUBPROTOCOL.to_owned(),
    }
}

fn refusal(error: &RoomError) -> Closing {
    let code = match error {
        RoomError::NoDocument => NO_DOCUMENT,
        RoomError::Closing => close::RESTART,
        RoomError::Log(_) | RoomError::Edit(_) | RoomError::Unsteady => close::TRY_AGAIN,
    };
    Closing { code, reason: "the document cannot be opened".to_owned() }
}

/// What both ends keep to.
struct Line {
    limits: Limits,
    protocol: Protocol,
    pace: Option<Pace>,
}

/// Both directions at once: a slow reader must not keep us from hearing it, nor the other way round.
async fn carry<S: Stream>(
    mut sink: SplitSink<WebSocketStream<S>, Message>,
    mut stream: SplitStream<WebSocketStream<S>>,
    seat: &Seat,
    outbox: &Outbox,
    Line { limits, protocol, pace }: Line,
    attendance: Attendance,
) {
    // A client has one token at a time: while one is looked at, the next waits in its socket.
    let (renew, renewals) = mpsc::channel(1);
    let mut hearing = pin!(hear(&mut stream, seat, outbox, limits, pace, renew));
    let mut telling = pin!(tell(&mut sink, seat, outbox, limits, protocol));
    tokio::select! {
        // Who sent something that cannot be read is told so, and not by silence: it would come back with the same.
        () = &mut hearing => if outbox.is_closing() {
            drop(timeout(GOODBYE, &mut telling).await);
        },
        // The other end answers a goodbye by closing, and that is heard. To hang up before would be an error to it.
        () = &mut telling => drop(timeout(GOODBYE, hearing).await),
        () = attend(attendance, renewals, seat, outbox) => {}
        () = overdue(outbox) => {}
    }
}

/// Lets rights that change take effect.
async fn attend(mut attendance: Attendance, mut renewals: mpsc::Receiver<String>, seat: &Seat, outbox: &Outbox) {
    loop {
        match attendance.next(&mut renewals).await {
            Verdict::Role(role) => seat.change_role(role).await,
            Verdict::Out(Closing { code, reason }) => outbox.close(code, &reason),
        }
        if outbox.is_closing() {
            return std::future::pending().await;
        }
    }
}

/// Reads until the other end has gone or has been silent for too long.
async fn hear<S: Stream>(
    stream: &mut SplitStream<WebSocketStream<S>>,
    seat: &Seat,
    outbox: &Outbox,
    limits: Limits,
    mut pace: Option<Pace>,
    renew: mpsc::Sender<String>,
) {
    let silence = Duration::from_millis(limits.dead_after_ms);
    while let Ok(Some(heard)) = timeout(silence, stream.next()).await {
        match heard {
            _ if outbox.is_closing() => {}
            Ok(Message::Binary(bytes)) => {
                if let Some(pace) = pace.as_mut().filter(|_| brings_update(&bytes)) {
                    sleep(pace.wait(Instant::now())).await;
                }
                match token_in(&bytes) {
                    Some(token) => drop(renew.send(token).await),
                    None => seat.frame(bytes).await,
                }
            }
            Ok(Message::Text(_)) => outbox.close(close::MALFORMED, "frames are binary"),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => {}
            Err(error) => {
                debug!(%error, "a connection broke");
                if matches!(error, Error::Capacity(_) | Error::Protocol(_) | Error::Utf8(_)) {
                    outbox.close(close::MALFORMED, "what you sent cannot be read, or is longer than a document may be");
                }
                return;
            }
        }
    }
}

/// Sends what waits; a ping now and then shows whether the other end lives.
async fn tell<S: Stream>(
    sink: &mut SplitSink<WebSocketStream<S>, Message>,
    seat: &Seat,
    outbox: &Outbox,
    limits: Limits,
    protocol: Protocol,
) {
    let mut ping = every(limits.ping_every_ms);
    let mut keepalive = every(limits.keepalive_every_ms);
    loop {
        let sent = tokio::select! {
            next = outbox.next() => match next {
                Next::Send(frames) => send(sink, frames, &mut ping).await,
                Next::CatchUp => {
                    seat.catch_up().await;
                    Ok(())
                }
                Next::Close(closing) => {
                    let _ = sink.send(goodbye(closing)).await;
                    return;
                }
            },
            _ = ping.tick() => sink.send(Message::Ping(Bytes::new())).await,
            _ = keepalive.tick(), if protocol == Protocol::Plain => {
                let nobody = Frame::Awareness(&[0]).write();
                sink.send(Message::Binary(nobody.into())).await
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

fn every(ms: u64) -> Interval {
    let every = Duration::from_millis(ms);
    let mut interval = interval_at(Instant::now() + every, every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Sends frames, longer ones in pieces, between which a ping shows that something is on its way.
async fn send<S: Stream>(
    sink: &mut SplitSink<WebSocketStream<S>, Message>,
    frames: Vec<Arc<[u8]>>,
    ping: &mut Interval,
) -> Result<(), Error> {
    for frame in frames {
        let frame = Bytes::from_owner(frame);
        if frame.len() <= WRITE_BUFFER_BYTES {
            sink.feed(Message::Binary(frame)).await?;
            continue;
        }
        for piece in pieces(frame) {
            sink.feed(Message::Frame(piece)).await?;
            if ping.tick().now_or_never().is_some() {
                sink.feed(Message::Ping(Bytes::new())).await?;
            }
        }
    }
    sink.flush().await
}

/// One message as several WebSocket frames.
fn pieces(mut rest: Bytes) -> impl Iterator<Item = Piece> {
    let mut kind = Data::Binary;
    std::iter::from_fn(move || {
        let piece = (!rest.is_empty()).then(|| rest.split_to(rest.len().min(WRITE_BUFFER_BYTES)))?;
        let kind = std::mem::replace(&mut kind, Data::Continue);
        Some(Piece::message(piece, OpCode::Data(kind), rest.is_empty()))
    })
}

fn goodbye(closing: Closing) -> Message {
    Message::Close(Some(CloseFrame { code: closing.code.into(), reason: closing.reason.into() }))
}

async fn say_goodbye<S: Stream>(mut sink: SplitSink<WebSocketStream<S>, Message>, closing: Closing) {
    if timeout(GOODBYE, sink.send(goodbye(closing))).await.is_err() {
        warn!("a connection took no goodbye");
    }
}

/// Resolves when the connection should have been closed for a while and is not: the other end reads nothing.
async fn overdue(outbox: &Outbox) {
    outbox.closing().await;
    sleep(GOODBYE).await;
}

/// The token in a frame, if it brings one: it is for the door, not for the room.
fn token_in(frame: &[u8]) -> Option<String> {
    match Frame::read(frame) {
        Ok(Frame::Token(token)) => Some(token.to_owned()),
        _ => None,
    }
}

/// Lets so many edits through in a second, and so many at once. Who is faster is read more slowly; nothing is lost.
struct Pace {
    per_second: f64,
    burst: f64,
    left: f64,
    counted_at: Instant,
    throttled: Counter,
}

impl Pace {
    fn new((per_second, burst): (u32, u32), throttled: Counter) -> Self {
        Self {
            per_second: f64::from(per_second.max(1)),
            burst: f64::from(burst.max(1)),
            left: f64::from(burst.max(1)),
            counted_at: Instant::now(),
            throttled,
        }
    }

    /// How long one more edit has to wait.
    fn wait(&mut self, now: Instant) -> Duration {
        let earned = now.duration_since(self.counted_at).as_secs_f64() * self.per_second;
        self.left = (self.left + earned).min(self.burst) - 1.0;
        self.counted_at = now;
        if self.left < 0.0 {
            self.throttled.inc();
        }
        Duration::from_secs_f64((-self.left / self.per_second).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_beyond_the_burst_wait_for_their_turn() {
        let mut pace = Pace::new((50, 200), Counter::default());
        let mut now = Instant::now();
        assert!((0..200).all(|_| pace.wait(now).is_zero()));
        for _ in 0..50 {
            let wait = pace.wait(now);
            assert!(wait > Duration::from_millis(19) && wait < Duration::from_millis(21), "{wait:?}");
            now += wait;
        }
        now += Duration::from_secs(60);
        assert!((0..200).all(|_| pace.wait(now).is_zero()));
    }
}
