//! A trial: a storm over all servers of a database, a blow in the middle of it, and a look at what is there before any of the writers
//! is back, who would bring again what was lost.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use tokio::task::block_in_place;
use tokio::time::sleep;

use super::blow::Blow;
use super::look::Watch;
use super::servers::Servers;
use crate::storm::{Promises, Storm, Weather, Writer, read, wrongs};
use crate::toll::toll;

/// The events before a blow: edits sent and messages heard.
const EVENTS: Range<u64> = 50..600;
/// How long a server is stopped so that nobody may follow it.
const DOZE_MS: Range<u64> = 0..1_500;
/// How long one is stopped that may be followed as it wakes: its last word was said half a second before at most.
const ABOUT_LEASE_MS: Range<u64> = 2_400..3_500;
/// How long after a death another server is about to follow.
const FOLLOWS_MS: Range<u64> = 0..400;
/// How long a database or a connection is away: at times past the time after which others may follow.
const AWAY_MS: Range<u64> = 0..4_000;
/// How long copies may take to become equal. Only a failing trial waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// The rest before something is tried again.
const REST: Duration = Duration::from_millis(50);
/// The wrongs that a failure tells.
const WRONGS_TOLD: usize = 10;

toll! {
    /// The counts of some trials.
    pub struct Toll {
        /// Times a server was killed.
        pub n_kills: u64 = sum,
        /// Times a server was stopped for a while.
        pub n_pauses: u64 = sum,
        /// Times the database was killed, or stopped at once.
        pub n_database_kills: u64 = sum,
        /// Times the connections of a server to the database were cut.
        pub n_cuts: u64 = sum,
        /// Times a server was told to end.
        pub n_ends: u64 = sum,
        /// Servers that ended by themselves as another one had followed them.
        pub n_followed: u64 = sum,
        /// Looks in which the yes of a server that had just been followed still spoke for it.
        pub n_overlaps: u64 = sum,
        /// Promises that were made, and kept.
        pub n_promises: usize = sum,
        /// The longest time from the death of a server until another one served.
        pub after_kill_max: Duration = max,
        /// The longest time from falling asleep until another one served.
        pub after_sleep_max: Duration = max,
    }
}

/// Servers, writers, and somebody who looks.
pub(super) struct Trial {
    pub(super) servers: Servers,
    weather: Weather,
    writers: Vec<Writer>,
    watch: Watch,
    rng: Rng,
    serving: usize,
    toll: Toll,
}

impl Trial {
    /// Two servers or three, of which one serves.
    pub(super) async fn begin(program: &str, beside: &Path, rng: &mut Rng) -> Result<Self> {
        let mut rng = rng.fork();
        let mut servers = Servers::start_all(program, beside, rng.usize(2..=3))?;
        let serving = servers.settled().await?;
        let weather = Weather::new(Promises::AckedOrSeen, Arc::new(|| 0));
        let writers = weather.writers(&mut rng);
        let watch = Watch::over(servers.ways());
        Ok(Self { servers, weather, writers, watch, rng, serving, toll: Toll::default() })
    }

    /// Deals a blow in the middle of a storm, and looks whether all is there.
    pub(super) async fn deal(&mut self, blow: Blow) -> Result<()> {
        let storm = Storm::over(&self.weather, self.servers.ways(), take(&mut self.writers));
        storm.until(self.rng.u64(EVENTS)).await?;
        sleep(Duration::from_micros(self.rng.u64(0..3_000))).await;
        storm.hold();
        self.strike(blow).await?;
        self.serving = self.servers.settled().await?;
        self.writers = storm.rest().await?;
        self.all_is_there(self.serving).await
    }

    async fn strike(&mut self, blow: Blow) -> Result<()> {
        let serving = self.serving;
        match blow {
            Blow::KillServing => self.kill_serving().await,
            Blow::KillBoth => self.kill_both().await,
            Blow::KillWaiting => {
                let waiting = self.one_that_waits();
                self.kill(waiting)?;
                self.servers.start(waiting)
            }
            Blow::EndServing => {
                self.toll.n_ends += 1;
                self.servers.signal(serving, "TERM")?;
                let ended = self.servers.ended(serving).await?;
                ensure!(ended.success(), "it was told to end, and ended with {ended}");
                self.servers.start(serving)
            }
            Blow::SleepPastLease => {
                self.sleep_until_followed(serving).await?;
                self.servers.signal(serving, "CONT")
            }
            Blow::SleepByTurns => self.sleep_by_turns().await,
            Blow::SleepAboutLease => self.sleep(serving, ABOUT_LEASE_MS).await,
            Blow::Doze => self.sleep(serving, DOZE_MS).await,
            Blow::KillDatabase | Blow::StopDatabase => self.end_database(blow).await,
            Blow::CutServing => self.cut(serving).await,
            Blow::CutWaiting => {
                let waiting = self.one_that_waits();
                self.cut(waiting).await
            }
            Blow::DarkenServing => {
                self.toll.n_cuts += 1;
                self.servers.gate(serving).darken();
                let (next, _) = self.servers.followed(serving).await?;
                self.all_is_there(next).await.context("while it is in the dark")?;
                self.servers.gate(serving).heal();
                Ok(())
            }
        }
    }

    /// Half of the times it is started again only once another one has followed it.
    async fn kill_serving(&mut self) -> Result<()> {
        self.kill(self.serving)?;
        if self.rng.bool() {
            let (_, took) = self.servers.followed(self.serving).await?;
            self.toll.after_kill_max = self.toll.after_kill_max.max(took);
        }
        self.servers.start(self.serving)
    }

    /// With two servers nobody is left for a moment.
    async fn kill_both(&mut self) -> Result<()> {
        let (first, second) = (self.serving, self.one_that_waits());
        self.kill(first)?;
        self.a_while(FOLLOWS_MS).await;
        self.kill(second)?;
        self.servers.start(first)?;
        self.servers.start(second)
    }

    fn kill(&mut self, at: usize) -> Result<()> {
        self.toll.n_kills += 1;
        self.servers.kill(at)
    }

    async fn sleep(&mut self, at: usize, ms: Range<u64>) -> Result<()> {
        self.toll.n_pauses += 1;
        self.servers.signal(at, "STOP")?;
        self.a_while(ms).await;
        self.servers.signal(at, "CONT")
    }

    /// Answers which one has followed. Words that are written to the one that sleeps wait for it, in the buffers of the machine.
    async fn sleep_until_followed(&mut self, at: usize) -> Result<usize> {
        self.toll.n_pauses += 1;
        self.servers.signal(at, "STOP")?;
        let (next, took) = self.servers.followed(at).await?;
        self.toll.after_sleep_max = self.toll.after_sleep_max.max(took);
        self.all_is_there(next).await.context("while it sleeps")?;
        Ok(next)
    }

    /// The first that slept is followed, ends, and is started anew: of two servers it follows the second.
    async fn sleep_by_turns(&mut self) -> Result<()> {
        let first = self.serving;
        let second = self.sleep_until_followed(first).await?;
        self.toll.n_pauses += 1;
        self.servers.signal(second, "STOP")?;
        self.servers.signal(first, "CONT")?;
        let (next, _) = self.servers.followed(second).await?;
        self.all_is_there(next).await.context("while the second sleeps")?;
        self.servers.signal(second, "CONT")
    }

    async fn end_database(&mut self, blow: Blow) -> Result<()> {
        self.toll.n_database_kills += 1;
        let cluster = self.servers.cluster();
        if blow == Blow::KillDatabase { cluster.kill() } else { cluster.stop() }?;
        if self.rng.bool() {
            self.a_while(AWAY_MS).await;
        }
        block_in_place(|| self.servers.cluster().start())
    }

    async fn cut(&mut self, at: usize) -> Result<()> {
        self.toll.n_cuts += 1;
        self.servers.gate(at).cut();
        if at == self.serving && self.rng.bool() {
            let (next, _) = self.servers.followed(at).await?;
            self.all_is_there(next).await.context("while it is cut off")?;
        } else {
            self.a_while(AWAY_MS).await;
        }
        self.servers.gate(at).heal();
        Ok(())
    }

    async fn a_while(&mut self, ms: Range<u64>) {
        sleep(Duration::from_millis(self.rng.u64(ms))).await;
    }

    fn one_that_waits(&mut self) -> usize {
        (self.serving + self.rng.usize(1..self.servers.len())) % self.servers.len()
    }

    /// Holds what a server has against what was promised. One that has just woken may tell a reader to come back.
    async fn all_is_there(&self, at: usize) -> Result<()> {
        let (address, began) = (self.servers.address(at)?, Instant::now());
        let wrongs = loop {
            match wrongs(&self.weather, address, u64::MAX).await {
                Err(_) if began.elapsed() < PATIENCE => sleep(REST).await,
                read => break read?,
            }
        };
        let told: Vec<&str> = wrongs.iter().map(String::as_str).take(WRONGS_TOLD).collect();
        ensure!(wrongs.is_empty(), "server {at} has {} wrongs: {}", wrongs.len(), told.join(", "));
        self.watch.never_saw_two()
    }

    /// Waits until every copy reads as its document does.
    pub(super) async fn end(mut self) -> Result<Toll> {
        let (address, began) = (self.servers.address(self.serving)?, Instant::now());
        loop {
            match self.unequal(address).await {
                Ok(None) => break,
                Ok(Some(doc)) => {
                    ensure!(began.elapsed() < PATIENCE, "the copies of {doc} are not equal after {PATIENCE:?}")
                }
                unread => ensure!(began.elapsed() < PATIENCE, "the copies cannot be compared: {unread:?}"),
            }
        }
        self.all_is_there(self.serving).await?;
        self.toll.n_promises = self.weather.ledger().n_promises();
        self.toll.n_followed = self.servers.n_followed;
        self.toll.n_overlaps = self.watch.n_overlaps();
        Ok(self.toll)
    }

    /// A document whose copies differ, after each has been brought to the server once more.
    async fn unequal(&self, address: SocketAddr) -> Result<Option<String>> {
        let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for writer in &self.writers {
            let (doc, text) = writer.meet(address).await?;
            texts.entry(doc).or_default().insert(text);
        }
        for (doc, texts) in &mut texts {
            texts.insert(read(address, doc).await?);
        }
        Ok(texts.into_iter().find(|(_, texts)| texts.len() > 1).map(|(doc, _)| doc))
    }
}
