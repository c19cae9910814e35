//! Reads that cost: the history of a document, its exports, what the list says of it. Each is made once a version,
//! whoever asks for it, by a few threads at a time, so that all other requests find a free one; and it stops when nobody
//! waits for it any more.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use muster_shared::id::DocId;
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::log::LogError;
use crate::metrics::Counted;
use crate::unread::Unread;

/// The bytes of results that are remembered, where each is asked for by itself: the oldest goes when they are full.
const REMEMBERED_BYTES_MAX: usize = 16 << 20;
/// The bytes of what lists of all documents are made of. A list asks for every document in turn, so that the oldest is the one
/// that it asks for next: here what is there stays, and what finds no room is read again.
const LISTED_BYTES_MAX: usize = 64 << 20;

/// A kind of result, and the document it is read of.
pub(crate) type Key = (&'static str, DocId);

/// The version that a result is made from: the last update of the document, the last of the `org` document and others, and
/// the version of people's names.
pub(crate) type Version = (i64, i64, i64);

/// The thing that somebody asked for whom a result is made: it decides with which others the result is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// The result itself.
    One,
    /// A list of all documents, which the result is a part of.
    List,
}

/// Something that is read at some cost.
pub(crate) trait Costly: Send + Sync + 'static {
    /// How long it is, about, in bytes.
    fn n_bytes(&self) -> usize;
}

impl Costly for String {
    fn n_bytes(&self) -> usize {
        self.len()
    }
}

impl<T: Costly> Costly for Option<T> {
    fn n_bytes(&self) -> usize {
        self.as_ref().map_or(0, Costly::n_bytes)
    }
}

impl<T: Costly> Costly for Vec<T> {
    fn n_bytes(&self) -> usize {
        self.iter().map(Costly::n_bytes).sum()
    }
}

impl<A: Costly, B: Costly> Costly for Result<A, B> {
    fn n_bytes(&self) -> usize {
        self.as_ref().map_or_else(Costly::n_bytes, Costly::n_bytes)
    }
}

impl<A: Costly, B: Costly> Costly for (A, B) {
    fn n_bytes(&self) -> usize {
        self.0.n_bytes() + self.1.n_bytes()
    }
}

/// A read's turn. It holds its place among those that read until it is dropped, and knows whether anybody waits.
pub(crate) struct Turn {
    is_over: Arc<AtomicBool>,
    _place: OwnedSemaphorePermit,
}

impl Turn {
    /// Goes on only while somebody waits for the outcome.
    ///
    /// # Errors
    /// [`LogError::Stopped`] when nobody does.
    pub(crate) fn go_on(&self) -> Result<(), LogError> {
        if self.is_over.load(Ordering::Relaxed) { Err(LogError::Stopped) } else { Ok(()) }
    }
}

/// Ends a read when nobody waits for its future any more.
struct Waited(Arc<AtomicBool>);

impl Drop for Waited {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

type Outcome = Result<Arc<dyn Any + Send + Sync>, LogError>;
type Reading = BoxFuture<'static, Outcome>;

/// The end that results come to when there is no room for another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Full {
    OldestGoes,
    NewestStaysOut,
}

struct Known {
    bytes_max: usize,
    when_full: Full,
    running: HashMap<Key, (Version, WeakShared<Reading>)>,
    made: HashMap<Key, (Version, Arc<dyn Any + Send + Sync>, usize)>,
    by_age: VecDeque<Key>,
    n_bytes: usize,
}

impl Known {
    fn new(bytes_max: usize, when_full: Full) -> Self {
        let (running, made, by_age) = (HashMap::new(), HashMap::new(), VecDeque::new());
        Self { bytes_max, when_full, running, made, by_age, n_bytes: 0 }
    }

    fn made(&self, key: &Key, version: Version) -> Option<Arc<dyn Any + Send + Sync>> {
        let (made, known, _) = self.made.get(key)?;
        (*made == version).then(|| Arc::clone(known))
    }

    fn running(&self, key: &Key, version: Version) -> Option<Shared<Reading>> {
        let (of, reading) = self.running.get(key)?;
        if *of == version { reading.upgrade() } else { None }
    }

    fn remember(&mut self, key: &Key, version: Version, known: Arc<dyn Any + Send + Sync>, n_bytes: usize) {
        self.running.remove(key);
        self.forget(key);
        let is_out = self.when_full == Full::NewestStaysOut && self.n_bytes + n_bytes > self.bytes_max;
        if is_out || n_bytes > self.bytes_max / 4 {
            return;
        }
        self.n_bytes += n_bytes;
        self.made.insert(key.clone(), (version, known, n_bytes));
        self.by_age.push_back(key.clone());
        while self.n_bytes > self.bytes_max
            && let Some(oldest) = self.by_age.front().cloned()
        {
            self.forget(&oldest);
        }
    }

    fn forget(&mut self, key: &Key) {
        if let Some((_, _, n_bytes)) = self.made.remove(key) {
            self.n_bytes -= n_bytes;
            self.by_age.retain(|known| known != key);
        }
    }
}

/// The results that are being read, and those that were read of late.
pub(crate) struct Reads {
    places: Arc<Semaphore>,
    remembered: Mutex<Known>,
    listed: Mutex<Known>,
    waiting: Gauge,
    /// Documents that lists leave out, as they cannot be read.
    pub(crate) unread: Unread,
}

impl Reads {
    /// So many at a time; half as many as the machine has processors where it is 0.
    pub(crate) fn new(at_once: usize, waiting: Gauge) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = if at_once == 0 { (processors / 2).max(1) } else { at_once };
        let places = Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS)));
        let remembered = Mutex::new(Known::new(REMEMBERED_BYTES_MAX, Full::OldestGoes));
        let listed = Mutex::new(Known::new(LISTED_BYTES_MAX, Full::NewestStaysOut));
        Self { places, remembered, listed, waiting, unread: Unread::default() }
    }

    /// The result for a document's version: remembered, being made, or made now by `work`, which takes its turn along
    /// to where it reads.
    ///
    /// # Errors
    /// [`LogError`] of `work`.
    pub(crate) async fn once<T: Costly, F>(
        &self,
        of: Of,
        key: Key,
        version: Version,
        work: impl FnOnce(Turn) -> F + Send + 'static,
    ) -> Result<Arc<T>, LogError>
    where
        F: Future<Output = Result<T, LogError>> + Send + 'static,
    {
        let all = match of {
            Of::One => &self.remembered,
            Of::List => &self.listed,
        };
        let reading = {
            let mut known = locked(all);
            if let Some(made) = known.made(&key, version).and_then(|made| made.downcast().ok()) {
                return Ok(made);
            }
            known.running(&key, version).unwrap_or_else(|| {
                let reading = self.begin(work);
                // Nothing but those who wait for it keeps it going.
                if let Some(weak) = reading.downgrade() {
                    known.running.insert(key.clone(), (version, weak));
                }
                reading
            })
        };
        let made = reading.await?.downcast::<T>().map_err(|_| LogError::Stopped)?;
        let mut known = locked(all);
        if known.made(&key, version).is_none() {
            known.remember(&key, version, Arc::clone(&made) as _, made.n_bytes() + size_of::<T>());
        }
        Ok(made)
    }

    fn begin<T: Costly, F>(&self, work: impl FnOnce(Turn) -> F + Send + 'static) -> Shared<Reading>
    where
        F: Future<Output = Result<T, LogError>> + Send + 'static,
    {
        let turn = self.turn();
        let reading = async move {
            let (turn, _waited) = turn.await?;
            Ok(Arc::new(work(turn).await?) as Arc<dyn Any + Send + Sync>)
        };
        reading.boxed().shared()
    }

    /// A turn for a read that nobody else asks for.
    pub(crate) async fn alone<T, F>(&self, work: impl FnOnce(Turn) -> F) -> Result<T, LogError>
    where
        F: Future<Output = Result<T, LogError>>,
    {
        let (turn, _waited) = self.turn().await?;
        work(turn).await
    }

    fn turn(&self) -> impl Future<Output = Result<(Turn, Waited), LogError>> + Send + use<> {
        let (places, waiting) = (Arc::clone(&self.places), Counted::new(&self.waiting));
        async move {
            let place = places.acquire_owned().await.map_err(|_| LogError::Closed)?;
            drop(waiting);
            let is_over = Arc::new(AtomicBool::new(false));
            Ok((Turn { is_over: Arc::clone(&is_over), _place: place }, Waited(is_over)))
        }
    }
}

fn locked(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::join_all;
    use tokio::sync::Notify;

    use super::*;

    fn key(doc: &str) -> Key {
        ("history", doc.parse().expect("an id"))
    }

    fn reads(at_once: usize) -> Reads {
        Reads::new(at_once, Gauge::default())
    }

    #[tokio::test]
    async fn who_ask_together_and_later_are_told_what_was_made_once_a_version() {
        let (reads, n_made) = (reads(1), Arc::new(AtomicUsize::new(0)));
        let ask = |version: i64| {
            let n_made = Arc::clone(&n_made);
            reads.once(Of::One, key("a"), (version, 0, 0), move |_| async move {
                n_made.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(format!("version {version}"))
            })
        };
        for told in join_all((0..8).map(|_| ask(1))).await {
            assert_eq!(told.as_deref(), Ok(&"version 1".to_owned()));
        }
        assert_eq!(ask(1).await.as_deref(), Ok(&"version 1".to_owned()));
        assert_eq!(n_made.load(Ordering::Relaxed), 1);
        assert_eq!(ask(2).await.as_deref(), Ok(&"version 2".to_owned()));
        assert_eq!(n_made.load(Ordering::Relaxed), 2);
        assert!(locked(&reads.remembered).running.is_empty());
    }

    #[tokio::test]
    async fn a_failure_is_told_to_all_who_wait_and_not_remembered() {
        let reads = reads(1);
        let fail = || {
            reads.once::<String, _>(Of::One, key("a"), (1, 0, 0), |_| async { Err(LogError::Read("no".to_owned())) })
        };
        for told in join_all((0..3).map(|_| fail())).await {
            assert_eq!(told, Err(LogError::Read("no".to_owned())));
        }
        let well = reads.once(Of::One, key("a"), (1, 0, 0), |_| async { Ok("well".to_owned()) });
        assert_eq!(well.await.as_deref(), Ok(&"well".to_owned()));
    }

    #[tokio::test]
    async fn as_many_as_may_read_at_once_and_the_next_one_when_a_turn_is_over() {
        let (reads, gate) = (Arc::new(reads(2)), Arc::new(Notify::new()));
        let begun = Arc::new(AtomicUsize::new(0));
        let mut tasks = Vec::new();
        for doc in ["a", "b", "c"] {
            let (reads, gate, begun) = (Arc::clone(&reads), Arc::clone(&gate), Arc::clone(&begun));
            tasks.push(tokio::spawn(async move {
                let wait = |turn: Turn| async move {
                    begun.fetch_add(1, Ordering::Relaxed);
                    gate.notified().await;
                    drop(turn);
                    Ok(String::new())
                };
                reads.once(Of::One, key(doc), (0, 0, 0), wait).await.map(drop)
            }));
        }
        while reads.waiting.get() != 1 || begun.load(Ordering::Relaxed) != 2 {
            tokio::task::yield_now().await;
        }
        gate.notify_one();
        while begun.load(Ordering::Relaxed) != 3 {
            tokio::task::yield_now().await;
        }
        gate.notify_waiters();
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test]
    async fn a_read_goes_on_while_one_of_those_who_asked_waits_and_stops_when_the_last_has_gone() {
        let reads = Arc::new(reads(1));
        let (tell, told) = std::sync::mpsc::channel::<Turn>();
        let ask = || {
            let (reads, tell) = (Arc::clone(&reads), tell.clone());
            tokio::spawn(async move {
                let work = move |turn| async move {
                    drop(tell.send(turn));
                    std::future::pending::<Result<String, LogError>>().await
                };
                reads.once(Of::One, key("a"), (0, 0, 0), work).await.map(drop)
            })
        };
        let (first, second) = (ask(), ask());
        let turn = loop {
            tokio::task::yield_now().await;
            if let Ok(turn) = told.try_recv() {
                break turn;
            }
        };
        first.abort();
        assert!(first.await.is_err());
        assert_eq!(turn.go_on(), Ok(()));
        second.abort();
        assert!(second.await.is_err());
        assert_eq!(turn.go_on(), Err(LogError::Stopped));
        assert!(told.try_recv().is_err(), "it was made once");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_oldest_goes_first() {
        let mut known = Known::new(REMEMBERED_BYTES_MAX, Full::OldestGoes);
        let quarter = REMEMBERED_BYTES_MAX / 4;
        for nth in 0..5 {
            known.remember(&key(&format!("d{nth}")), (0, 0, 0), Arc::new(()), quarter);
        }
        assert!(known.made(&key("d0"), (0, 0, 0)).is_none() && known.made(&key("d4"), (0, 0, 0)).is_some());
        assert_eq!((known.n_bytes, known.by_age.len(), known.made.len()), (4 * quarter, 4, 4));
        known.remember(&key("long"), (0, 0, 0), Arc::new(()), quarter + 1);
        assert!(known.made(&key("long"), (0, 0, 0)).is_none());
    }

    #[test]
    fn what_lists_are_made_of_stays_when_there_is_no_room_for_more_and_gives_way_to_its_own_next_version() {
        let mut known = Known::new(LISTED_BYTES_MAX, Full::NewestStaysOut);
        let is_there =
            |known: &Known, nth: i32, version| known.made(&key(&format!("d{nth}")), (version, 0, 0)).is_some();
        for _ in 0..2 {
            for nth in 0..6 {
                known.remember(&key(&format!("d{nth}")), (1, 0, 0), Arc::new(()), LISTED_BYTES_MAX / 4);
            }
            assert_eq!([0, 3, 4, 5].map(|nth| is_there(&known, nth, 1)), [true, true, false, false]);
        }
        known.remember(&key("d1"), (2, 0, 0), Arc::new(()), LISTED_BYTES_MAX / 4);
        assert_eq!((is_there(&known, 1, 1), is_there(&known, 1, 2), is_there(&known, 0, 1)), (false, true, true));
    }
}
