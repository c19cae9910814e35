//! The way out of a socket that many documents share. Each document has at most one piece on its way, and waits for its
//! next turn behind the others that have something to tell: so a long first sync holds up nobody's keystroke.

use std::sync::Arc;

use axum::body::Bytes;
use muster_shared::sync::wire::many::FromServer;
use tokio::sync::{Notify, mpsc};

/// The pieces that are taken from documents before the socket has sent any of them.
const PIECES_MAX: usize = 4;

/// The words that wait for a socket that takes nothing before it is hung up on.
const WORDS_MAX: usize = 1 << 10;

/// The documents' end.
#[derive(Clone)]
pub(super) struct Lines {
    pieces: mpsc::Sender<Vec<u8>>,
    words: mpsc::Sender<Vec<u8>>,
    hang_up: Arc<Notify>,
}

/// The socket's end.
pub(super) struct Turns {
    pieces: mpsc::Receiver<Vec<u8>>,
    words: mpsc::Receiver<Vec<u8>>,
}

/// Both ends.
pub(super) fn lines() -> (Lines, Turns) {
    let (pieces, next_pieces) = mpsc::channel(PIECES_MAX);
    let (words, next_words) = mpsc::channel(WORDS_MAX);
    let lines = Lines { pieces, words, hang_up: Arc::default() };
    (lines, Turns { pieces: next_pieces, words: next_words })
}

impl Lines {
    /// Says something of a channel once it is this channel's turn: whoever waits is served in the order of asking. The
    /// answer is no when the socket has gone.
    pub(super) async fn say(&self, channel: u64, said: FromServer<'_>) -> bool {
        self.pieces.send(said.write(channel)).await.is_ok()
    }

    /// Says something short of a channel before all pieces, and waits for nothing. A socket that takes none of many such
    /// words is hung up on.
    pub(super) fn word(&self, channel: u64, said: FromServer<'_>) {
        if matches!(self.words.try_send(said.write(channel)), Err(mpsc::error::TrySendError::Full(_))) {
            self.hang_up.notify_one();
        }
    }

    /// Resolves when the socket has gone.
    pub(super) async fn closed(&self) {
        self.pieces.closed().await;
    }

    /// Resolves when the socket is to be hung up on. One may wait here.
    pub(super) async fn hung_up(&self) {
        self.hang_up.notified().await;
    }
}

impl Turns {
    /// Waits for what is to be sent next: all words, and the pieces whose turn it is. The wait may end at any time.
    pub(super) async fn next(&mut self) -> Vec<Bytes> {
        let first = tokio::select! {
            biased;
            Some(word) = self.words.recv() => word,
            Some(piece) = self.pieces.recv() => piece,
            // The socket has an end of its own to say words with.
            else => return std::future::pending().await,
        };
        let mut next = vec![Bytes::from(first)];
        next.extend(self.rest());
        next
    }

    /// The messages that wait just now.
    fn rest(&mut self) -> impl Iterator<Item = Bytes> {
        let Self { pieces, words } = self;
        let words = std::iter::from_fn(move || words.try_recv().ok());
        let pieces = std::iter::from_fn(move || pieces.try_recv().ok()).take(PIECES_MAX);
        words.chain(pieces).map(Bytes::from)
    }

    /// The messages that wait, once nobody may say anything more.
    pub(super) fn last(&mut self) -> Vec<Bytes> {
        self.pieces.close();
        self.words.close();
        self.rest().collect()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const PIECE: FromServer<'_> = FromServer::Piece(&[7]);

    #[tokio::test]
    async fn whoever_has_much_to_say_waits_behind_whoever_asked_before() {
        let (lines, mut turns) = lines();
        for _ in 0..PIECES_MAX {
            assert!(lines.say(1, PIECE).await);
        }
        let mut much = Box::pin(lines.say(1, PIECE));
        let mut little = Box::pin(lines.say(2, PIECE));
        assert!(much.as_mut().now_or_never().is_none() && little.as_mut().now_or_never().is_none());
        assert_eq!(turns.next().await.len(), PIECES_MAX);
        assert!(much.await && little.await);
        assert_eq!(turns.next().await, [1, 2].map(|channel| Bytes::from(PIECE.write(channel))));
    }

    #[tokio::test]
    async fn words_come_before_pieces_and_many_that_nobody_takes_end_the_socket() {
        let (lines, mut turns) = lines();
        assert!(lines.say(1, PIECE).await);
        lines.word(2, FromServer::More(3));
        let said = [FromServer::More(3).write(2), PIECE.write(1)].map(Bytes::from);
        assert_eq!(turns.next().await, said);
        (0..WORDS_MAX).for_each(|_| lines.word(2, FromServer::More(3)));
        assert!(lines.hung_up().now_or_never().is_none(), "at the limit");
        lines.word(2, FromServer::More(3));
        assert!(lines.hung_up().now_or_never().is_some(), "past it");
        assert_eq!(turns.last().len(), WORDS_MAX);
        assert!(!lines.say(1, PIECE).await, "it has gone");
    }
}
