//! The processor time and the memory that a process has used.

use std::fs::read_to_string;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use muster_tests::server::Process;
use tokio::time::sleep;

/// Clock ticks in a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;
/// The longest wait until a figure stands still.
const SETTLE_MAX: Duration = Duration::from_secs(15);

/// Processor time, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cpu {
    pub(crate) user: f64,
    pub(crate) system: f64,
}

impl Cpu {
    /// The time that a process has used so far.
    pub(crate) fn of(pid: u32) -> Result<Self> {
        let stat = read_to_string(format!("/proc/{pid}/stat")).context("processor time is read on Linux only")?;
        // The name in brackets may hold anything.
        let after = stat.rsplit_once(')').context("a name in brackets")?.1;
        let mut ticks = after.split_whitespace().skip(11).map(str::parse::<f64>);
        let mut next = || ticks.next().context("two times")?.context("a number");
        Ok(Self { user: next()? / TICKS, system: next()? / TICKS })
    }

    /// The time that it has used since.
    pub(crate) fn since(self, before: Self) -> Self {
        Self { user: self.user - before.user, system: self.system - before.system }
    }

    /// All of it, and never nothing: the clock ticks a hundred times a second.
    pub(crate) fn seconds(self) -> f64 {
        (self.user + self.system).max(1.0 / TICKS)
    }
}

/// The resident set, in bytes.
pub(crate) fn resident(pid: u32) -> Result<f64> {
    Ok(muster_tests::onslaught::resident(pid)? as f64)
}

/// The largest resident set there ever was, in bytes.
pub(crate) fn peak(pid: u32) -> Result<f64> {
    let status = read_to_string(format!("/proc/{pid}/status")).context("the process has gone")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("a peak")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024.0)
}

/// The resident set in bytes once it has stood still for a while.
pub(crate) async fn settled(server: &Process) -> Result<f64> {
    let (start, mut last) = (Instant::now(), resident(server.id())?);
    let mut still = 0;
    while still < 3 && start.elapsed() < SETTLE_MAX {
        sleep(Duration::from_secs(1)).await;
        let now = resident(server.id())?;
        still = if (now - last).abs() < last / 200.0 { still + 1 } else { 0 };
        last = now;
    }
    Ok(last)
}
