//! `conversion-reviewed.toml`: which pages' conversion an editor has read, and in what state they were.
//!
//! A file of its own, beside `book.toml`: it serves wikitext and Markdown pages alike, leaves the sources untouched (a
//! page that comes from a wiki has no place for such a note), and version control shows who reviewed what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::diag::Diagnostic;
use crate::report::SourceFile;
use crate::report::conversion::Reviewed;

/// The file's name.
const NAME: &str = "conversion-reviewed.toml";

/// What the file begins with when taben writes it.
const HEAD: &str = "\
# Pages whose conversion was read and found right, and the state that they were in.
# Written by `taben check --conversion --mark-reviewed PAGE`; remove a line to review a page anew.

";

/// The reviews of a book.
#[derive(Debug)]
pub(super) struct Reviews {
    path: PathBuf,
    pages: BTreeMap<String, String>,
}

impl Reviews {
    /// Reads the reviews of the book in `dir`; none if the file is not there.
    pub(super) fn open(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join(NAME);
        if !path.exists() {
            return Ok(Self { path, pages: BTreeMap::new() });
        }
        let text = crate::source::read_text(&path)?;
        match toml::from_str(&text) {
            Ok(pages) => Ok(Self { path, pages }),
            Err(error) => {
                let diagnostic = Diagnostic::error("reviews", format!("the list of reviewed pages does not read: {}", error.message()))
                    .hint("each line is \"title\" = \"state\"; mend the line, or remove the file to begin anew");
                let diagnostic = error.span().map_or(diagnostic.clone(), |span| diagnostic.at(crate::diag::Span::new(span)));
                Err(Failure { file: Some(SourceFile::new(path.display().to_string(), text)), ..Failure::usage(diagnostic) })
            }
        }
    }

    /// Whether a page was reviewed in that state.
    pub(super) fn of(&self, title: &str, state: &str) -> Reviewed {
        match self.pages.get(title) {
            None => Reviewed::No,
            Some(known) if known == state => Reviewed::Yes,
            Some(_) => Reviewed::Stale,
        }
    }

    /// Notes that a page was reviewed.
    pub(super) fn mark(&mut self, title: &str, state: &str) {
        self.pages.insert(title.to_owned(), state.to_owned());
    }

    /// Writes the file, whole or not at all.
    pub(super) fn save(&self) -> Result<(), Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::io(Diagnostic::error("write", format!("cannot write {}: {error}", self.path.display())))
        };
        let pages = toml::to_string(&self.pages).map_err(|e| failed(&e))?;
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed(&e))?;
        std::io::Write::write_all(&mut file, format!("{HEAD}{pages}").as_bytes()).map_err(|e| failed(&e))?;
        file.persist(&self.path).map_err(|e| failed(&e))?;
        Ok(())
    }
}
