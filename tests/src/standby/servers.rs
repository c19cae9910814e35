//! Servers of one database, each in a folder of its own and behind a gate of its own, and a supervisor who starts those anew that
//! have ended.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::time::sleep;

use super::look::{Standing, YES_SPEAKS_FOR, standings};
use crate::cluster::{Cluster, Database};
use crate::gate::Gate;
use crate::kill::IDLE_ROOM_MS;
use crate::server::Process;
use crate::storm::Ways;

/// How long anything that was promised may take. Only a failing trial waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// The rest between two looks at a condition.
const REST: Duration = Duration::from_millis(10);
/// The last lines of a server's log that a failure tells.
const LINES_TOLD: usize = 8;

/// One server, whichever process it is just now.
struct Server {
    folder: TempDir,
    gate: Gate,
    /// The address of the database through the gate.
    store: String,
    process: Option<Process>,
}

impl Server {
    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn process(&self) -> Result<&Process> {
        self.process.as_ref().context("it does not run")
    }

    /// Starts it as one that waits for its turn.
    fn start(&mut self, program: &str) -> Result<SocketAddr> {
        let mut command = Command::new(program);
        command.args(["serve", "--open", "--standby", "--listen", "127.0.0.1:0", "--log", "warn"]);
        command.args(["--idle-room-ms", IDLE_ROOM_MS, "--store", &self.store, "--data"]);
        command.arg(self.folder.path().join("data")).stderr(File::create(self.log())?);
        let process = Process::spawn(command)?;
        let address = process.address;
        self.process = Some(process);
        Ok(address)
    }
}

/// The servers of one database.
pub(super) struct Servers {
    program: String,
    database: Database,
    servers: Vec<Server>,
    ways: Ways,
    /// The highest epoch that was seen, and the process that served under it.
    epoch: (i64, u32),
    /// Servers that ended because another one had followed them.
    pub(super) n_followed: u64,
}

impl Servers {
    /// Some servers of a new database, whose folders are beside the build.
    pub(super) fn start_all(program: &str, beside: &Path, n_servers: usize) -> Result<Self> {
        let database = Database::of(Cluster::new(&[])?)?;
        let (mut servers, mut addresses) = (Vec::new(), Vec::new());
        for _ in 0..n_servers {
            let (folder, (gate, store)) = (TempDir::with_prefix_in("standby-", beside)?, database.gated()?);
            fs::create_dir(folder.path().join("data"))?;
            let mut server = Server { folder, gate, store, process: None };
            addresses.push(server.start(program)?);
            servers.push(server);
        }
        let ways = Ways::new(addresses);
        Ok(Self { program: program.to_owned(), database, servers, ways, epoch: (0, 0), n_followed: 0 })
    }

    pub(super) fn ways(&self) -> &Ways {
        &self.ways
    }

    pub(super) fn cluster(&self) -> &Cluster {
        &self.database.cluster
    }

    pub(super) fn gate(&self, at: usize) -> &Gate {
        &self.servers[at].gate
    }

    pub(super) fn address(&self, at: usize) -> Result<SocketAddr> {
        Ok(self.servers[at].process()?.address)
    }

    pub(super) fn len(&self) -> usize {
        self.servers.len()
    }

    /// Starts one that does not run.
    pub(super) fn start(&mut self, at: usize) -> Result<()> {
        let address = self.servers[at].start(&self.program)?;
        self.ways.set(at, address);
        Ok(())
    }

    /// Kills one, as `kill -9` does.
    pub(super) fn kill(&mut self, at: usize) -> Result<()> {
        self.servers[at].process.take().context("it runs")?.kill()
    }

    pub(super) fn signal(&self, at: usize, name: &str) -> Result<()> {
        self.servers[at].process()?.signal(name)
    }

    /// Waits until one has ended by itself; answers how.
    pub(super) async fn ended(&mut self, at: usize) -> Result<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let process = self.servers[at].process.as_mut().context("it runs")?;
            if let Some(status) = process.has_ended()? {
                self.servers[at].process = None;
                return Ok(status);
            }
            sleep(REST).await;
        }
        bail!("server {at} still runs after {PATIENCE:?}")
    }

    /// Waits until another than this one serves; answers which, and how long that took. Those that have ended are started anew.
    pub(super) async fn followed(&mut self, at: usize) -> Result<(usize, Duration)> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            self.revive()?;
            let standings = standings(&self.ways.all()).await;
            let next = standings.iter().enumerate().find(|(other, it)| *other != at && **it == Standing::Serves);
            if let Some((next, _)) = next {
                return Ok((next, began.elapsed()));
            }
            sleep(REST).await;
        }
        bail!("nobody has followed server {at} after {PATIENCE:?}")
    }

    /// Waits until one serves and every other one waits; answers which serves. Those that have ended are started anew.
    ///
    /// # Errors
    /// When none does, or its epoch is none of its own.
    pub(super) async fn settled(&mut self) -> Result<usize> {
        let (began, mut last) = (Instant::now(), Vec::new());
        while began.elapsed() < PATIENCE {
            self.revive()?;
            // A yes after this rest is of a moment within it, and the epoch the same from its beginning on: they belong together.
            let epoch = self.epoch_now().ok();
            sleep(YES_SPEAKS_FOR).await;
            last = standings(&self.ways.all()).await;
            let n_waiting = last.iter().filter(|it| **it == Standing::Waits).count();
            let serving = last.iter().position(|it| *it == Standing::Serves);
            if let (Some(serving), Some(epoch)) = (serving, epoch)
                && n_waiting + 1 == self.len()
                && self.epoch_now().is_ok_and(|now| now == epoch)
            {
                return self.note(epoch, serving).map(|()| serving);
            }
            sleep(REST).await;
        }
        bail!("after {PATIENCE:?} they stand like this: {last:?}")
    }

    fn epoch_now(&self) -> Result<i64> {
        Ok(self.database.ask("SELECT epoch FROM main.lease")?.parse()?)
    }

    /// Holds the epoch under which a server serves against the highest so far.
    fn note(&mut self, epoch: i64, serving: usize) -> Result<()> {
        let (process, (last, by)) = (self.servers[serving].process()?.id(), self.epoch);
        ensure!(epoch >= last, "the epoch went back from {last} to {epoch}");
        ensure!(epoch > last || process == by, "two processes served under epoch {epoch}");
        self.epoch = (epoch, process);
        Ok(())
    }

    /// Starts those anew that have ended by themselves. Each says that another one has the database.
    fn revive(&mut self) -> Result<()> {
        for at in 0..self.len() {
            let Some(process) = &mut self.servers[at].process else { continue };
            let Some(status) = process.has_ended()? else { continue };
            ensure!(status.code() == Some(1), "server {at} ended with {status}");
            let said = self.servers[at].said();
            ensure!(said.contains("another muster has"), "server {at} ended, though nobody had followed it");
            self.n_followed += 1;
            self.start(at)?;
        }
        Ok(())
    }

    /// The last words of each.
    pub(super) fn last_words(&self) -> String {
        let last = |(at, server): (usize, &Server)| {
            let said = server.said();
            let lines: Vec<&str> = said.lines().collect();
            format!("server {at}:\n{}", lines[lines.len().saturating_sub(LINES_TOLD)..].join("\n"))
        };
        self.servers.iter().enumerate().map(last).collect::<Vec<_>>().join("\n")
    }
}
