//! What waits to be sent to one connection: bounded in bytes, filled without waiting, emptied by the socket.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// What the socket takes at once, in bytes: what it holds is no longer counted here.
const BATCH_BYTES: usize = 64 << 10;

/// Why and with which WebSocket code a connection is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The close code.
    pub code: u16,
    /// A sentence.
    pub reason: String,
}

/// What the socket shall do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Send these frames.
    Send(Vec<Arc<[u8]>>),
    /// Everything is sent; say goodbye.
    Close(Closing),
}

/// A frame did not fit.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

#[derive(Default)]
struct Inside {
    frames: VecDeque<Arc<[u8]>>,
    n_bytes: usize,
    /// Whether a frame that is over the limit alone is waiting: the answer to a first sync may be a whole document.
    holds_giant: bool,
    closing: Option<Closing>,
}

/// What waits to be sent to one connection.
pub struct Outbox {
    bytes_max: usize,
    inside: Mutex<Inside>,
    news: Notify,
    closed: Notify,
}

impl Outbox {
    /// An empty one for at most this many bytes, one longer frame aside.
    pub fn new(bytes_max: usize) -> Self {
        Self { bytes_max, inside: Mutex::default(), news: Notify::new(), closed: Notify::new() }
    }

    /// Puts a frame in. After [`Outbox::close`] it is dropped.
    ///
    /// # Errors
    /// [`Full`] when the other end reads too slowly; the frame is not in.
    pub fn push(&self, frame: Arc<[u8]>) -> Result<(), Full> {
        let mut inside = self.inside();
        if inside.closing.is_some() {
            return Ok(());
        }
        if frame.len() > self.bytes_max {
            if std::mem::replace(&mut inside.holds_giant, true) {
                return Err(Full);
            }
        } else if inside.n_bytes + frame.len() > self.bytes_max {
            return Err(Full);
        } else {
            inside.n_bytes += frame.len();
        }
        inside.frames.push_back(frame);
        drop(inside);
        self.news.notify_one();
        Ok(())
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
        self.inside().frames.clear();
        self.close(code, reason);
    }

    /// Whether the connection is being closed, so that nothing it sends counts any more.
    pub fn is_closing(&self) -> bool {
        self.inside().closing.is_some()
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
            && let Some(frame) = inside.frames.pop_front()
        {
            n_bytes += frame.len();
            if frame.len() > self.bytes_max {
                inside.holds_giant = false;
            } else {
                inside.n_bytes -= frame.len();
            }
            frames.push(frame);
        }
        if frames.is_empty() { inside.closing.clone().map(Next::Close) } else { Some(Next::Send(frames)) }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(n_bytes: usize) -> Arc<[u8]> {
        vec![0; n_bytes].into()
    }

    #[tokio::test]
    async fn what_waits_is_sent_in_order_before_the_goodbye() {
        let outbox = Outbox::new(100);
        assert_eq!((outbox.push(frame(1)), outbox.push(frame(2))), (Ok(()), Ok(())));
        outbox.close(1012, "restart");
        outbox.close(1013, "later");
        assert_eq!(outbox.next().await, Next::Send(vec![frame(1), frame(2)]));
        assert_eq!(outbox.next().await, Next::Close(Closing { code: 1012, reason: "restart".to_owned() }));
    }

    #[test]
    fn it_is_full_at_its_limit_and_not_before() {
        let outbox = Outbox::new(100);
        assert_eq!(outbox.push(frame(60)), Ok(()));
        assert_eq!(outbox.push(frame(40)), Ok(()));
        assert_eq!(outbox.push(frame(1)), Err(Full));
    }

    #[tokio::test]
    async fn one_frame_longer_than_the_limit_passes_at_a_time() {
        let outbox = Outbox::new(100);
        assert_eq!((outbox.push(frame(100)), outbox.push(frame(101))), (Ok(()), Ok(())));
        assert_eq!(outbox.push(frame(101)), Err(Full));
        assert_eq!(outbox.next().await, Next::Send(vec![frame(100), frame(101)]));
        assert_eq!(outbox.push(frame(101)), Ok(()));
    }
}
