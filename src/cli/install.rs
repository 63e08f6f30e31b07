//! What a package of taben installs beside the program: completions for shells, manual pages.

use std::fs;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Args;
use super::failure::Failure;
use super::print;
use crate::diag::Diagnostic;

/// Prints the script that completes taben's commands and flags in a shell.
pub(super) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "taben", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// Prints taben's manual page, or writes it and one for each command into a folder.
pub(super) fn man(dir: Option<&Path>) -> Result<(), Failure> {
    match dir {
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Args::command()).render(&mut page);
            rendered.map_err(|e| Failure::io(Diagnostic::error("write", format!("cannot make the manual page: {e}"))))?;
            print(&String::from_utf8_lossy(&page))
        }
        Some(dir) => {
            let written = fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(Args::command(), dir));
            written.map_err(|e| Failure::io(Diagnostic::error("write", format!("cannot write into {}: {e}", dir.display()))))
        }
    }
}
