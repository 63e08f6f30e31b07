//! Two views of a page side by side.

use super::contents::{Contents, shows_contents};
use super::{Source, align, category, escaped, setting, view_links};
use crate::emit::Sink;
use crate::html::{self, Setting};
use crate::model::document::{Event, Meta};
use crate::model::html::Name;
use crate::path::SitePath;
use crate::pipeline::BuildError;
use crate::pipeline::attribution::Told;
use crate::pipeline::build::links;
use crate::pipeline::links::PageLinks;
use crate::pipeline::shop::Shop;
use crate::theme::context::{self, Frame, Html, Link, Parallel, Row};
use crate::variant::View;

/// Two views side by side.
pub(super) fn write(
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
    let left = align::blocks(&views.0.events);
    let right = align::blocks(&views.1.events);
    let mut cells: Vec<[String; 2]> = Vec::with_capacity(left.len().max(right.len()));
    for at in 0..left.len().max(right.len()) {
        let a = left.get(at).copied().unwrap_or_default();
        let b = right.get(at).copied().unwrap_or_default();
        rows(a, b, &to, &settings, &mut cells);
    }
    if let Some(members) = source.members {
        let list = |view: usize| category::list(shop, members, view, &here, &shop.pair_folder);
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
    let told = source.told(shop, which.0);
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
        attribution: told.as_ref().map(Told::context),
    };
    sink.put(&here, &shop.theme.parallel(&shop.prepared[which.0], &frame, &page)?)?;
    Ok(())
}

/// One block of each view as rows: lists item by item, anything else whole.
fn rows(a: &[Event<'_>], b: &[Event<'_>], to: &[PageLinks<'_>], settings: &[Setting<'_>; 2], out: &mut Vec<[String; 2]>) {
    let written = |events: &[Event<'_>], side: usize| {
        let mut text = String::new();
        html::write_page(events, &to[side], &settings[side], &mut text);
        text
    };
    if let (Some(left), Some(right)) = (align::list(a), align::list(b))
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
                    events = align::without_ids(&events);
                }
                events.extend(list.items[i].iter().cloned());
                events.push(Event::Close(list.name));
                events.extend(list.wrap.iter().map(|_| Event::Close(Name::Div)));
                written(&if side == 0 { events } else { align::without_ids(&events) }, side)
            };
            out.push([cell(0), cell(1)]);
        }
        return;
    }
    out.push([written(a, 0), written(&align::without_ids(b), 1)]);
}
