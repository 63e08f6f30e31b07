//! Pages from elsewhere into a book: wikitext files, and exports of a MediaWiki wiki.
//!
//! 1. `stream`: a file of any compression as bytes; bombs are stopped.
//! 2. `text`: bytes of any encoding as UTF-8.
//! 3. `export`: XML as pages, one at a time, each with the revision that was asked for.
//! 4. `place`: the wiki's titles as the book's, and their files.
//! 5. `book`: what may be written is written; `settings` and `records` keep what the export says beside the text.
//!
//! An export of any size takes no more memory than its longest page and a few bytes for each title.

#![expect(clippy::disallowed_methods, reason = "writing the author's new pages is this module's work")]

mod book;
mod export;
mod filter;
mod place;
mod records;
mod settings;
mod stream;
mod text;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::report::{SourceFile, printable};
use crate::source::{PageKind, SourceDir, SourceError, read_text};
use book::{Book, Incoming};
pub use export::Choice;
use export::{Export, Item, SiteInfo, Stop};
pub use filter::Filter;
use settings::Settings;
use stream::Stream;

/// The longest text of a page that is imported, in bytes.
///
/// MediaWiki's own limit is 2 MiB (`$wgMaxArticleSize`).  A text is held in memory twice while it is read, so a file of one
/// endless page would fill it.
pub const MAX_TEXT_BYTES: usize = 32 << 20;

/// How many diagnostics of one code are kept; the rest are counted.
///
/// An export of a million pages may have the same small fault in each.
const MAX_PER_CODE: usize = 1_000;

/// What is to be imported, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Exports, wikitext files, folders of wikitext files; `-` for an export on standard input.
    pub sources: Vec<PathBuf>,
    /// The book's folder.
    pub into: PathBuf,
    /// What its `book.toml` says; `None` if it has none yet.
    pub config: Option<Config>,
    /// Which pages.
    pub filter: Filter,
    /// Which of their revisions.
    pub choice: Choice,
    /// Nothing is written.
    pub dry_run: bool,
    /// Files that were changed since they were imported are overwritten.
    pub force: bool,
    /// What the text may be used for.
    pub licence: Option<String>,
    /// Where that can be read.
    pub licence_url: Option<String>,
}

/// What was imported and what was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many pages the sources hold.
    pub found: usize,
    /// How many of them were left out because they were not asked for.
    pub left_out: usize,
    /// How many files were new.
    pub new: usize,
    /// How many files have another text now.
    pub updated: usize,
    /// How many files have that text already.
    pub unchanged: usize,
    /// How many files were changed by hand, and left as they are.
    pub refused: usize,
    /// How many pages have no text in the export.
    pub without_text: usize,
    /// How many pages are not whole, or are too long.
    pub damaged: usize,
    /// How many pages of each kind were imported, by the kind's name for people.
    pub kinds: BTreeMap<&'static str, usize>,
    /// The source that each diagnostic is about, and the diagnostics.
    pub diagnostics: Vec<(Option<SourceFile>, Diagnostic)>,
    per_code: BTreeMap<&'static str, usize>,
}

impl Report {
    fn add(&mut self, file: Option<&str>, diagnostic: Diagnostic) {
        let count = self.per_code.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= MAX_PER_CODE {
            self.diagnostics.push((file.map(|name| SourceFile::new(name, "")), diagnostic));
        }
    }

    /// How many pages the book has of these sources now.
    #[must_use]
    pub fn imported(&self) -> usize {
        self.new + self.updated + self.unchanged
    }
}

/// The import could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The operating system could not read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The operating system could not write.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The book, or a source, cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A source is of a kind that is not read.
    #[error("{} is {what}, which taben does not read", path.display())]
    NotRead {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to do.
        hint: String,
    },
    /// The command line asks for what there is not.
    #[error("{}", .0.message)]
    Usage(Box<Diagnostic>),
}

/// Imports; `progress` is told how many bytes of how many are read of a source, and how many pages are done.
///
/// # Errors
/// If reading or writing fails, or a source is no export and no page at all; what is wrong with a source's content is in
/// the report, and the pages before and after it are imported.
pub fn import(request: &Request, progress: &dyn Fn(u64, u64, usize)) -> Result<Report, ImportError> {
    let mut importer = Importer { request, report: Report::default(), book: None };
    for source in &request.sources {
        let result = importer.source(source, progress);
        // What was written stays; the records of it have to be there too.
        if let Err(error) = result {
            importer.finish()?;
            return Err(error);
        }
    }
    importer.finish()?;
    Ok(importer.report)
}

/// An import under way.
struct Importer<'r> {
    request: &'r Request,
    report: Report,
    /// The book, once the first source has told of which wiki it is.
    book: Option<Book<'r>>,
}

impl<'r> Importer<'r> {
    fn source(&mut self, path: &Path, progress: &dyn Fn(u64, u64, usize)) -> Result<(), ImportError> {
        if path.is_dir() {
            return self.folder(path, progress);
        }
        match PageKind::of(path) {
            Some(kind) => self.file(path, path, kind),
            None => self.export(path, stream::open(path)?, progress),
        }
    }

    /// A folder of page files.
    fn folder(&mut self, path: &Path, progress: &dyn Fn(u64, u64, usize)) -> Result<(), ImportError> {
        let config = self.request.config.clone().unwrap_or_default();
        let source = SourceDir::open(path, Path::new(""), &config.site())?;
        for (file, diagnostic) in source.problems() {
            self.report.add(Some(file), diagnostic.clone());
        }
        for (done, page) in source.pages().iter().enumerate() {
            progress(done as u64, source.pages().len() as u64, self.report.found);
            self.file(&source.root().join(&page.path), &page.path, page.kind)?;
        }
        Ok(())
    }

    /// One page file; `named` is the path that tells its title.
    fn file(&mut self, path: &Path, named: &Path, kind: PageKind) -> Result<(), ImportError> {
        let text = match read_text(path) {
            Ok(text) => text,
            Err(error) if error.is_content() => {
                self.report.found += 1;
                self.report.damaged += 1;
                self.report.add(Some(&path.display().to_string()), Diagnostic::error(error.code(), error.problem()));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let request = self.request;
        let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let book = Book::ready(&mut self.book, request, None, &title, &mut self.report)?;
        self.report.found += 1;
        book.file(named, kind, &text, &mut self.report)
    }

    /// An export.
    fn export(&mut self, path: &Path, stream: Stream, progress: &dyn Fn(u64, u64, usize)) -> Result<(), ImportError> {
        let shown = if path == Path::new("-") { "<stdin>".to_owned() } else { path.display().to_string() };
        let title = name_of(path);
        let (read, size) = (stream.read, stream.size);
        let mut export = Export::new(stream.reader, self.request.choice.clone());
        let mut info: Option<SiteInfo> = None;
        let mut last = String::new();
        let mut pages = 0_usize;
        let stop = loop {
            match export.next() {
                Ok(None) => break None,
                Err(stop) => break Some(stop),
                Ok(Some(Item::Site(site))) => {
                    let settings = Settings::new(&site);
                    let book = Book::ready(&mut self.book, self.request, Some(&settings), &title, &mut self.report)?;
                    book.begin(&site, &settings, self.request, &mut self.report)?;
                    info = Some(site);
                }
                Ok(Some(Item::Page(page))) => {
                    if info.is_none() {
                        let site = SiteInfo::default();
                        let settings = Settings::new(&site);
                        let book = Book::ready(&mut self.book, self.request, Some(&settings), &title, &mut self.report)?;
                        book.begin(&site, &settings, self.request, &mut self.report)?;
                        info = Some(site);
                    }
                    self.report.found += 1;
                    pages += 1;
                    progress(read.get(), size, pages);
                    last.clone_from(&page.title);
                    if let Some(book) = &mut self.book {
                        book.page(Incoming::from(*page), &shown, &mut self.report)?;
                    }
                }
                Ok(Some(Item::Damaged { title, at, reason })) => {
                    self.report.damaged += 1;
                    let page = if title.is_empty() { "a page".to_owned() } else { format!("the page “{}”", printable(title.trim())) };
                    let diagnostic = Diagnostic::error("import-damaged", format!("{page} is not whole at byte {at}: {reason}"));
                    self.report.add(Some(&shown), diagnostic.hint("it is left out; the pages before and after it are imported"));
                }
            }
        };
        if export.replaced() > 0 {
            let message = format!("{} bytes are no text in the file's encoding; U+FFFD stands for them", export.replaced());
            self.report.add(Some(&shown), Diagnostic::warning("import-encoding", message));
        }
        match stop {
            None => Ok(()),
            Some(stop) => self.stopped(stop, path, &shown, &last),
        }
    }

    /// Tells why an export was not read to its end.
    fn stopped(&mut self, stop: Stop, path: &Path, shown: &str, last: &str) -> Result<(), ImportError> {
        let whole = if last.is_empty() {
            "no page is whole before that".to_owned()
        } else {
            format!("the last whole page is “{}”", printable(last))
        };
        let diagnostic = match stop {
            Stop::File(source) => return Err(ImportError::Read { path: path.to_owned(), source }),
            Stop::NotAnExport => Diagnostic::error("import-format", "this is no MediaWiki export: it does not begin with <mediawiki>")
                .hint("export pages with Special:Export; files of wikitext have names that end in .wiki"),
            Stop::Doctype { at } => {
                Diagnostic::error("import-doctype", format!("a document type at byte {at}; exports have none, so it is refused; {whole}"))
            }
            Stop::TooLarge { at, reason } => {
                self.report.damaged += 1;
                Diagnostic::error("import-too-large", format!("refused at byte {at} of the text: {reason}; {whole}"))
            }
            Stop::Broken { at, reason } => {
                Diagnostic::error("import-broken", format!("the export breaks off at byte {at} of the text: {reason}; {whole}"))
                    .hint("get the file again; what was whole is imported, and importing it again adds the rest")
            }
        };
        self.report.add(Some(shown), diagnostic);
        Ok(())
    }

    /// Writes what belongs to the book as a whole.
    fn finish(&mut self) -> Result<(), ImportError> {
        for (code, count) in std::mem::take(&mut self.report.per_code) {
            if count > MAX_PER_CODE {
                self.report
                    .diagnostics
                    .push((None, Diagnostic::warning("import-more", format!("{} more of {code}", count - MAX_PER_CODE))));
            }
        }
        match self.book.take() {
            Some(book) => book.finish(),
            None => Ok(()),
        }
    }
}

/// What a book is called whose export has no name: the file's, without what its endings say.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split(".xml").next().unwrap_or_default();
    if name.is_empty() || name == "-" { "MediaWiki".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests;
