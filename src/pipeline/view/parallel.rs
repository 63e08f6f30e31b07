//! Two views of a page side by side.

use std::ops::Range;

use super::contents::{Contents, shows_contents};
use super::rules::{self, PageGroups, shortened};
use super::{Source, align, category, escaped, indicators, setting, styles, view_links};
use crate::emit::Sink;
use crate::html::{self, Setting};
use crate::model::document::{Event, Meta};
use crate::model::html::Name;
use crate::path::SitePath;
use crate::pipeline::BuildError;
use crate::pipeline::attribution::Told;
use crate::pipeline::finish::Formulas;
use crate::pipeline::languages;
use crate::pipeline::links::{Known, PageLinks};
use crate::pipeline::machines::Address;
use crate::pipeline::make::links;
use crate::pipeline::shop::{Said, Shop};
use crate::theme::context::{self, Frame, Html, Link, Parallel};
use crate::variant::{self, Alike, By, Comparison, DIFFERENCE, View};

/// The two views.
pub(super) struct Pair<'p> {
    /// Which of the book's views they are.
    pub(super) indexes: [usize; 2],
    pub(super) views: [&'p View<'p>; 2],
    /// The events that both were made from.
    pub(super) source: &'p [Event<'p>],
    /// The page's glossary groups, if it has rules.
    pub(super) groups: Option<&'p PageGroups<'p>>,
    /// Where the page's links lead.
    pub(super) known: &'p Known,
}

/// Where a row's HTML stands in that of all rows.
struct Written {
    cells: [Range<usize>; 2],
    /// The cells are one and the same.
    is_one: bool,
    differs: bool,
    is_wide: bool,
}

/// Two views side by side.
pub(super) fn write(
    shop: &Shop<'_>,
    source: &Source<'_>,
    meta: &Meta,
    pair: &Pair<'_>,
    formulas: &Formulas,
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    let here = path.under(&shop.pair_folder);
    let specs = pair.indexes.map(|i| &shop.views[i]);
    let to = specs.map(|spec| PageLinks {
        view: &shop.pair_folder,
        formulas: Some(formulas),
        known: Some(pair.known),
        ..links(shop, source.title, &here, spec, "html")
    });
    let lang = shop.languages.of(source.title);
    let own = lang.map(|lang| Said::new(shop.theme, lang));
    let settings = [0, 1].map(|i| Setting { notes: "", ..setting(own.as_ref().unwrap_or(&specs[i].said), &pair.views[i].events) });
    let comparison = variant::compare(pair.source, pair.views, Alike::get());
    let marked = [0, 1].map(|i| variant::mark_differences(pair.views[i], &comparison, i));
    let sides = [0, 1].map(|i| {
        // The signs beside a heading stand before all else.
        let rest = indicators(&marked[i].0).1;
        align::Side { events: rest, origins: &marked[i].1[marked[i].1.len() - rest.len()..] }
    });
    let mut rows: Vec<Written> = Vec::new();
    let mut text = String::with_capacity((marked[0].0.len() + marked[1].0.len()) * 24);
    for row in align::rows(sides) {
        let cells = [0, 1].map(|i| {
            let start = text.len();
            html::write_page(&row.cells[i], &to[i], &settings[i], &mut text);
            start..text.len()
        });
        // What has no words, or code that is not converted, need not stand there twice.
        let is_wordless = matches!(row.cells[0].first(), Some(Event::Open(Name::Pre | Name::Hr, _) | Event::Math { .. }));
        rows.push(Written {
            is_one: is_wordless && row.cells[0].len() == row.cells[1].len() && text[cells[0].clone()] == text[cells[1].clone()],
            differs: row.cells.iter().any(|cell| differs(cell)),
            is_wide: row.is_wide,
            cells,
        });
    }
    if let Some(members) = source.members {
        // The same letter stands in both columns, and an id once on a page.
        let list = |view: usize, ids: &str| category::list(shop, source.title, members, view, ids, &here, &shop.pair_folder);
        let cells = [list(pair.indexes[0], "x-letter")?, list(pair.indexes[1], "x-letter-b")?].map(|list| {
            text.push_str(&list);
            text.len() - list.len()..text.len()
        });
        rows.push(Written { cells, is_one: false, differs: false, is_wide: false });
    }
    let rows: Vec<context::Row<'_>> = rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().take(if row.is_one { 1 } else { 2 });
            context::Row { cells: cells.map(|c| Html(&text[c.clone()])).collect(), differs: row.differs, wide: row.is_wide }
        })
        .collect();
    let headings = [0, 1].map(|i| {
        let mut heading = String::new();
        html::write(&pair.views[i].heading, &to[i], &mut heading);
        if heading.is_empty() { escaped(&pair.views[i].title) } else { heading }
    });
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
    let first = pair.indexes[0];
    let contents = Contents::new(&pair.views[0].events);
    let toc = if shows_contents(meta, &contents, &pair.views[0].events) { contents.entries() } else { Vec::new() };
    let switch = languages::switch(shop, source.title, source.place, &here, "parallel", &shop.pair_folder);
    let view_list = view_links(&switch);
    let prev = shop.neighbour(first, source.place, -1, &here, &shop.pair_folder);
    let next = shop.neighbour(first, source.place, 1, &here, &shop.pair_folder);
    let told = source.told(shop, first);
    let root = here.to_root();
    // The views alone are what search engines should show; this page leads them there.
    let address = Address::of_page(shop, source.title, path);
    let description = super::description(shop, meta, pair.views[0], first);
    let styles = styles(shop, meta);
    let frame = Frame {
        lang: shop.languages.of(source.title).unwrap_or(&specs[0].lang),
        view: "parallel",
        root: &root,
        title: &pair.views[0].title,
        description: &description,
        canonical: address.of(first),
        views: &view_list,
        styles: &styles,
        ..Frame::default()
    };
    let shown: Vec<[String; 3]> =
        comparison.words.iter().map(|w| [shortened(&w.from), shortened(&w.shown[0]), shortened(&w.shown[1])]).collect();
    let page = Parallel {
        columns: &columns,
        rows: &rows,
        toc: &toc,
        pages: shop.nearby(first, source.place, &here, &shop.pair_folder),
        prev: prev.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        next: next.as_ref().map(|(text, href)| Link { text, href, lang: None }),
        differences: comparison.differences.len(),
        words: &words(shop, pair, &comparison, &shown),
        attribution: told.as_ref().map(Told::context),
    };
    sink.put(&here, &shop.theme.parallel(&shop.prepared[first], &frame, &page)?)?;
    Ok(())
}

/// Whether a word in a cell differs.
fn differs(cell: &[Event<'_>]) -> bool {
    cell.iter().any(|event| matches!(event, Event::Open(_, attrs) if attrs.get(DIFFERENCE).is_some()))
}

/// The words that differ, and what made them.
fn words<'w>(shop: &Shop<'_>, pair: &Pair<'w>, comparison: &Comparison, shown: &'w [[String; 3]]) -> Vec<context::Word<'w>> {
    let words = comparison.words.iter().zip(shown);
    words
        .map(|(word, [from, left, right])| {
            let (by, told) = match word.by {
                By::Page(number) => ("page", pair.views[0].rule(number)),
                By::Mark(event) => ("mark", variant::rules_of_mark(pair.source, event)),
                By::Book => ("book", shop.glossary.rule_of(&word.from)),
                By::Table => ("table", None),
            };
            let group = told.as_ref().filter(|_| by == "page").and_then(|told| pair.groups.and_then(|groups| groups.of(told)));
            context::Word {
                from,
                shown: [left, right],
                by: if group.is_some() { "group" } else { by },
                group,
                texts: told.as_ref().map(rules::texts).unwrap_or_default(),
            }
        })
        .collect()
}
