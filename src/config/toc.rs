//! `[book] toc` and `[book] home`: which pages the book lists, in which order, and where it opens.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::diag::Span;

/// A name that `book.toml` gives, and where it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Spanned<String>")]
pub struct Named {
    /// The name: a page's title, or a folder.
    pub name: String,
    /// Its place in the text of `book.toml`.
    pub span: Span,
}

impl From<Spanned<String>> for Named {
    fn from(name: Spanned<String>) -> Self {
        Self { span: Span::new(name.span()), name: name.into_inner() }
    }
}

/// What a line of the list of pages stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TocTarget {
    /// A page, by its title.
    Page(Named),
    /// All pages of a folder of the content, and of those in it, that are not listed elsewhere.
    Folder(Named),
    /// Nothing: a heading for the pages inside it.
    Part,
}

/// A line of the list of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocItem {
    /// What it stands for.
    pub target: TocTarget,
    /// What readers see instead of the page's title; always there for a part.
    pub title: Option<String>,
    /// Lines inside it.
    pub pages: Vec<TocItem>,
}

/// A line that is a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[derive(Default)]
struct Table {
    page: Option<Named>,
    folder: Option<Named>,
    part: Option<String>,
    title: Option<String>,
    pages: Vec<TocItem>,
}

impl<'de> Deserialize<'de> for TocItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let line = Spanned::<Line>::deserialize(deserializer)?;
        let span = Span::new(line.span());
        match line.into_inner() {
            Line::Name(name) => Ok(Self { target: TocTarget::Page(Named { name, span }), title: None, pages: Vec::new() }),
            Line::Item(item) => Ok(item),
        }
    }
}

/// A line as it is written: a title alone, or a table.
enum Line {
    Name(String),
    Item(TocItem),
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Line;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a page's title, or a table with `page`, `folder` or `part`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Line, E> {
                Ok(Line::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Line, A::Error> {
                // The depth of tables in tables is bounded by the TOML reader.
                let Table { page, folder, part, title, pages } = Table::deserialize(MapAccessDeserializer::new(map))?;
                let (target, title) = match (page, folder, part) {
                    (Some(page), None, None) => (TocTarget::Page(page), title),
                    (None, Some(folder), None) => (TocTarget::Folder(folder), title),
                    (None, None, Some(part)) if title.is_none() => (TocTarget::Part, Some(part)),
                    _ => return Err(A::Error::custom("expected one of `page`, `folder` and `part`; a part has no other title")),
                };
                Ok(Line::Item(TocItem { target, title, pages }))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, TocTarget};

    #[test]
    fn lines_nest_and_know_their_places() {
        let text = "[book]\nhome = \"A\"\ntoc = [\"A\", { part = \"P\", pages = [\"B\", { page = \"C\", title = \"c\", pages = [\"D\"] }] },\n{ folder = \"x\" }]";
        let book = Config::parse(text).unwrap().book;
        assert_eq!(book.home.as_ref().map(|h| h.name.as_str()), Some("A"));
        let TocTarget::Page(first) = &book.toc[0].target else { panic!("a page") };
        assert_eq!(&text[first.span.range()], "\"A\"");
        let part = &book.toc[1];
        assert_eq!((&part.target, part.title.as_deref(), part.pages.len()), (&TocTarget::Part, Some("P"), 2));
        let TocTarget::Page(third) = &part.pages[1].target else { panic!("a page") };
        assert_eq!((&text[third.span.range()], part.pages[1].pages.len()), ("\"C\"", 1));
        assert!(matches!(&book.toc[2].target, TocTarget::Folder(f) if f.name == "x"));
    }

    #[test]
    fn lines_that_say_two_things_are_errors() {
        for line in ["{ }", "{ page = \"A\", part = \"B\" }", "{ part = \"A\", title = \"B\" }", "{ pgae = \"A\" }", "1"] {
            assert!(Config::parse(&format!("[book]\ntoc = [{line}]")).is_err(), "{line}");
        }
    }
}
