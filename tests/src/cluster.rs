//! A PostgreSQL server of the tests' own: Debian's program, in a temporary folder, on a socket that nobody else reaches.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use muster_server::log::Keeper;
use muster_server::sql::Server;
use tempfile::TempDir;

use crate::desk::Desk;
use crate::gate::Gate;

/// Where Debian puts the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The name of the socket in the folder that it is reached by.
const SOCKET: &str = ".s.PGSQL.5432";
/// How long it may take to come up, also after a kill. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// The settings of every cluster: small, and durable.
const SETTINGS: [&str; 4] =
    ["listen_addresses=", "shared_buffers=16MB", "max_connections=60", "log_min_messages=error"];

/// A running PostgreSQL server. Dropped, it is ended.
pub struct Cluster {
    /// The folder of its data and its socket.
    folder: TempDir,
    programs: PathBuf,
    /// The user that it runs as, where that is not ours: it refuses to run as root.
    user: Option<(u32, u32)>,
    more: Vec<String>,
    postmaster: Mutex<Option<Child>>,
    n_databases: AtomicU32,
}

impl Cluster {
    /// The cluster that tests of one program share while any of them has it.
    ///
    /// # Errors
    /// As [`Cluster::new`].
    pub fn shared() -> Result<Arc<Self>> {
        static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = shared.upgrade() {
            return Ok(cluster);
        }
        let cluster = Arc::new(Self::new(&[])?);
        *shared = Arc::downgrade(&cluster);
        Ok(cluster)
    }

    /// A new cluster with these settings, such as `fsync=off`.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn new(more: &[&str]) -> Result<Self> {
        let cluster = Self::vacant(more)?;
        let mut make = cluster.command("initdb");
        make.args(["--username=muster", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        let made = make.arg(cluster.data()).stdout(Stdio::null()).status()?;
        ensure!(made.success(), "initdb failed");
        cluster.start()?;
        Ok(cluster)
    }

    /// The place of a cluster whose data are copied there later.
    ///
    /// # Errors
    /// When PostgreSQL is not installed.
    pub fn vacant(more: &[&str]) -> Result<Self> {
        let programs = programs()?;
        let folder = TempDir::with_prefix("postgres-")?;
        let user = other_user()?;
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid))?;
        }
        let more = more.iter().map(|setting| (*setting).to_owned()).collect();
        let (postmaster, n_databases) = (Mutex::new(None), AtomicU32::new(0));
        Ok(Self { folder, programs, user, more, postmaster, n_databases })
    }

    /// Copies its data, as they are now, to a vacant place: what a standby has that received no more, or a backup.
    ///
    /// # Errors
    /// When they cannot be copied.
    pub fn copy_to(&self, other: &Self) -> Result<()> {
        let mut copy = self.command("pg_basebackup");
        copy.args(["--checkpoint=fast", "--no-sync", "-U", "muster", "--pgdata"]).arg(other.data());
        ensure!(copy.arg("-h").arg(self.socket()).status()?.success(), "pg_basebackup failed");
        Ok(())
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// Changes a setting while it runs, or all of them back with `RESET ALL`; connections take it over at their own time.
    ///
    /// # Errors
    /// When it refuses.
    pub fn set(&self, what: &str) -> Result<()> {
        self.ask("postgres", &format!("ALTER SYSTEM {what}"))?;
        self.ask("postgres", "SELECT pg_reload_conf()").map(drop)
    }

    /// Starts it, and waits until it answers.
    ///
    /// # Errors
    /// When it does not.
    pub fn start(&self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let mut command = self.command("postgres");
            command.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
            for setting in SETTINGS.iter().copied().chain(self.more.iter().map(String::as_str)) {
                command.args(["-c", setting]);
            }
            let log = fs::File::options().create(true).append(true).open(self.folder.path().join("log"))?;
            let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?;
            // After a kill the processes of the last one may still be about: it ends by itself then, and is started anew.
            while child.try_wait()?.is_none() {
                if self.answers() {
                    *self.postmaster.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
                    return Ok(());
                }
                ensure!(began.elapsed() < PATIENCE, "PostgreSQL does not answer");
                sleep(Duration::from_millis(10));
            }
        }
        bail!("PostgreSQL does not start: {}", fs::read_to_string(self.folder.path().join("log"))?)
    }

    /// The id of its first process, whose children all others are.
    ///
    /// # Errors
    /// When it does not run.
    pub fn id(&self) -> Result<u32> {
        let child = self.postmaster.lock().unwrap_or_else(PoisonError::into_inner);
        child.as_ref().map(Child::id).context("it runs")
    }

    /// Ends it as `kill -9` does; its other processes see that it is gone.
    ///
    /// # Errors
    /// When there is none.
    pub fn kill(&self) -> Result<()> {
        let mut child = self.taken().context("it runs")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Ends it at once and with all of its processes, as an immediate stop does; nothing happens where there is none.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn stop(&self) -> Result<()> {
        let Some(mut child) = self.taken() else { return Ok(()) };
        Command::new("kill").args(["-s", "QUIT", &child.id().to_string()]).status()?;
        child.wait()?;
        Ok(())
    }

    fn taken(&self) -> Option<Child> {
        self.postmaster.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The address of a new database.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn address(&self) -> Result<String> {
        let name = format!("muster{}", self.n_databases.fetch_add(1, Ordering::Relaxed));
        self.ask("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(format!("postgres://muster@/{name}?host={}", self.folder.path().display()))
    }

    /// A new database that keeps a log.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn keeper(&self) -> Result<Keeper> {
        keeper(&self.address()?)
    }

    /// The answer of a database to one statement, as text.
    ///
    /// # Errors
    /// When it refuses.
    pub fn ask(&self, database: &str, sql: &str) -> Result<String> {
        let mut psql = self.command("psql");
        psql.args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-U", "muster", "-d", database, "-c", sql, "-h"]);
        let output = psql.arg(self.folder.path()).output()?;
        ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn answers(&self) -> bool {
        let mut asked = self.command("pg_isready");
        asked.args(["-q", "-h"]).arg(self.folder.path());
        asked.status().is_ok_and(|status| status.success())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

/// A new database, for one log.
pub struct Database {
    /// The cluster that it is in.
    pub cluster: Arc<Cluster>,
    /// The database's address.
    pub address: String,
}

impl Database {
    /// One in the cluster that tests share.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn shared() -> Result<Self> {
        Self::of(Cluster::shared()?)
    }

    /// One in this cluster.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn of(cluster: impl Into<Arc<Cluster>>) -> Result<Self> {
        let cluster = cluster.into();
        let address = cluster.address()?;
        Ok(Self { cluster, address })
    }

    /// A log in it, with one document.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn desk(&self) -> Result<Desk> {
        Desk::kept_by(self.keeper()?).await
    }

    /// The same, and the gate that each of its connections goes through.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn gated_desk(&self) -> Result<(Gate, Desk)> {
        let (gate, address) = self.gated()?;
        let desk = Desk::kept_by(keeper(&address)?).await?;
        Ok((gate, desk))
    }

    /// A gate before it, and the address that leads through that.
    ///
    /// # Errors
    /// When no port is free.
    pub fn gated(&self) -> Result<(Gate, String)> {
        let gate = Gate::before(self.cluster.socket().join(SOCKET))?;
        let address = format!("postgres://muster@127.0.0.1:{}/{}", gate.port(), self.name());
        Ok((gate, address))
    }

    /// Its name in the cluster.
    pub fn name(&self) -> &str {
        database_of(&self.address)
    }

    /// The store that it is.
    ///
    /// # Errors
    /// When its address is none.
    pub fn keeper(&self) -> Result<Keeper> {
        keeper(&self.address)
    }

    /// The answer to one statement, as text.
    ///
    /// # Errors
    /// When it refuses.
    pub fn ask(&self, sql: &str) -> Result<String> {
        self.cluster.ask(self.name(), sql)
    }
}

/// The store at an address.
///
/// # Errors
/// When it is no address.
pub fn keeper(address: &str) -> Result<Keeper> {
    Server::new(address, None).map(Keeper::Postgres).map_err(anyhow::Error::msg)
}

/// The database's name in an address.
pub fn database_of(address: &str) -> &str {
    let name = address.rsplit('/').find(|part| part.starts_with("muster")).unwrap_or_default();
    name.split('?').next().unwrap_or_default()
}

fn programs() -> Result<PathBuf> {
    let advice = "PostgreSQL is not there: Debian's package is `postgresql`";
    let versions = fs::read_dir(VERSIONS).context(advice)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut folders: Vec<PathBuf> = versions.iter().map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.into_iter().rfind(|folder| folder.join("postgres").exists()).context(advice)
}

/// The user that PostgreSQL is run as where the tests run as root.
fn other_user() -> Result<Option<(u32, u32)>> {
    let own = Command::new("id").arg("-u").output()?;
    if own.stdout.trim_ascii() != b"0" {
        return Ok(None);
    }
    let known = fs::read_to_string(Path::new("/etc/passwd"))?;
    let line = known.lines().find_map(|line| line.strip_prefix("postgres:")).context("the user `postgres`")?;
    let mut numbers = line.split(':').skip(1).map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(uid)), Some(Ok(gid))) => Ok(Some((uid, gid))),
        _ => bail!("the user `postgres` has no number"),
    }
}
