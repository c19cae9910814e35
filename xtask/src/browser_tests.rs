//! The tests in JavaScript, each file by itself: most start a server and browsers of their own. A file that fails runs once
//! more at the end (`again`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::run;
use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{again, browser, caddy, npm};

/// Runs every file, and those that failed once more.
pub(crate) fn run_all(workspace: &Workspace) -> Result<Outcome> {
    let files = files(workspace)?;
    if files.is_empty() {
        return Ok(Outcome::Skipped("there are no JavaScript tests yet".to_owned()));
    }
    caddy::find_or_install()?;
    let programs = browser::find_or_install(&browser::ALL)?;
    let passes = |file: &Path| {
        let mut node = Command::new("node");
        node.args(["--test", "--test-timeout=600000"]).arg(file).current_dir(&workspace.root);
        node.env("MUSTER_BIN", workspace.muster()).envs(programs.clone());
        run(&mut node).is_ok()
    };
    let failed = files.iter().filter(|file| !passes(file)).map(|file| file.to_string_lossy().into_owned());
    again::judge(failed.collect(), |file| passes(Path::new(file)))
}

fn files(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in npm::folders(workspace).filter(|folder: &PathBuf| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            files.push(entry?.path());
        }
    }
    files.retain(|file| is_test(file));
    files.sort();
    Ok(files)
}

fn is_test(file: &Path) -> bool {
    file.to_string_lossy().ends_with(".test.mjs")
}
