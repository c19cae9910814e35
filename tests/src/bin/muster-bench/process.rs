//! The processor time and the memory that a process has used.

use std::fs::{read_dir, read_to_string};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
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
        Self::fields(pid, 2)
    }

    /// The sum of the first fields that tell of time: two of the process itself, two of its children that have ended.
    fn fields(pid: u32, n: usize) -> Result<Self> {
        let stat = read_to_string(format!("/proc/{pid}/stat")).context("processor time is read on Linux only")?;
        let ticks = after_the_name(&stat)?.skip(11).take(n).map(str::parse::<f64>).collect::<Result<Vec<_>, _>>()?;
        ensure!(ticks.len() == n, "two times");
        let sum = |first: usize| ticks.iter().skip(first).step_by(2).sum::<f64>() / TICKS;
        Ok(Self { user: sum(0), system: sum(1) })
    }

    /// The time that a process, its children and those of them that have ended have used so far.
    pub(crate) fn of_all(pid: u32) -> Result<Self> {
        let mut sum = Self::fields(pid, 4)?;
        for entry in read_dir("/proc")? {
            let Some(child) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // One that has just ended is among those of its parent.
            if parent(child).is_some_and(|parent| parent == pid)
                && let Ok(Self { user, system }) = Self::of(child)
            {
                sum = Self { user: sum.user + user, system: sum.system + system };
            }
        }
        Ok(sum)
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

/// The fields of a process after its name in brackets, which may hold anything.
fn after_the_name(stat: &str) -> Result<impl Iterator<Item = &str>> {
    Ok(stat.rsplit_once(')').context("a name in brackets")?.1.split_whitespace())
}

fn parent(pid: u32) -> Option<u32> {
    let stat = read_to_string(format!("/proc/{pid}/stat")).ok()?;
    after_the_name(&stat).ok()?.nth(1)?.parse().ok()
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
