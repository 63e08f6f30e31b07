//! What a category lists.

use crate::emit::Sink;
use crate::model::document::Document;
use crate::path::SitePath;
use crate::pipeline::BuildError;
use crate::pipeline::catalogue::Members;
use crate::pipeline::files;
use crate::pipeline::shop::Shop;
use crate::source::PageKind;
use crate::theme::context::{self, Link};
use crate::title::{Namespace, Title};

use super::Source;

/// From how many pages on a list has a heading for each first character.
const HEADINGS_FROM: usize = 12;

/// A category or a file without a page of its own.
pub(in crate::pipeline) fn write(shop: &Shop<'_>, title: &Title, members: &Members, sink: &dyn Sink) -> Result<(), BuildError> {
    let groups = Vec::new();
    let source = Source {
        title,
        text: "",
        name: "",
        place: None,
        number: None,
        members: Some(members),
        provenance: None,
        references: &[],
        groups: &groups,
    };
    let mut none = Vec::new();
    let mut document = Document::default();
    files::show(title, &shop.files, &mut document);
    super::write(shop, &source, document, PageKind::Wikitext, &mut none, &mut None, sink)
}

/// The list of a category's members, or of the pages that use a file.  The ids of its headings begin with `prefix`.
pub(super) fn list(
    shop: &Shop<'_>,
    title: &Title,
    members: &Members,
    view: usize,
    prefix: &str,
    here: &SitePath,
    folder: &SitePath,
) -> Result<String, BuildError> {
    let entry = |title: &Title| (shop.title_in(title.name(), view), shop.path(title).under(folder).link_from(here));
    let subcategories: Vec<(String, String)> = members.subcategories.iter().map(&entry).collect();
    // Keys are sorted as the view's readers see them: a list in one script has one order.
    let mut pages: Vec<(String, String, String)> = members
        .pages
        .iter()
        .map(|(key, title)| {
            let shown = shop.title_in(&title.full(), view);
            (shop.title_in(key, view).to_uppercase(), shown, entry(title).1)
        })
        .collect();
    pages.sort();
    let subcategories: Vec<Link<'_>> = subcategories.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let all: Vec<Link<'_>> = pages.iter().map(|(_, text, href)| Link { text, href, lang: None }).collect();
    let labels: Vec<(usize, String)> = initials(&pages);
    let ids: Vec<String> = (1..=labels.len()).map(|n| format!("{prefix}-{n}")).collect();
    let groups: Vec<context::Group<'_>> = labels
        .iter()
        .enumerate()
        .map(|(i, (from, label))| {
            let to = labels.get(i + 1).map_or(all.len(), |(next, _)| *next);
            context::Group { label, id: &ids[i], pages: &all[*from..to] }
        })
        .collect();
    let lang = &shop.views[view].lang;
    let heading = (title.namespace() == Namespace::FILE).then(|| shop.theme.word(lang, "file_uses").unwrap_or("Pages that use this file"));
    let list = context::Category { subcategories: &subcategories, groups: &groups, count: all.len(), heading, parts: &[] };
    Ok(shop.theme.category(lang, &list)?)
}

/// Where in a sorted list each first character begins, and that character: MediaWiki's headings of a category.
///
/// A short list has none: a heading over each of three pages would be longer than they are.
fn initials(pages: &[(String, String, String)]) -> Vec<(usize, String)> {
    if pages.is_empty() {
        return Vec::new();
    }
    if pages.len() < HEADINGS_FROM {
        return vec![(0, String::new())];
    }
    let mut found: Vec<(usize, String)> = Vec::new();
    for (at, (key, ..)) in pages.iter().enumerate() {
        let initial: String = key.trim_start().chars().take(1).collect();
        if found.last().is_none_or(|(_, last)| *last != initial) {
            found.push((at, initial));
        }
    }
    found
}
