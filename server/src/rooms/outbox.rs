//! The frames that wait to be sent to one connection: bounded in bytes, filled without waiting, emptied by the socket.
//!
//! When it is full, the frames that a resync can stand for are given back, and none is taken any more until the socket
//! has sent the rest: so a slow reader costs no memory, and never lacks an ack or a refusal.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use muster_shared::sync::room::Cost;
use muster_shared::sync::wire::Purpose;
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::Notify;

use crate::intake::Held;
use crate::purse::Purse;

/// The bytes that the socket takes at once: those it holds are no longer counted here.
const BATCH_BYTES: usize = 64 << 10;

/// Why and with which WebSocket code a connection is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The close code.
    pub code: u16,
    /// A sentence.
    pub reason: String,
}

/// The socket's next step.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Send these frames.
    Send(Vec<Arc<[u8]>>),
    /// Everything that waited is sent: ask the room for what was missed.
    CatchUp,
    /// Everything is sent; say goodbye.
    Close(Closing),
}

/// A frame was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// No frame waited before it: the socket is to be told, by [`Outbox::announce`].
    First,
    /// Others wait before it, and the socket takes all of them at once.
    Behind,
}

/// A frame was not taken, or others were given up for it.
#[derive(Debug, PartialEq, Eq)]
pub enum Full {
    /// These will not be sent. The room has to tell what was in them once the socket asks for it.
    Missed(Vec<Arc<[u8]>>),
    /// The frames that no resync stands for do not fit either.
    Hopeless,
}

/// How far the reader is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Reader {
    #[default]
    Follows,
    /// It has missed something, and is still to read what waited before that.
    Behind,
    /// It has read all of that, and waits to be told what it has missed.
    Asking,
}

#[derive(Default)]
struct Inside {
    frames: VecDeque<Arc<[u8]>>,
    n_bytes: usize,
    /// Whether a frame that is over the limit alone is waiting: the answer to a first sync may be a whole document.
    holds_giant: bool,
    reader: Reader,
    closing: Option<Closing>,
    /// All bytes here, those of every other outbox too.
    waiting: Gauge,
}

impl Inside {
    /// Puts a frame in, if there is room.
    fn add(&mut self, frame: &Arc<[u8]>, bytes_max: usize) -> bool {
        if frame.len() > bytes_max {
            if std::mem::replace(&mut self.holds_giant, true) {
                return false;
            }
        } else if self.n_bytes + frame.len() > bytes_max {
            return false;
        } else {
            self.n_bytes += frame.len();
        }
        self.waiting.inc_by(frame.len() as i64);
        self.frames.push_back(Arc::clone(frame));
        true
    }

    fn remove_first(&mut self, bytes_max: usize) -> Option<Arc<[u8]>> {
        let frame = self.frames.pop_front()?;
        self.waiting.dec_by(frame.len() as i64);
        if frame.len() > bytes_max {
            self.holds_giant = false;
        } else {
            self.n_bytes -= frame.len();
        }
        Some(frame)
    }

    fn clear(&mut self, bytes_max: usize) {
        while self.remove_first(bytes_max).is_some() {}
    }

    /// Takes out everything a resync can stand for.
    fn give_up(&mut self, bytes_max: usize) -> Vec<Arc<[u8]>> {
        let mut missed = Vec::new();
        for _ in 0..self.frames.len() {
            match self.remove_first(bytes_max) {
                Some(frame) if may_be_missed(&frame) => missed.push(frame),
                Some(frame) => drop(self.add(&frame, bytes_max)),
                None => {}
            }
        }
        missed
    }
}

/// The bounds on one connection's messages and spending: its room sets them, and its socket keeps to them.
pub(crate) struct Meter {
    pub(crate) held: Arc<Held>,
    pub(crate) purse: Arc<Purse>,
}

/// The frames that wait to be sent to one connection.
pub struct Outbox {
    bytes_max: usize,
    meter: Option<Meter>,
    inside: Mutex<Inside>,
    news: Notify,
    closed: Notify,
}

impl Outbox {
    /// An empty one for at most this many bytes, one longer frame aside.
    pub fn new(bytes_max: usize) -> Self {
        Self::measured(bytes_max, Gauge::default())
    }

    /// The same, whose bytes are added to `waiting`.
    pub fn measured(bytes_max: usize, waiting: Gauge) -> Self {
        let inside = Mutex::new(Inside { waiting, ..Inside::default() });
        Self { bytes_max, meter: None, inside, news: Notify::new(), closed: Notify::new() }
    }

    /// The same, for a connection whose bytes and costs are counted.
    pub(crate) fn metered(mut self, meter: Meter) -> Self {
        self.meter = Some(meter);
        self
    }

    /// From now on a message of the connection may be so long, in bytes.
    pub(crate) fn allow(&self, n_bytes: usize) {
        self.meter.iter().for_each(|meter| meter.held.allow(n_bytes));
    }

    /// The connection's owner pays for the work that the room did for it.
    pub(crate) fn pay(&self, cost: Cost) {
        self.meter.iter().for_each(|meter| meter.purse.pay(cost));
    }

    /// Puts a frame in. After [`Outbox::close`] it is dropped.
    ///
    /// # Errors
    /// [`Full`] when the other end reads too slowly.
    pub fn push(&self, frame: Arc<[u8]>) -> Result<Taken, Full> {
        let mut inside = self.inside();
        if inside.closing.is_some() {
            return Ok(Taken::Behind);
        }
        let taken = if inside.frames.is_empty() { Taken::First } else { Taken::Behind };
        let may_be_missed = may_be_missed(&frame);
        if inside.reader != Reader::Follows && may_be_missed {
            return Err(Full::Missed(vec![frame]));
        }
        if inside.add(&frame, self.bytes_max) {
            return Ok(taken);
        }
        let mut missed = inside.give_up(self.bytes_max);
        if may_be_missed {
            missed.push(frame);
        } else if !inside.add(&frame, self.bytes_max) {
            return Err(Full::Hopeless);
        }
        inside.reader = Reader::Behind;
        drop(inside);
        self.news.notify_one();
        Err(Full::Missed(missed))
    }

    /// Tells the socket that something waits. A room that puts in several frames does so afterwards: they go out
    /// together.
    pub fn announce(&self) {
        self.news.notify_one();
    }

    /// The reader is told what it missed: from here on it follows again.
    pub fn follow(&self) {
        self.inside().reader = Reader::Follows;
    }

    /// Closes the connection once what waits is sent. The first reason counts.
    pub fn close(&self, code: u16, reason: &str) {
        let mut inside = self.inside();
        inside.closing.get_or_insert_with(|| Closing { code, reason: reason.to_owned() });
        drop(inside);
        self.news.notify_one();
        self.closed.notify_one();
    }

    /// Waits until the connection is being closed. One may wait here.
    pub async fn closing(&self) {
        while !self.is_closing() {
            self.closed.notified().await;
        }
    }

    /// Drops what waits and closes the connection.
    pub fn overflow(&self, code: u16, reason: &str) {
        self.inside().clear(self.bytes_max);
        self.close(code, reason);
    }

    /// Whether the connection is being closed, so that nothing it sends counts any more.
    pub fn is_closing(&self) -> bool {
        self.inside().closing.is_some()
    }

    /// The reason why the connection is being closed, if it is.
    pub(crate) fn reason(&self) -> Option<Closing> {
        self.inside().closing.clone()
    }

    /// Waits for something to do. One socket only may wait here.
    pub async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            self.news.notified().await;
        }
    }

    fn take(&self) -> Option<Next> {
        let mut inside = self.inside();
        let mut frames = Vec::new();
        let mut n_bytes = 0;
        while n_bytes < BATCH_BYTES
            && let Some(frame) = inside.remove_first(self.bytes_max)
        {
            n_bytes += frame.len();
            frames.push(frame);
        }
        if !frames.is_empty() {
            return Some(Next::Send(frames));
        }
        if let Some(closing) = &inside.closing {
            return Some(Next::Close(closing.clone()));
        }
        (inside.reader == Reader::Behind).then(|| {
            inside.reader = Reader::Asking;
            Next::CatchUp
        })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        let bytes_max = self.bytes_max;
        self.inside().clear(bytes_max);
    }
}

/// Whether a resync stands for this frame: what changes the document, and who is here.
fn may_be_missed(frame: &[u8]) -> bool {
    matches!(Purpose::of(frame), Purpose::Change | Purpose::Presence)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An ack, as far as the outbox looks.
    fn frame(n_bytes: usize) -> Arc<[u8]> {
        vec![65; n_bytes].into()
    }

    fn update(n_bytes: usize) -> Arc<[u8]> {
        [vec![0, 2], vec![7; n_bytes - 2]].concat().into()
    }

    use Taken::{Behind, First};

    #[tokio::test]
    async fn what_waits_is_sent_in_order_before_the_goodbye() {
        let outbox = Outbox::new(100);
        assert_eq!((outbox.push(frame(1)), outbox.push(frame(2))), (Ok(First), Ok(Behind)));
        outbox.close(1012, "restart");
        outbox.close(1013, "later");
        assert_eq!(outbox.next().await, Next::Send(vec![frame(1), frame(2)]));
        assert_eq!(outbox.next().await, Next::Close(Closing { code: 1012, reason: "restart".to_owned() }));
    }

    #[test]
    fn it_is_full_at_its_limit_and_not_before() {
        let outbox = Outbox::new(100);
        assert_eq!(outbox.push(update(60)), Ok(First));
        assert_eq!(outbox.push(update(40)), Ok(Behind));
        assert_eq!(outbox.push(update(2)), Err(Full::Missed(vec![update(60), update(40), update(2)])));
    }

    #[tokio::test]
    async fn who_fell_behind_keeps_acks_and_asks_for_the_rest_once_all_is_read() {
        let outbox = Outbox::new(100);
        assert_eq!((outbox.push(update(60)), outbox.push(frame(30))), (Ok(First), Ok(Behind)));
        assert_eq!(outbox.push(update(50)), Err(Full::Missed(vec![update(60), update(50)])));
        assert_eq!(outbox.push(update(5)), Err(Full::Missed(vec![update(5)])), "nothing more of the document");
        assert_eq!(outbox.push(frame(10)), Ok(Behind), "but what no resync stands for");
        assert_eq!(outbox.next().await, Next::Send(vec![frame(30), frame(10)]));
        assert_eq!(outbox.next().await, Next::CatchUp);
        assert_eq!(outbox.push(update(5)), Err(Full::Missed(vec![update(5)])), "not before it was told");
        outbox.follow();
        assert_eq!(outbox.push(update(5)), Ok(First));
        assert_eq!(outbox.next().await, Next::Send(vec![update(5)]));
    }

    #[test]
    fn who_does_not_even_read_its_acks_is_hopeless() {
        let outbox = Outbox::new(100);
        assert_eq!(outbox.push(frame(100)), Ok(First));
        assert_eq!(outbox.push(frame(1)), Err(Full::Hopeless));
    }

    #[tokio::test]
    async fn one_frame_longer_than_the_limit_passes_at_a_time() {
        let outbox = Outbox::new(100);
        assert_eq!((outbox.push(update(100)), outbox.push(update(101))), (Ok(First), Ok(Behind)));
        assert_eq!(outbox.next().await, Next::Send(vec![update(100), update(101)]));
        assert_eq!((outbox.push(update(101)), outbox.push(frame(1))), (Ok(First), Ok(Behind)));
        assert_eq!(outbox.push(update(101)), Err(Full::Missed(vec![update(101), update(101)])));
    }
}
