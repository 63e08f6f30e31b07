//! The metadata span (COinS, Z39.88-2004) that reference managers find a citation by.

use super::identifiers::Access;
use super::names::Name;
use super::{Citation, Class, Context, Identifier, Key, dates, is_citation, text};

/// The metadata span of a citation, as wikitext.
///
/// Values are never converted between variants, since they stand in an attribute.
#[must_use]
pub fn coins(citation: &Citation, context: &Context) -> String {
    let mut fields = fields(citation);
    let source = if context.host.is_empty() { context.page.clone() } else { format!("{}:{}", context.host, context.page) };
    fields.push(("rfr_id", format!("info:sid/{source}")));
    fields.retain(|(_, value)| !value.is_empty());
    fields.sort();
    let mut title = String::from("ctx_ver=Z39.88-2004");
    for (key, value) in &fields {
        title.push_str("&amp;");
        title.push_str(key);
        title.push('=');
        title.push_str(&text::query(value));
    }
    format!("<span title=\"{title}\" class=\"Z3988\"><span style=\"display:none;\">&nbsp;</span></span>")
}

/// The fields by key, in no order, empty ones among them.
fn fields(c: &Citation) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut add = |key, value: &str| out.push((key, text::plain(value)));
    let periodical = !c.periodical.is_empty();
    let journal = match c.class {
        Class::Journal | Class::News | Class::Magazine => true,
        class if class.is_preprint() => true,
        Class::Conference | Class::Interview | Class::Map | Class::PressRelease | Class::Web | Class::Citation => {
            periodical && c.chapter.is_empty()
        }
        _ => false,
    };
    let main = [&c.title, &c.script_title, &c.map].into_iter().find(|t| !t.is_empty()).map_or("", String::as_str);
    if journal {
        add("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal");
        let genre = if c.class.is_preprint() || (c.class == Class::Journal && !periodical && !c.identifiers.is_empty()) {
            "preprint"
        } else {
            "article"
        };
        add("rft.genre", if c.class == Class::Conference { "conference" } else { genre });
        add("rft.jtitle", &c.periodical);
        add("rft.atitle", main);
        add("rft.volume", &c.volume);
        add("rft.issue", &c.issue);
    } else if c.class == Class::Thesis {
        add("rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation");
        add("rft.title", main);
        add("rft.degree", &c.degree);
        add("rft.inst", &c.publisher);
    } else {
        add("rft_val_fmt", "info:ofi/fmt:kev:mtx:book");
        let (whole, part) = match c.class {
            Class::Conference if !c.book_title.is_empty() => (c.book_title.as_str(), main),
            Class::Encyclopedia if periodical && !main.is_empty() => (c.periodical.as_str(), main),
            Class::Episode if !c.series.is_empty() => (c.series.as_str(), main),
            _ => (main, c.chapter.as_str()),
        };
        let genre = match c.class {
            Class::Report | Class::TechReport => "report",
            Class::Conference => "conference",
            Class::Book | Class::Citation | Class::Encyclopedia => {
                if part.is_empty() {
                    "book"
                } else {
                    "bookitem"
                }
            }
            _ => "unknown",
        };
        add("rft.genre", genre);
        add("rft.btitle", whole);
        add("rft.atitle", part);
        add("rft.edition", &c.edition);
        add("rft.series", if c.class == Class::Episode { "" } else { &c.series });
        add("rft.place", if c.publication_place.is_empty() { &c.place } else { &c.publication_place });
        add("rft.pub", &c.publisher);
    }
    let pages = [&c.page, &c.pages, &c.at].into_iter().find(|p| !p.is_empty()).map_or("", String::as_str);
    add("rft.pages", &text::plain(pages).replace('–', "-"));
    let given = [&c.date, &c.publication_date].into_iter().find(|d| !d.is_empty()).map_or("", String::as_str);
    add("rft.date", &dates::read(&text::plain(given)).date().map_or_else(|| dates::anchor_year(given), |d| d.iso()));
    for (i, name) in c.authors.list.iter().enumerate() {
        match (i, name.first.is_empty()) {
            (0, false) => {
                add("rft.aulast", &name.last);
                add("rft.aufirst", &name.first);
            }
            (_, true) => add("rft.au", &name.last),
            (_, false) => add("rft.au", &format!("{}, {}", name.last, name.first)),
        }
    }
    if c.authors.is_empty() {
        add("rft.au", &c.authors_text);
    }
    for identifier in &c.identifiers {
        match identifier.system().coins {
            "" => {
                if let Some(address) = identifier.address() {
                    add("rft_id", &address);
                }
            }
            key if key.starts_with("rft.") => add(key, &identifier.value),
            space => add("rft_id", &format!("{space}/{}", identifier.value)),
        }
    }
    add("rft_id", c.address());
    out
}

/// What metadata say of a work, for pages that hold citations without their templates: Markdown that was converted.
///
/// `metadata` is the `title` of the span with its entities decoded, `class` what `<cite>` says of the kind of work
/// (`web`), or nothing.  `None` if it is no metadata of this kind, or names nothing.
#[must_use]
pub fn read(metadata: &str, class: &str) -> Option<Citation> {
    let decode = |value: &str| {
        let spaced = value.replace('+', " ");
        // A value is plain text, the fields of a record are wikitext.
        text::literal(&percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy())
    };
    if !metadata.split('&').any(|field| field == "ctx_ver=Z39.88-2004") {
        return None;
    }
    let mut c = Citation::default();
    let (mut format, mut article, mut first) = (String::new(), String::new(), Name::default());
    for (key, value) in metadata.split('&').filter_map(|field| field.split_once('=')) {
        let value = decode(value);
        match key {
            "rft_val_fmt" => format = value,
            "rft.atitle" => article = value,
            "rft.btitle" | "rft.title" => c.title = value,
            "rft.jtitle" => c.periodical = value,
            "rft.volume" => c.volume = value,
            "rft.issue" => c.issue = value,
            "rft.pages" => c.pages = value,
            "rft.date" => c.date = value,
            "rft.pub" | "rft.inst" => c.publisher = value,
            "rft.place" => c.place = value,
            "rft.series" => c.series = value,
            "rft.edition" => c.edition = value,
            "rft.degree" => c.degree = value,
            "rft.aulast" => first.last = value,
            "rft.aufirst" => first.first = value,
            "rft.au" => {
                let (last, given) = value.split_once(", ").unwrap_or((&value, ""));
                c.authors.list.push(Name { last: last.to_owned(), first: given.to_owned(), ..Name::default() });
            }
            "rft.isbn" => c.identifiers.push(Identifier::new(Key::Isbn, &value, Access::Unknown)),
            "rft.issn" => c.identifiers.push(Identifier::new(Key::Issn, &value, Access::Unknown)),
            "rft_id" => match value.strip_prefix("info:doi/") {
                Some(doi) => c.identifiers.push(Identifier::new(Key::Doi, doi, Access::Unknown)),
                None if c.url.is_empty() && value.starts_with("http") => c.url = value.replace("&amp;", "&"),
                None => {}
            },
            _ => {}
        }
    }
    if !first.last.is_empty() {
        c.authors.list.insert(0, first);
    }
    c.class = is_citation(&format!("cite {class}")).unwrap_or(match format.rsplit(':').next() {
        Some("journal") => Class::Journal,
        Some("dissertation") => Class::Thesis,
        _ => Class::Citation,
    });
    if c.title.is_empty() {
        c.title = article;
    } else {
        c.chapter = article;
    }
    (!c.title.is_empty() || !c.url.is_empty()).then_some(c)
}
