//! `cargo xtask bench` and `soak`: the measuring program of the tests crate, against the release binary.

use std::process::Command;

use anyhow::Result;

use crate::build;
use crate::process::{cargo, run};
use crate::steps::timed;
use crate::workspace::Workspace;

const PROGRAM: &str = "muster-bench";

pub(crate) fn bench(workspace: &Workspace, what: &str, rest: &[String]) -> Result<()> {
    if !workspace.binaries.iter().any(|binary| binary == PROGRAM) {
        println!("nothing to measure yet: the tests crate has no program `{PROGRAM}`");
        return Ok(());
    }
    build::build(workspace)?;
    timed("compiling the benchmarks (release)", || {
        run(cargo()
            .args(["build", "--release", "--package", "muster-tests", "--bin", PROGRAM])
            .current_dir(&workspace.root))
    })?;
    let rest = rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest);
    run(Command::new(workspace.release_binary(PROGRAM)).arg(what).args(rest).env("MUSTER_BIN", workspace.muster()))
}
