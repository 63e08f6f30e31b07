//! Pages that lead to another.

use super::escaped;
use crate::emit::Sink;
use crate::html::Links;
use crate::path::SitePath;
use crate::pipeline::BuildError;
use crate::pipeline::links::PageLinks;
use crate::pipeline::machines::Address;
use crate::pipeline::make::links;
use crate::pipeline::shop::Shop;
use crate::preprocess;
use crate::theme::context::{Frame, Html, Page, Redirect};
use crate::title::Title;
use crate::world::World;

/// How many redirects may follow each other; a circle that the page itself is not in has no other end.
const MAX_CHAIN: usize = 16;

/// A page that leads to another, in every view.
pub(super) fn write(
    shop: &Shop<'_>,
    title: &Title,
    target: &Title,
    fragment: Option<&str>,
    path: &SitePath,
    sink: &dyn Sink,
) -> Result<(), BuildError> {
    for (i, spec) in shop.views.iter().enumerate() {
        let here = path.under(&spec.folder);
        write_one(shop, title, target, fragment, i, &here, &spec.folder, sink)?;
    }
    if let Some((first, _)) = shop.pair {
        let here = path.under(&shop.pair_folder);
        write_one(shop, title, target, fragment, first, &here, &shop.pair_folder, sink)?;
    }
    Ok(())
}

/// Whether whoever follows a redirect, and those behind it, never comes to a page with a text.  A browser would go around for ever.
pub(super) fn leads_around(shop: &Shop<'_>, title: &Title, target: &Title) -> bool {
    let mut at = target.clone();
    for _ in 0..MAX_CHAIN {
        let Some(found) = shop.book.find(&at) else { return false };
        if found == *title {
            return true;
        }
        // A page that is read has a text; asking for it would make the redirect anew with each change of it.
        if shop.read_page(&found).is_some() {
            return false;
        }
        let Some(text) = shop.book.text(&found) else { return false };
        match preprocess::redirect_target(&text, shop.book.site()) {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

#[expect(clippy::too_many_arguments, reason = "one redirect and where it stands")]
fn write_one(
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
    let circle = leads_around(shop, title, target).then(|| shop.theme.word(&spec.lang, "redirect_circle").unwrap_or_default());
    let found = to.page(target, fragment).href.filter(|_| circle.is_none());
    let root = here.to_root();
    let shown = shop.title_in(&title.full(), view);
    let target_title = shop.title_in(&target.full(), view);
    let Some(href) = found else {
        // Where it leads there is nothing: the page stays, and says so.
        let body = match circle {
            Some(words) => format!("<p>{}</p><p>→ {}</p>", escaped(words), escaped(&target_title)),
            None => format!(
                "<p>→ <a class=\"new\" role=\"link\" aria-disabled=\"true\">{}</a></p>",
                escaped(&spec.missing.replace("$1", &target_title))
            ),
        };
        let frame = Frame { lang: &spec.lang, view: &spec.code, root: &root, title: &shown, ..Frame::default() };
        let page = Page { body: Html(&body), pages: shop.nearby(view, None, here, folder), ..Page::default() };
        sink.put(here, &shop.theme.page(&shop.prepared[view], &frame, &page)?)?;
        return Ok(());
    };
    // Search engines take the page that it leads to for the one that is meant.
    let there = shop.book.find(target).map(|title| Address::new(shop, &shop.path(&title)));
    let canonical = there.as_ref().and_then(|address| address.of(view));
    let frame = Frame { lang: &spec.lang, view: &spec.code, root: &root, title: &shown, canonical, ..Frame::default() };
    let page = Redirect { title: &target_title, href: &href };
    sink.put(here, &shop.theme.redirect(&shop.prepared[view], &frame, &page)?)?;
    Ok(())
}
