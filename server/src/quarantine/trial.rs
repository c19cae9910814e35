//! Reading a document in a process of its own, to see whether it survives.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use muster_shared::id::DocId;

/// How long a document may take: many times what the largest one does.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often one looks whether it has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// The signals by which a process ends through its own fault: trap, abort, bus error, arithmetic, illegal instruction,
/// segmentation.
const FAULTS: [i32; 6] = [4, 5, 6, 7, 8, 11];

/// The outcome of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was read, well or badly, and the process ended by itself.
    Passed,
    /// It took the process with it.
    Ends(String),
    /// It could not be tried, or somebody else ended the process.
    Untried(String),
}

/// Reads a document of a data folder in another process of this program.
pub(super) fn run(folder: &Path, environment: &[(&'static str, OsString)], doc: &DocId) -> Verdict {
    match start(folder, environment, doc).and_then(wait) {
        Ok(Some(status)) => judge(status),
        Ok(None) => Verdict::Ends("it does not come to an end".to_owned()),
        Err(error) => Verdict::Untried(error.to_string()),
    }
}

fn start(folder: &Path, environment: &[(&'static str, OsString)], doc: &DocId) -> io::Result<Child> {
    let mut command = Command::new(this_program()?);
    command.args(["try", "--log", "error", "--data"]).arg(folder).arg(format!("--doc={doc}"));
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()
}

/// The program as it runs, even if another one lies in its place by now.
fn this_program() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { std::env::current_exe() }
}

fn wait(mut child: Child) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

fn judge(status: ExitStatus) -> Verdict {
    match status.signal() {
        None if status.success() => Verdict::Passed,
        Some(fault) if FAULTS.contains(&fault) => Verdict::Ends(format!("signal {fault}")),
        _ => Verdict::Untried(format!("the trial ended with {status}")),
    }
}
