//! A socket that many documents share, as a page has it: what is said on each channel, and in what order it comes.

mod bridge;

use std::collections::HashMap;
use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::sync::wire::many::{Credit, FromPage, FromServer, Open, PIECE_BYTES};
use muster_shared::sync::wire::{Frame, MANY};

use crate::cast::Cast;
use crate::socket::{Said, Socket};

pub use bridge::Bridge;

/// Something that was heard on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// It was let in.
    Opened,
    /// A frame, put together.
    Frame(Vec<u8>),
    /// A piece of a frame that goes on.
    Piece,
    /// The server has taken some of what was sent.
    More,
    /// It has ended, with this code.
    Closed(u16),
}

/// The place of a channel in what is heard.
type On = u64;

/// One socket, and what is known of its channels.
pub struct Many {
    socket: Socket,
    channels: HashMap<On, Half>,
    next: On,
}

/// The page's half of a channel: its credit, and the frame that is coming.
#[derive(Default)]
struct Half {
    credit: Credit,
    coming: Vec<u8>,
}

impl Many {
    /// Connects with nothing but the sub-protocol.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        Self::with(address, &[]).await
    }

    /// Connects with header lines of one's own besides.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn with(address: SocketAddr, headers: &[(&'static str, &str)]) -> Result<Self> {
        let headers = [&[("sec-websocket-protocol", MANY)][..], headers].concat();
        let socket = Socket::with(address, "/sync", &headers).await?;
        Ok(Self { socket, channels: HashMap::new(), next: 1 })
    }

    /// Connects as somebody who is signed in, from a page of this origin.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn signed_in(address: SocketAddr, cast: &Cast, who: &str, origin: &str) -> Result<Self> {
        let (_, cookie) = cast.header(who).context("a cookie")?;
        Self::with(address, &[("origin", origin), ("cookie", cookie.as_str())]).await
    }

    /// Asks for a document by its id, with nothing else.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn open(&mut self, doc: &str) -> Result<On> {
        self.ask(Open { doc, kind: "", person: "", credential: "" }).await
    }

    /// Asks for a document with a credential.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn open_with(&mut self, doc: &str, credential: &str) -> Result<On> {
        self.ask(Open { doc, kind: "", person: "", credential }).await
    }

    /// Asks for a document in any words.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn ask(&mut self, open: Open<'_>) -> Result<On> {
        let on = self.next;
        self.next += 1;
        self.channels.insert(on, Half::default());
        self.say(on, FromPage::Open(open)).await?;
        Ok(on)
    }

    /// Sends one message, whatever the credit.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn say(&mut self, on: On, said: FromPage<'_>) -> Result<()> {
        self.socket.send(said.write(on)).await
    }

    /// Sends a short frame.
    ///
    /// # Errors
    /// When the connection is broken, or the channel has no credit for it.
    pub async fn send(&mut self, on: On, frame: &[u8]) -> Result<()> {
        let half = self.channels.get_mut(&on).context("a channel")?;
        ensure!(frame.len() <= PIECE_BYTES && half.credit.spend(frame.len()), "this frame has to wait");
        self.say(on, FromPage::Frame(frame)).await
    }

    /// Sends a frame of any length in pieces, each once there is credit for it. Words that are heard meanwhile are let go.
    ///
    /// # Errors
    /// When the connection is broken, or no credit comes back.
    pub async fn send_long(&mut self, on: On, frame: &[u8]) -> Result<()> {
        let mut rest = frame;
        loop {
            let (piece, after) = rest.split_at(rest.len().min(PIECE_BYTES));
            while !self.channels.get_mut(&on).context("a channel")?.credit.spend(piece.len()) {
                ensure!(self.hear().await?.is_ok(), "the socket ended");
            }
            if after.is_empty() {
                return self.say(on, FromPage::Frame(piece)).await;
            }
            self.say(on, FromPage::Piece(piece)).await?;
            rest = after;
        }
    }

    /// Hears from now on what is said on a channel that is opened by a message of one's own.
    pub fn expect(&mut self, on: On) {
        self.channels.entry(on).or_default();
    }

    /// The socket itself, for what is no message of this protocol.
    pub fn socket(&mut self) -> &mut Socket {
        &mut self.socket
    }

    /// The next thing that is heard on any channel, or the code with which the socket ends.
    ///
    /// # Errors
    /// When nothing comes, or no message of this protocol.
    pub async fn hear(&mut self) -> Result<Result<(On, Word), u16>> {
        let bytes = match self.socket.listen().await? {
            Said::Frame(bytes) => bytes,
            Said::Goodbye(code) => return Ok(Err(code)),
        };
        let (on, said) = FromServer::read(&bytes)?;
        let half = self.channels.get_mut(&on).context("a channel that was opened")?;
        let word = match said {
            FromServer::Opened => Word::Opened,
            FromServer::Piece(bytes) => {
                half.coming.extend_from_slice(bytes);
                Word::Piece
            }
            FromServer::Frame(bytes) => {
                half.coming.extend_from_slice(bytes);
                Word::Frame(std::mem::take(&mut half.coming))
            }
            FromServer::Closed { code, .. } => Word::Closed(code),
            FromServer::More(bytes) => {
                half.credit.add(bytes);
                Word::More
            }
        };
        Ok(Ok((on, word)))
    }

    /// Hears until something is as it is waited for.
    ///
    /// # Errors
    /// When the socket ends before.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(On, &Word) -> Option<T>) -> Result<T> {
        loop {
            match self.hear().await? {
                Ok((on, word)) => {
                    if let Some(found) = wanted(on, &word) {
                        return Ok(found);
                    }
                }
                Err(code) => bail!("the socket ended with {code}"),
            }
        }
    }

    /// Hears until a frame on one channel is what is waited for.
    ///
    /// # Errors
    /// When this channel or the socket ends before.
    pub async fn until_frame<T>(&mut self, on: On, mut wanted: impl FnMut(Frame<'_>) -> Option<T>) -> Result<T> {
        let found = self.until(|from, word| match word {
            Word::Frame(bytes) if from == on => {
                Frame::read(bytes).map(&mut wanted).map(|found| found.map(Ok)).transpose()
            }
            Word::Closed(code) if from == on => Some(Ok(Err(*code))),
            _ => None,
        });
        found.await??.map_err(|code| anyhow::anyhow!("channel {on} was closed with {code}"))
    }

    /// Hears until everything up to this frame of a channel is on disk.
    ///
    /// # Errors
    /// As [`Many::until_frame`].
    pub async fn until_acked(&mut self, on: On, seq: u64) -> Result<()> {
        self.until_frame(on, |frame| matches!(frame, Frame::Ack(acked) if acked >= seq).then_some(())).await
    }

    /// Hears until a channel has ended, and answers with the code.
    ///
    /// # Errors
    /// When the socket ends before.
    pub async fn until_closed(&mut self, on: On) -> Result<u16> {
        let closed = |from, word: &Word| match word {
            Word::Closed(code) if from == on => Some(*code),
            _ => None,
        };
        self.until(closed).await
    }

    /// Hears until the socket has ended, and answers with the code.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn until_ended(&mut self) -> Result<u16> {
        loop {
            if let Err(code) = self.hear().await? {
                return Ok(code);
            }
        }
    }
}
