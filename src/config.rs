//! `book.toml`: text in, [`Config`] out.
//!
//! Names are mdBook's where mdBook has the setting.  Parsing is pure and strict: an unknown key is an
//! error that names the nearest known one, and every error carries its place in the text.

mod check;
mod site;
mod toc;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use crate::diag::{Diagnostic, Span};
use crate::lang::Variant;

pub use self::toc::{Named, TocItem, TocTarget};

/// Everything `book.toml` says, checked, with defaults filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// What the book is.
    pub book: Book,
    /// How it is built.
    pub build: Build,
    /// What is written.
    pub output: Output,
    /// The views and their conversion.
    pub variants: Variants,
    /// The wiki that the pages come from.
    pub wiki: Wiki,
    /// The wikis that pages in other languages come from, by language code.
    pub languages: BTreeMap<String, Language>,
    /// How footnotes are read.
    pub notes: Notes,
}

/// `[book]`: what the book is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Book {
    /// The book's title.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// One or two sentences about it, for search engines and catalogues.
    pub description: String,
    /// The folder of the pages, relative to `book.toml`.
    #[serde(deserialize_with = "check::book_folder")]
    pub src: PathBuf,
    /// The content language, as MediaWiki's code: `zh`, `en`.
    #[serde(deserialize_with = "check::language")]
    pub language: String,
    /// The book's date as seconds since 1970 UTC: what `{{CURRENTTIME}}` and its like name; never the clock.
    #[serde(deserialize_with = "check::date")]
    pub date: Option<i64>,
    /// Folders of pages in other languages, relative to `src`, by language code.
    #[serde(deserialize_with = "check::languages")]
    pub languages: BTreeMap<String, PathBuf>,
    /// Files of the content that may run something where they are opened, relative to `book.toml`: published as they are.
    #[serde(deserialize_with = "check::files")]
    pub active_files: Vec<PathBuf>,
    /// What the book's text may be used for: `CC BY-SA 4.0`.
    pub licence: String,
    /// Where that can be read.
    #[serde(deserialize_with = "check::web_address")]
    pub licence_url: Option<String>,
    /// The page that the book opens with; the first one if absent.
    pub home: Option<Named>,
    /// The pages in reading order, as the left column lists them; by folder and title if empty.  Pages that it leaves
    /// out follow.
    pub toc: Vec<TocItem>,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            title: String::new(),
            authors: Vec::new(),
            description: String::new(),
            src: "content".into(),
            language: "zh".to_owned(),
            date: None,
            languages: BTreeMap::new(),
            active_files: Vec::new(),
            licence: String::new(),
            licence_url: None,
            home: None,
            toc: Vec::new(),
        }
    }
}

/// `[build]`: how the book is built.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Build {
    /// The folder that the site is written to, relative to `book.toml`.
    #[serde(deserialize_with = "check::folder")]
    pub build_dir: PathBuf,
    /// How many threads work; all cores if absent.
    pub jobs: Option<NonZeroUsize>,
}

impl Default for Build {
    fn default() -> Self {
        Self { build_dir: "site".into(), jobs: None }
    }
}

/// `[output]`: what is written.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Output {
    /// The website, which is always written.
    pub html: Html,
    /// A Markdown file beside each page, listed in `llms.txt`.
    pub markdown: Markdown,
    /// The references of each page for reference managers, linked below the page.
    pub citations: Citations,
    /// The website as one archive.
    pub zip: Archive,
    /// The website as one HTML file.
    pub single: Archive,
    /// The book as an EPUB.
    pub epub: Archive,
    /// The book as a ZIM file.
    pub zim: Archive,
}

/// `[output.html]`: the website.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Html {
    /// Where the site will live, ending in `/`: needed for the sitemap, canonical links and the 404 page.
    #[serde(deserialize_with = "check::site_url")]
    pub site_url: Option<String>,
    /// Address of the page that edits a source file, with `{path}` for the file's path in the book and `{line}` for the
    /// line of a section.
    #[serde(deserialize_with = "check::edit_url")]
    pub edit_url_template: Option<String>,
    /// Address of a source file's history, with `{path}`.
    #[serde(deserialize_with = "check::edit_url")]
    pub history_url_template: Option<String>,
    /// Address of the book's repository, linked in the header.
    #[serde(deserialize_with = "check::web_address")]
    pub git_repository_url: Option<String>,
    /// The host name written to `CNAME`, for GitHub Pages with a domain of one's own.
    #[serde(deserialize_with = "check::host")]
    pub cname: Option<String>,
    /// Style sheets added after the theme's, relative to `book.toml`.
    #[serde(deserialize_with = "check::files")]
    pub additional_css: Vec<PathBuf>,
    /// Scripts added after the theme's, relative to `book.toml`.
    #[serde(deserialize_with = "check::files")]
    pub additional_js: Vec<PathBuf>,
    /// Leaves out the numbers before pages in the book's list of pages.
    pub no_section_label: bool,
    /// The colours a reader sees who has chosen none.
    pub default_theme: DefaultTheme,
    /// The site's own search.
    pub search: Search,
}

/// `[output.html.search]`: the site's own search.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Search {
    /// Whether there is one; yes if absent.
    pub enable: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { enable: true }
    }
}

impl Html {
    /// The site's address, if it is a whole one and not a path only: what search engines and feeds must be told.
    #[must_use]
    pub fn absolute(&self) -> Option<&str> {
        self.site_url.as_deref().filter(|url| !url.starts_with('/'))
    }
}

/// The colours a reader sees who has chosen none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultTheme {
    /// What the reader's system prefers.
    #[default]
    Auto,
    /// Ink on paper.
    Light,
    /// Pale characters on black.
    Dark,
}

impl DefaultTheme {
    /// The name as `book.toml` writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// `[output.markdown]`: the Markdown of each page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Markdown {
    /// Whether it is written; yes if absent.
    pub enabled: bool,
}

impl Default for Markdown {
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// `[output.citations]`: the references of each page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Citations {
    /// Whether they are written; no if absent, since three files more for each page take their time.
    pub enabled: bool,
}

/// `[output.zip]` and its siblings: one file beside the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Archive {
    /// Whether `taben bundle` makes it when no form is named; no if absent.
    pub enabled: bool,
}

/// `[variants]`: the views and their conversion.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// The views, in the order they are offered.  Empty if the book is not converted.
    pub views: Vec<Variant>,
    /// What a view is called in the view switch, where it is not the variant's own name.
    pub labels: BTreeMap<Variant, String>,
    /// The view of a reader who has chosen none; the first one if absent from `book.toml`.
    pub default: Option<Variant>,
    /// Whose dictionaries convert.
    pub engine: Engine,
    /// Rules for every page, each as the body of a `-{…}-`: `zh-cn:软件;zh-tw:軟體`.
    pub rules: Vec<String>,
    /// Glossary groups for every page, as `{{NoteTA|G1=…}}` names them.
    pub groups: Vec<String>,
    /// The folder of the glossary groups, relative to `book.toml`.
    pub glossary: PathBuf,
    /// The two views shown side by side; `None` for no parallel view.
    pub parallel: Option<(Variant, Variant)>,
    /// For the engine `opencc`: the OpenCC configuration that makes each view.
    pub configs: BTreeMap<Variant, String>,
}

impl Default for Variants {
    fn default() -> Self {
        Self::resolve(RawVariants::default(), "zh", &mut Vec::new())
    }
}

/// Whose dictionaries convert.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// MediaWiki's own tables.
    #[default]
    MediaWiki,
    /// OpenCC's dictionaries; needs a taben built with the feature `opencc`.
    OpenCc,
}

/// `[variants]` as written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawVariants {
    views: Option<Vec<Spanned<String>>>,
    labels: BTreeMap<check::View, String>,
    default: Option<Spanned<check::View>>,
    engine: Engine,
    rules: Vec<String>,
    groups: Vec<String>,
    #[serde(deserialize_with = "check::optional_book_folder")]
    glossary: Option<PathBuf>,
    parallel: Option<Spanned<check::Parallel>>,
    configs: BTreeMap<check::View, String>,
}

/// `[wiki]`: the wiki that the pages come from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Wiki {
    /// `{{SITENAME}}`; the book's title if absent.
    pub name: Option<String>,
    /// Where a page that is not in the book lives, with `$1` for the title.
    #[serde(deserialize_with = "check::page_address")]
    pub base_url: Option<String>,
    /// `{{SERVER}}`; taken from `base-url` if absent.
    #[serde(deserialize_with = "check::web_address")]
    pub server: Option<String>,
    /// `{{ARTICLEPATH}}`, with `$1` for the title; taken from `base-url` if absent.
    #[serde(deserialize_with = "check::article_path")]
    pub article_path: Option<String>,
    /// Namespaces: a number and its name (`100 = "Portal"`), or another name and the one it stands for (`主题 = "Portal"`).
    pub namespaces: BTreeMap<String, String>,
    /// In which namespaces the first letter of a title keeps its case: `true` for all, or a list of their numbers.
    pub case_sensitive: CaseSensitive,
    /// Other wikis: a prefix and the address of its pages, with `$1` for the title.
    #[serde(deserialize_with = "check::page_addresses")]
    pub interwiki: BTreeMap<String, String>,
}

/// `[languages.CODE]`: pages in another language, and the wiki that they come from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Language {
    /// The folder of the pages, relative to `src`.
    #[serde(deserialize_with = "check::optional_book_folder")]
    pub folder: Option<PathBuf>,
    /// Their wiki, as `[wiki]` says it of the book's own; its name and `base-url` are not those of the book.
    pub wiki: Wiki,
}

/// `[notes]`: how footnotes are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Notes {
    /// Whether `<ref details="…">` refers to a part of a note; no if absent, as in MediaWiki.
    pub details: bool,
}

/// In which namespaces the first letter of a title keeps its case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected `true`, `false` or a list of the numbers of namespaces")]
pub enum CaseSensitive {
    /// In all that MediaWiki lets have it, or in none.
    Everywhere(bool),
    /// In those of these numbers.
    In(Vec<i32>),
}

impl Default for CaseSensitive {
    fn default() -> Self {
        Self::Everywhere(false)
    }
}

/// The whole file as written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawConfig {
    book: Book,
    build: Spanned2<Build>,
    output: Output,
    variants: RawVariants,
    wiki: Spanned2<Wiki>,
    languages: BTreeMap<String, Spanned2<Language>>,
    notes: Notes,
}

/// A value and where it stands; `None` when it is a default.
#[derive(Deserialize)]
#[serde(from = "Spanned<T>", bound = "T: Deserialize<'de>")]
struct Spanned2<T> {
    value: T,
    span: Option<Span>,
}

impl<T> From<Spanned<T>> for Spanned2<T> {
    fn from(spanned: Spanned<T>) -> Self {
        Self { span: Some(Span::new(spanned.span())), value: spanned.into_inner() }
    }
}

impl<T: Default> Default for Spanned2<T> {
    fn default() -> Self {
        Self { value: T::default(), span: None }
    }
}

/// `book.toml` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("book.toml cannot be used")]
pub struct ConfigError {
    /// What is wrong with it, each at its place in the text; at least one.
    pub diagnostics: Vec<Diagnostic>,
}

/// The stable name of what is wrong in `book.toml`.
pub const CONFIG_CODE: &str = "book-toml";

impl Config {
    /// Reads the text of a `book.toml`.
    ///
    /// # Errors
    /// If it is not TOML, has a key or a value that taben does not know, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut raw: RawConfig = toml::from_str(text).map_err(|e| ConfigError { diagnostics: vec![check::explain(&e)] })?;
        let mut found = Vec::new();
        check::folders(&raw.book, &raw.build.value, raw.build.span, &mut found);
        site::check_namespaces(&raw.wiki.value, raw.wiki.span, &mut found);
        let mut languages = BTreeMap::new();
        for (code, Spanned2 { value, span }) in raw.languages {
            if !check::is_language(&code) {
                found.extend(span.map(|span| problem(format!("`{code}` is not a language code such as `zh` or `en`"), span)));
            }
            site::check_namespaces(&value.wiki, span, &mut found);
            if let Some(folder) = &value.folder {
                raw.book.languages.insert(code.clone(), folder.clone());
            }
            languages.insert(code, value);
        }
        let variants = Variants::resolve(raw.variants, &raw.book.language, &mut found);
        if !found.is_empty() {
            return Err(ConfigError { diagnostics: found });
        }
        Ok(Self { book: raw.book, build: raw.build.value, output: raw.output, variants, wiki: raw.wiki.value, languages, notes: raw.notes })
    }
}

impl Variants {
    /// Fills in the defaults, which depend on the book's language, and looks for contradictions.
    fn resolve(raw: RawVariants, language: &str, found: &mut Vec<Diagnostic>) -> Self {
        let chinese = language == "zh" || language.starts_with("zh-");
        let mut views: Vec<Variant> = Vec::new();
        match raw.views {
            Some(written) => {
                for code in written {
                    let span = Span::new(code.span());
                    let Some(view) = Variant::from_code(code.get_ref()) else {
                        let mut unknown = check::unknown_view(code.get_ref());
                        unknown.span = Some(span);
                        found.push(unknown);
                        continue;
                    };
                    if views.contains(&view) {
                        found.push(problem(format!("the view `{view}` is listed twice"), span));
                    } else {
                        views.push(view);
                    }
                }
            }
            None if chinese => views = vec![Variant::ZhCn, Variant::ZhTw],
            None => {}
        }
        let mut known = |view: Variant, span: Span| {
            if !views.contains(&view) {
                found.push(problem(format!("`{view}` is not one of the book's views"), span).hint("add it to `views`"));
            }
        };
        let default = raw.default.map(|view| {
            let (span, view) = (Span::new(view.span()), view.into_inner().0);
            known(view, span);
            view
        });
        let parallel = match raw.parallel {
            None => None,
            Some(parallel) => match (Span::new(parallel.span()), parallel.into_inner()) {
                (_, check::Parallel::Off) => Some(None),
                (span, check::Parallel::Pair(a, b)) => {
                    known(a, span);
                    known(b, span);
                    Some(Some((a, b)))
                }
            },
        };
        Self {
            parallel: parallel.unwrap_or(match views[..] {
                [a, b, ..] => Some((a, b)),
                _ => None,
            }),
            default: default.or(views.first().copied()),
            views,
            labels: raw.labels.into_iter().map(|(view, label)| (view.0, label)).collect(),
            engine: raw.engine,
            rules: raw.rules,
            groups: raw.groups,
            glossary: raw.glossary.unwrap_or_else(|| "glossary".into()),
            configs: raw.configs.into_iter().map(|(view, config)| (view.0, config)).collect(),
        }
    }

    /// What the view is called in the view switch: its label, or its script for the two that most books have.
    #[must_use]
    pub fn label(&self, view: Variant) -> &str {
        if let Some(label) = self.labels.get(&view) {
            return label;
        }
        // Readers know the scripts by these words; the regions matter only where a book has several views of one script.
        let alone = self.views.iter().filter(|v| v.is_traditional() == view.is_traditional()).count() <= 1;
        match view {
            Variant::ZhCn if alone => "简体",
            Variant::ZhTw if alone => "繁體",
            _ => view.name(),
        }
    }
}

/// An error of `book.toml` at a place.
fn problem(message: String, span: Span) -> Diagnostic {
    Diagnostic::error(CONFIG_CODE, message).at(span)
}

#[cfg(test)]
mod tests;
