//! Commands of the program, run to their ends over a data folder.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Result, ensure};

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// Runs `muster` to its end.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> Result<Output> {
    Ok(Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?)
}

/// Everything that it printed.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Runs a command that must go well.
pub(crate) fn succeed(data: &Path, arguments: &[&str]) -> Result<String> {
    let output = run(data, arguments)?;
    ensure!(output.status.success(), "{arguments:?}: {}", said(&output));
    Ok(said(&output))
}

/// Runs a command that must be refused; its sentence.
pub(crate) fn refused(data: &Path, arguments: &[&str]) -> Result<String> {
    let output = run(data, arguments)?;
    ensure!(!output.status.success(), "{arguments:?}: {}", said(&output));
    Ok(said(&output))
}
