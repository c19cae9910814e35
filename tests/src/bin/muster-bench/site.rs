//! Where the benchmark finds its programs and keeps its data.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use anyhow::{Context, Result, bail};
use muster_tests::server::Process;
use tempfile::TempDir;

use crate::relay;
use crate::scale::hostile;

/// The programs under test and where their data may lie.
pub(crate) struct Site {
    /// The release binary.
    pub(crate) muster: String,
    own: PathBuf,
    /// Data folders lie beside the build, on a real disk: the system's folder for temporary files may be in memory.
    scratch: PathBuf,
}

impl Site {
    /// `MUSTER_BIN`, or the binary that lies beside this one.
    pub(crate) fn find() -> Result<Self> {
        let own = std::env::current_exe()?;
        let release = own.parent().context("this program lies in a folder")?;
        let beside = release.join(format!("muster{}", std::env::consts::EXE_SUFFIX));
        let muster = std::env::var_os("MUSTER_BIN").map_or(beside, PathBuf::from);
        if !muster.is_file() {
            bail!("there is no {}: run `cargo xtask build` first", muster.display());
        }
        let scratch = release.to_owned();
        Ok(Self { muster: muster.to_string_lossy().into_owned(), own, scratch })
    }

    /// Where data may lie for a while.
    pub(crate) fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// The folder of all builds, where results may stay.
    pub(crate) fn beside_build(&self) -> Result<&Path> {
        self.scratch.parent().context("the build lies in a folder")
    }

    /// An empty folder that goes when it is dropped.
    pub(crate) fn folder(&self) -> Result<TempDir> {
        Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(&self.scratch)?)
    }

    /// `muster serve --open` on a free port of loopback.
    pub(crate) fn serve(&self, data: &TempDir, more: &[&str]) -> Result<Process> {
        Self::serve_with(&self.muster, data, more)
    }

    /// The same with another binary.
    pub(crate) fn serve_with(binary: &str, data: &TempDir, more: &[&str]) -> Result<Process> {
        Process::start(binary, data.path(), more).with_context(|| format!("{binary} did not start"))
    }

    /// The peer that knows no CRDT, in a process of its own as muster is.
    pub(crate) fn relay(&self, file: Option<PathBuf>) -> Result<Process> {
        let mut command = Command::new(&self.own);
        command.arg(relay::COMMAND).args(file);
        Process::spawn(command).context("the relay did not start")
    }

    /// Hostile clients, in a process of their own.
    pub(crate) fn attack(&self, address: SocketAddr, beside: &Path) -> Result<Child> {
        let mut command = Command::new(&self.own);
        command.arg(hostile::COMMAND).arg(address.to_string()).arg(beside);
        command.spawn().context("the attackers did not start")
    }
}
