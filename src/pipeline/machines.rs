//! What search engines, feed readers and link previews are told: addresses, languages, dates, maps of the site.
//!
//! All of it needs the site's whole address; a book that may lie anywhere has none of it.

use serde_json::json;

use super::make::Record;
use super::shop::{Shop, book_title};
use crate::config::Config;
use crate::path::SitePath;
use crate::theme::context::{Alternate, Date};
use crate::title::Title;

/// How many addresses a sitemap may have (sitemaps.org 0.9); a larger site has several, and a list of them.
const MAX_IN_SITEMAP: usize = 50_000;
/// How many pages a feed tells of: readers of feeds keep what they have seen.
const MAX_IN_FEED: usize = 50;

/// The absolute addresses of a page's views, when the site's address is known.
pub(super) struct Address {
    /// Language and address of each view.
    pages: Vec<(String, String)>,
    /// The view of a reader who chose none.
    default: usize,
    /// Languages and addresses of the same page in others.
    others: Vec<(String, String)>,
    /// It is one page in all views, being in another language than they.
    is_one: bool,
}

impl Address {
    pub(super) fn new(shop: &Shop<'_>, path: &SitePath) -> Self {
        let site = shop.config.output.html.absolute();
        let address = |site: &str| shop.views.iter().map(|v| (v.lang.clone(), format!("{site}{}", path.under(&v.folder).href()))).collect();
        Self { pages: site.map(address).unwrap_or_default(), default: default_view(shop), others: Vec::new(), is_one: false }
    }

    /// The same for a page of the book, which may be joined with pages in other languages.
    pub(super) fn of_page(shop: &Shop<'_>, title: &Title, path: &SitePath) -> Self {
        let mut address = Self::new(shop, path);
        if address.pages.is_empty() {
            return address;
        }
        if let Some(language) = shop.languages.of(title) {
            let own = address.pages[address.default].1.clone();
            for (lang, url) in &mut address.pages {
                language.clone_into(lang);
                url.clone_from(&own);
            }
            address.is_one = true;
        }
        for (language, other) in shop.languages.all_joined(title) {
            let views = Self::new(shop, &shop.path(other)).pages;
            if language.is_empty() {
                address.others.extend(views);
            } else {
                address.others.extend(views.into_iter().nth(address.default).map(|(_, url)| (language.to_owned(), url)));
            }
        }
        address
    }

    /// The page's copies that are told of: each view's, or a single one.
    fn copies(&self) -> &[(String, String)] {
        if self.is_one { &self.pages[..1] } else { &self.pages }
    }

    /// The page in one view.
    pub(super) fn of(&self, index: usize) -> Option<&str> {
        self.pages.get(index).map(|(_, url)| url.as_str())
    }

    /// The page in all views, each naming all, and the one for readers of other languages.
    pub(super) fn alternates(&self) -> Vec<Alternate<'_>> {
        if self.copies().len() + self.others.len() < 2 {
            return Vec::new();
        }
        let pages = self.copies().iter().chain(&self.others).map(|(lang, url)| (lang.as_str(), url.as_str()));
        // For a page in another language that is the book's own, if there is one: all that are joined name the same.
        let own = if self.is_one { self.others.get(self.default).map(|(_, url)| url.as_str()) } else { None };
        let default = own.or_else(|| self.of(self.default)).map(|url| ("x-default", url));
        pages.chain(default).map(|(hreflang, href)| Alternate { hreflang, href }).collect()
    }
}

/// The view of a reader who chose none.
fn default_view(shop: &Shop<'_>) -> usize {
    shop.config.variants.default.and_then(|default| shop.views.iter().position(|v| v.variant == Some(default))).unwrap_or(0)
}

/// A moment as machines and as readers of a language have it.
pub(super) struct Day {
    iso: String,
    text: String,
}

impl Day {
    /// From seconds since 1970 UTC.
    pub(super) fn new(seconds: i64, lang: &str) -> Option<Self> {
        let day = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
        let text = if lang.starts_with("zh") {
            format!("{}年{}月{}日", day.year(), day.month(), day.day())
        } else {
            day.strftime("%-d %B %Y").to_string()
        };
        Some(Self { iso: day.to_string(), text })
    }

    pub(super) fn context(&self) -> Date<'_> {
        Date { iso: &self.iso, text: &self.text }
    }
}

/// What a page's JSON-LD says.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) lang: &'a str,
    pub(super) book: &'a str,
    pub(super) url: &'a str,
    pub(super) modified: Option<&'a Day>,
    /// The way from the first page: words and links relative to the page; without a link for headings.
    pub(super) crumbs: &'a [(&'a str, &'a str)],
}

/// A page's JSON-LD (schema.org): the article, and the way to it.
///
/// It stands in a `script` element, where `<` could end the element, so that is escaped.
pub(super) fn json_ld(shop: &Shop<'_>, about: &About<'_>) -> String {
    let mut article = json!({
        "@type": "Article",
        "headline": about.title,
        "inLanguage": about.lang,
        "url": about.url,
        "isPartOf": { "@type": "Book", "name": about.book },
    });
    if !about.description.is_empty() {
        article["description"] = about.description.into();
    }
    if !shop.config.book.authors.is_empty() {
        article["author"] = shop.config.book.authors.iter().map(|name| json!({ "@type": "Person", "name": name })).collect();
    }
    if let Some(day) = about.modified {
        article["dateModified"] = day.iso.as_str().into();
    }
    if let Some(site) = shop.config.output.html.absolute() {
        article["image"] = format!("{site}{}", crate::theme::context::ASSETS.picture).into();
    }
    let mut graph = vec![article];
    let steps: Vec<_> = about.crumbs.iter().filter(|(_, href)| !href.is_empty()).collect();
    if !steps.is_empty() {
        let items = steps
            .iter()
            .enumerate()
            .map(|(i, (name, href))| json!({ "@type": "ListItem", "position": i + 1, "name": name, "item": absolute(about.url, href) }));
        let last = json!({ "@type": "ListItem", "position": steps.len() + 1, "name": about.title });
        graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": items.chain([last]).collect::<Vec<_>>() }));
    }
    json!({ "@context": "https://schema.org", "@graph": graph }).to_string().replace('<', "\\u003c")
}

/// A relative link of the book as an address: links are steps up, then a path.
fn absolute(url: &str, href: &str) -> String {
    let mut folder = url.rfind('/').map_or(url, |at| &url[..at]);
    let mut rest = href;
    while let Some(up) = rest.strip_prefix("../") {
        folder = folder.rfind('/').map_or(folder, |at| &folder[..at]);
        rest = up;
    }
    format!("{folder}/{rest}")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The sitemap (sitemaps.org 0.9), each page with its other views; several if the site is large.
pub(super) fn sitemaps(shop: &Shop<'_>, site: &str, records: &[Record]) -> Vec<(String, String)> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let pages: Vec<&Record> = records.iter().filter(|r| r.redirect.is_none()).collect();
    let per_file = (MAX_IN_SITEMAP / shop.views.len().max(1)).max(1);
    let mut files: Vec<String> = Vec::new();
    for part in pages.chunks(per_file) {
        let mut out =
            format!("{HEAD}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
        for record in part {
            let address = Address::of_page(shop, &record.title, &shop.path(&record.title));
            let mut links = String::new();
            for link in address.alternates() {
                let (lang, url) = (link.hreflang, escape(link.href));
                links.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{url}\"/>"));
            }
            let day = record.modified.or(shop.config.book.date).and_then(|at| Day::new(at, ""));
            let day = day.map(|day| format!("<lastmod>{}</lastmod>", day.iso)).unwrap_or_default();
            for (_, url) in address.copies() {
                out.push_str(&format!("<url><loc>{}</loc>{day}{links}</url>\n", escape(url)));
            }
        }
        out.push_str("</urlset>\n");
        files.push(out);
    }
    if files.len() == 1 {
        return files.into_iter().map(|text| ("sitemap.xml".to_owned(), text)).collect();
    }
    let mut index = format!("{HEAD}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let mut out = Vec::new();
    for (i, text) in files.into_iter().enumerate() {
        let name = format!("sitemap-{}.xml", i + 1);
        index.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&format!("{site}{name}"))));
        out.push((name, text));
    }
    index.push_str("</sitemapindex>\n");
    out.push(("sitemap.xml".to_owned(), index));
    out
}

/// Where a view's description for browsers is, in the view's folder.
pub(super) fn opensearch_path() -> SitePath {
    SitePath::made("s", "opensearch", "xml")
}

/// Whether browsers are told how to search: they take whole addresses only.
pub(super) fn has_opensearch(config: &Config, searched: bool) -> bool {
    searched && config.output.html.absolute().is_some()
}

/// How a browser searches a view (OpenSearch 1.1): by the search page's own address.
pub(super) fn opensearch(shop: &Shop<'_>, site: &str, view: usize) -> String {
    /// The longest short name that the format allows.
    const SHORT: usize = 16;
    let spec = &shop.views[view];
    let title = shop.title_in(book_title(shop.config), view);
    let short: String = title.chars().take(SHORT).collect();
    let page = super::search::page_path().under(&spec.folder).href();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>{}</ShortName>\n<Description>{}</Description>\n<Language>{}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n<Image width=\"16\" height=\"16\" type=\"image/svg+xml\">{}</Image>\n<Url type=\"text/html\" template=\"{}?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        escape(short.trim()),
        escape(&title),
        spec.lang,
        escape(&format!("{site}{}", crate::theme::context::ASSETS.seal)),
        escape(&format!("{site}{page}")),
    )
}

/// Where a view's feed is, in the view's folder.
pub(super) fn feed_path() -> SitePath {
    SitePath::made("s", "feed", "xml")
}

/// Whether the book has feeds: a feed must tell addresses and dates, which the book has itself or has imported.
pub(super) fn has_feed(config: &Config, imported: bool) -> bool {
    config.output.html.absolute().is_some() && (config.book.date.is_some() || imported)
}

/// A view's feed of changed pages (Atom, RFC 4287), the newest first; pages without a date have the book's, or are left
/// out.
pub(super) fn feed(shop: &Shop<'_>, site: &str, records: &[Record], view: usize) -> Option<String> {
    let book_date = shop.config.book.date;
    if !shop.has_feed {
        return None;
    }
    let spec = &shop.views[view];
    let mut pages: Vec<(i64, usize, &Record)> = records
        .iter()
        .enumerate()
        .filter(|(_, r)| r.redirect.is_none() && shop.read_page(&r.title).is_some())
        .filter_map(|(i, r)| Some((r.modified.or(book_date)?, i, r)))
        .collect();
    // The records come in reading order.
    pages.sort_by_key(|(at, i, _)| (std::cmp::Reverse(*at), *i));
    pages.truncate(MAX_IN_FEED);
    let moment = |at: i64| jiff::Timestamp::from_second(at).map(|t| t.to_string()).unwrap_or_default();
    let own = format!("{site}{}", feed_path().under(&spec.folder).href());
    let home = format!("{site}{}", shop.home.under(&spec.folder).href());
    let newest = pages.first().map(|(at, ..)| *at).or(book_date).unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{own}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link rel=\"self\" href=\"{}\"/>\n<link rel=\"alternate\" href=\"{}\"/>\n",
        spec.lang,
        escape(&shop.title_in(book_title(shop.config), view)),
        moment(newest),
        escape(&own),
        escape(&home),
    );
    let authors = &shop.config.book.authors;
    // Every feed must name an author.
    let names: Vec<&str> = if authors.is_empty() { vec![book_title(shop.config)] } else { authors.iter().map(String::as_str).collect() };
    for name in names {
        out.push_str(&format!("<author><name>{}</name></author>\n", escape(name)));
    }
    for (at, _, record) in pages {
        let url = escape(&format!("{site}{}", shop.path(&record.title).under(&spec.folder).href()));
        let title = escape(&shop.title_in(&record.title.full(), view));
        out.push_str(&format!(
            "<entry><id>{url}</id><title>{title}</title><updated>{}</updated><link href=\"{url}\"/></entry>\n",
            moment(at)
        ));
    }
    out.push_str("</feed>\n");
    Some(out)
}
