//! The wiki's own entries for the base tables, from the book's pages `MediaWiki:Conversiontable/…`.

use crate::lang::Variant;
use crate::title::{Namespace, Title};
use crate::variant::{SiteTable, heirs};
use crate::world::World;

/// How many pages are read for one variant, subpages included.
///
/// Attack: pages that name thousands of subpages each, all of which every build would read.
const MAX_PAGES: usize = 256;

/// The words of all such pages as rules, in the order in which later ones win: those of a script before its regions'.
pub(super) fn rules(world: &dyn World) -> Vec<String> {
    if !world.site().is_chinese() {
        return Vec::new();
    }
    let (scripts, regions): (Vec<Variant>, Vec<Variant>) =
        Variant::ALL.iter().partition(|variant| matches!(variant, Variant::ZhHans | Variant::ZhHant));
    let mut rules = Vec::new();
    for variant in scripts.into_iter().chain(regions) {
        // A page's words come before those of the pages that it takes over, which win.
        let mut names = vec![format!("Conversiontable/{}", variant.code())];
        let mut next = 0;
        while let Some(name) = names.get(next) {
            next += 1;
            let title = Title::in_namespace(name, Namespace::MEDIAWIKI, world.site());
            let Some(text) = title.and_then(|title| world.text(&title)) else { continue };
            let table = SiteTable::parse(&text, variant);
            for (from, to) in &table.words {
                rules.extend(heirs(variant).iter().map(|heir| format!("{from}=>{}:{to}", heir.code())));
            }
            for subpage in table.subpages {
                let name = format!("Conversiontable/{}/{subpage}", variant.code());
                if names.len() < MAX_PAGES && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    rules
}
