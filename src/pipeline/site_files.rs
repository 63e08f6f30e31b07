//! The files of a site that are no page of the book: where one chooses a view, lists, and what hosts look for.

use super::incremental::Common;
use super::lists::{self, Order, sorted};
use super::machines::{self, Address};
use super::make::Record;
use super::output::Output;
use super::shop::{Shop, additional, book_title};
use super::view::view_links;
use super::{BuildError, Carry, Purpose};
use crate::bundle::SINGLE;
use crate::digest::Digest;
use crate::emit::Sink;
use crate::path::SitePath;
use crate::source::SourceDir;
use crate::theme::context::{ASSETS, AllPages, Alternate, Frame, Group, Link, Redirect, SearchPage, Start, ViewLink};

/// Writes them all.
pub(super) fn write(
    shop: &Shop<'_>,
    source: &SourceDir,
    order: &[usize],
    records: &[Record],
    references: &[(&'static str, SitePath)],
    common: Common,
    out: &Output<'_>,
) -> Result<(), BuildError> {
    out.always("site", |sink| small(shop, source, sink))?;
    let titles = Digest::new().number(common.titles).number(common.reading);
    let lists = references.iter().fold(titles, |digest, (_, path)| digest.text(path.as_str()));
    for view in 0..shop.views.len() {
        let folder = &shop.views[view].folder;
        let orders = Order::of(&shop.views[view].lang.to_ascii_lowercase());
        for kind in orders.iter().filter(|kind| shop.views.iter().any(|v| kind.is_usual_in(&v.lang.to_ascii_lowercase()))) {
            out.unit(
                &format!("all/{}/{}", folder.as_str(), kind.file()),
                || lists.finish(),
                |sink| {
                    let parts = all_pages(shop, source, order, references, view, *kind)?;
                    parts.iter().try_for_each(|(path, bytes)| put(path.under(folder).as_str(), bytes, sink))
                },
            )?;
        }
    }
    out.unit("llms", || titles.finish(), |sink| put("llms.txt", llms(shop, source, order).as_bytes(), sink))?;
    if let Some(site) = shop.config.output.html.absolute() {
        let of_pages = || {
            let one = |digest: Digest, record: &Record| {
                let digest = digest.number(u64::from(record.redirect.is_some())).number(u64::from(record.modified.is_some()));
                digest.number(record.modified.unwrap_or_default() as u64).text(&record.title.full())
            };
            records.iter().fold(titles, one).finish()
        };
        // It is of the program alone, and of all there is to draw the slowest.
        out.unit("picture", || 0, |sink| put(ASSETS.picture, shop.theme.picture(), sink))?;
        out.unit("machines", of_pages, |sink| for_machines(shop, site, records, sink))?;
    }
    Ok(())
}

/// Gives a file to the sink; one whose name cannot be is left out.
fn put(path: &str, bytes: &[u8], sink: &dyn Sink) -> Result<(), BuildError> {
    if let Ok(path) = SitePath::new(path) {
        sink.put(&path, bytes)?;
    }
    Ok(())
}

/// What is small and soon made.
fn small(shop: &Shop<'_>, source: &SourceDir, sink: &dyn Sink) -> Result<(), BuildError> {
    let put = |path: &str, bytes: &[u8]| put(path, bytes, sink);
    put("index.html", &start(shop)?)?;
    if let Purpose::Carry(Carry { single: true, .. }) = shop.purpose {
        put(SINGLE, &single(shop)?)?;
    }
    put("404.html", &not_found(shop)?)?;
    // GitHub Pages would leave out files that begin with an underscore.
    put(".nojekyll", b"")?;
    if let Some(cname) = &shop.config.output.html.cname {
        put("CNAME", format!("{cname}\n").as_bytes())?;
    }
    let own = shop.config.output.html.additional_css.iter().chain(&shop.config.output.html.additional_js);
    for file in own {
        let bytes = source.read_book_file(file)?;
        for name in additional(std::slice::from_ref(file), shop.paths.names()) {
            put(&name, &bytes)?;
        }
    }
    for view in 0..shop.views.len() {
        let folder = &shop.views[view].folder;
        if shop.search.is_some() {
            put(super::search::page_path().under(folder).as_str(), &search_page(shop, view)?)?;
        }
        // The view's folder opens with its first page.
        put(&format!("{}/index.html", folder.as_str()), &view_index(shop, view)?)?;
    }
    if let Some(site) = shop.config.output.html.absolute() {
        put("robots.txt", format!("User-agent: *\nAllow: /\nSitemap: {site}sitemap.xml\n").as_bytes())?;
    }
    Ok(())
}

/// Maps of the site and feeds.
fn for_machines(shop: &Shop<'_>, site: &str, records: &[Record], sink: &dyn Sink) -> Result<(), BuildError> {
    for (name, text) in machines::sitemaps(shop, site, records) {
        put(&name, text.as_bytes(), sink)?;
    }
    for view in 0..shop.views.len() {
        if let Some(feed) = machines::feed(shop, site, records, view) {
            put(machines::feed_path().under(&shop.views[view].folder).as_str(), feed.as_bytes(), sink)?;
        }
        if machines::has_opensearch(shop.config, shop.search.is_some()) {
            let path = machines::opensearch_path().under(&shop.views[view].folder);
            put(path.as_str(), machines::opensearch(shop, site, view).as_bytes(), sink)?;
        }
    }
    Ok(())
}

/// The page where a view is chosen.
fn start(shop: &Shop<'_>) -> Result<Vec<u8>, BuildError> {
    let mut links: Vec<(String, String, String, String)> =
        shop.views.iter().map(|v| (v.code.clone(), v.label.clone(), v.lang.clone(), shop.home.under(&v.folder).href())).collect();
    if let Some((first, _)) = shop.pair {
        links.push(("parallel".to_owned(), "对照".to_owned(), shop.views[first].lang.clone(), shop.home.under(&shop.pair_folder).href()));
    }
    let views: Vec<ViewLink<'_>> =
        links.iter().map(|(code, label, lang, href)| ViewLink { code, label, lang, href, current: false }).collect();
    let address = Address::new(shop, &shop.home);
    let site = shop.config.output.html.absolute();
    let mut alternates = address.alternates();
    // The page where a view is chosen is the one for everybody else.
    for alternate in &mut alternates {
        if let ("x-default", Some(site)) = (alternate.hreflang, site) {
            *alternate = Alternate { href: site, ..*alternate };
        }
    }
    let default = shop.config.variants.default.map_or(shop.views[0].code.as_str(), |v| v.code());
    let frame = Frame {
        lang: &shop.views[0].lang,
        title: book_title(shop.config),
        description: &shop.config.book.description,
        canonical: site,
        alternates: &alternates,
        ..Frame::default()
    };
    Ok(shop.theme.start(&shop.prepared[0], &frame, &Start { views: &views, default_view: default })?)
}

/// The frame of the whole book in one page: its header, its words, the styles of all its pages.
fn single(shop: &Shop<'_>) -> Result<Vec<u8>, BuildError> {
    let root = SitePath::new(SINGLE).unwrap_or_else(|_| shop.home.clone());
    let switch = shop.switch(&shop.home, &root, "");
    let views: Vec<ViewLink<'_>> =
        switch.iter().map(|(code, label, lang, href, _)| ViewLink { code, label, lang, href, current: false }).collect();
    let mut styles: Vec<String> = shop.sheets.values().map(|path| path.as_str().to_owned()).collect();
    styles.sort_unstable();
    let default = shop.config.variants.default.map_or(shop.views[0].code.as_str(), |v| v.code());
    let at = shop.views.iter().position(|v| v.code == default).unwrap_or_default();
    let frame = Frame {
        lang: &shop.views[at].lang,
        view: &shop.views[at].code,
        title: &shop.title_in(book_title(shop.config), at),
        views: &views,
        styles: &styles,
        ..Frame::default()
    };
    Ok(shop.theme.single(&shop.prepared[at], &frame)?)
}

/// The page for addresses that lead nowhere.
fn not_found(shop: &Shop<'_>) -> Result<Vec<u8>, BuildError> {
    // A server shows it at any depth, so its links begin at the site's root, where that is known.
    let root = shop
        .config
        .output
        .html
        .site_url
        .as_ref()
        .and_then(|url| {
            // `/book/` is a path already.
            let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            rest.find('/').map(|at| rest[at..].to_owned())
        })
        .unwrap_or_default();
    let mut links: Vec<(String, String, String, String)> = shop
        .views
        .iter()
        .map(|v| (v.code.clone(), v.label.clone(), v.lang.clone(), format!("{root}{}", shop.home.under(&v.folder).href())))
        .collect();
    if let Some((first, _)) = shop.pair {
        let href = format!("{root}{}", shop.home.under(&shop.pair_folder).href());
        links.push(("parallel".to_owned(), "对照".to_owned(), shop.views[first].lang.clone(), href));
    }
    let views: Vec<ViewLink<'_>> =
        links.iter().map(|(code, label, lang, href)| ViewLink { code, label, lang, href, current: false }).collect();
    let frame = Frame { lang: &shop.views[0].lang, root: &root, title: "404", views: &views, ..Frame::default() };
    Ok(shop.theme.not_found(&shop.prepared[0], &frame)?)
}

/// `zh-cn/index.html`, which leads to the view's first page.
fn view_index(shop: &Shop<'_>, view: usize) -> Result<Vec<u8>, BuildError> {
    let spec = &shop.views[view];
    let title = shop.title_in(book_title(shop.config), view);
    let href = shop.home.href();
    let frame = Frame { lang: &spec.lang, view: &spec.code, root: "../", title: &title, ..Frame::default() };
    Ok(shop.theme.redirect(&shop.prepared[view], &frame, &Redirect { title: &title, href: &href })?)
}

/// The page that searches.
fn search_page(shop: &Shop<'_>, view: usize) -> Result<Vec<u8>, BuildError> {
    let spec = &shop.views[view];
    let path = super::search::page_path();
    let here = path.under(&spec.folder);
    let title = shop.theme.word(&spec.lang, "search").unwrap_or("Search");
    let root = here.to_root();
    let switch = shop.switch_of_list(&path, &here, &spec.code);
    let views = view_links(&switch);
    let description = shop.described(title, view);
    let frame =
        Frame { lang: &spec.lang, view: &spec.code, root: &root, title, description: &description, views: &views, ..Frame::default() };
    let lists = lists(shop, view, None);
    let lists: Vec<Link<'_>> = lists.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    Ok(shop.theme.search(&shop.prepared[view], &frame, &SearchPage { lists: &lists, searches: true })?)
}

/// Where a part of a list of all pages is, from a view's folder.
fn list_path(order: Order, part: usize) -> SitePath {
    let file = order.file();
    SitePath::made("s", &if part == 0 { file.to_owned() } else { format!("{file}-{}", part + 1) }, "html")
}

/// The lists that a view has, each with its first part; the one of `current` is not linked to.
fn lists(shop: &Shop<'_>, view: usize, current: Option<Order>) -> Vec<(String, String)> {
    let spec = &shop.views[view];
    let lang = spec.lang.to_ascii_lowercase();
    let orders = Order::of(&lang).iter().filter(|order| Some(**order) != current && order.is_usual_in(&lang));
    orders.map(|order| (shop.theme.word(&spec.lang, order.word()).unwrap_or("…").to_owned(), format!("{}.html", order.file()))).collect()
}

/// A list of all pages: its parts.
fn all_pages(
    shop: &Shop<'_>,
    source: &SourceDir,
    order: &[usize],
    references: &[(&'static str, SitePath)],
    view: usize,
    kind: Order,
) -> Result<Vec<(SitePath, Vec<u8>)>, BuildError> {
    let spec = &shop.views[view];
    let here = list_path(kind, 0).under(&spec.folder);
    let entries: Vec<(String, String)> = order
        .iter()
        .map(|i| {
            let title = &source.pages()[*i].title;
            (shop.title_in(&title.full(), view), shop.path(title).under(&spec.folder).link_from(&here))
        })
        .collect();
    let references: Vec<(&str, String)> = references.iter().map(|(text, path)| (*text, path.link_from(&here))).collect();
    let references: Vec<Link<'_>> = references.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let count = entries.len();
    let parts = sorted(entries, kind, &spec.lang);
    let labels: Vec<(String, String)> = parts
        .iter()
        .enumerate()
        .map(|(n, groups)| {
            let end = |group: Option<&lists::Group>| group.map_or("", |g| g.label.as_str()).to_owned();
            let (first, last) = (end(groups.first()), end(groups.last()));
            let text = if first == last { first } else { format!("{first}–{last}") };
            (text, list_path(kind, n).link_from(&list_path(kind, 0)))
        })
        .collect();
    let others = lists(shop, view, Some(kind));
    let others: Vec<Link<'_>> = others.iter().map(|(text, href)| Link { text, href, lang: None }).collect();
    let title = shop.theme.word(&spec.lang, "all_pages").unwrap_or("All pages").to_owned();
    let root = here.to_root();
    let mut out = Vec::with_capacity(parts.len());
    for (n, groups) in parts.iter().enumerate() {
        let path = list_path(kind, n);
        // Titles sort otherwise in another view, so its list begins with its first part.
        let switch = shop.switch_of_list(&list_path(kind, 0), &here, &spec.code);
        let views = view_links(&switch);
        let ids: Vec<String> = (0..groups.len()).map(|i| format!("x-{i}")).collect();
        let pages: Vec<Vec<Link<'_>>> =
            groups.iter().map(|g| g.pages.iter().map(|(text, href)| Link { text, href, lang: None }).collect()).collect();
        let shown: Vec<Group<'_>> =
            groups.iter().zip(&ids).zip(&pages).map(|((g, id), pages)| Group { label: &g.label, id, pages }).collect();
        let links: Vec<Link<'_>> = if parts.len() == 1 {
            Vec::new()
        } else {
            labels.iter().enumerate().filter(|(i, _)| *i != n).map(|(_, (text, href))| Link { text, href, lang: None }).collect()
        };
        // A list in another order, and a part of one, is for those who read; one of each view is for search engines.
        let is_first = n == 0 && kind == Order::of(&spec.lang.to_ascii_lowercase())[0];
        let address = Address::new(shop, &list_path(kind, 0));
        let alternates = if is_first { address.alternates() } else { Vec::new() };
        let description = shop.described(&title, view);
        let frame = Frame {
            lang: &spec.lang,
            view: &spec.code,
            root: &root,
            title: &title,
            description: &description,
            views: &views,
            canonical: address.of(view).filter(|_| is_first),
            alternates: &alternates,
            ..Frame::default()
        };
        let page = AllPages { groups: &shown, count, parts: &links, references: &references, lists: &others };
        out.push((path, shop.theme.all_pages(&shop.prepared[view], &frame, &page)?));
    }
    Ok(out)
}

/// `llms.txt`: the book's pages as Markdown, for programs that read (llmstxt.org).
fn llms(shop: &Shop<'_>, source: &SourceDir, order: &[usize]) -> String {
    let mut out = format!("# {}\n", book_title(shop.config));
    if !shop.config.book.description.is_empty() {
        out.push_str(&format!("\n> {}\n", shop.config.book.description));
    }
    for (i, view) in shop.views.iter().enumerate() {
        out.push_str(&format!("\n## {}\n\n", view.label));
        for index in order {
            let title = &source.pages()[*index].title;
            let path = shop.path(title).under(&view.folder);
            let path = if shop.config.output.markdown.enabled { path.with_extension("md") } else { path };
            out.push_str(&format!("- [{}]({})\n", shop.title_in(&title.full(), i), path.href()));
        }
    }
    out
}
