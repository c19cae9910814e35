//! A disk whose flushes fail or hang, and bytes that kill whoever reads them, under the real server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::power::compile;
use crate::server::Process;

/// Bytes that a server started by [`Faults::serve`] does not survive reading.
pub const DEADLY: &str = "kills-whoever-reads-it";

/// How flushes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flushes {
    /// As ever.
    Work,
    /// With an I/O error.
    Fail,
    /// They do not return.
    Hang,
}

/// A shim that stands between a server and its files.
pub struct Faults {
    shim: PathBuf,
    control: PathBuf,
}

impl Faults {
    /// Everything works, as yet. The shim is compiled in `scratch`.
    ///
    /// # Errors
    /// When there is no C compiler.
    pub fn new(scratch: &Path) -> Result<Self> {
        let faults = Self { shim: compile("faults", scratch)?, control: scratch.join("flushes") };
        faults.flushes(Flushes::Work)?;
        Ok(faults)
    }

    /// From now on flushes go like this.
    ///
    /// # Errors
    /// When it cannot be said.
    pub fn flushes(&self, go: Flushes) -> Result<()> {
        let word: &[u8] = match go {
            Flushes::Work => b"work",
            Flushes::Fail => b"fail",
            Flushes::Hang => b"hang",
        };
        // At once: a server must not find half a word.
        let new = self.control.with_extension("new");
        fs::write(&new, word)?;
        Ok(fs::rename(new, &self.control)?)
    }

    /// This program with its faults.
    pub fn muster(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("LD_PRELOAD", &self.shim).env("FAULTS_CONTROL", &self.control).env("FAULTS_DEADLY", DEADLY);
        command
    }

    /// A server with its faults.
    ///
    /// # Errors
    /// When it does not start.
    pub fn serve(&self, program: &str, data: &Path, more: &[&str]) -> Result<Process> {
        let mut command = self.muster(program);
        command.args(["serve", "--open", "--log", "off", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
        Process::spawn(command)
    }
}
