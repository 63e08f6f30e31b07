//! MathML that another program made, let through piece by piece.
//!
//! Facts: MathML Core (W3C) for elements and attributes.  What can hold a link, a script or foreign markup (`href`,
//! `annotation-xml`, `maction`, `semantics`) is on no list.

use super::moved::Moved;
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

/// Elements of HTML in which the package writes a style of text, and the class that the text has instead.
const TEXT_STYLES: &[(&str, &str)] =
    &[("b", "math-bold"), ("i", "math-italic"), ("em", "math-italic"), ("code", "math-mono"), ("span", ""), ("s", ""), ("u", "")];

/// The longest length, in any unit: `\hspace{99999em}` would push what follows out of every screen.
const MAX_LENGTH: f32 = 100.0;

/// An element that is open.
struct Open<'m> {
    /// As the package calls it.
    name: &'m str,
    /// As it was written; `None` if it was left out.
    written: Option<&'static str>,
}

/// Writes the inside of a `<math>` element.
///
/// # Errors
/// If it holds anything that is on no list, or does not nest.
pub(super) fn write(mathml: &str, out: &mut String) -> Result<(), String> {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut rest = mathml;
    while let Some(at) = rest.find('<') {
        escape_text(&entities::decode(&rest[..at]), out);
        let end = rest[at..].find('>').ok_or("a tag without an end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let ended = open.pop().filter(|ended| ended.name == name.trim()).ok_or("elements do not nest")?;
            if let Some(written) = ended.written {
                out.push_str(&format!("</{written}>"));
            }
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
        let written = start(name, attributes, open.is_empty(), out)?;
        match (empty, written) {
            (true, Some(written)) => out.push_str(&format!("</{written}>")),
            (true, None) => {}
            (false, written) => open.push(Open { name, written }),
        }
    }
    if !open.is_empty() || !rest.trim().is_empty() {
        return Err("elements do not nest".to_owned());
    }
    Ok(())
}

/// Writes a start tag; gives the element's name as it was written, or nothing if it was left out.
fn start(name: &str, attributes: &str, is_outermost: bool, out: &mut String) -> Result<Option<&'static str>, String> {
    if let Some((_, class)) = TEXT_STYLES.iter().find(|(known, _)| *known == name) {
        if !class.is_empty() && out.ends_with("<mtext>") {
            out.truncate(out.len() - 1);
            out.push_str(&format!(" class=\"{class}\">"));
        }
        return Ok(None);
    }
    let Some(name) = ELEMENTS.iter().find(|known| **known == name) else {
        return Err(format!("the element {name} is not allowed in a formula"));
    };
    if *name == "math" {
        return if is_outermost { Ok(None) } else { Err("a formula in a formula".to_owned()) };
    }
    if *name == "mrow"
        && let Some(moved) = colour(attributes).and_then(Moved::of_colour)
    {
        out.push_str(&format!("<mpadded {}>", moved.attributes()));
        return Ok(Some("mpadded"));
    }
    out.push('<');
    out.push_str(name);
    attribute_list(attributes, out);
    out.push('>');
    Ok(Some(name))
}

/// The colour that an element is set in: `FF0000`.
fn colour(attributes: &str) -> Option<&str> {
    attributes.strip_prefix("style=\"color:#")?.get(..6)
}

/// Writes those of the attributes that may stay.
fn attribute_list(mut source: &str, out: &mut String) {
    while let Some((name, after)) = source.trim_start().split_once("=\"") {
        let Some((value, behind)) = after.split_once('"') else { return };
        source = behind;
        let name = name.trim();
        let plain =
            value.len() <= 100 && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'%' | b'#' | b'-' | b'+'));
        let fits = match name {
            "style" => value.len() <= 300 && value.split(';').all(is_declaration),
            "class" => plain && value.split(' ').all(|word| word.starts_with("menclose-") || word.starts_with("math-")),
            "width" | "height" | "depth" | "lspace" | "rspace" | "voffset" | "minsize" | "maxsize" => is_length(value),
            _ => plain && ATTRIBUTES.contains(&name),
        };
        if fits {
            out.push_str(&format!(" {name}=\""));
            escape_value(value, out);
            out.push('"');
        }
    }
}

/// Whether a declaration is one of those that the package writes: colours, the sides of cells, spaces.
fn is_declaration(declaration: &str) -> bool {
    let Some((name, value)) = declaration.split_once(':') else { return declaration.trim().is_empty() };
    let value = value.trim();
    match name.trim() {
        "color" => value.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())),
        "text-align" => matches!(value, "left" | "right" | "center"),
        "justify-items" => matches!(value, "start" | "end"),
        "math-shift" => value == "compact",
        "border-left" | "border-right" | "border-top" => matches!(value, "0.05em solid currentcolor" | "0.05em dashed currentcolor"),
        "width" | "margin-left" | "padding-left" | "padding-right" | "padding-top" | "padding-bottom" | "font-size" => is_length(value),
        _ => false,
    }
}

/// Whether a value is a length that fits on a page: `0`, `0.1667em`, `-3px`, `50%`.
fn is_length(value: &str) -> bool {
    let unit = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let is_unit = matches!(&value[unit.len()..], "" | "em" | "ex" | "rem" | "px" | "pt" | "%");
    let is_number = unit.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    is_unit && is_number && unit.parse::<f32>().is_ok_and(|number| number.abs() <= MAX_LENGTH)
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
            checked("<math><mi onclick=\"x\" href=\"javascript:x\" class=\"top x\">&lt;\u{a0}</mi></math>").unwrap(),
            "<mi>&lt;\u{a0}</mi>"
        );
        assert_eq!(
            checked("<math><mrow style=\"color:#FF0000;\"><mspace style=\"margin-left:-0.2em;\"/></mrow></math>").unwrap(),
            "<mrow style=\"color:#FF0000;\"><mspace style=\"margin-left:-0.2em;\"></mspace></mrow>"
        );
        for style in ["position:fixed", "color:red", "width:99999em", "border-left:url(x)", "padding-left:1em;x"] {
            assert_eq!(checked(&format!("<math><mi style=\"{style}\">x</mi></math>")).unwrap(), "<mi>x</mi>");
        }
        assert_eq!(
            checked("<math><mrow style=\"color:#F10100;\"><mtext><b>a</b></mtext></mrow></math>").unwrap(),
            "<mpadded width=\"0\"><mtext class=\"math-bold\">a</mtext></mpadded>"
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
