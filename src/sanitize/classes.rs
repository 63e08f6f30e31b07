//! Classes that authors may not write: those of the theme's own parts.
//!
//! An element of an author's with the class of the page's header would look like it, stay at the top of the window and lie over
//! it.  Classes that MediaWiki's templates rely on (`infobox`, `navbox`, `wikitable`, `mw-…`, `hlist`, …) are styled as content
//! and stay everybody's.

/// The theme's own classes; sorted.
const RESERVED: &[&str] = &[
    "about",
    "absent",
    "across",
    "arrow",
    "authors",
    "bottom",
    "categories",
    "category-list",
    "choose",
    "cite-page",
    "close",
    "column-name",
    "columns",
    "content",
    "count",
    "crumbs",
    "end-seal",
    "excerpt",
    "facts",
    "find",
    "fold",
    "fold-body",
    "folder",
    "found",
    "going-on",
    "groups",
    "has-pages",
    "has-toc",
    "heads",
    "indicators",
    "languages",
    "lead",
    "letters",
    "listing",
    "lists",
    "lit",
    "marked",
    "more",
    "pages",
    "pair",
    "parallel",
    "parts",
    "prev",
    "preview",
    "reading",
    "rule",
    "rules",
    "search",
    "sheet",
    "side",
    "skip",
    "start",
    "status",
    "steps",
    "texts",
    "theme",
    "tools",
    "top",
    "turn",
    "unseen",
    "variant",
    "views",
    "what",
    "whole-file",
    "word",
    "words",
];

/// Classes that the theme and authors share: they say nothing but what they look like, wherever they stand.
pub const SHARED: &[&str] = &[
    "all",
    "by",
    "came",
    "differs",
    "editlink",
    "gap",
    "h1",
    "home",
    "next",
    "noprint",
    "title",
    "toc",
    "toc-number",
    "where",
    "wide",
    "wikitable",
];

/// Whether a class is the theme's own.
#[must_use]
pub fn is_reserved(class: &str) -> bool {
    RESERVED.binary_search(&class).is_ok()
}

/// The value of a `class` attribute without the theme's own classes; `None` if nothing is left.
pub(super) fn clean(value: String) -> Option<String> {
    if !value.split_ascii_whitespace().any(is_reserved) {
        return Some(value);
    }
    let kept: Vec<&str> = value.split_ascii_whitespace().filter(|class| !is_reserved(class)).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_sorted_for_the_search() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn only_the_themes_own_go() {
        assert_eq!(clean("wikitable  sortable".to_owned()).as_deref(), Some("wikitable  sortable"));
        assert_eq!(clean("top infobox side".to_owned()).as_deref(), Some("infobox"));
        assert_eq!(clean("top".to_owned()), None);
    }
}
