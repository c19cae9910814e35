//! A channel as the two ways of a connection: its bytes wait here until whoever sends them can pay, and are put together
//! to frames; what its room tells goes out in pieces, in turns with the other channels.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use muster_shared::sync::wire::many::{Credit, FromServer, Taken};
use tokio::sync::{Notify, mpsc};

use super::lines::Lines;
use crate::http::sync::serving::pause;
use crate::http::sync::socket::WRITE_BUFFER_BYTES;
use crate::http::sync::ways::{Ear, Gone, Heard, Mouth, Refusal, TOO_LONG, refusal_of, rfc6455};
use crate::intake::{Breach, Held};
use crate::rooms::outbox::Closing;

/// The refusal of bytes that were sent without credit.
const OVERRUN: Refusal = (rfc6455::POLICY, "credit", "more was sent than this channel had credit for");

/// The bytes of a frame that one message carries: with its envelope the message goes out in one piece.
const PART_BYTES: usize = WRITE_BUFFER_BYTES - 16;

/// The pieces that may wait in a channel. Those of honest clients have hundreds of bytes, and fill the window first.
const PARTS_MAX: usize = 16 << 10;

/// The bytes that a piece costs us besides its own.
const PART_COST: usize = size_of::<Part>();

/// A part of a frame.
struct Part {
    bytes: Bytes,
    is_last: bool,
}

impl Part {
    /// The bytes that it costs to let it wait.
    fn cost(&self) -> usize {
        PART_COST + self.bytes.len()
    }
}

/// The state that both ends of a channel share.
struct Tab {
    credit: Mutex<Credit>,
    refused: OnceLock<Refusal>,
    is_refused: Notify,
    held: Arc<Held>,
}

impl Tab {
    fn with_credit<T>(&self, change: impl FnOnce(&mut Credit) -> T) -> T {
        change(&mut self.credit.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The socket's end of a channel. Dropped, the channel ends once what waits in it is taken.
pub(super) struct Lane {
    parts: mpsc::Sender<Part>,
    tab: Arc<Tab>,
}

impl Lane {
    /// Lets bytes of a frame wait for the channel. Nobody else waits for it.
    ///
    /// # Errors
    /// The refusal that the channel ends with.
    pub(super) fn put(&self, bytes: Bytes, is_last: bool) -> Result<(), Refusal> {
        if !self.tab.with_credit(|credit| credit.spend(bytes.len())) {
            return Err(OVERRUN);
        }
        let part = Part { bytes, is_last };
        self.tab.held.queue(part.cost()).map_err(refusal_of)?;
        match self.parts.try_send(part) {
            Err(mpsc::error::TrySendError::Full(_)) => Err(OVERRUN),
            // A channel that has just ended takes nothing more.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
        }
    }

    /// Ends the channel because of what was sent on it.
    pub(super) fn refuse(self, refusal: Refusal) {
        self.tab.refused.get_or_init(|| refusal);
        self.tab.is_refused.notify_one();
    }
}

/// Both ends of a channel: the socket's, and the ways in and out.
pub(super) fn channel(number: u64, lines: &Lines, held: Arc<Held>) -> (Lane, ChannelEar, ChannelMouth) {
    let (parts, next) = mpsc::channel(PARTS_MAX);
    let tab = Arc::new(Tab { credit: Mutex::default(), refused: OnceLock::new(), is_refused: Notify::new(), held });
    let ear = ChannelEar {
        number,
        parts: next,
        tab: Arc::clone(&tab),
        lines: lines.clone(),
        taken: Taken::default(),
        frame: Vec::new(),
        cost: 0,
    };
    (Lane { parts, tab }, ear, ChannelMouth { number, lines: lines.clone(), has_ended: false })
}

/// The way in.
pub(super) struct ChannelEar {
    number: u64,
    parts: mpsc::Receiver<Part>,
    tab: Arc<Tab>,
    lines: Lines,
    taken: Taken,
    /// The frame that is being put together, and the cost of its parts.
    frame: Vec<u8>,
    cost: usize,
}

impl ChannelEar {
    /// The next part, once whoever sent it can pay for its bytes; or why there is none, where that is a refusal.
    async fn next(&mut self, held: &Held) -> Result<Part, Option<Refusal>> {
        let Self { parts, tab, .. } = self;
        let part = async {
            let part = parts.recv().await?;
            pause(held.wait_for(part.bytes.len())).await;
            Some(part)
        };
        tokio::select! {
            biased;
            () = tab.is_refused.notified() => Err(tab.refused.get().copied()),
            () = held.giving_way() => Err(Some(refusal_of(Breach::GivesWay))),
            part = part => part.ok_or(None),
        }
    }

    /// Takes a part, and gives its credit back.
    fn take(&mut self, part: &Part) {
        self.cost += part.cost();
        if let Some(n_bytes) = self.taken.take(part.bytes.len()) {
            self.tab.with_credit(|credit| credit.add(n_bytes));
            self.lines.word(self.number, FromServer::More(n_bytes));
        }
    }

    /// The frame that ends with these bytes. One that came in one part is not copied.
    fn whole(&mut self, last: Bytes, held: &Held) -> Bytes {
        held.release_queued(std::mem::take(&mut self.cost));
        if self.frame.is_empty() {
            return last;
        }
        self.frame.extend_from_slice(&last);
        Bytes::from(std::mem::take(&mut self.frame))
    }
}

impl Ear for ChannelEar {
    async fn hear(&mut self, held: &Held) -> Heard {
        held.begin();
        loop {
            let part = match self.next(held).await {
                Ok(part) => part,
                Err(refused) => return Heard::End(refused),
            };
            self.take(&part);
            if held.is_too_long(self.frame.len() + part.bytes.len()) {
                return Heard::End(Some(TOO_LONG));
            }
            if part.is_last {
                return Heard::Frame(self.whole(part.bytes, held));
            }
            self.frame.extend_from_slice(&part.bytes);
        }
    }
}

/// The way out.
pub(super) struct ChannelMouth {
    number: u64,
    lines: Lines,
    has_ended: bool,
}

impl ChannelMouth {
    async fn say(&self, said: FromServer<'_>) -> Result<(), Gone> {
        if self.lines.say(self.number, said).await { Ok(()) } else { Err(Gone) }
    }

    /// Says that the channel has ended, if that could not be said in its turn.
    pub(super) fn end(&mut self, closing: &Closing) {
        if !std::mem::replace(&mut self.has_ended, true) {
            self.lines.word(self.number, closed(closing));
        }
    }
}

/// The last word about a channel.
pub(super) fn closed(closing: &Closing) -> FromServer<'_> {
    FromServer::Closed { code: closing.code, reason: &closing.reason }
}

impl Mouth for ChannelMouth {
    async fn begin(&mut self) -> Result<(), Gone> {
        self.say(FromServer::Opened).await
    }

    async fn send(&mut self, frames: Vec<Arc<[u8]>>) -> Result<(), Gone> {
        for frame in frames {
            let mut rest = &frame[..];
            while let Some((part, more)) = rest.split_at_checked(PART_BYTES).filter(|(_, more)| !more.is_empty()) {
                self.say(FromServer::Piece(part)).await?;
                rest = more;
            }
            self.say(FromServer::Frame(rest)).await?;
        }
        Ok(())
    }

    /// The socket gives signs of life for all its channels: one of them only has to notice that it has gone.
    async fn due(&mut self) {
        self.lines.closed().await;
    }

    async fn sign(&mut self) -> Result<(), Gone> {
        Err(Gone)
    }

    async fn goodbye(&mut self, closing: Closing) {
        self.has_ended = self.say(closed(&closing)).await.is_ok();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use muster_shared::sync::wire::many::{PIECE_BYTES, WINDOW_BYTES};
    use prometheus_client::metrics::gauge::Gauge;

    use super::super::lines::{Turns, lines};
    use super::*;
    use crate::intake::Budget;

    fn open() -> (Lane, ChannelEar, Arc<Held>, Turns) {
        let held = Held::new(&Budget::new(usize::MAX, Gauge::default()));
        let (lines, turns) = lines();
        let (lane, ear, _) = channel(1, &lines, Arc::clone(&held));
        (lane, ear, held, turns)
    }

    fn is_frame(heard: &Heard, wanted: &[u8]) -> bool {
        matches!(heard, Heard::Frame(bytes) if bytes == wanted)
    }

    #[tokio::test]
    async fn parts_are_put_together_and_what_waits_is_heard_before_the_end() {
        let (lane, mut ear, held, _turns) = open();
        for (part, is_last) in [("ab", false), ("c", true), ("d", true), ("", true)] {
            assert_eq!(lane.put(Bytes::from(part), is_last), Ok(()));
        }
        drop(lane);
        for frame in [&b"abc"[..], b"d", b""] {
            assert!(is_frame(&ear.hear(&held).await, frame), "{frame:?}");
        }
        assert!(matches!(ear.hear(&held).await, Heard::End(None)));
    }

    #[tokio::test]
    async fn a_window_is_sent_before_any_of_it_is_taken_and_no_more() {
        let (lane, mut ear, held, mut turns) = open();
        let piece = Bytes::from_static(&[7; PIECE_BYTES]);
        for _ in 0..WINDOW_BYTES / PIECE_BYTES as u64 {
            assert_eq!(lane.put(piece.clone(), false), Ok(()));
        }
        assert_eq!(lane.put(Bytes::from_static(b"x"), false), Err(OVERRUN), "past it");
        assert!(ear.hear(&held).now_or_never().is_none(), "the frame goes on");
        let more = Bytes::from(FromServer::More(WINDOW_BYTES / 2).write(1));
        assert_eq!(turns.next().await, [more.clone(), more], "its credit comes back by halves");
        assert_eq!(lane.put(piece, true), Ok(()));
        assert!(matches!(ear.hear(&held).await, Heard::Frame(_)));
    }

    #[tokio::test]
    async fn as_many_parts_wait_as_may_and_a_refusal_waits_for_none_of_them() {
        let (lane, mut ear, held, _turns) = open();
        let byte = Bytes::from_static(b"x");
        assert!((0..PARTS_MAX).all(|_| lane.put(byte.clone(), true).is_ok()));
        assert_eq!(lane.put(byte, true), Err(OVERRUN));
        lane.refuse(OVERRUN);
        assert!(matches!(ear.hear(&held).await, Heard::End(Some(OVERRUN))));
    }
}
