//! A Yjs client over a real socket: it keeps a copy, and waits for what it is promised.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use muster_shared::sync::wire::{Frame, Hello, Nack, Receipted, SUBPROTOCOL};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, GetString, ReadTxn, StateVector, Text, Transact, Update, WriteTxn};

/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message that a client has heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The server's first word.
    Hello(Hello),
    /// Everything up to this frame is on disk.
    Ack(u64),
    /// A frame was refused.
    Nack(Nack),
    /// A frame of y-protocols; it has been taken into the copy.
    Synced,
    /// The server hung up, with this code.
    Closed(u16),
}

/// A client with its copy of one document, a text called `t`.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Its copy.
    pub doc: Doc,
    /// Document-changing frames sent so far.
    pub n_sent: u64,
    /// The last ack heard.
    pub acked: u64,
    /// Bytes of frames heard so far.
    pub n_bytes: usize,
}

impl Client {
    /// Connects as our own page does.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn muster(address: SocketAddr, doc: &str) -> Result<Self> {
        Self::connect(address, doc, Some(SUBPROTOCOL), Doc::new()).await
    }

    /// Connects as our own page does, and has been told all there is.
    ///
    /// # Errors
    /// When the upgrade is refused, or the server hangs up.
    pub async fn synced(address: SocketAddr, doc: &str) -> Result<Self> {
        let mut client = Self::muster(address, doc).await?;
        client.sync().await?;
        Ok(client)
    }

    /// Connects as any Yjs client does.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn plain(address: SocketAddr, doc: &str) -> Result<Self> {
        Self::connect(address, doc, None, Doc::new()).await
    }

    /// Connects with a copy one already has.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn connect(address: SocketAddr, doc: &str, protocol: Option<&'static str>, copy: Doc) -> Result<Self> {
        let protocol = protocol.map(|protocol| ("sec-websocket-protocol", protocol));
        Self::with(address, doc, protocol.as_slice(), copy).await
    }

    /// Connects with header lines of one's own.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn with(address: SocketAddr, doc: &str, headers: &[(&'static str, &str)], copy: Doc) -> Result<Self> {
        let mut request = format!("ws://{address}/sync/{doc}").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value)?);
        }
        let (socket, _) = connect_async(request).await?;
        Ok(Self { socket, doc: copy, n_sent: 0, acked: 0, n_bytes: 0 })
    }

    /// Sends a frame as it stands.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn send(&mut self, frame: &[u8]) -> Result<()> {
        Ok(self.socket.send(Message::Binary(frame.to_vec().into())).await?)
    }

    /// Says what the copy has and waits until it has been told what it lacks.
    ///
    /// # Errors
    /// When the server hangs up first.
    pub async fn sync(&mut self) -> Result<()> {
        let vector = self.doc.transact().state_vector().encode_v1();
        self.send(&Frame::Step1(&vector).write()).await?;
        loop {
            let bytes = self.next_frame().await?;
            let told = matches!(Frame::read(&bytes), Ok(Frame::Step2(_)));
            self.take(&bytes).await?;
            if told {
                return Ok(());
            }
        }
    }

    /// Types at the start of the text and sends it; answers the frame's number.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn insert(&mut self, content: &str) -> Result<u64> {
        let update = {
            let mut txn = self.doc.transact_mut();
            let text = txn.get_or_insert_text("t");
            text.insert(&mut txn, 0, content);
            txn.encode_update_v1()
        };
        self.update(&update).await
    }

    /// Removes a part of the text and sends that; answers the frame's number.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn remove(&mut self, at: u32, len: u32) -> Result<u64> {
        let update = {
            let mut txn = self.doc.transact_mut();
            let text = txn.get_or_insert_text("t");
            text.remove_range(&mut txn, at, len);
            txn.encode_update_v1()
        };
        self.update(&update).await
    }

    /// Sends an update as it stands; answers the frame's number.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn update(&mut self, update: &[u8]) -> Result<u64> {
        self.send(&Frame::Update(update).write()).await?;
        self.n_sent += 1;
        Ok(self.n_sent)
    }

    /// The text of the copy.
    pub fn text(&self) -> String {
        let text = self.doc.get_or_insert_text("t");
        text.get_string(&self.doc.transact())
    }

    /// The next thing the server says.
    ///
    /// # Errors
    /// When nothing comes or it makes no sense.
    pub async fn hear(&mut self) -> Result<Heard> {
        let message = timeout(PATIENCE, self.socket.next()).await.context("the server said nothing")?;
        match message.context("the server broke off")?? {
            Message::Binary(bytes) => self.take(&bytes).await,
            Message::Close(frame) => Ok(Heard::Closed(frame.map_or(1005, |frame| frame.code.into()))),
            _ => Box::pin(self.hear()).await,
        }
    }

    /// The next thing the server says, if it says anything so soon.
    ///
    /// # Errors
    /// When the connection breaks or what comes makes no sense.
    pub async fn hear_within(&mut self, soon: Duration) -> Result<Option<Heard>> {
        let Ok(message) = timeout(soon, self.socket.next()).await else { return Ok(None) };
        Ok(match message.context("the server broke off")?? {
            Message::Binary(bytes) => Some(self.take(&bytes).await?),
            Message::Close(frame) => Some(Heard::Closed(frame.map_or(1005, |frame| frame.code.into()))),
            _ => None,
        })
    }

    /// Says goodbye and waits for the answer: by then the server has read everything that was sent before.
    ///
    /// # Errors
    /// When the connection breaks first.
    pub async fn leave(mut self) -> Result<Doc> {
        self.socket.close(None).await?;
        while let Some(message) = timeout(PATIENCE, self.socket.next()).await.context("the server said nothing")? {
            message?;
        }
        Ok(self.doc)
    }

    /// Hears until `wanted` is heard.
    ///
    /// # Errors
    /// When the server hangs up first.
    pub async fn until(&mut self, mut wanted: impl FnMut(&Self, &Heard) -> bool) -> Result<Heard> {
        loop {
            let heard = self.hear().await?;
            match heard {
                heard if wanted(self, &heard) => return Ok(heard),
                Heard::Closed(code) => bail!("the server hung up with {code}"),
                _ => {}
            }
        }
    }

    /// Waits until the server has said that everything sent is on disk.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_saved(&mut self) -> Result<()> {
        while self.acked < self.n_sent {
            self.until(|_, heard| matches!(heard, Heard::Ack(_))).await?;
        }
        Ok(())
    }

    /// Waits until the copy says `text`.
    ///
    /// # Errors
    /// When it never does.
    pub async fn until_text(&mut self, text: &str) -> Result<()> {
        while self.text() != text {
            self.until(|_, heard| matches!(heard, Heard::Synced)).await?;
        }
        Ok(())
    }

    /// Waits until the server hangs up; answers the code.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_closed(&mut self) -> Result<u16> {
        match self.until(|_, heard| matches!(heard, Heard::Closed(_))).await? {
            Heard::Closed(code) => Ok(code),
            other => bail!("{other:?} is no goodbye"),
        }
    }

    /// The next frame as it comes, not taken into the copy.
    ///
    /// # Errors
    /// When nothing comes or the server hangs up.
    pub async fn next_frame(&mut self) -> Result<Vec<u8>> {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await.context("the server said nothing")?;
            match message.context("the server broke off")?? {
                Message::Binary(bytes) => return Ok(bytes.to_vec()),
                Message::Close(frame) => bail!("the server hung up: {frame:?}"),
                _ => {}
            }
        }
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<Heard> {
        self.n_bytes += bytes.len();
        Ok(match Frame::read(bytes)? {
            Frame::Hello(hello) => Heard::Hello(hello),
            Frame::Ack(seq) => {
                self.acked = seq;
                Heard::Ack(seq)
            }
            Frame::Nack(nack) => Heard::Nack(nack),
            Frame::Step1(vector) => {
                let missing = self.doc.transact().encode_diff_v1(&StateVector::decode_v1(vector)?);
                self.send(&Frame::Step2(&missing).write()).await?;
                self.n_sent += 1;
                Heard::Synced
            }
            Frame::Step2(update) | Frame::Update(update) | Frame::Receipted(Receipted { update, .. }) => {
                self.doc.transact_mut().apply_update(Update::decode_v1(update)?)?;
                Heard::Synced
            }
            _ => Heard::Synced,
        })
    }
}
