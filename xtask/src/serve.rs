//! `cargo xtask run`: build, then become `muster`.

use std::process::Command;

use anyhow::Result;

use crate::build::{self, Effort};
#[cfg(not(unix))]
use crate::process;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    build::build(workspace, Effort::Full)?;
    let args = arguments(rest);
    println!("\nstarting muster {}", args.join(" "));
    become_program(Command::new(workspace.muster()).args(args))
}

/// Flags alone mean `serve`; nothing at all means trying it out.
fn arguments(rest: &[String]) -> Vec<String> {
    let given = rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match given.first().map(String::as_str) {
        None => {
            println!(
                "no arguments given: without sign-in (`--open`), on this machine only; every visitor is an editor"
            );
            words(&["serve", "--open"])
        }
        Some("--help" | "-h" | "--version" | "-V") => given.to_vec(),
        Some(first) if first.starts_with('-') => [words(&["serve"]), given.to_vec()].concat(),
        Some(_) => given.to_vec(),
    }
}

/// The same process from here on, so that signals and the exit code are muster's own.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(command.exec()).context("could not start muster"))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    process::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(words: &[&str]) -> Vec<String> {
        arguments(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn flags_alone_mean_serve() {
        assert_eq!(given(&["--", "--listen", "127.0.0.1:0"]), ["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(given(&["--"]), ["serve", "--open"]);
        assert_eq!(given(&["--", "verify", "--data", "x"]), ["verify", "--data", "x"]);
        assert_eq!(given(&["--", "--help"]), ["--help"]);
    }
}
