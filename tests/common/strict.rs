//! HTML as a browser reads it: whether that is the tree that was written, and whether all of it may stand in a page.

use std::fmt::Write as _;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use taben::model::html::Name;

/// Attributes that taben writes or lets an author write, besides `data-…`.
const ATTRIBUTES: &[&str] = &[
    "id",
    "class",
    "style",
    "lang",
    "dir",
    "title",
    "tabindex",
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
    "align",
    "abbr",
    "axis",
    "headers",
    "scope",
    "rowspan",
    "colspan",
    "nowrap",
    "width",
    "height",
    "bgcolor",
    "valign",
    "summary",
    "border",
    "frame",
    "rules",
    "cellspacing",
    "cellpadding",
    "type",
    "start",
    "reversed",
    "value",
    "clear",
    "size",
    "color",
    "face",
    "cite",
    "datetime",
    "content",
    "href",
    "rel",
    "src",
    "alt",
    "loading",
    "usemap",
    "name",
    "shape",
    "coords",
];

/// Elements of a formula; they stand in `<math>` only.
pub const MATH: &[&str] = &[
    "math",
    "semantics",
    "annotation",
    "menclose",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
];

/// Attributes that only elements of a formula have.
pub const MATH_ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "encoding",
    "fence",
    "linethickness",
    "lspace",
    "mathcolor",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
];

/// Schemes of addresses that may stand in a page.
const SCHEMES: &[&str] = &[
    "http",
    "https",
    "mailto",
    "ftp",
    "ftps",
    "tel",
    "news",
    "irc",
    "ircs",
    "git",
    "ssh",
    "svn",
    "sip",
    "sips",
    "sms",
    "xmpp",
    "magnet",
    "bitcoin",
    "geo",
    "gopher",
    "nntp",
    "redis",
    "sftp",
    "telnet",
    "urn",
    "worldwind",
    "matrix",
    "mms",
    "wikipedia",
];

/// The tags of a text in order, `<b` and `/b`, if they nest; an error tells where they do not.
fn written(html: &str) -> Result<Vec<String>, String> {
    let mut tags = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').ok_or("a tag without end")?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            tags.push(format!("/{name}"));
            continue;
        }
        let word = &tag[..tag.find(' ').unwrap_or(tag.len())];
        let name = Name::from_lower(word);
        if name.is_none() && !(MATH.contains(&word) && (word == "math" || open.contains(&"math"))) {
            return Err(format!("<{word}> may not be here"));
        }
        tags.push(format!("<{word}"));
        if name.is_some_and(Name::is_void) {
            tags.push(format!("/{word}"));
        } else {
            open.push(word);
        }
    }
    if open.is_empty() { Ok(tags) } else { Err(format!("{open:?} is left open")) }
}

/// Walks a tree, without recursion, as deep as it may be.
fn read(root: &Handle, tags: &mut Vec<String>, problems: &mut String) {
    enum Step {
        Enter(Handle),
        Leave(String),
    }
    let mut steps = vec![Step::Enter(root.clone())];
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Leave(tag) => {
                tags.push(tag);
                continue;
            }
            Step::Enter(node) => node,
        };
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let word = name.local.to_string();
                for attr in attrs.borrow().iter() {
                    let key = &*attr.name.local;
                    let value = &*attr.value;
                    let of_math = MATH.contains(&&*word) && MATH_ATTRIBUTES.contains(&key);
                    if !(of_math || ATTRIBUTES.contains(&key) || key.starts_with("data-") || key.starts_with("aria-")) {
                        let _ = writeln!(problems, "attribute {key} of <{word}>");
                    }
                    if matches!(key, "href" | "src" | "cite") {
                        let clean: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
                        let scheme = clean
                            .find([':', '/', '?', '#'])
                            .filter(|at| clean.as_bytes()[*at] == b':')
                            .map(|at| clean[..at].to_ascii_lowercase());
                        if scheme.as_deref().is_some_and(|s| !SCHEMES.contains(&s)) {
                            let _ = writeln!(problems, "{key}={value}");
                        }
                    }
                }
                tags.push(format!("<{word}"));
                steps.push(Step::Leave(format!("/{word}")));
            }
            NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } | NodeData::Doctype { .. } => {
                let _ = writeln!(problems, "{:?}", node.data);
            }
            NodeData::Document | NodeData::Text { .. } => {}
        }
        steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Enter));
    }
}

/// What is wrong with a fragment of HTML; nothing, if a browser makes of it the tree that was written.
pub fn problems(html: &str) -> Option<String> {
    let want = match written(html) {
        Ok(tags) => tags,
        Err(problem) => return Some(problem),
    };
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let dom = parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), false).one(html);
    let mut got = Vec::new();
    let mut problems = String::new();
    // The fragment stands in an element `html` of the parser's own.
    let root = dom.document.children.borrow().first().cloned()?;
    for child in root.children.borrow().iter() {
        read(child, &mut got, &mut problems);
    }
    if got != want {
        let at = want.iter().zip(&got).position(|(a, b)| a != b).unwrap_or(want.len().min(got.len()));
        let _ = writeln!(problems, "a browser reads another tree from tag {at} on: want {:?}, got {:?}", want.get(at), got.get(at));
    }
    (!problems.is_empty()).then_some(problems)
}
