//! The only place that names every stage: one page, or a whole book.

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::emit::{EmitError, Sink};
use crate::lang::Variant;
use crate::report::SourceFile;
use crate::site::Site;
use crate::source::{PageKind, PagesDir, SourceDir, SourceError};
use crate::title::Title;

/// What a page is converted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The Markdown of `docs/markdown.md`.
    #[default]
    Markdown,
    /// The page's content alone, without the site around it.
    Html,
    /// What taben knows of the page, for programs.
    Json,
}

/// One page to convert.
#[derive(Clone, Debug)]
pub struct ConvertRequest {
    /// The page's text and the name of its file.
    pub file: SourceFile,
    /// What it is written in.
    pub kind: PageKind,
    /// Its title.
    pub title: Title,
    /// The wiki that it is of.
    pub site: Site,
    /// What it is converted to.
    pub to: Format,
    /// The variant that its text is converted to; `None` for the text as written.
    pub variant: Option<Variant>,
    /// Pages that it may transclude and link to.
    pub pages: Option<PagesDir>,
    /// Whether the templates that taben brings along may be used.
    pub builtin_templates: bool,
}

/// What was found in each source.
pub type Findings = Vec<(SourceFile, Vec<Diagnostic>)>;

/// A converted page.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// The page in the form that was asked for.
    pub text: String,
    /// What was found.
    pub diagnostics: Findings,
}

/// What building a book gave.
#[derive(Clone, Debug, Default)]
pub struct BuildReport {
    /// What was found, in the order of the pages.
    pub diagnostics: Findings,
    /// How many pages the book has.
    pub pages: usize,
    /// How many files were given to the sink.
    pub files: usize,
}

/// A book could not be built at all.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A source could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file of the site could not be written.
    #[error(transparent)]
    Emit(#[from] EmitError),
}

/// Converts one page.
#[must_use]
pub fn convert(_request: &ConvertRequest) -> Converted {
    Converted::default()
}

/// Builds the book that `source` holds into `sink`; `progress` is told how many pages of how many are done, from any thread.
///
/// # Errors
/// If reading or writing fails; bad content is no error but found in the report.
pub fn build(
    _config: &Config,
    source: &SourceDir,
    _sink: &dyn Sink,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<BuildReport, BuildError> {
    progress(source.pages().len(), source.pages().len());
    Ok(BuildReport { pages: source.pages().len(), ..BuildReport::default() })
}
