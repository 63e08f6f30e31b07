//! The arguments of `taben serve`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// What stands below the help.
pub(in crate::cli) const HELP: &str = "\
Examples:
  taben serve                   the book in this folder
  taben serve my-book --open    and show it in the browser
  taben serve --port 8080
  taben serve --editor 'vscode://file{path}:{line}:{column}'

The site is rebuilt when a file of the book changes, and pages that are open
reload where they are.  What is wrong is shown in the page, with its file and
line; while the book cannot be built, the last good site stays.  Nothing is
written into the book's folder, and nothing but the site is served.  Ctrl-C ends it.";

/// `taben serve`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Serve {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    pub(in crate::cli) dir: PathBuf,
    /// The port; 0 is any that is free [default: 3000, or the next one that is free]
    #[arg(short, long, value_name = "PORT")]
    pub(in crate::cli) port: Option<u16>,
    /// The name or address to listen at; any but this machine's own lets others read the book
    #[arg(long, default_value = "127.0.0.1", value_name = "HOST")]
    pub(in crate::cli) host: String,
    /// Show the site in the browser when it is built
    #[arg(short, long)]
    pub(in crate::cli) open: bool,
    /// The address that opens a file in your editor, with {path}, {line} and {column}, for the places of diagnostics
    #[arg(long, value_name = "ADDRESS", value_parser = editor)]
    pub(in crate::cli) editor: Option<String>,
}

/// Reads an address that a page may lead to and that names a file.
fn editor(text: &str) -> Result<String, String> {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    // These would run in the page instead of opening anything.
    let runs = ["javascript", "data", "vbscript"].iter().any(|bad| scheme.eq_ignore_ascii_case(bad));
    if is_scheme && !runs && text.contains("{path}") {
        Ok(text.to_owned())
    } else {
        Err("expected an address such as vscode://file{path}:{line}:{column}".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editors_address_runs_nothing() {
        assert!(editor("vscode://file{path}:{line}").is_ok() && editor("idea://open?file={path}").is_ok());
        for bad in ["code {path}", "javascript:alert('{path}')", "vscode://file", "://{path}", ""] {
            assert!(editor(bad).is_err(), "{bad}");
        }
    }
}
