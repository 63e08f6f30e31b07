//! Attributes of tags: reading them as loosely as MediaWiki does, keeping those that are safe.
//!
//! Facts: MediaWiki's `Sanitizer::decodeTagAttributes`, `validateAttributes` and `setupAttributesAllowedInternal`.

use super::css;
use crate::lang::Variant;
use crate::model::entities;
use crate::model::html::{Attrs, Name};

/// The longest `id`, in characters (MediaWiki truncates longer ones).
const MAX_ID: usize = 1024;

/// Attributes every element may have.
const COMMON: &[&str] = &[
    "id",
    "class",
    "style",
    "lang",
    "dir",
    "title",
    "tabindex",
    "aria-describedby",
    "aria-flowto",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-level",
    "aria-owns",
    "role",
    "about",
    "property",
    "resource",
    "datatype",
    "typeof",
    "itemid",
    "itemprop",
    "itemref",
    "itemscope",
    "itemtype",
];

/// Attributes that some elements may have besides.
fn own_attributes(name: Name) -> &'static [&'static str] {
    use Name::*;
    match name {
        Div | P | H1 | H2 | H3 | H4 | H5 | H6 | Center => &["align"],
        Td | Th => &["abbr", "axis", "headers", "scope", "rowspan", "colspan", "nowrap", "width", "height", "bgcolor", "align", "valign"],
        Table => &["summary", "width", "border", "frame", "rules", "cellspacing", "cellpadding", "align", "bgcolor"],
        Tr => &["bgcolor", "align", "valign"],
        Caption => &["align"],
        Ol => &["type", "start", "reversed"],
        Li => &["type", "value"],
        Ul => &["type"],
        Br => &["clear"],
        Font => &["size", "color", "face"],
        Hr | Pre => &["width"],
        Blockquote | Q => &["cite"],
        Ins | Del => &["cite", "datetime"],
        Data => &["value"],
        Time => &["datetime"],
        Meta => &["content"],
        Link => &["href"],
        Area => &["shape", "coords"],
        Map => &["name"],
        _ => &[],
    }
}

/// Reads the attributes in `source` and keeps those that `name` may have, values cleaned.
pub fn read_attributes(source: &str, name: Name) -> Attrs<'static> {
    if source.trim_ascii().is_empty() {
        return Attrs::new();
    }
    let valid = split(source).into_iter().filter_map(|(key, value)| {
        let key = key.to_lowercase();
        let value = validate(&key, value, name)?;
        Some((key.into(), value.into()))
    });
    valid.collect()
}

/// Something that an author wrote in a tag and that no page gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// An attribute, by its name as written.
    Attribute(String),
    /// A declaration of a `style`, as written.
    Style(String),
}

/// What [`read_attributes`] leaves out of the attributes in `source`, in their order.
#[must_use]
pub fn dropped(source: &str, name: Name) -> Vec<Dropped> {
    let mut found = Vec::new();
    for (key, value) in split(source) {
        let lower = key.to_lowercase();
        if lower == "style" {
            found.extend(css::refused(&value).into_iter().map(Dropped::Style));
        } else if !value.is_empty() && validate(&lower, value, name).is_none() {
            found.push(Dropped::Attribute(key.to_owned()));
        }
    }
    found
}

/// The attributes `from` and `to` of `<langconvert>`; `None` unless both name variants of Chinese.
#[must_use]
pub fn fixed_variant(source: &str) -> Option<Attrs<'static>> {
    let all = split(source);
    let mut attrs = Attrs::new();
    for name in ["from", "to"] {
        let (_, value) = all.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        attrs.set(name, Variant::from_code(value.trim())?.code());
    }
    Some(attrs)
}

/// Names and decoded values of all attributes in the order they are written; a name may come twice.
pub fn split(source: &str) -> Vec<(&str, String)> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let Some(c) = source[at..].chars().next() else { break };
        if !(c.is_alphanumeric() || c == ':' || c == '_') {
            at += c.len_utf8();
            continue;
        }
        let len = source[at..].find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '.' | '-'))).unwrap_or(source.len() - at);
        let key = &source[at..at + len];
        at += len;
        let mut eq = at;
        while bytes.get(eq).is_some_and(u8::is_ascii_whitespace) {
            eq += 1;
        }
        let mut value = "";
        if bytes.get(eq) == Some(&b'=') {
            at = eq + 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let rest = &source[at..];
            let taken;
            (value, taken) = match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => match memchr::memchr(*quote, &rest.as_bytes()[1..]) {
                    Some(n) => (&rest[1..=n], n + 2),
                    None => (&rest[1..], rest.len()),
                },
                _ => {
                    let n = rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len());
                    (&rest[..n], n)
                }
            };
            at += taken;
        }
        found.push((key, normalise_value(value)));
    }
    found
}

/// Folds white space and decodes entities.
fn normalise_value(value: &str) -> String {
    let mut folded = String::with_capacity(value.len());
    let mut space = false;
    for c in value.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            space = true;
        } else {
            if space && !folded.is_empty() {
                folded.push(' ');
            }
            space = false;
            folded.push(c);
        }
    }
    entities::decode(&folded).into_owned()
}

/// The value as it may be printed; `None` if the attribute must go.
fn validate(key: &str, value: String, name: Name) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let scripted = || lower.contains("javascript:") || lower.contains("vbscript:");
    if let Some(rest) = key.strip_prefix("data-") {
        // `data-x-` is what the theme's own scripts trust, so authors cannot have it.
        let reserved = ["ooui", "mw", "parsoid", "x-"].iter().any(|p| rest.starts_with(p));
        return (!reserved && !rest.is_empty() && !key.contains(':')).then_some(value);
    }
    if !COMMON.contains(&key) && !own_attributes(name).contains(&key) {
        return None;
    }
    match key {
        "shape" => matches!(value.as_str(), "rect" | "circle" | "poly").then_some(value),
        "coords" => value.bytes().all(|b| b.is_ascii_digit() || b == b',').then_some(value),
        // Only the maps of pictures have names, and none but these (`document.NAME` would be an author's).
        "name" => is_map_name(&value).then_some(value),
        "style" => {
            let css = css::clean(&value);
            (!css.is_empty()).then_some(css)
        }
        "class" => super::classes::clean(value),
        "id" => {
            let id: String = value.trim().chars().take(MAX_ID).map(|c| if matches!(c, ' ' | '\t' | '\n') { '_' } else { c }).collect();
            (!id.is_empty()).then(|| super::own_id(&id).into_owned())
        }
        "aria-describedby" | "aria-flowto" | "aria-labelledby" | "aria-owns" | "headers" | "itemref" => {
            Some(value.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
        }
        "tabindex" => (value == "0").then_some(value),
        "role" if value.is_empty() => None,
        "rel" | "about" | "property" | "resource" | "datatype" | "typeof" | "itemid" | "itemprop" | "itemtype" => {
            (!scripted()).then_some(value)
        }
        "href" | "cite" => {
            let whole = super::protocol(&value).is_some() || value.starts_with("//");
            (whole && !value.contains(|c: char| c.is_whitespace() || c.is_control())).then_some(value)
        }
        _ => Some(value),
    }
}

/// Whether a picture's map may be called so: `ImageMap_` and a number.
#[must_use]
pub fn is_map_name(name: &str) -> bool {
    name.strip_prefix("ImageMap_").is_some_and(|n| n.len() < 10 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> String {
        read_attributes(source, Name::Td).iter().map(|(k, v)| format!("{k}={v};")).collect()
    }

    #[test]
    fn loose_attributes_are_read() {
        assert_eq!(read(r#" colspan=2 ROWSPAN = "3" nowrap title='a b"#), "colspan=2;rowspan=3;nowrap=;title=a b;");
        assert_eq!(read("onclick=x foo=bar data-a=1 data-x-a=2 DATA-X-B=3 data-mw=4 data-a:b=5 xmlns:c=d"), "data-a=1;");
    }

    #[test]
    fn scripts_do_not_pass() {
        assert_eq!(read("style='width:expression(1)' about=javascript:x"), "style=/* insecure input */;");
        assert_eq!(read("id=x-main"), "id=_x-main;");
        let quote = |cite: &str| read_attributes(&format!("cite='{cite}'"), Name::Q).get("cite").map(str::to_owned);
        assert_eq!(quote("https://a/"), Some("https://a/".to_owned()));
        for bad in ["javascript:x", "java&#10;script:x", "data:text/html,x", "https://a b", "x"] {
            assert_eq!(quote(bad), None, "{bad}");
        }
    }
}
