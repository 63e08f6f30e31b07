//! What a category lists.

use crate::emit::Sink;
use crate::model::document::Document;
use crate::path::SitePath;
use crate::pipeline::BuildError;
use crate::pipeline::catalogue::Members;
use crate::pipeline::shop::Shop;
use crate::source::PageKind;
use crate::theme::context::{self, Link};
use crate::title::Title;

use super::Source;

/// A category without a page of its own.
pub(in crate::pipeline) fn write(shop: &Shop<'_>, title: &Title, members: &Members, sink: &dyn Sink) -> Result<(), BuildError> {
    let source = Source { title, name: "", place: None, number: None, members: Some(members), references: &[] };
    let mut none = Vec::new();
    super::write(shop, &source, Document::default(), PageKind::Wikitext, &mut none, sink)
}

/// The list of a category's members.
pub(super) fn list(shop: &Shop<'_>, members: &Members, view: usize, here: &SitePath, folder: &SitePath) -> Result<String, BuildError> {
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
