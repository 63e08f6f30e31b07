//! `#if`, `#switch` and the other functions that choose.

use crate::model::piece::is_mark;
use crate::title::{Namespace, Title};

use super::super::message;
use super::super::text::{decode, loosely_equal, trim};
use super::{Args, expr as calculator};

/// `{{#if: test | then | else}}`
pub(super) fn if_(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let index = if args.first.is_empty() { 2 } else { 1 };
    Some(args.get(index))
}

/// `{{#ifeq: a | b | then | else}}`
pub(super) fn ifeq(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let right = args.get(1);
    let equal = loosely_equal(trim(&decode(args.first)), trim(&decode(&right)));
    Some(args.get(if equal { 2 } else { 3 }))
}

/// `{{#iferror: test | error | correct}}`
pub(super) fn iferror(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(if has_error(args.first) {
        args.get(1)
    } else {
        match args.try_get(2) {
            Some(correct) => correct,
            None => args.first.to_owned(),
        }
    })
}

/// Whether the text holds an element of the class `error`, as MediaWiki's own messages are.
fn has_error(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        let known = ["strong", "span", "p", "div"].iter().any(|n| tag.strip_prefix(n).is_some_and(|r| r.starts_with(char::is_whitespace)));
        if known && let Some((_, value)) = tag.split_once("class=\"") {
            let value = value.split('"').next().unwrap_or_default();
            if value.split_whitespace().any(|c| c == "error") {
                return true;
            }
        }
    }
    false
}

/// `{{#ifexpr: expression | then | else}}`
pub(super) fn ifexpr(args: &mut Args<'_, '_, '_>) -> Option<String> {
    match calculator::evaluate(args.first) {
        Err(error) => Some(message::strong(&error.text(args.site()))),
        Ok(value) => Some(args.get(if value.is_some_and(|v| v != 0.0) { 1 } else { 2 })),
    }
}

/// `{{#expr: expression}}`
pub(super) fn expr(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(match calculator::evaluate(args.first) {
        Err(error) => message::strong(&error.text(args.site())),
        Ok(value) => value.map(calculator::print).unwrap_or_default(),
    })
}

/// `{{#ifexist: title | then | else}}`
pub(super) fn ifexist(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let exists = !args.first.is_empty()
        && !args.first.chars().any(is_mark)
        && Title::parse(&decode(args.first), Namespace::MAIN, args.site()).is_some_and(|title| {
            let world = args.context.world;
            // Special pages are MediaWiki's own.
            title.is_special_page()
                || world.find(&title).is_some()
                || world.text(&title).is_some()
                || (title.namespace() == Namespace::TEMPLATE
                    && world.builtin_templates()
                    && (world.builtin_template(&crate::title::ucfirst(title.name())).is_some() || world.is_code(title.name())))
        });
    Some(args.get(if exists { 1 } else { 2 }))
}

/// `{{#switch: value | case = result | case | case = result | #default = result}}`
pub(super) fn switch(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let primary = trim(&decode(args.first)).to_owned();
    let is_default = |text: &str| matches!(text.to_lowercase().as_str(), "#default" | "#默认" | "#默認");
    let parts = args.parts;
    let mut found = false;
    let mut default_found = false;
    let mut default = None;
    let mut last = None;
    for part in parts {
        match part.name() {
            Some(name) => {
                last = None;
                if found {
                    return Some(args.range(part.value()));
                }
                let test = args.range(name);
                let test = trim(&decode(&test)).to_owned();
                if loosely_equal(&test, &primary) {
                    return Some(args.range(part.value()));
                }
                if default_found || is_default(&test) {
                    default = Some(*part);
                    default_found = false;
                }
            }
            None => {
                let text = args.range(part.value());
                let test = trim(&decode(&text)).to_owned();
                if loosely_equal(&test, &primary) {
                    found = true;
                } else if is_default(&test) {
                    default_found = true;
                }
                last = Some(text);
            }
        }
    }
    if let Some(text) = last {
        return Some(text);
    }
    Some(default.map(|part| args.range(part.value())).unwrap_or_default())
}
