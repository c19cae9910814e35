//! Heads of long frames, handed to the library by themselves. Once it has read a head it makes room for the whole frame behind
//! what has come of it, and that much room is left over. A connection would hold the frame with it, for as long as it lasts.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Frames that are longer are long.
const SHORT_BYTES_MAX: usize = 4 << 10;

/// A stream of WebSocket frames.
pub(super) struct Heads<S> {
    stream: S,
    /// The bytes that are still to come of the frame.
    left: usize,
    head: Head,
    /// The bytes that came with the head of a long frame, and are not handed out yet.
    kept: Vec<u8>,
}

impl<S> Heads<S> {
    /// A stream that begins with a frame.
    pub(super) fn new(stream: S) -> Self {
        Self { stream, left: 0, head: Head::default(), kept: Vec::new() }
    }

    /// Goes on over bytes as far as the end of a long frame's head. Answers how far.
    fn follow(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let of_frame = self.left.min(bytes.len() - at);
            if of_frame > 0 {
                self.left -= of_frame;
                at += of_frame;
                continue;
            }
            at += 1;
            self.left = self.head.take(*byte).unwrap_or_default();
            if self.left > SHORT_BYTES_MAX {
                break;
            }
        }
        at
    }
}

/// The head of a frame, as far as it has come.
#[derive(Default)]
struct Head {
    n_bytes: u8,
    n_length: u8,
    n_mask: u8,
    length: u64,
}

impl Head {
    /// Takes the next byte. Answers the length of the frame when it was the last one.
    fn take(&mut self, byte: u8) -> Option<usize> {
        self.n_bytes += 1;
        match self.n_bytes {
            1 => {}
            2 => {
                self.n_mask = if byte & 0x80 == 0 { 0 } else { 4 };
                (self.n_length, self.length) = match byte & 0x7f {
                    126 => (2, 0),
                    127 => (8, 0),
                    length => (0, length.into()),
                };
            }
            at if at <= 2 + self.n_length => self.length = (self.length << 8) | u64::from(byte),
            _ => {}
        }
        let is_whole = self.n_bytes == 2 + self.n_length + self.n_mask;
        is_whole.then(|| usize::try_from(std::mem::take(self).length).unwrap_or(usize::MAX))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Heads<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        if this.kept.is_empty() {
            ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        } else {
            let rest = this.kept.split_off(this.kept.len().min(buf.remaining()));
            buf.put_slice(&std::mem::replace(&mut this.kept, rest));
        }
        let fresh = buf.filled().get(before..).unwrap_or_default();
        let n_bytes = this.follow(fresh);
        if n_bytes < fresh.len() {
            let mut kept = fresh.get(n_bytes..).unwrap_or_default().to_vec();
            kept.append(&mut this.kept);
            this.kept = kept;
            buf.set_filled(before + n_bytes);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Heads<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use axum::body::Bytes;
    use futures_util::{FutureExt, SinkExt, StreamExt};
    use tokio_tungstenite::WebSocketStream;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

    use super::*;
    use crate::http::sync::socket::Stream;

    /// The bytes that fit into the streams of these tests, all that is sent.
    const PIPE_BYTES: usize = 4 << 20;

    /// Sends messages, all before any is heard, and answers what a server hears, and the server.
    async fn heard<S: Stream>(
        lengths: &[usize],
        over: impl FnOnce(tokio::io::DuplexStream) -> S,
        at_once: usize,
    ) -> Result<(Vec<Bytes>, WebSocketStream<S>), Box<dyn Error>> {
        let (near, far) = tokio::io::duplex(PIPE_BYTES);
        let mut client = WebSocketStream::from_raw_socket(far, Role::Client, None).await;
        for (number, length) in lengths.iter().enumerate() {
            client.send(Message::binary(vec![u8::try_from(number)?; *length])).await?;
        }
        let config = WebSocketConfig::default().read_buffer_size(at_once);
        let mut server = WebSocketStream::from_raw_socket(over(near), Role::Server, Some(config)).await;
        let mut heard = Vec::new();
        for _ in lengths {
            match server.next().await {
                Some(Ok(Message::Binary(bytes))) => heard.push(bytes),
                other => return Err(format!("{other:?} came").into()),
            }
        }
        assert!(server.next().now_or_never().is_none(), "nothing more is there");
        // The far end must not have hung up before.
        drop(client);
        Ok((heard, server))
    }

    #[tokio::test]
    async fn a_connection_that_was_sent_a_long_frame_does_not_hold_it_any_more() -> Result<(), Box<dyn Error>> {
        for lengths in [&[1 << 20][..], &[100, 1 << 20], &[1 << 20, 1 << 20]] {
            let (heard, _server) = heard(lengths, Heads::new, 1 << 10).await?;
            assert!(heard.iter().skip_while(|bytes| bytes.len() == 100).all(Bytes::is_unique), "{lengths:?}");
        }
        let (heard, _server) = heard(&[1 << 20], |stream| stream, 1 << 10).await?;
        assert!(!heard.iter().any(Bytes::is_unique), "the library holds it, else all of this is for nothing");
        Ok(())
    }

    #[tokio::test]
    async fn messages_come_as_they_were_sent_however_much_is_read_at_once() -> Result<(), Box<dyn Error>> {
        let lengths = [0, 1, 125, 126, 4_096, 4_097, 0, 65_535, 65_536, 5, 300_000, 7, 9_000, 9_000, 2];
        for at_once in [1, 2, 17, 1 << 10, 128 << 10] {
            let (heard, _server) = heard(&lengths, Heads::new, at_once).await?;
            assert_eq!(heard.iter().map(Bytes::len).collect::<Vec<_>>(), lengths, "{at_once} bytes");
            let is_whole = |(number, bytes): (usize, &Bytes)| bytes.iter().all(|byte| usize::from(*byte) == number);
            assert!(heard.iter().enumerate().all(is_whole), "{at_once} bytes");
        }
        Ok(())
    }
}
