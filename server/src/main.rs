//! The program `muster`: the library, which the tests can start too, and the app.

use std::process::ExitCode;

use muster_server::carried::Carried;
use rust_embed::RustEmbed;

/// `cargo xtask build` fills the folder first; without it the server has everything but the app.
#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Named here so that a new app is always a new compilation.
const RELEASE: Option<&str> = option_env!("MUSTER_RELEASE");

fn main() -> ExitCode {
    let release = RELEASE.unwrap_or(Carried::NOTHING.release);
    muster_server::program::main(Carried { release, file: Dist::get })
}
