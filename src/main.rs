//! The `taben` program: runs the command line and gives its exit code back.

use std::process::ExitCode;

/// Pages are made of many small texts; with this allocator a book is built about a quarter faster than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    taben::cli::main()
}
