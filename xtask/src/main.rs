//! `cargo xtask`: the only build logic of Muster. Each command is one module; none needs a tool that is not in the lock file.

mod again;
mod assets;
mod bench;
mod browser;
mod browser_tests;
mod budget;
mod build;
mod bundle;
mod caddy;
mod compress;
mod contents;
mod icon;
mod joined;
mod merged;
mod news;
mod npm;
mod order;
mod postgres;
mod process;
mod recipes;
mod rust_tests;
mod serve;
mod shorten;
mod split;
mod steps;
mod stylesheet;
mod templates;
mod test;
mod tight;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask <command>

  run [-- ARGS]       build, then start `muster` (no ARGS: `muster serve --open`, for trying it out on this machine)
  build [--quick | --unsplit]
                      leave the self-contained release binary `muster` in the target folder; `--quick` leaves a large, slow
                      one in `target/quick`, in a fraction of the time; `--unsplit` leaves the app in one piece
  test [--only STEP] [--keep-going]
                      everything that must pass, the browser included
  bench [ARGS]        build, then run the benchmarks
  soak [TRIAL…] [--minutes N]
                      build, then run the long trials; goes on where it was stopped";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match command(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        bail!("which command?\n\n{USAGE}");
    };
    match name.as_str() {
        "build" => build::build(&Workspace::find()?, build::Effort::parse(rest)?),
        "run" => serve::run(&Workspace::find()?, rest),
        "test" => test::test(&Workspace::find()?, &test::Options::parse(rest)?),
        "bench" => bench::bench(&Workspace::find()?, "bench", rest),
        "soak" => bench::bench(&Workspace::find()?, "soak", rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
