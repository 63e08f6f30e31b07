//! The front matter of a Markdown page: what the page says about itself, as TOML between lines of `+++`.

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Span};
use crate::model::document::{LinkTarget, Meta, Switches};
use crate::sanitize::safe_address;
use crate::site::Site;
use crate::title::{Namespace, Title};

use super::target;

/// The front matter as it is written.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
struct Front {
    /// The title that is shown (`{{DISPLAYTITLE}}`).
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The page's language, where it is not the book's.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// What the page is about, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// When the page was last changed: `2024-05-01` or `2024-05-01T12:00:00Z`, as text or as TOML's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<toml::Value>,
    /// The key that the page is sorted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    /// The page leads to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<String>,
    /// Names of categories, `Name|key` with a sort key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<String>,
    /// Pages in other languages, `en=https://…`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    languages: Vec<String>,
    /// Style sheets, by title: `Template:Name/styles.css`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    styles: Vec<String>,
    /// Behaviour switches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    switches: Vec<String>,
}

/// Picks one switch.
type Field = fn(&mut Switches) -> &mut bool;

/// Names of the switches and the fields they stand for.
const SWITCHES: [(&str, Field); 6] = [
    ("no-toc", |s| &mut s.no_toc),
    ("force-toc", |s| &mut s.force_toc),
    ("no-content-convert", |s| &mut s.no_content_convert),
    ("no-title-convert", |s| &mut s.no_title_convert),
    ("no-gallery", |s| &mut s.no_gallery),
    ("hidden-category", |s| &mut s.hidden_category),
];

/// Writes the front matter, if there is anything to say.
pub(super) fn write(meta: &Meta, out: &mut String) {
    if *meta == Meta::default() {
        return;
    }
    let mut switches = meta.switches;
    let front = Front {
        title: meta.display_title.clone(),
        language: meta.language.clone(),
        description: meta.description.clone(),
        date: meta.date.and_then(|at| jiff::Timestamp::from_second(at).ok()).map(|at| {
            let text = at.to_string();
            toml::Value::String(text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text))
        }),
        sort: meta.default_sort.clone(),
        redirect: meta
            .redirect
            .as_ref()
            .map(|(title, fragment)| target::write(&LinkTarget::Page { title: title.clone(), fragment: fragment.clone() })),
        categories: meta
            .categories
            .iter()
            .map(|(t, sort)| sort.as_ref().map_or_else(|| t.name().to_owned(), |s| format!("{}|{s}", t.name())))
            .collect(),
        languages: meta.languages.iter().map(|(prefix, url)| format!("{prefix}={url}")).collect(),
        styles: meta.styles.iter().map(Title::full).collect(),
        switches: SWITCHES.iter().filter(|(_, field)| *field(&mut switches)).map(|(name, _)| (*name).to_owned()).collect(),
    };
    if let Ok(toml) = toml::to_string(&front) {
        out.push_str("+++\n");
        out.push_str(&toml);
        out.push_str("+++\n\n");
    }
}

/// Splits a page into front matter and body: the front matter's text, and where the body begins.
pub(super) fn split(text: &str) -> (Option<&str>, usize) {
    let Some(rest) = text.strip_prefix("+++\n") else { return (None, 0) };
    if let Some(body) = rest.strip_prefix("+++\n") {
        return (Some(""), text.len() - body.len());
    }
    match rest.find("\n+++\n") {
        Some(end) => (Some(&rest[..=end]), 4 + end + 5),
        None if rest.ends_with("\n+++") => (Some(&rest[..rest.len() - 3]), text.len()),
        None => (None, 0),
    }
}

/// Reads the front matter.
pub(super) fn read(text: &str, site: &Site, diagnostics: &mut Vec<Diagnostic>) -> Meta {
    let front: Front = match toml::from_str(text) {
        Ok(front) => front,
        Err(error) => {
            let mut diagnostic = Diagnostic::error("front-matter", error.message().replace('\n', " "))
                .hint("known settings are title, language, description, date, sort, redirect, categories, languages, styles and switches");
            // The front matter begins after its first line, which has four bytes.
            diagnostic.span = error.span().map(|s| Span::new(s.start + 4..s.end + 4));
            diagnostics.push(diagnostic);
            return Meta::default();
        }
    };
    let mut meta = Meta {
        display_title: front.title,
        language: front.language,
        default_sort: front.sort,
        description: front.description,
        ..Meta::default()
    };
    if let Some(date) = front.date {
        meta.date = moment(&date);
        if meta.date.is_none() {
            diagnostics.push(Diagnostic::warning("front-matter", format!("`{date}` is no date such as 2024-05-01")));
        }
    }
    for category in front.categories {
        let (name, sort) = match category.split_once('|') {
            Some((name, sort)) => (name, Some(sort.to_owned())),
            None => (category.as_str(), None),
        };
        match Title::parse(name, Namespace::CATEGORY, site) {
            Some(title) => meta.categories.push((title, sort)),
            None => diagnostics.push(Diagnostic::warning("front-matter", format!("`{name}` cannot be the name of a category"))),
        }
    }
    for language in &front.languages {
        match language.split_once('=').and_then(|(prefix, url)| Some((prefix.to_owned(), safe_address(url)?))) {
            Some(link) => meta.languages.push(link),
            None => diagnostics.push(Diagnostic::warning("front-matter", format!("`{language}` is no language and address"))),
        }
    }
    for name in &front.styles {
        match Title::parse(name, Namespace::TEMPLATE, site) {
            Some(title) => meta.styles.push(title),
            None => diagnostics.push(Diagnostic::warning("front-matter", format!("`{name}` cannot be the name of a style sheet"))),
        }
    }
    if let Some(redirect) = front.redirect {
        meta.redirect = match target::read(&redirect, site) {
            Some(LinkTarget::Page { title, fragment }) => Some((title, fragment)),
            _ => Title::parse(&redirect, Namespace::MAIN, site).map(|t| (t, None)),
        };
    }
    for name in &front.switches {
        match SWITCHES.iter().find(|(known, _)| known == name) {
            Some((_, field)) => *field(&mut meta.switches) = true,
            None => diagnostics.push(Diagnostic::warning("front-matter", format!("`{name}` is no switch"))),
        }
    }
    meta
}

/// A date, or a moment with its offset from UTC (RFC 3339), as seconds since 1970 UTC.
fn moment(date: &toml::Value) -> Option<i64> {
    let text = match date {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(date) => date.to_string(),
        _ => return None,
    };
    let day =
        || Some(text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10)?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp());
    Some(text.parse::<jiff::Timestamp>().ok().or_else(day)?.as_second())
}
