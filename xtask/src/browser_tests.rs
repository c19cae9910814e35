//! The tests in JavaScript, each file by itself: most start a server and browsers of their own. On two busy cores a browser
//! is now and then late for a reason that is not ours, so a file that fails runs once more at the end; one that passes only
//! then is named, and more than a few are a failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::run;
use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{browser, npm};

/// So many files may run once more.
const AGAIN_MAX: usize = 3;

/// Runs every file, and those that failed once more.
pub(crate) fn run_all(workspace: &Workspace) -> Result<Outcome> {
    let files = files(workspace)?;
    if files.is_empty() {
        return Ok(Outcome::Skipped("there are no JavaScript tests yet".to_owned()));
    }
    let programs = browser::find_or_install(&browser::ALL)?;
    let passes = |file: &PathBuf| {
        let mut node = Command::new("node");
        node.args(["--test", "--test-timeout=600000"]).arg(file).current_dir(&workspace.root);
        node.env("MUSTER_BIN", workspace.muster()).envs(programs.clone());
        run(&mut node).is_ok()
    };
    judge(&files, passes)
}

/// The verdict on files that each pass or not.
fn judge(files: &[PathBuf], passes: impl Fn(&PathBuf) -> bool) -> Result<Outcome> {
    let failed: Vec<&PathBuf> = files.iter().filter(|file| !passes(file)).collect();
    if failed.len() > AGAIN_MAX {
        bail!("{} files failed: {}", failed.len(), names(&failed));
    }
    let (late, wrong): (Vec<&PathBuf>, Vec<&PathBuf>) = failed.into_iter().partition(|file| passes(file));
    if !wrong.is_empty() {
        bail!("failed twice: {}", names(&wrong));
    }
    if !late.is_empty() {
        println!("\npassed only the second time, and needs a look: {}", names(&late));
    }
    Ok(Outcome::Passed)
}

fn names(files: &[&PathBuf]) -> String {
    let name = |file: &&PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.iter().map(name).collect::<Vec<_>>().join(", ")
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use super::*;

    /// Judges files of which each passes from its so-many-th run on; the answer is the verdict and the number of all runs.
    fn judged(from: &[(&str, usize)]) -> (bool, usize) {
        let files: Vec<PathBuf> = from.iter().map(|(name, _)| PathBuf::from(name)).collect();
        let runs = RefCell::new(HashMap::<String, usize>::new());
        let verdict = judge(&files, |file| {
            let name = file.to_string_lossy().into_owned();
            let mut runs = runs.borrow_mut();
            let run = runs.entry(name.clone()).or_default();
            *run += 1;
            from.iter().any(|(known, from)| *known == name && *run >= *from)
        });
        (verdict.is_ok(), runs.borrow().values().sum())
    }

    #[test]
    fn a_file_that_fails_runs_once_more_and_no_more_than_that() {
        assert_eq!(judged(&[("a", 1), ("b", 1)]), (true, 2));
        assert_eq!(judged(&[("a", 1), ("late", 2)]), (true, 3));
        assert_eq!(judged(&[("a", 1), ("wrong", 3)]), (false, 3));
        assert_eq!(judged(&[("late", 2), ("wrong", 3)]), (false, 4));
    }

    #[test]
    fn many_files_that_fail_do_not_run_again() {
        assert_eq!(judged(&[("a", 2), ("b", 2), ("c", 2), ("d", 2)]), (false, 4));
        assert_eq!(judged(&[("a", 2), ("b", 2), ("c", 2)]), (true, 6));
    }
}
