//! A page's content as an EPUB may hold it: only elements and attributes of HTML's content models (HTML, §4), obsolete ones
//! turned into styles, and what readers cannot run taken out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::dom::{Dom, Id};

/// What serves only where scripts run, or is no content.
const REMOVED: &[&str] =
    &["script", "style", "link", "button", "input", "form", "select", "textarea", "noscript", "template", "iframe", "object", "embed"];

/// Elements that hold only phrases; one that holds a block becomes a `<div>`.
const PHRASING: &[&str] = &[
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "b", "i", "em", "strong", "small", "sup", "sub", "code", "s", "u", "q", "cite", "dfn",
    "abbr", "bdi", "bdo", "kbd", "samp", "var", "mark", "time", "pre", "summary", "ruby", "rt", "rp", "data", "label",
];

/// Elements that are no phrases.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements of old that have another name now, and the style that makes them look alike.
const OLD: &[(&str, &str, &str)] = &[
    ("center", "div", "text-align: center"),
    ("font", "span", ""),
    ("tt", "code", ""),
    ("big", "span", "font-size: larger"),
    ("strike", "s", ""),
    ("acronym", "abbr", ""),
    ("dir", "ul", ""),
    ("rb", "span", ""),
    ("rtc", "span", ""),
];

/// Makes what is below a node fit for an EPUB.
pub(super) fn clean(dom: &mut Dom, top: Id) {
    for id in dom.below(top) {
        if !dom.is_html(id) {
            continue;
        }
        let name = dom.name(id).to_owned();
        if REMOVED.contains(&name.as_str()) {
            dom.detach(id);
            continue;
        }
        let mut style = styles_of_attributes(dom, id, &name);
        if let Some((_, new, more)) = OLD.iter().find(|(old, ..)| *old == name) {
            dom.rename(id, new);
            if !more.is_empty() {
                style.push((*more).to_owned());
            }
        } else if !is_known(&name) {
            dom.rename(id, "span");
        }
        attributes(dom, id, style);
    }
    lists(dom, top);
    blocks(dom, top);
    languages(dom, top);
    unique_ids(dom, top);
}

/// Whether HTML knows the element, of those that pages hold.
fn is_known(name: &str) -> bool {
    PHRASING.contains(&name)
        || BLOCKS.contains(&name)
        || matches!(
            name,
            "a" | "img"
                | "br"
                | "wbr"
                | "ins"
                | "del"
                | "table"
                | "caption"
                | "colgroup"
                | "col"
                | "thead"
                | "tbody"
                | "tfoot"
                | "tr"
                | "td"
                | "th"
        )
}

/// Old attributes as declarations.
fn styles_of_attributes(dom: &Dom, id: Id, name: &str) -> Vec<String> {
    let mut out: Vec<String> = dom.attr(id, "style").map(|s| declarations(s).map(str::to_owned).collect()).unwrap_or_default();
    let plain = |v: &str| v.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'#' | b'%' | b'.' | b'-'));
    let mut add = |attr: &str, property: &str| {
        if let Some(value) = dom.attr(id, attr).map(str::trim).filter(|v| !v.is_empty() && plain(v)) {
            let unit = if value.bytes().all(|b| b.is_ascii_digit()) && property != "color" { "px" } else { "" };
            out.insert(0, format!("{property}: {}{unit}", value.to_ascii_lowercase()));
        }
    };
    if matches!(name, "table" | "td" | "th" | "col" | "tr" | "hr") {
        add("width", "width");
        add("height", "height");
        add("valign", "vertical-align");
    }
    add("bgcolor", "background-color");
    if name == "font" {
        add("color", "color");
    }
    if name != "img" && name != "table" {
        add("align", "text-align");
    }
    if dom.attr(id, "nowrap").is_some() {
        out.push("white-space: nowrap".to_owned());
    }
    out
}

/// The declarations of a `style` attribute that every reader's parser takes.
fn declarations(style: &str) -> impl Iterator<Item = &str> {
    // Parted as browsers part them: a semicolon in a string parts nothing.
    crate::sanitize::declarations(style).into_iter().filter(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else { return false };
        let (property, value) = (property.trim(), value.trim());
        !property.is_empty()
            && property.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
            // EPUB wants these two as attributes (EPUB 3.3, §6.3.1.1), and a fixed place is one in a window that a book has not.
            && !matches!(property, "direction" | "unicode-bidi" | "position")
            && !value.is_empty()
            && value.matches('(').count() == value.matches(')').count()
            && value.matches('"').count() % 2 == 0
            && value.matches('\'').count() % 2 == 0
            && !value.contains(['{', '}', '<', '>', '\\', ':', '@', '*', '=', '!', '?'])
    })
}

/// Leaves the attributes that the element may have.
fn attributes(dom: &mut Dom, id: Id, style: Vec<String>) {
    let name = dom.name(id).to_owned();
    let number = |v: &str| v.parse::<u32>().is_ok();
    dom.keep_attrs(id, |key, value| match key {
        "id" => !value.is_empty() && !value.contains(char::is_whitespace),
        "class" | "title" => true,
        "lang" => !value.is_empty() && value.len() < 36 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        "href" => name == "a",
        "src" | "alt" => name == "img",
        "width" | "height" => name == "img" && number(value),
        "colspan" | "rowspan" => matches!(&*name, "td" | "th") && value.parse().is_ok_and(|n: u32| (1..=1000).contains(&n)),
        "scope" => name == "th" && matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        "span" => matches!(&*name, "col" | "colgroup") && value.parse().is_ok_and(|n: u32| (1..=1000).contains(&n)),
        "start" => name == "ol" && value.parse::<i32>().is_ok(),
        "reversed" => name == "ol",
        "type" => name == "ol" && matches!(value, "1" | "a" | "A" | "i" | "I"),
        "value" => name == "li" && value.parse::<i32>().is_ok(),
        "role" => name == "a" && matches!(value, "doc-noteref" | "doc-backlink"),
        "aria-label" => name == "a",
        "epub:type" => true,
        _ => false,
    });
    if !style.is_empty() {
        dom.set(id, "style", style.join("; "));
    }
    if name == "img" && dom.attr(id, "alt").is_none() {
        dom.set(id, "alt", "");
    }
    if name == "bdo" && dom.attr(id, "dir").is_none() {
        dom.rename(id, "span");
    }
}

/// Lists hold items and nothing else, and items stand in lists (HTML, §4.4).
fn lists(dom: &mut Dom, top: Id) {
    for id in dom.below(top) {
        match dom.name(id) {
            "ul" | "ol" => {
                for child in dom.children(id).to_vec() {
                    if dom.name(child) != "li" && (dom.is_words(child) || !dom.name(child).is_empty()) {
                        let item = dom.element("li");
                        dom.replace(child, item);
                        dom.append(item, child);
                    }
                }
            }
            "dl" => definitions(dom, id),
            "ruby" if dom.find(id, |dom, id| dom.name(id) == "rt").is_none() => dom.rename(id, "span"),
            _ => {}
        }
    }
    for id in dom.below(top) {
        let above = dom.parent(id).map(|p| dom.name(p).to_owned()).unwrap_or_default();
        let lost = match dom.name(id) {
            "li" => !matches!(&*above, "ul" | "ol"),
            "dt" | "dd" => above != "dl",
            "figcaption" => above != "figure",
            "summary" => above != "details",
            "rt" | "rp" => above != "ruby",
            _ => false,
        };
        if lost {
            let name = dom.name(id).to_owned();
            dom.rename(id, if matches!(&*name, "rt" | "rp") { "span" } else { "div" });
            dom.set(id, "class", format!("{} {name}", dom.attr(id, "class").unwrap_or_default()).trim());
        }
    }
}

/// A list of definitions has terms and then their definitions; wikis write `:` alone to set text further in, which is none.
fn definitions(dom: &mut Dom, id: Id) {
    let children: Vec<Id> = dom.children(id).iter().copied().filter(|c| !dom.name(*c).is_empty() || dom.is_words(*c)).collect();
    let mut last = "";
    let mut good = !children.is_empty();
    for child in &children {
        let now = match dom.name(*child) {
            "dt" => "dt",
            "dd" => "dd",
            _ => "",
        };
        good &= !now.is_empty() && (now == "dt" || !last.is_empty());
        last = now;
    }
    if !good || last == "dt" {
        // Its children find that they are lost.
        dom.rename(id, "div");
        dom.set(id, "class", "definitions");
    }
}

/// What may hold only phrases and holds a block becomes a plain block that looks like it.
fn blocks(dom: &mut Dom, top: Id) {
    let all = dom.below(top);
    let mut holds: FxHashSet<Id> = FxHashSet::default();
    let mut cell_heads: FxHashSet<Id> = FxHashSet::default();
    for id in &all {
        // A heading may not stand in the head of a column, nor a section.
        if let Some(parent) = dom.parent(*id)
            && (cell_heads.contains(&parent) || matches!(dom.name(parent), "th" | "dt"))
        {
            cell_heads.insert(*id);
            if matches!(dom.name(*id), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "section" | "header" | "footer" | "article" | "nav") {
                dom.rename(*id, "div");
            }
        }
    }
    // From the last to the first, children come before their parents.
    for id in all.iter().rev() {
        let name = dom.name(*id);
        if !dom.is_html(*id) {
            continue;
        }
        if PHRASING.contains(&name) && holds.contains(id) {
            let name = name.to_owned();
            dom.rename(*id, "div");
            dom.set(*id, "class", format!("{} x-{name}", dom.attr(*id, "class").unwrap_or_default()).trim());
        }
        if (holds.contains(id) || BLOCKS.contains(&dom.name(*id)))
            && let Some(parent) = dom.parent(*id)
        {
            holds.insert(parent);
        }
    }
}

/// Says the language as XML wants it, too.
fn languages(dom: &mut Dom, top: Id) {
    for id in dom.below(top) {
        if let Some(lang) = dom.attr(id, "lang").map(str::to_owned) {
            dom.set(id, "xml:lang", lang);
        }
    }
}

/// An id stands on a page once; of several the first one counts for links, and stays.
fn unique_ids(dom: &mut Dom, top: Id) {
    let mut seen: FxHashMap<String, ()> = FxHashMap::default();
    for id in dom.below(top) {
        if let Some(value) = dom.attr(id, "id").map(str::to_owned)
            && seen.insert(value, ()).is_some()
        {
            dom.remove_attr(id, "id");
        }
    }
}

/// An address as every parser of addresses takes it (RFC 3986); `None` if it can be none.
pub(super) fn address(href: &str) -> Option<String> {
    let href = href.trim();
    let href = if let Some(rest) = href.strip_prefix("//") { format!("https://{rest}") } else { href.to_owned() };
    let (scheme, rest) = href.split_once(':')?;
    if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
        return None;
    }
    if let Some(after) = rest.strip_prefix("//") {
        let host = after.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || !host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | ':' | '_' | '@')) {
            return None;
        }
    }
    let mut out = String::with_capacity(href.len());
    let mut hashes = 0;
    for (i, c) in href.char_indices() {
        let bytes = &href.as_bytes()[i..];
        let fine = match c {
            '%' => bytes.len() > 2 && bytes[1].is_ascii_hexdigit() && bytes[2].is_ascii_hexdigit(),
            '#' => {
                hashes += 1;
                hashes == 1
            }
            '[' | ']' => false,
            c => c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'),
        };
        if fine {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for b in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{b:02X}"));
            }
        }
    }
    Some(out)
}
