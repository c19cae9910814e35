//! Bytes that were read and do not make a whole message or request yet. Their sender has proven nothing by sending
//! them, so they are bounded: for each connection by the longest message it may send, for all together and for each
//! person by a budget, for each message by a time, and, once it is known whose they are, by the rest of this person's
//! purse.
//!
//! A library reads a fragmented message whole before it says that there is one. So the bytes are counted below it, where
//! they come in, and counted off when the message comes out.
//!
//! When a budget is used up, the message that is half read for longest gives way. Honest messages come whole within
//! milliseconds and are never that one, whatever else is left half sent. One person's only message never gives way to
//! itself: a whole document may be on its way.

mod budget;

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

pub(crate) use budget::Budget;

/// The bytes that each connection may hold before they count against a budget: hardly any edit is as long.
pub(crate) const FREE_BYTES: usize = 4 << 10;

/// The bytes that a WebSocket adds to a message: heads of its frames. A message that is too long by less is still
/// refused by name.
const HEADS_BYTES: usize = 16 << 10;

/// Why a connection is read no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Breach {
    /// The message is longer than this connection may send.
    #[error("the message is longer than this connection may send")]
    TooLong,
    /// Too much is half read on this server, and this message for longest.
    #[error("the server has too many half-sent messages; send this one again")]
    GivesWay,
}

impl Breach {
    /// The breach behind an error of reading, if it was one.
    pub(crate) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// The part of a message or request that a connection has read so far.
#[derive(Default)]
struct Message {
    n_bytes: usize,
    since: Option<Instant>,
    /// The number of bytes that are counted against the budgets, and the ticket for them in each.
    charged: usize,
    tickets: [Option<u64>; 2],
}

impl Message {
    fn grow(&mut self, n_bytes: usize) {
        self.n_bytes += n_bytes;
        self.since.get_or_insert_with(Instant::now);
    }
}

/// The person whom the bytes of a connection are counted to, over all connections of theirs.
pub(crate) trait Payer: Send + Sync {
    /// How long nothing more may be read after so many bytes, whether they have made a message or not.
    fn wait_for_bytes(&self, n_bytes: usize, now: Instant) -> Duration;

    /// The budget of all their messages that are half read.
    fn half_read(&self) -> &Budget;
}

/// The bytes that one connection holds half read.
pub(crate) struct Held {
    itself: Weak<Held>,
    budget: Arc<Budget>,
    message: Mutex<Message>,
    bytes_max: AtomicUsize,
    gives_way: AtomicBool,
    discards: AtomicBool,
    reader: AtomicWaker,
    payer: OnceLock<Arc<dyn Payer>>,
}

impl Held {
    /// A connection that may send requests of any length; whoever reads those bounds them.
    pub(crate) fn new(budget: &Arc<Budget>) -> Arc<Self> {
        Arc::new_cyclic(|itself| Self {
            itself: itself.clone(),
            budget: Arc::clone(budget),
            message: Mutex::default(),
            bytes_max: AtomicUsize::new(usize::MAX),
            gives_way: AtomicBool::new(false),
            discards: AtomicBool::new(false),
            reader: AtomicWaker::new(),
            payer: OnceLock::new(),
        })
    }

    /// The same for a document on the same connection, whose messages are counted apart.
    pub(crate) fn beside(&self) -> Arc<Self> {
        Self::new(&self.budget)
    }

    /// From now on `payer` pays for whatever is read.
    pub(crate) fn is_paid_by(&self, payer: Arc<dyn Payer>) {
        self.payer.get_or_init(|| payer);
    }

    /// How long nothing more may be read after so many bytes.
    pub(crate) fn wait_for(&self, n_bytes: usize) -> Duration {
        self.payer.get().map_or(Duration::ZERO, |payer| payer.wait_for_bytes(n_bytes, Instant::now()))
    }

    /// From now on a message may hold so many bytes, and the heads of its frames besides.
    pub(crate) fn allow(&self, n_bytes: usize) {
        self.bytes_max.store(n_bytes.saturating_add(HEADS_BYTES), Ordering::Relaxed);
    }

    /// Whether a message of so many bytes is longer than one may be.
    pub(crate) fn is_too_long(&self, n_bytes: usize) -> bool {
        n_bytes > self.bytes_max.load(Ordering::Relaxed)
    }

    /// Whether a message may be longer than `usual` just now.
    pub(crate) fn may_upload(&self, usual: usize) -> bool {
        self.bytes_max.load(Ordering::Relaxed) > usual.saturating_add(HEADS_BYTES)
    }

    /// The message or request has come whole: its bytes are held no more.
    pub(crate) fn release(&self) {
        let message = std::mem::take(&mut *self.message());
        for (budget, ticket) in self.budgets().zip(message.tickets) {
            ticket.into_iter().for_each(|ticket| budget.give_back(ticket));
        }
    }

    /// Everybody's, and that of whoever pays.
    fn budgets(&self) -> impl Iterator<Item = &Budget> {
        std::iter::once(&*self.budget).chain(self.payer.get().map(|payer| payer.half_read()))
    }

    /// These bytes were no part of the message that is being read.
    pub(crate) fn release_some(&self, n_bytes: usize) {
        let mut message = self.message();
        message.n_bytes = message.n_bytes.saturating_sub(n_bytes);
        if message.n_bytes == 0 {
            message.since = None;
        }
    }

    /// Bytes have come that wait to be put together. They may be more than one message's: how long each may be is looked at
    /// as it is put together.
    ///
    /// # Errors
    /// [`Breach::GivesWay`] when too much waits.
    pub(crate) fn queue(&self, n_bytes: usize) -> Result<(), Breach> {
        let mut message = self.message();
        message.grow(n_bytes);
        self.charge(&mut message)
    }

    /// A message has been put together of so many of the bytes that have come; the rest waits on.
    pub(crate) fn release_queued(&self, n_bytes: usize) {
        let mut message = self.message();
        message.n_bytes = message.n_bytes.saturating_sub(n_bytes);
        let charged = message.n_bytes.saturating_sub(FREE_BYTES).min(message.charged);
        let less = std::mem::replace(&mut message.charged, charged) - charged;
        for (budget, ticket) in self.budgets().zip(&mut message.tickets) {
            match *ticket {
                Some(whole) if charged == 0 => budget.give_back(whole),
                Some(part) => budget.give_some_back(part, less),
                None => {}
            }
            ticket.take_if(|_| charged == 0);
        }
    }

    /// The next message is put together from now on: before, its bytes waited for others.
    pub(crate) fn begin(&self) {
        let mut message = self.message();
        message.since = (message.n_bytes > 0).then(Instant::now);
    }

    /// Waits until what is held has to give way.
    pub(crate) async fn giving_way(&self) {
        let gives_way = |cx: &mut Context<'_>| {
            self.reader.register(cx.waker());
            if self.gives_way.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
        };
        poll_fn(gives_way).await;
    }

    /// Waits until a message has been half read for longer than `time` says it may be.
    pub(crate) async fn overdue(&self, time: impl Fn() -> Duration) {
        loop {
            let since = self.message().since;
            match since {
                Some(since) if since.elapsed() >= time() => return,
                Some(since) => sleep_until(since + time()).await,
                None => sleep(time()).await,
            }
        }
    }

    /// From now on nothing is held: what is read is thrown away.
    pub(crate) fn discard(&self) {
        self.release();
        self.discards.store(true, Ordering::Release);
    }

    fn add(&self, n_bytes: usize) -> Result<(), Breach> {
        let mut message = self.message();
        message.grow(n_bytes);
        if self.is_too_long(message.n_bytes) {
            return Err(Breach::TooLong);
        }
        self.charge(&mut message)
    }

    /// Counts what is not free against the budgets.
    fn charge(&self, message: &mut Message) -> Result<(), Breach> {
        let more = message.n_bytes.saturating_sub(FREE_BYTES + message.charged);
        if more > 0 {
            message.charged += more;
            for (budget, ticket) in self.budgets().zip(&mut message.tickets) {
                *ticket = Some(budget.take(*ticket, &self.itself, more)?);
            }
        }
        Ok(())
    }

    fn give_way(&self) {
        self.gives_way.store(true, Ordering::Release);
        self.reader.wake();
    }

    fn message(&self) -> MutexGuard<'_, Message> {
        self.message.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.release();
    }
}

/// A stream whose bytes are counted as they are read, and read as slowly as whoever sends them can pay for them.
pub(crate) struct Intake<S> {
    stream: S,
    held: Arc<Held>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<S> Intake<S> {
    pub(crate) fn new(stream: S, held: Arc<Held>) -> Self {
        Self { stream, held, pause: None }
    }

    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Intake<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.held.reader.register(cx.waker());
        let discards = self.held.discards.load(Ordering::Acquire);
        if !discards && self.held.gives_way.load(Ordering::Acquire) {
            return Poll::Ready(Err(io::Error::other(Breach::GivesWay)));
        }
        ready!(self.poll_pause(cx));
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let n_bytes = buf.filled().len() - before;
        let wait = self.held.wait_for(n_bytes);
        if !wait.is_zero() {
            self.pause = Some(Box::pin(sleep(wait)));
        }
        Poll::Ready(if discards { Ok(()) } else { self.held.add(n_bytes).map_err(io::Error::other) })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Intake<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::metrics::gauge::Gauge;

    use super::*;

    fn budget(bytes_max: usize) -> Arc<Budget> {
        Budget::new(bytes_max, Gauge::default())
    }

    #[test]
    fn a_message_is_as_long_as_its_connection_may_send_and_no_longer() {
        let held = Held::new(&budget(usize::MAX));
        held.allow(1000);
        assert_eq!(held.add(1000 + HEADS_BYTES), Ok(()));
        held.release();
        assert_eq!((held.add(1000), held.add(HEADS_BYTES)), (Ok(()), Ok(())));
        assert_eq!(held.add(1), Err(Breach::TooLong));
        held.allow(2000);
        assert_eq!(held.add(1), Ok(()), "it may send more by now");
    }

    #[test]
    fn what_is_no_part_of_the_message_does_not_count() {
        let held = Held::new(&budget(usize::MAX));
        held.allow(0);
        for _ in 0..100 {
            assert_eq!(held.add(HEADS_BYTES / 2), Ok(()));
            held.release_some(HEADS_BYTES / 2);
        }
        assert_eq!(held.message().since, None);
    }

    #[test]
    fn the_budget_is_kept_by_whoever_is_half_read_for_longest() {
        let budget = budget(1000);
        let [first, second, third] = [(); 3].map(|()| Held::new(&budget));
        assert_eq!(first.add(FREE_BYTES + 400), Ok(()));
        assert_eq!(second.add(FREE_BYTES + 600), Ok(()), "at the budget");
        assert_eq!(third.add(FREE_BYTES), Ok(()), "small ones are free");
        assert!(![&first, &second, &third].iter().any(|held| held.gives_way.load(Ordering::Acquire)));
        assert_eq!(third.add(1), Ok(()), "one byte past it");
        let gave_way = [&first, &second, &third].map(|held| held.gives_way.load(Ordering::Acquire));
        assert_eq!(gave_way, [true, false, false]);
        assert_eq!(budget.shares().used, 601);
        drop((first, second, third));
        let shares = budget.shares();
        assert_eq!((shares.used, shares.by_age.len()), (0, 0));
    }

    #[test]
    fn of_one_person_the_newest_message_alone_may_be_longer_than_their_budget() {
        let budget = Budget::of_person(1000);
        let [first, second] = [(); 2].map(|()| Held::new(&self::budget(usize::MAX)));
        let ticket = budget.take(None, &first.itself, 900);
        assert_eq!(budget.take(ticket.ok(), &first.itself, 5000), ticket, "alone");
        let other = budget.take(None, &second.itself, 2000);
        assert!(other.is_ok() && first.gives_way.load(Ordering::Acquire), "the older one gives way");
        assert!(!second.gives_way.load(Ordering::Acquire));
        assert_eq!(budget.shares().used, 2000);
    }

    #[test]
    fn an_old_message_that_grows_beyond_the_budget_beside_a_newer_one_gives_way_itself_and_alone_it_comes_in() {
        let budget = budget(1000);
        let [old, new] = [(); 2].map(|()| Held::new(&budget));
        assert_eq!((old.add(FREE_BYTES + 400), new.add(FREE_BYTES + 400)), (Ok(()), Ok(())));
        assert_eq!(old.add(300), Err(Breach::GivesWay));
        assert_eq!(budget.shares().used, 400);
        assert_eq!(new.add(5000), Ok(()), "there is none beside it any more");
    }

    #[test]
    fn of_what_waits_to_be_put_together_each_message_is_counted_off_alone() {
        let budget = budget(1000);
        let counted = || {
            let shares = budget.shares();
            (shares.used, shares.by_age.len())
        };
        let held = Held::new(&budget);
        held.allow(0);
        assert_eq!((held.queue(FREE_BYTES), held.queue(400), held.queue(200)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(counted(), (600, 1), "how long they may be is not looked at yet");
        held.release_queued(100);
        assert_eq!(counted(), (500, 1));
        held.release_queued(FREE_BYTES);
        assert_eq!(counted(), (0, 0), "what is left is free");
        assert_eq!(held.queue(FREE_BYTES), Ok(()));
        assert_eq!(counted(), (500, 1));
        drop(held);
        assert_eq!(counted(), (0, 0));
    }

    #[tokio::test]
    async fn whoever_waits_to_be_put_together_for_longest_hears_that_it_gives_way() {
        let budget = budget(1000);
        let (old, new) = (Held::new(&budget), Held::new(&budget));
        assert_eq!((old.queue(FREE_BYTES + 600), new.queue(FREE_BYTES + 600)), (Ok(()), Ok(())));
        old.giving_way().await;
        assert!(!new.gives_way.load(Ordering::Acquire));
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_is_overdue_by_its_beginning_and_not_by_its_last_byte() {
        let held = Held::new(&budget(usize::MAX));
        let limit = Duration::from_secs(60);
        assert_eq!(held.add(1), Ok(()));
        let begun = Instant::now();
        let dribble = async {
            loop {
                sleep(Duration::from_secs(7)).await;
                assert_eq!(held.add(1), Ok(()));
            }
        };
        tokio::select! {
            () = held.overdue(|| limit) => {}
            () = dribble => {}
        }
        assert_eq!(begun.elapsed().as_secs(), limit.as_secs());
        held.release();
        let idle = tokio::time::timeout(10 * limit, held.overdue(|| limit)).await;
        assert!(idle.is_err(), "nothing is half read");
    }
}
