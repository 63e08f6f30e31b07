//! The views of one page: in each variant, side by side, and as Markdown.

use super::book::Book;
use super::build::links;
use super::catalogue::Members;
use super::joined::{join_notes, split_notes};
use super::links::{Files, PageLinks};
use super::{BuildError, Purpose, parallel};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::html::{self, Links, Setting};
use crate::lang::Variant;
use crate::markdown;
use crate::model::document::{Document, Event, ExternalKind, LinkTarget, Meta};
use crate::model::html::{Name, escape_text};
use crate::path::{PagePaths, SitePath};
use crate::site::Site;
use crate::source::PageKind;
use crate::theme::Theme;
use crate::theme::context::{self, Frame, Html, Link, Page, PageList, Parallel, Prepared, Redirect, Row, TocEntry, ViewLink};
use crate::theme::nav::{self, PageTree};
use crate::title::Title;
use crate::variant::glossary::Glossary;
use crate::variant::{self, Engine, View, ViewInput, Words};
use crate::world::World;

/// One view of the book.
pub(super) struct ViewSpec {
    /// The variant; `None` in a book that is not converted.
    pub(super) variant: Option<Variant>,
    /// The view's code and folder: `zh-cn`, `en`.
    pub(super) code: String,
    /// Its language as HTML has it.
    pub(super) lang: String,
    /// What its readers call it.
    pub(super) label: String,
    /// The folder of its pages.
    pub(super) folder: SitePath,
    /// What a link to a missing page says.
    pub(super) missing: String,
}

/// The views that a book has.
pub(super) fn specs(config: &Config, site: &Site) -> Vec<ViewSpec> {
    let plain = |lang: &str| ViewSpec {
        variant: None,
        code: lang.to_owned(),
        lang: lang.to_owned(),
        label: lang.to_owned(),
        folder: SitePath::new(lang).unwrap_or_else(|_| SitePath::view(Variant::Zh)),
        missing: String::new(),
    };
    if config.variants.views.is_empty() || !site.is_chinese() {
        return vec![plain(&site.language)];
    }
    let view = |variant: &Variant| ViewSpec {
        variant: Some(*variant),
        code: variant.code().to_owned(),
        lang: variant.bcp47().to_owned(),
        label: config.variants.label(*variant).to_owned(),
        folder: SitePath::view(*variant),
        missing: String::new(),
    };
    config.variants.views.iter().map(view).collect()
}

/// All that the pages of a book share.
pub(super) struct Shop<'s> {
    pub(super) purpose: Purpose,
    pub(super) config: &'s Config,
    pub(super) theme: &'s Theme,
    pub(super) engine: &'s Engine,
    pub(super) glossary: &'s Glossary,
    pub(super) book: &'s Book<'s>,
    pub(super) paths: &'s PagePaths,
    pub(super) files: &'s Files,
    pub(super) views: Vec<ViewSpec>,
    /// The two views of the parallel view.
    pub(super) pair: Option<(usize, usize)>,
    /// The parallel view's folder.
    pub(super) pair_folder: SitePath,
    pub(super) prepared: Vec<Prepared>,
    trees: Vec<PageTree>,
    titles: &'s [&'s Title],
    /// The pages' addresses from the root of a view, in reading order: made once, since every page links to many.
    hrefs: Vec<String>,
    /// Where the first page is, in a view.
    pub(super) home: SitePath,
}

/// Which page is made.
pub(super) struct Source<'p> {
    pub(super) title: &'p Title,
    /// The source file's name.
    pub(super) name: &'p str,
    /// Its place in the reading order.
    pub(super) place: Option<usize>,
    /// What the page lists, if it is a category.
    pub(super) members: Option<&'p Members>,
    /// Where its references lie: the name of each format, and the file.
    pub(super) references: &'p [(&'static str, SitePath)],
}

impl<'s> Shop<'s> {
    #[expect(clippy::too_many_arguments, reason = "the parts of a book, gathered once")]
    pub(super) fn new(
        purpose: Purpose,
        config: &'s Config,
        theme: &'s Theme,
        engine: &'s Engine,
        glossary: &'s Glossary,
        book: &'s Book<'s>,
        paths: &'s PagePaths,
        files: &'s Files,
        mut views: Vec<ViewSpec>,
        trees: Vec<PageTree>,
        titles: &'s [&'s Title],
    ) -> Result<Self, BuildError> {
        let at = |variant: Variant| views.iter().position(|v| v.variant == Some(variant));
        let pair = config.variants.parallel.and_then(|(a, b)| Some((at(a)?, at(b)?)));
        let first = titles.first().and_then(|t| paths.get(t)).cloned();
        let home = first.unwrap_or_else(|| SitePath::made("s", "all", "html"));
        let words = Words::new(engine, Some(glossary));
        let mut prepared = Vec::new();
        let convert =
            |text: &str, variant: Option<Variant>| variant.map_or_else(|| text.to_owned(), |v| words.convert(text, v).into_owned());
        for view in &mut views {
            view.missing = theme.word(&view.lang, "missing").unwrap_or("$1").to_owned();
            let title = convert(book_title(config), view.variant);
            let description = convert(&config.book.description, view.variant);
            let start = home.under(&view.folder);
            let repository = config.output.html.git_repository_url.as_deref().map(|href| Link { text: href, href, lang: None });
            let css = additional(&config.output.html.additional_css);
            let js = additional(&config.output.html.additional_js);
            prepared.push(theme.prepare(&context::Book {
                title: &title,
                description: &description,
                authors: &config.book.authors,
                home: &start.href(),
                remote_images: true,
                additional_css: &css,
                additional_js: &js,
                no_section_label: config.output.html.no_section_label,
                default_theme: config.output.html.default_theme.as_str(),
                repository,
                storage_key: &format!("taben:{}", book_title(config)),
                ..context::Book::default()
            })?);
        }
        let pair_folder = SitePath::new("parallel").unwrap_or_else(|_| SitePath::view(Variant::Zh));
        let hrefs = titles.iter().map(|t| paths.get(t).map(SitePath::href).unwrap_or_default()).collect();
        Ok(Self {
            purpose,
            hrefs,
            config,
            theme,
            engine,
            glossary,
            book,
            paths,
            files,
            views,
            pair,
            pair_folder,
            prepared,
            trees,
            titles,
            home,
        })
    }

    /// Words outside pages.
    pub(super) fn words(&self) -> Words<'_> {
        Words::new(self.engine, Some(self.glossary))
    }

    /// A title as a view's readers see it.
    pub(super) fn title_in(&self, title: &str, view: usize) -> String {
        self.views[view].variant.map_or_else(|| title.to_owned(), |v| self.words().convert(title, v).into_owned())
    }

    /// The path of a page of the site, without a view.
    pub(super) fn path(&self, title: &Title) -> SitePath {
        self.paths.get(title).cloned().unwrap_or_else(|| SitePath::page(title, "html", self.book.site()))
    }

    /// The ways to read a page, seen from one of them.
    pub(super) fn switch(&self, path: &SitePath, here: &SitePath, current: &str) -> Vec<(String, String, String, String, bool)> {
        let mut out: Vec<_> = self
            .views
            .iter()
            .map(|v| (v.code.clone(), v.label.clone(), v.lang.clone(), path.under(&v.folder).link_from(here), v.code == current))
            .collect();
        if let Some((first, second)) = self.pair {
            let traditional_first = current == self.views[second].code && self.views[second].variant.is_some_and(Variant::is_traditional);
            let view = &self.views[if traditional_first { second } else { first }];
            let label = if traditional_first { "對照" } else { "对照" };
            out.push((
                "parallel".to_owned(),
                label.to_owned(),
                view.lang.clone(),
                path.under(&self.pair_folder).link_from(here),
                current == "parallel",
            ));
        }
        if out.len() == 1 {
            out.clear();
        }
        out
    }

    /// The way from a page to the root of the view it stands in: `../` for each folder between.
    fn way_up(&self, here: &SitePath, folder: &SitePath) -> String {
        let depth = here.as_str().matches('/').count() - folder.as_str().matches('/').count();
        "../".repeat(depth.saturating_sub(1))
    }

    /// The pages near one, with links from `here`.
    fn nearby(&self, view: usize, place: Option<usize>, here: &SitePath, folder: &SitePath) -> PageList {
        let all = SitePath::made("s", "all", "html").under(&self.views[view].folder);
        // A page outside the reading order has no neighbours, and in a large book it cannot list all pages either.
        if place.is_none() && self.titles.len() > nav::MAX_ENTRIES {
            return PageList { entries: Vec::new(), all_href: Some(all.link_from(here)) };
        }
        let up = self.way_up(here, folder);
        self.trees[view].around(place, &all.link_from(here), &|i| Some(format!("{up}{}", self.hrefs[i])))
    }

    /// The page before or after, as title and link.
    fn neighbour(&self, view: usize, place: Option<usize>, step: isize, here: &SitePath, folder: &SitePath) -> Option<(String, String)> {
        let at = place?.checked_add_signed(step)?;
        let title = self.titles.get(at)?;
        Some((self.title_in(&title.full(), view), format!("{}{}", self.way_up(here, folder), self.hrefs[at])))
    }
}

/// The book's title.
pub(super) fn book_title(config: &Config) -> &str {
    if config.book.title.is_empty() { "taben" } else { &config.book.title }
}

/// Where the book's own styles and scripts lie in the site.
pub(super) fn additional(files: &[std::path::PathBuf]) -> Vec<String> {
    files.iter().filter_map(|f| Some(format!("assets/own/{}", f.file_name()?.to_string_lossy()))).collect()
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
        return redirect(shop, source.title, target, fragment.as_deref(), &path, sink);
    }
    // A category that has no page of its own has no Markdown either.
    if shop.config.output.markdown.enabled && !source.name.is_empty() {
        markdown_pages(shop, source.title, &document, &path, sink)?;
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
    for (i, view) in made.iter().enumerate() {
        single(shop, source, &meta, i, view, &path, sink)?;
    }
    if let Some((first, second)) = shop.pair {
        side_by_side(shop, source, &meta, (first, second), (&made[first], &made[second]), &path, sink)?;
    }
    Ok(())
}

/// The contents of a view.
struct Contents {
    headings: Vec<(html::Heading, String, String)>,
}

impl Contents {
    fn new(events: &[Event<'_>]) -> Self {
        let mut counts = [0usize; 7];
        let all = html::contents(events);
        let top = all.iter().map(|h| h.level).min().unwrap_or(1);
        let headings = all
            .into_iter()
            .map(|heading| {
                let level = usize::from(heading.level);
                counts[level] += 1;
                counts[level + 1..].fill(0);
                let number =
                    counts[usize::from(top)..=level].iter().filter(|n| **n > 0).map(usize::to_string).collect::<Vec<_>>().join(".");
                let text = escaped(&heading.text);
                (heading, number, text)
            })
            .collect();
        Self { headings }
    }

    /// As a tree.
    fn entries(&self) -> Vec<TocEntry<'_>> {
        let mut at = 0;
        self.below(&mut at, 0)
    }

    fn below(&self, at: &mut usize, above: u8) -> Vec<TocEntry<'_>> {
        let mut out = Vec::new();
        while let Some((heading, number, text)) = self.headings.get(*at) {
            if heading.level <= above {
                break;
            }
            *at += 1;
            let children = self.below(at, heading.level);
            out.push(TocEntry { id: &heading.id, level: heading.level, number, html: Html(text), children });
        }
        out
    }
}

/// Headings that a page needs before it gets a table of contents (MediaWiki's own number).
const CONTENTS_FROM: usize = 4;

/// Whether the page shows its contents.
fn shows_contents(meta: &Meta, contents: &Contents, events: &[Event<'_>]) -> bool {
    if meta.switches.force_toc || events.iter().any(|e| matches!(e, Event::Contents)) {
        return !contents.headings.is_empty();
    }
    !meta.switches.no_toc && contents.headings.len() >= CONTENTS_FROM
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
        body.push_str(&category_list(shop, members, index, &here, &spec.folder)?);
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
    sink.put(&here, shop.theme.page(&shop.prepared[index], &frame, &page)?.as_bytes())?;
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

/// Two views side by side.
fn side_by_side(
    shop: &Shop<'_>,
    source: &Source<'_>,
    meta: &Meta,
    which: (usize, usize),
    views: (&View<'_>, &View<'_>),
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let here = path.under(&shop.pair_folder);
    let specs = [&shop.views[which.0], &shop.views[which.1]];
    let to: Vec<PageLinks<'_>> =
        specs.iter().map(|spec| PageLinks { view: &shop.pair_folder, ..links(shop, source.title, &here, spec, "html") }).collect();
    let settings = [setting(shop, specs[0], &views.0.events), setting(shop, specs[1], &views.1.events)];
    let left = parallel::blocks(&views.0.events);
    let right = parallel::blocks(&views.1.events);
    let mut cells: Vec<[String; 2]> = Vec::with_capacity(left.len().max(right.len()));
    for at in 0..left.len().max(right.len()) {
        let a = left.get(at).copied().unwrap_or_default();
        let b = right.get(at).copied().unwrap_or_default();
        rows(a, b, &to, &settings, &mut cells);
    }
    if let Some(members) = source.members {
        let list = |view: usize| category_list(shop, members, view, &here, &shop.pair_folder);
        cells.push([list(which.0)?, list(which.1)?]);
    }
    let rows: Vec<Row<'_>> =
        cells.iter().map(|[a, b]| Row { cells: if b.is_empty() { vec![Html(a)] } else { vec![Html(a), Html(b)] } }).collect();
    let headings: Vec<String> = [views.0, views.1]
        .iter()
        .zip(&to)
        .map(|(view, to)| {
            let mut heading = String::new();
            html::write(&view.heading, to, &mut heading);
            if heading.is_empty() { escaped(&view.title) } else { heading }
        })
        .collect();
    let hrefs = specs.map(|spec| path.under(&spec.folder).link_from(&here));
    let columns: Vec<context::Column<'_>> = (0..2)
        .map(|i| context::Column {
            view: &specs[i].code,
            label: &specs[i].label,
            lang: meta.language.as_deref().unwrap_or(&specs[i].lang),
            heading: Html(&headings[i]),
            href: &hrefs[i],
        })
        .collect();
    let contents = Contents::new(&views.0.events);
    let toc = if shows_contents(meta, &contents, &views.0.events) { contents.entries() } else { Vec::new() };
    let switch = shop.switch(path, &here, "parallel");
    let view_list = view_links(&switch);
    let prev = shop.neighbour(which.0, source.place, -1, &here, &shop.pair_folder);
    let next = shop.neighbour(which.0, source.place, 1, &here, &shop.pair_folder);
    let root = here.to_root();
    let frame = Frame { lang: &specs[0].lang, view: "parallel", root: &root, title: &views.0.title, views: &view_list, ..Frame::default() };
    let page = Parallel {
        columns: &columns,
        rows: &rows,
        toc: &toc,
        pages: shop.nearby(which.0, source.place, &here, &shop.pair_folder),
        prev: prev.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        next: next.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        differences: None,
    };
    sink.put(&here, shop.theme.parallel(&shop.prepared[which.0], &frame, &page)?.as_bytes())?;
    Ok(())
}

/// One block of each view as rows: lists item by item, anything else whole.
fn rows(a: &[Event<'_>], b: &[Event<'_>], to: &[PageLinks<'_>], settings: &[Setting<'_>; 2], out: &mut Vec<[String; 2]>) {
    let write = |events: &[Event<'_>], side: usize| {
        let mut text = String::new();
        html::write_page(events, &to[side], &settings[side], &mut text);
        text
    };
    if let (Some(left), Some(right)) = (parallel::list(a), parallel::list(b))
        && left.items.len() == right.items.len()
        && left.name == right.name
    {
        let start: usize = left.attrs.get("start").and_then(|s| s.parse().ok()).unwrap_or(1);
        let pair = [&left, &right];
        for i in 0..left.items.len() {
            let cell = |side: usize| {
                let list = pair[side];
                let mut attrs = list.attrs.clone();
                if list.name == Name::Ol {
                    attrs.set("start", (start + i).to_string());
                }
                let mut events: Vec<Event<'_>> = list.wrap.iter().map(|wrap| Event::Open(Name::Div, wrap.clone())).collect();
                events.push(Event::Open(list.name, attrs));
                // Each row has a list of its own; what is named after the list is its first row.
                if i > 0 {
                    events = parallel::without_ids(&events);
                }
                events.extend(list.items[i].iter().cloned());
                events.push(Event::Close(list.name));
                events.extend(list.wrap.iter().map(|_| Event::Close(Name::Div)));
                write(&if side == 0 { events } else { parallel::without_ids(&events) }, side)
            };
            out.push([cell(0), cell(1)]);
        }
        return;
    }
    out.push([write(a, 0), write(&parallel::without_ids(b), 1)]);
}

/// A page that leads to another, in every view.
fn redirect(
    shop: &Shop<'_>,
    title: &Title,
    target: &Title,
    fragment: Option<&str>,
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    for (i, spec) in shop.views.iter().enumerate() {
        let here = path.under(&spec.folder);
        write_redirect(shop, title, target, fragment, i, &here, &spec.folder, sink)?;
    }
    if let Some((first, _)) = shop.pair {
        let here = path.under(&shop.pair_folder);
        write_redirect(shop, title, target, fragment, first, &here, &shop.pair_folder, sink)?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "one redirect and where it stands")]
fn write_redirect(
    shop: &Shop<'_>,
    title: &Title,
    target: &Title,
    fragment: Option<&str>,
    view: usize,
    here: &SitePath,
    folder: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let spec = &shop.views[view];
    let to = PageLinks { view: folder, ..links(shop, title, here, spec, "html") };
    let found = to.page(target, fragment).href;
    let root = here.to_root();
    let shown = shop.title_in(&title.full(), view);
    let target_title = shop.title_in(&target.full(), view);
    let Some(href) = found else {
        // Where it leads there is nothing: the page stays, and says so.
        let body = format!(
            "<p>→ <a class=\"new\" role=\"link\" aria-disabled=\"true\">{}</a></p>",
            escaped(&spec.missing.replace("$1", &target_title))
        );
        let frame = Frame { lang: &spec.lang, view: &spec.code, root: &root, title: &shown, ..Frame::default() };
        let page = Page { body: Html(&body), pages: shop.nearby(view, None, here, folder), ..Page::default() };
        sink.put(here, shop.theme.page(&shop.prepared[view], &frame, &page)?.as_bytes())?;
        return Ok(());
    };
    let frame = Frame { lang: &spec.lang, view: &spec.code, root: &root, title: &shown, ..Frame::default() };
    let page = Redirect { title: &target_title, href: &href };
    sink.put(here, shop.theme.redirect(&shop.prepared[view], &frame, &page)?.as_bytes())?;
    Ok(())
}

/// A category without a page of its own.
pub(super) fn write_category(shop: &Shop<'_>, title: &Title, members: &Members, sink: &dyn Sink) -> Result<(), BuildError> {
    let source = Source { title, name: "", place: None, members: Some(members), references: &[] };
    let mut none = Vec::new();
    write(shop, &source, Document::default(), PageKind::Wikitext, &mut none, sink)
}

/// The list of a category's members.
fn category_list(shop: &Shop<'_>, members: &Members, view: usize, here: &SitePath, folder: &SitePath) -> Result<String, BuildError> {
    let entry = |title: &Title| (shop.title_in(title.name(), view), shop.path(title).under(folder).link_from(here));
    let subcategories: Vec<(String, String)> = members.subcategories.iter().map(&entry).collect();
    let pages: Vec<(String, String)> =
        members.pages.iter().map(|(_, title)| (shop.title_in(&title.full(), view), entry(title).1)).collect();
    let subcategories: Vec<Link<'_>> = subcategories.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let all: Vec<Link<'_>> = pages.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let groups = [context::Group { label: "", id: "", pages: &all }];
    let list = context::Category {
        subcategories: &subcategories,
        groups: if all.is_empty() { &[] } else { &groups },
        count: all.len(),
        parts: &[],
    };
    Ok(shop.theme.category(&shop.views[view].lang, &list)?)
}

/// The Markdown of every view.
fn markdown_pages(shop: &Shop<'_>, title: &Title, document: &Document<'_>, path: &SitePath, sink: &dyn Sink) -> Result<(), BuildError> {
    let joined = join_notes(document);
    let full = title.full();
    for (i, spec) in shop.views.iter().enumerate() {
        let here = path.under(&spec.folder).with_extension("md");
        let to = links(shop, title, &here, spec, "md");
        let view = convert_document(document, &joined, &full, shop, i);
        let mut page = split_notes(view.events, document);
        page.meta = document.meta.clone();
        if view.title != full {
            page.meta.display_title = Some(view.title);
        }
        retarget(&mut page.events, &to);
        for note in &mut page.notes {
            retarget(&mut note.content, &to);
        }
        sink.put(&here, markdown::write(&page).as_bytes())?;
    }
    Ok(())
}

/// Leads links to pages of the book to their Markdown files.
fn retarget(events: &mut [Event<'_>], to: &PageLinks<'_>) {
    for event in events {
        if let Event::OpenLink(link) = event
            && let LinkTarget::Page { title, fragment } = &link.target
            && let Some(href) = to.page(title, fragment.as_deref()).href
        {
            link.target = LinkTarget::External { url: href, kind: ExternalKind::Text };
        }
    }
}

/// A document in one view, its notes still notes.
fn convert_document<'v>(document: &'v Document<'_>, joined: &'v [Event<'v>], title: &'v str, shop: &'v Shop<'_>, index: usize) -> View<'v> {
    let plain = document.meta.language.is_some();
    let input = ViewInput {
        events: joined,
        title,
        display_title: document.meta.display_title.as_deref(),
        language: &shop.book.site().language,
        book: Some(shop.glossary),
        no_content_convert: document.meta.switches.no_content_convert || plain,
        no_title_convert: document.meta.switches.no_title_convert || plain,
        trace: false,
    };
    variant::convert(&input, shop.views[index].variant.unwrap_or(Variant::Zh), shop.engine)
}
