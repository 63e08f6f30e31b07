//! The views of one page: in each variant, side by side, and as Markdown.

mod align;
pub(super) mod category;
mod contents;
mod markdown;
mod parallel;
mod redirect;
mod rules;

use self::contents::{Contents, shows_contents};
pub(super) use self::rules::GroupIndex;
use self::rules::PageGroups;
use super::attribution::Told;
use super::backlinks;
use super::catalogue::Members;
use super::finish::Formulas;
use super::languages;
use super::links::{Known, PageLinks};
use super::machines::{About, Address, Day, json_ld};
use super::make::links;
use super::shop::{Said, Shop, book_title};
use super::world::Groups;
use super::{BuildError, Purpose, search, sections, summary};
use crate::diag::Diagnostic;
use crate::emit::Sink;
use crate::html::{self, Setting};
use crate::lang::Variant;
use crate::model::document::{Document, Event, Meta};
use crate::model::html::{Name, escape_text};
use crate::path::SitePath;
use crate::search::Terms;
use crate::source::{PageKind, Provenance, SourceDir};
use crate::theme::context::{self, Frame, Html, Link, Page, PageCitation, ViewLink};
use crate::title::Title;
use crate::variant::{self, View, ViewInput};

/// Which page is made.
pub(super) struct Source<'p> {
    pub(super) title: &'p Title,
    /// What its file says.
    pub(super) text: &'p str,
    /// The source file's name.
    pub(super) name: &'p str,
    /// Its place in the reading order.
    pub(super) place: Option<usize>,
    /// Its number in the search index; `None` leaves it out.
    pub(super) number: Option<usize>,
    /// What the page lists, if it is a category.
    pub(super) members: Option<&'p Members>,
    /// The content folder, and where the page comes from, if it was imported.
    pub(super) provenance: Option<(&'p SourceDir, &'p Provenance)>,
    /// Where its references lie: the name of each format, and the file.
    pub(super) references: &'p [(&'static str, SitePath)],
    /// The glossary groups that its rules come from.
    pub(super) groups: &'p Groups,
}

impl Source<'_> {
    /// What is said in a view of where the page comes from.
    fn told(&self, shop: &Shop<'_>, view: usize) -> Option<Told> {
        self.provenance.and_then(|(source, record)| Told::new(shop, source, record, view))
    }
}

/// Writes all views of a page; what the search index must know of it is put into `terms`.
pub(super) fn write(
    shop: &Shop<'_>,
    source: &Source<'_>,
    document: Document<'_>,
    kind: PageKind,
    diagnostics: &mut Vec<Diagnostic>,
    terms: &mut Option<Terms>,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let path = shop.path(source.title);
    let full = source.title.full();
    let meta = document.meta.clone();
    if let Some((target, fragment)) = &meta.redirect {
        search::add_redirect(shop, source.number, &path, source.title, terms, sink)?;
        // `check` follows all redirects, and tells the whole way.
        if !matches!(shop.purpose, Purpose::Check { .. }) && redirect::leads_around(shop, source.title, target) {
            let message = "the redirect leads around in a circle";
            diagnostics.push(Diagnostic::warning("redirect-loop", message).hint("let one of them lead to a page with a text"));
        }
        return redirect::write(shop, source.title, target, fragment.as_deref(), &path, sink);
    }
    // A category that has no page of its own has no Markdown either.
    if shop.config.output.markdown.enabled && !source.name.is_empty() {
        markdown::write(shop, source.title, &document, &path, sink)?;
    }
    let mut events =
        super::page::settle(&shop.book.of_wiki(shop.languages.site_of(source.title)), document, kind == PageKind::Markdown, diagnostics);
    let formulas = super::finish::finish(&mut events, source.text, diagnostics);
    super::finish::indents(&mut events);
    let input = ViewInput {
        events: &events,
        title: &full,
        display_title: meta.display_title.as_deref(),
        language: meta.language.as_deref().unwrap_or(&shop.book.site().language),
        book: Some(shop.glossary),
        no_content_convert: meta.switches.no_content_convert || meta.language.is_some(),
        no_title_convert: meta.switches.no_title_convert || meta.language.is_some(),
        trace: false,
        compare: false,
    };
    let in_pair = |view: usize| shop.pair.is_some_and(|(a, b)| view == a || view == b);
    let made: Vec<View<'_>> = shop
        .views
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let input = ViewInput { compare: in_pair(i), ..input };
            variant::convert(&input, v.variant.unwrap_or(Variant::Zh), shop.engine)
        })
        .collect();
    let minutes = summary::minutes(&events);
    let groups = made.iter().any(|v| v.converted_by_rules).then(|| PageGroups::new(&shop.group_index, source.groups));
    search::add(shop, source.number, &path, &made, source.members, terms, sink)?;
    let known = Known::default();
    for (i, view) in made.iter().enumerate() {
        let rules = groups.as_ref().and_then(|groups| rules::of_view(view, groups));
        single(shop, source, &meta, i, view, &formulas, &known, rules, minutes, &path, sink)?;
    }
    if let Some((first, second)) = shop.pair {
        let pair = parallel::Pair {
            indexes: [first, second],
            views: [&made[first], &made[second]],
            source: &events,
            groups: groups.as_ref(),
            known: &known,
        };
        parallel::write(shop, source, &meta, &pair, &formulas, &path, sink)?;
    }
    Ok(())
}

/// What the elements of a page's text depend on.
fn setting<'s>(said: &'s Said, events: &[Event<'_>]) -> Setting<'s> {
    Setting {
        heading_link: &said.heading_link,
        table: &said.table,
        back: &said.back,
        notes: &said.notes,
        missing_file: &said.missing_file,
        edit: &said.edit,
        edits: &[],
        deeper: html::has_first_level(events),
    }
}

/// The signs that stand beside the heading, which the parser puts first, and the rest of the page.
pub(super) fn indicators<'e, 'a>(events: &'e [Event<'a>]) -> (Vec<&'e [Event<'a>]>, &'e [Event<'a>]) {
    let mut signs = Vec::new();
    let mut rest = events;
    loop {
        let blank = rest.iter().take_while(|e| matches!(e, Event::Text(text) if text.trim().is_empty())).count();
        let Some(Event::Open(Name::Div, attrs)) = rest.get(blank) else { break };
        if attrs.get("class") != Some("mw-indicator") {
            break;
        }
        let mut depth = 0usize;
        let end = rest[blank..].iter().position(|event| {
            match event {
                Event::Open(Name::Div, _) => depth += 1,
                Event::Close(Name::Div) => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some(end) = end.map(|n| n + blank) else { break };
        signs.push(&rest[blank + 1..end]);
        rest = &rest[end + 1..];
    }
    (signs, rest)
}

/// The style sheets that a page asks for, from the site's root.
fn styles(shop: &Shop<'_>, meta: &Meta) -> Vec<String> {
    meta.styles.iter().filter_map(|title| Some(shop.sheets.get(title)?.href())).collect()
}

/// The pages above a subpage that the book has, from the top: `A` and `A/B` for `A/B/C`.
fn trail(shop: &Shop<'_>, title: &Title, view: usize, to: &PageLinks<'_>, here: &SitePath) -> Vec<(String, String)> {
    let name = title.name();
    name.match_indices('/')
        .filter_map(|(at, _)| {
            let above = Title::in_namespace(&name[..at], title.namespace(), shop.book.site())?;
            let href = to.path(&above)?.link_from(here);
            Some((shop.title_in(&above.full(), view), href))
        })
        .collect()
}

/// One view of a page.
#[expect(clippy::too_many_arguments, reason = "one view and what it is made from")]
fn single(
    shop: &Shop<'_>,
    source: &Source<'_>,
    meta: &Meta,
    index: usize,
    view: &View<'_>,
    formulas: &Formulas,
    known: &Known,
    rules: Option<context::Rules<'_>>,
    minutes: usize,
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let spec = &shop.views[index];
    let here = path.under(&spec.folder);
    let to = PageLinks { formulas: Some(formulas), known: Some(known), ..links(shop, source.title, &here, spec, "html") };
    let mut body = String::with_capacity(body_size(&view.events));
    // A page in another language is in it with all that stands around its text.
    let lang = shop.languages.of(source.title).unwrap_or(&spec.lang);
    let own = (lang != spec.lang).then(|| Said::new(shop.theme, lang));
    let look = setting(own.as_ref().unwrap_or(&spec.said), &view.events);
    let (signs, events) = indicators(&view.events);
    let contents = Contents::new(&view.events);
    let edits = section_edits(shop, source, &contents);
    let look = Setting { edits: &edits, ..look };
    html::write_page(events, &to, &look, &mut body);
    if let Some(members) = source.members {
        body.push_str(&category::list(shop, source.title, members, index, "x-letter", &here, &spec.folder)?);
    }
    let signs: Vec<String> = signs
        .into_iter()
        .map(|sign| {
            let mut out = String::new();
            html::write_page(sign, &to, &look, &mut out);
            out
        })
        .collect();
    let signs: Vec<Html<'_>> = signs.iter().map(|sign| Html(sign)).collect();
    let styles = styles(shop, meta);
    let links_here = source
        .place
        .map(|place| format!("{}#{}", backlinks::list_of(place).under(&spec.folder).link_from(&here), backlinks::anchor(place)));
    let toc = if shows_contents(meta, &contents, &view.events) { contents.entries() } else { Vec::new() };
    let mut heading = String::new();
    html::write(&view.heading, &to, &mut heading);
    let switch = languages::switch(shop, source.title, source.place, &here, &spec.code, &spec.folder);
    let categories: Vec<(String, String)> = meta
        .categories
        .iter()
        .map(|(t, _)| (view.convert(t.name()).into_owned(), to.path(t).map(|p| p.link_from(&here)).unwrap_or_default()))
        .collect();
    let categories: Vec<Link<'_>> = categories.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let languages: Vec<Link<'_>> = meta
        .languages
        .iter()
        // What the book has itself stands in the switch.
        .filter(|(code, _)| {
            let code = if *code == shop.book.site().language { "" } else { code };
            shop.languages.joined(source.title, code).is_none()
        })
        .map(|(code, url)| Link { text: languages::own_name(code), href: url, lang: Some(code) })
        .collect();
    let references: Vec<(&str, String)> = source.references.iter().map(|(text, path)| (*text, path.link_from(&here))).collect();
    let references: Vec<Link<'_>> = references.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let home = (shop.title_in(book_title(shop.config), index), shop.home.under(&spec.folder).link_from(&here));
    let address = Address::of_page(shop, source.title, path);
    let citation = (shop.config.output.citations.enabled && !source.name.is_empty())
        .then(|| super::references::of_page(shop.config, &view.title, &home.0, address.of(index), spec.variant.is_some()));
    let prev = shop.neighbour(index, source.place, -1, &here, &spec.folder);
    let next = shop.neighbour(index, source.place, 1, &here, &spec.folder);
    let trail = match source.place {
        Some(place) => shop.above(index, place, &here, &spec.folder),
        None => trail(shop, source.title, index, &to, &here),
    };
    let crumbs: Vec<Link<'_>> = std::iter::once(&home).chain(&trail).map(|(text, href)| Link { text, href, lang: None }).collect();
    let of_file = |template: &Option<String>| template.as_ref().map(|t| for_file(&t.replace("{line}", "1"), source.name));
    let edit = of_file(&shop.config.output.html.edit_url_template).filter(|_| !source.name.is_empty());
    let history = of_file(&shop.config.output.html.history_url_template).filter(|_| !source.name.is_empty());
    let wiki = shop.languages.site_of(source.title).unwrap_or_else(|| shop.book.site());
    let source_href = wiki.base_url.as_ref().map(|base| {
        base.replace(
            "$1",
            &percent_encoding::utf8_percent_encode(&source.title.full().replace(' ', "_"), crate::path::UNSAFE_IN_HREF).to_string(),
        )
    });
    let own_wiki = shop.languages.of(source.title).map(|code| shop.config.languages.get(code).and_then(|own| own.wiki.name.as_deref()));
    let source_name = own_wiki.unwrap_or(shop.config.wiki.name.as_deref()).unwrap_or_default();
    let told = source.told(shop, index);
    let views = view_links(&switch);
    let alternates = address.alternates();
    let has_markdown = shop.config.output.markdown.enabled && !source.name.is_empty();
    let markdown = has_markdown.then(|| here.with_extension("md").link_from(&here));
    let root = here.to_root();
    let description = description(shop, meta, view, index);
    let modified = meta.date.or(shop.config.book.date).filter(|_| !source.name.is_empty()).and_then(|at| Day::new(at, lang));
    let crumbs: &[Link<'_>] = if source.place == Some(shop.reading.home) { &[] } else { &crumbs };
    let data = address.of(index).map(|url| {
        let about = About {
            title: &view.title,
            description: &description,
            lang: meta.language.as_deref().unwrap_or(lang),
            book: &home.0,
            url,
            modified: modified.as_ref(),
            crumbs: &crumbs.iter().map(|link| (link.text, link.href)).collect::<Vec<_>>(),
        };
        json_ld(shop, &about)
    });
    let frame = Frame {
        lang,
        view: &spec.code,
        root: &root,
        title: &view.title,
        description: &description,
        json_ld: data.as_deref().map(Html),
        views: &views,
        canonical: address.of(index),
        alternates: &alternates,
        markdown_href: markdown.as_deref(),
        styles: &styles,
    };
    let page = Page {
        heading: (!heading.is_empty()).then_some(Html(&heading)),
        body: Html(&body),
        body_lang: meta.language.as_deref().filter(|own| *own != lang),
        toc: &toc,
        pages: shop.nearby(index, source.place, &here, &spec.folder),
        breadcrumbs: crumbs,
        prev: prev.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        next: next.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        categories: &categories,
        languages: &languages,
        references: &references,
        citation: citation.as_ref().map(|(text, bibtex)| PageCitation { text, bibtex }),
        indicators: &signs,
        links_here: links_here.as_deref(),
        edit_href: edit.as_deref(),
        history_href: history.as_deref(),
        source: source_href.as_deref().filter(|_| !source_name.is_empty()).map(|href| Link { text: source_name, href, lang: None }),
        modified: modified.as_ref().map(Day::context),
        minutes,
        rules,
        attribution: told.as_ref().map(Told::context),
        ..Page::default()
    };
    sink.put(&here, &shop.theme.page(&shop.prepared[index], &frame, &page)?)?;
    Ok(())
}

/// About how many bytes of HTML events become, so that the page need not be moved while it grows.
fn body_size(events: &[Event<'_>]) -> usize {
    /// What a tag takes, with its attributes.
    const TAG: usize = 32;
    events.iter().map(|event| if let Event::Text(text) = event { text.len() } else { TAG }).sum()
}

/// What a view's page is about in a sentence: the author's own, the first of the text, or the titles of page and book.
fn description(shop: &Shop<'_>, meta: &Meta, view: &View<'_>, index: usize) -> String {
    let own = meta.description.as_deref().map(|text| view.convert(text).into_owned());
    let found = own.unwrap_or_else(|| summary::first_sentence(&view.events));
    if found.is_empty() { format!("{} — {}", view.title, shop.title_in(book_title(shop.config), index)) } else { found }
}

/// Where each section is edited, in the order of the headings.
fn section_edits<'c>(shop: &Shop<'_>, source: &Source<'_>, contents: &'c Contents) -> Vec<(&'c str, String)> {
    let Some(template) = shop.config.output.html.edit_url_template.as_ref().filter(|t| t.contains("{line}")) else { return Vec::new() };
    if source.name.is_empty() {
        return Vec::new();
    }
    let kind = PageKind::of(std::path::Path::new(source.name)).unwrap_or(PageKind::Wikitext);
    let lines = sections::lines(source.text, kind, contents.ids());
    let address = for_file(template, source.name);
    contents.ids().filter_map(|id| Some((id, address.replace("{line}", &lines.get(id)?.to_string())))).collect()
}

/// An address for a source file, whose path goes where the template says.
fn for_file(template: &str, name: &str) -> String {
    template.replace("{path}", &percent_encoding::utf8_percent_encode(name, crate::path::UNSAFE_IN_HREF).to_string())
}

/// The ways to read a page, as templates have them.
pub(super) fn view_links(switch: &[(String, String, String, String, bool)]) -> Vec<ViewLink<'_>> {
    switch.iter().map(|(code, label, lang, href, current)| ViewLink { code, label, lang, href, current: *current }).collect()
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape_text(text, &mut out);
    out
}
