//! The arguments as they are typed; their comments are the help texts.

pub(super) mod serve;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::lang::Variant;

const EXAMPLES: &str = "\
Examples:
  taben init my-book            a small book to begin with
  taben build my-book           make its site in my-book/site
  taben serve my-book --open    read it in the browser while you write
  taben check my-book --strict  find what is wrong, write nothing
  taben convert page.wiki       one page as Markdown, to standard output

Exit codes: 0 done; 1 the content has errors (with --strict: or warnings);
2 bad usage or bad book.toml; 3 reading or writing failed.";

/// Presses MediaWiki pages into a static book that reads in Traditional and in Simplified Chinese
#[derive(Debug, Parser)]
#[command(name = "taben", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(super) struct Args {
    /// What to do
    #[command(subcommand)]
    pub(super) command: Command,
    /// For every command
    #[command(flatten)]
    pub(super) global: Global,
}

/// Flags that every command has.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "For every command")]
pub(super) struct Global {
    /// How diagnostics are printed: drawn for people, one JSON object a line, or as GitHub's annotations
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) message_format: Messages,
    /// How many threads work [default: all cores]
    #[arg(short, long, global = true, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Print errors only, and no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print notes too
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(super) verbose: bool,
    /// Whether diagnostics are coloured
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,
}

/// For whom diagnostics are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Messages {
    /// Drawn with the source line
    #[default]
    Human,
    /// One JSON object a line
    Json,
    /// Workflow commands that GitHub shows beside the changed lines
    Github,
}

/// When diagnostics are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new book that builds at once
    #[command(after_help = "\
Examples:
  taben init my-book
  cd my-book && taben build

The folder must be empty or not exist yet; a .git folder may be there.")]
    Init(Init),
    /// Build the site of a book
    #[command(after_help = "\
Examples:
  taben build                   the book in this folder
  taben build my-book -d /srv/www/book
  taben build --strict          fail on warnings too, for CI
  taben build --clean           make every page anew

The site takes the place of the old one when it is complete; if anything fails,
the old one stays.  A folder that taben did not make is never replaced.

What would come out as it is there already is not made again; -v tells how much
that was.  What is remembered for it lies in .taben beside book.toml.")]
    Build(Build),
    /// Serve the site of a book to your own browser, rebuilt while you write
    #[command(after_help = serve::HELP)]
    Serve(serve::Serve),
    /// Pack a book into something to carry away and read without a network
    #[command(after_help = "\
Examples:
  taben bundle                            the site as one zip, beside book.toml,
                                          or the forms that [output] there enables
  taben bundle --format html --single     the whole book in one HTML file
  taben bundle --format html              one HTML file a page, each by itself
  taben bundle --format epub              an EPUB for each view
  taben bundle --format zim --variant zh-tw -o book.zim
  taben bundle --ascii-names              for old archivers and file systems

The zip is the same to the byte for the same book, and lists its files with
their hashes in SHA256SUMS.  Nothing in a bundle asks anything of any host:
pictures of other sites become links.  ZIM needs zimwriterfs of zim-tools.
A file that taben did not make is replaced only with --force.")]
    Bundle(Bundle),
    /// Print every diagnostic of a book, write nothing
    #[command(after_help = "\
Examples:
  taben check
  taben check my-book --strict --message-format json
  taben check --external        also ask the network for every link
  taben check --unused          tell of files and templates that no page uses
  taben check --conversion                        what conversion did, page by page
  taben check --conversion --page 恐怖主义        the same of one page
  taben check --conversion --mark-reviewed 首页   note that you read it and it is right

With --conversion the report goes to standard output, a page after the other:
which rules were used and how often, which never; rules that get in each
other's way; characters with several Traditional forms (干, 发, 后 …) where no
phrase decided which is meant; text in the wrong script for its view; text that
marks protect.  A page that is marked as reviewed is listed with one line, until
its text, a template or a rule it uses changes; -v shows its report anyway.  The
marks are kept in conversion-reviewed.toml beside book.toml.

Beside what a build reports, the source of each page is looked through, and what
lies between pages: links to pages and sections that are not there, redirects
that go in circles or do not arrive, files and templates that no page uses.  The
number of each kind stands at the end.  It ends with 0 if nothing is wrong, 1 if
there are errors (with --strict: or warnings), 2 if book.toml cannot be used, 3
if something cannot be read.

Answers of the network are kept in .taben/links.json for a week, failures for a day.")]
    Check(Check),
    /// Convert one page, to standard output
    #[command(after_help = "\
Examples:
  taben convert page.wiki > page.md
  taben convert --to html --variant zh-tw page.wiki
  taben convert --to bibtex page.wiki > page.bib
  curl -s 'https://example.org/w/index.php?title=X&action=raw' | taben convert --title X -")]
    Convert(Convert),
    /// Print a completion script for a shell
    #[command(after_help = "\
Examples:
  taben completions bash > ~/.local/share/bash-completion/completions/taben
  taben completions zsh > ~/.zfunc/_taben
  taben completions fish > ~/.config/fish/completions/taben.fish")]
    Completions(Completions),
    /// Print the manual page
    #[command(after_help = "\
Examples:
  taben man | man -l -
  taben man --dir /usr/local/share/man/man1")]
    Man(Man),
    /// Bring pages from elsewhere into a book: a MediaWiki export, or wikitext files
    #[command(after_help = "\
Examples:
  taben import wiki.xml.bz2 --into my-book     the book is made if it is not there
  taben import wiki.xml --into my-book --namespace 0,Template --only '山*'
  taben import pages/ --into my-book           a folder of .wiki files
  7z x -so wiki.xml.7z | taben import - --into my-book

Exports are XML, as they are or packed with gzip, bzip2 or Zstandard.  What is
written or changed by hand is never overwritten, unless --force says so.")]
    Import(Import),
}

/// `taben init`.
#[derive(Debug, ClapArgs)]
pub(super) struct Init {
    /// The folder of the new book
    #[arg(default_value = ".")]
    pub(super) dir: PathBuf,
}

/// `taben build`.
#[derive(Debug, ClapArgs)]
pub(super) struct Build {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    pub(super) dir: PathBuf,
    /// Where the site goes [default: build-dir of book.toml]
    #[arg(short, long, value_name = "DIR")]
    pub(super) dest_dir: Option<PathBuf>,
    /// Make every page anew, whatever the last build left
    #[arg(long, alias = "no-cache")]
    pub(super) clean: bool,
    /// Warnings count as errors
    #[arg(long)]
    pub(super) strict: bool,
}

/// `taben bundle`.
#[derive(Debug, ClapArgs)]
pub(super) struct Bundle {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    pub(super) dir: PathBuf,
    /// What to pack it into [default: what book.toml enables, or zip; with --single: html]
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<BundleFormat>,
    /// The file to write; of several, each gets its view's code before the ending [default: the book's title]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Only this view; may be given more than once
    #[arg(long, value_name = "VARIANT", value_parser = variant)]
    pub(super) variant: Vec<Variant>,
    /// With --format html: the whole book in one file
    #[arg(long)]
    pub(super) single: bool,
    /// Name files with plain ASCII letters only, and shortly
    #[arg(long)]
    pub(super) ascii_names: bool,
    /// Replace a file that taben did not make
    #[arg(long)]
    pub(super) force: bool,
    /// Warnings count as errors
    #[arg(long)]
    pub(super) strict: bool,
}

/// What a book is packed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum BundleFormat {
    /// The site as one archive
    Zip,
    /// HTML files that need no others, or one with --single
    Html,
    /// An EPUB for each view
    Epub,
    /// A ZIM for each view, for Kiwix
    Zim,
}

/// `taben check`.
#[derive(Debug, ClapArgs)]
pub(super) struct Check {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    pub(super) dir: PathBuf,
    /// Warnings count as errors
    #[arg(long)]
    pub(super) strict: bool,
    /// Ask the network whether the addresses of other sites still answer
    #[arg(long)]
    pub(super) external: bool,
    /// Files and templates that no page uses are warnings, not notes
    #[arg(long, conflicts_with = "conversion")]
    pub(super) unused: bool,
    /// Report what conversion between scripts does to each page, instead of other diagnostics
    #[arg(long)]
    pub(super) conversion: bool,
    /// Report on this page only, by title or file; may be given more than once
    #[arg(long, value_name = "PAGE", requires = "conversion")]
    pub(super) page: Vec<String>,
    /// Note that this page's conversion was read and is right as it is now
    #[arg(long, value_name = "PAGE", requires = "conversion", conflicts_with = "page")]
    pub(super) mark_reviewed: Vec<String>,
}

/// `taben convert`.
#[derive(Debug, ClapArgs)]
pub(super) struct Convert {
    /// The page: .wiki, .mediawiki, .wikitext or .md; `-` for wikitext on standard input
    #[arg(default_value = "-")]
    pub(super) file: PathBuf,
    /// What to convert to
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) to: To,
    /// The wiki's content language, such as zh or en
    #[arg(long, default_value = "zh", value_name = "CODE", value_parser = language)]
    pub(super) language: String,
    /// The variant of Chinese to convert the text to [default: as written]
    #[arg(long, value_name = "VARIANT", value_parser = variant)]
    pub(super) variant: Option<Variant>,
    /// The page's title [default: from the file's name]
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Pages to transclude and link to: one file each, its percent-encoded title and .wiki
    #[arg(long, value_name = "DIR")]
    pub(super) pages: Option<PathBuf>,
    /// Do not use the templates that taben brings along
    #[arg(long)]
    pub(super) no_builtin_templates: bool,
    /// Warnings count as errors
    #[arg(long)]
    pub(super) strict: bool,
}

/// `taben completions`.
#[derive(Debug, ClapArgs)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// `taben man`.
#[derive(Debug, ClapArgs)]
pub(super) struct Man {
    /// Write a page for taben and one for each command into this folder instead
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

/// `taben import`.
#[derive(Debug, ClapArgs)]
pub(super) struct Import {
    /// MediaWiki exports, wikitext files or folders of them; `-` for an export on standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,
    /// The book's folder
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(super) into: PathBuf,
    /// Only pages of such titles; `*` is any text, `?` any character; may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(super) only: Vec<String>,
    /// Only pages whose titles this file lists, one a line
    #[arg(long, value_name = "FILE")]
    pub(super) only_from: Option<PathBuf>,
    /// Only pages of these namespaces, by number or name; 0 holds the articles
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(super) namespace: Vec<String>,
    /// The newest revision of each page; this is the default
    #[arg(long, conflicts_with_all = ["as_of", "revision"])]
    pub(super) latest: bool,
    /// The revision of each page at that time, such as 2020-01-31 (its end) or 2020-01-31T12:00:00Z
    #[arg(long, value_name = "TIME", conflicts_with = "revision", value_parser = moment)]
    pub(super) as_of: Option<String>,
    /// These revisions, by number; pages that have none of them are left out
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(super) revision: Vec<u64>,
    /// What the text may be used for, such as "CC BY-SA 4.0"; exports do not say it
    #[arg(long, value_name = "NAME")]
    pub(super) licence: Option<String>,
    /// Where the licence can be read
    #[arg(long, value_name = "ADDRESS", requires = "licence", value_parser = web_address)]
    pub(super) licence_url: Option<String>,
    /// Write nothing, only tell what would be
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Overwrite files that were written or changed by hand
    #[arg(long)]
    pub(super) force: bool,
    /// Warnings count as errors
    #[arg(long)]
    pub(super) strict: bool,
}

/// What a page is converted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum To {
    /// The Markdown that the site is made from
    #[default]
    Markdown,
    /// The page's content, without the site around it
    Html,
    /// What taben knows of the page
    Json,
    /// The page's references, for BibLaTeX and Biber
    Bibtex,
    /// The page's references, for Zotero, Pandoc and citeproc programs
    CslJson,
    /// The page's references, for EndNote and most other reference managers
    Ris,
}

/// Reads a variant's code, in either spelling.
fn variant(code: &str) -> Result<Variant, String> {
    Variant::from_code(code).ok_or_else(|| {
        let codes: Vec<&str> = Variant::ALL.iter().map(|v| v.code()).collect();
        format!("the variants are {}", codes.join(", "))
    })
}

/// Reads a moment, as MediaWiki writes it; a day stands for its end.
fn moment(text: &str) -> Result<String, String> {
    let whole = if text.len() == 10 { format!("{text}T23:59:59Z") } else { text.to_owned() };
    let moment: Result<jiff::Timestamp, _> = whole.parse();
    moment
        .map(|m| m.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .map_err(|_| "expected a time such as 2020-01-31 or 2020-01-31T12:00:00Z".to_owned())
}

/// Reads an address that a page may link to.
fn web_address(text: &str) -> Result<String, String> {
    let plain = text.starts_with("https://") || text.starts_with("http://");
    if plain && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>')) {
        Ok(text.to_owned())
    } else {
        Err("expected an address that begins with https:// or http://".to_owned())
    }
}

/// Reads a language code.
fn language(code: &str) -> Result<String, String> {
    let plain = !code.is_empty() && code.len() <= 32 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain { Ok(code.to_ascii_lowercase()) } else { Err("expected a language code such as zh or en".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }
}
