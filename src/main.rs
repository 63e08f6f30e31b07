//! The `taben` program: parses arguments, runs, prints diagnostics, exits.

fn main() {}
