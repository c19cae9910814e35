//! A raw WebSocket: frames in, frames out, no copy of the document in between to be measured along or to be hurt.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use muster_shared::sync::wire::{Frame, SUBPROTOCOL};
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

/// The half of a socket that sends.
pub type Out = SplitSink<WebSocketStream<TcpStream>, Message>;
/// The half of a socket that hears.
pub type In = SplitStream<WebSocketStream<TcpStream>>;

/// A message of the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A binary message.
    Frame(Bytes),
    /// It hung up.
    Goodbye(u16),
}

/// One connection.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects to a document, or to the relay, which looks at no path.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn connect(address: SocketAddr, doc: &str) -> Result<Self> {
        Self::open(address, &format!("/sync/{doc}"), Some(SUBPROTOCOL)).await
    }

    /// Connects to a path, asking for a sub-protocol or as any Yjs client does.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn open(address: SocketAddr, path: &str, protocol: Option<&'static str>) -> Result<Self> {
        let protocol = protocol.map(|protocol| ("sec-websocket-protocol", protocol));
        Self::with(address, path, protocol.as_slice()).await
    }

    /// Connects to a path with header lines of one's own.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn with(address: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value)?);
        }
        let (socket, _) = client_async_with_config(request, stream, Some(unbounded())).await?;
        Ok(Self(socket))
    }

    /// Connects and is told all there is; answers that too.
    ///
    /// # Errors
    /// When it is not told.
    pub async fn joined(address: SocketAddr, doc: &str) -> Result<(Self, Vec<u8>)> {
        let mut socket = Self::connect(address, doc).await?;
        socket.send(Frame::Step1(NOTHING).write()).await?;
        let told = socket.until(|frame| if let Frame::Step2(update) = frame { Some(update.to_vec()) } else { None });
        let told = told.await?;
        Ok((socket, told))
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn send(&mut self, frame: Vec<u8>) -> Result<()> {
        Ok(self.0.send(Message::Binary(frame.into())).await?)
    }

    /// Sends any message.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn say(&mut self, message: Message) -> Result<()> {
        Ok(self.0.send(message).await?)
    }

    /// The next frame, or the code of the other end's goodbye; 1006 if there was none.
    ///
    /// # Errors
    /// When nothing comes.
    pub async fn listen(&mut self) -> Result<Said> {
        loop {
            return Ok(match timeout(PATIENCE, self.0.next()).await.context("nothing came")? {
                Some(Ok(Message::Binary(bytes))) => Said::Frame(bytes),
                Some(Ok(Message::Close(frame))) => Said::Goodbye(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Said::Goodbye(1006),
            });
        }
    }

    /// Writes a frame that may wait for the next flush.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn feed(&mut self, frame: Vec<u8>) -> Result<()> {
        Ok(self.0.feed(Message::Binary(frame.into())).await?)
    }

    /// Sends what waits.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn flush(&mut self) -> Result<()> {
        Ok(self.0.flush().await?)
    }

    /// The next binary message.
    ///
    /// # Errors
    /// When the other end hangs up or says nothing.
    pub async fn hear(&mut self) -> Result<Bytes> {
        timeout(PATIENCE, next(&mut self.0)).await.context("nothing came")?
    }

    /// Hears until a frame is what is waited for.
    ///
    /// # Errors
    /// When the other end hangs up, says nothing, or refuses an edit.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(Frame<'_>) -> Option<T>) -> Result<T> {
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
    ///
    /// # Errors
    /// As [`Socket::until`].
    pub async fn until_acked(&mut self, seq: u64) -> Result<()> {
        self.until(|frame| matches!(frame, Frame::Ack(acked) if acked >= seq).then_some(())).await
    }

    /// Both directions.
    pub fn split(self) -> (Out, In) {
        self.0.split()
    }
}

/// The next binary message of either half or whole.
///
/// # Errors
/// When the other end hangs up.
pub async fn next(
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
