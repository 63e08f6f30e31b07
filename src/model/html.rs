//! HTML elements and attributes as plain data.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::bytes::position;

macro_rules! elements {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// The HTML elements that can stand in a page: those that MediaWiki's `Sanitizer` lets an author
        /// write, and those that wikitext itself makes.  `langconvert` is none of HTML: what is in it is converted
        /// to one variant, and the views no longer hold it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the variants are the elements' own names")]
        pub enum Name { $($variant),* }

        impl Name {
            /// All elements.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The element's name as HTML writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The element of that name, which must be lower case.
            #[must_use]
            pub fn from_lower(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

elements! {
    A "a", Abbr "abbr", Area "area", B "b", Bdi "bdi", Bdo "bdo", Big "big", Blockquote "blockquote", Br "br", Caption "caption",
    Center "center", Cite "cite", Code "code", Data "data", Dd "dd", Del "del", Dfn "dfn", Div "div", Dl "dl", Dt "dt",
    Em "em", Figcaption "figcaption", Figure "figure", Font "font", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
    Hr "hr", I "i", Img "img", Ins "ins", Kbd "kbd", Langconvert "langconvert", Li "li", Link "link", Map "map", Mark "mark", Meta "meta", Ol "ol", P "p", Pre "pre", Q "q",
    Rb "rb", Rp "rp", Rt "rt", Rtc "rtc", Ruby "ruby", S "s", Samp "samp", Small "small", Span "span", Strike "strike",
    Strong "strong", Sub "sub", Sup "sup", Table "table", Tbody "tbody", Td "td", Th "th", Time "time", Tr "tr", Tt "tt",
    U "u", Ul "ul", Var "var", Wbr "wbr",
}

impl Name {
    /// Whether the element never has content or an end tag (HTML Living Standard §13.1.2).
    #[must_use]
    pub fn is_void(self) -> bool {
        matches!(self, Self::Area | Self::Br | Self::Hr | Self::Img | Self::Wbr | Self::Link | Self::Meta)
    }

    /// The heading of that level, 1 to 6.
    ///
    /// # Panics
    /// If the level is none of these.
    #[must_use]
    pub fn heading(level: u8) -> Self {
        [Self::H1, Self::H2, Self::H3, Self::H4, Self::H5, Self::H6][usize::from(level) - 1]
    }

    /// The level of a heading element.
    #[must_use]
    pub fn heading_level(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    /// Whether the element is a block in a page, so that it cannot stand inside a paragraph.
    #[must_use]
    pub fn is_block(self) -> bool {
        matches!(
            self,
            Self::Blockquote
                | Self::Caption
                | Self::Center
                | Self::Dd
                | Self::Div
                | Self::Dl
                | Self::Dt
                | Self::Figcaption
                | Self::Figure
                | Self::H1
                | Self::H2
                | Self::H3
                | Self::H4
                | Self::H5
                | Self::H6
                | Self::Hr
                | Self::Li
                | Self::Ol
                | Self::P
                | Self::Pre
                | Self::Table
                | Self::Tbody
                | Self::Td
                | Self::Th
                | Self::Tr
                | Self::Ul
        )
    }
}

/// One attribute: name and decoded value.
pub type Attr<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Attributes in the order they were written, names lower case, no name twice.
#[derive(Clone)]
pub struct Attrs<'a>(List<'a>);

/// Attributes of one's own, or those of another element as long as none is changed: a view of a page has nearly all
/// attributes as its source has them.
#[derive(Clone)]
enum List<'a> {
    Own(Vec<Attr<'a>>),
    Shared(&'a [Attr<'a>]),
}

impl<'a> Attrs<'a> {
    /// No attributes; does not allocate.
    #[must_use]
    pub const fn new() -> Self {
        Self(List::Own(Vec::new()))
    }

    /// The same attributes, without copying them.
    #[must_use]
    pub fn borrowed(&'a self) -> Self {
        Self(List::Shared(self.all()))
    }

    fn all(&self) -> &[Attr<'a>] {
        match &self.0 {
            List::Own(attrs) => attrs,
            List::Shared(attrs) => attrs,
        }
    }

    /// The attributes, to change.
    fn own(&mut self) -> &mut Vec<Attr<'a>> {
        if let List::Shared(attrs) = self.0 {
            self.0 = List::Own(attrs.iter().map(|(n, v)| (Cow::Borrowed(&**n), Cow::Borrowed(&**v))).collect());
        }
        match &mut self.0 {
            List::Own(attrs) => attrs,
            List::Shared(_) => unreachable!("they were made one's own"),
        }
    }

    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all().iter().find(|(n, _)| n == name).map(|(_, v)| v.as_ref())
    }

    /// Sets an attribute, replacing an earlier value in its place.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let name = name.into();
        let attrs = self.own();
        match attrs.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = value.into(),
            None => attrs.push((name, value.into())),
        }
    }

    /// Removes an attribute and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let at = self.all().iter().position(|(n, _)| n == name)?;
        Some(self.own().remove(at).1)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// The attributes in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all().iter().map(|(n, v)| (n.as_ref(), v.as_ref()))
    }

    /// The values in order, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Cow<'a, str>)> {
        self.own().iter_mut().map(|(n, v)| (&**n, v))
    }

    /// Whether the `class` attribute holds this word.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|c| c.split_ascii_whitespace().any(|w| w == class))
    }

    /// The same attributes, owning their text.
    #[must_use]
    pub fn into_owned(mut self) -> Attrs<'static> {
        let attrs = std::mem::take(self.own());
        Attrs(List::Own(attrs.into_iter().map(|(n, v)| (Cow::Owned(n.into_owned()), Cow::Owned(v.into_owned()))).collect()))
    }
}

impl Default for Attrs<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Attrs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Attrs").field(&self.all()).finish()
    }
}

impl PartialEq for Attrs<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all()
    }
}

impl Eq for Attrs<'_> {}

/// From how many attributes on a table finds the one of a name.
///
/// Attack: `<span data-a0=x data-a1=x …>`, where each new name would be compared with all before it.
const MANY: usize = 24;

impl<'a> FromIterator<Attr<'a>> for Attrs<'a> {
    fn from_iter<I: IntoIterator<Item = Attr<'a>>>(iter: I) -> Self {
        let mut attrs: Vec<Attr<'a>> = Vec::new();
        let mut places: FxHashMap<Cow<'a, str>, usize> = FxHashMap::default();
        for (name, value) in iter {
            if attrs.len() == MANY && places.is_empty() {
                places = attrs.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
            }
            let known = if places.is_empty() { attrs.iter().position(|(n, _)| *n == name) } else { places.get(&name).copied() };
            match known {
                Some(at) => attrs[at].1 = value,
                None => {
                    if !places.is_empty() {
                        places.insert(name.clone(), attrs.len());
                    }
                    attrs.push((name, value));
                }
            }
        }
        Self(List::Own(attrs))
    }
}

/// Writes text with `&`, `<` and `>` escaped.
pub fn escape_text(text: &str, out: &mut String) {
    let mut from = 0;
    for i in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
        out.push_str(&text[from..i]);
        out.push_str(match text.as_bytes()[i] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        from = i + 1;
    }
    out.push_str(&text[from..]);
}

/// Writes an attribute's value for use between double quotes.
pub fn escape_value(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let special = |b: u8| (b == b'&') | (b == b'<') | (b == b'>') | (b == b'"') | (b == b'\n') | (b == b'\r') | (b == b'\t');
    while let Some(length) = position(&bytes[from..], special) {
        let i = from + length;
        out.push_str(&text[from..i]);
        out.push_str(match bytes[i] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\n' => "&#10;",
            b'\r' => "&#13;",
            _ => "&#9;",
        });
        from = i + 1;
    }
    out.push_str(&text[from..]);
}
