//! A WebSocket as the two ways of a connection: messages in, messages and pings out.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use muster_shared::sync::limits::Limits;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::time::{Interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Piece;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};
use tracing::debug;

use super::serving::GOODBYE;
use super::ways::{Ear, Gone, Heard, Mouth, Refusal, TOO_LONG, every, refusal_of, rfc6455};
use crate::intake::{Breach, Held};
use crate::rooms::outbox::Closing;

/// The bytes that are written at once, and the longest piece of a frame: the library's buffer never shrinks, so with
/// whole frames each connection would keep one as long as the document.
pub(super) const WRITE_BUFFER_BYTES: usize = 16 << 10;

/// The bytes before a client's control frame: its head and its mask.
const CONTROL_HEAD_BYTES: usize = 6;

/// The stream that a WebSocket runs over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// The half that hears.
pub(super) struct SocketEar<S> {
    stream: SplitStream<WebSocketStream<S>>,
    silence: Duration,
}

/// The half that tells.
pub(super) struct SocketMouth<S> {
    sink: SplitSink<WebSocketStream<S>, Message>,
    ping: Interval,
}

/// Both halves of a WebSocket.
pub(super) fn halves<S: Stream>(socket: WebSocketStream<S>, limits: &Limits) -> (SocketEar<S>, SocketMouth<S>) {
    let (sink, stream) = socket.split();
    let silence = Duration::from_millis(limits.dead_after_ms);
    (SocketEar { stream, silence }, SocketMouth { sink, ping: every(limits.ping_every_ms) })
}

/// Lets go of what was half read at once, and throws away what is still on its way: to hang up before all of it is read
/// would take our goodbye back.
pub(super) async fn drain<S: Stream>(ear: SocketEar<S>, mouth: SocketMouth<S>, held: &Held) {
    let Ok(socket) = ear.stream.reunite(mouth.sink) else { return };
    let mut rest = socket.into_inner();
    held.discard();
    let mut scratch = [0; 1 << 10];
    let reading = async { while rest.read(&mut scratch).await.is_ok_and(|n_bytes| n_bytes > 0) {} };
    drop(timeout(GOODBYE, reading).await);
}

impl<S: Stream> Ear for SocketEar<S> {
    async fn hear(&mut self, held: &Held) -> Heard {
        let Ok(Some(heard)) = timeout(self.silence, self.stream.next()).await else { return Heard::End(None) };
        match &heard {
            Ok(Message::Ping(bytes) | Message::Pong(bytes)) => held.release_some(CONTROL_HEAD_BYTES + bytes.len()),
            Ok(_) => held.release(),
            Err(_) => {}
        }
        match heard {
            Ok(Message::Binary(bytes)) => Heard::Frame(bytes),
            Ok(Message::Text(_)) => Heard::Unspoken((rfc6455::UNSUPPORTED, "text", "frames are binary")),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => Heard::Sign,
            Err(error) => {
                debug!(%error, "a connection broke");
                Heard::End(what_is_wrong(&error))
            }
        }
    }
}

/// The refusal of what cannot be read; nothing where the other end has just gone.
fn what_is_wrong(error: &Error) -> Option<Refusal> {
    Some(match error {
        Error::Capacity(_) => TOO_LONG,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => return None,
        Error::Protocol(_) => (rfc6455::PROTOCOL, "protocol", "this is not the WebSocket protocol"),
        Error::Utf8(_) => (rfc6455::NOT_A_TEXT, "not_a_text", "a text is not UTF-8"),
        Error::Io(error) => refusal_of(Breach::of(error)?),
        _ => return None,
    })
}

impl<S: Stream> SocketMouth<S> {
    /// Sends messages, longer ones in pieces, between which a ping shows that something is on its way.
    pub(super) async fn write(&mut self, messages: impl Iterator<Item = Bytes> + Send) -> Result<(), Gone> {
        for message in messages {
            if message.len() <= WRITE_BUFFER_BYTES {
                self.feed(Message::Binary(message)).await?;
                continue;
            }
            // Boxed: few messages are as long, and every idle connection would hold room for it.
            Box::pin(self.feed_in_pieces(message)).await?;
        }
        self.sink.flush().await.map_err(|_| Gone)
    }

    async fn feed_in_pieces(&mut self, message: Bytes) -> Result<(), Gone> {
        for piece in pieces(message) {
            self.feed(Message::Frame(piece)).await?;
            if self.ping.tick().now_or_never().is_some() {
                self.feed(Message::Ping(Bytes::new())).await?;
            }
        }
        Ok(())
    }

    async fn feed(&mut self, message: Message) -> Result<(), Gone> {
        self.sink.feed(message).await.map_err(|_| Gone)
    }
}

impl<S: Stream> Mouth for SocketMouth<S> {
    async fn begin(&mut self) -> Result<(), Gone> {
        Ok(())
    }

    async fn send(&mut self, frames: Vec<Arc<[u8]>>) -> Result<(), Gone> {
        self.write(frames.into_iter().map(Bytes::from_owner)).await
    }

    async fn due(&mut self) {
        self.ping.tick().await;
    }

    async fn sign(&mut self) -> Result<(), Gone> {
        self.sink.send(Message::Ping(Bytes::new())).await.map_err(|_| Gone)
    }

    async fn goodbye(&mut self, Closing { code, reason }: Closing) {
        let goodbye = CloseFrame { code: code.into(), reason: reason.into() };
        let _ = self.sink.send(Message::Close(Some(goodbye))).await;
    }
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
