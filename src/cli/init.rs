//! `taben init`: a small book that builds at once and shows what there is.

use std::fs;
use std::io;
use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::plan::Init;
use crate::diag::Diagnostic;

/// The book's files.
const FILES: &[(&str, &str)] = &[
    ("book.toml", include_str!("init/book.toml")),
    (".gitignore", include_str!("init/gitignore")),
    (".github/workflows/pages.yml", include_str!("init/pages.yml")),
    ("content/首页.wiki", include_str!("init/content/home.wiki")),
    ("content/English.md", include_str!("init/content/English.md")),
    ("content/Template/提示.wiki", include_str!("init/content/Template/tip.wiki")),
];

/// Writes the book.
pub(super) fn run(init: &Init) -> Result<(), Failure> {
    let failed = |path: &Path, e: io::Error| Failure::io(Diagnostic::error("write", format!("cannot write {}: {e}", path.display())));
    let dir = &init.dir;
    match is_free(dir) {
        Ok(true) => {}
        Ok(false) => {
            let diagnostic = Diagnostic::error("not-empty", format!("{} is not empty", dir.display()));
            return Err(Failure::usage(diagnostic.hint("name a new folder: `taben init my-book`")));
        }
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            return Err(Failure::usage(Diagnostic::error("not-empty", format!("{} is a file", dir.display()))));
        }
        Err(e) => return Err(failed(dir, e)),
    }
    for (name, text) in FILES {
        let path = dir.join(name);
        let text = text.replace("{repository}", env!("CARGO_PKG_REPOSITORY")).replace("{commit}", env!("TABEN_COMMIT"));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
        }
        fs::write(&path, text.as_str()).map_err(|e| failed(&path, e))?;
    }
    if init.talkative {
        let here = dir.as_os_str() == ".";
        let shown = dir.display();
        eprintln!("a new book is in {}", if here { "this folder".to_owned() } else { shown.to_string() });
        eprintln!("next: taben build{}", if here { String::new() } else { format!(" {shown}") });
    }
    Ok(())
}

/// Whether a book may be written there: nothing is there yet, or an empty folder, or a new repository.
fn is_free(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(entries) => {
            for entry in entries {
                if entry?.file_name() != ".git" {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_new_books_settings_are_known() {
        let config = Config::parse(FILES[0].1).unwrap();
        assert!(!config.book.title.is_empty());
        // The settings that are shown as comments are right as well.
        let all: String = FILES[0].1.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).fold(String::new(), |a, l| a + l + "\n");
        Config::parse(&all).unwrap();
    }
}
