//! The tests in Rust. Most of those under `tests` start servers and databases of their own, so one that fails runs once more
//! at the end (`again`). A program of tests that ends without its result, as by a signal, is a failure at once. A test that
//! draws its own seed says so, and runs again with the one that it failed with: another one could pass.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};

use crate::again;
use crate::process::cargo;
use crate::steps::Outcome;
use crate::workspace::Workspace;

/// xtask is tested in release, where it is compiled already: wasm-bindgen a second time would cost minutes.
const PACKAGES: [&str; 3] = ["--workspace", "--exclude=muster-app", "--exclude=xtask"];

/// The variable of a test's seed, as tests read it and print it before they begin.
const SEED: &str = "MUSTER_SEED";

/// The words after all that a command printed.
const END: &[u8] = b"\0the end\n";

/// Runs every test, and those that failed once more.
pub(crate) fn run_all(workspace: &Workspace) -> Result<Outcome> {
    let test = |more: &[&str], seed: Option<&String>| {
        let mut command = cargo();
        command.envs(seed.map(|seed| (SEED, seed)));
        // The message says what is wrong, and where; frames of the runtime would drown it.
        command.args(["test"]).args(PACKAGES).args(more).current_dir(&workspace.root);
        command.envs([("RUST_BACKTRACE", "0"), ("RUST_LIB_BACKTRACE", "0")]);
        watched(&mut command, &mut io::stdout())
    };
    let run = test(&["--no-fail-fast"], None)?;
    let failed = run.failed()?;
    again::judge(failed, |name| {
        let run = test(&["--tests", "--", "--exact", name], run.seeds.get(name));
        run.is_ok_and(|run| run.is_ok && run.n_passed == 1)
    })
}

/// A run of tests as it went.
#[derive(Default)]
struct Run {
    is_ok: bool,
    /// A program of tests has begun, and there is no result of it yet. One that starts itself again has several.
    is_awaited: bool,
    /// Programs that ended without a result, or by a signal.
    n_lost: usize,
    n_passed: usize,
    /// Tests that failed, as the results of their programs count them.
    n_failed: usize,
    names: Vec<String>,
    /// The test whose output is being read, and the last seed that each of them printed.
    tells: Option<String>,
    seeds: HashMap<String, String>,
}

impl Run {
    /// The names of the tests that failed.
    fn failed(&self) -> Result<Vec<String>> {
        let n_lost = self.n_lost + usize::from(self.is_awaited);
        if n_lost > 0 {
            bail!("programs of tests that broke off: {n_lost}");
        }
        if !self.is_ok && self.names.is_empty() {
            bail!("the tests did not run");
        }
        // A line that was cut up by another program's words names nobody.
        if !self.is_ok && self.names.len() < self.n_failed {
            bail!("{} failed, of which {} are known by name", self.n_failed, self.names.len());
        }
        Ok(self.names.clone())
    }

    /// Takes a line of what cargo and the tests print.
    fn read(&mut self, line: &str) {
        let began = line.trim_start();
        if began.starts_with("Running ") || began.starts_with("Doc-tests ") {
            self.n_lost += usize::from(self.is_awaited);
            self.is_awaited = true;
        } else if began.starts_with("process didn't exit successfully: ") {
            self.n_lost += 1;
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.is_awaited = false;
            self.n_passed += count(result, "passed").unwrap_or_default();
            self.n_failed += count(result, "failed").unwrap_or_default();
            self.tells = None;
        } else if let Some(name) = line.strip_prefix("---- ").and_then(|line| line.strip_suffix(" stdout ----")) {
            self.tells = Some(without_remark(name));
        } else if let Some(seed) = line.strip_prefix(SEED).and_then(|line| line.strip_prefix('=')) {
            self.seeds.extend(self.tells.clone().map(|name| (name, seed.to_owned())));
        } else if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
            self.names.push(without_remark(name));
        }
    }
}

/// The name by which a test is asked for.
fn without_remark(name: &str) -> String {
    name.trim_end_matches(" - should panic").to_owned()
}

/// The number before a word in `ok. 12 passed; 0 failed; …`.
fn count(result: &str, word: &str) -> Option<usize> {
    result.split([' ', ';']).zip(result.split([' ', ';']).skip(1)).find(|(_, next)| *next == word)?.0.parse().ok()
}

/// Runs a command, whose output goes on line by line.
fn watched(command: &mut Command, to: &mut impl Write) -> Result<Run> {
    let (output, input) = io::pipe()?;
    let mut end = input.try_clone()?;
    let mut child = command.stdout(input.try_clone()?).stderr(input).spawn().context("could not start cargo")?;
    // A server that a test left behind holds the pipe open for as long as it lives: so its end is said.
    let ended = thread::spawn(move || child.wait().and_then(|status| end.write_all(END).map(|()| status)));
    let mut run = Run::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let (line, is_last) = line.strip_suffix(END.trim_ascii_end()).map_or((&*line, false), |rest| (rest, true));
        let line = String::from_utf8_lossy(line);
        writeln!(to, "{line}")?;
        run.read(&line);
        if is_last {
            break;
        }
    }
    let status = ended.join().map_err(|_| anyhow!("nobody waited for cargo"))?;
    run.is_ok = status?.success();
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Run {
        let mut run = Run::default();
        lines.lines().for_each(|line| run.read(line));
        run
    }

    #[test]
    fn the_tests_that_failed_are_known_by_their_names() {
        let run = read(
            "     Running tests/a.rs (target/a-1)\n\
             test b::fails ... FAILED\n\
             test b::panics - should panic ... FAILED\n\
             test b::passes ... ok\n\
             test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s\n   \
             Doc-tests a\n\
             test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
        );
        assert_eq!((run.is_awaited, run.n_lost, run.n_passed, run.n_failed), (false, 0, 1, 2));
        assert!(run.failed().is_ok_and(|names| names == ["b::fails", "b::panics"]));
    }

    #[test]
    fn a_program_without_a_result_and_tests_that_do_not_compile_are_failures() {
        let begun = "     Running tests/a.rs (target/a-1)\ntest b ... ok\n";
        let ended = "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert!(read(begun).failed().is_err(), "it came to no result");
        assert!(read(&format!("{begun}{begun}{ended}")).failed().is_err(), "the first came to none");
        let by_a_signal =
            "  process didn't exit successfully: `target/a-1` (signal: 11, SIGSEGV: invalid memory reference)\n";
        assert!(
            read(&format!("{begun}{ended}{by_a_signal}")).failed().is_err(),
            "one that it had started came to its own"
        );
        let twice = Run { is_ok: true, ..read(&format!("{begun}{ended}{ended}")) };
        assert!(twice.failed().is_ok_and(|names| names.is_empty()), "it started itself once more");
        assert!(read("error: could not compile\n").failed().is_err());
        let unnamed = "     Running tests/a.rs (target/a-1)\ntest b ... FAILED\nwords of a servertest c ... FAILED\n\
             test result: FAILED. 0 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s\n";
        assert!(read(unnamed).failed().is_err(), "one that failed would pass unseen");
        assert!(Run { is_ok: true, ..Run::default() }.failed().is_ok_and(|names| names.is_empty()));
    }

    #[test]
    fn a_test_that_failed_with_a_seed_of_its_own_is_known_with_the_last_that_it_drew() {
        let run = read(
            "MUSTER_SEED=1\ntest a ... FAILED\n\nfailures:\n\n---- a stdout ----\nMUSTER_SEED=2\nMUSTER_SEED=3\n\
             Error: MUSTER_SEED=4\n\n---- b stdout ----\nwrong\n",
        );
        assert_eq!(run.seeds, HashMap::from([("a".to_owned(), "3".to_owned())]));
    }

    #[test]
    fn what_a_command_prints_is_read_to_its_end() {
        let run = watched(Command::new("sh").args(["-c", "echo 'test a ... FAILED' >&2; exit 1"]), &mut io::sink());
        assert!(run.is_ok_and(|run| !run.is_ok && run.names == ["a"]));
    }

    #[test]
    fn a_program_that_is_left_behind_keeps_nobody_waiting() -> Result<()> {
        let run = watched(
            Command::new("sh").args(["-c", "sleep 86400 & echo \"test $! ... FAILED\"; printf words"]),
            &mut io::sink(),
        )?;
        assert!(run.is_ok && run.names.len() == 1, "{:?}", run.names);
        assert!(Command::new("kill").args(&run.names).status()?.success(), "it still runs");
        Ok(())
    }
}
