//! One WebSocket: it carries frames between a connection and its room, keeps both within bounds, and reads none.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use muster_shared::id::DocId;
use muster_shared::kinds::unnamed;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{Protocol, close};
use muster_shared::sync::wire::{Frame, Purpose, SUBPROTOCOL};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Piece;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};
use tracing::{debug, warn};

use super::connection_rights::{Attendance, Entry, Verdict};
use crate::intake::{Breach, Held};
use crate::log::LogError;
use crate::metrics::{Counted, Metrics};
use crate::purse::{Purse, Purses};
use crate::rooms::outbox::{Closing, Meter, Next, Outbox};
use crate::rooms::{RoomError, Rooms, Seat, Unknown};

/// How long the other end may take to answer our goodbye, or to read what was sent before it.
const GOODBYE: Duration = Duration::from_secs(2);

/// How long a refusal may take to be sent, while what was refused is still held.
const REFUSAL: Duration = Duration::from_millis(100);

/// The bytes that are written at once, and the longest piece of a frame: the library's buffer never shrinks, so with
/// whole frames each connection would keep one as long as the document.
pub(crate) const WRITE_BUFFER_BYTES: usize = 16 << 10;

/// The document is gone, or there never was one.
pub(crate) const NO_DOCUMENT: u16 = 4404;

/// The close codes of RFC 6455 for what is wrong with a message as such. None of them is for good: what was to be sent
/// may come through another way.
mod rfc6455 {
    /// The other end breaks the protocol.
    pub(super) const PROTOCOL: u16 = 1002;
    /// A message of a kind that is not spoken here.
    pub(super) const UNSUPPORTED: u16 = 1003;
    /// A text that is none.
    pub(super) const NOT_A_TEXT: u16 = 1007;
    /// A message takes too long.
    pub(super) const POLICY: u16 = 1008;
    /// A message is too long.
    pub(super) const TOO_LONG: u16 = 1009;
}

/// A first sync may take so many times as long as another message.
const FIRST_SYNC_TIMES: u32 = 5;

/// The stream that a WebSocket runs over.
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
    reading: Reading,
) {
    let limits = rooms.limits();
    let (sink, stream) = socket.split();
    let (visitor, attendance) = match entry {
        Entry::In(visitor, attendance) => (visitor, attendance),
        Entry::Out(closing) => return say_goodbye(sink, closing).await,
    };
    let Reading { held, purses, message_time } = reading;
    let purse = purses.of(&visitor, &doc, rooms.metrics());
    held.is_paid_by(purse.clone());
    held.allow(limits.frame_bytes_max);
    let meter = Meter { held: Arc::clone(&held), purse: Arc::clone(&purse) };
    let outbox = Arc::new(rooms.outbox().metered(meter));
    match rooms.join(&doc, protocol, visitor, unknown, &outbox).await {
        Ok(seat) => {
            let _counted = Counted::new(&rooms.metrics().sessions.get_or_create(&[("protocol", name_of(protocol))]));
            let metrics = Arc::clone(rooms.metrics());
            let line = Line { limits, protocol, held, purse, purses, message_time, metrics };
            carry(sink, stream, &seat, &outbox, line, attendance).await;
            seat.leave().await;
        }
        Err(refused) => {
            debug!(doc.id = unnamed(&doc), error = %refused, "document {} cannot be joined", unnamed(&doc));
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
        RoomError::NoDocument | RoomError::Log(LogError::NewerKind(_)) => NO_DOCUMENT,
        RoomError::Closing => close::RESTART,
        RoomError::Log(_) | RoomError::Edit(_) | RoomError::Unsteady | RoomError::Full => close::TRY_AGAIN,
    };
    let reason = match error {
        RoomError::Log(LogError::NewerKind(_)) => "the document is of a kind that this server does not know",
        _ => "the document cannot be opened",
    };
    Closing { code, reason: reason.to_owned() }
}

/// How a connection is read.
pub(crate) struct Reading {
    /// The bytes it holds half read.
    pub(crate) held: Arc<Held>,
    /// The purses that pay for it.
    pub(crate) purses: Arc<Purses>,
    /// How long a message may take.
    pub(crate) message_time: Duration,
}

/// The bounds that both ends keep to.
struct Line {
    limits: Limits,
    protocol: Protocol,
    held: Arc<Held>,
    purse: Arc<Purse>,
    purses: Arc<Purses>,
    message_time: Duration,
    metrics: Arc<Metrics>,
}

impl Line {
    /// How long the message that is being read may take.
    fn time(&self) -> Duration {
        let times = if self.held.may_upload(self.limits.frame_bytes_max) { FIRST_SYNC_TIMES } else { 1 };
        self.message_time * times
    }

    /// Closes the connection because of a message, with the truth.
    fn refuse(&self, outbox: &Outbox, (code, why, reason): (u16, &str, &str)) {
        self.metrics.refused_messages.get_or_create(&[("why", why.to_owned())]).inc();
        outbox.close(code, reason);
    }
}

/// Both directions at once: a slow reader must not keep us from hearing it, nor the other way round.
async fn carry<S: Stream>(
    mut sink: SplitSink<WebSocketStream<S>, Message>,
    mut stream: SplitStream<WebSocketStream<S>>,
    seat: &Seat,
    outbox: &Outbox,
    line: Line,
    attendance: Attendance,
) {
    // A client has one token at a time: while one is looked at, the next waits in its socket.
    let (renew, renewals) = mpsc::channel(1);
    let was_refused = {
        let mut hearing = pin!(hear(&mut stream, seat, outbox, &line, renew));
        let mut telling = pin!(tell(&mut sink, seat, outbox, line.limits, line.protocol));
        tokio::select! {
            // A client that sent an unreadable frame is told so, and not by silence: it would come back with the same.
            () = &mut hearing => {
                let is_refused = outbox.is_closing();
                if is_refused {
                    drop(timeout(REFUSAL, &mut telling).await);
                }
                is_refused
            }
            // The other end answers a goodbye by closing, and that is heard. To hang up before would be an error to it.
            () = &mut telling => {
                drop(timeout(GOODBYE, hearing).await);
                false
            }
            () = attend(attendance, renewals, seat, outbox, &line) => false,
            () = overdue(outbox) => false,
        }
    };
    if was_refused && let Ok(socket) = stream.reunite(sink) {
        // Boxed: no idle connection needs room for it.
        Box::pin(drain(socket, &line.held)).await;
    }
}

/// Lets go of what was half read at once, and throws away what is still on its way: to hang up before all of it is read
/// would take our goodbye back.
async fn drain<S: Stream>(socket: WebSocketStream<S>, held: &Held) {
    let mut rest = socket.into_inner();
    held.discard();
    let mut scratch = [0; 1 << 10];
    let reading = async { while rest.read(&mut scratch).await.is_ok_and(|n_bytes| n_bytes > 0) {} };
    drop(timeout(GOODBYE, reading).await);
}

/// Lets rights that change take effect.
async fn attend(
    mut attendance: Attendance,
    mut renewals: mpsc::Receiver<String>,
    seat: &Seat,
    outbox: &Outbox,
    line: &Line,
) {
    loop {
        match attendance.next(&mut renewals).await {
            Verdict::Changed(rights) => {
                line.purse.keep_to(line.purses.bounds_of(rights.rank), Instant::now());
                seat.change_rights(rights).await;
            }
            Verdict::Out(Closing { code, reason }) => outbox.close(code, &reason),
        }
        if outbox.is_closing() {
            return std::future::pending().await;
        }
    }
}

/// Reads until the other end has gone, has been silent for too long, or takes too long for a message.
async fn hear<S: Stream>(
    stream: &mut SplitStream<WebSocketStream<S>>,
    seat: &Seat,
    outbox: &Outbox,
    line: &Line,
    renew: mpsc::Sender<String>,
) {
    let silence = Duration::from_millis(line.limits.dead_after_ms);
    loop {
        let heard = tokio::select! {
            heard = timeout(silence, stream.next()) => heard,
            () = line.held.overdue(|| line.time()) => {
                return line.refuse(outbox, (rfc6455::POLICY, "slow", "a message took too long to come whole"));
            }
        };
        let Ok(Some(heard)) = heard else { return };
        match &heard {
            Ok(Message::Ping(bytes) | Message::Pong(bytes)) => line.held.release_some(CONTROL_HEAD_BYTES + bytes.len()),
            Ok(_) => line.held.release(),
            Err(_) => {}
        }
        match heard {
            _ if outbox.is_closing() => {}
            Ok(Message::Binary(bytes)) => take(bytes, seat, &line.purse, &renew).await,
            Ok(Message::Text(_)) => line.refuse(outbox, (rfc6455::UNSUPPORTED, "text", "frames are binary")),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => {}
            Err(error) => {
                debug!(%error, "a connection broke");
                if let Some(refused) = what_is_wrong(&error) {
                    line.refuse(outbox, refused);
                }
                return;
            }
        }
    }
}

/// The bytes before a client's control frame: its head and its mask.
const CONTROL_HEAD_BYTES: usize = 6;

/// Hands a frame on, once whoever sent it can pay for it. A token is for the door, everything else for the room.
async fn take(bytes: Bytes, seat: &Seat, purse: &Purse, renew: &mpsc::Sender<String>) {
    let purpose = Purpose::of(&bytes);
    pause(purse.wait_for(purpose, Instant::now())).await;
    match token_in(&bytes, purpose) {
        Some(token) => drop(renew.send(token).await),
        None => seat.frame(bytes).await,
    }
}

/// Sleeps, if at all: even the shortest sleep takes a millisecond.
async fn pause(wait: Duration) {
    if !wait.is_zero() {
        sleep(wait).await;
    }
}

/// The code, the metric's word and the sentence for what cannot be read; nothing where the other end has just gone.
fn what_is_wrong(error: &Error) -> Option<(u16, &'static str, &'static str)> {
    const TOO_LONG: (u16, &str, &str) = (rfc6455::TOO_LONG, "too_long", "the message is longer than you may send");
    Some(match error {
        Error::Capacity(_) => TOO_LONG,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => return None,
        Error::Protocol(_) => (rfc6455::PROTOCOL, "protocol", "this is not the WebSocket protocol"),
        Error::Utf8(_) => (rfc6455::NOT_A_TEXT, "not_a_text", "a text is not UTF-8"),
        Error::Io(error) => match Breach::of(error)? {
            Breach::TooLong => TOO_LONG,
            Breach::GivesWay => (close::TRY_AGAIN, "gives_way", "too many messages are half sent; send this one again"),
        },
        _ => return None,
    })
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

/// The token in a frame, if it brings one. Every other frame is read once, in its room, and so is a token that cannot be
/// read: the room says so.
fn token_in(frame: &[u8], purpose: Purpose) -> Option<String> {
    match (purpose == Purpose::Token).then(|| Frame::read(frame)) {
        Some(Ok(Frame::Token(token))) => Some(token.to_owned()),
        _ => None,
    }
}
