//! A storm: several clients, ours and stock ones, that write, remove, leave and come back to a few documents of a
//! real server, and note in a ledger what they are promised.

mod ways;
mod writer;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::client::Client;
use crate::ledger::Ledger;
pub use ways::Ways;
pub use writer::Writer;

/// How many writers there are on each document. Where there is one alone, its room is empty whenever it leaves.
const WRITERS: [u64; 4] = [3, 2, 1, 1];
/// One writer of so many speaks plain y-protocols.
const PLAIN_EVERY: u64 = 3;
/// A storm that does not get anywhere has hung.
const HANG: Duration = Duration::from_secs(60);

/// The clock that gives the moment of a promise.
pub type Moment = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Which promises the storm puts to the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promises {
    /// Acked edits survive a power cut.
    Acked,
    /// Acked edits and those that anybody else has seen survive a killed process.
    AckedOrSeen,
}

/// The state that the writers of a storm share.
#[derive(Clone)]
pub struct Weather {
    promises: Promises,
    ledger: Arc<Mutex<Ledger>>,
    moment: Moment,
    /// Edits sent and messages heard.
    n_events: Arc<AtomicU64>,
    /// The server has been killed: whoever loses it ends.
    is_over: Arc<AtomicBool>,
    /// Those who are still there leave.
    is_calm: Arc<AtomicBool>,
    next_name: Arc<AtomicU64>,
}

impl Weather {
    /// A calm. `moment` grows with what the server's disk has been given.
    pub fn new(promises: Promises, moment: Moment) -> Self {
        Self {
            promises,
            ledger: Arc::default(),
            moment,
            n_events: Arc::default(),
            is_over: Arc::default(),
            is_calm: Arc::default(),
            next_name: Arc::new(AtomicU64::new(1)),
        }
    }

    /// The promises so far.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Edits sent and messages heard in this storm.
    pub fn n_events(&self) -> u64 {
        self.n_events.load(Ordering::Relaxed)
    }

    fn event(&self) {
        self.n_events.fetch_add(1, Ordering::Relaxed);
    }

    /// The writers of a new storm, in a room each is to join.
    pub fn writers(&self, rng: &mut Rng) -> Vec<Writer> {
        let docs = WRITERS.iter().enumerate().flat_map(|(doc, n)| (0..*n).map(move |_| format!("storm-{doc}")));
        let writer = |(at, doc): (usize, String)| {
            let plain = (at as u64 + 1).is_multiple_of(PLAIN_EVERY);
            Writer::new(self.clone(), doc, plain, rng.fork())
        };
        docs.enumerate().map(writer).collect()
    }
}

/// Writers at work.
pub struct Storm {
    weather: Weather,
    writers: Vec<JoinHandle<Result<Writer>>>,
}

impl Storm {
    /// Lets the writers loose on a server, by turns over each of the ways to it; stock clients know the first alone.
    pub fn begin(weather: &Weather, ways: &[SocketAddr], writers: Vec<Writer>) -> Self {
        let way = |at: usize, writer: &Writer| Ways::from(ways[if writer.is_plain() { 0 } else { at % ways.len() }]);
        Self::of(weather, writers, way)
    }

    /// Lets the writers loose on servers that serve by turns: each goes on to the next one with every visit.
    pub fn over(weather: &Weather, ways: &Ways, writers: Vec<Writer>) -> Self {
        Self::of(weather, writers, |_, _| ways.clone())
    }

    fn of(weather: &Weather, writers: Vec<Writer>, ways: impl Fn(usize, &Writer) -> Ways) -> Self {
        for flag in [&weather.is_over, &weather.is_calm] {
            flag.store(false, Ordering::Release);
        }
        weather.n_events.store(0, Ordering::Release);
        let at_work = |(at, mut writer): (usize, Writer)| {
            let ways = ways(at, &writer);
            tokio::spawn(async move {
                writer.work(&ways, at).await?;
                Ok(writer)
            })
        };
        Self { weather: weather.clone(), writers: writers.into_iter().enumerate().map(at_work).collect() }
    }

    /// From now on nobody comes anew: those who are there go on until they lose the server.
    pub fn hold(&self) {
        self.weather.is_over.store(true, Ordering::Release);
    }

    /// Waits until so much has happened.
    ///
    /// # Errors
    /// When it stands still, or a writer was refused something.
    pub async fn until(&self, n_events: u64) -> Result<()> {
        let start = Instant::now();
        while self.weather.n_events.load(Ordering::Relaxed) < n_events {
            let ended = self.writers.iter().filter(|writer| writer.is_finished()).count();
            ensure!(ended < self.writers.len(), "every writer has stopped");
            ensure!(start.elapsed() < HANG, "the storm stands still");
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// The server is gone. Answers the writers, once each has heard what was still on its way to it.
    ///
    /// # Errors
    /// When a writer was refused something or told nonsense.
    pub async fn end(self) -> Result<Vec<Writer>> {
        self.hold();
        let mut writers = Vec::new();
        for writer in self.writers {
            let writer = tokio::time::timeout(HANG, writer).await.context("a writer hangs")??;
            writers.push(writer?);
        }
        Ok(writers)
    }

    /// The server lives on. Answers the writers, once each has left it without a word.
    ///
    /// # Errors
    /// As [`Storm::end`].
    pub async fn rest(self) -> Result<Vec<Writer>> {
        self.weather.is_calm.store(true, Ordering::Release);
        self.end().await
    }
}

/// The text of a document for somebody who was not there, as a server has it.
///
/// # Errors
/// When it cannot be read.
pub async fn read(address: SocketAddr, doc: &str) -> Result<String> {
    let mut reader = Client::plain(address, doc).await?;
    reader.sync().await?;
    Ok(reader.text())
}

/// The wrongs of a server's documents, as the ledger has them up to the moment `end`.
///
/// # Errors
/// When they cannot be read.
pub async fn wrongs(weather: &Weather, address: SocketAddr, end: u64) -> Result<Vec<String>> {
    let docs: Vec<String> = weather.ledger().docs().map(str::to_owned).collect();
    let mut wrongs = Vec::new();
    for doc in docs {
        let text = read(address, &doc).await.with_context(|| format!("{doc} cannot be read"))?;
        wrongs.extend(weather.ledger().wrongs(&doc, &text, end));
    }
    Ok(wrongs)
}
