//! The views of one page: in each variant, side by side, and as Markdown.

mod align;
pub(super) mod category;
mod contents;
mod markdown;
mod parallel;
mod redirect;

use self::contents::{Contents, shows_contents};
use super::build::links;
use super::catalogue::Members;
use super::shop::{Shop, ViewSpec, book_title};
use super::{BuildError, search};
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::html::{self, Setting};
use crate::lang::Variant;
use crate::model::document::{Document, Event, Meta};
use crate::model::html::escape_text;
use crate::path::SitePath;
use crate::source::PageKind;
use crate::theme::context::{self, Frame, Html, Link, Page, ViewLink};
use crate::title::Title;
use crate::variant::{self, View, ViewInput};
use crate::world::World;

/// Which page is made.
pub(super) struct Source<'p> {
    pub(super) title: &'p Title,
    /// The source file's name.
    pub(super) name: &'p str,
    /// Its place in the reading order.
    pub(super) place: Option<usize>,
    /// Its number in the search index; `None` leaves it out.
    pub(super) number: Option<usize>,
    /// What the page lists, if it is a category.
    pub(super) members: Option<&'p Members>,
    /// Where its references lie: the name of each format, and the file.
    pub(super) references: &'p [(&'static str, SitePath)],
}

/// Writes all views of a page.
pub(super) fn write(
    shop: &Shop<'_>,
    source: &Source<'_>,
    document: Document<'_>,
    kind: PageKind,
    diagnostics: &mut Vec<Diagnostic>,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let path = shop.path(source.title);
    let full = source.title.full();
    let meta = document.meta.clone();
    if let Some((target, fragment)) = &meta.redirect {
        search::add_redirect(shop, source.number, &path, source.title, sink)?;
        return redirect::write(shop, source.title, target, fragment.as_deref(), &path, sink);
    }
    // A category that has no page of its own has no Markdown either.
    if shop.config.output.markdown.enabled && !source.name.is_empty() {
        markdown::write(shop, source.title, &document, &path, sink)?;
    }
    let events = super::page::settle(shop.book, document, kind == PageKind::Markdown, diagnostics);
    let input = ViewInput {
        events: &events,
        title: &full,
        display_title: meta.display_title.as_deref(),
        language: meta.language.as_deref().unwrap_or(&shop.book.site().language),
        book: Some(shop.glossary),
        no_content_convert: meta.switches.no_content_convert || meta.language.is_some(),
        no_title_convert: meta.switches.no_title_convert || meta.language.is_some(),
        trace: false,
    };
    let made: Vec<View<'_>> = shop.views.iter().map(|v| variant::convert(&input, v.variant.unwrap_or(Variant::Zh), shop.engine)).collect();
    search::add(shop, source.number, &path, &made, sink)?;
    for (i, view) in made.iter().enumerate() {
        single(shop, source, &meta, i, view, &path, sink)?;
    }
    if let Some((first, second)) = shop.pair {
        parallel::write(shop, source, &meta, (first, second), (&made[first], &made[second]), &path, sink)?;
    }
    Ok(())
}

/// What the elements of a page's text depend on.
fn setting<'s>(shop: &Shop<'s>, spec: &ViewSpec, events: &[Event<'_>]) -> Setting<'s> {
    let word = |key: &str| shop.theme.word(&spec.lang, key).unwrap_or_default();
    Setting { heading_link: word("heading_link"), table: word("table"), back: word("back"), deeper: html::has_first_level(events) }
}

/// One view of a page.
fn single(
    shop: &Shop<'_>,
    source: &Source<'_>,
    meta: &Meta,
    index: usize,
    view: &View<'_>,
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let spec = &shop.views[index];
    let here = path.under(&spec.folder);
    let to = links(shop, source.title, &here, spec, "html");
    let mut body = String::with_capacity(view.events.len() * 24);
    html::write_page(&view.events, &to, &setting(shop, spec, &view.events), &mut body);
    if let Some(members) = source.members {
        body.push_str(&category::list(shop, members, index, &here, &spec.folder)?);
    }
    let contents = Contents::new(&view.events);
    let toc = if shows_contents(meta, &contents, &view.events) { contents.entries() } else { Vec::new() };
    let mut heading = String::new();
    html::write(&view.heading, &to, &mut heading);
    let switch = shop.switch(path, &here, &spec.code);
    let categories: Vec<(String, String)> = meta
        .categories
        .iter()
        .map(|(t, _)| (view.convert(t.name()).into_owned(), to.path(t).map(|p| p.link_from(&here)).unwrap_or_default()))
        .collect();
    let categories: Vec<Link<'_>> = categories.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let languages: Vec<Link<'_>> = meta.languages.iter().map(|(code, url)| Link { text: code, href: url, lang: Some(code) }).collect();
    let references: Vec<(&str, String)> = source.references.iter().map(|(text, path)| (*text, path.link_from(&here))).collect();
    let references: Vec<Link<'_>> = references.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let prev = shop.neighbour(index, source.place, -1, &here, &spec.folder);
    let next = shop.neighbour(index, source.place, 1, &here, &spec.folder);
    let home = (shop.title_in(book_title(shop.config), index), shop.home.under(&spec.folder).link_from(&here));
    let crumbs = [Link { text: &home.0, href: &home.1, lang: None }];
    let edit = shop
        .config
        .output
        .html
        .edit_url_template
        .as_ref()
        .map(|t| t.replace("{path}", &percent_encoding::utf8_percent_encode(source.name, crate::path::UNSAFE_IN_HREF).to_string()));
    let source_href = shop.book.site().base_url.as_ref().map(|base| {
        base.replace(
            "$1",
            &percent_encoding::utf8_percent_encode(&source.title.full().replace(' ', "_"), crate::path::UNSAFE_IN_HREF).to_string(),
        )
    });
    let source_name = shop.config.wiki.name.as_deref().unwrap_or_default();
    let views = view_links(&switch);
    let address = Address::new(shop, path);
    let alternates = address.alternates();
    let has_markdown = shop.config.output.markdown.enabled && !source.name.is_empty();
    let markdown = has_markdown.then(|| here.with_extension("md").link_from(&here));
    let root = here.to_root();
    let frame = Frame {
        lang: &spec.lang,
        view: &spec.code,
        root: &root,
        title: &view.title,
        views: &views,
        canonical: address.of(index),
        alternates: &alternates,
        markdown_href: markdown.as_deref(),
        ..Frame::default()
    };
    let page = Page {
        heading: (!heading.is_empty()).then_some(Html(&heading)),
        body: Html(&body),
        body_lang: meta.language.as_deref(),
        toc: &toc,
        pages: shop.nearby(index, source.place, &here, &spec.folder),
        breadcrumbs: if source.place == Some(0) { &[] } else { &crumbs },
        prev: prev.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        next: next.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        categories: &categories,
        languages: &languages,
        references: &references,
        edit_href: edit.as_deref(),
        source: source_href.as_deref().filter(|_| !source_name.is_empty()).map(|href| Link { text: source_name, href, lang: None }),
        converted_by_rules: view.converted_by_rules,
        ..Page::default()
    };
    sink.put(&here, &shop.theme.page(&shop.prepared[index], &frame, &page)?)?;
    Ok(())
}

/// The absolute addresses of a page's views, when the site's address is known.
struct Address {
    pages: Vec<(String, String)>,
}

impl Address {
    fn new(shop: &Shop<'_>, path: &SitePath) -> Self {
        let Some(site) = &shop.config.output.html.site_url else { return Self { pages: Vec::new() } };
        Self { pages: shop.views.iter().map(|v| (v.lang.clone(), format!("{site}{}", path.under(&v.folder).href()))).collect() }
    }

    fn of(&self, index: usize) -> Option<&str> {
        self.pages.get(index).map(|(_, url)| url.as_str())
    }

    fn alternates(&self) -> Vec<context::Alternate<'_>> {
        if self.pages.len() < 2 {
            return Vec::new();
        }
        self.pages.iter().map(|(lang, url)| context::Alternate { hreflang: lang, href: url }).collect()
    }
}

fn view_links(switch: &[(String, String, String, String, bool)]) -> Vec<ViewLink<'_>> {
    switch.iter().map(|(code, label, lang, href, current)| ViewLink { code, label, lang, href, current: *current }).collect()
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape_text(text, &mut out);
    out
}
