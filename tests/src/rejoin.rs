//! Leaving and coming back, again and again, while rooms close and open: nobody finds less than there was.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::client::Client;
use crate::ledger::{Edit, Ledger, Mark, marks};
use crate::server::Process;

/// Cycles of one seed, all visitors together.
pub const CYCLES_A_SEED: u64 = 250;
/// How many visitors there are on each document.
const VISITORS: [u64; 5] = [1, 1, 1, 1, 2];
/// Longest time somebody stays away, in milliseconds.
const AWAY_MS_MAX: u64 = 50;
/// How soon an empty room closes: at once, about as soon as people come back, later than they do.
const IDLE_ROOM_MS: [&str; 4] = ["0", "5", "25", "60"];

/// The state that visitors of one seed share.
#[derive(Clone)]
struct Visitors {
    address: SocketAddr,
    ledger: Arc<Mutex<Ledger>>,
    /// Grows with each promise, so that a visitor is held to those made before it came.
    moment: Arc<AtomicU64>,
    next_name: Arc<AtomicU64>,
}

/// Runs the cycles of a seed against a `muster` program; answers how many promises were made and kept.
///
/// # Errors
/// When anybody finds less, or more, than there should be.
pub async fn run(program: &str, beside: &Path, seed: u64) -> Result<usize> {
    let mut rng = Rng::with_seed(seed);
    let data = TempDir::with_prefix_in("rejoin-", beside)?;
    // Some of these rooms gather what they write and tell, as very busy ones do.
    let calm = if seed % 5 == 4 { "0" } else { "15000" };
    let idle_room_ms = IDLE_ROOM_MS[seed as usize % IDLE_ROOM_MS.len()];
    let more = ["--idle-room-ms", idle_room_ms, "--calm-deliveries-per-second", calm];
    let server = Process::start(program, data.path(), &more)?;
    let mut visitors = Visitors {
        address: server.address,
        ledger: Arc::default(),
        moment: Arc::default(),
        next_name: Arc::new(AtomicU64::new(1)),
    };
    let n_visitors: u64 = VISITORS.iter().sum();
    let mut tasks = Vec::new();
    for (doc, n) in VISITORS.into_iter().enumerate() {
        for _ in 0..n {
            let visit = visitors.clone().visit_often(format!("rejoin-{doc}"), n == 1, rng.fork(), n_visitors);
            tasks.push(tokio::spawn(visit));
        }
    }
    for task in tasks {
        task.await??;
    }
    // Edits that somebody has seen are written, and survive even this.
    visitors.come_everywhere().await?;
    server.kill()?;
    let server = Process::start(program, data.path(), &more)?;
    visitors.address = server.address;
    visitors.come_everywhere().await.context("after a kill")?;
    let n_promises = visitors.ledger().n_promises();
    Ok(n_promises)
}

impl Visitors {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn visit_often(self, doc: String, alone: bool, mut rng: Rng, n_visitors: u64) -> Result<()> {
        for cycle in 0..CYCLES_A_SEED.div_ceil(n_visitors) {
            self.visit(&doc, alone, &mut rng).await.with_context(|| format!("{doc}, cycle {cycle}"))?;
            sleep(Duration::from_micros(rng.u64(0..=AWAY_MS_MAX * 1000))).await;
        }
        Ok(())
    }

    /// Comes with empty hands and finds everything that was promised before.
    async fn come(&self, doc: &str) -> Result<Client> {
        let before = self.moment.load(Ordering::Acquire);
        let mut client = Client::muster(self.address, doc).await?;
        client.sync().await?;
        let wrongs = self.ledger().wrongs(doc, &client.text(), before);
        ensure!(wrongs.is_empty(), "{}", wrongs.join(", "));
        Ok(client)
    }

    async fn come_everywhere(&self) -> Result<()> {
        for doc in 0..VISITORS.len() {
            self.come(&format!("rejoin-{doc}")).await?;
        }
        Ok(())
    }

    async fn visit(&self, doc: &str, alone: bool, rng: &mut Rng) -> Result<()> {
        let mut client = self.come(doc).await?;
        let name = self.next_name.fetch_add(1, Ordering::Relaxed);
        let mut edits = Vec::new();
        for number in 0..rng.u32(1..5) {
            let found = marks(&client.text());
            // Two who are there at once would have to be asked who removed what.
            let edit = match rng.choice(&found).filter(|_| alone && rng.u8(0..4) == 0) {
                Some((mark, begin, end)) => {
                    self.ledger().begin(doc, Edit::Remove(*mark), self.moment.load(Ordering::Acquire));
                    client.remove(*begin as u32, (end - begin) as u32).await?;
                    Edit::Remove(*mark)
                }
                None => {
                    let mark = Mark { writer: name, number };
                    self.ledger().begin(doc, Edit::Write(mark), 0);
                    client.insert(&mark.to_string()).await?;
                    Edit::Write(mark)
                }
            };
            edits.push(edit);
        }
        match rng.u8(0..3) {
            // Gone without a word, and without a promise.
            0 => return Ok(()),
            1 => client.until_saved().await?,
            // The answer to a goodbye says that everything before it was read.
            _ => drop(client.leave().await?),
        }
        let mut ledger = self.ledger();
        let now = self.moment.fetch_add(1, Ordering::AcqRel) + 1;
        edits.into_iter().for_each(|edit| ledger.promise(doc, edit, now));
        Ok(())
    }
}
