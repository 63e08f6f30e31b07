//! The only place that names every stage: one page, or a whole book.

mod asking;
mod attribution;
mod backlinks;
mod book;
mod build;
mod catalogue;
mod conversion;
mod facts;
mod files;
mod finish;
mod glance;
mod groups;
mod incremental;
mod joined;
mod languages;
mod links;
mod lists;
mod machines;
mod make;
mod output;
mod page;
mod reading;
mod references;
mod search;
mod sections;
mod sheets;
mod shop;
mod site_files;
mod site_tables;
mod summary;
mod view;
mod whole;
mod world;

use std::sync::OnceLock;

pub use self::conversion::conversion;
pub use self::incremental::{Again, Rebuilt, rebuild};
pub use self::whole::between_pages;
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::emit::{EmitError, Sink};
use crate::lang::Variant;
use crate::model::document::{Event, Meta};
use crate::path::Names;
use crate::report::SourceFile;
use crate::site::Site;
use crate::source::{PageKind, PagesDir, SourceDir, SourceError};
use crate::title::{Namespace, Title};
use crate::world::World;
use crate::{html, markdown, variant};

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
    /// The page's references as a BibLaTeX file.
    Bibtex,
    /// The page's references as CSL-JSON.
    CslJson,
    /// The page's references as RIS.
    Ris,
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
    /// How many of them were made; the others stayed as they were.
    pub made: usize,
    /// Where the pages lead out of the book, if that was asked for.
    pub links: Vec<PageLinks>,
    /// The book's views and pages in reading order, if it is carried away.
    pub contents: Vec<crate::bundle::View>,
}

/// The addresses of other sites that a page links to.
#[derive(Clone, Debug)]
pub struct PageLinks {
    /// The page.
    pub file: SourceFile,
    /// Each address once, in the order of their first use.
    pub addresses: Vec<String>,
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
    /// What an earlier build left is not all there; nothing is wrong with the book.
    #[error("what the last build left is damaged")]
    Forgotten,
    /// A template of the book does not work.
    #[error(transparent)]
    Theme(#[from] crate::theme::ThemeError),
}

/// Where links lead in a page that stands alone.
struct LoneLinks<'l> {
    title: &'l Title,
    site: &'l Site,
    world: &'l dyn World,
    /// The label of a missing file in the reader's variant.
    convert: &'l dyn Fn(&str) -> String,
    formulas: &'l finish::Formulas,
}

impl html::Links for LoneLinks<'_> {
    fn page(&self, title: &Title, fragment: Option<&str>) -> html::Destination {
        // A link in the other script leads to the page there is.
        let found = self.world.find(title);
        let exists = found.is_some();
        let title = found.as_ref().unwrap_or(title);
        if title == self.title && fragment.is_none() {
            return html::Destination { class: "mw-selflink selflink", ..html::Destination::default() };
        }
        if title == self.title
            && let Some(fragment) = fragment
        {
            return html::Destination { href: Some(format!("#{}", fragment.replace(' ', "_"))), ..html::Destination::default() };
        }
        let full = title.full();
        let mut href =
            format!("{}.html", percent_encoding::utf8_percent_encode(&full.replace(' ', "_"), percent_encoding::NON_ALPHANUMERIC));
        // A page that is missing has no sections to lead to, and MediaWiki leaves them out; the Markdown keeps them.
        if let Some(fragment) = fragment.filter(|_| exists || title.is_special_page()) {
            href.push('#');
            href.push_str(
                &percent_encoding::utf8_percent_encode(&fragment.replace(' ', "_"), percent_encoding::NON_ALPHANUMERIC).to_string(),
            );
        }
        html::Destination { href: Some(href), data_title: Some(full), ..html::Destination::default() }
    }

    fn file(&self, _name: &str) -> Option<(String, Option<(u32, u32)>)> {
        None
    }

    fn missing_file(&self, name: &str) -> html::Destination {
        match Title::in_namespace(name, Namespace::FILE, self.site) {
            Some(title) => html::Destination { title: (self.convert)(&title.full()), ..self.page(&title, None) },
            None => html::Destination::default(),
        }
    }

    fn math(&self, tex: &str, display: bool) -> Option<&str> {
        self.formulas.get(tex, display)
    }
}

/// Converts one page.
#[must_use]
pub fn convert(request: &ConvertRequest) -> Converted {
    let engine = variant::Engine::mediawiki();
    let world = world::Lone {
        site: &request.site,
        pages: request.pages.as_ref(),
        builtin: request.builtin_templates,
        engine: &engine,
        folded: OnceLock::new(),
    };
    let mut diagnostics = Vec::new();
    let mut out = String::with_capacity(request.file.text.len() * 2);
    let (page_text, asked) = page::markdown(&world, &request.title, request.kind, &request.file.text, false, &mut diagnostics);
    if request.to == Format::Markdown && request.variant.is_none() {
        return Converted { text: page_text.into_owned(), diagnostics: vec![(request.file.clone(), diagnostics)] };
    }
    let document = page::document(&world, request.kind, &page_text, false, &mut diagnostics);
    if let Some(format) = references::Format::of(request.to) {
        let text = format.write(&references::bibliography(&references::gather(&document, &asked.records)));
        return Converted { text, diagnostics: vec![(request.file.clone(), diagnostics)] };
    }
    let meta = document.meta.clone();
    let title = request.title.full();
    // A page that is not Chinese has marks of no meaning and no variants.
    let variant = request.site.is_chinese().then(|| request.variant.unwrap_or(Variant::Zh));
    let input = |events| variant::ViewInput {
        events,
        title: &title,
        display_title: meta.display_title.as_deref(),
        language: meta.language.as_deref().unwrap_or(&request.site.language),
        book: None,
        no_content_convert: meta.switches.no_content_convert || meta.language.is_some(),
        no_title_convert: meta.switches.no_title_convert || meta.language.is_some(),
        trace: false,
        compare: false,
    };
    if request.to == Format::Markdown {
        let Some(variant) = variant else {
            return Converted { text: page_text.into_owned(), diagnostics: vec![(request.file.clone(), diagnostics)] };
        };
        let joined = joined::join_notes(&document);
        let view = variant::convert(&input(&joined), variant, &engine);
        let mut page = joined::split_notes(view.events, &document);
        page.meta = meta.clone();
        if view.title != title {
            page.meta.display_title = Some(view.title);
        }
        return Converted { text: markdown::write(&page), diagnostics: vec![(request.file.clone(), diagnostics)] };
    }
    let mut events = page::settle(&world, document, request.kind == PageKind::Markdown, &mut diagnostics);
    let formulas = finish::finish(&mut events, &request.file.text, &mut diagnostics);
    let view = variant.map(|variant| variant::convert(&input(&events), variant, &engine));
    let convert = |text: &str| view.as_ref().map_or_else(|| text.to_owned(), |view| view.convert(text).into_owned());
    let shown = view.as_ref().map_or(events.as_slice(), |view| view.events.as_slice());
    let links = LoneLinks { title: &request.title, site: &request.site, world: &world, convert: &convert, formulas: &formulas };
    // What stands beside a heading is no part of the content.
    let (signs, shown) = view::indicators(shown);
    html::write(shown, &links, &mut out);
    out.push('\n');
    let signs: Vec<String> = signs
        .into_iter()
        .map(|sign| {
            let mut out = String::new();
            html::write(sign, &links, &mut out);
            out
        })
        .collect();
    if request.to == Format::Json {
        out = json(request, view.as_ref().map_or(&title, |v| &v.title), &meta, shown, &signs, &out);
    }
    Converted { text: out, diagnostics: vec![(request.file.clone(), diagnostics)] }
}

/// What taben knows of a page, for programs.
fn json(request: &ConvertRequest, title: &str, meta: &Meta, events: &[Event<'_>], signs: &[String], html: &str) -> String {
    let headings: Vec<_> =
        html::contents(events).into_iter().map(|h| serde_json::json!({ "level": h.level, "id": h.id, "text": h.text })).collect();
    let categories: Vec<_> = meta.categories.iter().map(|(t, sort)| serde_json::json!({ "title": t.full(), "sort": sort })).collect();
    let languages: Vec<_> = meta.languages.iter().map(|(code, url)| serde_json::json!({ "code": code, "url": url })).collect();
    let redirect = meta.redirect.as_ref().map(|(t, fragment)| serde_json::json!({ "title": t.full(), "fragment": fragment }));
    let page = serde_json::json!({
        "title": request.title.full(),
        "shown-title": title,
        "language": request.site.language,
        "variant": request.variant.map(Variant::code),
        "redirect": redirect,
        "categories": categories,
        "languages": languages,
        "headings": headings,
        "indicators": signs,
        "html": html,
    });
    format!("{page:#}\n")
}

/// What a book is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be read: only what the stages stumble over is reported.
    Publish,
    /// To be carried away in one file: nothing of other hosts is shown.
    Carry(Carry),
    /// To be mended: the sources and the references are looked through as well (see [`crate::lint`], [`crate::review`]).
    Check {
        /// Whether the addresses of other sites are wanted too.
        links: bool,
    },
}

/// How a book is carried away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carry {
    /// What letters the names of its files have.
    pub names: Names,
    /// Whether the site's own search goes along: its index is many files.
    pub search: bool,
    /// Whether the frame is wanted that holds the whole book in one page: [`crate::bundle::SINGLE`].
    pub single: bool,
}

impl Purpose {
    /// What letters the names of files have.
    fn names(self) -> Names {
        match self {
            Self::Carry(carry) => carry.names,
            _ => Names::Unicode,
        }
    }
}

/// Builds the book that `source` holds into `sink`; `progress` is told how many pages of how many are done, from any thread.
///
/// # Errors
/// If reading or writing fails; bad content is no error but found in the report.
pub fn build(
    config: &Config,
    source: &SourceDir,
    sink: &dyn Sink,
    purpose: Purpose,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<BuildReport, BuildError> {
    Ok(build::with_memory(config, source, sink, purpose, progress, None)?.report)
}
