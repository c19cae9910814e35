//! A proxy of the tests' own: Debian's Caddy with the very file that operators copy, on this machine alone.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// The file from the docs.
const CADDYFILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/deploy/Caddyfile");
/// How long it may take to come up. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often another port is tried: somebody else may take one that was free.
const PORTS_MAX: usize = 5;

/// A running Caddy. Dropped, it is killed.
pub struct Caddy {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its folders and its log, which go after it.
    home: TempDir,
}

impl Caddy {
    /// Starts Caddy in front of servers, without TLS, and waits until it answers.
    ///
    /// # Errors
    /// When Caddy is not installed, or does not take its file.
    pub fn start(upstreams: &[SocketAddr]) -> Result<Self> {
        for _ in 0..PORTS_MAX {
            if let Some(caddy) = Self::on_free_port(upstreams)? {
                return Ok(caddy);
            }
        }
        bail!("Caddy does not start");
    }

    /// Nothing where it ended at once, as it does when somebody else has the port.
    fn on_free_port(upstreams: &[SocketAddr]) -> Result<Option<Self>> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let home = TempDir::with_prefix("caddy-")?;
        let log = File::create(log_in(&home))?;
        let child = command(home.path(), address, upstreams).stdout(Stdio::null()).stderr(log).spawn();
        let child = child.context("Caddy is not there: Debian's package is `caddy`")?;
        let mut caddy = Self { child, address, home };
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if caddy.child.try_wait()?.is_some() {
                eprintln!("{}", caddy.log()?);
                return Ok(None);
            }
            if TcpStream::connect(address).is_ok() {
                return Ok(Some(caddy));
            }
            sleep(Duration::from_millis(10));
        }
        bail!("Caddy does not answer: {}", caddy.log()?)
    }

    /// The lines that it has logged so far.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(log_in(&self.home))?)
    }
}

fn log_in(home: &TempDir) -> PathBuf {
    home.path().join("log")
}

impl Drop for Caddy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(home: &Path, address: SocketAddr, upstreams: &[SocketAddr]) -> Command {
    let upstreams = upstreams.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config", CADDYFILE]);
    command.envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"].map(|name| (name, home)));
    command.env("MUSTER_SITE", format!("http://:{}", address.port())).env("MUSTER_BIND", address.ip().to_string());
    command.env("MUSTER_UPSTREAMS", upstreams).env("MUSTER_CADDY_ADMIN", "off");
    command
}
