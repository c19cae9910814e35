//! `muster` itself, where cargo gives the tests its path.

use std::process::ExitCode;

use muster_server::carried::Carried;

fn main() -> ExitCode {
    muster_server::program::main(Carried::NOTHING)
}
