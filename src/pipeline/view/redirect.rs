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
use crate::theme::context::{Frame, Html, Page, Redirect};
use crate::title::Title;

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
