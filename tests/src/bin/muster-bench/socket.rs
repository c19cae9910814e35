//! A raw `muster.1` WebSocket: frames in, frames out, no copy of the document in between to be measured along.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use muster_shared::wire::{Frame, SUBPROTOCOL};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// How long one answer may take before the part counts as failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The state vector of somebody who has nothing.
const NOTHING: &[u8] = &[0];

pub(crate) type Out = SplitSink<WebSocketStream<TcpStream>, Message>;
pub(crate) type In = SplitStream<WebSocketStream<TcpStream>>;

/// One connection.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects to a document, or to the relay, which looks at no path.
    pub(crate) async fn connect(address: SocketAddr, doc: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}/sync/{doc}").into_client_request()?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static(SUBPROTOCOL));
        let (socket, _) = client_async_with_config(request, stream, Some(unbounded())).await?;
        Ok(Self(socket))
    }

    /// Connects and is told all there is; answers that too.
    pub(crate) async fn joined(address: SocketAddr, doc: &str) -> Result<(Self, Vec<u8>)> {
        let mut socket = Self::connect(address, doc).await?;
        socket.send(Frame::Step1(NOTHING).write()).await?;
        let told = socket.until(|frame| if let Frame::Step2(update) = frame { Some(update.to_vec()) } else { None });
        let told = told.await?;
        Ok((socket, told))
    }

    pub(crate) async fn send(&mut self, frame: Vec<u8>) -> Result<()> {
        Ok(self.0.send(Message::Binary(frame.into())).await?)
    }

    /// Writes a frame that may wait for the next flush.
    pub(crate) async fn feed(&mut self, frame: Vec<u8>) -> Result<()> {
        Ok(self.0.feed(Message::Binary(frame.into())).await?)
    }

    pub(crate) async fn flush(&mut self) -> Result<()> {
        Ok(self.0.flush().await?)
    }

    /// The next binary message.
    pub(crate) async fn hear(&mut self) -> Result<Bytes> {
        timeout(PATIENCE, next(&mut self.0)).await.context("nothing came")?
    }

    /// Hears until a frame is what is waited for.
    pub(crate) async fn until<T>(&mut self, mut wanted: impl FnMut(Frame<'_>) -> Option<T>) -> Result<T> {
        loop {
            let bytes = self.hear().await?;
            let frame = Frame::read(&bytes)?;
            if let Frame::Nack(nack) = frame {
                bail!("the server refused an edit: {nack:?}");
            }
            if let Some(found) = wanted(frame) {
                return Ok(found);
            }
        }
    }

    /// Hears until everything up to the frame of this number is on disk.
    pub(crate) async fn until_acked(&mut self, seq: u64) -> Result<()> {
        self.until(|frame| matches!(frame, Frame::Ack(acked) if acked >= seq).then_some(())).await
    }

    pub(crate) fn split(self) -> (Out, In) {
        self.0.split()
    }
}

/// The next binary message of either half or whole.
pub(crate) async fn next(
    stream: &mut (impl StreamExt<Item = Result<Message, tokio_tungstenite::tungstenite::Error>> + Unpin),
) -> Result<Bytes> {
    loop {
        match stream.next().await.context("the other end hung up")?? {
            Message::Binary(bytes) => return Ok(bytes),
            Message::Close(frame) => bail!("the other end hung up: {frame:?}"),
            _ => {}
        }
    }
}

/// The answer of a big document is one message.
fn unbounded() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(None).max_frame_size(None)
}
