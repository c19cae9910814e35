//! Power cuts in the middle of a storm, simulated under the real server, and nothing is gone that was acked.

mod disk;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use tempfile::TempDir;

use crate::client::Client;
use crate::server::Process;
use crate::storm::{Promises, Storm, Weather, read, wrongs};
use crate::toll::toll;
pub use disk::Disk;

/// Cuts of one seed: rounds, each a storm that the server does not survive, and in each round so many moments.
pub const CUTS_A_SEED: u64 = ROUNDS * CUTS_A_ROUND;
const ROUNDS: u64 = 3;
const CUTS_A_ROUND: u64 = 4;
const IDLE_ROOM_MS: &str = "5";
/// Enough for the log to be carried into the database in between.
const EVENTS_MAX: u64 = 12_000;

/// Whether the server's flush is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// It is.
    Honest,
    /// It says yes and does nothing: as if the server had none.
    Lie,
}

toll! {
    /// The counts of some cuts.
    pub struct Toll {
        /// Times the power was cut.
        pub n_cuts: u64 = sum,
        /// Promises that were made, and kept.
        pub n_promises: usize = sum,
        /// Changes that were not flushed when the power went.
        pub n_waiting: usize = sum,
        /// Cuts while the log was being carried into the database.
        pub n_in_checkpoint: u64 = sum,
        /// Promises that were broken: with a lie, there must be some.
        pub n_lost: usize = sum,
    }
}

/// Compiles what stands between the server and its files into `folder`.
///
/// # Errors
/// When there is no C compiler.
pub fn compile_shim(folder: &Path) -> Result<PathBuf> {
    compile("shim", folder)
}

/// Compiles a library of `powercut/`, to be preloaded, into `folder`.
pub(crate) fn compile(name: &str, folder: &Path) -> Result<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("powercut").join(name).with_extension("c");
    let shim = folder.join(name).with_extension("so");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-fno-builtin", "-Wall", "-Werror", "-o"]).arg(&shim).arg(source);
    let done = compiler.args(["-ldl", "-lpthread"]).stdin(Stdio::null()).status().context("a C compiler, `cc`")?;
    ensure!(done.success(), "the shim was not compiled");
    Ok(shim)
}

struct Site<'s> {
    program: &'s str,
    shim: &'s Path,
    scratch: &'s Path,
    flush: Flush,
}

impl Site<'_> {
    /// A server whose every change of `data` is written down.
    fn watched(&self, data: &Path, journal: &Path) -> Result<Process> {
        let mut command = Command::new(self.program);
        command.args(["serve", "--open", "--log", "warn", "--listen", "127.0.0.1:0"]);
        command.args(["--idle-room-ms", IDLE_ROOM_MS, "--data"]).arg(data);
        command.env("LD_PRELOAD", self.shim).env("POWERCUT_FOLDER", data).env("POWERCUT_JOURNAL", journal);
        if self.flush == Flush::Lie {
            command.env("POWERCUT_LIE", "1");
        }
        Process::spawn(command)
    }

    fn folder(&self) -> Result<TempDir> {
        Ok(TempDir::with_prefix_in("power-", self.scratch)?)
    }
}

/// Runs the storms of a seed against a `muster` program. With an honest flush a broken promise is an error; with a lie
/// it is only counted.
///
/// # Errors
/// When something that was acked is gone, or the server does not come back.
pub async fn run(program: &str, shim: &Path, scratch: &Path, seed: u64, flush: Flush) -> Result<Toll> {
    let scratch = scratch.canonicalize()?;
    let site = Site { program, shim, scratch: &scratch, flush };
    let mut rng = Rng::with_seed(seed);
    let mut data = site.folder()?;
    let mut toll = Toll::default();
    let journal = Arc::new(scratch.join(format!("journal-{seed}-{flush:?}")));
    let measured = Arc::clone(&journal);
    let now = Arc::new(move || fs::metadata(&*measured).map_or(0, |about| about.len()));
    let weather = Weather::new(Promises::Acked, now);
    for _ in 0..ROUNDS {
        let before = Disk::of(data.path())?;
        fs::write(&*journal, [])?;
        storm(&site, &weather, data.path(), &journal, &mut rng).await?;
        let written = fs::read(&*journal)?;
        for cut in (0..CUTS_A_ROUND).rev() {
            let end = if cut == 0 { written.len() } else { rng.usize(0..=written.len()) };
            let mut disk = before.clone();
            disk.replay(&written[..end])?;
            toll.n_waiting += disk.n_waiting();
            toll.n_in_checkpoint += u64::from(disk.n_waiting_in("muster.db") > 0);
            let left = site.folder()?;
            disk.cut_power(&mut rng, left.path())?;
            toll.n_lost += survey(&site, &weather, left.path(), end as u64, cut == 0).await?;
            toll.n_cuts += 1;
            data = left;
        }
    }
    fs::remove_file(&*journal)?;
    toll.n_promises = weather.ledger().n_promises();
    Ok(toll)
}

/// Lets it blow until the server is killed.
async fn storm(site: &Site<'_>, weather: &Weather, data: &Path, journal: &Path, rng: &mut Rng) -> Result<()> {
    let server = site.watched(data, journal)?;
    // Nobody is left who could bring back what the last cut took.
    let storm = Storm::begin(weather, &[server.address], weather.writers(rng));
    let ballast = rng.bool().then(|| tokio::spawn(load(server.address)));
    let n_events_max = EVENTS_MAX >> rng.u32(0..6);
    storm.until(rng.u64(10..n_events_max)).await?;
    server.kill()?;
    if let Some(ballast) = ballast {
        // It ends because its connection does.
        drop(ballast.await?);
    }
    storm.end().await.map(drop)
}

/// Long texts, pasted and removed until the server is gone: they fill the write-ahead log, so that the power goes while
/// it is carried into the database, and while it is used again from its start.
async fn load(address: SocketAddr) -> Result<()> {
    let mut client = Client::muster(address, "ballast").await?;
    client.sync().await?;
    let page = "ballast ".repeat(16 << 10);
    loop {
        client.insert(&page).await?;
        client.until_saved().await?;
        client.remove(0, page.len() as u32).await?;
        client.until_saved().await?;
    }
}

/// Holds what a cut has left against what was promised before it; answers how many promises are broken.
async fn survey(site: &Site<'_>, weather: &Weather, data: &Path, end: u64, settles: bool) -> Result<usize> {
    let server = Process::start(site.program, data, &["--idle-room-ms", IDLE_ROOM_MS])?;
    let wrongs = wrongs(weather, server.address, end).await?;
    ensure!(site.flush == Flush::Lie || wrongs.is_empty(), "after a cut at {end}: {}", wrongs.join(", "));
    let docs: Vec<String> = weather.ledger().docs().map(str::to_owned).collect();
    for doc in docs.iter().filter(|_| settles) {
        let text = read(server.address, doc).await?;
        weather.ledger().settle(doc, &text);
    }
    // In peace, so that the next round finds a folder that nothing waits in.
    server.signal("TERM")?;
    server.ended(std::time::Duration::from_secs(20))?;
    Ok(wrongs.len())
}
