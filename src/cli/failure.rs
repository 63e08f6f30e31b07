//! How the program ends.

use std::process::ExitCode;

use crate::config::ConfigError;
use crate::diag::Diagnostic;
use crate::emit::EmitError;
use crate::import::ImportError;
use crate::pipeline::BuildError;
use crate::report::SourceFile;
use crate::source::SourceError;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// All is well.
    Done = 0,
    /// The content has errors, or warnings with `--strict`.
    Content = 1,
    /// The command line or `book.toml` is wrong.
    Usage = 2,
    /// Reading or writing failed.
    Io = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) struct Failure {
    /// The exit code.
    pub(super) exit: Exit,
    /// What happened.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The source it is about.
    pub(super) file: Option<SourceFile>,
}

impl Failure {
    /// The command line is wrong.
    pub(super) fn usage(diagnostic: Diagnostic) -> Self {
        Self { exit: Exit::Usage, diagnostics: vec![diagnostic], file: None }
    }

    /// Reading or writing failed.
    pub(super) fn io(diagnostic: Diagnostic) -> Self {
        Self { exit: Exit::Io, diagnostics: vec![diagnostic], file: None }
    }

    /// `book.toml` is wrong.
    pub(super) fn config(error: ConfigError, file: SourceFile) -> Self {
        Self { exit: Exit::Usage, diagnostics: error.diagnostics, file: Some(file) }
    }
}

/// An error with its causes on one line.
fn chain(error: impl std::error::Error + Send + Sync + 'static) -> String {
    format!("{:#}", anyhow::Error::new(error))
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let exit = if error.is_content() { Exit::Content } else { Exit::Io };
        let (code, hint) = (error.code(), error.hint());
        let diagnostic = Diagnostic::error(code, chain(error));
        Self { exit, ..Self::io(hint.map_or(diagnostic.clone(), |hint| diagnostic.hint(hint))) }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Usage(diagnostic) => Self::usage(*diagnostic),
            ImportError::NotRead { ref hint, .. } => Self::usage(Diagnostic::error("import-format", error.to_string()).hint(hint.clone())),
            ImportError::Source(error) => error.into(),
            ImportError::Read { .. } => Self::io(Diagnostic::error("read", chain(error))),
            ImportError::Write { .. } => Self::io(Diagnostic::error("write", chain(error))),
        }
    }
}

impl From<EmitError> for Failure {
    fn from(error: EmitError) -> Self {
        let hint = error.hint();
        let is_content = matches!(error, EmitError::Collision { .. });
        let mut diagnostic = Diagnostic::error("write", chain(error));
        diagnostic.hint = hint.map(str::to_owned);
        // Two pages of nearly the same name are their author's to mend.
        let exit = if is_content { Exit::Content } else { Exit::Io };
        Self { exit, ..Self::io(diagnostic) }
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Source(error) => error.into(),
            BuildError::Emit(error) => error.into(),
            // Whoever remembers builds anew, and nobody else is told.
            BuildError::Forgotten => Self::io(Diagnostic::error("read", chain(error))),
            // A template of the book's own that does not work is a fault of the book, not of its pages.
            BuildError::Theme(error) => {
                Self::usage(Diagnostic::error("theme", chain(error)).hint("mend the book's template, or remove it to use taben's own"))
            }
        }
    }
}
