//! MathML that another program made, let through piece by piece.
//!
//! Facts: MathML Core (W3C) for elements and attributes.  What can hold a link, a script or foreign markup (`href`,
//! `annotation-xml`, `maction`, `semantics`) is on no list.

use crate::model::entities;
use crate::model::html::{escape_text, escape_value};

/// Elements that may stand in a formula.
const ELEMENTS: &[&str] = &[
    "math",
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

/// Attributes that they may have.
const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "class",
    "columnspan",
    "depth",
    "displaystyle",
    "fence",
    "height",
    "linethickness",
    "lspace",
    "mathcolor",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "style",
    "symmetric",
    "voffset",
    "width",
];

/// Whether a formula may hold an element of that name, those that taben writes around it among them.
#[must_use]
pub fn is_element(name: &str) -> bool {
    ELEMENTS.contains(&name) || matches!(name, "semantics" | "annotation")
}

/// Writes the inside of a `<math>` element.
///
/// # Errors
/// If it holds anything that is on no list, or does not nest.
pub(super) fn write(mathml: &str, out: &mut String) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = mathml;
    while let Some(at) = rest.find('<') {
        // The package escapes some of its own entities a second time.
        escape_text(&entities::decode(&rest[..at]).replace("&nbsp;", "\u{a0}"), out);
        // The sign in `a < b` comes as it is.
        if !rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            out.push_str("&lt;");
            rest = &rest[at + 1..];
            continue;
        }
        let end = rest[at..].find('>').ok_or("a tag without an end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim()) {
                return Err("elements do not nest".to_owned());
            }
            if name != "math" {
                out.push_str(&format!("</{name}>"));
            }
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
        let Some(name) = ELEMENTS.iter().find(|known| **known == name) else {
            return Err(format!("the element {name} is not allowed in a formula"));
        };
        if *name == "math" && !open.is_empty() {
            return Err("a formula in a formula".to_owned());
        }
        if *name != "math" {
            out.push('<');
            out.push_str(name);
            attribute_list(attributes, out);
            out.push('>');
        }
        match (empty, *name) {
            (true, "math") => {}
            (true, name) => out.push_str(&format!("</{name}>")),
            (false, name) => open.push(name),
        }
    }
    if !open.is_empty() || !rest.trim().is_empty() {
        return Err("elements do not nest".to_owned());
    }
    Ok(())
}

/// Writes those of the attributes that may stay.
fn attribute_list(mut source: &str, out: &mut String) {
    while let Some((name, after)) = source.trim_start().split_once("=\"") {
        let Some((value, behind)) = after.split_once('"') else { return };
        source = behind;
        let plain =
            value.len() <= 100 && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'%' | b'#' | b'-' | b'+'));
        let fits = match name {
            // The one style that a formula may ask for.
            "style" => match value.strip_prefix("color: rgb(").and_then(|v| v.strip_suffix(')')) {
                Some(colour) => colour.bytes().all(|b| b.is_ascii_digit() || b == b' '),
                None => false,
            },
            "class" => plain && value.split(' ').all(|word| word.starts_with("menv-")),
            _ => plain && ATTRIBUTES.contains(&name),
        };
        if fits {
            out.push_str(&format!(" {name}=\""));
            escape_value(value, out);
            out.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(mathml: &str) -> Result<String, String> {
        let mut out = String::new();
        write(mathml, &mut out).map(|()| out)
    }

    #[test]
    fn only_what_is_on_the_list_passes() {
        assert_eq!(
            checked("<math display=\"inline\"><mi>x</mi><mspace width=\"1em\" /></math>").unwrap(),
            "<mi>x</mi><mspace width=\"1em\"></mspace>"
        );
        assert_eq!(
            checked("<math><mi onclick=\"x\" href=\"javascript:x\" class=\"menv-a x\">&lt;&nbsp;</mi></math>").unwrap(),
            "<mi>&lt;\u{a0}</mi>"
        );
        for bad in [
            "<math><annotation-xml></annotation-xml></math>",
            "<math><script></script></math>",
            "<math><mi></math></mi>",
            "<math><mi>",
            "<math></math><p",
            "<math><maction></maction></math>",
        ] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }
}
