//! Page titles, as MediaWiki's `TitleParser` reads them.
//!
//! [`Title::parse`] is the only door: whoever holds a [`Title`] holds a checked, normalised name.

mod special;

use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::site::Site;

/// The longest title MediaWiki stores, in bytes.
pub const MAX_TITLE_BYTES: usize = 255;
/// The longest name of a special page, in bytes.
const MAX_SPECIAL_BYTES: usize = 512;

/// A namespace by MediaWiki's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Namespace(pub i32);

impl Namespace {
    /// `Media:`, a link to the file itself.
    pub const MEDIA: Self = Self(-2);
    /// `Special:`, pages that MediaWiki makes.
    pub const SPECIAL: Self = Self(-1);
    /// Articles; no prefix.
    pub const MAIN: Self = Self(0);
    /// `User:`.
    pub const USER: Self = Self(2);
    /// The wiki's own pages.
    pub const PROJECT: Self = Self(4);
    /// `File:`, descriptions of files.
    pub const FILE: Self = Self(6);
    /// `MediaWiki:`, interface messages.
    pub const MEDIAWIKI: Self = Self(8);
    /// `Template:`.
    pub const TEMPLATE: Self = Self(10);
    /// `Help:`.
    pub const HELP: Self = Self(12);
    /// `Category:`.
    pub const CATEGORY: Self = Self(14);
    /// `Module:`, of Scribunto.
    pub const MODULE: Self = Self(828);

    /// Whether pages here talk about pages of another namespace (odd numbers).
    #[must_use]
    pub fn is_talk(self) -> bool {
        self.0 > 0 && self.0 % 2 == 1
    }

    /// The namespace of the pages that this one's pages talk about; itself if it is no talk namespace.
    #[must_use]
    pub fn subject(self) -> Self {
        if self.is_talk() { Self(self.0 - 1) } else { self }
    }

    /// The namespace where this one's pages are talked about; `None` for the virtual ones.
    #[must_use]
    pub fn talk(self) -> Option<Self> {
        match self.0 {
            n if n < 0 => None,
            n if n % 2 == 1 => Some(self),
            n => Some(Self(n + 1)),
        }
    }
}

/// A page's title, normalised: spaces for underscores, first letter upper case, NFC, no fragment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Title {
    namespace: Namespace,
    /// The namespace's name as the wiki's language writes it; empty for articles.
    prefix: Box<str>,
    /// The name without the namespace.
    name: Box<str>,
}

/// What a link's target text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of this wiki.
    Page {
        /// The page.
        title: Title,
        /// The part after `#`, spaces for underscores; `None` when there was no `#`.
        fragment: Option<String>,
    },
    /// A page of another wiki, or of this wiki in another language.
    Interwiki {
        /// The prefix, lower case: `en`, `wikt`.
        prefix: String,
        /// The rest, spaces for underscores, without the fragment.
        name: String,
        /// The part after `#`.
        fragment: Option<String>,
        /// The prefix is a language's, and the target did not begin with a colon.
        is_language: bool,
    },
    /// A place on the page itself: `#section`.
    Here {
        /// The part after `#`, maybe empty.
        fragment: String,
    },
}

/// Whether `c` is white space to MediaWiki's title normalisation.
fn is_title_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '_' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Invisible direction marks, which MediaWiki drops from titles.
fn is_bidi_override(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
}

/// Folds runs of white space to one space, drops direction marks and trims.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if is_bidi_override(c) {
            continue;
        }
        if is_title_space(c) {
            space = true;
        } else {
            if space && !out.is_empty() {
                out.push(' ');
            }
            space = false;
            out.push(c);
        }
    }
    if is_nfc(&out) { out } else { out.nfc().collect() }
}

/// Upper-cases the first letter as MediaWiki does, one character for one.
#[must_use]
pub fn ucfirst(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        None => String::new(),
        Some(first) => {
            let mut upper = first.to_uppercase();
            // PHP's tables map one character to one; `ß` and ligatures stay as they are.
            let first = match (upper.next(), upper.next()) {
                (Some(u), None) => u,
                _ => first,
            };
            let mut out = String::with_capacity(text.len());
            out.push(first);
            out.push_str(chars.as_str());
            out
        }
    }
}

/// Whether a name may not be a title, by the characters and sequences that MediaWiki forbids.
fn is_illegal(name: &str) -> bool {
    let bytes = name.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        match b {
            0..=0x1f | b'#' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'|' | 0x7f => return true,
            b'%' => {
                let hex = |j: usize| bytes.get(j).is_some_and(u8::is_ascii_hexdigit);
                if hex(i + 1) && hex(i + 2) {
                    return true;
                }
            }
            b'&' => {
                let rest = &bytes[i + 1..];
                let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b >= 0x80 || **b == b'#').count();
                if len > 0 && rest.get(len) == Some(&b';') {
                    return true;
                }
            }
            b'~' if bytes[i..].starts_with(b"~~~") => return true,
            _ => {}
        }
    }
    if name.contains('\u{fffd}') {
        return true;
    }
    // Relative paths would be swallowed by browsers.
    name == "."
        || name == ".."
        || name.starts_with("./")
        || name.starts_with("../")
        || name.contains("/./")
        || name.contains("/../")
        || name.ends_with("/.")
        || name.ends_with("/..")
}

impl Title {
    /// Reads a page name; `None` if it is not a valid title of a page of this wiki.
    ///
    /// Entities and percent signs must be decoded before; a fragment is cut off.
    #[must_use]
    pub fn parse(text: &str, default: Namespace, site: &Site) -> Option<Self> {
        match Target::parse(text, default, site)? {
            Target::Page { title, .. } => Some(title),
            Target::Interwiki { .. } | Target::Here { .. } => None,
        }
    }

    /// A title from parts that are known to be good, as when a redirect or a subpage is derived.
    #[must_use]
    pub fn in_namespace(name: &str, namespace: Namespace, site: &Site) -> Option<Self> {
        let name = squeeze(name);
        let limit = if namespace == Namespace::SPECIAL { MAX_SPECIAL_BYTES } else { MAX_TITLE_BYTES };
        if name.is_empty() || name.len() > limit || is_illegal(&name) || name.starts_with(':') {
            return None;
        }
        let name = if site.namespaces.is_case_sensitive(namespace) { name } else { ucfirst(&name) };
        Some(Self { namespace, prefix: site.namespaces.name(namespace).into(), name: name.into() })
    }

    /// The namespace.
    #[must_use]
    pub fn namespace(&self) -> Namespace {
        self.namespace
    }

    /// The name without the namespace: `PAGENAME`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The namespace's name, empty for articles: `NAMESPACE`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Namespace and name: `FULLPAGENAME`.
    #[must_use]
    pub fn full(&self) -> String {
        if self.prefix.is_empty() { self.name.to_string() } else { format!("{}:{}", self.prefix, self.name) }
    }

    /// The part before the first `/`: `ROOTPAGENAME`.
    #[must_use]
    pub fn root(&self) -> &str {
        self.name.split('/').next().unwrap_or(&self.name)
    }

    /// The part before the last `/`: `BASEPAGENAME`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.name.rsplit_once('/').map_or(&*self.name, |(base, _)| base)
    }

    /// The part after the last `/`: `SUBPAGENAME`.
    #[must_use]
    pub fn subpage(&self) -> &str {
        self.name.rsplit_once('/').map_or(&*self.name, |(_, sub)| sub)
    }

    /// The page of the same name in another namespace.
    #[must_use]
    pub fn with_namespace(&self, namespace: Namespace, site: &Site) -> Self {
        Self { namespace, prefix: site.namespaces.name(namespace).into(), name: self.name.clone() }
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix.is_empty() { f.write_str(&self.name) } else { write!(f, "{}:{}", self.prefix, self.name) }
    }
}

impl Target {
    /// Reads a link's target, as `MediaWikiTitleCodec::splitTitleString` does.
    ///
    /// Entities and percent signs must be decoded before.  A leading colon is allowed and means that a
    /// language prefix is a plain link.  `None` if the text names nothing.
    #[must_use]
    pub fn parse(text: &str, default: Namespace, site: &Site) -> Option<Self> {
        if text.contains('\u{fffd}') {
            return None;
        }
        let squeezed = squeeze(text);
        let mut rest = squeezed.as_str();
        let mut namespace = default;
        let mut colon = false;
        if let Some(after) = rest.strip_prefix(':') {
            namespace = Namespace::MAIN;
            colon = true;
            rest = after.trim_start_matches(' ');
        }
        let mut prefixed = false;
        if let Some((before, after)) = rest.split_once(':') {
            let before = before.trim_end_matches(' ');
            let after = after.trim_start_matches(' ');
            if let Some(ns) = site.namespaces.by_name(before) {
                namespace = ns;
                rest = after;
                prefixed = true;
                // "Talk:File:x" and the like are not allowed to shadow another namespace's pages.
                if ns == Namespace(1)
                    && let Some((inner, _)) = after.split_once(':')
                    && (site.namespaces.by_name(inner.trim_end()).is_some() || site.interwiki.contains(inner.trim_end()))
                {
                    return None;
                }
            } else if !before.is_empty() && site.interwiki.contains(before) {
                let (name, fragment) = cut_fragment(after);
                if name.contains(['<', '>', '[', ']', '{', '}', '|']) {
                    return None;
                }
                let is_language = !colon && site.interwiki.is_language(before);
                return Some(Self::Interwiki {
                    prefix: before.to_lowercase(),
                    name: name.trim_start_matches(':').trim().to_owned(),
                    fragment,
                    is_language,
                });
            }
        }
        let (name, fragment) = cut_fragment(rest);
        if name.is_empty() {
            return match fragment {
                Some(fragment) if !prefixed && !colon => Some(Self::Here { fragment }),
                _ => None,
            };
        }
        let title = Title::in_namespace(name, namespace, site)?;
        Some(Self::Page { title, fragment })
    }
}

/// Splits `Name#fragment`.
fn cut_fragment(text: &str) -> (&str, Option<String>) {
    match text.split_once('#') {
        Some((name, fragment)) => (name.trim_end_matches(' '), Some(fragment.to_owned())),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Option<String> {
        Title::parse(text, Namespace::MAIN, &Site::default()).map(|t| t.full())
    }

    #[test]
    fn normalises() {
        assert_eq!(page(" foo__bar "), Some("Foo bar".into()));
        assert_eq!(page("template : x"), Some("Template:X".into()));
        assert_eq!(page("模板:x"), Some("Template:X".into()));
        assert_eq!(page("中文"), Some("中文".into()));
    }

    #[test]
    fn a_first_letter_keeps_its_case_where_the_wiki_says_so() {
        use crate::site::CaseSensitive;
        let mut site = Site::default();
        site.namespaces.set_case_sensitive(CaseSensitive::Everywhere);
        let page = |text: &str| Title::parse(text, Namespace::MAIN, &site).map(|t| t.full());
        assert_eq!(page("apple"), Some("apple".into()));
        assert_eq!(page("template:x"), Some("Template:x".into()));
        assert_eq!(page("user:x"), Some("User:X".into()));
    }

    #[test]
    fn refuses() {
        for bad in ["", "a[b", "a|b", "..", "a/../b", "7%25", "&amp;", "Template:", "~~~", "Talk:File:x", &"漢".repeat(86)] {
            assert_eq!(page(bad), None, "{bad}");
        }
    }

    #[test]
    fn tells_interwiki_and_fragments() {
        let site = Site::default();
        assert!(matches!(Target::parse("en:Foo#x", Namespace::MAIN, &site), Some(Target::Interwiki { is_language: true, .. })));
        assert!(matches!(Target::parse(":en:Foo", Namespace::MAIN, &site), Some(Target::Interwiki { is_language: false, .. })));
        assert_eq!(Target::parse("#a b", Namespace::MAIN, &site), Some(Target::Here { fragment: "a b".into() }));
    }
}
