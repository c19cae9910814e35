//! The program `muster`. All of it is in the library, so that the tests can start it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    muster_server::program::main()
}
