//! What is to be done: the arguments with the terminal and the defaults taken into account.

use std::path::{Path, PathBuf};

use crate::cli::args::{self, Args};
use crate::cli::failure::Failure;
use crate::config::Config;
use crate::diag::{Diagnostic, Severity};
use crate::import::{Choice, Filter, Request};
use crate::lang::Variant;
use crate::pipeline::Format;
use crate::report::{MessageFormat, SourceFile, Style};
use crate::site::Site;
use crate::source::{SourceError, read_text};
use crate::title::{Namespace, Title};

/// What the process knows of its surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Environment {
    /// `NO_COLOR` is set (no-color.org).
    pub(super) no_color: bool,
    /// Standard error is a terminal.
    pub(super) terminal: bool,
    /// Standard output is one.
    pub(super) output_terminal: bool,
}

/// What is to be done.
#[derive(Debug)]
pub(super) struct Plan {
    /// The command.
    pub(super) command: Command,
    /// How diagnostics are printed.
    pub(super) style: Style,
    /// Whether warnings count as errors.
    pub(super) strict: bool,
    /// How many threads work, if the user said.
    pub(super) jobs: Option<usize>,
    /// Whether progress and results are told.
    pub(super) talkative: bool,
    /// Whether progress may be drawn.
    pub(super) progress: bool,
    /// Whether what is usually left out is wanted.
    pub(super) verbose: bool,
}

/// The command.
#[derive(Debug)]
pub(super) enum Command {
    /// Make a new book.
    Init(Init),
    /// Build a book.
    Build(Build),
    /// Look at a book and write nothing.
    Check(Check),
    /// Serve a book while it is written.
    Serve(Serve),
    /// Pack a book into what can be carried away.
    Bundle(Bundle),
    /// Report on conversion.
    Conversion(Conversion),
    /// Convert a page.
    Convert(Convert),
    /// Print a completion script.
    Completions(clap_complete::Shell),
    /// Print the manual page, or write all into a folder.
    Man(Option<PathBuf>),
    /// Bring pages from elsewhere into a book.
    Import(Box<Import>),
}

/// Report on conversion.
#[derive(Debug)]
pub(super) struct Conversion {
    /// The book's folder.
    pub(super) dir: PathBuf,
    /// The pages that are wanted; all if none is named.
    pub(super) pages: Vec<String>,
    /// The pages to mark as reviewed.
    pub(super) mark_reviewed: Vec<String>,
    /// Whether the report is coloured; unlike diagnostics it goes to standard output.
    pub(super) color: bool,
}

/// Make a new book.
#[derive(Debug)]
pub(super) struct Init {
    /// Its folder.
    pub(super) dir: PathBuf,
    /// Whether to say what was made.
    pub(super) talkative: bool,
}

/// Build a book.
#[derive(Debug)]
pub(super) struct Build {
    /// Its folder.
    pub(super) dir: PathBuf,
    /// Where the site goes.
    pub(super) output: Output,
    /// Whether every page is made anew.
    pub(super) clean: bool,
}

/// Serve a book.
pub(super) use args::serve::Serve;

/// Pack a book.
#[derive(Debug)]
pub(super) struct Bundle {
    /// Its folder.
    pub(super) dir: PathBuf,
    /// What it is packed into; `None` for what `book.toml` says.
    pub(super) form: Option<BundleForm>,
    /// Whether one file was asked for of a form that is always one.
    pub(super) contradiction: bool,
    /// Where that goes; beside `book.toml` if nobody said.
    pub(super) output: Option<PathBuf>,
    /// The views that are wanted; all if none is named.
    pub(super) variants: Vec<Variant>,
    /// Whether names of files are in plain letters.
    pub(super) ascii_names: bool,
    /// Whether a file may be replaced that taben did not make.
    pub(super) force: bool,
}

/// What a book is packed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BundleForm {
    /// The site as an archive.
    Zip,
    /// HTML files that need no others, one a page.
    Pages,
    /// One HTML file.
    Single,
    /// An EPUB for each view.
    Epub,
    /// A ZIM for each view.
    Zim,
}

/// Look at a book.
#[derive(Debug)]
pub(super) struct Check {
    /// Its folder.
    pub(super) dir: PathBuf,
    /// Whether the network is asked for links.
    pub(super) external: bool,
    /// Whether files and templates that nobody uses are warnings.
    pub(super) unused: bool,
}

/// Where the site goes.
#[derive(Debug)]
pub(super) enum Output {
    /// To the folder that `book.toml` names.
    Configured,
    /// To this folder.
    Folder(PathBuf),
}

/// Convert a page.
#[derive(Debug)]
pub(super) struct Convert {
    /// The file; `None` for standard input.
    pub(super) file: Option<PathBuf>,
    /// What it is converted to.
    pub(super) to: Format,
    /// The content language.
    pub(super) language: String,
    /// The variant it is converted to.
    pub(super) variant: Option<Variant>,
    /// The title as given.
    pub(super) title: Option<String>,
    /// The folder of other pages.
    pub(super) pages: Option<PathBuf>,
    /// Whether taben's own templates may be used.
    pub(super) builtin_templates: bool,
}

/// Bring pages from elsewhere into a book.
#[derive(Debug)]
pub(super) struct Import {
    /// What and how, but for the book's settings and the listed titles, which have to be read.
    pub(super) request: Request,
    /// The file that lists titles.
    pub(super) titles: Option<PathBuf>,
}

impl Plan {
    /// Resolves the arguments.
    pub(super) fn new(args: Args, environment: Environment) -> Self {
        let Args { command, global } = args;
        let human = global.message_format == args::Messages::Human;
        let talkative = human && !global.quiet;
        let style = Style {
            format: match global.message_format {
                args::Messages::Human => MessageFormat::Human,
                args::Messages::Json => MessageFormat::Json,
                args::Messages::Github => MessageFormat::Github,
            },
            color: match global.color {
                args::Color::Always => true,
                args::Color::Never => false,
                args::Color::Auto => environment.terminal && !environment.no_color,
            },
            least: Some(match (global.quiet, global.verbose) {
                (true, _) => Severity::Error,
                (_, true) => Severity::Note,
                _ => Severity::Warning,
            }),
        };
        let (command, strict) = match command {
            args::Command::Init(init) => (Command::Init(Init { dir: init.dir, talkative }), false),
            args::Command::Build(build) => {
                let output = build.dest_dir.map_or(Output::Configured, Output::Folder);
                (Command::Build(Build { dir: build.dir, output, clean: build.clean }), build.strict)
            }
            args::Command::Serve(serve) => (Command::Serve(serve), false),
            args::Command::Bundle(bundle) => {
                let form = match bundle.format {
                    Some(args::BundleFormat::Epub) => Some(BundleForm::Epub),
                    Some(args::BundleFormat::Zim) => Some(BundleForm::Zim),
                    Some(args::BundleFormat::Html) if !bundle.single => Some(BundleForm::Pages),
                    Some(args::BundleFormat::Zip) => Some(BundleForm::Zip),
                    _ if bundle.single => Some(BundleForm::Single),
                    _ => None,
                };
                let contradiction = bundle.single && form != Some(BundleForm::Single);
                let args::Bundle { dir, output, variant: variants, ascii_names, force, strict, .. } = bundle;
                (Command::Bundle(Bundle { dir, form, contradiction, output, variants, ascii_names, force }), strict)
            }
            args::Command::Check(check) if check.conversion => {
                let color = match global.color {
                    args::Color::Always => true,
                    args::Color::Never => false,
                    args::Color::Auto => environment.output_terminal && !environment.no_color,
                };
                let args::Check { dir, page: pages, mark_reviewed, .. } = check;
                (Command::Conversion(Conversion { dir, pages, mark_reviewed, color }), check.strict)
            }
            args::Command::Check(args::Check { dir, external, unused, strict, .. }) => {
                (Command::Check(Check { dir, external, unused }), strict)
            }
            args::Command::Convert(convert) => {
                let strict = convert.strict;
                (Command::Convert(convert.into()), strict)
            }
            args::Command::Completions(completions) => (Command::Completions(completions.shell), false),
            args::Command::Man(man) => (Command::Man(man.dir), false),
            args::Command::Import(import) => {
                let strict = import.strict;
                (Command::Import(Box::new(import.into())), strict)
            }
        };
        Self {
            command,
            style,
            strict,
            jobs: global.jobs.map(Into::into),
            talkative,
            progress: talkative && environment.terminal,
            verbose: global.verbose,
        }
    }
}

impl From<args::Convert> for Convert {
    fn from(args: args::Convert) -> Self {
        Self {
            file: (args.file != Path::new("-")).then_some(args.file),
            to: match args.to {
                args::To::Markdown => Format::Markdown,
                args::To::Html => Format::Html,
                args::To::Json => Format::Json,
                args::To::Bibtex => Format::Bibtex,
                args::To::CslJson => Format::CslJson,
                args::To::Ris => Format::Ris,
            },
            language: args.language,
            variant: args.variant,
            title: args.title,
            pages: args.pages,
            builtin_templates: !args.no_builtin_templates,
        }
    }
}

impl From<args::Import> for Import {
    fn from(args: args::Import) -> Self {
        let choice = match (args.as_of, args.revision) {
            (Some(moment), _) => Choice::AsOf(moment),
            (None, ids) if !ids.is_empty() => Choice::Ids(ids.into_iter().collect()),
            _ => Choice::Latest,
        };
        let namespaces = args.namespace.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let request = Request {
            sources: args.sources,
            into: args.into,
            config: None,
            filter: Filter { only: args.only, titles: Vec::new(), namespaces },
            choice,
            dry_run: args.dry_run,
            force: args.force,
            licence: args.licence,
            licence_url: args.licence_url,
        };
        Self { request, titles: args.only_from }
    }
}

impl Convert {
    /// The page's title: the one given, or what the file's name says, or `Page`.
    pub(super) fn title(&self, site: &Site) -> Result<Title, Failure> {
        let bad = |text: &str| {
            let diagnostic = Diagnostic::error("title", format!("“{text}” cannot be the title of a page"));
            Failure::usage(diagnostic.hint("give one with --title"))
        };
        if let Some(text) = &self.title {
            return Title::parse(text, Namespace::MAIN, site).ok_or_else(|| bad(text));
        }
        let name = match &self.file {
            Some(file) => file.file_stem().unwrap_or_default().to_string_lossy(),
            None => "Page".into(),
        };
        let name = percent_encoding::percent_decode_str(&name).decode_utf8_lossy();
        Title::parse(&name, Namespace::MAIN, site).ok_or_else(|| bad(&name))
    }
}

/// Reads the `book.toml` of the book in `dir`.
pub(super) fn load_config(dir: &Path) -> Result<Config, Failure> {
    let path = dir.join("book.toml");
    let text = read_text(&path).map_err(|error| match &error {
        SourceError::Io { source, .. } if matches!(source.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            let diagnostic = Diagnostic::error("no-book", format!("there is no book.toml in {}", dir.display()));
            Failure::usage(diagnostic.hint("name the book's folder, or make a book with `taben init`"))
        }
        _ if error.is_content() => Failure {
            file: Some(SourceFile::new(path.display().to_string(), "")),
            ..Failure::usage(Diagnostic::error(crate::config::CONFIG_CODE, error.problem()))
        },
        _ => error.into(),
    })?;
    Config::parse(&text).map_err(|error| Failure::config(error, SourceFile::new(path.display().to_string(), text)))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn plan(args: &[&str], terminal: bool) -> Plan {
        let args = Args::try_parse_from(std::iter::once(&"taben").chain(args)).unwrap();
        Plan::new(args, Environment { no_color: false, terminal, output_terminal: false })
    }

    #[test]
    fn colour_and_progress_follow_the_terminal() {
        let on = plan(&["build"], true);
        assert!(on.style.color && on.progress && on.talkative);
        let off = plan(&["build"], false);
        assert!(!off.style.color && !off.progress && off.talkative);
        assert!(!plan(&["build", "--message-format", "json"], true).progress);
        assert!(!plan(&["build", "-q"], true).progress);
        assert!(plan(&["build", "--color", "always"], false).style.color);
    }

    #[test]
    fn a_title_comes_from_the_file() {
        let site = Site::new("zh");
        let title = |args: &[&str]| match plan(args, false).command {
            Command::Convert(convert) => convert.title(&site).map(|t| t.full()).map_err(|f| f.exit as u8),
            _ => unreachable!("only convert is asked"),
        };
        assert_eq!(title(&["convert", "a/template%3Ax%2Fdoc.wiki"]), Ok("Template:X/doc".into()));
        assert_eq!(title(&["convert", "--title", "甲", "-"]), Ok("甲".into()));
        assert_eq!(title(&["convert"]), Ok("Page".into()));
        assert_eq!(title(&["convert", "--title", "[", "-"]), Err(2));
    }
}
