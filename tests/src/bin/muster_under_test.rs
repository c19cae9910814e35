//! `muster` itself, where cargo gives the tests its path.

use std::process::ExitCode;

fn main() -> ExitCode {
    muster_server::program::main()
}
