//! `cargo xtask bench` and `soak`: the measuring program of the tests crate, against the release binary.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::build::{self, Effort};
use crate::process::{cargo, run};
use crate::steps::timed;
use crate::workspace::Workspace;
use crate::{browser, contents, npm};

const PROGRAM: &str = "muster-bench";

pub(crate) fn bench(workspace: &Workspace, what: &str, rest: &[String]) -> Result<()> {
    if !workspace.binaries.iter().any(|binary| binary == PROGRAM) {
        println!("nothing to measure yet: the tests crate has no program `{PROGRAM}`");
        return Ok(());
    }
    let rest = rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest);
    let asks_for_sizes = rest.iter().any(|part| part == "size");
    // A budget that is missed is the very reason to look what each chunk is made of.
    let muster = muster(workspace).inspect_err(|_| {
        if asks_for_sizes {
            drop(contents::list(workspace))
        }
    })?;
    timed("compiling the benchmarks (release)", || {
        run(cargo()
            .args(["build", "--release", "--package", "muster-tests", "--bin", PROGRAM])
            .current_dir(&workspace.root))
    })?;
    let mut program = Command::new(workspace.release_binary(PROGRAM));
    program.arg(what).args(rest).env("MUSTER_BIN", muster);
    let asks_for = |parts: &[&str]| {
        let is_one = |name: &String| name.split('/').next().is_some_and(|part| parts.contains(&part));
        what == "bench" && (rest.is_empty() || rest.iter().any(is_one))
    };
    if asks_for(&["browser", "before", "embedding", "reviews"]) {
        npm::install(workspace)?;
        program.envs(browser::find_or_install(&[browser::CHROMIUM])?);
    }
    if asks_for(&["embedding", "peers"]) {
        npm::install_peers(workspace)?;
    }
    run(&mut program)?;
    if asks_for_sizes { contents::list(workspace) } else { Ok(()) }
}

/// The binary to measure: the one of `MUSTER_BIN` as it is, or this workspace's, built.
fn muster(workspace: &Workspace) -> Result<PathBuf> {
    match std::env::var_os("MUSTER_BIN") {
        Some(given) => Ok(PathBuf::from(given)),
        None => build::build(workspace, Effort::Full).map(|()| workspace.muster()),
    }
}
