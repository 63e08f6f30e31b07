//! The `taben` program: runs the command line and gives its exit code back.

use std::process::ExitCode;

fn main() -> ExitCode {
    taben::cli::main()
}
